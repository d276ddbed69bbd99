"""
Background checks and assessments: operations 11, 12 and 45, posted by other companies.

Source: SPEC sections 3.7 and 3.10; row 71 (`dbs_unique_id_repeat`): a second id replaces the
first; row 72 (`dbs_status_without_unique_id`): 400; row 73 (`dbs_complete_rule`): a complete check
moves the application; row 74 (`dbs_post_response`): empty; row 80 (`psychometric_unknown_ids`):
404; row 87 (`hidden_post`): 403.
"""

from __future__ import annotations

from typing import Any, Final

import orjson

from ats_simulator.provider import Record, Reply
from ats_simulator.providers.jobtrain import bodies, errors, lookups
from ats_simulator.providers.jobtrain.errors import Problems
from ats_simulator.providers.jobtrain.operations import Call
from ats_simulator.providers.jobtrain.roles import role_of
from ats_simulator.services import Services

COMPLETE: Final = frozenset({"complete", "completed"})
"""The whole value, in any case: `ToBeCompleted` is none of them."""

SAVED: Final = "Psychometric result saved successfully."
"""Source: SPEC section 3.10 (recorded-by-client/wire)."""


def update_dbs_unique_id(services: Services, call: Call) -> Reply:
    """Keep the reference of the company that checks (operation 11)."""
    problems: Problems = {}
    body = bodies.read_object(_style(services), call.body, call.content_type)
    if isinstance(body, Reply):
        return body
    key = bodies.number_in(body, "applicationId", problems)
    organisation = bodies.text_in(body, "orgid", problems)
    person = bodies.text_in(body, "personId", problems)
    code = bodies.read(body, "applicationShortCode")
    if isinstance(code, bool | list):
        problems["applicationShortCode"] = [bodies.NOT_JSON]
    application = _application(services, str(key), problems)
    if isinstance(application, Reply):
        return application
    given = {"short_code": code, "organisation_ref": organisation or None}
    _keep(services, application, {**given, "person_ref": person or None})
    return errors.reply(200, b"")


def update_dbs_status(services: Services, call: Call) -> Reply:
    """Keep how far a check is; a complete one moves the application on (operation 12)."""
    problems: Problems = {}
    body = bodies.read_object(_style(services), call.body, call.content_type)
    if isinstance(body, Reply):
        return body
    key = bodies.number_in(body, "applicationId", problems)
    stage = bodies.text_in(body, "applicationStage", problems)
    status = bodies.text_in(body, "applicationStatus", problems)
    application = _application(services, str(key), problems)
    if isinstance(application, Reply):
        return application
    if not services.related("dbs_checks", "application", application["id"]):
        return errors.refused(_style(services), "Unique reference is required")
    _keep(services, application, {"stage": stage or None, "status": status or None})
    if {stage.lower(), status.lower()} & COMPLETE:
        _move_on(services, application)
    return errors.reply(200, b"")


def _style(services: Services) -> str:
    return errors.style_of(services.tenant)


def _application(services: Services, key: str, problems: Problems) -> Record | Reply:
    """Find the application that is posted about, or give the answer that refuses it."""
    if problems:
        return errors.invalid(_style(services), problems)
    found = services.truth("applications", key)
    if found is None or found[1]["job"] is None:
        return errors.not_found(_style(services), "Application")
    if not role_of(services.credential).sees(found[1]):
        return errors.forbidden(_style(services))
    return found[1]


def _keep(services: Services, application: Record, given: dict[str, Any]) -> None:
    """Create the application's check, or change it."""
    found = services.related("dbs_checks", "application", application["id"])
    if found:
        n, check = found[0]
        services.put("dbs_checks", n, {**check, **given, "updated_at": services.now})
        return
    n, key = services.next_key("dbs_checks")
    empty = dict.fromkeys(("short_code", "organisation_ref", "person_ref", "stage", "status"))
    services.put(
        "dbs_checks", n, {"id": key, **_whose(application), **empty, **given, **_at(services)}
    )


def _whose(application: Record) -> Record:
    return {
        "application": {"id": application["id"]},
        "candidate": {"id": application["candidate"]["id"]},
        "job": {"id": application["job"]["id"]},
    }


def _at(services: Services) -> Record:
    return {"created_at": services.now, "updated_at": services.now}


def _move_on(services: Services, application: Record) -> None:
    """Move an application to the status that the client uses for complete checks, if any."""
    stage = lookups.status_for(services, "check_complete")
    found = services.truth("applications", application["id"])
    if stage is None or found is None or application["current_stage"]["id"] == stage["id"]:
        return
    current = {name: stage[name] for name in ("id", "name", "kind")}
    moved = {**found[1], "current_stage": current, "rejected_at": None, "reject_reason": None}
    services.put("applications", found[0], {**moved, "updated_at": services.now})


def post_assessment(services: Services, call: Call) -> Reply:
    """Keep the result of an assessment, which nothing reads (operation 45)."""
    problems: Problems = {}
    body = bodies.read_object(_style(services), call.body, call.content_type)
    if isinstance(body, Reply):
        return body
    keys = {
        name: str(bodies.number_in(body, name, problems))
        for name in ("applicationId", "candidateId", "jobId")
    }
    status = bodies.text_in(body, "status", problems)
    application = _application(services, keys["applicationId"], problems)
    if isinstance(application, Reply):
        return application
    for name, field in (("Candidate", "candidate"), ("Job", "job")):
        if application[field]["id"] != keys[f"{field}Id"]:
            return errors.not_found(_style(services), name)
    n, key = services.next_key("assessment_results")
    result = {"id": key, **_whose(application), "status": status or None, "content": body}
    services.put("assessment_results", n, {**result, "created_at": services.now})
    return errors.reply(200, orjson.dumps(SAVED))
