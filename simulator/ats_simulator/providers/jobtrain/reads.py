"""
Reading jobs, candidates and applications: operations 2 to 8 and 10.

What the role hides is filtered out of lists and is not found, or forbidden, by id. Source: SPEC
sections 3.3 to 3.5, 3.7 and 4.
"""

from __future__ import annotations

from typing import Final

from ats_simulator.provider import Record, Reply
from ats_simulator.providers.jobtrain import applications, dates, errors, jobs, listing, lookups
from ats_simulator.providers.jobtrain.bodies import integer, not_valid
from ats_simulator.providers.jobtrain.operations import Call
from ats_simulator.providers.jobtrain.roles import Role, anonymous, hides_name, role_of
from ats_simulator.providers.jobtrain.style import style_in
from ats_simulator.services import Services
from ats_simulator.store import records
from ats_simulator.store.records import Where
from ats_simulator.world.instants import DAY_MS

FILES: Final = (("cv", "resume"), ("coverLetter", "cover_letter"))


def read_id(services: Services, name: str, text: str) -> str | Reply:
    """Read an id out of the path, or give the answer that refuses it."""
    number = integer(text)
    if number is None:
        return errors.invalid(errors.style_of(services.tenant), not_valid(name, text))
    return str(number)


def hidden(services: Services, what: str) -> Reply:
    """Answer a GET by id of what the role hides."""
    style = errors.style_of(services.tenant)
    if services.assumptions["hidden_get"] == "403":
        return errors.forbidden(style)
    return errors.not_found(style, what)


def missing(services: Services, what: str) -> Reply:
    """Answer a GET by id of what does not exist."""
    return errors.not_found(errors.style_of(services.tenant), what)


def list_jobs(services: Services, call: Call) -> Reply:
    """
    Answer the advertised jobs (operation 2).

    A job is advertised to the end of its closing day in London (row 42).
    """
    services.repeatable = False
    today = dates.today(services.now_ms)
    where = Where(
        "facet='advertised' AND (natural_key IS NULL OR natural_key >= ?)", (today,)
    ).and_(role_of(services.credential).jobs_where)
    return listing.of_rows(services, call, "jobs", where)


def get_job(services: Services, call: Call) -> Reply:
    """Answer one job (operation 3)."""
    found = _job(services, call)
    return (
        found
        if isinstance(found, Reply)
        else listing.single(services, jobs.single_job(services, found))
    )


def _job(services: Services, call: Call) -> Record | Reply:
    """Find the job in the path, as far as the user may see it."""
    key = read_id(services, "Id", call.ids[0])
    if isinstance(key, Reply):
        return key
    found = services.truth("jobs", key)
    if found is None:
        return missing(services, "Job")
    if not role_of(services.credential).sees_job(key):
        return hidden(services, "Job")
    return found[1]


def list_candidates(services: Services, call: Call) -> Reply:
    """Answer the applications for a job (operation 4)."""
    job = _job(services, call)
    if isinstance(job, Reply):
        return job
    where = Where("parent=?", (job["id"],)).and_(role_of(services.credential).statuses_where)
    return listing.of_rows(services, call, "applications", where)


def get_candidate(services: Services, call: Call) -> Reply:
    """Answer a candidate with the applications that the user may see (operation 5)."""
    key = read_id(services, "Id", call.ids[0])
    if isinstance(key, Reply):
        return key
    found = services.truth("candidates", key)
    if found is None:
        return missing(services, "Candidate")
    role = role_of(services.credential)
    mine = [a for _, a in services.related("applications", "candidate", key)]
    if not role.sees_candidate(mine):
        return hidden(services, "Candidate")
    style = style_in(services.assumptions)
    seen = [a for a in mine if role.sees(a)]
    who = _person(services, role, found[1], mine)
    applied = [applications.applied_job(services, a, style) for a in seen]
    return listing.single(
        services, {"id": lookups.number(key), **_ordered(who), "appliedJobs": applied}
    )


def _ordered(who: Record) -> Record:
    return {name: who[name] for name in ("firstName", "lastName", "mobile", "email")}


def _person(services: Services, role: Role, candidate: Record, of: list[Record]) -> Record:
    """Show who it is, or the number of somebody who is anonymous to the user."""
    if hides_name(services, role, of):
        return anonymous(candidate["id"])
    return applications.person(candidate)


def get_application(services: Services, call: Call) -> Reply:
    """Answer one application (operation 6)."""
    key = read_id(services, "Id", call.ids[0])
    if isinstance(key, Reply):
        return key
    found = services.truth("applications", key)
    if found is None:
        return missing(services, "Application")
    application, role = found[1], role_of(services.credential)
    if not role.sees(application):
        return hidden(services, "Application")
    who = who_applied(services, role, application)
    style = style_in(services.assumptions)
    return listing.single(services, applications.single_application(application, who, style))


def who_applied(services: Services, role: Role, application: Record) -> Record:
    """Show who made an application, as far as the user may know."""
    candidate = lookups.one(services, "candidates", application["candidate"]["id"])
    if candidate is None:
        return anonymous("")
    return _person(services, role, candidate, [application])


