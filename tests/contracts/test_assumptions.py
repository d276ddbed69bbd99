"""
Under every reading of what no document settles, the reference is right or fails loudly.

The lens is put to the proof by it too: an expectation that is wrong under another value accuses the
faultless. A reading that no check of the run consulted proves nothing, and is an error here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from ats_contracts.reference import PARTS, create_app, patient
from ats_contracts.run import Selection, verify
from ats_contracts.targets.file import load
from ats_simulator.lens import fed
from ats_simulator.providers import REGISTRY
from ats_simulator.simulator import Simulator
from tests.contracts.reference.conftest import Clock, Unified

CORE = (
    "*.list.complete",
    "*.get.agrees_with_list",
    "*.references.resolve",
    "*.*.fields",
    "*.field.*",
)
CRASH = re.compile(r"\w+ at [\w.]+:\d+: ")
"""How the kit words an exception that is no answer of the target."""
GONE_THROUGH = ("nexivohr", "jobtrain", "jobvite")
"""The vendors of which every reading has been gone through."""
APPLICATIONS = ("applications.list.complete", "applications.field.*", "candidates.field.*")
CREATED = ("candidates.create.*", "applications.create.round_trip", "candidates.idempotency_key.*")
LIMITED = ("ratelimit.retry_after.honoured", "applications.limit_mid_walk.nothing_lost")
FILTERED = ("applications.filter.updated_at", "applications.filter.same_instant")
CHOSEN: Mapping[str, tuple[str, ...]] = {
    "jobvite.count_over_max": ("*.windows.complete",),
    "jobvite.total_zero_past_end": ("*.get.not_found", "candidates.paging.tiny_lists"),
    "jobvite.timezone": FILTERED,
    "jobvite.dateend_day": FILTERED,
    "jobvite.candidate_not_found": ("*.get.not_found",),
    "jobvite.talent_pool_job": APPLICATIONS,
    "jobvite.candidate_by_id_shape": ("attachments.list.complete", "attachments.field.*"),
    "jobvite.artifacts_access": ("attachments.list.complete", "attachments.field.*"),
    "jobvite.record_style": (*CORE, "applications.create.round_trip", "applications.update.*"),
    "jobvite.create_success_status": CREATED,
    "jobvite.create_response_shape": CREATED,
    "jobvite.error_http_status": ("*.write.invalid_refused", "applications.update.not_found"),
    "jobvite.rate_window": LIMITED,
    "jobvite.daily_caps": LIMITED,
    "jobvite.rate_limited_status": LIMITED,
    "jobvite.retry_after_header": LIMITED,
}
"""Checks that consult a switch, where the core does not, or where few of it do."""


class Kept(dict[int, set[str]]):
    """Which switches were consulted, by tenant; tenants that are gone are not forgotten."""

    def pop(self, key: int, *default: Any) -> Any:
        return self.get(key, *default)


def alternatives() -> Iterator[tuple[str, str, str]]:
    for provider in (REGISTRY[name] for name in GONE_THROUGH):
        for assumption in provider.assumptions:
            for value in assumption.values:
                if value != assumption.default:
                    yield provider.name, assumption.name, value


@cache
def consulted(provider: str) -> frozenset[str]:
    """Name the switches that the vendor asks about while everything is read: no other one tells."""
    with Simulator(providers=[REGISTRY[provider]]) as simulator:
        account = simulator.create_tenant(provider, limits="off")
        clock = Clock()
        app = create_app(
            transport=simulator.transport(),
            parts=patient(PARTS),
            sleep=clock.sleep,
            now=clock.now,
        )
        unified = Unified(app, account)
        for resource in fed(REGISTRY[provider].lens):
            for row in unified.walk(resource)[:1]:
                unified.get(f"{resource}/{row['id']}")
        return frozenset(account.describe()["consulted"])


@pytest.mark.parametrize(("provider", "name", "value"), list(alternatives()))
def test_no_reading_makes_the_reference_silently_wrong(
    provider: str, name: str, value: str
) -> None:
    full = f"{provider}.{name}"
    if full not in CHOSEN and name not in consulted(provider):
        return
    patterns = CHOSEN.get(full, CORE)
    selection = Selection(providers=(provider,), patterns=patterns, assumptions={full: value})
    with Simulator() as simulator:
        simulator.sandbox.consulted = Kept()
        outcome = verify(load("reference"), selection, simulator=simulator)
        asked = set().union(*simulator.sandbox.consulted.values())
    finished = [e for e in outcome.events if e["type"] == "finished"]
    wrong = {e["check"]: e["reason"] for e in finished if e["verdict"] not in ("pass", "error")}
    loud = {e["check"]: e["reason"] for e in finished if e["verdict"] == "error"}
    assert finished
    assert wrong == {}
    assert not [reason for reason in loud.values() if CRASH.match(reason)]
    assert name in asked


def test_a_crash_is_told_from_a_refusal() -> None:
    assert CRASH.match("KeyError at ats_contracts.oracle:12: 'x'")
    assert not CRASH.match("upstream: HTTP 502: the provider's answer is not usable")
