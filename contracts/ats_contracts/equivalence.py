"""
What the records of one world have in common at two vendors, as far as the lenses of both reach.

A record is known by the world's number, as ids differ. Two values are comparable where both lenses
let the same be expected, or where one is the other seen through a coarser lens: cut to the keys
that both have, or read by the other's rule. This module refuses to know vendors by name, and to
compare what was shown: it says on what ground that can be done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ats_contracts.compare import DEFAULT_RULES, Rules, compare, parse_instant
from ats_contracts.model import LEADS_TO, RESOURCES
from ats_simulator.errors import LensGap
from ats_simulator.lens import (
    Derived,
    Joined,
    Lacks,
    Mapped,
    Moment,
    ResourceLens,
    Rule,
    Same,
    evaluate,
    fed,
    held,
    rule_of,
    truth_name,
)

if TYPE_CHECKING:
    from ats_contracts.bench import Reading, Row
    from ats_contracts.oracle import Oracle, Record
    from ats_simulator.account import Account

Change = Callable[[Any], Any]


@dataclass(slots=True, kw_only=True)
class Side:
    """
    One vendor's view of a resource, in the world's own words.

    A *mark* is the world's name of a record, whoever has it; *expected* and *rows* are by mark.
    """

    resource: str
    oracle: Oracle
    account: Account
    reading: Reading
    ids: dict[str, str] = field(init=False)
    records: dict[str, Record] = field(init=False)
    expected: dict[str, Record] = field(init=False)
    rows: dict[str, Row] = field(init=False)
    _marks: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        marks = self.marks(self.resource)
        self.ids = {mark: key for key, mark in marks.items()}
        self.records = {mark: truth for _, mark, truth in self._marked(self.resource)}
        self.expected = {marks[key]: r for key, r in self.reading.expected.items()}
        self.rows = {marks[k]: row for k, row in self.reading.by_id().items() if k in marks}

    @property
    def provider(self) -> str:
        """The vendor's name."""
        return self.account.provider

    @property
    def lens(self) -> ResourceLens:
        """What the vendor can express of the resource."""
        return self.oracle.resource(self.resource)

    @property
    def truth(self) -> str:
        """The resource of the truth that the vendor reads this one from."""
        return truth_name(self.oracle.lens, self.resource)

    def rule(self, name: str) -> Rule:
        """Give the rule that holds for a field."""
        return rule_of(self.lens.fields[name], self.oracle.values)

    def marks(self, resource: str) -> Mapping[str, str]:
        """Give the mark of each record that the vendor holds of a resource, by unified id."""
        if resource not in self._marks:
            self._marks[resource] = {key: mark for key, mark, _ in self._marked(resource)}
        return self._marks[resource]

    def _marked(self, resource: str) -> Iterator[tuple[str, str, Record]]:
        """Walk the records that the vendor holds of a resource: unified id, mark, truth."""
        lens = self.oracle.lens
        if resource not in fed(lens):
            return
        numbers = self.account.numbers(truth_name(lens, resource))
        rule = rule_of(self.oracle.resource(resource).fields["id"], self.oracle.values)
        for truth in held(lens, resource, self.account.truth):
            yield str(evaluate(rule, truth, "id")), f"#{numbers[truth['id']]}", truth

    def listed(self, resource: str) -> set[str]:
        """Name by mark what the vendor lists of a resource."""
        marks = self.marks(resource)
        return {marks[key] for key in self.oracle.listed(resource)} if marks else set()

    def in_marks(self, name: str, value: Any) -> Any:
        """Write marks for the ids in a value of the field *name*, where they are this world's."""
        resource = self.lens.fields[name].embeds or LEADS_TO.get(name)
        return value if resource is None else _renamed(value, self.marks(resource))

    def shown(self, name: str, way: Change) -> Change:
        """Let *way* change what the vendor shows of a field, its ids in marks."""
        return lambda value: way(self.in_marks(name, value))


