"""
Under every reading of what no document settles, the reference is right or fails loudly.

The lens is put to the proof by it too: an expectation that is wrong under another value accuses the
faultless.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from ats_contracts.run import Selection, verify
from ats_contracts.targets.file import load
from ats_simulator.providers import REGISTRY

CORE = (
    "*.list.complete",
    "*.get.agrees_with_list",
    "*.references.resolve",
    "*.*.fields",
    "*.field.*",
)
CRASH = re.compile(r"\w+ at [\w.]+:\d+: ")
"""How the kit words an exception that is no answer of the target."""
GONE_THROUGH = ("nexivohr",)
"""The vendors of which every reading has been gone through; the others are still to be."""


def alternatives() -> Iterator[tuple[str, str, str]]:
    for provider in (REGISTRY[name] for name in GONE_THROUGH):
        for assumption in provider.assumptions:
            for value in assumption.values:
                if value != assumption.default:
                    yield provider.name, assumption.name, value


@pytest.mark.parametrize(("provider", "name", "value"), list(alternatives()))
def test_no_reading_makes_the_reference_silently_wrong(
    provider: str, name: str, value: str
) -> None:
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
