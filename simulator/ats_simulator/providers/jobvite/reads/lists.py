"""
Reading: the lists with their filters, one candidate with documents, an offer letter, the rest.

A page is a join of rendered rows. Only documents are rendered here, at the moment they are asked
for. Source: SPEC sections 3.2 to 3.9.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

import orjson

from ats_simulator.provider import Reply
from ats_simulator.providers.jobvite import errors, rows
from ats_simulator.providers.jobvite.errors import Refused, invalid
from ats_simulator.providers.jobvite.reads import applications as reads_applications
from ats_simulator.providers.jobvite.reads import dates, paging
from ats_simulator.providers.jobvite.reads.query import Query
from ats_simulator.providers.jobvite.rows import SEPARATOR
from ats_simulator.providers.jobvite.wire import lists as wire_lists
from ats_simulator.providers.jobvite.wire.candidates import row
from ats_simulator.providers.jobvite.wire.style import style_in
from ats_simulator.services import Rows, Services
from ats_simulator.store.records import EVERYTHING, Where


def _any_of(column: str, values: Sequence[str]) -> Where:
    marks = ",".join("?" * len(values))
    return Where(f"{column} IN ({marks})", tuple(values))


def _fact(name: str, value: str) -> Where:
    """Match rows that are found by *name* equal to *value*."""
    wanted = f"{SEPARATOR}{name}={value}{SEPARATOR}"
    return Where("instr(search, ?) > 0", (wanted,))


def _all_of(conditions: Sequence[Where]) -> Where:
    joined = EVERYTHING
    for condition in conditions:
        joined = condition if joined is EVERYTHING else joined.and_(condition)
    return joined


# ── candidates ───────────────────────────────────────────────────────────────────────────────


def candidates(services: Services, query: Query) -> Reply:
    """
    Answer `/candidate`: one row per application, `row_grain` (F).

    `companyId` and `include` are ignored: `company_id_param`, `candidate_include_param` (F).

    Raises: Refused.
    """
    where = where_in(services, query, states=_state_names(services, query))
    found = paging.page(services, query, "candidates", where=where, order=rows.BY_CHANGE)
    if not found.bodies and _names_one(query) and not services.exists("candidates", where):
        _missing(services)
    return paging.answer("candidates", found)


def where_in(services: Services, query: Query, *, states: Sequence[str]) -> Where:
    """Read all filters of `/candidate`; *states* name the one by state. Raises: Refused."""
    return _all_of([*_states(query, states), *_ids(query), *_span(services, query)])


def _names_one(query: Query) -> bool:
    return bool(query.first("applicationId") or query.first("candidateId"))


def _missing(services: Services) -> None:
    """Say that there is no such candidate, where that is said: `candidate_not_found`."""
    if services.assumptions["candidate_not_found"] == "404":
        raise Refused(404, "Candidate not found")


def _state_names(services: Services, query: Query) -> Sequence[str]:
    """Name the parameters that filter by state: `workflow_state_params`, if there is any."""
    if not (query.every("wflowstate") or query.every("workflowState")):
        return ()
    accepted = services.assumptions["workflow_state_params"]
    return ("wflowstate", "workflowState") if accepted == "both" else (accepted,)


def _states(query: Query, names: Sequence[str]) -> list[Where]:
    """
    Read the filter by state; an unknown one matches nothing: `workflow_state_unknown`
    empty (F).
    """
    wanted = [state for name in names for state in query.every(name)]
    return [_any_of("facet", wanted)] if wanted else []


def _ids(query: Query) -> list[Where]:
    """
    Read the filters by id and by exact value.

    `candidate_id_filter` filter, `eid_lookup` exact, `filter_value_case` exact,
    `candidate_extra_filters` email_job_requisition (F).
    """
    conditions = []
    for name, column in (("applicationId", "ref"), ("candidateId", "parent")):
        if value := query.first(name):
            conditions.append(Where(f"{column} = ?", (value,)))
    for name, fact in (("email", "email"), ("jobId", "job"), ("requisitionId", "requisition")):
        if value := query.first(name):
            conditions.append(_fact(fact, value))
    return conditions


def _span(services: Services, query: Query) -> list[Where]:
    """
    Read `datestart` and `dateend`, both inclusive, on `lastUpdatedDate`: `date_filter_field` (F).

    An empty date is no date: `date_empty` (F).
    """
    if not (query.first("datestart") or query.first("dateend")):
        return []
    zone = ZoneInfo(services.assumptions["timezone"])
    pattern = query.first("dateFormat") or None
    conditions = []
    if start := query.first("datestart"):
        first = _read(services, lambda: dates.read_start(start, pattern, zone))
        conditions += [Where("updated_ms >= ?", (first,))] if first is not None else []
    if end := query.first("dateend"):
        whole = services.assumptions["dateend_day"] == "end_of_day"
        last = _read(services, lambda: dates.read_end(end, pattern, zone, whole_days=whole))
        conditions += [Where("updated_ms <= ?", (last,))] if last is not None else []
    return conditions


def _read(services: Services, read: Callable[[], int]) -> int | None:
    """Read a date; null for one to be ignored: `date_unparseable`. Raises: Refused."""
    try:
        return read()
    except dates.BadDate:
        if services.assumptions["date_unparseable"] == "error_400":
            raise invalid("Invalid date format") from None
        return None


def candidate(services: Services, key: str) -> Reply:
    """
    Answer `/candidate/{id}` with the person's rows, documents included where they belong.

    `candidate_by_id` on, `candidate_by_id_not_found` empty_200 (F).
    """
    encoded = services.assumptions["artifacts_access"] in ("id_and_path", "id_only")
    found = _rows_of(services, key, encoded=encoded)
    shape = services.assumptions["candidate_by_id_shape"]
    if shape == "list_envelope" or not found:
        return paging.answer("candidates", Rows(bodies=found, total=len(found)))
    newest = found[-1]
    status = b'"status":{"code":200,"messages":[]}}'
    if shape == "candidate_key":
        return errors.reply(200, b'{"candidate":%b,%b' % (newest, status))
    return errors.reply(200, newest)


def artifacts(services: Services, key: str) -> Reply:
    """Answer `/candidate/{id}/artifacts`: the person's rows with documents."""
    access = services.assumptions["artifacts_access"]
    if access == "id_only":
        return errors.no_such_api()
    found = _rows_of(services, key, encoded=access != "none")
    return paging.answer("candidates", Rows(bodies=found, total=len(found)))


