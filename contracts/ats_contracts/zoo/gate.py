"""
The gate: the suite that tests the suite.

The control must be green, every defect killed by the check it names, none inert, no check
idle, and no oddity accused. A kill counts only where the control passed the same check; a
target that crashed killed nothing. This module refuses to print.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ats_contracts.checks import REGISTRY
from ats_contracts.verdict import Verdict
from ats_contracts.zoo.defect import Defect, Oddity
from ats_contracts.zoo.trial import Pair, attempt, unchanged

if TYPE_CHECKING:
    from ats_simulator.simulator import Simulator

Fate = Literal["killed", "survived", "misattributed", "inert"]
GOOD = frozenset({Verdict.PASS, Verdict.UNSUPPORTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """What became of one defect at one provider. *by* are the checks that failed."""

    defect: str
    provider: str
    named: str
    fate: Fate
    by: tuple[str, ...]
    ran: int


@dataclass(slots=True, kw_only=True)
class Proof:
    """What the gate found. It is passed when nothing is listed as red."""

    control: dict[Pair, Verdict] = field(default_factory=dict)
    kills: list[Kill] = field(default_factory=list)
    accused: dict[str, list[Pair]] = field(default_factory=dict)
    inert_oddities: list[str] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)

    def red(self) -> list[str]:
        """Say in one sentence each what keeps the gate shut."""
        return [
            *(
                f"control: {check} at {provider} is {verdict.value}"
                for (check, provider), verdict in self.control.items()
                if verdict not in GOOD
            ),
            *(
                f"{k.defect} at {k.provider}: {k.fate}; {k.named} did not fail"
                f" (failed: {', '.join(k.by) or 'none'}; its code ran {k.ran} times)"
                for k in self.kills
                if k.fate != "killed"
            ),
            *(
                f"oddity {name} is right, and yet {check} at {provider} turned red"
                for name, pairs in self.accused.items()
                for check, provider in pairs
            ),
            *(f"oddity {name} is inert: its code never ran" for name in self.inert_oddities),
            *(f"check {name} is idle: it killed no defect" for name in self.idle),
        ]


Told = Callable[[str], None]


def prove(
    simulator: Simulator,
    defects: Sequence[Defect],
    oddities: Sequence[Oddity],
    *,
    whole: bool,
    told: Told = lambda sentence: None,
) -> Proof:
    """
    Put the kit to the proof. *whole* says that these are all members, so that idle checks count.

    *told* hears what is being done. Raises: UsageError as `run.verify` does.
    """
    told("control")
    proof = Proof(control=attempt("control", unchanged, simulator).verdicts)
    providers = sorted({provider for _, provider in proof.control})
    for defect in defects:
        told(defect.name)
        for provider in at_providers(defect.providers, providers):
            proof.kills.append(hunt(simulator, defect, provider, proof.control))
    for oddity in oddities:
        told(oddity.name)
        admit(simulator, oddity, providers, proof)
    if whole:
        _find_idle(simulator, defects, proof, told)
    return proof


def at_providers(wanted: Iterable[str], known: Sequence[str]) -> list[str]:
    chosen = set(wanted)
    return [p for p in known if not chosen or p in chosen]


def hunt(simulator: Simulator, defect: Defect, provider: str, control: dict[Pair, Verdict]) -> Kill:
    """Set the named check on a defect, and the others only if it missed."""
    trial = attempt(
        defect.name, defect.change, simulator, providers=[provider], patterns=[defect.check]
    )
    green = {pair for pair, verdict in control.items() if verdict is Verdict.PASS}
    fate: Fate = "killed"
    if not trial.failed() & green:
        trial = attempt(defect.name, defect.change, simulator, providers=[provider])
        fate = _fate(missed=not trial.failed() & green, ran=trial.ran)
    by = tuple(sorted(check for check, _ in trial.failed() & green))
    if fate == "killed" and not trial.ran:
        fate = "inert"
    return Kill(
        defect=defect.name,
        provider=provider,
        named=defect.check,
        fate=fate,
        by=by,
        ran=trial.ran,
    )


def _fate(*, missed: bool, ran: int) -> Fate:
    if not ran:
        return "inert"
    return "survived" if missed else "misattributed"


def admit(simulator: Simulator, oddity: Oddity, providers: Sequence[str], proof: Proof) -> None:
    """Run every check against an oddity; none may be worse than at the control."""
    at = at_providers(oddity.providers, providers)
    trial = attempt(oddity.name, oddity.change, simulator, providers=at)
    worse = [
        pair
        for pair, verdict in trial.verdicts.items()
        if verdict not in GOOD and proof.control.get(pair) in GOOD
    ]
    proof.accused[oddity.name] = sorted(worse)
    if not trial.ran:
        proof.inert_oddities.append(oddity.name)


def _find_idle(simulator: Simulator, defects: Sequence[Defect], proof: Proof, told: Told) -> None:
    """Find the checks that killed nothing, trying those that no defect names on all defects."""
    bodies = {one.id: one.body for one in REGISTRY}
    ran = {check for check, _ in proof.control}
    killers = {bodies[check] for kill in proof.kills if kill.fate == "killed" for check in kill.by}
    unproven = {bodies[check] for check in ran} - killers
    for defect in defects:
        if not unproven:
            break
        told(f"{defect.name}, for {len(unproven)} checks that nothing names")
        patterns = [check for check in ran if bodies[check] in unproven]
        trial = attempt(
            defect.name,
            defect.change,
            simulator,
            providers=at_providers(defect.providers, sorted({p for _, p in proof.control})),
            patterns=patterns,
        )
        for pair in trial.failed():
            if proof.control.get(pair) is Verdict.PASS and trial.ran:
                unproven.discard(bodies[pair[0]])
    proof.idle = sorted({min(c for c in ran if bodies[c] is body) for body in unproven})
