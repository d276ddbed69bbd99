"""
What a change causes besides, whoever made it: what belongs together stays whole, dates move.

Refuses to render and to read requests.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ats_simulator.provider import Change, Record
from ats_simulator.providers.jobvite.blanks import blank, blank_application, blank_statistics
from ats_simulator.providers.jobvite.world import place_id
from ats_simulator.services import Services

_KEPT_BEHIND: Final[Mapping[str, str]] = {
    "jobs": "requisitions",
    "users": "employee_records",
    "candidates": "person_records",
    "applications": "application_records",
}
"""Resource to the one that keeps the rest of each of its records, under the same number."""

_SHOWN_AS: Final = {"applications": "candidates", "jobs": "jobs", "users": "employees"}
"""Resource to the rows that show it."""


def follow_up(services: Services, change: Change) -> None:
    """
    Keep whole what belongs together, whoever made *change*.

    A job has its requisition, a user their file, an application its record and its answers; a
    person without application goes into the talent pool; a hire has its date. What is gone takes
    along what was kept behind it.
    """
    if change.resource in _PLACED:
        _place(services, change)
    if change.resource in _INSIDE and change.after is not None:
        _touch(services, change.after)
    if change.resource == "requisitions" and change.before is not None:
        _touch_job(services, change.n)
    behind = _KEPT_BEHIND.get(change.resource)
    if behind is None:
        return
    if change.after is None:
        _clear_behind(services, change, behind)
        return
    if services.truth_at(behind, change.n) is None:
        services.put(behind, change.n, blank(behind, change.after))
    if change.resource == "applications":
        _complete_application(services, change)
    elif change.resource == "candidates" and change.before is None:
        _pool(services, change.after)
    elif change.resource == "candidates":
        _touch_newest(services, change.after["id"])


_INSIDE: Final = frozenset({"attachments", "application_records"})
"""Resources that are part of an application: a change of one is a change of it."""


def _touch(services: Services, inside: Record) -> None:
    """Move the date of the application that *inside* belongs to."""
    found = (
        services.truth("applications", inside["application"]["id"])
        if inside["application"]
        else None
    )
    if found is not None and found[1]["updated_at"] != services.now:
        services.put("applications", found[0], {**found[1], "updated_at": services.now})


def _touch_job(services: Services, n: int) -> None:
    """Move the date of job *n*, of which its requisition is a part."""
    job = services.truth_at("jobs", n)
    if job is not None and job["updated_at"] != services.now:
        services.put("jobs", n, {**job, "updated_at": services.now})


def _touch_newest(services: Services, person: str) -> None:
    """
    Move the date of a person's newest application, unless one has moved with the person.

    A person has no date of their own: their change would be lost on whoever asks what changed.
    An update over the API moves the application that it names: `put_touch_scope` (F).
    """
    found = services.related("applications", "candidate", person)
    newest = max(found, key=lambda each: each[1]["updated_at"], default=None)
    if newest is not None and newest[1]["updated_at"] != services.now:
        services.put("applications", newest[0], {**newest[1], "updated_at": services.now})


_PLACED: Final = frozenset({"attachments", "offers"})
"""Resources without ids of their own on the wire."""


def _place(services: Services, change: Change) -> None:
    """Name a record by its application, whatever it was called when it was made."""
    record = change.after
    if record is None or change.before is not None or record["application"] is None:
        return
    application = record["application"]["id"]
    key = application
    if change.resource == "attachments":
        present = services.related("attachments", "application", application)
        others = [r for n, r in present if n != change.n and r["attachment_type"] == "other"]
        key = place_id(application, record["attachment_type"], len(others))
    if record["id"] != key:
        services.put(change.resource, change.n, {**record, "id": key})


def _clear_behind(services: Services, change: Change, behind: str) -> None:
    services.remove(behind, change.n)
    if change.resource == "applications":
        services.remove("eeocs", change.n)
    if (kind := _SHOWN_AS.get(change.resource)) is not None:
        services.drop_row(kind, change.n)


def _pool(services: Services, candidate: Record) -> None:
    if services.related("applications", "candidate", candidate["id"]):
        return
    n, key = services.next_key("applications")
    services.put("applications", n, blank_application(services, key, candidate["id"], None))


def _complete_application(services: Services, change: Change) -> None:
    assert change.after is not None
    if services.truth_at("eeocs", change.n) is None:
        services.put("eeocs", change.n, blank_statistics(change.after))
    if _is_hire(change):
        record = services.truth_at("application_records", change.n)
        assert record is not None
        services.put("application_records", change.n, {**record, "hired_at": services.now})


def _is_hire(change: Change) -> bool:
    """Say whether *change* brings an application to `Hired`: `hire_date_on_hired` (F)."""
    before, after = change.before, change.after
    assert after is not None
    if after["current_stage"]["kind"] != "hired":
        return False
    return before is None or before["current_stage"]["kind"] != "hired"
