"""
A run: which checks against which providers, one after another, and what becomes of each.

This is the one place where a verdict is given. It writes events and nothing else, and refuses to
print. Errors of a target end a check, never a run.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ats_contracts import __version__, gaps, sweep
from ats_contracts.audit import Audit
from ats_contracts.bench import Bench
from ats_contracts.case import Case
from ats_contracts.check import Registry
from ats_contracts.errors import (
    AdapterBroke,
    ContractViolation,
    NoAnswer,
    TargetError,
)
from ats_contracts.events import FORMAT, Event, Sink
from ats_contracts.planning import (
    Selection,
    Task,
    declined_need,
    pinned,
    plan,
    reproduce,
)
from ats_contracts.redact import hide
from ats_contracts.targets.file import TargetSpec
from ats_contracts.verdict import ExitCode, Verdict, count, exit_code

if TYPE_CHECKING:
    from ats_contracts.gaps import Gap
    from ats_simulator.simulator import Simulator

__all__ = [
    "Finished",
    "Outcome",
    "Runner",
    "Selection",
    "Task",
    "conclude",
    "footer",
    "header",
    "judge",
    "open_bench",
    "plan",
    "verify",
]

SILENT_CHECKS = 3
"""Checks in a row without an answer of the target, after which no more are tried."""
WITNESSED = 12
"""Exchanges of the journal that go into the stream with a failed witness check."""


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What a run came to."""

    counts: dict[str, int]
    comparisons: int
    stale: list[str]
    exit_code: ExitCode
    events: list[Event]
    audit: Audit | None = None


@dataclass(slots=True, kw_only=True)
class Finished:
    """
    What one check came to. *error* ended it early; *consulted* are the assumptions that it may
    depend on; *stale* are messages about gaps that no longer hold.
    """

    verdict: Verdict
    reason: str
    case: Case | None
    error: Exception | None = None
    consulted: frozenset[str] = frozenset()
    stale: list[str] = field(default_factory=list)
    witness: list[dict[str, Any]] = field(default_factory=list)
    duration_ms: float = 0.0


@dataclass(slots=True, kw_only=True)
class Runner:
    """
    Runs tasks on one bench; the pytest plugin drives it task by task.

    A target that has stopped answering is not asked for ever: *silent* counts the checks in a row
    that it left without an answer.
    """

    spec: TargetSpec
    bench: Bench
    selection: Selection
    sink: Sink
    today: dt.date
    silent: int = 0

    def beside(self, bench: Bench) -> Runner:
        """Make a runner on another bench, which gives a target that fell silent one more try."""
        return replace(self, bench=bench, silent=min(self.silent, SILENT_CHECKS - 1))

    def run(self, task: Task) -> Finished:
        """Run one task and write its events."""
        check = task.check
        self.sink({"type": "started", **self._facts(task)})
        started = time.perf_counter()
        declined = declined_need(self.spec, check)
        if declined is not None:
            reason = f"{declined.capability}: {declined.reason}"
            done = Finished(verdict=Verdict.UNSUPPORTED, reason=reason, case=None)
        elif task.alone:
            done = Finished(verdict=Verdict.UNSUPPORTED, reason=task.alone, case=None)
        else:
            done = self.judged(task)
        done.duration_ms = round((time.perf_counter() - started) * 1000, 2)
        self._write(task, done)
        return done

    def judged(self, task: Task) -> Finished:
        """Run one task and judge it, unless the target is silent; nothing is written."""
        if self.silent >= SILENT_CHECKS:
            reason = f"not tried: the target left {self.silent} checks in a row without an answer"
            return Finished(verdict=Verdict.ERROR, reason=reason, case=None)
        self.bench.time.next_check()
        case = Case(check=task.check, provider=task.provider, bench=self.bench)
        try:
            error = attempt(case)
            self.silent = self.silent + 1 if isinstance(error, NoAnswer) else 0
            done = judge(case, error)
            if done.verdict is Verdict.FAIL and task.check.family == "witness":
                done.witness = seen_by_the_provider(case)
            if self.selection.sweep != "off":
                done.consulted = frozenset().union(*map(self.bench.consulted, case.accounts))
            return self._with_gaps(task, done)
        finally:
            for account in case.accounts:
                if account.id not in self.bench.shared_ids():
                    account.delete()

    def _with_gaps(self, task: Task, done: Finished) -> Finished:
        known = gaps.about(
            self.spec.known_gaps,
            task.check.id,
            task.provider,
            version=self.spec.version,
            today=self.today,
        )
        if not known or done.case is None:
            return done
        if done.verdict is Verdict.FAIL and gaps.admit(known, done.case.divergences):
            done.verdict, done.reason = Verdict.GAP, _gap_reason(known)
        elif done.verdict is Verdict.PASS:
            done.stale = [
                gaps.delete_these_lines(g, self.spec.given, task.check.id, task.provider)
                for g in known
            ]
        return done

    def _facts(self, task: Task) -> dict[str, Any]:
        check = task.check
        return {
            "check": check.id,
            "provider": task.provider,
            "claim": check.claim,
            "severity": check.severity,
            "family": check.family,
            "serves": list(check.serves),
            "source": check.source,
            "resource": check.resource,
            "field": check.field,
            "reproduce": reproduce(self.spec, task.providers, task.check.id, self.selection),
        }

    def _write(self, task: Task, done: Finished) -> None:
        where = {"check": task.check.id, "provider": task.provider}
        case = done.case
        if case is not None:
            for divergence in case.divergences:
                self.sink({"type": "divergence", **where, **divergence})
            for evidence in case.evidence.values():
                self.sink({"type": "evidence", **where, **evidence.to_event()})
            for note in case.notes:
                self.sink({"type": "note", **where, "note": note})
        if done.witness:
            self.sink({"type": "witness", **where, "exchanges": done.witness})
        for message in done.stale:
            self.sink({"type": "stale", **where, "message": message})
        self.sink(
            {
                "type": "finished",
                **where,
                "verdict": done.verdict.value,
                "reason": done.reason,
                "comparisons": case.comparisons if case else 0,
                "divergences": case.diverged if case else 0,
                "duration_ms": done.duration_ms,
            }
        )


