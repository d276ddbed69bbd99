"""
Reading the fourteen settings, and creating them (an extension).

Source: SPEC section 3.8; row 86 (`settings_role_scope`): every role may read them.
"""

from __future__ import annotations

from typing import Any

from ats_simulator.provider import Record, Reply
from ats_simulator.providers.jobtrain import bodies, errors, listing, lookups
from ats_simulator.providers.jobtrain.errors import Problems
from ats_simulator.providers.jobtrain.operations import Call
from ats_simulator.providers.jobtrain.reads import missing, read_id
from ats_simulator.providers.jobtrain.roles import role_of
from ats_simulator.providers.jobtrain.shapes import SETTINGS, Setting
from ats_simulator.providers.jobtrain.style import style_in
from ats_simulator.services import Services
from ats_simulator.world.workplace import stage_role


def list_setting(services: Services, call: Call) -> Reply:
    """Answer the list of a setting (operations 13, 15, … 39)."""
    setting, style = SETTINGS[call.operation.about], style_in(services.assumptions)
    found = lookups.every(services, setting.truth)
    return listing.of_records(
        services, call, [setting.listed(services, r, style) for _, r in found]
    )


def get_setting(services: Services, call: Call) -> Reply:
    """Answer one record of a setting (operations 14, 16, … 40)."""
    setting, style = SETTINGS[call.operation.about], style_in(services.assumptions)
    key = read_id(services, "id", call.ids[0])
    if isinstance(key, Reply):
        return key
    found = services.truth(setting.truth, key)
    if found is None:
        return missing(services, setting.called)
    return listing.single(services, setting.single(services, found[1], style))


def create_setting(services: Services, call: Call) -> Reply:
    """
    Create a record of a setting (extension `ext_settings_create`).

    The body has the fields of the single shape without an id. Source: SPEC section 3.8
    (our-choice).
    """
    setting, style = SETTINGS[call.operation.about], errors.style_of(services.tenant)
    if not role_of(services.credential).adds_settings:
        return errors.forbidden(style)
    body = bodies.read_object(style, call.body, call.content_type)
    if isinstance(body, Reply):
        return body
    problems: Problems = {}
    name = bodies.text_in(body, setting.name, problems, needed=True)
    given = {f: _value(body, f, key, problems) for f, key in setting.fields.items()}
    if problems:
        return errors.invalid(style, problems)
    known = lookups.every(services, setting.truth)
    if any(r["name"].casefold() == name.casefold() for _, r in known):
        return errors.refused(style, f"{setting.called} '{name}' already exists")
    record = _create(services, setting, name, given)
    shown = setting.single(services, record, style_in(services.assumptions))
    return listing.single(services, shown)


def _value(body: Any, field: str, key: str, problems: Problems) -> Any:
    """Read one field of a body as the truth holds it."""
    value = bodies.text_in(body, key, problems)
    if field == "position":
        position = bodies.integer(value) if value else 0
        if position is None:
            problems.update(bodies.not_valid(key, value))
        return position
    if field in {"min", "max"} and value:
        try:
            amount = float(value)
        except ValueError:
            amount = float("nan")
        if not abs(amount) < 1e12:
            problems.update(bodies.not_valid(key, value))
        return amount
    return value or None


def _create(services: Services, setting: Setting, name: str, given: Record) -> Record:
    """Keep a new record, and what belongs to it elsewhere in the truth."""
    n, key = services.next_key(setting.truth)
    record = {"id": key, "name": name, **_truth_of(services, setting.truth, given)}
    services.put(setting.truth, n, record)
    if setting.truth == "departments":
        contact = {"id": key, "department": {"id": key}, **given}
        services.put("department_contacts", n, contact)
    if setting.truth == "job_interview_stages":
        services.put("stage_roles", n, stage_role(key, "screening"))
    return record


def _truth_of(services: Services, truth: str, given: Record) -> Record:
    """Complete a new record of *truth* with what its shape holds besides."""
    dates = {"created_at": services.now, "updated_at": services.now}
    match truth:
        case "departments":
            return {"parent": None, "status": "active", **dates}
        case "offices":
            return {
                "parent": None,
                "address": {**given, "country": None},
                "is_remote": False,
                **dates,
            }
        case "job_interview_stages":
            position = len(lookups.every(services, truth)) + 1
            stage = {"kind": "screening", "status": "active", "job": None}
            return {**stage, "position": position, **dates}
        case "employment_types":
            return {"job_type": None}
        case "job_statuses":
            return {"status": None}
        case "divisions":
            return {**given, "department": _department_named(services, given["department"])}
        case _:
            return given


def _department_named(services: Services, name: str | None) -> Record | None:
    """Find the department called *name*; one that does not exist is not kept."""
    found = (r for _, r in lookups.every(services, "departments") if r["name"] == name)
    record = next(found, None)
    return {"id": record["id"], "name": record["name"]} if record else None
