"""
Target files as pytest items. Imported only when one is collected.

An item runs one check against one provider and turns its verdict into pytest's words: a gap is a
strict xfail that only a contract violation satisfies, unsupported is a skip, unverified and error
raise. The failure text is the report's paragraph, without frames of the kit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from ats_contracts import gaps
from ats_contracts.audit import Judged, Outcome, Setting, stale_reliance
from ats_contracts.checks import REGISTRY
from ats_contracts.commands import parse_assumption
from ats_contracts.errors import AdapterBroke, ContractsError, UsageError
from ats_contracts.events import Event, results
from ats_contracts.planning import in_force
from ats_contracts.pytest_plugin import COMPARISONS, VERDICT
from ats_contracts.reports.reliance import details, title
from ats_contracts.reports.summary import paragraph
from ats_contracts.run import Finished, Runner, Selection, Task, open_bench, plan
from ats_contracts.sweep import Sweep, readings
from ats_contracts.targets.file import Reliance, TargetSpec, parse
from ats_contracts.verdict import Verdict


class ContractViolated(Exception):
    """A check failed; the text is the report's paragraph."""


class Inconclusive(Exception):
    """A check ended in error or unverified; the text is the report's paragraph."""


class StaleGap(Exception):
    """A declared gap no longer holds."""


@dataclass(slots=True)
class Session:
    """One target file's simulator, target and runner; opened when the first item runs."""

    spec: TargetSpec
    selection: Selection
    stack: ExitStack = field(default_factory=ExitStack)
    events: list[Event] = field(default_factory=list)
    baseline: dict[tuple[str, str], Finished] = field(default_factory=dict)
    sweeps: dict[str, Sweep] = field(default_factory=dict)
    tried: dict[Setting, Judged] = field(default_factory=dict)
    _runner: Runner | None = None
    _broken: ContractsError | None = None

    def runner(self) -> Runner:
        """Give the runner. Raises: ContractsError, the same one each time, if it cannot be had."""
        if self._broken is not None:
            raise self._broken
        if self._runner is None:
            try:
                self._runner = self._open()
            except ContractsError as error:
                self._broken = error
                raise
        return self._runner

    def _open(self) -> Runner:
        from ats_simulator.simulator import Simulator

        simulator = self.stack.enter_context(Simulator())
        bench = self.stack.enter_context(open_bench(self.spec, self.selection, simulator))
        today = dt.datetime.now(dt.UTC).date()
        return Runner(
            spec=self.spec,
            bench=bench,
            selection=self.selection,
            sink=self.events.append,
            today=today,
        )

    def run(self, task: Task) -> tuple[Finished, list[str]]:
        """Run one task; give what it came to and the report's paragraph."""
        self.events.clear()
        done = self.runner().run(task)
        self.baseline[task.provider, task.check.id] = done
        return done, list(paragraph(next(results(self.events))))

    def try_out(self, setting: Setting, tasks: list[Task]) -> Judged:
        """Audit the target under one reading; what of *tasks* has not run yet runs now."""
        if setting not in self.tried:
            for task in tasks:
                if (task.provider, task.check.id) not in self.baseline:
                    self.run(task)
            if setting.provider not in self.sweeps:
                done = [(task, self.baseline[task.provider, task.check.id]) for task in tasks]
                self.sweeps[setting.provider] = Sweep(runner=self.runner(), baseline=done)
            self.tried[setting] = self.sweeps[setting.provider].try_out(setting)
        return self.tried[setting]

    def told(self, judged: Judged) -> str:
        """Word what became of a reading."""
        event = self.sweeps[judged.setting.provider].to_event(judged)
        return "\n  ".join([title(event), *details(event)])


class TargetFile(pytest.File):
    """A `*.target.toml`."""

    session_of_file: Session

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """Collect one node per provider, in the order of reports."""
        options = self.config.option
        selection = Selection(
            providers=tuple(options.ats_provider),
            seed=options.ats_seed,
            assumptions=dict(parse_assumption(text) for text in options.ats_assume),
            sweep=options.ats_sweep,
        )
        try:
            spec = parse(
                self.path.read_text(encoding="utf-8"),
                given=self._given(),
                folder=self.path.resolve().parent,
            )
            tasks, settings = _plan(spec, selection)
        except UsageError as error:
            raise self.CollectError(str(error)) from None
        self.session_of_file = Session(spec, selection)
        for provider in dict.fromkeys(task.provider for task in tasks):
            mine = [task for task in tasks if task.provider == provider]
            tried = [one for one in settings if one.provider == provider]
            yield ProviderNode.from_parent(self, name=provider, tasks=mine, settings=tried)

    def _given(self) -> str:
        try:
            return str(self.path.relative_to(self.config.invocation_params.dir))
        except ValueError:
            return str(self.path)

    def teardown(self) -> None:
        """Let go of the target and the simulator."""
        self.session_of_file.stack.close()


def _plan(spec: TargetSpec, selection: Selection) -> tuple[list[Task], list[Setting]]:
    """Plan checks, and readings if there is a sweep, with nothing but an empty simulator."""
    from ats_simulator.simulator import Simulator

    with Simulator() as simulator:
        tasks = plan(spec, selection, REGISTRY, simulator)
        if selection.sweep == "off":
            return tasks, []
        known = simulator.sandbox.providers
        asked = {task.provider for task in tasks}
        values = {n: v for n, v in in_force(spec, selection, known).items() if n in asked}
        return tasks, list(readings(known, values))


