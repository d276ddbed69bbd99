"""
Making sure that an account's truth is telling: every field shows what its evidence needs.

Worlds are adversarial, but whether a given field of a given world meets a change of daylight
saving time, a null, each member and a text outside ASCII is chance. As the account's owner would,
this module writes the few values that are missing into records that can be read. It refuses to
know providers: the lens says what counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ats_contracts.evidence import is_dst_edge
from ats_simulator.lens import (
    Cell,
    Derived,
    Joined,
    Lens,
    Mapped,
    Moment,
    Rule,
    Same,
    When,
    evaluate,
    fed,
    held,
    listed,
    rule_of,
    truth_name,
)

if TYPE_CHECKING:
    from ats_simulator.account import Account

EDGES = ("2026-11-01T06:30:00.250Z", "2026-03-29T00:30:00.250Z")
"""01:30 in New York, the second time round on that night; half an hour before London's summer."""
FOREIGN = "Zürich – 東京"


@dataclass(slots=True)
class Spice:
    """
    What is to be written into one record, and into *linked* ones of other resources, by id. Its
    name stays as it is where it is *copied* into other records.
    """

    record: Mapping[str, Any]
    copied: bool = False
    fields: dict[str, Any] = field(default_factory=dict)
    linked: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def now(self) -> dict[str, Any]:
        """Give the record as it will be."""
        return {**self.record, **self.fields}


def season(account: Account, lens: Lens, *, but: frozenset[str] = frozenset()) -> None:
    """Write what is missing into *account*, in all resources that are fed, except *but*."""
    values = account.describe()["assumptions"]
    copied = _copied(account, lens)
    for resource, resource_lens in fed(lens).items():
        if resource in but:
            continue
        rules = {n: (c, rule_of(c, values)) for n, c in resource_lens.fields.items()}
        for spice in _spices(_readable(account, lens, resource, values), rules, copied):
            if spice.fields:
                account.put_truth(
                    truth_name(lens, resource),
                    str(spice.record["id"]),
                    _kept(spice.record, spice.fields),
                )
            for (name, key), fields in spice.linked.items():
                account.put_truth(resource_lens.links[name].resource, key, fields)


def _kept(record: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Give *fields* as they are written into a record, the instant of its last change as it was."""
    kept = {"updated_at": record["updated_at"]} if "updated_at" in record else {}
    return {**kept, **fields}


def _copied(account: Account, lens: Lens) -> frozenset[str]:
    """Name the records whose names stand in other records too."""
    every = {truth_name(lens, name) for name in fed(lens)}
    return frozenset(
        part["id"]
        for resource in every
        for record in account.truth(resource)
        for value in record.values()
        for part in (value if isinstance(value, list) else [value])
        if isinstance(part, dict) and part.get("id") and "name" in part
    )


def _readable(
    account: Account, lens: Lens, resource: str, values: Mapping[str, str]
) -> list[Mapping[str, Any]]:
    """List what can be read, hidden records first, as listed ones are taken first from the end."""
    shown = listed(lens, resource, account.truth, values)
    if fed(lens)[resource].walked or "get" not in fed(lens)[resource].methods:
        return shown
    keys = {record["id"] for record in shown}
    hidden = [r for r in held(lens, resource, account.truth) if r["id"] not in keys]
    return [*hidden, *shown]


def _spices(
    records: Sequence[Mapping[str, Any]],
    rules: Mapping[str, tuple[Cell, Rule]],
    copied: frozenset[str],
) -> Iterator[Spice]:
    """Choose records, the last ones first: the first ones hold the world's own edge cases."""
    spices = [Spice(r, copied=r["id"] in copied) for r in reversed(records)]
    for cell, rule in rules.values():
        _season(cell, rule, spices)
    yield from (s for s in spices if s.fields or s.linked)


def _season(cell: Cell, rule: Rule, spices: list[Spice]) -> None:
    match rule.then if isinstance(rule, When) else rule:
        case Moment(path) if "." not in path:
            _show_edge((path,), rule, spices)
        case Derived(paths) if cell.kind == "instant":
            _show_edge(paths, rule, spices)
        case Derived(paths) if cell.kind == "text" and cell.nullable and not cell.optional:
            _show_nothing(paths, rule, spices)
        case Same(path) if "." not in path and path != "id":
            _show_text(cell, (path,), rule, spices)
        case Joined(paths) if not any("." in p for p in paths):
            _show_text(cell, paths, rule, spices)
        case Mapped(path, table) if "." not in path:
            _show_members(path, table, spices)


def _show_edge(paths: tuple[str, ...], rule: Rule, spices: list[Spice]) -> None:
    """Let one record that shows an instant from *paths* show one at a change of offset."""
    dated = [s for s in spices if _shown(rule, s.now())]
    if any(is_dst_edge(_shown(rule, s.now())) for s in dated):
        return
    for spice in dated:
        if any(_put_edge(spice, path, rule) for path in paths):
            return


def _put_edge(spice: Spice, path: str, rule: Rule) -> bool:
    """Write an instant that is shown as an edge at *path*, or into what is linked there."""
    now: Any = spice.now().get(path)
    if isinstance(now, str):
        for edge in EDGES:
            if is_dst_edge(_shown(rule, {**spice.now(), path: edge})):
                spice.fields[path] = edge
                return True
    for linked in now if isinstance(now, list) else ():
        for name in (n for n in linked if n.endswith("_at") and linked[n] is not None):
            for edge in EDGES:
                moved = [{**one, name: edge} if one is linked else one for one in now]
                if is_dst_edge(_shown(rule, {**spice.now(), path: moved})):
                    spice.linked[path, str(linked["id"])] = _kept(linked, {name: edge})
                    return True
    return False


def _shown(rule: Rule, record: Mapping[str, Any]) -> Any:
    return evaluate(rule, record, "seasoning")


def _show_text(cell: Cell, paths: tuple[str, ...], rule: Rule, spices: list[Spice]) -> None:
    """Let one record have nothing at all *paths*, and one a text outside ASCII."""
    if cell.nullable and not any(all(s.now().get(p) is None for p in paths) for s in spices):
        _write(spices, dict.fromkeys(paths, None))
    texts = [t for s in spices if isinstance(t := _shown(rule, s.now()), str)]
    if cell.kind == "text" and texts and all(map(str.isascii, texts)):
        _write(spices, {paths[0]: FOREIGN})


def _show_nothing(paths: tuple[str, ...], rule: Rule, spices: list[Spice]) -> None:
    """Let one record show nothing, by having nothing at the deeper of *paths*, if that will do."""
    if any(_shown(rule, s.now()) is None for s in spices):
        return
    for spice in spices[1:]:
        roots = {p.partition(".")[0]: spice.now().get(p.partition(".")[0]) for p in paths}
        empty = {n: dict.fromkeys(v, None) for n, v in roots.items() if isinstance(v, dict)}
        if not spice.fields and _shown(rule, {**spice.now(), **empty}) is None:
            spice.fields.update(empty)
            return


def _write(spices: list[Spice], fields: Mapping[str, Any]) -> None:
    """Write *fields* into a record that nothing is written into, if there is one."""
    naming = any(name.endswith("name") for name in fields)
    spare = next((s for s in spices[1:] if not s.fields and not (naming and s.copied)), None)
    if spare is not None:
        spare.fields.update(fields)


def _show_members(path: str, table: Mapping[str, str | None], spices: list[Spice]) -> None:
    """Let every member that the provider can show be shown."""
    seen = {table.get(s.now().get(path) or "") for s in spices}
    for member, shown in table.items():
        if shown is not None and shown not in seen:
            _write(spices, {path: member})
            seen.add(shown)
