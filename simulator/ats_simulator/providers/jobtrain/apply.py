"""
Direct apply: a candidate, an application, documents and answers, in one call (operation 9).

Row 61 (`apply_closed_job`): 400; row 62 (`required_question_missing`): 400; row 63
(`unknown_question_id`): ignored; row 64 (`candidate_match`): the e-mail; row 65
(`candidate_reuse_update`): a known candidate is kept as is; row 68 (`max_body_mb`) is a setting;
row 87 (`hidden_post`): 403. Source: SPEC section 3.6.
"""

from __future__ import annotations

from typing import Any, Final

import orjson

from ats_simulator.provider import Record, Reply
from ats_simulator.providers.jobtrain import (
    apply_body,
    bodies,
    dates,
    documents,
    errors,
    lookups,
    site,
)
from ats_simulator.providers.jobtrain.apply_body import Application
from ats_simulator.providers.jobtrain.errors import Problems, enveloped
from ats_simulator.providers.jobtrain.lookups import number
from ats_simulator.providers.jobtrain.operations import Call
from ats_simulator.providers.jobtrain.roles import role_of
from ats_simulator.services import Services

SETTINGS: Final = {"max_body_mb": 10}
"""The longest body of a direct apply. Units: 2^20 bytes."""

MADE: Final = "Application submitted successfully."
DUPLICATE: Final = "Candidate has already applied"


def direct_apply(services: Services, call: Call) -> Reply:
    """Take an application; `direct_apply_response` says what its 200 holds."""
    style = errors.style_of(services.tenant)
    if len(call.body) > float(services.tenant.settings["max_body_mb"]) * 2**20:
        return errors.too_large(style)
    body = bodies.read_object(style, call.body, call.content_type)
    if isinstance(body, Reply):
        return body
    problems: Problems = {}
    asked = apply_body.application_in(body, problems)
    if problems:
        return errors.invalid(style, problems)
    return _refusal(services, asked) or _take(services, asked)


def _refusal(services: Services, asked: Application) -> Reply | None:
    """Refuse what job, role, questions or an earlier application do not allow."""
    style = errors.style_of(services.tenant)
    found = services.truth("jobs", asked.job)
    if found is None:
        return errors.not_found(style, "Job")
    if not role_of(services.credential).sees_job(asked.job):
        return errors.forbidden(style)
    if not _is_open(services, found[1]):
        return errors.refused(style, "Job is not open for applications")
    unanswered = _unanswered(services, asked)
    if unanswered:
        return errors.invalid(style, unanswered)
    if _has_applied(services, asked):
        return errors.refused(style, DUPLICATE, int(services.assumptions["duplicate_application"]))
    return None


def _is_open(services: Services, job: Record) -> bool:
    """Say whether a job is live, shown to candidates, and not past its closing day."""
    closing = dates.day(job["closed_at"], "documented")
    ends = bool(closing) and closing < dates.today(services.now_ms)
    return job["status"] == "open" and not job["confidential"] and not ends


def _unanswered(services: Services, asked: Application) -> Problems:
    questions = [*site.screener(services, asked.job), *site.demographic(services)]
    return {
        question["id"]: [f"The question '{question['id']}' requires an answer."]
        for question in questions
        if question["is_required"] and not asked.answers.get(question["id"])
    }


def _matching(services: Services, email: str) -> tuple[int, Record] | None:
    """Find the candidate with an e-mail address, in any case; the first of several."""
    row = services.con.execute(
        "SELECT ref FROM wire_index WHERE world=? AND kind='candidates' AND natural_key=? "
        "ORDER BY n LIMIT 1",
        (services.tenant.world, email.casefold()),
    ).fetchone()
    return services.truth("candidates", row[0]) if row else None


def _has_applied(services: Services, asked: Application) -> bool:
    known = _matching(services, asked.email)
    if known is None:
        return False
    earlier = services.related("applications", "candidate", known[1]["id"])
    return any(a["job"] and a["job"]["id"] == asked.job for _, a in earlier)


