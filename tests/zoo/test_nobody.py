"""
Where nobody can be caught presuming the default, that is proven: no other reading refuses what the
default admits, or nothing that is expected of a target depends on the reading.
"""

from __future__ import annotations

from typing import Any

import pytest

from ats_contracts.oracle import Oracle
from ats_contracts.zoo import NOBODY
from ats_simulator.account import Account
from ats_simulator.assumptions import Assumption
from ats_simulator.lens import fed, under
from ats_simulator.providers import REGISTRY
from ats_simulator.simulator import Simulator

CAPS = "jobvite.daily_caps"
"""Of which the default admits no more than the other reading."""


def test_each_that_nobody_presumes_is_proven_below() -> None:
    assert set(NOBODY) == {CAPS, *UNSEEN}


def an_account(simulator: Simulator, provider: str, **assumptions: str) -> Account:
    return simulator.create_tenant(provider, size=12, assumptions=assumptions)


def test_without_daily_caps_the_other_limits_are_the_same(simulator: Simulator) -> None:
    def counted(value: str) -> list[dict[str, Any]]:
        counters = an_account(simulator, "jobvite", daily_caps=value).limits()["counters"]
        return [{name: one[name] for name in ("window", "scope", "requests")} for one in counters]

    _, assumption = readings(CAPS)
    assert assumption.default == "on"
    assert counted("off")
    assert counted("off") == [c for c in counted("on") if not c["window"].endswith("_day")]


UNSEEN = ("jobtrain.starter_job_keys", "jobtrain.ext_settings_create", "jobtrain.ext_onboarding")


def readings(full_name: str) -> tuple[str, Assumption]:
    provider, _, name = full_name.partition(".")
    return provider, next(a for a in REGISTRY[provider].assumptions if a.name == name)


@pytest.mark.parametrize("name", UNSEEN)
def test_nothing_that_is_expected_of_a_target_depends_on_the_reading(
    name: str, simulator: Simulator
) -> None:
    provider, assumption = readings(name)
    lens = REGISTRY[provider].lens
    expected = []
    for value in assumption.values:
        account = an_account(simulator, provider, **{assumption.name: value})
        oracle = Oracle(under(lens, {assumption.name: value}), account)
        expected.append({resource: oracle.every(resource) for resource in fed(lens)})
        assert assumption.name not in oracle.asked
    assert expected[0]
    assert expected[1:] == expected[:-1]


@pytest.mark.parametrize("name", UNSEEN)
def test_what_can_be_done_with_a_resource_does_not_depend_on_the_reading(name: str) -> None:
    provider, assumption = readings(name)
    lens = REGISTRY[provider].lens
    methods = [
        {r: one.methods for r, one in fed(under(lens, {assumption.name: value})).items()}
        for value in assumption.values
    ]
    assert methods[1:] == methods[:-1]
