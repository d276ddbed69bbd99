"""
The audit, put to the proof: each presumptuous member has to be caught relying on what it presumes.

A member must be right under the default reading, its own code must have run, and the audit must
name its assumption, and no other. One that trips over nothing marks the assumption idle. This
module refuses to print.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ats_contracts.audit import Outcome
from ats_contracts.checks import REGISTRY
from ats_contracts.run import Runner, Selection, open_bench, plan
from ats_contracts.sweep import Sweep, readings
from ats_contracts.verdict import Verdict
from ats_contracts.zoo.defect import Change
from ats_contracts.zoo.presumption import Presumption
from ats_contracts.zoo.trial import spec_of, unchanged

if TYPE_CHECKING:
    from ats_simulator.simulator import Simulator

SIZE = 20
"""Candidates of the worlds that members are tried in: few, so that all of them can be tried."""
RELIES = frozenset({Outcome.SILENT, Outcome.LOUD})
Fate = Literal["caught", "idle", "wrong", "inert", "blurred"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """
    What became of one presumptuous member. *how* says under which values it relies; *others* are
    the assumptions that it was accused of besides.
    """

    assumption: str
    fate: Fate
    how: tuple[tuple[str, str], ...] = ()
    others: tuple[str, ...] = ()
    ran: int = 0

    def red(self) -> str:
        """Say what keeps the gate shut; empty if nothing does."""
        reasons = {
            "caught": "",
            "idle": "nobody is caught presuming it: the audit is blind to it",
            "wrong": "its presumptuous member is wrong under the default reading too",
            "inert": "the code of its presumptuous member never ran",
            "blurred": f"its presumptuous member is also accused of {', '.join(self.others)}",
        }
        reason = reasons[self.fate]
        return f"{self.assumption}: {reason}" if reason else ""


def try_out(simulator: Simulator, member: Presumption, *, alone: bool = False) -> Caught:
    """
    Audit one presumptuous member, with its own checks, under every reading of its vendor.

    *alone* leaves the readings of other assumptions out. Raises: UsageError as `run.verify` does.
    """
    only = [_short(member.assumption)] if alone else None
    right, found, ran = _audited(simulator, member, member.change, only)
    mine = {
        v: o for (name, v), o in found.items() if name == _short(member.assumption) and o in RELIES
    }
    blamed = {name for (name, _), o in found.items() if o in RELIES} - {_short(member.assumption)}
    blamed -= {_short(name) for name in member.also}
    if blamed:
        _, control, _ = _audited(simulator, member, unchanged, blamed)
        blamed -= {name for (name, _), o in control.items() if o in RELIES}
    others = tuple(sorted(f"{member.provider}.{name}" for name in blamed))
    return Caught(
        assumption=member.assumption,
        fate=_fate(right=right, ran=ran, mine=bool(mine), others=others),
        how=tuple((value, outcome.value) for value, outcome in mine.items()),
        others=others,
        ran=ran,
    )


def _short(assumption: str) -> str:
    return assumption.partition(".")[2]


def _fate(*, right: bool, ran: int, mine: bool, others: Collection[str]) -> Fate:
    if not ran:
        return "inert"
    if not right:
        return "wrong"
    if not mine:
        return "idle"
    return "blurred" if others else "caught"


def _audited(
    simulator: Simulator, member: Presumption, change: Change, only: Iterable[str] | None
) -> tuple[bool, dict[tuple[str, str], Outcome], int]:
    """Give whether the baseline is right, what became of each reading, and how often code ran."""
    spec, counter = spec_of(member.assumption, change)
    selection = Selection(
        providers=(member.provider,), patterns=member.checks, sweep="on", size=SIZE
    )
    tasks = plan(spec, selection, REGISTRY, simulator)
    names = None if only is None else set(only)
    with open_bench(spec, selection, simulator) as bench:
        runner = Runner(
            spec=spec,
            bench=bench,
            selection=selection,
            sink=lambda event: None,
            today=dt.date.min,
        )
        baseline = [(task, runner.judged(task)) for task in tasks]
        right = all(done.verdict is Verdict.PASS for _, done in baseline)
        sweep = Sweep(runner=runner, baseline=baseline, shrinks=False)
        known = simulator.sandbox.providers
        every = readings(known, {member.provider: bench.in_force(member.provider)})
        tried = [one for one in every if names is None or one.name in names]
        found = {(s.name, s.value): sweep.try_out(s).outcome for s in tried if right}
        for account, _ in bench.shared.values():
            account.delete()
    return right, found, counter.ran
