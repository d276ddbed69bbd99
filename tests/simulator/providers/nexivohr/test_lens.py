"""The lens against the wire: two tables written apart have to agree on every record."""

from __future__ import annotations

from typing import Any

import pytest

from ats_simulator.lens import Unsupported, fed, is_listed, project
from tests.simulator.providers.nexivohr.desk import PROVIDER, Desk

LENS = PROVIDER.lens.resources


def normalise(resource: str, wire: dict[str, Any]) -> dict[str, Any]:
    """Read the vendor's JSON as a careful integration would: written apart from the lens."""
    common = {
        "id": str(wire["id"]),
        "created_at": at(wire["created_at"]),
        "updated_at": at(wire["updated_at"]),
    }
    places = [p for p in (wire.get("city"), wire.get("state")) if p]
    locations = [", ".join(places)] if places else []
    if resource == "candidates":
        names = [n for n in (wire["first_name"], wire["last_name"]) if n]
        return common | {
            "first_name": wire["first_name"],
            "last_name": wire["last_name"],
            "name": " ".join(names) or None,
            "title": wire["current_title"],
            "emails": [{"email": wire["email"]}] if wire["email"] is not None else [],
            "phones": [{"number": wire["phone"]}] if wire["phone"] is not None else [],
            "locations": locations,
            "company": wire.get("current_company"),
            "urls": links(wire),
            "tags": [{"name": n} for n in wire["skills"]] if "skills" in wire else None,
        }
    if resource == "jobs":
        return common | {
            "name": wire["title"],
            "description": wire["description"],
            "status": wire["status"],
            "job_type": wire["employment_type"],
            "locations": locations,
            "closed_at": at(wire["closed_at"]),
        }
    return common | {
        "candidate": {"id": str(wire["candidate_id"])},
        "job": {"id": str(wire["job_id"])},
        "applied_at": at(wire["created_at"]),
        "rejected_at": at(wire["updated_at"]) if wire["stage"] == "rejected" else None,
        "current_stage": {"id": wire["stage"], "name": wire["stage"]},
    }


def at(text: str | None) -> str | None:
    return None if text is None else text.replace("Z", ".000Z")


def links(wire: dict[str, Any]) -> list[dict[str, str]] | None:
    if "linkedin_url" not in wire:
        return None
    return [{"url": wire["linkedin_url"]}] if wire["linkedin_url"] else []


def walk(desk: Desk, path: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = desk.get(path, "per_page=100").body["data"]
    assert len(rows) < 100
    return rows


def wire_rows(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    jobs = walk(desk, "/jobs")
    return {
        "candidates": walk(desk, "/candidates"),
        "jobs": jobs,
        "applications": [r for j in jobs for r in walk(desk, f"/jobs/{j['id']}/submissions")],
    }


def truths(desk: Desk, resource: str) -> list[dict[str, Any]]:
    with desk.services() as services:
        rows = services.con.execute(
            "SELECT n FROM truth WHERE world=? AND resource=? ORDER BY n",
            (services.tenant.world, resource),
        ).fetchall()
        found = [services.truth_at(resource, n) for (n,) in rows]
    return [record for record in found if record is not None]


@pytest.mark.parametrize("extended", ["off", "on"])
@pytest.mark.parametrize("inactive", ["excluded", "included"])
@pytest.mark.parametrize("initial", ["screening", "submitted"])
def test_a_careful_reading_of_the_wire_is_what_the_lens_expects(
    extended: str, inactive: str, initial: str
) -> None:
    values = {
        "extended_fields": extended,
        "inactive_in_lists": inactive,
        "initial_stage": initial,
    }
    desk = Desk(size=60, assumptions=values)
    wire = wire_rows(desk)
    for resource in ("candidates", "jobs", "applications"):
        lens = fed(PROVIDER.lens)[resource]
        expected = {
            record["id"]: project(lens, record, values)
            for record in truths(desk, resource)
            if is_listed(lens, record, values)
        }
        read = {str(row["id"]): normalise(resource, row) for row in wire[resource]}
        assert read.keys() == expected.keys()
        for key, record in expected.items():
            shown = {name: record[name] for name in read[key]}
            assert shown == read[key]
            assert all(not value for name, value in record.items() if name not in read[key])


def test_the_stages_are_listed_in_documented_order() -> None:
    stages = truths(Desk(size=10), "job_interview_stages")
    seen = [project(fed(PROVIDER.lens)["job_interview_stages"], s, {})["id"] for s in stages]
    assert seen == ["screening", "interview", "offer", "placed", "rejected"]


def test_thirteen_resources_are_refused_with_a_reason() -> None:
    absent = [r for r in LENS.values() if isinstance(r, Unsupported)]
    assert len(absent) == 13
    assert len({r.reason for r in absent}) == 13


def test_losses_are_declared() -> None:
    jobs, applications = fed(PROVIDER.lens)["jobs"], fed(PROVIDER.lens)["applications"]
    for cell in (
        jobs.fields["status"],
        jobs.fields["job_type"],
        applications.fields["rejected_at"],
        applications.fields["applied_at"],
    ):
        assert cell.lossy


def test_applications_are_read_by_walking() -> None:
    assert fed(PROVIDER.lens)["applications"].walked