def _rows_of(services: Services, key: str, *, encoded: bool) -> list[bytes]:
    """Render a person's rows, in the order of a list."""
    where = Where("parent = ?", (key,))
    style = style_in(services.assumptions)
    numbers = services.sandbox.numbers(
        services.con, services.tenant, "candidates", where, rows.BY_CHANGE
    )
    shown = []
    for n in numbers:
        record = services.truth_at("application_records", n)
        sheet = rows.sheet_of(services, n, record) if record else None
        if sheet is not None:
            shown.append(orjson.dumps(row(sheet, style, encoded=encoded)))
    return shown


# ── jobs ─────────────────────────────────────────────────────────────────────────────────────


def jobs(services: Services, query: Query) -> Reply:
    """
    Answer `/job`. Dates do not filter: `job_date_filter`; `sortBy` has one value: `sort_by_keys`;
    values that nothing has match nothing: `job_filter_unknown_value`; `requisitionId` and
    `subsidiaryName` filter: `job_requisition_id_filter`, `job_subsidiary_filter` (F).

    Raises: Refused.
    """
    conditions = [_any_of("ref", ids)] if (ids := query.every("ids")) else []
    conditions += _job_states(services, query, named=bool(ids))
    if wanted := query.every("availableTo"):  # without it all: `job_default_available_to` (F)
        conditions.append(_any_of("parent", wanted))
    if requisition := query.first("requisitionId"):
        conditions.append(Where("natural_key = ?", (requisition,)))
    if subsidiary := query.first("subsidiaryName"):
        conditions.append(_fact("subsidiary", subsidiary))
    if country := query.first("locCountry"):  # `job_country_match` name_or_code (F)
        known = [_fact(name, country) for name in ("country", "code", "alpha_2")]
        parts = " OR ".join(each.sql for each in known)
        conditions.append(Where(f"({parts})", tuple(p for each in known for p in each.params)))
    found = paging.page(
        services, query, "jobs", where=_all_of(conditions), order=rows.BY_REQUISITION
    )
    return paging.answer("requisitions", found)


