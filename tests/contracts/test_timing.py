"""Time as a run knows it: one clock for the target, the checks and every account they use."""

from __future__ import annotations

from typing import Any

from ats_contracts.bench import Bench
from ats_contracts.compare import parse_instant
from ats_contracts.target import TenantInfo
from ats_contracts.timing import VirtualTime
from ats_simulator.simulator import Simulator


class Nobody:
    """A target that is never asked for anything."""

    def connect(self, tenant: TenantInfo) -> Any:
        return None

    def close(self) -> None:
        return None


def test_an_account_that_checks_share_is_never_behind_their_time() -> None:
    time = VirtualTime()
    with Simulator(providers=["nexivohr"]) as simulator:
        bench = Bench(simulator=simulator, target=Nobody(), time=time)
        account, _ = bench.shared_account("nexivohr")
        for _ in range(2):
            time.sleep(90)
            time.next_check()
            assert bench.shared_account("nexivohr")[0] is account
            time.sleep(30)
            assert parse_instant(account.clock()["now"]).timestamp() == time.now()
