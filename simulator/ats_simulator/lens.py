"""
A lens: what a provider can express of a world, as data with a source per line.

`project` turns one truth record into the unified record that a faultless integration would
show: the expected value of every check. It reads the truth only. This module and every
provider's `lens.py` refuse to import rendering code, so that an error in the wire cannot hide
in the expectation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ats_simulator.errors import LensGap
from ats_simulator.world.instants import from_instant, to_instant

Record = Mapping[str, Any]
Kind = Literal[
    "id", "text", "code", "enum", "instant", "day", "flag", "number", "reference", "list"
]
"""A *code* is a text that the vendor, or this reading of it, makes: never one outside ASCII."""


@dataclass(frozen=True, slots=True)
class Same:
    """The truth at *path*, unchanged."""

    path: str


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant at *path*, cut down to *precision_ms*."""

    path: str
    precision_ms: int = 1000


@dataclass(frozen=True, slots=True)
class Mapped:
    """An enumeration: what each truth member at *path* is seen as. Several may merge into one."""

    path: str
    table: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Joined:
    """The non-empty texts at *paths*, joined; null when all are empty. *listed* wraps it."""

    paths: tuple[str, ...]
    separator: str
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """The items of the list at *path*, first *at_most*, each cut down to *keys*."""

    path: str
    keys: tuple[str, ...]
    at_most: int | None = None
    where: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Refer:
    """A reference `{"id"}`, or with further *keys*, to the record named at *path*."""

    path: str
    keys: tuple[str, ...] = ("id",)


@dataclass(frozen=True, slots=True)
class When:
    """*then* while the truth at *path* equals *value*, else null."""

    path: str
    value: str
    then: Rule


@dataclass(frozen=True, slots=True)
class Derived:
    """What *of* makes of the truths at *paths*, where no other rule says it; a pure function."""

    paths: tuple[str, ...]
    of: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Always:
    """One word for every record: the provider has no other kind."""

    word: str


@dataclass(frozen=True, slots=True)
class Lacks:
    """The provider has no such datum: a faultless integration shows null."""


Rule = Same | Moment | Mapped | Joined | Items | Refer | When | Derived | Always | Lacks


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """
    One unified field. *needs* names an assumption and the value under which the provider has
    it; under any other the field lacks. *under* holds other rules by assumption and value.
    *lossy* says what is lost, for the reports. *optional*: other calls tell it, so that null is
    right, and so is the truth. *embeds*: the items are records of that resource, by id, of which
    more may be shown.
    """

    rule: Rule
    kind: Kind
    source: str
    nullable: bool = False
    lossy: str = ""
    needs: tuple[str, str] | None = None
    under: Mapping[tuple[str, str], Rule] = field(default_factory=dict)
    optional: bool = False
    embeds: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """
    Records whose truth at *path* is one of *values* are absent from lists, still gettable.

    Not under the assumption value *shown_when*; only under *hidden_when*, if that is given.
    """

    path: str
    values: tuple[str | bool, ...]
    shown_when: tuple[str, str] | None = None
    hidden_when: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """
    Records are found only by walking *resource*: one is listed while a listed record there has
    at *theirs* what this one has at *own*.
    """

    resource: str
    own: str
    theirs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """
    The records of *resource* that have at *by* what the record they are joined to has at *own*.
    """

    resource: str
    by: str
    own: str = "id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Only:
    """
    The provider has no other records than those whose truth at *path* is one of *values*; without
    values, than those that have any text there.
    """

    path: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceLens:
    """
    One unified resource as the provider can feed it.

    *writable* names the unified fields a create or an update can carry, *required* those a create
    has to, *settled* those that no update can carry, *given* those that the provider fills in a
    new record where nobody did; *walked* says that a get has no call of its own. *truth* is the
    resource of the truth that it is read from, where that has another name; *only*, *hidden* and
    *reached* say which of its records there are, and which are listed. *links* joins records of
    other resources to each record under a name, for the paths of its rules. *costs* says how many
    requests a list takes beyond one for each page, for each record of the resources named, as no
    list of this one is whole. *withheld* names, by method, an assumption and its values under which
    the provider does not let it be done. *refuses* names, by what is tried, an assumption and its
    values under which the provider refuses it, as it does not under the others.
    """

    methods: frozenset[str]
    fields: Mapping[str, Cell]
    source: str
    hidden: Hidden | tuple[Hidden, ...] | None = None
    reached: Reached | None = None
    only: Only | None = None
    truth: str = ""
    links: Mapping[str, Link] = field(default_factory=dict)
    writable: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    walked: bool = False
    costs: Mapping[str, int] = field(default_factory=dict)
    withheld: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    refuses: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unsupported:
    """The provider has no such resource: an integration must say so, not answer an empty list."""

    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class Lens:
    """All 17 unified resources, each fed or not."""

    resources: Mapping[str, ResourceLens | Unsupported] = field(default_factory=dict)


def fed(lens: Lens) -> dict[str, ResourceLens]:
    """List the resources that the provider feeds."""
    return {name: r for name, r in lens.resources.items() if isinstance(r, ResourceLens)}


def under(lens: Lens, assumptions: Mapping[str, str]) -> Lens:
    """Give the lens that holds under *assumptions*: without the methods that are withheld."""
    kept = {
        name: replace(r, methods=r.methods - _withheld(r, assumptions))
        for name, r in fed(lens).items()
        if r.withheld
    }
    return Lens({**lens.resources, **kept})


def _withheld(resource: ResourceLens, assumptions: Mapping[str, str]) -> set[str]:
    ways = resource.withheld.items()
    return {verb for verb, (name, values) in ways if assumptions.get(name) in values}