class ProviderNode(pytest.Collector):
    """One provider of a target file."""

    def __init__(self, *, tasks: list[Task], settings: list[Setting], **facts: Any) -> None:
        super().__init__(**facts)
        self.tasks = tasks
        self.settings = settings

    def collect(self) -> Iterator[pytest.Item]:
        """Collect one item per check, then one per reading and per declared reliance."""
        for task in self.tasks:
            yield CheckItem.from_parent(self, name=task.check.id, task=task)
        for one in self.settings:
            yield ReadingItem.from_parent(self, name=f"{one.name}={one.value}", setting=one)
        if self.settings:
            file = self.getparent(TargetFile)
            assert file is not None
            for entry in file.session_of_file.spec.relies_on:
                if entry.assumption.partition(".")[0] == self.name:
                    name = f"relies_on[{entry.assumption}={entry.value}]"
                    yield RelianceItem.from_parent(self, name=name, entry=entry)


class ToldItem(pytest.Item):
    """An item whose failure is told in the words of the report, without frames of the kit."""

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """Show the words of the report alone."""
        own = ContractViolated | Inconclusive | StaleGap | AdapterBroke
        if isinstance(excinfo.value, own):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)


class SweepItem(ToldItem):
    """An item of the audit of assumptions."""

    def session_and_tasks(self) -> tuple[Session, list[Task]]:
        """Give what the item runs in, and the checks of its provider."""
        file, node = self.getparent(TargetFile), self.getparent(ProviderNode)
        assert file is not None
        assert node is not None
        return file.session_of_file, node.tasks

    def reportinfo(self) -> tuple[Any, int | None, str]:
        """Name the item as reports show it."""
        return self.path, None, self.name


class ReadingItem(SweepItem):
    """
    The audited checks of a provider under one other reading.

    Reliance that is loud passes; silent reliance is an expected failure, unless the sweep is
    strict and no entry declares it; what nobody knows is skipped, or inconclusive if strict.
    """

    def __init__(self, *, setting: Setting, **facts: Any) -> None:
        super().__init__(**facts)
        self.setting = setting
        self.add_marker("ats_contract")

    def runtest(self) -> None:
        """Audit and raise what the outcome means."""
        session, tasks = self.session_and_tasks()
        try:
            judged = session.try_out(self.setting, tasks)
        except ContractsError as error:
            self.user_properties.append((VERDICT, Verdict.ERROR.value))
            raise Inconclusive(str(error)) from None
        self.user_properties.append((COMPARISONS, judged.comparisons))
        strict = session.selection.sweep == "strict"
        match judged.outcome:
            case Outcome.TOLERATED | Outcome.LOUD:
                self.user_properties.append((VERDICT, Verdict.PASS.value))
            case Outcome.SILENT if strict and not judged.declared:
                self.user_properties.append((VERDICT, Verdict.FAIL.value))
                raise ContractViolated(session.told(judged))
            case Outcome.SILENT:
                pytest.xfail(session.told(judged))
            case _ if strict:
                self.user_properties.append((VERDICT, Verdict.UNVERIFIED.value))
                raise Inconclusive(session.told(judged))
            case _:
                pytest.skip(session.told(judged))


class RelianceItem(SweepItem):
    """A `[[relies_on]]` entry, which has to hold."""

    def __init__(self, *, entry: Reliance, **facts: Any) -> None:
        super().__init__(**facts)
        self.entry = entry
        self.add_marker("ats_contract")

    def runtest(self) -> None:
        """Try the readings of its assumption; raise if it holds no longer."""
        session, tasks = self.session_and_tasks()
        node = self.getparent(ProviderNode)
        assert node is not None
        mine = [one for one in node.settings if one.assumption == self.entry.assumption]
        judged = [session.try_out(setting, tasks) for setting in mine]
        alone = replace(session.spec, relies_on=(self.entry,))
        for message in stale_reliance(alone, judged):
            self.user_properties.append((VERDICT, "stale"))
            raise StaleGap(message)


class CheckItem(ToldItem):
    """One check against one provider."""

    def __init__(self, *, task: Task, **facts: Any) -> None:
        super().__init__(**facts)
        self.task = task
        self.add_marker("ats_contract")
        if known := self._gaps():
            self.add_marker(
                pytest.mark.xfail(
                    strict=True,
                    raises=ContractViolated,
                    reason="; ".join(f"known gap: {g.reason} ({g.issue})" for g in known),
                )
            )

    @property
    def _file(self) -> TargetFile:
        file = self.getparent(TargetFile)
        assert file is not None
        return file

    def _gaps(self) -> list[gaps.Gap]:
        spec = self._file.session_of_file.spec
        return gaps.about(
            spec.known_gaps,
            self.task.check.id,
            self.task.provider,
            version=spec.version,
            today=dt.datetime.now(dt.UTC).date(),
        )

    def runtest(self) -> None:
        """Run the check and raise what its verdict means."""
        try:
            done, lines = self._file.session_of_file.run(self.task)
        except ContractsError as error:
            self.user_properties.append((VERDICT, Verdict.ERROR.value))
            raise Inconclusive(str(error)) from None
        verdict = "stale" if done.stale else done.verdict.value
        self.user_properties.append((VERDICT, verdict))
        self.user_properties.append((COMPARISONS, done.case.comparisons if done.case else 0))
        self._raise(done, "\n".join(lines))

    def _raise(self, done: Finished, text: str) -> None:
        match done.verdict:
            case Verdict.UNSUPPORTED:
                pytest.skip(done.reason)
            case Verdict.GAP:
                raise ContractViolated(text)
            case Verdict.FAIL if self._gaps():
                raise StaleGap(f"not covered by the known gap declared for it\n{text}")
            case Verdict.FAIL:
                raise ContractViolated(text)
            case Verdict.ERROR | Verdict.UNVERIFIED:
                raise Inconclusive(text)
            case Verdict.PASS:
                return

    def reportinfo(self) -> tuple[Any, int | None, str]:
        """Name the item as reports show it."""
        return self.path, None, f"{self.task.check.id} against {self.task.provider}"
