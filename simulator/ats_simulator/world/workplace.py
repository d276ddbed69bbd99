"""
The lists that a large employer keeps beside its departments and offices: divisions, regions, pay
bands, levels, kinds of contract, and what else a job can be filed under.

The same in every world but for ids. Providers that know no such lists leave these resources out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ats_simulator.world.company import (
    DEPARTMENTS,
    OFFICES,
    USERS,
    Numbered,
    department,
    reference,
    user,
)
from ats_simulator.world.model import Record
from ats_simulator.world.spec import WorldSpec

DIVISIONS: Final = (  # name, department number or null, directorate
    ("North", 1, "Operations"),
    ("South", 1, "Operations"),
    ("Corporate", 3, "Support"),
    ("Übersee / Outre-mer", None, ""),
    ('The "Old" Division', 8, "Legacy & Co."),
)
REGIONS: Final = ("London", "North West", "Yorkshire", "Scotland", "Wales / Cymru", "Remote")
CATEGORIES: Final = ("Administration", "Engineering", "Finance", "Sales", "Care", "Other…")
BANDS: Final = (  # label, from, to
    ("Band A", 12000.0, 18000.0),
    ("Band B", 18000.0, 20000.0),
    ("Band C", 20000.0, 22000.0),
    ("Band D", 22000.5, 30000.75),
    ("Executive", 90000.0, None),
    ("Unpaid", 0.0, 0.0),
)
EMPLOYMENT_TYPES: Final = (  # name, the kind of job it stands for
    ("Permanent", "full_time"),
    ("Part Time", "part_time"),
    ("Fixed Term Contract", "contract"),
    ("Internship", "internship"),
    ("Temporary", "temporary"),
    ("Volunteer", "volunteer"),
    ("Bank / Per Diem", "per_diem"),
)
LEVELS: Final = ("Entry", "Senior", "Lead", "Executive", "N/A")
SCHOOLS: Final = (
    ("Main School", "Engineering"),
    ("St Mary's – Lower", "Finance"),
    ("Annexe", None),
)
JOB_STATUSES: Final = (  # name, what it means
    ("Draft", "draft"),
    ("Awaiting Approval", "pending"),
    ("On Hold", None),
    ("Live", "open"),
    ("Closed", "closed"),
    ("Archived", "archived"),
)
TITLES: Final = (  # inside, to candidates
    ("Support Worker", "Support Worker (Days)"),
    ("Engineer II", "Software Engineer"),
    ("Chef de Partie", None),
    ("Buchhalter/in", "Accountant <m/w/d>"),
)
COST_CENTRES: Final = (  # code, division number or null, business unit
    ("CC-100", 1, "Operations"),
    ("CC-200", 2, "Operations"),
    ("CC-300", 3, "Support"),
    ("CC-", None, None),
)
CAMPAIGNS: Final = (("Winter 2026", 1), ("Graduates ’26", 3), ("Everywhere", None))
REASONS: Final = ("New role", "Replacement", "Maternity cover", "Growth / Expansion")
_COORDINATES: Final = (
    (39.7817, -89.6501),
    (51.5072, -0.1276),
    (48.1371, 11.5754),
    (35.6939, 139.7535),
    (None, None),
)


def division_name(number: int) -> str:
    """Name division *number*, counted from 1."""
    return DIVISIONS[number - 1][0]


def divisions(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the divisions. Shape: model.Division."""
    for number, (name, parent, directorate) in enumerate(DIVISIONS, start=1):
        yield (
            number,
            {
                "id": spec.ids("divisions", number),
                "name": name,
                "department": department(spec, parent) if parent else None,
                "directorate": directorate or None,
                "email": f"division.{number}@staff.example" if parent else None,
            },
        )


