"""
What the writes of all three objects share: which fields count, what changes, how it is answered.

A field that is given the value it shows already changes nothing; a record that changes moves its
`updated_at`. Webhooks and the placed candidate follow from the change itself, whoever makes it.
Source: SPEC section 3.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ats_simulator.provider import Record, Reply
from ats_simulator.providers.nexivohr import errors, wire
from ats_simulator.providers.nexivohr.errors import JSON
from ats_simulator.services import Services

STAMPS: Final = frozenset({"id", "created_at", "updated_at"})
"""Fields that a body may hold and that nobody but the vendor sets."""

_PLACES: Final = ("city", "state", "country")


def show(services: Services, kind: str, ref: str, *, status: int = 200) -> Reply:
    """Answer one record as it stands, in its envelope; 404 if there is none."""
    row = services.row(kind, ref)
    if row is None:
        return errors.not_found()
    if services.assumptions["single_envelope"] == "data":
        row = b'{"data":%b}' % row
    return Reply(status=status, headers=(JSON,), body=row)


def deleted(services: Services, kind: str, ref: str, sentence: str) -> Reply:
    style = services.assumptions["delete_response"]
    if style == "no_content":
        return Reply(status=204)
    if style == "message":
        return errors.json_reply(200, {"message": sentence})
    return show(services, kind, ref)


def ignored_fields(services: Services, others: frozenset[str]) -> frozenset[str] | None:
    """Name the fields that are ignored: *others* where unknown ones are refused, else all."""
    return others if services.assumptions["unknown_field"] == "reject" else None


def changes(
    services: Services, resource: str, found: tuple[int, Record] | None, given: Record
) -> Record:
    """Keep the given fields whose value is not the one that the record shows already."""
    if found is None:
        return given
    shown = wire.wire_of(resource, found[1], wire.style_in(services.assumptions))
    return {name: v for name, v in given.items() if not _is_shown(v, shown[name])}


def _is_shown(given: Any, shown: Any) -> bool:
    return bool(given == shown or (given is None and shown == []))


def with_plain(record: Record, given: Record, keys: Mapping[str, str]) -> Record:
    """Copy *record* with the fields that are kept as they are given."""
    changed = {**record, **{keys[name]: v for name, v in given.items() if name in keys}}
    places = {name: given[name] for name in _PLACES if name in given}
    if places:
        changed["address"] = {**record["address"], **places}
    return changed


def put(services: Services, resource: str, n: int, record: Record) -> None:
    services.put(resource, n, {**record, "updated_at": services.now})


def new_address() -> Record:
    return dict.fromkeys(("street", "city", "state", "postal_code", "country"))
