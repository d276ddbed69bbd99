"""
The application inside a write: read and checked first, kept afterwards.

`read` raises what is wrong before anything changes; `keep` writes what hangs on an application.
Source: SPEC sections 4.1 and 4.2.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ats_simulator.provider import Record
from ats_simulator.providers.jobvite import blanks, looking, world
from ats_simulator.providers.jobvite.errors import invalid
from ats_simulator.providers.jobvite.writes import bodies
from ats_simulator.providers.jobvite.writes.bodies import Paper, filled, items, text
from ats_simulator.services import Services
from ats_simulator.world.hiring import DOCUMENTS

_STATISTICS: Final = {"gender": "gender", "race": "race", "veteranStatus": "veteran_status"}
_UNSAID: Final = "Undefined"
_MEDIA_TYPES: Final = {name.rpartition(".")[2]: kind for name, kind in DOCUMENTS.items()}
_ANY_MEDIA: Final = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a write says of an application. What it does not mention is null, or not in it."""

    stage: Record | None
    source: str | None
    source_kind: str | None
    comments: str | None
    statistics: Mapping[str, str | None]
    values: Sequence[Record]
    reason: str | None
    papers: Sequence[Paper]


def read(services: Services, sent: Record, present: Record | None = None) -> Asked:
    """
    Read and check what is sent of an application that is *present* in a stage, or new.

    Raises: Refused.
    """
    stage = _stage(services, sent)
    kind = (stage or present or {}).get("kind")
    return Asked(
        stage=stage,
        source=text(sent, "source"),
        source_kind=filled(sent, "sourceType"),  # any: `source_type_validation` (F)
        comments=text(sent, "comments"),
        statistics={
            field: _said(said)
            for name, field in _STATISTICS.items()
            if (said := text(sent, name)) is not None
        },
        values=_values(services, sent),
        reason=_reason(services, sent, rejected=kind == "rejected"),
        papers=bodies.papers(sent),
    )


def _said(answer: str) -> str | None:
    """Give an answer for statistics; `Undefined` and nothing are none."""
    return None if answer in ("", _UNSAID) else answer


def _stage(services: Services, sent: Record) -> Record | None:
    """Find a state by name: `create_unknown_state`, `put_unknown_state` (F). Raises: Refused."""
    name = filled(sent, "workflowState")
    stage = blanks.stage_named(services, name) if name else None
    if name and stage is None:
        raise invalid("Invalid workflowState")
    return stage


def _reason(services: Services, sent: Record, *, rejected: bool) -> str | None:
    """
    Read a reject reason, which counts with a rejected state only.

    `rejected_states`, `put_disposition_without_rejection`, `put_unknown_disposition` (F).
    Raises: Refused.
    """
    name = filled(sent, "disposition")
    if name is None or not rejected:
        return None
    if name not in looking.named(services, "reject_reasons"):
        raise invalid("Invalid disposition")
    return name


def _values(services: Services, sent: Record) -> list[Record]:
    """Read values of the customer's fields: `put_unknown_field_code` (F). Raises: Refused."""
    return values_of(services, sent, "application")


def values_of(services: Services, sent: Record, entity: str) -> list[Record]:
    """Read `customField[]` of an application or a job. Raises: Refused."""
    known = looking.labels(services, entity)
    values = []
    for each in items(sent, "customField"):
        code, value = text(each, "fieldCode"), text(each, "value")
        if code not in known:
            raise invalid("Invalid fieldCode")
        values.append({"code": code, "value": value or ""})
    return values


def merged(present: Sequence[Record], given: Sequence[Record]) -> list[Record]:
    """Merge values by code; those not given stay: `put_custom_field_merge` (F)."""
    values = {each["code"]: each["value"] for each in (*present, *given)}
    return [{"code": code, "value": value} for code, value in values.items()]


def source_named(name: str | None) -> Record | None:
    """Refer to a source by its name; the vendor has no ids for sources."""
    if not name:
        return None
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8)
    return {"id": digest.hexdigest(), "name": name}


def keep_behind(services: Services, n: int, application: Record, asked: Asked) -> None:
    """Keep what stands behind application *n*: its record and its answers."""
    record = services.truth_at("application_records", n)
    record = record or blanks.blank("application_records", application)
    services.put(
        "application_records",
        n,
        {
            **record,
            "comments": record["comments"] if asked.comments is None else asked.comments,
            "source_kind": asked.source_kind or record["source_kind"],
            "custom_fields": merged(record["custom_fields"], asked.values),
        },
    )
    answers = services.truth_at("eeocs", n) or blanks.blank_statistics(application)
    changed = {**answers, **asked.statistics}
    services.put("eeocs", n, changed if changed == answers else _stamped(services, changed))


def _stamped(services: Services, record: Record) -> Record:
    return {**record, "updated_at": services.now}


def keep_papers(services: Services, application: Record, papers: Sequence[Paper]) -> None:
    """Keep documents: attachments are appended, the others replaced: `put_documents` (F)."""
    present = services.related("attachments", "application", application["id"])
    others = sum(record["attachment_type"] == "other" for _, record in present)
    for paper in papers:
        nth = others if paper.kind == "other" else 0
        others += paper.kind == "other"
        key = world.place_id(application["id"], paper.kind, nth)
        found = services.truth("attachments", key)
        n = found[0] if found else services.next_key("attachments")[0]
        created = found[1]["created_at"] if found else services.now
        services.put(
            "attachments",
            n,
            {
                "id": key,
                "file_name": paper.name,
                "candidate": application["candidate"],
                "application": {"id": application["id"]},
                "job": application["job"],
                "attachment_type": paper.kind,
                "content_type": _MEDIA_TYPES.get(_ending_of(paper.name), _ANY_MEDIA),
                "content": _upload(services, paper.content),
                "created_at": created,
                "updated_at": services.now,
            },
        )


def _ending_of(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _upload(services: Services, content: bytes) -> str:
    """Keep the bytes of a document, once however often they come, and name them."""
    key = f"upload-{hashlib.blake2b(content, digest_size=16).hexdigest()}"
    if services.truth("uploads", key) is None:
        n, _ = services.next_key("uploads")
        encoded = base64.b64encode(content).decode()
        record = {"id": key, "content": encoded, "text": bodies.text_in(content)}
        services.put("uploads", n, record)
    return key
