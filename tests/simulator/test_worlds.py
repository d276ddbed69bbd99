"""Large worlds are made, copied and dropped in slices, and nobody sees one that is half done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ats_simulator import NotFound, tenants, turning, worlds
from ats_simulator.account import Account
from ats_simulator.app import Sandbox
from ats_simulator.exchange import answer
from ats_simulator.provider import Request, Tenant
from ats_simulator.store.database import Database
from ats_simulator.tenants import TenantSpec
from tests.simulator.example import PROVIDER

SIZE = 2 * worlds.SLICE + 10
ROWS_OF_A_RECORD = 3
"""Truth, row and place in the index: what rendering one record may write at most here."""


class Watched(Database):
    """A database that somebody always waits for, and that tells where they are let in."""

    def __init__(self) -> None:
        super().__init__()
        self.between: Callable[[], object] = lambda: None
        self.busy = False

    def is_awaited(self) -> bool:
        return True

    def give_way(self) -> None:
        """Do what a test does between two slices; what that causes is not watched."""
        if not self.busy:
            self.busy = True
            self.between()
            self.busy = False


@pytest.fixture
def database() -> Iterator[Watched]:
    opened = Watched()
    yield opened
    opened.close()


@pytest.fixture
def sandbox(database: Watched) -> Sandbox:
    return Sandbox(database, {"example": PROVIDER})


def make(sandbox: Sandbox, name: str, size: int = SIZE) -> Tenant:
    return tenants.create(sandbox, TenantSpec(provider="example", id=name, size=size, limits="off"))


def account_of(sandbox: Sandbox, tenant: Tenant) -> Account:
    with sandbox.transaction() as con:
        return Account(sandbox, "http://here", sandbox.describe(con, tenant))


def ask(sandbox: Sandbox, account: Account) -> int:
    headers = {"authorization": f"Bearer {account.credentials['token']}"}
    wanted = Request(method="GET", path="/jobs", headers=headers)
    return answer(sandbox, PROVIDER, wanted).status


def state(sandbox: Sandbox, account: Account) -> tuple[Any, ...]:
    """Give everything that is seen of a tenant's records, and its counts."""
    tables = {"truth": "resource", "wire": "kind", "wire_index": "kind"}
    with sandbox.transaction() as con:
        tenant = sandbox.tenant_named(con, account.id)
        rows = [
            con.execute(f"SELECT * FROM {t} WHERE world=? ORDER BY {k}, n", (tenant.world,))
            for t, k in tables.items()
        ]
        counts = tenants.describe(sandbox, con, tenant)["world"]["counts"]
        return counts, *[[row[1:] for row in found.fetchall()] for found in rows]


def written(sandbox: Sandbox) -> int:
    return sandbox.database.connection.total_changes


def once(step: Callable[[], object]) -> Callable[[], None]:
    steps = iter([step])

    def between() -> None:
        for each in steps:
            each()

    return between


def loose(sandbox: Sandbox) -> int:
    with sandbox.transaction() as con:
        (count,) = con.execute("SELECT count(*) FROM loose").fetchone()
    return int(count)


def test_another_tenant_is_answered_between_slices(database: Watched, sandbox: Sandbox) -> None:
    other, statuses, slices = account_of(sandbox, make(sandbox, "small", 1)), [], []

    def between() -> None:
        slices.append(written(sandbox))
        statuses.append(ask(sandbox, other))

    def steps(work: Callable[[], Any]) -> list[int]:
        slices[:] = [written(sandbox)]
        database.between = between
        work()
        database.between = lambda: None
        return [b - a for a, b in zip(slices, [*slices[1:], written(sandbox)], strict=True)]

    large: list[Tenant] = []
    done = {"create": steps(lambda: large.append(make(sandbox, "large")))}
    account_of(sandbox, large[0]).delete_truth("jobs", "1")
    done["snapshot"] = steps(lambda: turning.snapshot(sandbox, large[0], "kept"))
    done["restore"] = steps(lambda: turning.restore(sandbox, large[0], "kept"))
    done["reset"] = steps(lambda: turning.reset(sandbox, large[0]))
    done["remove"] = steps(lambda: turning.remove(sandbox, large[0]))
    assert set(statuses) == {200}
    for what, each in done.items():
        assert len(each) > SIZE // worlds.SLICE, what
        assert max(each) <= worlds.CHUNK + ROWS_OF_A_RECORD * worlds.SLICE, what
    assert loose(sandbox) == 0


