"""A run: what each vice is caught by, and when a check proves nothing."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from ats_contracts.case import Case
from ats_contracts.check import Registry, check
from ats_contracts.checks import REGISTRY
from ats_contracts.errors import NothingMatches, TargetError, TargetFileError, UnknownName
from ats_contracts.reports.text import render
from ats_contracts.run import Outcome, Selection, verify
from ats_contracts.targets.file import load, parse
from ats_contracts.verdict import ExitCode
from tests.contracts.kit import CHECKS, a_narrow_run, a_run, a_spec, failed, finished, verdicts


def test_a_faultless_target_is_verified() -> None:
    outcome = a_run()
    assert set(verdicts(outcome).values()) == {"pass"}
    assert outcome.exit_code is ExitCode.OK
    assert outcome.comparisons > 1000


@pytest.mark.parametrize(
    ("vice", "caught_by"),
    [
        ("first_page_only", {"candidates.list.complete", "ratelimit.retry_after.honoured"}),
        ("swallows_401", {"auth.revoked.not_empty"}),
        ("impatient", {"ratelimit.retry_after.honoured"}),
        (
            "endless",
            {
                "candidates.list.complete",
                "jobs.list.complete",
                "ratelimit.retry_after.honoured",
            },
        ),
        (
            "ascii",
            {
                "candidates.field.name",
                "jobs.field.name",
                "candidates.get.agrees_with_list",
                "jobs.get.agrees_with_list",
            },
        ),
    ],
)
def test_a_vice_is_caught_by_the_checks_that_name_it(vice: str, caught_by: set[str]) -> None:
    outcome = a_run(vice)
    assert failed(outcome) == caught_by
    assert outcome.exit_code is ExitCode.VIOLATED


def test_a_failure_carries_claim_wire_and_one_command_to_reproduce_it() -> None:
    events = a_run("first_page_only").events
    started = next(e for e in events if e["type"] == "started" and "list.complete" in e["check"])
    assert started["claim"]
    divergence = next(e for e in events if e["type"] == "divergence")
    assert divergence["kind"] == "missing"
    assert divergence["exchange"]["status"] == 200
    found = next(
        e for e in events if e["type"] == "started" and e["check"] == "candidates.list.complete"
    )
    assert found["reproduce"] == (
        "ats-sandbox verify acme.target.toml --provider nexivohr "
        "--check candidates.list.complete --seed 1"
    )


def test_no_credential_reaches_the_stream() -> None:
    assert "nxv_" not in str(a_run("swallows_401").events)


@pytest.mark.parametrize("vice", ["first_page_only", "ascii", "endless", "embeds_anothers"])
def test_every_divergence_shows_the_source_of_what_was_expected(vice: str) -> None:
    divergences = [e for e in a_run(vice).events if e["type"] == "divergence"]
    assert divergences
    assert [d["where"] for d in divergences if not d["source"]] == []
    fields = [d for d in divergences if ".field." in d["check"] or "list.complete" in d["check"]]
    assert all("SPEC section" in d["source"] for d in fields if d["kind"] != "endless")


def a_check_run(body: object, **facts: object) -> Outcome:
    declared = check("made.up.claim", **facts)(body)  # type: ignore[arg-type]
    return verify(a_spec(), registry=Registry({c.id: c for c in declared.checks}))


def test_a_check_that_compares_nothing_is_unverified() -> None:
    def compares_nothing(case: Case) -> None:
        """It compares nothing."""
        case.connection.list("candidates")

    outcome = a_check_run(compares_nothing)
    assert verdicts(outcome) == {"made.up.claim": "unverified"}
    assert outcome.exit_code is ExitCode.INCONCLUSIVE


def test_a_check_that_never_reached_the_provider_is_unverified() -> None:
    def stays_home(case: Case) -> None:
        """It stays home."""
        case.expect("one", 1, 1)

    assert verdicts(a_check_run(stays_home)) == {"made.up.claim": "unverified"}
    assert verdicts(a_check_run(stays_home, calls_provider=False)) == {"made.up.claim": "pass"}


def test_a_fault_that_never_fires_leaves_the_check_unverified() -> None:
    def aims_at_nothing(case: Case) -> None:
        """It aims at nothing."""
        case.fault("answer", status=500, match={"path": "/nowhere"})
        case.expect("rows", True, bool(case.connection.list("candidates")))

    outcome = a_check_run(aims_at_nothing)
    assert verdicts(outcome) == {"made.up.claim": "unverified"}
    assert "never fired" in finished(outcome, "made.up.claim")["reason"]


def test_an_error_of_the_target_that_escapes_is_an_error_and_no_failure() -> None:
    def trips(case: Case) -> None:
        """It trips."""
        case.fault("answer", status=500, times=None)
        case.connection.list("candidates")

    outcome = a_check_run(trips)
    assert verdicts(outcome) == {"made.up.claim": "error"}
    assert "HTTP 500" in finished(outcome, "made.up.claim")["reason"]


def test_a_divergence_outranks_an_error_that_follows_it() -> None:
    def sees_and_trips(case: Case) -> None:
        """It sees, then trips."""
        case.expect("one", 1, 2)
        raise TargetError("upstream")

    assert verdicts(a_check_run(sees_and_trips)) == {"made.up.claim": "fail"}


def test_a_crash_of_a_check_names_the_place_and_shows_no_traceback() -> None:
    def crashes(case: Case) -> None:
        """It crashes."""
        raise ZeroDivisionError("by zero")

    reason = finished(a_check_run(crashes), "made.up.claim")["reason"]
    assert "ZeroDivisionError at tests.contracts.test_run:" in reason
    assert "\n" not in reason


def test_a_declined_capability_is_unsupported_with_its_reason() -> None:
    declines = '[supports]\n"candidates.list" = { no = "planned" }\n'
    outcome = a_narrow_run("candidates.list.complete", more=declines)
    assert verdicts(outcome) == {"candidates.list.complete": "unsupported"}
    assert finished(outcome, "candidates.list.complete")["reason"] == "candidates.list: planned"
    assert outcome.exit_code is ExitCode.NOTHING
    assert outcome.events[0]["partial"] == ["candidates.list"]


GAP = """
[[known_gaps]]
check = "candidates.list.*"
reason = "first page only"
issue = "https://example.com/issues/1"
"""


def test_a_declared_gap_that_still_holds_is_a_gap_and_no_failure() -> None:
    outcome = a_narrow_run("candidates.list.*", "first_page_only", more=GAP)
    assert verdicts(outcome) == {"candidates.list.complete": "gap"}
    assert outcome.exit_code is ExitCode.OK


def test_a_declared_gap_that_no_longer_holds_is_a_violation_that_says_what_to_delete() -> None:
    outcome = a_narrow_run("candidates.list.*", more=GAP)
    assert outcome.exit_code is ExitCode.VIOLATED
    assert "acme.target.toml:4 declares" in outcome.stale[0]
    assert "delete these lines" in outcome.stale[0]


def test_a_gap_is_not_satisfied_by_another_kind_of_divergence() -> None:
    narrow = f'{GAP}divergence = "duplicate"\n'
    outcome = a_narrow_run("candidates.list.*", "first_page_only", more=narrow)
    assert verdicts(outcome) == {"candidates.list.complete": "fail"}


def test_a_gap_past_its_date_counts_as_a_failure() -> None:
    spec = a_spec("first_page_only", more=f'{GAP}until = "2026-12-31"\n')
    selection = Selection(patterns=("candidates.list.*",))
    for day, verdict in ((dt.date(2026, 12, 31), "gap"), (dt.date(2027, 1, 1), "fail")):
        outcome = verify(spec, selection, registry=CHECKS, today=day)
        assert verdicts(outcome) == {"candidates.list.complete": verdict}


def test_a_gap_that_names_no_check_is_refused() -> None:
    with pytest.raises(NothingMatches, match="known gap"):
        a_narrow_run("candidates.list.*", more=GAP.replace("candidates", "candidate"))


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        (Selection(providers=("nexivo",)), "did you mean 'nexivohr'"),
        (
            Selection(assumptions={"nexivohr.id_stile": "uuid"}),
            r"did you mean 'nexivohr\.id_style'",
        ),
        (Selection(assumptions={"nexivohr.id_style": "guid"}), "did you mean 'uuid'"),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(selection: Selection, message: str) -> None:
    with pytest.raises(UnknownName, match=message):
        verify(a_spec(), selection, registry=CHECKS)


def test_a_pinned_assumption_is_in_force_in_the_header_and_in_the_reproduction() -> None:
    selection = Selection(
        patterns=("candidates.field.id",), assumptions={"nexivohr.id_style": "uuid"}
    )
    outcome = verify(a_spec(), selection, registry=CHECKS)
    header, started = outcome.events[:2]
    assert header["providers"]["nexivohr"]["assumptions"]["id_style"] == "uuid"
    assert started["reproduce"].endswith("--assume nexivohr.id_style=uuid")
    assert verdicts(outcome) == {"candidates.field.id": "pass"}


@pytest.mark.parametrize("seed", [2, 3])
def test_other_seeds_give_the_same_verdicts(seed: int) -> None:
    outcome = verify(a_spec(), Selection(seed=seed), registry=CHECKS)
    assert set(verdicts(outcome).values()) == {"pass"}


RELIES_ON_NOTHING = """\
[[relies_on]]
assumption = "nexivohr.signatur_style"
value = "hex"
reason = "said so"
issue = "https://example.com/1"
"""


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("[providers.nexivo]\n", r"target\.toml:3: providers\.nexivo: .*'nexivohr'"),
        ('[providers.nexivohr]\nplan = "pro"\n', r":4: providers\.nexivohr\.plan: no such plan"),
        (
            '[providers.nexivohr.assumptions]\nid_style = "guid"\n',
            r":4: providers\.nexivohr\.assumptions\.id_style: .*'uuid'",
        ),
        (
            RELIES_ON_NOTHING,
            r":4: relies_on\.0\.assumption: .*'nexivohr\.signature_style'",
        ),
    ],
)
def test_what_a_file_says_of_providers_is_checked_against_them(more: str, message: str) -> None:
    with pytest.raises(TargetFileError, match=message):
        a_narrow_run("candidates.list.*", more=more)


def test_a_failed_witness_check_shows_what_the_provider_saw() -> None:
    seen = [e for e in a_run("impatient").events if e["type"] == "witness"]
    assert [e["check"] for e in seen] == ["ratelimit.retry_after.honoured"]
    assert [x["status"] for x in seen[0]["exchanges"]][:2] == ["429", "429"]


def test_a_target_that_stopped_answering_is_not_asked_for_ever() -> None:
    dead = parse(
        'name = "dead"\ntarget = "http://127.0.0.1:9"\n[connect]\npath = "/x"\n',
        given="dead.target.toml",
        folder=Path.cwd(),
    )
    few = Selection(providers=("nexivohr",), patterns=("candidates.field.*",))
    outcome = verify(dead, few, registry=CHECKS)
    reasons = [e["reason"] for e in outcome.events if e["type"] == "finished"]
    assert all("no answer" in reason for reason in reasons[:3])
    assert all(reason.startswith("not tried: the target left 3 checks") for reason in reasons[3:])
    assert outcome.exit_code == ExitCode.INCONCLUSIVE
    assert render(outcome.events).count("nothing was compared") == 1


def test_a_check_about_several_lists_leaves_out_those_that_are_declined() -> None:
    declines = '[supports]\n"jobs.*" = { no = "candidates only" }\n'
    registry = Registry({c.id: c for c in REGISTRY if c.id == "auth.plan.not_empty"})
    outcome = verify(a_spec(more=declines), registry=registry)
    assert finished(outcome, "auth.plan.not_empty")["comparisons"] == 1


def test_a_check_that_does_not_apply_is_not_proposed_in_its_own_place() -> None:
    pinned = {"jobvite.create_same_email": "new_person"}
    name = "applications.create.round_trip"
    asked = Selection(providers=("jobvite",), patterns=(name,), assumptions=pinned)
    with pytest.raises(NothingMatches, match="checks that apply to jobvite") as told:
        verify(load("reference"), asked)
    assert str(told.value).count(name) == 1


def test_the_targets_own_token_is_in_no_event() -> None:
    token = "sesame-4711"
    more = f'[headers]\nX-Api-Key = "{token}"\n'
    spec = replace(a_spec("first_page_only", more=more), token=token)
    outcome = verify(spec, Selection(patterns=("candidates.list.*",)), registry=CHECKS)
    shown = json.dumps([e for e in outcome.events if e["type"] == "divergence"])
    assert "x-api-key" in shown
    assert token not in json.dumps(outcome.events)
