"""
The gate: the suite that tests the suite.

The control must be green, every defect killed by the check it names, no check idle, and no oddity
accused. A kill counts only where the control passed the same check; a target that crashed killed
nothing. A defect is tried at each provider where its check passes: it may be inert at some, which
have nothing that it could spoil, but not at all of them. This module refuses to print.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ats_contracts.check import providers_in
from ats_contracts.checks import REGISTRY
from ats_contracts.verdict import Verdict
from ats_contracts.zoo.defect import Defect, Oddity
from ats_contracts.zoo.presume import Caught
from ats_contracts.zoo.trial import Pair, attempt

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What became of one oddity at one provider. *accused_by* are the checks that turned red."""

    oddity: str
    provider: str
    accused_by: tuple[str, ...]
    ran: int


@dataclass(slots=True, kw_only=True)
class Proof:
    """What the gate found. It is passed when nothing is listed as red."""

    control: dict[Pair, Verdict] = field(default_factory=dict)
    kills: list[Kill] = field(default_factory=list)
    admissions: list[Admission] = field(default_factory=list)
    untried: list[str] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)
    caught: list[Caught] = field(default_factory=list)

    def inert_defects(self) -> list[str]:
        """Name the defects that came to bear nowhere."""
        ran = {kill.defect for kill in self.kills if kill.fate != "inert"}
        return list(dict.fromkeys(k.defect for k in self.kills if k.defect not in ran))

    def accused(self) -> dict[str, list[Pair]]:
        """List, for each oddity, the checks that turned red, with the provider."""
        found: dict[str, list[Pair]] = {one.oddity: [] for one in self.admissions}
        for one in self.admissions:
            found[one.oddity] += [(check, one.provider) for check in one.accused_by]
        return found

    def inert_oddities(self) -> list[str]:
        """Name the oddities whose code ran nowhere."""
        ran = {one.oddity for one in self.admissions if one.ran}
        return [name for name in self.accused() if name not in ran]

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
                if k.fate in ("survived", "misattributed")
            ),
            *(f"{name} is inert: its code never ran" for name in self.inert_defects()),
            *(f"{name}: the check it names passes nowhere" for name in self.untried),
            *(
                f"oddity {name} is right, and yet {check} at {provider} turned red"
                for name, pairs in self.accused().items()
                for check, provider in pairs
            ),
            *(f"oddity {name} is inert: its code never ran" for name in self.inert_oddities()),
            *(f"check {name} is idle: it killed no defect" for name in self.idle),
            *filter(None, (one.red() for one in self.caught)),
        ]


def providers_for(member: Defect | Oddity, control: Mapping[Pair, Verdict]) -> list[str]:
    """
    Choose where to try a member: a defect needs that the control passes its check there.

    Where checks span providers, whatever shows at one of them is tried.
    """
    if isinstance(member, Defect):
        known = [p for (c, p), v in control.items() if c == member.check and v is Verdict.PASS]
    else:
        known = sorted({provider for _, provider in control})
    return [p for p in known if not member.providers or member.providers & {*providers_in(p)}]


def hunt(
    simulator: Simulator, defect: Defect, provider: str, control: Mapping[Pair, Verdict]
) -> Kill:
    """
    Set the named check on a defect, and the others only if it missed what came to bear; of these
    only the ones that the control passes, since no other counts.
    """
    trial = attempt(
        defect.name, defect.change, simulator, providers=[provider], patterns=[defect.check]
    )
    green = {pair for pair, verdict in control.items() if verdict is Verdict.PASS}
    others = [check for check, at in green if at == provider]
    fate: Fate = "killed"
    if trial.ran and not trial.failed() & green:
        if others:
            trial = attempt(
                defect.name, defect.change, simulator, providers=[provider], patterns=others
            )
        fate = "survived" if not trial.failed() & green else "misattributed"
    return Kill(
        defect=defect.name,
        provider=provider,
        named=defect.check,
        fate=fate if trial.ran else "inert",
        by=tuple(sorted(check for check, _ in trial.failed() & green)),
        ran=trial.ran,
    )


def admit(
    simulator: Simulator, oddity: Oddity, provider: str, control: Mapping[Pair, Verdict]
) -> Admission:
    """
    Run every check that is good at the control against an oddity; none may be worse there.

    Where *provider* joins several, these are the checks that span them.
    """
    good = [check for (check, at), v in control.items() if at == provider and v in GOOD]
    trial = attempt(oddity.name, oddity.change, simulator, providers=[provider], patterns=good)
    worse = [check for (check, _), verdict in trial.verdicts.items() if verdict not in GOOD]
    return Admission(
        oddity=oddity.name, provider=provider, accused_by=tuple(sorted(worse)), ran=trial.ran
    )


def idle_checks(
    simulator: Simulator, defects: Sequence[Defect], proof: Proof, told: Callable[[str], None]
) -> list[str]:
    """Find the checks that killed nothing, trying those that no defect names on all defects."""
    bodies = {one.id: one.body for one in REGISTRY}
    ran = {check for check, _ in proof.control}
    killers = {bodies[check] for kill in proof.kills if kill.fate == "killed" for check in kill.by}
    unproven = {bodies[check] for check in ran} - killers
    for defect in defects:
        if not unproven:
            break
        told(f"{defect.name}, for {len(unproven)} checks that nothing names")
        trial = attempt(
            defect.name,
            defect.change,
            simulator,
            providers=sorted(defect.providers),
            patterns=[check for check in ran if bodies[check] in unproven],
        )
        for pair in trial.failed():
            if proof.control.get(pair) is Verdict.PASS and trial.ran:
                unproven.discard(bodies[pair[0]])
    return sorted({min(c for c in ran if bodies[c] is body) for body in unproven})
