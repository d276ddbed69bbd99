"""
Lists: reading `page`, `per_page`, `q` and `status`, cutting the page, putting it in its envelope.

A page is a join of rendered rows; nothing is rendered here. Parameters that the vendor does not
know are ignored. Source: SPEC sections 3.1 and 3.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import orjson

from ats_simulator.paging import PageNumber, rows_before, total_pages
from ats_simulator.provider import Reply
from ats_simulator.providers.nexivohr import errors, fields, query
from ats_simulator.providers.nexivohr.errors import JSON, Errors
from ats_simulator.services import Rows, Services
from ats_simulator.store.records import EVERYTHING, Where

Args = Mapping[str, str]

SETTINGS: Final = {"per_page": 25, "per_page_max": 100}
"""Rows on a page unless asked otherwise, and at most. Source: SPEC section 3.1 (official)."""

MAX_PAGE: Final = 2**53 - 1
"""Numbers above it are refused: no client counts so far, and JSON readers lose them."""

NOT_INACTIVE: Final = Where("facet <> 'inactive'")


def candidates(services: Services, args: Args) -> Reply:
    """Answer the list of candidates."""
    problems: Errors = {}
    where = _status(services, args, fields.CANDIDATE_STATUSES, problems)
    if where is None:
        hides = services.assumptions["inactive_in_lists"] == "excluded"
        where = NOT_INACTIVE if hides else EVERYTHING
    return _answer(services, args, "candidates", where.and_(_search(args, problems)), problems)


def jobs(services: Services, args: Args) -> Reply:
    """Answer the list of jobs."""
    problems: Errors = {}
    where = _status(services, args, fields.JOB_STATUSES, problems) or EVERYTHING
    return _answer(services, args, "jobs", where.and_(_search(args, problems)), problems)


def submissions(services: Services, args: Args, job: str) -> Reply:
    """Answer the submissions of the job *job*."""
    problems: Errors = {}
    _page(services, args, problems)
    if not problems and services.row("jobs", job) is None:
        return errors.not_found()
    return _answer(services, args, "submissions", Where("parent = ?", (job,)), problems)


def _answer(services: Services, args: Args, kind: str, where: Where, problems: Errors) -> Reply:
    at = _page(services, args, problems)
    if at is None or problems:
        return errors.invalid(problems)
    rows = services.rows(kind, where=where, skip=rows_before(at), take=at.per_page)
    body = envelope(services.assumptions["list_envelope"], kind, rows, at)
    return Reply(status=200, headers=(JSON,), body=body)


def envelope(style: str, kind: str, rows: Rows, at: PageNumber) -> bytes:
    """Put rendered rows into the envelope *style*. Source: SPEC sections 3.3 and 9."""
    place = orjson.dumps(
        {
            "page": at.page,
            "per_page": at.per_page,
            "total": rows.total,
            "total_pages": total_pages(rows.total, at.per_page),
        }
    )
    name = kind.encode() if style == "named" else b"data"
    joined = b",".join(rows.bodies)
    if style == "data_flat":
        return b'{"%b":[%b],%b' % (name, joined, place[1:])
    return b'{"%b":[%b],"meta":%b}' % (name, joined, place)


def _page(services: Services, args: Args, problems: Errors) -> PageNumber | None:
    page = _number(args, "page", 1, problems)
    longest = int(services.tenant.settings["per_page_max"])
    asked = _number(args, "per_page", int(services.tenant.settings["per_page"]), problems)
    if page is None or asked is None:
        return None
    if asked > longest and services.assumptions["per_page_over_max"] == "reject":
        problems["per_page"] = [f"The per_page may not be greater than {longest}."]
        return None
    return PageNumber(page=page, per_page=min(asked, longest))


def _number(args: Args, name: str, default: int, problems: Errors) -> int | None:
    text = args.get(name)
    if text is None:
        return default
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(MAX_PAGE))
    if is_number and 1 <= (number := int(text)) <= MAX_PAGE:
        return number
    problems[name] = [f"The {name} must be an integer between 1 and {MAX_PAGE}."]
    return None


def _status(
    services: Services, args: Args, known: tuple[str, ...], problems: Errors
) -> Where | None:
    """Read the filter; null if there is none, or none that counts."""
    status = args.get("status")
    if status is None:
        return None
    if status in known:
        return Where("facet = ?", (status,))
    if services.assumptions["unknown_status_filter"] == "reject":
        problems["status"] = [f"The selected status is invalid. Choose one of: {', '.join(known)}."]
    return None


def _search(args: Args, problems: Errors) -> Where:
    try:
        return query.where_of(args.get("q", ""))
    except query.BadQuery as error:
        problems["q"] = [str(error)]
        return EVERYTHING
