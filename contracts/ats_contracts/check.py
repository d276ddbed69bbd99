"""
What a check is, how one is declared, and the registry that finds it.

A check is a plain function of a `Case`. `@check` wraps it in a `Declared`, which expands the
placeholders {resource} and {field} into one `Check` each. Nothing registers itself by being
imported: `checks/__init__.py` names the modules that `Registry.of` reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal

from ats_contracts.capabilities import CAPABILITIES
from ats_contracts.errors import ContractsError, NothingMatches, UnknownName
from ats_contracts.model import RESOURCES, VERBS

if TYPE_CHECKING:
    from ats_contracts.case import Case
    from ats_simulator.lens import Lens, ResourceLens

Severity = Literal["must", "should"]
Family = Literal["truth", "relation", "witness", "errors", "secrets"]
Feeding = Literal["fed", "unfed", "any"]
Body = Callable[["Case"], None]
PART = r"[a-z0-9_]+"
FILTERED: Mapping[str, str] = {"created_after": "created_at", "updated_after": "updated_at"}
"""Capability to filter by a time, to the field that has to hold one."""
ID = re.compile(rf"{PART}(\.{PART})+")


SPAN = "+"
"""What stands between the names of providers that one check is about at once."""


def providers_in(name: str) -> tuple[str, ...]:
    """Take apart what a check is run against: one provider, or several joined by `+`."""
    return tuple(name.split(SPAN))


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPlan:
    """
    The account that a check is given: how many candidates, which plan, limits on or off, and the
    assumptions and settings that the check itself depends on.
    """

    size: int = 60
    plan: str | None = None
    limits: Literal["on", "off"] = "off"
    assumptions: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """
    One named claim. *needs* are capabilities; *serves* the properties; *calls_provider* says that
    the verdict is `unverified` unless the simulator saw a request; *asks* what the lens of the
    resource has to be like; *spans* that it is run once, over all vendors that hold the same
    records of the resource.
    """

    id: str
    claim: str
    body: Body
    why: str = ""
    needs: frozenset[str] = frozenset()
    severity: Severity = "must"
    family: Family = "truth"
    serves: tuple[str, ...] = ()
    source: str = ""
    resource: str | None = None
    field: str | None = None
    feeding: Feeding = "any"
    providers: frozenset[str] | None = None
    account: AccountPlan = AccountPlan()
    calls_provider: bool = True
    asks: Callable[[ResourceLens], bool] | None = None
    slow: bool = False
    spans: bool = False

    def applies_to(self, provider: str, lens: Lens) -> bool:
        """
        Say whether the provider can be asked this at all: a provider's lack is ours to state, so
        such a check is not scheduled, and never counts as declined by the target.
        """
        if self.providers is not None and provider not in self.providers:
            return False
        if not _feeding_holds(self, lens) or not _asked_holds(self, lens):
            return False
        return all(_lens_offers(lens, need) for need in self.needs)


def _feeding_holds(check: Check, lens: Lens) -> bool:
    if check.resource is None or check.feeding == "any":
        return True
    fields = getattr(lens.resources.get(check.resource), "fields", None)
    if check.field is not None and check.field not in (fields or ()):
        return False
    return (fields is not None) == (check.feeding == "fed")


def _asked_holds(check: Check, lens: Lens) -> bool:
    from ats_simulator.lens import ResourceLens

    resource = lens.resources.get(check.resource or "")
    return check.asks is None or not isinstance(resource, ResourceLens) or check.asks(resource)


def _lens_offers(lens: Lens, capability: str) -> bool:
    """
    Say whether the lens has what a `resource.verb` capability needs: the verb, or the time that is
    filtered by. Other capabilities are not its.
    """
    from ats_simulator.lens import Lacks

    resource, _, verb = capability.partition(".")
    of = lens.resources.get(resource)
    if verb in FILTERED:
        field = getattr(of, "fields", {}).get(FILTERED[verb])
        return field is None or not isinstance(field.rule, Lacks)
    if resource not in RESOURCES or verb not in VERBS:
        return True
    return verb in getattr(of, "methods", ())


@dataclass(frozen=True, slots=True)
class Declared:
    """A function with the checks it stands for. Calling it runs the body."""

    body: Body
    checks: tuple[Check, ...]

    def __call__(self, case: Case) -> None:
        """Run the body on *case*."""
        self.body(case)


def check(
    id: str,  # noqa: A002 (the word of the glossary)
    *,
    over: Iterable[str] | None = None,
    needs: Iterable[str] = (),
    feeding: Feeding | None = None,
    **facts: Any,
) -> Callable[[Body], Declared]:
    """
    Declare a check.

    *id* is a claim, `<resource>.<area>.<claim>`. With {resource} in it there is one check for each
    resource in *over* (default: all 17), with {field} one for each of its fields; *needs* and the
    docstring may use the same placeholders. *feeding* (default `fed` with {resource}) restricts
    it to providers that feed the resource, or to those that do not. *facts*: see `Check`.
    The docstring's first paragraph is the claim, the rest says why it matters.
    Raises: ContractsError for a bad id, UnknownName for an unknown capability.
    """

    def declare(body: Body) -> Declared:
        claim, why = _prose(body)
        made = tuple(
            Check(
                id=id.format(**names),
                claim=claim.format(**names),
                why=why.format(**names),
                body=body,
                needs=frozenset(n.format(**names) for n in needs),
                feeding=feeding or ("fed" if names else "any"),
                resource=names.get("resource"),
                field=names.get("field"),
                **facts,
            )
            for names in _names(id, over)
        )
        for one in made:
            _validate(one)
        return Declared(body, made)

    return declare


def _prose(body: Body) -> tuple[str, str]:
    paragraphs = [" ".join(p.split()) for p in (body.__doc__ or "").strip().split("\n\n")]
    return paragraphs[0], "\n\n".join(paragraphs[1:])


def _names(template: str, over: Iterable[str] | None) -> Iterator[dict[str, str]]:
    if "{resource}" not in template:
        yield {}
        return
    for resource in over or RESOURCES:
        if "{field}" in template:
            yield from ({"resource": resource, "field": name} for name in RESOURCES[resource])
        else:
            yield {"resource": resource}


def _validate(one: Check) -> None:
    if not ID.fullmatch(one.id):
        raise ContractsError(f"check id {one.id!r} is not lower-case words joined by dots")
    if not one.claim:
        raise ContractsError(f"check {one.id} has no docstring; its first sentence is the claim")
    for need in one.needs:
        if need not in CAPABILITIES:
            raise UnknownName(f"capability in check {one.id}", need, CAPABILITIES)


def matches(pattern: str, name: str) -> bool:
    """Match whole dotted parts: `*` is one part, or some of it; `**` any number of parts."""
    return _matches(pattern.split("."), name.split("."))


def _matches(pattern: list[str], parts: list[str]) -> bool:
    if not pattern:
        return not parts
    head, rest = pattern[0], pattern[1:]
    if head == "**":
        return any(_matches(rest, parts[n:]) for n in range(len(parts) + 1))
    return bool(parts) and fnmatchcase(parts[0], head) and _matches(rest, parts[1:])


@dataclass(frozen=True, slots=True)
class Registry:
    """All checks of the installed kit, by id, in the order in which they are reported."""

    checks: Mapping[str, Check]

    @classmethod
    def of(cls, modules: Iterable[ModuleType]) -> Registry:
        """Read the checks of *modules*. Raises: ContractsError if an id is taken twice."""
        found: dict[str, Check] = {}
        for module in modules:
            for value in vars(module).values():
                if isinstance(value, Declared):
                    _add(found, value)
        return cls(found)

    def __iter__(self) -> Iterator[Check]:
        """Walk the checks in order."""
        return iter(self.checks.values())

    def __getitem__(self, check_id: str) -> Check:
        """Find one check. Raises: UnknownName."""
        if check_id not in self.checks:
            raise UnknownName("check", check_id, self.checks)
        return self.checks[check_id]

    def select(self, patterns: Iterable[str]) -> list[Check]:
        """
        Select the checks that match any of *patterns*; all of them if there is no pattern.

        Raises: NothingMatches for a pattern that matches none.
        """
        wanted: set[str] = set()
        given = list(patterns)
        for pattern in given:
            hits = {name for name in self.checks if matches(pattern, name)}
            if not hits:
                raise NothingMatches(pattern, self.checks)
            wanted |= hits
        return [c for c in self if not given or c.id in wanted]


def _add(found: dict[str, Check], declared: Declared) -> None:
    for one in declared.checks:
        if one.id in found:
            raise ContractsError(f"two checks are called {one.id}")
        found[one.id] = one