def test_what_is_written_while_a_snapshot_is_made_is_in_it(
    database: Watched, sandbox: Sandbox
) -> None:
    account = account_of(sandbox, make(sandbox, "large"))
    numbers = iter(range(1, SIZE))

    def between() -> None:
        n = next(numbers)
        account.put_truth("candidates", str(SIZE - n), {"first_name": f"late {n}"})
        account.put_truth("candidates", str(n), {"first_name": f"early {n}"})
        account.delete_truth("candidates", str(2 * worlds.SLICE - 10 * n))
        account.put_truth("candidates", str(SIZE + n), {"last_name": "new"})

    database.between = between
    account.snapshot("kept")
    database.between = lambda: None
    kept = state(sandbox, account)
    assert next(numbers) > SIZE // worlds.SLICE
    account.put_truth("candidates", "1", {"first_name": "later"})
    account.restore("kept")
    assert state(sandbox, account) == kept


def test_a_snapshot_begun_before_a_reset_is_one_of_the_world_after_it(
    database: Watched, sandbox: Sandbox
) -> None:
    tenant = make(sandbox, "large")
    account, whole = account_of(sandbox, tenant), state(sandbox, account_of(sandbox, tenant))
    account.delete_truth("jobs", "1")
    database.between = once(lambda: turning.reset(sandbox, tenant))
    account.snapshot("kept")
    account.delete_truth("jobs", "1")
    account.restore("kept")
    assert state(sandbox, account) == whole
    assert loose(sandbox) == 0


def test_going_back_to_a_snapshot_that_is_replaced_meanwhile_ends_at_the_new_one(
    database: Watched, sandbox: Sandbox
) -> None:
    tenant = make(sandbox, "large")
    account = account_of(sandbox, tenant)
    account.snapshot("kept")

    def replace_it() -> None:
        account.put_truth("candidates", "1", {"first_name": "newer"})
        turning.snapshot(sandbox, tenant, "kept")

    database.between = once(replace_it)
    account.restore("kept")
    assert account.truth_of("candidates", "1")["first_name"] == "newer"
    assert loose(sandbox) == 0


@pytest.mark.parametrize("work", ["reset", "snapshot", "restore"])
def test_of_a_tenant_that_is_removed_meanwhile_nothing_is_left(
    database: Watched, sandbox: Sandbox, work: str
) -> None:
    tenant = make(sandbox, "large")
    account = account_of(sandbox, tenant)
    account.snapshot("kept")
    account.delete_truth("jobs", "1")
    database.between = once(lambda: turning.remove(sandbox, tenant))
    with pytest.raises(NotFound):
        getattr(turning, work)(sandbox, tenant, *(["kept"] if work != "reset" else []))
    with sandbox.transaction() as con:
        left = [con.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("truth", "wire")]
    assert (left, loose(sandbox)) == ([0, 0], 0)


def test_a_second_reset_of_an_untouched_world_writes_no_record(sandbox: Sandbox) -> None:
    tenant = make(sandbox, "large")
    account_of(sandbox, tenant).delete_truth("jobs", "1")
    turning.reset(sandbox, tenant)
    before = written(sandbox)
    turning.reset(sandbox, tenant)
    assert written(sandbox) - before < worlds.SLICE


class PowerCut(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("work", ["reset", "snapshot", "restore", "remove"])
def test_work_that_a_dying_process_leaves_is_as_if_it_had_not_been_begun_or_is_finished(
    database: Watched, sandbox: Sandbox, work: str
) -> None:
    tenant = make(sandbox, "large")
    account = account_of(sandbox, tenant)
    account.snapshot("kept")
    account.delete_truth("jobs", "1")
    before, slices = state(sandbox, account), iter(range(3))

    def cut() -> None:
        if next(slices, None) is None:
            raise PowerCut

    database.between = cut
    arguments = ["kept"] if work in ("snapshot", "restore") else []
    with pytest.raises(PowerCut):
        getattr(turning, work)(sandbox, tenant, *arguments)
    database.between = lambda: None
    restarted = Sandbox(database, {"example": PROVIDER})
    worlds.sweep(restarted)
    with restarted.transaction() as con:
        (held,) = con.execute("SELECT count(DISTINCT world) FROM truth").fetchone()
    assert loose(restarted) == 0
    if work == "remove":
        assert held == 0
    else:
        assert held == 2
        assert state(restarted, account) == before
