"""
The audit as values: what a reading is called, what is run again, and what a file may declare.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ats_contracts.audit import (
    Audit,
    Judged,
    Outcome,
    Setting,
    is_reported,
    judge,
    stale_reliance,
    to_rerun,
    worst,
)
from ats_contracts.cli import run
from ats_contracts.errors import AdapterBroke, TargetError
from ats_contracts.run import Finished, Selection, conclude, verify
from ats_contracts.targets.file import Reliance, TargetSpec, load
from ats_contracts.verdict import ExitCode, Verdict

SETTING = Setting(provider="nexivohr", name="id_style", value="uuid", baseline="integer")


def ended(verdict: Verdict, error: Exception | None = None, *, asked: str = "id_style") -> Finished:
    consulted = frozenset({asked})
    return Finished(verdict=verdict, reason="", case=None, error=error, consulted=consulted)


@pytest.mark.parametrize(
    ("done", "outcome"),
    [
        (ended(Verdict.PASS), Outcome.TOLERATED),
        (ended(Verdict.ERROR, TargetError("upstream")), Outcome.LOUD),
        (ended(Verdict.ERROR, TargetError("not_found")), Outcome.SILENT),
        (ended(Verdict.ERROR, AdapterBroke("gone")), Outcome.INCONCLUSIVE),
        (ended(Verdict.UNVERIFIED), Outcome.INCONCLUSIVE),
        (ended(Verdict.FAIL), Outcome.SILENT),
    ],
)
def test_a_reading_is_called_by_what_became_of_its_checks(done: Finished, outcome: Outcome) -> None:
    assert judge(SETTING, [("candidates.list.complete", done)]).outcome is outcome


def test_a_reading_that_nothing_was_run_for_is_unexercised() -> None:
    assert judge(SETTING, []).outcome is Outcome.UNEXERCISED


def test_a_pass_in_which_nobody_asked_for_the_switch_proves_nothing() -> None:
    passed = ended(Verdict.PASS, asked="null_style")
    judged = judge(SETTING, [("candidates.list.complete", passed)])
    assert (judged.outcome, judged.checks) == (Outcome.UNEXERCISED, 0)
    both = [("candidates.list.complete", passed), ("jobs.list.complete", ended(Verdict.PASS))]
    assert judge(SETTING, both).outcome is Outcome.TOLERATED


def test_what_a_reading_does_not_let_anybody_do_is_tried_and_has_to_be_refused() -> None:
    asked = Selection(
        providers=("jobvite",),
        patterns=("applications.create.round_trip", "applications.list.complete"),
        sweep="on",
    )
    events = verify(load("reference"), asked).events
    found = [e for e in events if e.get("assumption") == "jobvite.create_same_email"]
    assert [(e["value"], e["outcome"], e["checks"]) for e in found] == [
        ("new_person", "loud", 1),
        ("error_409", "loud", 1),
    ]
    assert all(e["reproduce"].endswith("round_trip --seed 1 --sweep") for e in found)


def test_the_worst_outcome_speaks_for_an_assumption() -> None:
    assert worst([Outcome.TOLERATED, Outcome.LOUD, Outcome.SILENT]) is Outcome.SILENT
    assert worst([Outcome.TOLERATED, Outcome.UNEXERCISED]) is Outcome.UNEXERCISED


@pytest.mark.parametrize(
    ("actual", "reported"),
    [("error upstream", True), ("error not_found", False), ("error of ours", False), (None, False)],
)
def test_an_error_that_the_target_told_is_not_silent(actual: Any, *, reported: bool) -> None:
    assert is_reported({"kind": "error", "actual": actual}) is reported


def test_only_checks_that_asked_for_a_switch_are_run_again_the_core_of_them_if_there_is_any() -> (
    None
):
    asked = frozenset({"id_style"})
    passed = {
        "candidates.list.complete": asked,
        "jobs.list.complete": frozenset({"rate_window"}),
        "ratelimit.retry_after.honoured": asked,
    }
    assert to_rerun("id_style", passed) == ["candidates.list.complete"]
    del passed["candidates.list.complete"]
    assert to_rerun("id_style", passed) == ["ratelimit.retry_after.honoured"]
    assert to_rerun("webhook_data", passed) == []


def declared(value: str) -> TargetSpec:
    entry = Reliance(
        assumption="nexivohr.id_style", value=value, reason="so", issue="https://x.test/1", line=9
    )
    return replace(load("reference"), relies_on=(entry,))


def test_a_declared_reliance_that_is_none_is_to_be_deleted() -> None:
    tolerated = Judged(setting=SETTING, outcome=Outcome.TOLERATED, checks=1)
    (message,) = stale_reliance(declared("integer"), [tolerated])
    assert "reference:9 declares" in message
    assert message.endswith("delete these lines")
    (message,) = stale_reliance(declared("uuid"), [tolerated])
    assert "pass with nexivohr.id_style=integer" in message


@pytest.mark.parametrize("outcome", [Outcome.SILENT, Outcome.LOUD, Outcome.UNEXERCISED])
def test_a_declared_reliance_stays_while_it_holds_or_nothing_is_known(outcome: Outcome) -> None:
    judged = Judged(setting=SETTING, outcome=outcome)
    assert stale_reliance(declared("integer"), [judged]) == []


@pytest.mark.parametrize(
    ("outcome", "said", "strict", "code"),
    [
        (Outcome.SILENT, False, False, ExitCode.OK),
        (Outcome.SILENT, False, True, ExitCode.VIOLATED),
        (Outcome.SILENT, True, True, ExitCode.OK),
        (Outcome.LOUD, False, True, ExitCode.OK),
        (Outcome.INCONCLUSIVE, False, True, ExitCode.INCONCLUSIVE),
        (Outcome.UNEXERCISED, False, True, ExitCode.INCONCLUSIVE),
        (Outcome.UNEXERCISED, False, False, ExitCode.OK),
    ],
)
def test_reliance_is_a_risk_and_no_violation_unless_the_sweep_is_strict(
    outcome: Outcome, *, said: bool, strict: bool, code: ExitCode
) -> None:
    done = verify(load("reference"), SELECTION).exit_code
    assert done is ExitCode.OK
    audit = Audit(judged=[Judged(setting=SETTING, outcome=outcome, declared=said)])
    assert concluded(audit, strict=strict) is code


SELECTION = Selection(providers=("nexivohr",), patterns=("jobs.id.text",))


def concluded(audit: Audit, *, strict: bool) -> ExitCode:
    class Counted:
        comparisons = 1

    passed = replace(ended(Verdict.PASS), case=Counted())  # type: ignore[arg-type]
    return conclude([passed], [], audit, strict=strict).exit_code


def test_a_sweep_tells_what_is_relied_on_and_how_to_see_it_again(tmp_path: Path) -> None:
    from ats_contracts.reports import FORMATS, render
    from ats_contracts.zoo.presumptions import PRESUMPTIONS
    from ats_contracts.zoo.trial import spec_of

    member = next(m for m in PRESUMPTIONS if m.name == "nexivohr.timestamp_style")
    spec, _ = spec_of("hasty", member.change)
    asked = Selection(providers=("nexivohr",), patterns=member.checks, sweep="strict")
    outcome = verify(spec, asked)
    assert outcome.exit_code is ExitCode.VIOLATED
    text = render("text", outcome.events)
    assert "nexivohr.timestamp_style   relies, SILENT on utc_seconds" in text
    assert "no error raised" in text
    assert "smallest failing world: 1 candidate\n" in text
    assert "--size 1 --assume nexivohr.timestamp_style=utc_millis" in text
    assert "depends on nexivohr.timestamp_style: created_at" in text
    assert all("timestamp_style" in render(name, outcome.events) for name in FORMATS)


def test_the_command_takes_a_sweep_and_says_what_became_of_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ("verify", "reference", "--provider", "nexivohr", "--check", "jobs.id.text")
    assert run([*words, "--size", "3", "--sweep"]) == 0
    assert "readings of 20 assumptions" in capsys.readouterr().out
    assert run([*words, "--sweep=strict"]) == ExitCode.INCONCLUSIVE
    assert "still passes): nexivohr.list_envelope=data_flat|named" in capsys.readouterr().out
    assert run([*words, "--sweep=strcit"]) == ExitCode.USAGE


def test_an_assumption_is_explained_with_who_presumes_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["explain", "jobvite.start_base"]) == 0
    assert "presumed: Rows are counted from 1." in capsys.readouterr().out
    assert run(["explain", "jobtrain.starter_job_keys"]) == 0
    assert "presumed: nobody: the unified model has no starters" in capsys.readouterr().out


def test_a_declaration_makes_no_reading_known_to_junit() -> None:
    from ats_contracts.reports import render

    events = verify(load("reference"), replace(SELECTION, sweep="strict")).events
    told = [{**e, "declared": True} if e["type"] == "setting" else e for e in events]
    unexercised = [e for e in told if e.get("outcome") == "unexercised"]
    assert unexercised
    assert render("junit", told).count("<error") == len(unexercised)