def _take(services: Services, asked: Application) -> Reply:
    """Write everything that an application brings, the application itself last."""
    known = _matching(services, asked.email)
    candidate = known[1]["id"] if known else _create_candidate(services, asked)
    n, key = services.next_key("applications")
    refs = {
        "application": {"id": key},
        "candidate": {"id": candidate},
        "job": {"id": asked.job},
    }
    _keep_files(services, asked, refs)
    _keep_answers(services, asked, refs, n)
    services.put("applications", n, _application(services, asked, key, candidate))
    return _made(services, key, candidate)


def _create_candidate(services: Services, asked: Application) -> str:
    n, key = services.next_key("candidates")
    phone = {"number": asked.mobile, "extension": None, "type": "mobile"}
    record = {
        "id": key,
        "first_name": asked.first_name,
        "last_name": asked.last_name,
        "company": None,
        "title": None,
        "last_interaction_at": None,
        "is_private": False,
        "can_email": True,
        "address": asked.address,
        "phones": [phone] if asked.mobile else [],
        "emails": [{"email": asked.email, "type": None}],
        "urls": [],
        "tags": [],
        "status": "new",
        "source": asked.source,
        "created_at": services.now,
        "updated_at": services.now,
    }
    services.put("candidates", n, record)
    return key


def _application(services: Services, asked: Application, key: str, candidate: str) -> Record:
    """Build the application, in the status that the client uses for new ones."""
    stage = lookups.status_for(services, "submitted")
    if stage is None:
        stage = lookups.every(services, "job_interview_stages")[0][1]
    return {
        "id": key,
        "candidate": {"id": candidate},
        "job": {"id": asked.job},
        "applied_at": services.now,
        "rejected_at": None,
        "source": {"id": asked.source.casefold(), "name": asked.source},
        "credited_to": None,
        "current_stage": {name: stage[name] for name in ("id", "name", "kind")},
        "reject_reason": None,
        "created_at": services.now,
        "updated_at": services.now,
    }


def _keep_files(services: Services, asked: Application, refs: Record) -> None:
    for kind, upload in asked.files.items():
        n, key = services.next_key("attachments")
        record = {
            "id": key,
            "file_name": upload.file_name,
            **{name: refs[name] for name in ("candidate", "application", "job")},
            "attachment_type": kind,
            "content_type": upload.content_type,
            "content": documents.to_content(upload.content_type, upload.data),
            "created_at": services.now,
            "updated_at": services.now,
        }
        services.put("attachments", n, record)


def _keep_answers(services: Services, asked: Application, refs: Record, n: int) -> None:
    """Keep the answers to the job's questions, and apart from them those for statistics."""
    key = refs["application"]["id"]
    given = [
        {"question": question["id"], "values": list(asked.answers[question["id"]])}
        for question in site.screener(services, asked.job)
        if asked.answers.get(question["id"])
    ]
    if given:
        form = {"id": key, **refs, "answers": given, "created_at": services.now}
        services.put("form_answers", n, form)
    statistics = _statistics(services, asked)
    if any(statistics.values()):
        at = {"created_at": services.now, "updated_at": services.now}
        who = {name: refs[name] for name in ("application", "candidate")}
        services.put("equal_opportunities", n, {"id": key, **who, **statistics, **at})


def _statistics(services: Services, asked: Application) -> dict[str, str | None]:
    """Read the answers for statistics: the label of the choice, or what was typed in."""
    found: dict[str, str | None] = dict.fromkeys(
        (
            "sex",
            "ethnicity",
            "same_as_birth",
            "marital_status",
            "nationality",
            "religion",
            "orientation",
        )
    )
    for question in site.demographic(services):
        values = asked.answers.get(question["id"])
        if values and question["field"] in found:
            labels = {o["value"]: o["label"] for o in question["options"]}
            found[question["field"]] = labels.get(values[0], values[0])
    return found


def _made(services: Services, application: str, candidate: str) -> Reply:
    """Answer 200: by default nothing, so that no client comes to depend on ids."""
    ids: dict[str, Any] = {
        "candidateId": number(candidate),
        "candidateApplicationId": number(application),
    }
    match services.assumptions["direct_apply_response"]:
        case "string":
            return errors.reply(200, orjson.dumps(MADE))
        case "envelope":
            return errors.reply(200, enveloped(orjson.dumps(ids)))
        case _:
            return errors.reply(200, b"")