def attempt(case: Case) -> Exception | None:
    """Run a check's body; give what ended it early."""
    try:
        case.check.body(case)
    except ContractViolation as violation:
        case.violated(violation)
    except Exception as error:  # the boundary: whatever breaks is this check's verdict
        return error
    return None


def judge(case: Case, error: Exception | None) -> Finished:
    """Give the verdict on what a case has recorded and on what ended it."""
    if case.diverged:
        return Finished(verdict=Verdict.FAIL, reason=_diverged(case), case=case, error=error)
    if error is not None:
        reason = hide(broke(error), case.untold)
        return Finished(verdict=Verdict.ERROR, reason=reason, case=case, error=error)
    unfired = next((f for f in case.faults if not f.consumed), None)
    if unfired is not None:
        reason = f"the fault {unfired.kind!r} never fired, so nothing was tried"
    elif not case.comparisons:
        reason = "nothing was compared"
    elif needs_call(case) and not case.provider_was_called():
        reason = "the simulated provider was never called"
    else:
        return Finished(verdict=Verdict.PASS, reason="", case=case)
    return Finished(verdict=Verdict.UNVERIFIED, reason=reason, case=case)


def seen_by_the_provider(case: Case) -> list[dict[str, Any]]:
    """Give the last exchanges that the simulator saw of this check's accounts, for the report."""
    seen = [entry for account in case.accounts for entry in account.journal()]
    names = ("at", "method", "path", "status")
    return [{n: hide(str(e[n]), case.untold) for n in names} for e in seen[-WITNESSED:]]


def needs_call(case: Case) -> bool:
    """Say whether a verdict needs a request to the provider: not about its fixed lists."""
    resource = case.check.resource
    if not case.check.calls_provider:
        return False
    fixed = resource and case.accounts and case.bench.is_constant(case.accounts[0], resource)
    return not fixed


def _diverged(case: Case) -> str:
    return f"{case.diverged} of {case.comparisons} comparisons diverge"


def broke(error: Exception) -> str:
    """Say what broke, without a traceback."""
    if isinstance(error, TargetError | AdapterBroke):
        return str(error)
    tb = error.__traceback__
    while tb is not None and tb.tb_next is not None:
        tb = tb.tb_next
    place = f" at {tb.tb_frame.f_globals.get('__name__')}:{tb.tb_lineno}" if tb else ""
    return f"{type(error).__name__}{place}: {error}"


def _gap_reason(known: Iterable[Gap]) -> str:
    return "; ".join(f"{g.reason} ({g.issue})" for g in known)


@contextmanager
def open_bench(spec: TargetSpec, selection: Selection, simulator: Simulator) -> Iterator[Bench]:
    """Set up the target beside *simulator*, and take it down again. Raises: AdapterBroke."""
    from ats_contracts.targets import open_target

    with open_target(spec, simulator) as opened:
        yield Bench(
            simulator=simulator,
            target=opened.target,
            time=opened.time,
            consumer=opened.consumer,
            root=opened.root,
            token=spec.token,
            seed=selection.seed,
            size=selection.size,
            declared=spec.options,
            supports=spec.supports,
            assumptions=pinned(selection.assumptions, simulator.sandbox.providers),
            options=spec.providers,
        )


