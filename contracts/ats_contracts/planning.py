"""
What is to be run: checks and providers chosen, names refused that mean nothing, one command each.

Nothing is connected, started or judged here.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from ats_contracts.check import SPAN, Check, Registry, providers_in
from ats_contracts.errors import NothingMatches, UnknownName, nearest
from ats_contracts.target import Claim, Support
from ats_contracts.targets.file import TargetSpec
from ats_simulator.lens import truth_name

if TYPE_CHECKING:
    from ats_simulator.lens import Lens
    from ats_simulator.simulator import Simulator


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """
    What to run. Empty *providers* and *patterns* mean all. *assumptions* are pinned values, by
    full name `provider.name`; *size* bounds the number of candidates; *sweep* asks for the audit
    of assumptions, and `strict` for its say in the exit code.
    """

    providers: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    seed: int = 1
    assumptions: Mapping[str, str] = field(default_factory=dict)
    size: int | None = None
    sweep: Literal["off", "on", "strict"] = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One check against one provider; if it spans several, their names are joined by `+`."""

    check: Check
    provider: str

    @property
    def providers(self) -> tuple[str, ...]:
        """The providers, one by one."""
        return providers_in(self.provider)

    @property
    def alone(self) -> str:
        """Say why a check that spans providers cannot be run; nothing if it can."""
        if not self.check.spans or len(self.providers) > 1:
            return ""
        return f"it compares vendors, and only {self.provider} is asked about; name another one"


def declined_need(spec: TargetSpec, check: Check) -> Claim | None:
    """Give the first capability that the check needs and the target declines."""
    claims = (spec.supports.get(need) for need in sorted(check.needs))
    return next((c for c in claims if c is not None and c.support is Support.NO), None)


def reproduce(
    spec: TargetSpec, providers: Iterable[str], check: str | None, selection: Selection
) -> str:
    """Write the one command that runs one check again, or all of *providers*, ready to paste."""
    words, named = ["ats-sandbox", "verify", spec.given], tuple(providers)
    for provider in named:
        words += ["--provider", provider]
    words += ["--check", check] if check is not None else []
    words += ["--seed", str(selection.seed)]
    words += ["--size", str(selection.size)] if selection.size is not None else []
    for name, value in selection.assumptions.items():
        if name.partition(".")[0] in named:
            words += ["--assume", f"{name}={value}"]
    return shlex.join(words)


def plan(
    spec: TargetSpec, selection: Selection, registry: Registry, simulator: Simulator
) -> list[Task]:
    """
    List what is to be run: provider by provider, checks in the registry's order; at the end those
    that span providers.

    Raises: UnknownName, NothingMatches for names and patterns that mean nothing.
    """
    from ats_simulator.lens import under

    known = simulator.sandbox.providers
    values = pinned(selection.assumptions, known)
    wanted = providers_of(spec, selection, known)
    checks = registry.select(selection.patterns)
    for gap in spec.known_gaps:
        if not any(gap.covers_check(c.id, p) for c in registry for p in known):
            raise NothingMatches(
                gap.check, registry.checks, among=f"checks (known gap, {spec.given}:{gap.line})"
            )
    chosen = {p: {**_options_of(spec, p), **values.get(p, {})} for p in known}
    lenses = {p: under(known[p].lens, chosen[p]) for p in known}
    tasks = [
        Task(check=c, provider=p)
        for p in wanted
        for c in checks
        if not c.spans and c.applies_to(p, lenses[p])
    ]
    tasks += _spanning(checks, wanted, lenses)
    if not tasks:
        raise NothingMatches(
            " ".join(selection.patterns),
            [c.id for c in registry if any(c.applies_to(p, lenses[p]) for p in wanted)],
            among=f"checks that apply to {', '.join(wanted)}",
        )
    return tasks


