"""
The rows that are kept rendered: how each is found, and what it holds.

What is shown is written by `jobs.py`, `applications.py`, `settings.py` and `starters.py`; this
module says which of it is kept, and refuses to decide who may see it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import orjson

from ats_simulator.provider import Record, WireRow
from ats_simulator.providers.jobtrain import applications, dates, jobs
from ats_simulator.providers.jobtrain.style import style_in
from ats_simulator.services import Services
from ats_simulator.world.instants import from_instant

SEPARATOR: Final = "\x1f"
"""Stands between the fields of a row's search text, so that no text matches across two."""


def render(services: Services, resource: str, n: int, record: Record) -> Iterable[WireRow]:
    """Give the rows that show *record*; what is not listed by the hundred has none."""
    match resource:
        case "candidates":
            return (candidate_row(n, record),)
        case "jobs":
            return (job_row(services, n, record),)
        case "applications":
            return (application_row(services, n, record),)
        case "starter_forms":
            return starter_rows(n, record)
        case _:
            return ()


def candidate_row(n: int, candidate: Record) -> WireRow:
    """Give a candidate's place among the e-mail addresses; nothing lists candidates."""
    emails = candidate["emails"]
    return WireRow(
        kind="candidates",
        n=n,
        ref=candidate["id"],
        body=b"",
        natural_key=emails[0]["email"].casefold() if emails else None,
    )


def job_row(services: Services, n: int, job: Record) -> WireRow:
    """
    Give a job's row of the list of jobs: found by being advertised and by its closing day.

    Row 46 (`jobs_list_filter`): live, shown to candidates, not closed.
    """
    wire = jobs.listed_job(services, job)
    advertised = job["status"] == "open" and jobs.is_live(job) == "Yes"
    return WireRow(
        kind="jobs",
        n=n,
        ref=job["id"],
        body=orjson.dumps(wire),
        facet="advertised" if advertised else "",
        natural_key=_closing_day(job),
        search=search_text(wire),
    )


def _closing_day(job: Record) -> str | None:
    return dates.day(job["closed_at"], "documented") or None


def application_row(services: Services, n: int, application: Record) -> WireRow:
    """Give an application's row of its job's candidates: found by job and by status."""
    wire = applications.listed_application(
        services, application, style_in(services.tenant.assumptions)
    )
    job = application["job"]
    return WireRow(
        kind="applications",
        n=n,
        ref=application["id"],
        body=orjson.dumps(wire),
        parent=job["id"] if job else None,
        facet=application["current_stage"]["id"],
        natural_key=application["candidate"]["id"],
        updated_ms=from_instant(application["updated_at"]),
        search=search_text(wire),
    )


def starter_rows(n: int, form: Record) -> Iterable[WireRow]:
    """
    Give a starter form's two places: when it was completed or cancelled, and when it was saved.

    Source: SPEC before section 3 (settled): the windows count from these instants.
    """
    ended = form["completed_at"] or form["cancelled_at"] or form["created_at"]
    saved = form["saved_at"] or form["created_at"]
    for kind, at in (("starters", ended), ("starters_saved", saved)):
        yield WireRow(
            kind=kind,
            n=n,
            ref=form["id"],
            body=b"",
            parent=form["job"]["id"],
            facet=form["state"],
            updated_ms=from_instant(at),
        )


def search_text(wire: Record) -> str:
    """Join the top-level strings, folded. Row 36 (`text_search_scope`): all of them."""
    return SEPARATOR.join(v for v in wire.values() if isinstance(v, str)).casefold()
