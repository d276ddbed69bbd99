"""
Making sure that an account's truth is telling: every field shows what its evidence needs.

Worlds are adversarial, but whether a given field of a given world meets a change of daylight
saving time, a null and each member is chance. As the account's owner would, this module writes the
few values that are missing into listed records. It refuses to know providers: the lens says what
counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ats_contracts.evidence import is_dst_edge
from ats_simulator.lens import (
    Cell,
    Joined,
    Lens,
    Mapped,
    Moment,
    ResourceLens,
    Same,
    When,
    fed,
    in_force,
    is_listed,
    read,
)

if TYPE_CHECKING:
    from ats_simulator.account import Account

EDGE = "2026-11-01T06:30:00.250Z"
"""01:30 in New York, the second time round on that night."""


@dataclass(slots=True)
class Spice:
    """What is to be written into one record."""

    record: dict[str, Any]
    fields: dict[str, Any] = field(default_factory=dict)


def season(account: Account, lens: Lens, *, but: frozenset[str] = frozenset()) -> None:
    """Write what is missing into *account*, in all resources that are fed, except *but*."""
    values = account.describe()["assumptions"]
    for resource, resource_lens in fed(lens).items():
        if resource in but:
            continue
        for spice in _spices(account.truth(resource), resource_lens, values):
            account.put_truth(resource, str(spice.record["id"]), spice.fields)


def _spices(
    records: list[dict[str, Any]], lens: ResourceLens, values: Mapping[str, str]
) -> Iterator[Spice]:
    """Choose records, the last ones first: the first ones hold the world's own edge cases."""
    listed = [Spice(r) for r in reversed(records) if is_listed(lens, r, values)]
    for cell in lens.fields.values():
        if in_force(cell, values):
            _season(cell, listed)
    yield from (s for s in listed if s.fields)


def _season(cell: Cell, listed: list[Spice]) -> None:
    rule = cell.rule
    condition = (rule.path, rule.value) if isinstance(rule, When) else None
    match rule.then if isinstance(rule, When) else rule:
        case Moment(path) if "." not in path:
            _show_edge(path, condition, listed)
        case Same(path) if cell.nullable and "." not in path:
            _show_null((path,), listed)
        case Joined(paths) if cell.nullable and not any("." in p for p in paths):
            _show_null(paths, listed)
        case Mapped(path, table) if "." not in path:
            _show_members(path, table, listed)


def _show_edge(path: str, condition: tuple[str, str] | None, listed: list[Spice]) -> None:
    """Let one record that has an instant at *path* have one at a change of offset."""
    fit = [s for s in listed if condition is None or read(s.record, condition[0]) == condition[1]]
    dated = [s for s in fit if isinstance(read(s.record, path), str)]
    if not any(is_dst_edge(s.fields.get(path) or s.record[path]) for s in dated) and dated:
        dated[0].fields[path] = EDGE


def _show_null(paths: tuple[str, ...], listed: list[Spice]) -> None:
    """Let one record have nothing at all *paths*."""
    if any(all(s.fields.get(p, s.record.get(p)) is None for p in paths) for s in listed):
        return
    spare = next((s for s in listed[1:] if not s.fields), None)
    if spare is not None:
        spare.fields.update(dict.fromkeys(paths, None))


def _show_members(path: str, table: Mapping[str, str | None], listed: list[Spice]) -> None:
    """Let every member that the provider can show be shown."""
    seen = {table.get(s.fields.get(path, s.record.get(path)) or "") for s in listed}
    for member, shown in table.items():
        spare = next((s for s in listed[1:] if not s.fields), None)
        if shown is not None and shown not in seen and spare is not None:
            spare.fields[path] = member
            seen.add(shown)