def verify(
    spec: TargetSpec,
    selection: Selection | None = None,
    *,
    registry: Registry | None = None,
    sink: Sink | None = None,
    simulator: Simulator | None = None,
    today: dt.date | None = None,
) -> Outcome:
    """
    Run the checks and give the outcome; every event also goes to *sink* as it happens.

    *simulator* may be shared between runs; without it the run has its own.
    Raises: UsageError before anything ran; AdapterBroke if the target cannot be set up.
    """
    from ats_contracts.checks import REGISTRY

    selection = selection or Selection()
    with _simulator(simulator) as sim:
        tasks = plan(spec, selection, registry or REGISTRY, sim)
        events: list[Event] = []

        def emit(event: Event) -> None:
            events.append(event)
            if sink is not None:
                sink(event)

        with open_bench(spec, selection, sim) as bench:
            runner = Runner(
                spec=spec,
                bench=bench,
                selection=selection,
                sink=emit,
                today=today or dt.datetime.now(dt.UTC).date(),
            )
            emit(header(spec, selection, tasks, bench))
            done = [runner.run(task) for task in tasks]
            audit = None
            if selection.sweep != "off":
                audit = sweep.Sweep(
                    runner=runner, baseline=list(zip(tasks, done, strict=True))
                ).run()
        outcome = conclude(done, events, audit, strict=selection.sweep == "strict")
        emit(footer(outcome))
        return outcome


@contextmanager
def _simulator(given: Simulator | None) -> Iterator[Simulator]:
    if given is not None:
        yield given
        return
    from ats_simulator.simulator import Simulator

    with Simulator() as own:
        yield own


def conclude(
    done: Iterable[Finished],
    events: list[Event],
    audit: Audit | None = None,
    *,
    strict: bool = False,
) -> Outcome:
    """Add up what the tasks came to, and, where it is *strict*, the audit of assumptions."""
    finished = list(done)
    counts = count(d.verdict for d in finished)
    comparisons = sum(d.case.comparisons for d in finished if d.case)
    stale = [message for d in finished for message in d.stale] + (audit.stale if audit else [])
    code = exit_code(
        counts,
        stale=len(stale),
        comparisons=comparisons,
        relied=len(audit.undeclared()) if audit and strict else 0,
        unknown=len(audit.unknown()) if audit and strict else 0,
    )
    return Outcome(
        counts=counts,
        comparisons=comparisons,
        stale=stale,
        exit_code=code,
        events=events,
        audit=audit,
    )


def header(
    spec: TargetSpec, selection: Selection, tasks: list[Task], bench: Bench
) -> dict[str, Any]:
    """Write the event that a stream starts with: all that is needed to run it again."""
    providers = list(dict.fromkeys(provider for t in tasks for provider in t.providers))
    known = bench.simulator.sandbox.providers
    sweeps, in_force = selection.sweep != "off", {p: bench.in_force(p) for p in providers}
    return {
        "type": "header",
        "format": FORMAT,
        "kit": __version__,
        "target": {"name": spec.name, "version": spec.version, "file": spec.given},
        "seed": selection.seed,
        "sweep": selection.sweep,
        "readings": len(list(sweep.readings(known, in_force))) if sweeps else 0,
        "clock": bench.time.mode,
        "supports": "declared",
        "partial": sorted(spec.declined_core()),
        "tasks": len(tasks),
        "providers": {
            name: {
                "title": known[name].title,
                "assumptions": in_force[name],
                "resources": _coverage(known[name].lens),
            }
            for name in providers
        },
    }


def _coverage(lens: Any) -> dict[str, Any]:
    """Say of each resource which fields it has and why it is not fed, for the matrix."""
    from ats_simulator.lens import fed

    fields = {name: list(r.fields) for name, r in fed(lens).items()}
    return {
        name: {"fields": fields[name]} if name in fields else {"unfed": r.reason}
        for name, r in lens.resources.items()
    }


def footer(outcome: Outcome) -> dict[str, Any]:
    """
    Write the event without which a stream is no report.

    With a sweep, `audit` counts its readings by outcome, and names those of each assumption.
    """
    audit = outcome.audit
    told: dict[str, Any] = {} if audit is None else {"audit": audit.to_json()}
    return {
        "type": "footer",
        "counts": outcome.counts,
        "comparisons": outcome.comparisons,
        "stale": len(outcome.stale),
        "exit_code": int(outcome.exit_code),
        **told,
    }
