"""
Trying out a member of the zoo: a run of some checks against the reference as it changed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from ats_contracts.check import providers_in
from ats_contracts.reference import PARTS, Parts
from ats_contracts.run import Selection, verify
from ats_contracts.targets import TargetSpec, load
from ats_contracts.targets.builtin import changed_reference
from ats_contracts.verdict import Verdict
from ats_contracts.zoo.defect import Change, Ran

if TYPE_CHECKING:
    from ats_simulator.simulator import Simulator

Pair = tuple[str, str]
"""A check and a provider."""


@dataclass(slots=True)
class Counter:
    """Counts how often a member's own code ran."""

    ran: int = 0

    def __call__(self) -> None:
        """Count one run."""
        self.ran += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The verdicts of a run, and how often the member's own code ran in it."""

    verdicts: dict[Pair, Verdict]
    ran: int

    def failed(self) -> set[Pair]:
        """Name the checks that failed, with the provider."""
        return {pair for pair, verdict in self.verdicts.items() if verdict is Verdict.FAIL}


def unchanged(parts: Parts, ran: Ran) -> Parts:
    """Change nothing: the control."""
    return parts


def spec_of(name: str, change: Change) -> tuple[TargetSpec, Counter]:
    """Make a target of the changed reference, and a counter of how often the change ran."""
    counter = Counter()
    factory = partial(changed_reference, parts=change(PARTS, counter))
    return load("reference").with_factory(factory, name=name), counter


def attempt(
    name: str,
    change: Change,
    simulator: Simulator,
    *,
    providers: Iterable[str] = (),
    patterns: Iterable[str] = (),
    seed: int = 1,
) -> Trial:
    """
    Run the checks that match *patterns* (default: all) against the changed reference.

    *providers* are by default those that the simulator has and the reference connects to; a name
    may join several.
    """
    spec, counter = spec_of(name, change)
    both = [known for known in PARTS.connectors if known in simulator.sandbox.providers]
    selection = Selection(
        providers=tuple(one for name in providers for one in providers_in(name)) or tuple(both),
        patterns=tuple(patterns),
        seed=seed,
    )
    outcome = verify(spec, selection, simulator=simulator)
    return Trial(verdicts=verdicts_of(outcome.events), ran=counter.ran)


def verdicts_of(events: Iterable[Mapping[str, Any]]) -> dict[Pair, Verdict]:
    """Read the verdict on each check from the events of a run."""
    return {
        (event["check"], event["provider"]): Verdict(event["verdict"])
        for event in events
        if event["type"] == "finished"
    }