def get_detail(services: Services, call: Call) -> Reply:
    """Answer an application with its documents (operation 7)."""
    keys = [
        read_id(services, name, text)
        for name, text in zip(("candidateId", "jobId"), call.ids, strict=True)
    ]
    for key in keys:
        if isinstance(key, Reply):
            return key
    candidate, job = map(str, keys)
    application = _application_of(services, candidate, job)
    if application is None:
        return missing(services, "Application")
    if not role_of(services.credential).sees(application):
        return hidden(services, "Application")
    return listing.single(services, _detail(services, application))


def _application_of(services: Services, candidate: str, job: str) -> Record | None:
    """Find a candidate's application for a job: the latest, should there be several."""
    found = services.related("applications", "candidate", candidate)
    mine = [a for _, a in found if a["job"] and a["job"]["id"] == job]
    return mine[-1] if mine else None


def _detail(services: Services, application: Record) -> Record:
    role, style = role_of(services.credential), style_in(services.assumptions)
    job = lookups.one(services, "jobs", application["job"]["id"]) or {}
    who = who_applied(services, role, application)
    shown = applications.detail(services, application, job, who, style)
    shown |= _files(services, role, application)
    shown |= _equal_ops(services, role, application)
    shown["jobDetail"] = jobs.detailed_job(services, application, job, style)
    status_id, status_name = lookups.job_status(services, job["status"])
    shown["jobStatus"] = {"id": status_id, "name": status_name}
    return shown


def _files(services: Services, role: Role, application: Record) -> Record:
    """Show CV and cover letter; to whom the person is anonymous, as if there were none."""
    if hides_name(services, role, [application]):
        return dict.fromkeys(name for name, _ in FILES)
    style = style_in(services.assumptions)
    found = services.related("attachments", "application", application["id"])
    by_type = {a["attachment_type"]: a for _, a in reversed(found)}
    files = {name: applications.file(by_type.get(kind), style) for name, kind in FILES}
    if style.missing_file_style == "omit":
        return {name: file for name, file in files.items() if file is not None}
    return files


def _equal_ops(services: Services, role: Role, application: Record) -> Record:
    """Show the answers for statistics, null for none; `equal_ops_hidden` for who may not."""
    if not role.equal_ops:
        return {} if services.assumptions["equal_ops_hidden"] == "omit" else {"equalOps": None}
    found = services.related("equal_opportunities", "application", application["id"])
    style = style_in(services.assumptions)
    return {"equalOps": applications.equal_opportunities(found[0][1], style) if found else None}


def list_changes(services: Services, call: Call) -> Reply:
    """
    Answer the applications whose status changed in the last 24 hours (operation 8).

    Row 54 (`export_rows`): one row an application; row 55 (`export_order`): newest first; row 56
    (`export_new_application`): a new application is a change.
    """
    services.repeatable = False
    role, style = role_of(services.credential), style_in(services.assumptions)
    window = Where("updated_ms BETWEEN ? AND ?", (export_start(services), services.now_ms))
    where = window.and_(role.applications_where).and_(role.statuses_where)
    numbers = newest_first(services, "applications", where)

    def render(n: int) -> Record:
        application = services.truth_at("applications", n) or {}
        job = lookups.one(services, "jobs", application["job"]["id"]) or {}
        return applications.changed(
            services, application, job, who_applied(services, role, application), style
        )

    return listing.of_numbers(services, call, numbers, render)


def export_start(services: Services) -> int:
    """Say where the export's window begins: 24 hours ago, or at the midnight before last."""
    if services.assumptions["export_window"] == "previous_midnight":
        return dates.midnight_ms(services.now_ms, 1)
    return services.now_ms - DAY_MS


def newest_first(services: Services, kind: str, where: Where) -> list[int]:
    """List the rows of applications to a job that match, the last changed first."""
    rows = services.con.execute(
        f"SELECT n FROM wire_index WHERE world=? AND kind=? AND parent IS NOT NULL "
        f"AND {where.sql} ORDER BY updated_ms DESC, n DESC",
        (services.tenant.world, kind, *where.params),
    )
    return [n for (n,) in rows]


def list_dbs_ready(services: Services, call: Call) -> Reply:
    """
    Answer the applications for a job that await a background check (operation 10).

    Row 70 (`dbs_ready_after_registration`): a registered one stays.
    """
    job = _job(services, call)
    if isinstance(job, Reply):
        return job
    role, style = role_of(services.credential), style_in(services.assumptions)
    statuses = set(lookups.statuses_for(services, "check_required")) - role.hidden
    marks = ",".join("?" * len(statuses))
    where = Where(f"parent=? AND facet IN ({marks})", (job["id"], *sorted(statuses)))
    numbers = records.numbers(services.con, services.tenant.world, "applications", where)

    def render(n: int) -> Record:
        application = services.truth_at("applications", n) or {}
        who = who_applied(services, role, application)
        return applications.dbs_ready(services, application, who, style)

    return listing.of_numbers(services, call, numbers, render)