def regions(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the regions. Shape: model.Listed."""
    return _named(spec, "regions", REGIONS)


def job_categories(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the job categories. Shape: model.Listed."""
    return _named(spec, "job_categories", CATEGORIES)


def _named(spec: WorldSpec, resource: str, names: tuple[str, ...]) -> Iterator[Numbered]:
    for number, name in enumerate(names, start=1):
        yield number, {"id": spec.ids(resource, number), "name": name}


def salary_bands(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the salary bands. Shape: model.SalaryBand."""
    for number, (name, low, high) in enumerate(BANDS, start=1):
        yield (
            number,
            {"id": spec.ids("salary_bands", number), "name": name, "min": low, "max": high},
        )


def employment_types(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the kinds of contract. Shape: model.EmploymentType."""
    for number, (name, kind) in enumerate(EMPLOYMENT_TYPES, start=1):
        yield (
            number,
            {"id": spec.ids("employment_types", number), "name": name, "job_type": kind},
        )


def job_levels(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the levels of a job. Shape: model.JobLevel."""
    for number, name in enumerate(LEVELS, start=1):
        yield number, {"id": spec.ids("job_levels", number), "name": name, "position": number}


def school_locations(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the school locations. Shape: model.SchoolLocation."""
    for number, (name, parent) in enumerate(SCHOOLS, start=1):
        yield (
            number,
            {
                "id": spec.ids("school_locations", number),
                "name": name,
                "department_name": parent,
            },
        )


def job_statuses(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the states a job can be in. Shape: model.NamedJobStatus."""
    for number, (name, status) in enumerate(JOB_STATUSES, start=1):
        yield number, {"id": spec.ids("job_statuses", number), "name": name, "status": status}


def job_titles(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the job titles that are kept for use again. Shape: model.JobTitle."""
    for number, (name, public) in enumerate(TITLES, start=1):
        yield (
            number,
            {"id": spec.ids("job_titles", number), "name": name, "public_name": public},
        )


def cost_centres(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the cost centres. Shape: model.CostCentre."""
    for number, (name, division, unit) in enumerate(COST_CENTRES, start=1):
        yield (
            number,
            {
                "id": spec.ids("cost_centres", number),
                "name": name,
                "division": division_name(division) if division else None,
                "business_unit": unit,
            },
        )


def campaigns(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the campaigns. Shape: model.Campaign."""
    for number, (name, division) in enumerate(CAMPAIGNS, start=1):
        yield (
            number,
            {
                "id": spec.ids("campaigns", number),
                "name": name,
                "division": division_name(division) if division else None,
            },
        )


def department_contacts(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate who and what stands behind each department. Shape: model.DepartmentContact."""
    for number in range(1, 1 + len(DEPARTMENTS)):
        with_head = number % 3
        yield (
            number,
            {
                "id": spec.ids("departments", number),
                "department": reference(spec, "departments", number),
                "head": user(spec, 1 + number % USERS)["name"] if with_head else None,
                "cost_centre": COST_CENTRES[number % 3][0] if number % 4 else None,
                "email": f"department.{number}@staff.example" if number % 5 else None,
            },
        )


def office_coordinates(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate where each office stands. Shape: model.OfficeCoordinates. Units: degrees."""
    for number, _ in enumerate(OFFICES, start=1):
        latitude, longitude = _COORDINATES[number - 1]
        yield (
            number,
            {
                "id": spec.ids("offices", number),
                "office": reference(spec, "offices", number),
                "latitude": latitude,
                "longitude": longitude,
            },
        )


PUBLIC_NAMES: Final = {
    "applied": "Application received",
    "screening": "Under review",
    "interview": "Interview",
    "offer": "Pre-employment checks",
    "hired": "Successful",
    "rejected": "Unsuccessful",
}


def stage_roles(spec: WorldSpec) -> Iterator[Numbered]:
    """
    Generate what each of the provider's stages is for. Shape: model.StageRole.

    A stage reveals a person, whom it hid from an anonymous reader, once they are interviewed.
    """
    for number, stage in enumerate(spec.stages, start=1):
        yield number, stage_role(stage.id, stage.kind, stage.role)


def stage_role(key: str, kind: str, role: str | None = None) -> Record:
    """Say what a stage of this *kind* is for. Shape: model.StageRole."""
    return {
        "id": key,
        "job_interview_stage": {"id": key},
        "public_name": PUBLIC_NAMES[kind],
        "role": role,
        "reveals": kind in {"interview", "offer", "hired"},
    }