def in_force(
    spec: TargetSpec, selection: Selection, known: Mapping[str, Any]
) -> dict[str, dict[str, str]]:
    """Give the assumptions in force by provider: pinned ones, the target file's, defaults."""
    pins = pinned(selection.assumptions, known)
    return {
        name: {
            **{a.name: a.default for a in provider.assumptions},
            **_options_of(spec, name),
            **pins.get(name, {}),
        }
        for name, provider in known.items()
    }


def _options_of(spec: TargetSpec, provider: str) -> Mapping[str, str]:
    assumptions: Mapping[str, str] = spec.providers.get(provider, {}).get("assumptions", {})
    return assumptions


def _spanning(
    checks: Iterable[Check], wanted: Sequence[str], lenses: Mapping[str, Lens]
) -> Iterator[Task]:
    """Plan each check that spans providers once, over those wanted; it may be left with one."""
    for check in checks:
        shared = sharing(check, lenses) if check.spans else ()
        if asked := [provider for provider in shared if provider in wanted]:
            yield Task(check=check, provider=SPAN.join(asked))


def sharing(check: Check, lenses: Mapping[str, Lens]) -> tuple[str, ...]:
    """
    Name the providers that hold records of the check's resource which another one holds too.

    Only what they read from the same truth are the same records.
    """
    held = {
        provider: truth_name(lens, check.resource or "")
        for provider, lens in lenses.items()
        if check.applies_to(provider, lens)
    }
    times = Counter(held.values())
    return tuple(provider for provider, truth in held.items() if times[truth] > 1)


def refuse_unknown(spec: TargetSpec, known: Mapping[str, Any]) -> None:
    """Refuse what a target file says of providers that there are not. Raises: TargetFileError."""
    from ats_simulator.control.tenants import check_settings
    from ats_simulator.errors import UsageError as SimulatorUsage

    for name, options in spec.providers.items():
        if name not in known:
            raise spec.mistake(f"no such provider; {nearest(name, known)}", "providers", name)
        plan_name, plans = options["plan"], known[name].plans
        if plan_name is not None and plan_name not in plans:
            problem = f"no such plan; {nearest(plan_name, plans)}"
            raise spec.mistake(problem, "providers", name, "plan")
        try:
            check_settings(known[name], options["settings"])
        except SimulatorUsage as error:
            raise spec.mistake(str(error), "providers", name, "settings") from None
        for assumption, value in options["assumptions"].items():
            path = ("providers", name, "assumptions", assumption)
            _refuse_assumption(spec, f"{name}.{assumption}", value, known, path)
    for n, reliance in enumerate(spec.relies_on):
        place = ("relies_on", n, "assumption")
        _refuse_assumption(spec, reliance.assumption, reliance.value, known, place)


def _refuse_assumption(
    spec: TargetSpec,
    name: str,
    value: str,
    known: Mapping[str, Any],
    path: tuple[str | int, ...],
) -> None:
    try:
        pinned({name: value}, known)
    except UnknownName as error:
        raise spec.mistake(str(error), *path) from None


def providers_of(
    spec: TargetSpec, selection: Selection, known: Mapping[str, Any]
) -> tuple[str, ...]:
    """
    Choose the providers: those asked for, else those of the target file, else all.

    Raises: UnknownName; TargetFileError for what the file says of one that there is not.
    """
    refuse_unknown(spec, known)
    wanted = selection.providers or tuple(spec.providers) or tuple(known)
    for name in wanted:
        if name not in known:
            raise UnknownName("provider", name, known)
    return tuple(dict.fromkeys(wanted))


def pinned(assumptions: Mapping[str, str], known: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """
    Sort pinned assumptions by provider.

    Raises: UnknownName for an unknown name or value.
    """
    registry = {f"{p.name}.{a.name}": a for p in known.values() for a in p.assumptions}
    sorted_out: dict[str, dict[str, str]] = {}
    for full, value in assumptions.items():
        if full not in registry:
            raise UnknownName("assumption", full, registry)
        if value not in registry[full].values:
            raise UnknownName(f"value for assumption {full}", value, registry[full].values)
        provider, _, name = full.partition(".")
        sorted_out.setdefault(provider, {})[name] = value
    return sorted_out
