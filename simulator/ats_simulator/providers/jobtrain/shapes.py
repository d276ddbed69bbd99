"""
The fourteen settings as they are shown: two shapes each, irregular as documented.

Data and rendering; refuses to read requests. Source: SPEC section 3.8.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from ats_simulator.provider import Record
from ats_simulator.providers.jobtrain import lookups
from ats_simulator.providers.jobtrain.lookups import number, text
from ats_simulator.providers.jobtrain.style import Style
from ats_simulator.services import Services

Shape = Callable[[Services, Record, Style], Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """
    One setting: the truth it shows, what a 404 calls it, its two shapes.

    *name* is the field of a body that holds its name; *read* takes a body apart into the truth's
    fields, each with the key it has there.
    """

    truth: str
    called: str
    listed: Shape
    single: Shape
    name: str
    fields: Mapping[str, str]


def _id_name(key: str, name: str) -> Shape:
    """Make a shape of an id and a name."""

    def shape(services: Services, record: Record, style: Style) -> Record:
        return {
            style.key.get(key, key): number(record["id"]),
            style.key.get(name, name): record["name"],
        }

    return shape


def _division(services: Services, record: Record, style: Style) -> Record:
    parent = record["department"]
    return {
        style.key["Id"]: number(record["id"]),
        "department": parent["name"] if parent else "",
        "directorateOrSchool": text(record["directorate"]),
        "divisionName": record["name"],
        "email": text(record["email"]),
    }


_NO_CONTACT: Final[Record] = {"head": None, "cost_centre": None, "email": None}


def _contact(services: Services, record: Record) -> Record:
    return lookups.one(services, "department_contacts", record["id"]) or _NO_CONTACT


def _department_listed(services: Services, record: Record, style: Style) -> Record:
    return {
        style.key["departmentid"]: number(record["id"]),
        style.key["departmentname"]: record["name"],
        "email": text(_contact(services, record)["email"]),
    }


def _department(services: Services, record: Record, style: Style) -> Record:
    contact = _contact(services, record)
    return {
        "id": number(record["id"]),
        "departmentName": record["name"],
        "departmentHead": text(contact["head"]),
        "costCentre": text(contact["cost_centre"]),
        "email": text(contact["email"]),
    }


def _place(latitude: str) -> Shape:
    """Make a shape of an office; *latitude* is the documented key."""

    def shape(services: Services, record: Record, style: Style) -> Record:
        address = record["address"]
        at = lookups.one(services, "office_coordinates", record["id"])
        return {
            "id": number(record["id"]),
            "locationName": record["name"],
            "addressLine1": text(address["street"]),
            "addressLine2": "",
            "city": lookups.city_of(record),
            "county": text(address["state"]),
            "postcode": text(address["postal_code"]),
            style.key.get(latitude, latitude): (at["latitude"] or 0.0) if at else 0.0,
            "longitude": (at["longitude"] or 0.0) if at else 0.0,
        }

    return shape


def _band(services: Services, record: Record, style: Style) -> Record:
    return {
        "salaryBandId": number(record["id"]),
        "bandLabel": record["name"],
        "salaryFrom": _money(record["min"]),
        "salaryTo": _money(record["max"]),
    }


def _money(amount: float | None) -> str:
    return "" if amount is None else f"{amount:.2f}"


def _level(services: Services, record: Record, style: Style) -> Record:
    return {
        "id": number(record["id"]),
        "name": record["name"],
        "displayOrder": str(record["position"]),
    }


def _school(name: str) -> Shape:
    """Make a shape of a school location; *name* is the key of its name."""

    def shape(services: Services, record: Record, style: Style) -> Record:
        return {
            "id": number(record["id"]),
            name: record["name"],
            "departmentName": text(record["department_name"]),
        }

    return shape


def _title(services: Services, record: Record, style: Style) -> Record:
    return {
        style.key["ID"]: number(record["id"]),
        "jobTitle": record["name"],
        "jobTitleForCandidate": text(record["public_name"]),
    }


def _cost_centre(services: Services, record: Record, style: Style) -> Record:
    return {
        style.key["ID"]: number(record["id"]),
        "costCentre": record["name"],
        "division": text(record["division"]),
        "businessUnit": text(record["business_unit"]),
    }


def _campaign(services: Services, record: Record, style: Style) -> Record:
    return {
        style.key["ID"]: number(record["id"]),
        "campaignName": record["name"],
        "division": text(record["division"]),
    }


def _setting(
    truth: str,
    called: str,
    name: str,
    single: Shape,
    listed: Shape | None = None,
    **fields: str,
) -> Setting:
    return Setting(
        truth=truth,
        called=called,
        name=name,
        single=single,
        listed=listed or single,
        fields=fields,
    )


_ADDRESS: Final = {
    "street": "addressLine1",
    "city": "city",
    "state": "county",
    "postal_code": "postcode",
}


SETTINGS: Final[Mapping[str, Setting]] = {
    "Divisions": _setting(
        "divisions",
        "Divisions",
        "divisionName",
        _division,
        department="department",
        directorate="directorateOrSchool",
        email="email",
    ),
    "Department": _setting(
        "departments",
        "Department",
        "departmentName",
        _department,
        _department_listed,
        head="departmentHead",
        cost_centre="costCentre",
        email="email",
    ),
    "Locations": _setting(
        "offices",
        "Location",
        "locationName",
        _place("latitutde"),
        _place("latitude"),
        **_ADDRESS,
    ),
    "Region": _setting("regions", "Region", "regionName", _id_name("id", "regionName")),
    "JobCategories": _setting("job_categories", "Job category", "name", _id_name("id", "name")),
    "Salaries": _setting(
        "salary_bands", "Salary", "bandLabel", _band, min="salaryFrom", max="salaryTo"
    ),
    "EmploymentTypes": _setting(
        "employment_types",
        "Employment type",
        "employmentType",
        _id_name("id", "employmentType"),
        _id_name("employmentTypeID", "employmentType"),
    ),
    "JobLevels": _setting("job_levels", "Job level", "name", _level, position="displayOrder"),
    "SchoolLocations": _setting(
        "school_locations",
        "School location",
        "location",
        _school("location"),
        _school("name"),
        department_name="departmentName",
    ),
    "ApplicationStatus": _setting(
        "job_interview_stages",
        "Application status",
        "statusName",
        _id_name("id", "statusName"),
        _id_name("applicationitatusid", "statusname"),
    ),
    "JobStatus": _setting("job_statuses", "Job status", "name", _id_name("id", "name")),
    "JobTitle": _setting(
        "job_titles", "Job title", "jobTitle", _title, public_name="jobTitleForCandidate"
    ),
    "CostCentre": _setting(
        "cost_centres",
        "Cost centre",
        "costCentre",
        _cost_centre,
        division="division",
        business_unit="businessUnit",
    ),
    "Campaign": _setting("campaigns", "Campaign", "campaignName", _campaign, division="division"),
}
