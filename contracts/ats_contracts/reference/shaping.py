"""
Write what clients get: rows, envelopes, errors. Knows no provider and looks nothing up.

Source: unified model, sections A2 (truto_ parameters), A3 (envelopes), A4 (errors).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus

from ats_contracts.reference import query as q
from ats_contracts.reference.errors import RemoteError, UnifiedError, insight
from ats_contracts.reference.models import FIELDS
from ats_contracts.reference.redact import redact
from ats_contracts.reference.values import Answer, Json, JsonObject, Page, Row

FORMATS = ("unified", "raw", "normalized")
_MAX_RAW = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """
    How a client wants its rows.

    `format`: unified rows with `remote_data`, the provider's own records (raw), or unified rows
    without them (normalized).
    """

    format: str = "unified"
    ignore_remote_data: bool = False
    excluded: frozenset[str] = frozenset()
    key_by: str | None = None


def read_shape(params: q.Params, resource: str) -> Shape:
    """Take the `truto_` parameters that shape rows. Raises: BadRequest on an unknown value."""
    chosen = q.take_one(params, "truto_response_format") or "unified"
    if chosen not in FORMATS:
        raise q.bad_parameter("truto_response_format", f"supported: {', '.join(FORMATS)}")
    known = {*FIELDS.get(resource, ()), "remote_data"}
    excluded = q.take_list(params, "truto_exclude_fields")
    key_by = q.take_one(params, "truto_key_by") or None
    for parameter, names in (("truto_exclude_fields", excluded), ("truto_key_by", (key_by,))):
        for name in names:
            if name is not None and name not in known:
                raise q.bad_parameter(parameter, f"{resource} has no field {name[:60]!r}")
    return Shape(
        format=chosen,
        ignore_remote_data=q.take_flag(params, "truto_ignore_remote_data"),
        excluded=frozenset(excluded),
        key_by=key_by,
    )


def shape_row(row: Row, shape: Shape) -> JsonObject:
    """Write one row as the client wants it; the provider's record is passed on as it came."""
    if shape.format == "raw":
        return row.raw
    record = dict(row.unified)
    if shape.format == "unified" and not shape.ignore_remote_data:
        record["remote_data"] = row.raw
    return {name: value for name, value in record.items() if name not in shape.excluded}


def shape_list(
    page: Page, rows: list[JsonObject], shape: Shape, next_cursor: str | None
) -> JsonObject:
    """
    Write the envelope of a list around the *rows* of a page, which are written already.

    Shape: {"result": [row] or {key: row}, "next_cursor": str | null, "prev_cursor": null,
        "result_count": int}
    Raises: BadRequest if the rows cannot be keyed as asked without losing one.
    """
    return {
        "result": rows if shape.key_by is None else _keyed(page, rows, shape.key_by),
        "next_cursor": next_cursor,
        "prev_cursor": None,
        "result_count": len(rows),
    }


def _keyed(page: Page, rows: list[JsonObject], name: str) -> JsonObject:
    keys: list[Json] = [row.unified.get(name) for row in page.rows]
    if not all(isinstance(key, str) for key in keys) or len(set(keys)) < len(keys):
        raise q.bad_parameter("truto_key_by", f"{name} is not a unique string in every row")
    return dict(zip(keys, rows, strict=True))


def shape_error(error: UnifiedError) -> Answer:
    """
    Write an error.

    Shape: {"statusCode", "error", "message", "truto_is_remote_error"?, "raw_response"?,
        "truto_error_insight"?}
    """
    body: JsonObject = {
        "statusCode": error.status,
        "error": phrase(error.status),
        "message": error.message,
    }
    found = dict(error.insight)
    keep = False
    if isinstance(error, RemoteError):
        body |= {"truto_is_remote_error": True, "raw_response": _short(error.raw)}
        found |= _remote_insight(error)
        keep = error.unknown_outcome
    if found:
        body["truto_error_insight"] = found
    return Answer(status=error.status, body=body, headers=error.headers, keep=keep)


def _remote_insight(error: RemoteError) -> dict[str, Json]:
    found: dict[str, Json] = insight("remote_error", f"class: {error.kind}", error.kind)
    if error.kind == "rate_limited":
        found |= insight("rate_limit_error", "the provider asks for a pause", error.wait_s)
    if error.kind == "forbidden":
        found |= insight("forbidden_error", "the credential lacks permission", None)
    if error.unknown_outcome:
        text = "the provider may have carried it out; look before you repeat it"
        found |= insight("unknown_outcome", text, True)
    return found


def _short(raw: Json) -> Json:
    text = raw if isinstance(raw, str) else json.dumps(raw)
    return raw if len(text) <= _MAX_RAW else text[:_MAX_RAW] + "… [cut]"


def phrase(status: int) -> str:
    """Name a status, also one that nobody registered."""
    return HTTPStatus(status).phrase if status in _PHRASES else "Error"


_PHRASES = frozenset(status.value for status in HTTPStatus)


def hide(error: RemoteError, known: frozenset[str]) -> RemoteError:
    """Take every known secret out of what an error repeats of its provider."""
    error.message = redact(error.message[:_MAX_RAW], known)
    raw = error.raw if isinstance(error.raw, str) else _short(error.raw)
    error.raw = redact(raw[:_MAX_RAW] if isinstance(raw, str) else raw, known)
    return error