def _renamed(value: Any, marks: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_renamed(item, marks) for item in value]
    if isinstance(value, Mapping) and isinstance(value.get("id"), str):
        return {**value, "id": marks.get(value["id"], value["id"])}
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """
    On what two values of a field can be compared: *left* and *right* bring each side's there.

    *expected* is what both then are, if nothing is wrong.
    """

    left: Change
    right: Change
    expected: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two vendors' views of a resource that both read from the same truth."""

    left: Side
    right: Side

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both of them."""
        return (self.left, self.right)

    @property
    def resource(self) -> str:
        """The resource."""
        return self.left.resource

    def __str__(self) -> str:
        return f"{self.left.provider} and {self.right.provider}"

    def left_out(self, name: str, grounds: Collection[str]) -> Iterator[str]:
        """Say why a field cannot be compared in all records, and in how many: by which lens."""
        marks = [mark for mark in self.marks() if mark not in grounds]
        own = sum(self._is_own(name, mark) for mark in marks)
        if own:
            yield f"{own} (another in the world of one of them)"
        if len(marks) > own:
            cells = [(side.provider, side.lens.fields[name]) for side in self.sides]
            said = "; ".join(f"{provider}: {cell.lossy or cell.source}" for provider, cell in cells)
            yield f"{len(marks) - own} ({said})"

    def _is_own(self, name: str, mark: str) -> bool:
        """Say whether the truth itself is another at one vendor, where both read the same place."""
        path = _path(self.left.rule(name))
        if path is None or path != _path(self.right.rule(name)):
            return False
        left, right = (side.records[mark].get(path) for side in self.sides)
        return bool(left != right)

    def marks(self) -> list[str]:
        """Name the records that both list, if nothing is wrong."""
        return [mark for mark in self.left.expected if mark in self.right.expected]

    def fields(self) -> list[str]:
        """Name the fields that both lenses can express; ids are each vendor's own."""
        shared = (n for n in RESOURCES[self.resource] if n != "id")
        return [n for n in shared if not any(isinstance(s.rule(n), Lacks) for s in self.sides)]

    def grounds(self, name: str) -> dict[str, Ground]:
        """Find on what a field can be compared, by mark; left out is what the lenses tell apart."""
        embedded = self.left.lens.fields[name].embeds
        listed = self.left.listed(embedded) & self.right.listed(embedded) if embedded else None
        tried = {mark: self._ground(name, mark, listed) for mark in self.marks()}
        return {mark: ground for mark, ground in tried.items() if ground is not None}

    def _ground(self, name: str, mark: str, listed: set[str] | None) -> Ground | None:
        left, right = (s.in_marks(name, s.expected[mark][name]) for s in self.sides)
        for one, other in self._ways(name, left, right, listed):
            if same(self.resource, name, one(left), other(right)):
                return Ground(
                    left=self.left.shown(name, one),
                    right=self.right.shown(name, other),
                    expected=one(left),
                )
        return None

    def _ways(
        self, name: str, left: Any, right: Any, listed: set[str] | None
    ) -> Iterator[tuple[Change, Change]]:
        """Try what brings two expected values together: a common cut, or the coarser lens."""
        if listed is not None:
            yield _among(listed), _among(listed)
            return
        cut = _cut(_keys(left) & _keys(right))
        yield cut, cut
        one, other = self.left.rule(name), self.right.rule(name)
        path, kind = _path(one), self.left.lens.fields[name].kind
        linked = self.left.lens.links.keys() | self.right.lens.links.keys()
        if path is not None and path == _path(other) and path not in linked:
            yield _through(other, path, kind), _as_it_is
            yield _as_it_is, _through(one, path, kind)


def same(resource: str, name: str, one: Any, other: Any, rules: Rules = DEFAULT_RULES) -> bool:
    """Say whether two values of a field are equal; one without its shape equals only itself."""
    shape, unordered = RESOURCES[resource][name], f"{resource}.{name}" in rules.unordered
    try:
        found = compare(name, one, other, shape=shape, rules=rules, unordered=unordered)
    except (AttributeError, TypeError, ValueError):  # *one* was shown, and may be anything
        return bool(one == other)
    return not found.divergences


def _as_it_is(value: Any) -> Any:
    return value


def _among(listed: set[str]) -> Change:
    """Cut embedded records down to the ids that both vendors list, and those that nobody knows."""

    def among(value: Any) -> Any:
        items = value if isinstance(value, list) else []
        ids = sorted(str(item.get("id")) for item in items if isinstance(item, Mapping))
        return [{"id": key} for key in ids if key in listed or not key.startswith("#")]

    return among


def _cut(keys: set[str]) -> Change:
    """Cut objects down to *keys*, if there are any."""

    def cut(value: Any) -> Any:
        if isinstance(value, list):
            return [cut(item) for item in value]
        if isinstance(value, Mapping):
            return {key: part for key, part in value.items() if key in keys}
        return value

    return cut if keys else _as_it_is


def _keys(value: Any) -> set[str]:
    items = value if isinstance(value, list) else [value]
    return {key for item in items if isinstance(item, Mapping) for key in item}


def _path(rule: Rule) -> str | None:
    """Give the one place in the truth that a rule reads, if it reads only one."""
    match rule:
        case Same(path) | Moment(path) | Mapped(path) | Joined((path,)) | Derived((path,)):
            return None if "." in path else path
        case _:
            return None


def _through(rule: Rule, path: str, kind: str) -> Change:
    """See a text as *rule* would show it, had the truth held it; what it cannot hold, as it is."""

    def seen(value: Any) -> Any:
        text = _in_utc(value) if kind == "instant" else value
        if not (text is None or isinstance(text, str)):
            return value
        try:
            return evaluate(rule, {path: text}, path)
        except (LensGap, ValueError):
            return value

    return seen


def _in_utc(value: Any) -> Any:
    """Write an instant as the truth does; anything else is left alone."""
    try:
        moment = parse_instant(value)
    except (TypeError, ValueError):
        return value
    if moment.tzinfo is None:
        return value
    text = moment.astimezone(dt.UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
