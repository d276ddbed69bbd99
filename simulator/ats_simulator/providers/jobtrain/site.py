"""
The candidate site: the questions of a job's form, open to everybody, as Indeed reads them.

Not the OpenAPI. Source: SPEC section 3.11 (URL recorded-by-client/request, body inferred).
"""

from __future__ import annotations

from typing import Any, Final

import orjson

from ats_simulator.provider import Record, Reply
from ats_simulator.providers.jobtrain import errors, lookups
from ats_simulator.providers.jobtrain.bodies import integer, not_valid
from ats_simulator.providers.jobtrain.operations import Call
from ats_simulator.providers.jobtrain.reads import missing
from ats_simulator.services import Services

SCHEMA: Final = "1.2"
TYPES: Final = {"dropdown": "select", "radio": "select", "checkbox": "multiselect"}
"""The vendor's types; everything else is typed in. Source: SPEC section 3.6 (types seen)."""

FORMATS: Final = {"date": "date", "number": "numeric"}
SUFFIX: Final = "_EQ"
"""What marks a question for equal opportunities."""


def get_questions(services: Services, call: Call) -> Reply:
    """
    Answer the questions of a job's form.

    Shape: {"schemaVersion": str, "screenerQuestions": {"questions": […]}, "demographicQuestions":
        {"questions": […]}}.
    """
    style, given = errors.style_of(services.tenant), call.args.get("jobid", "")
    if not given.strip():
        return errors.invalid(style, errors.required("JobId"))
    key = integer(given)
    if key is None:
        return errors.invalid(style, not_valid("JobId", given))
    found = services.truth("jobs", str(key))
    if found is None or found[1]["confidential"] or found[1]["status"] in {"draft", "pending"}:
        return missing(services, "Job")
    body = {
        "schemaVersion": SCHEMA,
        "screenerQuestions": {"questions": [_screener(q) for q in screener(services, str(key))]},
        "demographicQuestions": {"questions": [_demographic(q) for q in demographic(services)]},
    }
    return errors.reply(200, orjson.dumps(body))


def screener(services: Services, job: str) -> list[Record]:
    """List the truth of a job's own questions, in order."""
    found = [q for _, q in services.related("job_form_fields", "job", job)]
    return sorted(found, key=lambda q: q["index"])


def demographic(services: Services) -> list[Record]:
    """List the truth of the questions for statistics that every form ends with."""
    sets = lookups.every(services, "question_sets")
    return [question for _, each in sets for question in each["questions"]]


def _screener(question: Record) -> Record:
    kind = question["type"]
    options = [{"value": value_of(o), "label": o["label"]} for o in question["options"]]
    return _shown(
        question["id"],
        TYPES.get(kind, "text"),
        question["label"],
        FORMATS.get(kind),
        options,
        required=question["is_required"],
    )


def value_of(option: Record) -> str:
    """Give what an answer names an option by: digits, as custom questions have them."""
    return str(option["id"]).replace("-", "")


def _demographic(question: Record) -> Record:
    options = [{"value": o["value"], "label": o["label"]} for o in question["options"]]
    kind = "select" if options else "text"
    label, required = question["label"], question["is_required"]
    return _shown(question["id"], kind, label, None, options, required=required)


def _shown(
    key: str,
    kind: str,
    label: str,
    form: str | None,
    options: list[dict[str, Any]],
    *,
    required: bool,
) -> Record:
    return {
        "id": key,
        "type": kind,
        "question": label,
        "required": required,
        "format": form,
        "min": None,
        "max": None,
        "limit": None,
        "options": options,
        "hierarchicalOptions": [],
    }
