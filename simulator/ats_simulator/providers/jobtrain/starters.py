"""
Starters: operations 41 to 44, the best-evidenced payload, and onboarding (an extension).

The recorded formats hold whatever the assumptions about dates say. Source: SPEC section 3.9; row
75 (`starters_window_h`) is a setting; row 77 (`cancelled_starter_record`): as completed; row 78
(`updated_starters_filters`): optional; row 79 (`starter_detail_unknown`): 404.
"""

from __future__ import annotations

from typing import Final

from ats_simulator.provider import Record, Reply
from ats_simulator.providers.jobtrain import applications, dates, errors, jobs, listing, lookups
from ats_simulator.providers.jobtrain.bodies import integer, not_valid
from ats_simulator.providers.jobtrain.errors import Problems
from ats_simulator.providers.jobtrain.lookups import number, text
from ats_simulator.providers.jobtrain.operations import Call
from ats_simulator.providers.jobtrain.reads import hidden, missing
from ats_simulator.providers.jobtrain.roles import role_of
from ats_simulator.services import Services
from ats_simulator.store import records
from ats_simulator.store.records import Where
from ats_simulator.world.instants import DAY_MS, HOUR_MS

SETTINGS: Final = {"starters_window_h": 24}
"""How far back completed and cancelled starters reach. Units: hours; 0 for as far as there are."""
UNBOUNDED: Final = frozenset({"starters_window_h"})

JOB_KEYS: Final = (  # the standard key, and the field of the truth
    ("vacancyDivision", "division"),
    ("jobReference", ""),
    ("vacancyDepartment", "department"),
    ("vacancySchoolLocation", "school_location"),
    ("vacancyCostCentre", "cost_centre"),
    ("vacancyCampaign", "campaign"),
    ("vacancyJobLevel", "level"),
    ("reportsTo", "reports_to"),
)
COUNTRIES: Final = {"GB": "United Kingdom", "IE": "Ireland", "US": "United States"}


def list_completed_starters(services: Services, call: Call) -> Reply:
    """Answer the starters who completed their form lately (operation 41)."""
    return _ended(services, call, "completed")


def list_cancelled_starters(services: Services, call: Call) -> Reply:
    """Answer the starters who were cancelled lately (operation 42)."""
    return _ended(services, call, "cancelled")


def _ended(services: Services, call: Call, state: str) -> Reply:
    window_ms = round(float(services.tenant.settings["starters_window_h"]) * HOUR_MS)
    since = services.now_ms - window_ms if window_ms else 0
    return _list(services, call, "starters", since, Where("facet=?", (state,)))


def list_updated_starters(services: Services, call: Call) -> Reply:
    """Answer the starter forms saved in the last 24 hours (operation 44)."""
    problems: Problems = {}
    status, redeployed = _filters(call, problems)
    if problems:
        return errors.invalid(errors.style_of(services.tenant), problems)
    everything = Where()

    def keeps(form: Record, application: Record) -> bool:
        return (redeployed is None or form["is_redeployed"] == redeployed) and (
            status is None or application["current_stage"]["id"] == status
        )

    since = services.now_ms - DAY_MS
    return _list(services, call, "starters_saved", since, everything, keeps)


def _filters(call: Call, problems: Problems) -> tuple[str | None, bool | None]:
    """Read the two filters of operation 44."""
    status, redeployed = (call.args.get(n, "") for n in ("applicationstatusid", "redeployee"))
    key = integer(status) if status else None
    if status and key is None:
        problems.update(not_valid("ApplicationStatusId", status))
    if redeployed and redeployed.lower() not in {"yes", "no"}:
        problems.update(not_valid("Redeployee", redeployed))
    return (
        None if key is None else str(key),
        redeployed.lower() == "yes" if redeployed else None,
    )


def _list(
    services: Services,
    call: Call,
    kind: str,
    since_ms: int,
    where: Where,
    keeps: object = None,
) -> Reply:
    """Answer the starters of a window that the user may see, in order of their applications."""
    services.repeatable = False
    role = role_of(services.credential)
    window = Where("updated_ms BETWEEN ? AND ?", (since_ms, services.now_ms))
    where = where.and_(window).and_(role.applications_where)
    found: list[tuple[Record, Record]] = []
    for n in records.numbers(services.con, services.tenant.world, kind, where):
        form = services.truth_at("starter_forms", n) or {}
        application = lookups.one(services, "applications", form["application"]["id"])
        if application is None or not role.sees(application):
            continue
        if keeps is None or (callable(keeps) and keeps(form, application)):
            found.append((form, application))
    found.sort(key=lambda pair: int(pair[1]["id"]) if pair[1]["id"].isdigit() else 0)
    return listing.of_numbers(
        services, call, range(len(found)), lambda n: starter(services, *found[n])
    )


