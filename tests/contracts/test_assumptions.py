"""
The audit of assumptions over the reference: under every reading of what no document settles, it is
right or fails loudly.

The lens is put to the proof by it too: an expectation that is wrong under another value accuses the
faultless. The whole is `ats-sandbox verify reference --sweep`; here each vendor is asked a few
checks that between them read and write what most of its switches are about.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ats_contracts.audit import Audit, Outcome
from ats_contracts.run import Selection, verify
from ats_contracts.targets.file import load

ASKED: Mapping[str, tuple[str, ...]] = {
    "nexivohr": (
        "candidates.list.complete",
        "candidates.field.*",
        "applications.field.*",
        "candidates.create.round_trip",
        "candidates.delete.as_the_provider_does",
        "applications.update.only_what_was_sent",
        "ratelimit.retry_after.honoured",
    ),
    "jobvite": (
        "applications.list.complete",
        "applications.field.*",
        "attachments.list.complete",
        "departments.list.complete",
        "candidates.create.round_trip",
        "applications.filter.updated_at",
        "ratelimit.retry_after.honoured",
    ),
    "jobtrain": (
        "applications.list.complete",
        "applications.field.*",
        "departments.*.*",
        "candidates.create.round_trip",
        "auth.revoked.not_empty",
        "ratelimit.retry_after.honoured",
    ),
}


SIZE = 30
"""Candidates of the worlds: fewer than usual, to be cheap."""


@pytest.fixture(scope="module", params=ASKED)
def audit(request: pytest.FixtureRequest) -> Audit:
    provider = request.param
    selection = Selection(providers=(provider,), patterns=ASKED[provider], sweep="on", size=SIZE)
    outcome = verify(load("reference"), selection)
    assert outcome.exit_code == 0
    assert outcome.audit is not None
    return outcome.audit


def test_no_reading_makes_the_reference_silently_wrong(audit: Audit) -> None:
    silent = {j.setting.assumption for j in audit.judged if j.outcome is Outcome.SILENT}
    assert silent == set()


def test_every_reading_that_is_asked_about_can_be_judged(audit: Audit) -> None:
    doubtful = [j.setting for j in audit.judged if j.outcome is Outcome.INCONCLUSIVE]
    assert doubtful == []


def test_most_switches_are_asked_for(audit: Audit) -> None:
    asked = [j for j in audit.judged if j.outcome is not Outcome.UNEXERCISED]
    assert len(asked) > len(audit.judged) / 2
    assert all(j.checks and j.comparisons for j in asked)