def project(resource: ResourceLens, record: Record, assumptions: Mapping[str, str]) -> Record:
    """
    Show *record* as a faultless integration would: every unified field, null where unknown.

    Shape: the unified field names; instants ISO 8601, UTC, `Z`; references `{"id": str}`.
    Raises: LensGap for an enumeration member that the lens does not place.
    """
    return {
        name: evaluate(rule_of(cell, assumptions), record, name)
        for name, cell in resource.fields.items()
    }


def in_force(cell: Cell, assumptions: Mapping[str, str]) -> bool:
    """Say whether the provider has this field under *assumptions*."""
    return cell.needs is None or assumptions.get(cell.needs[0]) == cell.needs[1]


def rule_of(cell: Cell, assumptions: Mapping[str, str]) -> Rule:
    """Choose the rule that holds for a field under *assumptions*."""
    if not in_force(cell, assumptions):
        return Lacks()
    for (name, value), rule in cell.under.items():
        if assumptions.get(name) == value:
            return rule
    return cell.rule


def is_listed(resource: ResourceLens, record: Record, assumptions: Mapping[str, str]) -> bool:
    """Say whether *record* appears in the provider's lists, as far as it alone can tell."""
    rules = resource.hidden or ()
    hidden = (rules,) if isinstance(rules, Hidden) else rules
    return not any(_hides(each, record, assumptions) for each in hidden)


def _hides(hidden: Hidden, record: Record, assumptions: Mapping[str, str]) -> bool:
    shown, only = hidden.shown_when, hidden.hidden_when
    if shown is not None and assumptions.get(shown[0]) == shown[1]:
        return False
    if only is not None and assumptions.get(only[0]) != only[1]:
        return False
    return read(record, hidden.path) in hidden.values


def truth_name(lens: Lens, name: str) -> str:
    """Name the resource of the truth that the unified resource *name* is read from."""
    return fed(lens)[name].truth or name


def held(lens: Lens, name: str, truth: Callable[[str], Iterable[Record]]) -> list[Record]:
    """List the truth records that the provider has of *name*; *truth* lists a resource's."""
    only = fed(lens)[name].only
    records = truth(truth_name(lens, name))
    kept = [r for r in records if only is None or _is_among(read(r, only.path), only)]
    return joined(fed(lens)[name], kept, truth)


def _is_among(value: Any, only: Only) -> bool:
    return value in only.values if only.values else bool(value)


def joined(
    resource: ResourceLens,
    records: Sequence[Record],
    truth: Callable[[str], Iterable[Record]],
) -> list[Record]:
    """Join to each of *records* what the lens links it with, so that its rules can be applied."""
    shown = list(records)
    for name, link in resource.links.items():
        groups: dict[str, list[Record]] = {}
        for each in truth(link.resource):
            groups.setdefault(read(each, link.by), []).append(each)
        shown = [{**record, name: groups.get(read(record, link.own), [])} for record in shown]
    return shown


def listed(
    lens: Lens,
    name: str,
    truth: Callable[[str], Iterable[Record]],
    assumptions: Mapping[str, str],
) -> list[Record]:
    """
    List the truth records that the provider's lists show of *name*, walks included.

    *truth* lists the truth records of a resource; it is asked once for each resource walked.
    """
    resource = fed(lens)[name]
    found = [r for r in held(lens, name, truth) if is_listed(resource, r, assumptions)]
    way = resource.reached
    if way is None:
        return found
    reachable = {read(r, way.theirs) for r in listed(lens, way.resource, truth, assumptions)}
    return [r for r in found if read(r, way.own) in reachable]


def read(record: Any, path: str) -> Any:
    """Read a dotted *path*; null as soon as a part is missing."""
    for part in path.split("."):
        if not isinstance(record, Mapping):
            return None
        record = record.get(part)
    return record


def evaluate(rule: Rule, record: Record, name: str) -> Any:  # noqa: C901 (one case a rule)
    """Apply one rule; *name* is for the error message only."""
    match rule:
        case Same(path):
            return read(record, path)
        case Moment(path, precision_ms):
            return _cut(read(record, path), precision_ms)
        case Mapped(path, table):
            return _mapped(read(record, path), table, name)
        case Joined(paths, separator, listed):
            return _joined([read(record, p) for p in paths], separator, listed=listed)
        case Items(path, keys, at_most, where):
            return _items(read(record, path) or [], keys, at_most, where)
        case Refer(path, keys):
            target = read(record, path)
            return None if target is None else {key: target.get(key) for key in keys}
        case When(path, value, then):
            return evaluate(then, record, name) if read(record, path) == value else None
        case Derived(paths, of):
            return of(*(read(record, p) for p in paths))
        case Always(word):
            return word
        case Lacks():
            return None


def _cut(instant: str | None, precision_ms: int) -> str | None:
    if instant is None:
        return None
    moment = from_instant(instant)
    return to_instant(moment - moment % precision_ms)


def _mapped(value: str | None, table: Mapping[str, str | None], name: str) -> str | None:
    if value is None:
        return None
    if value not in table:
        raise LensGap("record", name, value)
    return table[value]


def _joined(parts: Sequence[str | None], separator: str, *, listed: bool) -> Any:
    text = separator.join(p for p in parts if p)
    if listed:
        return [text] if text else []
    return text or None


def _items(
    items: Sequence[Record], keys: tuple[str, ...], at_most: int | None, where: Any
) -> list[Record]:
    kept = [i for i in items if where is None or i.get(where[0]) == where[1]]
    return [{key: item.get(key) for key in keys} for item in kept[:at_most]]
