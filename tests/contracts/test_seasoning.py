"""Seasoning: an account's truth afterwards shows what the evidence for each field needs."""

from __future__ import annotations

import pytest

from ats_contracts.evidence import is_dst_edge
from ats_contracts.oracle import Oracle
from ats_contracts.seasoning import season
from ats_simulator.account import Account
from ats_simulator.lens import fed
from ats_simulator.provider import Provider
from ats_simulator.providers import REGISTRY
from ats_simulator.simulator import Simulator

each_provider = pytest.mark.parametrize("provider", REGISTRY.values(), ids=lambda p: p.name)


def seasoned(simulator: Simulator, provider: Provider, seed: int) -> Account:
    account = simulator.create_tenant(provider.name, seed=seed)
    season(account, provider.lens, but=frozenset({"job_interview_stages"}))
    return account


@each_provider
@pytest.mark.parametrize("seed", [1, 2])
def test_every_instant_meets_a_change_of_daylight_saving_time(
    provider: Provider, seed: int
) -> None:
    with Simulator(providers=[provider]) as simulator:
        oracle = Oracle(provider.lens, seasoned(simulator, provider, seed))
        for resource, lens in fed(provider.lens).items():
            for name in (n for n, cell in lens.fields.items() if cell.kind == "instant"):
                shown = [r[name] for r in oracle.every(resource).values() if r[name] is not None]
                assert not shown or any(map(is_dst_edge, shown)), f"{resource}.{name}"


@each_provider
def test_every_free_text_is_shown_outside_ascii_and_none_is_lost(provider: Provider) -> None:
    with Simulator(providers=[provider]) as simulator:
        plain = simulator.create_tenant(provider.name)
        oracle = Oracle(provider.lens, seasoned(simulator, provider, seed=1))
        for resource in fed(provider.lens):
            before = Oracle(provider.lens, plain).every(resource)
            assert oracle.every(resource).keys() == before.keys()
        names = [r["last_name"] for r in oracle.every("candidates").values()]
        assert None in names
        assert not all(name is None or name.isascii() for name in names)


@each_provider
def test_what_was_telling_already_stays_as_it_was(provider: Provider) -> None:
    with Simulator(providers=[provider]) as simulator:
        account = seasoned(simulator, provider, seed=1)
        before = {name: account.truth(name) for name in ("candidates", "jobs", "applications")}
        season(account, provider.lens, but=frozenset({"job_interview_stages"}))
        assert before == {name: account.truth(name) for name in before}
