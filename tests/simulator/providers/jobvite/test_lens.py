"""The lens against the wire: what it expects is what a careful reader can make of the answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ats_simulator.lens import Record, ResourceLens, Unsupported, fed, held, listed, project
from ats_simulator.providers.jobvite.lens import LENS
from ats_simulator.providers.jobvite.places import CODES
from ats_simulator.providers.jobvite.wire.jobs import NO_END_MS
from ats_simulator.world.instants import to_instant
from tests.simulator.providers.jobvite.desk import Desk

ALPHA_2 = {alpha_3: alpha_2 for alpha_2, (alpha_3, _) in CODES.items()}
BY_NAME = {name: alpha_2 for alpha_2, (_, name) in CODES.items()}
UNKNOWN = "Undefined"


def expected(desk: Desk, name: str) -> dict[str, Record]:
    values = desk.account.describe()["assumptions"]
    records = listed(LENS, name, desk.account.truth, values)
    lens = fed(LENS)[name]
    return {r["id"]: r for r in (project(lens, record, values) for record in records)}


def at(ms: int | None) -> str | None:
    return None if ms is None else to_instant(ms)


def place(*parts: str | None) -> list[str]:
    text = ", ".join(part for part in parts if part)
    return [text] if text else []


def known(value: str | None) -> str | None:
    return None if value in (None, "", UNKNOWN) else value


def only(record: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: record[name] for name in names}


def assert_shown(desk: Desk, name: str, seen: Mapping[str, Mapping[str, Any]]) -> None:
    """Compare what was read with what is expected, field by field."""
    wanted = expected(desk, name)
    assert seen.keys() == wanted.keys()
    for key, record in seen.items():
        assert record == only(wanted[key], *record), (name, key)
    shown = set().union(*(set(record) for record in seen.values()))
    cells = fed(LENS)[name].fields
    lacking = {field for field, cell in cells.items() if type(cell.rule).__name__ == "Lacks"}
    elsewhere = {field for field, cell in cells.items() if cell.optional}
    assert shown | lacking | elsewhere == set(cells)


def test_all_seventeen_resources_are_placed_and_the_absent_say_why() -> None:
    assert len(LENS.resources) == 17
    absent = {n: r for n, r in LENS.resources.items() if isinstance(r, Unsupported)}
    assert absent.keys() == {"job_form_fields", "scorecards", "tags"}
    assert all(r.reason for r in absent.values())


def test_candidates_and_their_applications(reading: Desk) -> None:
    people: dict[str, dict[str, Any]] = {}
    applications = {}
    for row in reading.rows():
        shown = row["application"]
        applications[shown["eId"]] = _application(row)
        person = people.setdefault(row["eId"], _person(row))
        person["applications"].append({"id": shown["eId"]})
        person["created_at"] = min(person["created_at"], to_instant(shown["sentDate"]))
        person["updated_at"] = max(person["updated_at"], to_instant(shown["lastUpdatedDate"]))
    for person in people.values():
        person["applications"].sort(key=lambda each: each["id"])
    assert_shown(reading, "candidates", people)
    assert_shown(reading, "applications", applications)


def _places(row: Any) -> list[str]:
    application = row["application"]
    kinds = [kind for kind in ("resume", "coverletter") if kind in application]
    others = [str(n) for n, _ in enumerate(application["attachments"])]
    return [f"{application['eId']}:{where}" for where in (*kinds, *others)]


def _person(row: Any) -> dict[str, Any]:
    phones = [("mobile", "mobile"), ("homePhone", "home"), ("workPhone", "work")]
    country = ALPHA_2.get(row["countryCode"])
    application = row["application"]
    return {
        "id": row["eId"],
        "first_name": row["firstName"] or None,
        "last_name": row["lastName"] or None,
        "name": " ".join(part for part in (row["firstName"], row["lastName"]) if part) or None,
        "company": row.get("companyName") or None,
        "title": row.get("title") or None,
        "locations": place(row["city"], row["state"], country),
        "phones": [{"number": row[key], "type": kind} for key, kind in phones if row[key]],
        "emails": [{"email": row["email"]}] if row["email"] else [],
        "applications": [],
        "created_at": at(application["sentDate"]),
        "updated_at": at(application["lastUpdatedDate"]),
    }


def _application(row: Any) -> dict[str, Any]:
    shown = row["application"]
    rejected = shown["workflowState"] == "Rejected"
    updated = at(shown["lastUpdatedDate"])
    return {
        "id": shown["eId"],
        "candidate": {"id": row["eId"]},
        "job": {"id": shown["job"]["eId"]} if shown["job"] else None,
        "applied_at": at(shown["sentDate"]),
        "rejected_at": updated if rejected else None,
        "source": {"name": shown["source"]} if shown["source"] else None,
        "current_stage": {"id": shown["workflowStateEId"], "name": shown["workflowState"]},
        "reject_reason": shown.get("disposition"),
        "created_at": at(shown["sentDate"]),
        "updated_at": updated,
    }


def test_documents_notes_and_statistics(reading: Desk) -> None:
    documents, notes, answers = {}, {}, {}
    for person in reading.truth("candidates"):
        for row in reading.get(f"candidate/{person}")["candidates"]:
            shown = row["application"]
            whose = {"candidate": {"id": person}, "application": {"id": shown["eId"]}}
            job = {"id": shown["job"]["eId"]} if shown["job"] else None
            for key in _places(row):
                where = key.partition(":")[2]
                kinds = {"resume": "resume", "coverletter": "cover_letter"}
                paper = shown[where] if where in kinds else shown["attachments"][int(where)]
                documents[key] = {
                    "id": key,
                    **whose,
                    "job": job,
                    "file_name": paper["name"],
                    "attachment_type": kinds.get(where, "other"),
                }
            if shown.get("comments"):
                notes[shown["eId"]] = {
                    "id": shown["eId"],
                    "candidate": {"id": person},
                    "activity_type": "note",
                    "body": shown["comments"],
                }
            answers[shown["eId"]] = {
                "id": shown["eId"],
                "candidate": {"id": person},
                "submitted_at": at(shown["sentDate"]),
                "race": known(shown["race"]),
                "gender": known(shown["gender"]),
                "veteran_status": known(shown["veteranStatus"]),
            }
    assert_shown(reading, "attachments", documents)
    assert_shown(reading, "activities", notes)
    assert_shown(reading, "eeocs", answers)


STATUSES = {
    "Open": "open",
    "Closed": "closed",
    "Filled": "closed",
    "Draft": "draft",
    "Awaiting Approval": "pending",
    "Approved": "pending",
    "On Hold": "pending",
    "Rejected": "archived",
    "Retracted": "archived",
}
TYPES = {
    "Full-Time": "full_time",
    "Part-Time": "part_time",
    "Contract": "contract",
    "Internship": "internship",
    "Temporary": "temporary",
    "Volunteer": "volunteer",
    "Per Diem": "per_diem",
}
REMOTE = {"Remote": True, "On-Site": False, "Hybrid": False}


def test_jobs_and_organizations(reading: Desk) -> None:
    jobs = {job["eId"]: _job(job) for job in reading.jobs()}
    assert_shown(reading, "jobs", jobs)
    organizations = {}
    for job in reading.jobs():
        for key, name in (("companyId", "company"), ("subsidiaryId", "subsidiaryName")):
            if key in job:
                organizations[job[key]] = {"id": job[key], "name": job[name]}
    assert_shown(reading, "organizations", organizations)


def _job(job: Any) -> dict[str, Any]:
    closed = job.get("filledOn") or job["closeDate"]
    country = BY_NAME.get(job["locationCountry"])
    return {
        "id": job["eId"],
        "name": job["title"],
        "description": job.get("description") or None,
        "code": job["requisitionId"] or None,
        "requisition_id": job["requisitionId"] or None,
        "status": STATUSES[job["jobState"]],
        "locations": place(job["locationCity"], job["locationState"], country),
        "confidential": job["private"] or job["postingType"] == "Limited Access",
        "departments": [{"name": job["department"]}] if job["department"] else [],
        "offices": [{"name": job["location"]}] if job["location"] else [],
        "hiring_managers": _staff(job["hiringManagers"]),
        "recruiters": _staff(job["recruiters"]),
        "is_remote": REMOTE[job["remoteType"]] if "remoteType" in job else None,
        "job_type": TYPES.get(job["jobType"]),
        "job_position_level": job.get("positionLevel") or None,
        "created_at": at(job["sentDate"]),
        "updated_at": at(job["lastUpdatedDate"]),
        "closed_at": None if closed == NO_END_MS else at(closed),
        "opened_at": at(job.get("approveDate")),
    }


def _staff(people: Any) -> list[dict[str, str]]:
    return [
        {"id": p["userId"], "name": f"{p['firstName']} {p['lastName']}".strip()} for p in people
    ]


def test_users(reading: Desk) -> None:
    email = reading.account.credentials["user_email"]
    users = {}
    for each in reading.get("employee", userEmail=email)["employees"]:
        users[each["userId"]] = {
            "id": each["userId"],
            "first_name": each["firstName"] or None,
            "last_name": each["lastName"] or None,
            "name": f"{each['firstName']} {each['lastName']}".strip() or None,
            "emails": [{"email": each["email"]}] if each["email"] else [],
            "access_role": each["role"] or None,
        }
    assert_shown(reading, "users", users)


def test_lists(reading: Desk) -> None:
    for name, path, kind in (
        ("departments", "department", "departments"),
        ("reject_reasons", "disposition", "dispositions"),
    ):
        rows = reading.get(path)[kind]
        assert_shown(reading, name, {r["eId"]: {"id": r["eId"], "name": r["name"]} for r in rows})
    (workflow,) = reading.get("workflow")["workflows"]
    stages = {
        s["eId"]: {
            "id": s["eId"],
            "name": s["name"],
            "status": "active",
            "position": s["sequence"],
        }
        for s in workflow["workflowStates"]
    }
    assert_shown(reading, "job_interview_stages", stages)
    offices = {}
    for row in reading.get("location")["locations"]:
        where = place(row["city"], row["state"], ALPHA_2.get(row["countryCode"]))
        text = where[0] if where else None
        offices[row["eId"]] = {"id": row["eId"], "name": row["name"], "location": text}
    assert_shown(reading, "offices", offices)


def test_interviews_and_offers(reading: Desk) -> None:
    interviews = {}
    for row in reading.get("interview", count=500)["interviews"]:
        interviews[row["eId"]] = {
            "id": row["eId"],
            "application": {"id": row["applicationEId"]},
            "candidate": {"id": row["candidateEId"]},
            "interviewers": [{"id": p["userId"]} for p in row["interviewers"]],
            "location": row["location"] or None,
            "start_at": at(row["startDate"]),
            "end_at": at(row["startDate"] + row["duration"] * 60_000),
            "status": row["status"].lower().replace(" ", "_"),
            "created_at": at(row["createdDate"]),
            "updated_at": at(row["lastUpdatedDate"]),
        }
    assert_shown(reading, "interviews", interviews)
    offers = {}
    for row in reading.rows():
        shown = row["application"]
        params = {"applicationId": shown["eId"], "offerSignatureType": "ESIGNATURE"}
        answer = reading.http.get("/api/v2/offerLetter", params=params)
        if answer.status_code == 200:
            letter = answer.json()["eSignature"]
            day = at(shown.get("startDate"))
            offers[shown["eId"]] = {
                "id": shown["eId"],
                "application": {"id": shown["eId"]},
                "candidate": {"id": row["eId"]},
                "job": {"id": shown["job"]["eId"]} if shown["job"] else None,
                "closed_at": at(letter.get("offerLetterCompleted")),
                "start_date": day[:10] if day else None,
                "created_at": at(letter["offerLetterCreated"]),
            }
    assert_shown(reading, "offers", offers)


@pytest.mark.parametrize("name", sorted(fed(LENS)))
def test_a_lens_reads_a_resource_that_the_vendor_holds(reading: Desk, name: str) -> None:
    lens: ResourceLens = fed(LENS)[name]
    assert held(LENS, name, reading.account.truth)
    assert lens.fields.keys() >= {"id"}
    assert set(lens.required) <= set(lens.writable)


def test_without_a_call_for_documents_only_the_texts_of_resumes_are_shown() -> None:
    with Desk(size=20, assumptions={"artifacts_access": "none"}) as desk:
        applications = {row["application"]["eId"]: row["application"] for row in desk.rows()}
        shown = {f"{key}:resume" for key, found in applications.items() if "resume" in found}
        assert shown == expected(desk, "attachments").keys()
        assert shown < desk.truth("attachments").keys()
