"""
The whole proof, and who carries out its work: this process, or several that each have a simulator.

The order of what is found is the order of the work. What counts as a kill is said in `gate`.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ats_contracts.verdict import Verdict
from ats_contracts.zoo.defect import Defect, Oddity
from ats_contracts.zoo.gate import Admission, Kill, Proof, admit, hunt, idle_checks, providers_for
from ats_contracts.zoo.presume import Caught, try_out
from ats_contracts.zoo.presumption import Presumption
from ats_contracts.zoo.trial import Pair, attempt, unchanged

if TYPE_CHECKING:
    from ats_simulator.simulator import Simulator

MOST = 4
"""Processes at most."""
WORTH = 20
"""Pieces of work from which on a second process is faster than none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One member to be tried out at one provider."""

    member: Defect | Oddity | Presumption
    provider: str
    control: Mapping[Pair, Verdict]


Found = Kill | Admission | Caught
Crew = Callable[[Sequence[Work]], Iterator[Found]]


def carry_out(simulator: Simulator, work: Work) -> Found:
    """Hunt a defect, look at an oddity, or audit somebody presumptuous."""
    if isinstance(work.member, Presumption):
        return try_out(simulator, work.member)
    if isinstance(work.member, Defect):
        return hunt(simulator, work.member, work.provider, work.control)
    return admit(simulator, work.member, work.provider, work.control)


def alone(simulator: Simulator) -> Crew:
    """Make a crew of this process."""
    return lambda works: (carry_out(simulator, work) for work in works)


@contextmanager
def together(simulator: Simulator) -> Iterator[Crew]:
    """Make a crew of as many processes as there are processors, if there is enough to do."""
    hands = min(MOST, os.cpu_count() or 1)
    if hands == 1:
        yield alone(simulator)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(hands, mp_context=context, initializer=_arrive) as pool:

        def crew(works: Sequence[Work]) -> Iterator[Found]:
            if len(works) < WORTH:
                yield from alone(simulator)(works)
            else:
                yield from pool.map(_carry_out_here, works)

        yield crew


def prove(
    simulator: Simulator,
    defects: Sequence[Defect],
    oddities: Sequence[Oddity],
    presumptions: Sequence[Presumption] = (),
    *,
    whole: bool,
    crew: Crew | None = None,
    told: Callable[[str], None] = lambda sentence: None,
) -> Proof:
    """
    Put the kit to the proof. *whole* says that these are all members, so that idle checks count.

    *crew* does the work (default: this process); *told* hears what is being done. Raises:
    UsageError as `run.verify` does.
    """
    told("control")
    proof = Proof(control=attempt("control", unchanged, simulator).verdicts)
    members: list[Defect | Oddity] = [*defects, *oddities]
    works = [
        Work(member=member, provider=provider, control=proof.control)
        for member in members
        for provider in providers_for(member, proof.control)
    ]
    works += [Work(member=one, provider=one.provider, control={}) for one in presumptions]
    for work, found in zip(works, (crew or alone(simulator))(works), strict=True):
        told(work.member.name)
        if isinstance(found, Kill):
            proof.kills.append(found)
        elif isinstance(found, Caught):
            proof.caught.append(found)
        else:
            proof.admissions.append(found)
    tried = {kill.defect for kill in proof.kills}
    proof.untried = [defect.name for defect in defects if defect.name not in tried]
    if whole:
        proof.idle = idle_checks(simulator, defects, proof, told)
    return proof


_OWN: list[Simulator] = []
"""The simulator of a process that was started by `together`; it ends with the process."""


def _arrive() -> None:
    from ats_simulator.simulator import Simulator

    _OWN.append(Simulator())


def _carry_out_here(work: Work) -> Found:
    return carry_out(_OWN[0], work)