def get_starter(services: Services, call: Call) -> Reply:
    """Answer the starter form of an application (operation 43)."""
    found = form_of(services, call)
    return (
        found if isinstance(found, Reply) else listing.single(services, starter(services, *found))
    )


def form_of(services: Services, call: Call) -> tuple[Record, Record] | Reply:
    """Find form and application by the query, or give the answer that refuses it."""
    style, name = errors.style_of(services.tenant), "candidateApplicationId"
    given = call.args.get(name.lower(), "")
    if not given.strip():
        return errors.invalid(style, errors.required(name))
    key = integer(given)
    if key is None:
        return errors.invalid(style, not_valid(name, given))
    forms = services.related("starter_forms", "application", str(key))
    application = lookups.one(services, "applications", str(key))
    if not forms or application is None:
        return missing(services, "Starter form")
    if not role_of(services.credential).sees(application):
        return hidden(services, "Starter form")
    return forms[-1][1], application


def starter(services: Services, form: Record, application: Record) -> Record:
    """Render a starter form. Source: SPEC section 3.9 (recorded)."""
    job = lookups.one(services, "jobs", form["job"]["id"])
    stage = application["current_stage"]
    return {
        "candidateApplicationId": number(application["id"]),
        "candidateId": number(application["candidate"]["id"]),
        "starterDataCreatedDate": dates.starter_time(form["created_at"]),
        "lastModifiedOn": dates.starter_time(form["saved_at"]),
        "jobDetail": _job_detail(services, job) if job else {},
        "applicationStatus": {
            "applicationStatusId": number(stage["id"]),
            "applicationStatus": stage["name"],
        },
        "systemUser": jobs.changer(services, job),
        "application": _application(services, form),
        "bankDetail": _bank(form),
        "data": [
            {
                "id": field["id"],
                "name": f"Field{field['id']}",
                "caption": field["caption"],
                "value": field["value"],
            }
            for field in form["fields"]
        ],
    }


def _job_detail(services: Services, job: Record) -> Record:
    """Render a starter's job, with standard keys or the client's own labels."""
    advert = lookups.advert(services, job["id"])
    known = {**advert, "department": jobs.department_of(job)}
    detail = {
        "jobId": number(job["id"]),
        "jobTitle": advert["internal_title"] or job["name"],
        "jobTitleforCandidates": job["name"],
    }
    labels = _labels(services)
    for key, field in JOB_KEYS:
        if not field:
            detail[key] = text(job["code"])
        else:
            detail[labels.get(field, key)] = text(known[field])
    return detail


def _labels(services: Services) -> dict[str, str]:
    """Give the client's label of each field, its first letter in lower case."""
    if services.assumptions["starter_job_keys"] == "standard":
        return {}
    rows = lookups.every(services, "starter_labels")
    return {r["field"]: r["label"][:1].lower() + r["label"][1:] for _, r in rows}


def _application(services: Services, form: Record) -> Record:
    candidate = lookups.one(services, "candidates", form["candidate"]["id"])
    names = ("firstName", "lastName", "mobile", "email")
    who = applications.person(candidate) if candidate else dict.fromkeys(names, "")
    address = form["address"]
    country = text(address["country"])
    return {
        "title": text(form["honorific"]),
        "firstName": who["firstName"],
        "lastName": who["lastName"],
        "addressLine1": text(address["street"]),
        "addressLine2": "",
        "city": text(address["city"]),
        "county": text(address["state"]),
        "countryISOCode": country,
        "country": COUNTRIES.get(country, country),
        "postCode": text(address["postal_code"]),
        "emailAddress": who["email"],
        "mobile": who["mobile"],
        "gender": text(form["gender"]),
        "maritalStatus": text(form["marital_status"]),
        "nationality": text(form["nationality"]),
    }


def _bank(form: Record) -> Record:
    bank = form["bank"]
    return {
        "status": 200,
        "message": "",
        "gender": text(form["gender"])[:1],
        "bankName": text(bank["name"]),
        "branch": text(bank["branch"]),
        "accountNumber": text(bank["account_number"]),
        "sortCode": text(bank["sort_code"]),
        "payeeName": text(bank["payee"]),
        "buildingSocietyRollNumber": text(bank["roll_number"]),
        "nationalInsuranceNumber": text(bank["insurance_number"]),
        "birthDate": dates.plain_day(form["birth_on"], "uk"),
    }