def _job_states(services: Services, query: Query, *, named: bool) -> list[Where]:
    """Read the filter by state; jobs that are named come in any: `job_ids_ignore_status` (F)."""
    if states := query.every("jobStatus"):
        return [_any_of("facet", states)]
    if named or services.assumptions["job_default_status"] == "all":
        return []
    return [Where("facet = ?", ("Open",))]


def job(services: Services, key: str) -> Reply:
    """Answer `/job/{id}`: a list of one, or of none: `job_by_id`, `job_by_id_not_found` (F)."""
    found = services.row("jobs", key)
    bodies = [] if found is None else [found]
    return paging.answer("requisitions", Rows(bodies=bodies, total=len(bodies)))


# ── people and lists ─────────────────────────────────────────────────────────────────────────


def employees(services: Services, query: Query) -> Reply:
    """
    Answer `/employee`: one by e-mail, or all: `employee_without_email`, `employee_not_found` (F).

    Raises: Refused.
    """
    check_actor(services, query)
    email = query.first("email")
    where = Where("natural_key = ?", (email,)) if email else EVERYTHING
    return paging.answer("employees", paging.page(services, query, "employees", where=where))


def check_actor(services: Services, query: Query) -> None:
    """
    Check the e-mail address under which a client acts: `user_email_check` known (F).

    Raises: Refused.
    """
    email = query.first("userEmail")
    if not email or not services.exists("employees", Where("natural_key = ?", (email,))):
        raise invalid("userEmail is required")


def roles(services: Services, query: Query) -> Reply:
    """Answer `/role`: the constant roles, paged like any list."""
    at = paging.place_in(services, query)
    bodies = [orjson.dumps({"name": name}) for name in wire_lists.ROLES]
    past = at.take and at.skip >= len(bodies)
    zero = past and services.assumptions["total_zero_past_end"] == "on"
    total = 0 if zero else len(bodies)
    page = Rows(bodies=bodies[at.skip : at.skip + at.take], total=total)
    return paging.answer("roles", page)


def reference_list(kind: str) -> Callable[[Services, Query], Reply]:
    """Make the answer of a reference list: `reference_lists`, `reference_collection_keys` (F)."""

    def answer(services: Services, query: Query) -> Reply:
        return paging.answer(kind, paging.page(services, query, kind))

    return answer


LISTS: Final[Mapping[str, Callable[[Services, Query], Reply]]] = {
    "list_locations": reference_list("locations"),
    "list_departments": reference_list("departments"),
    "list_categories": reference_list("categories"),
    "list_dispositions": reference_list("dispositions"),
    "list_workflows": reference_list("workflows"),
    "list_custom_fields": reference_list("customFields"),
    "list_interviews": reference_list("interviews"),
    "list_roles": roles,
    "list_messages": lambda services, query: paging.listed("messages", []),
    "list_batches": lambda services, query: paging.listed("batches", []),
    "list_candidates": candidates,
    "list_jobs": jobs,
    "list_employees": employees,
    "get_offer_letter": reads_applications.offer_letter,
}
"""Operation to its answer; `message_batch_get` gives an empty envelope (F)."""
