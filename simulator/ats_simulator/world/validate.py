"""
Truth that comes from outside: completed, checked, and brought into the one form.

`complete` fills in what a user left out; `validate` refuses what is not a record. pydantic does the
checking and is imported only when somebody asks, since start-up time is a promise. Whether a
reference leads anywhere is not checked here: that takes the world.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Final,
    Literal,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import orjson

from ats_simulator.world.instants import normalise_day, normalise_instant
from ats_simulator.world.model import MODELS, Record

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

_DEFAULTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "activities": {"activity_type": "note", "visibility": "public"},
    "attachments": {
        "attachment_type": "resume",
        "content": "resume.pdf",
        "content_type": "application/pdf",
        "file_name": "resume.pdf",
    },
    "candidates": {"can_email": True, "status": "new"},
    "departments": {"status": "active"},
    "interviews": {"status": "scheduled"},
    "job_form_fields": {"answer_visibility": "public", "index": 0, "type": "text"},
    "job_interview_stages": {"position": 0, "status": "active"},
    "jobs": {"status": "open"},
    "offers": {"status": "draft"},
}
_HAPPENED_NOW: Final = frozenset({"applied_at", "created_at", "submitted_at", "updated_at"})
_NORMALISERS: Final = {"instant": normalise_instant, "day": normalise_day}
_UNION_BRANCHES: Final = frozenset({"int", "float"})  # pydantic names them in the error's place


class InvalidTruth(ValueError):
    """A JSON value is not a record of its resource; *field* says where, "" for the whole."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}" if field else message)
        self.field = field
        self.message = message


def complete(
    resource: str,
    json: Mapping[str, Any],
    *,
    now: str | None = None,
    models: Mapping[str, type] = MODELS,
) -> Record:
    """
    Fill in what *json* leaves out and a record can do without, at every depth.

    What may be null becomes null, a list empty, a yes or no false, the rest a default that suits a
    new record. *now* stands in for missing dates of creation, change, application and submission.
    What is left (ids, references, names) stays absent for `validate` to name.

    Raises: InvalidTruth if there is no such resource or *json* is not an object.
    """
    shape = _shape_of(resource, models)
    if not isinstance(json, Mapping):
        raise InvalidTruth("", f"a record of {resource} is a JSON object")
    record = dict(json)
    for name, value in _DEFAULTS.get(resource, {}).items():
        record.setdefault(name, value)
    if now is not None:
        for name in _HAPPENED_NOW & _hints_of(shape).keys():
            if not _is_nullable(_hints_of(shape)[name]):
                record.setdefault(name, now)
    filled = _fill(record, shape)
    assert isinstance(filled, dict)
    return filled


def validate(resource: str, json: object, *, models: Mapping[str, type] = MODELS) -> Record:
    """
    Check that *json* is a record of *resource*, whole and with nothing added.

    Returns it with fields in the order of the model, instants in UTC with milliseconds and `Z`.

    Raises: InvalidTruth, with the place of the first error as in "emails.0.email".
    """
    from pydantic import ValidationError

    shape = _shape_of(resource, models)
    try:
        checked = _checker_of(shape).model_validate(json)
    except ValidationError as error:
        raise _to_invalid(error.errors()[0]) from None
    return _storable(checked.model_dump())


def _storable(record: Record) -> Record:
    """Refuse what UTF-8 and 64 bits cannot hold: half a surrogate pair, an integer too large."""
    try:
        orjson.dumps(record)
    except TypeError as error:
        raise InvalidTruth("", f"cannot be kept: {error}") from None
    return record


def _shape_of(resource: str, models: Mapping[str, type]) -> type:
    try:
        return models[resource]
    except KeyError:
        raise InvalidTruth("", f"no such resource: {resource!r}") from None


@lru_cache(maxsize=256)
def _hints_of(shape: type) -> Mapping[str, Any]:
    return get_type_hints(shape, include_extras=True)


def _fill(value: Any, hint: Any) -> Any:
    """Fill in *value* as far as *hint* says how; leave alone what does not fit."""
    if is_typeddict(hint) and isinstance(value, Mapping):
        return _fill_object(value, hint)
    if get_origin(hint) is list and isinstance(value, Sequence) and not isinstance(value, str):
        (inner,) = get_args(hint)
        return [_fill(each, inner) for each in value]
    if _is_nullable(hint) and value is not None:
        inner = [arm for arm in get_args(hint) if arm is not types.NoneType]
        return _fill(value, inner[0]) if len(inner) == 1 else value
    return value


def _fill_object(value: Mapping[str, Any], shape: Any) -> Record:
    filled = dict(value)
    for name, hint in _hints_of(shape).items():
        if name in filled:
            filled[name] = _fill(filled[name], hint)
        elif _is_nullable(hint):
            filled[name] = None
        elif get_origin(hint) is list:
            filled[name] = []
        elif hint is bool:
            filled[name] = False
        elif is_typeddict(hint) and all(map(_is_nullable, _hints_of(hint).values())):
            filled[name] = dict.fromkeys(_hints_of(hint))
    return filled


def _is_nullable(hint: Any) -> bool:
    return get_origin(hint) in {Union, types.UnionType} and types.NoneType in get_args(hint)


@lru_cache(maxsize=256)
def _checker_of(shape: type) -> type[BaseModel]:
    """Build the pydantic model of a TypedDict: strict, every key required, no other allowed."""
    from pydantic import ConfigDict, create_model

    fields: dict[str, Any] = {
        name: (_checked(hint), ...) for name, hint in _hints_of(shape).items()
    }
    config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
    return create_model(shape.__name__, __config__=config, **fields)


def _checked(hint: Any) -> Any:
    """Translate one type hint of the model for pydantic."""
    origin, arms = get_origin(hint), get_args(hint)
    if is_typeddict(hint):
        return _checker_of(hint)
    if origin is Annotated:
        from pydantic import AfterValidator

        return Annotated[arms[0], AfterValidator(_NORMALISERS[arms[1]])]
    if origin is list:
        return list[_checked(arms[0])]  # type: ignore[misc] # built at run time
    if origin in {Union, types.UnionType}:
        return Union[tuple(_checked(arm) for arm in arms)]  # noqa: UP007 -- built at run time
    assert origin is Literal or not arms, f"no translation for {hint!r}"
    return hint


def _to_invalid(error: ErrorDetails) -> InvalidTruth:
    place = ".".join(str(part) for part in error["loc"] if part not in _UNION_BRANCHES)
    message = error["msg"].removeprefix("Value error, ")
    return InvalidTruth(place, message[:1].lower() + message[1:])
