"""
Under every reading of what no document settles, the reference is right or fails loudly.

The lens is put to the proof by it too: an expectation that is wrong under another value accuses the
faultless.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest

from ats_contracts.reference import create_app
from ats_contracts.run import Selection, verify
from ats_contracts.targets.file import load
from ats_simulator.lens import fed
from ats_simulator.providers import REGISTRY
from ats_simulator.simulator import Simulator
from tests.contracts.reference.conftest import Unified

CORE = (
    "*.list.complete",
    "*.get.agrees_with_list",
    "*.references.resolve",
    "*.*.fields",
    "*.field.*",
)
CRASH = re.compile(r"\w+ at [\w.]+:\d+: ")
"""How the kit words an exception that is no answer of the target."""
GONE_THROUGH = ("nexivohr", "jobtrain")
"""The vendors of which every reading has been gone through; the others are still to be."""


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
        unified = Unified(create_app(transport=simulator.transport()), account)
        for resource in fed(REGISTRY[provider].lens):
            for row in unified.walk(resource)[:1]:
                unified.get(f"{resource}/{row['id']}")
        return frozenset(account.describe()["consulted"])


@pytest.mark.parametrize(("provider", "name", "value"), list(alternatives()))
def test_no_reading_makes_the_reference_silently_wrong(
    provider: str, name: str, value: str
) -> None:
    if name not in consulted(provider):
        return
    pinned = {f"{provider}.{name}": value}
    selection = Selection(providers=(provider,), patterns=CORE, assumptions=pinned)
    outcome = verify(load("reference"), selection)
    finished = [e for e in outcome.events if e["type"] == "finished"]
    wrong = {e["check"]: e["reason"] for e in finished if e["verdict"] not in ("pass", "error")}
    loud = {e["check"]: e["reason"] for e in finished if e["verdict"] == "error"}
    assert finished
    assert wrong == {}
    assert not [reason for reason in loud.values() if CRASH.match(reason)]


def test_a_crash_is_told_from_a_refusal() -> None:
    assert CRASH.match("KeyError at ats_contracts.oracle:12: 'x'")
    assert not CRASH.match("upstream: HTTP 502: the provider's answer is not usable")
