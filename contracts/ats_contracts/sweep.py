"""
The sweep: the audited checks run again, under each other reading of what documents leave open.

One reading at a time, on fresh accounts with the same seed, beside the same target. It writes
events and refuses to judge: that is `audit.py`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ats_contracts import audit
from ats_contracts.audit import Audit, Judged, Outcome, Setting
from ats_contracts.events import Event
from ats_contracts.planning import Task, reproduce
from ats_contracts.verdict import Verdict

if TYPE_CHECKING:
    from ats_contracts.run import Finished, Runner

SIZES = (0, 1, 2, 5, 10, 20)
"""Candidates of the worlds that are tried to find the smallest in which a check fails."""
Baseline = Sequence[tuple[Task, "Finished"]]


def readings(
    known: Mapping[str, Any], in_force: Mapping[str, Mapping[str, str]]
) -> Iterator[Setting]:
    """List every reading other than those *in_force*, by provider, of each of its assumptions."""
    for provider, values in in_force.items():
        for one in known[provider].assumptions:
            now = values[one.name]
            for value in one.values:
                if value != now:
                    yield Setting(provider=provider, name=one.name, value=value, baseline=now)


@dataclass(slots=True, kw_only=True)
class Sweep:
    """
    One sweep after a *baseline*, with the *runner* that made it. *shrinks* says whether the
    smallest failing world is looked for.
    """

    runner: Runner
    baseline: Baseline
    shrinks: bool = True
    _tasks: dict[tuple[str, str], Task] = field(init=False)

    def __post_init__(self) -> None:
        self._tasks = {(task.provider, task.check.id): task for task, _ in self.baseline}

    def run(self) -> Audit:
        """Try every reading, and write an event about each, and about what is not audited."""
        known = self.runner.bench.simulator.sandbox.providers
        asked = {task.provider for task, _ in self.baseline}
        providers = [name for name in known if name in asked]
        self._tell_unaudited()
        judged = []
        in_force = {name: self.runner.bench.in_force(name) for name in providers}
        for setting in readings(known, in_force):
            judged.append(self.try_out(setting))
            self.runner.sink(self.to_event(judged[-1]))
        return Audit(judged=judged, stale=self._stale(judged))

    def try_out(self, setting: Setting) -> Judged:
        """
        Run the audited checks that one setting can matter to, and judge it.

        Also those of what the provider withholds under it: nobody can do that, so that the question
        is whether the target says so.
        """
        passed = {
            task.check.id: done.consulted
            for task, done in self.baseline
            if task.provider == setting.provider and done.verdict is Verdict.PASS
        }
        with self._under(setting) as runner:
            reruns = [
                (check, runner.judged(self._tasks[setting.provider, check]))
                for check in audit.to_rerun(setting.name, passed)
            ]
        declared = any(audit.declares(e, setting) for e in self.runner.spec.relies_on)
        judged = replace(audit.judge(setting, reruns), declared=declared)
        if judged.outcome is Outcome.SILENT and self.shrinks:
            return replace(judged, size=self._smallest(judged))
        return judged

    @contextmanager
    def _under(self, setting: Setting, size: int | None = None) -> Iterator[Runner]:
        """Make a runner whose accounts have one other value, and let go of what it made."""
        bench = self.runner.bench.under(setting.provider, {setting.name: setting.value}, size=size)
        runner = self.runner.beside(bench)
        try:
            yield runner
        finally:
            self.runner.silent = runner.silent
            for account, _ in bench.shared.values():
                account.delete()

    def _smallest(self, judged: Judged) -> int | None:
        """Find the least number of candidates with which the worst finding still shows."""
        assert judged.worst is not None
        task = self._tasks[judged.setting.provider, judged.worst.check]
        for size in SIZES:
            if size >= task.check.account.size:
                break
            with self._under(judged.setting, size) as runner:
                if audit.outcome_of(runner.judged(task)) is Outcome.SILENT:
                    return size
        return None

    def _tell_unaudited(self) -> None:
        for task, done in self.baseline:
            if done.verdict is not Verdict.PASS:
                self.runner.sink(
                    {
                        "type": "unaudited",
                        "check": task.check.id,
                        "provider": task.provider,
                        "verdict": done.verdict.value,
                    }
                )

    def _stale(self, judged: Sequence[Judged]) -> list[str]:
        found = audit.stale_reliance(self.runner.spec, judged)
        for message in found:
            self.runner.sink({"type": "stale", "message": message})
        return found

    def to_event(self, judged: Judged) -> Event:
        """Write a reading as an event, with the one command that shows its worst finding again."""
        setting, selection = judged.setting, self.runner.selection
        assumed = {**selection.assumptions, setting.assumption: setting.value}
        check, ending = judged.worst.check if judged.worst else None, ""
        if check is not None and self._is_withheld(setting, check):
            assumed, ending = {**selection.assumptions}, " --sweep"
        alone = replace(selection, assumptions=assumed, size=judged.size)
        command = reproduce(self.runner.spec, (setting.provider,), check, alone) + ending
        return audit.to_event(judged, command)

    def _is_withheld(self, setting: Setting, check: str) -> bool:
        """Say whether the provider withholds what a check does, so that no other run tries it."""
        bench = self.runner.bench.under(setting.provider, {setting.name: setting.value}, size=None)
        task = self._tasks[setting.provider, check]
        return not task.check.applies_to(setting.provider, bench.lens(setting.provider))
