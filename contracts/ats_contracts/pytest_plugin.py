"""
The pytest front door: `pytest acme.target.toml` collects one item per check and provider.

Nothing of the kit is imported until a target file is collected or a fixture is used, because
pytest loads this module in every project that has the package installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ats_contracts.pytest_items import TargetFile
    from ats_simulator.account import Account
    from ats_simulator.simulator import Simulator

SUFFIX = ".target.toml"
NOTHING, INCONCLUSIVE = 5, 7
VERDICT, COMPARISONS = "ats_sandbox.verdict", "ats_sandbox.comparisons"
VIOLATED = {"fail", "stale"}
DOUBTFUL = {"error", "unverified"}
OUTCOMES = ("passed", "failed", "skipped", "xfailed", "xpassed", "error")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of a contract run."""
    group = parser.getgroup("ats-sandbox")
    group.addoption("--ats-seed", type=int, default=1, help="seed of the worlds (default 1)")
    group.addoption(
        "--ats-provider",
        action="append",
        default=[],
        metavar="NAME",
        help="only this provider; may be repeated",
    )
    group.addoption(
        "--ats-assume",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="pin an assumption of a provider; may be repeated",
    )
    group.addoption(
        "--ats-sweep",
        nargs="?",
        const="on",
        default="off",
        choices=("on", "strict"),
        help="also an item for each other reading of what documents leave open; "
        "=strict lets silent reliance fail",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker that items carry."""
    config.addinivalue_line("markers", "ats_contract: a check of the ats-sandbox contract kit")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> TargetFile | None:
    """Collect `*.target.toml`."""
    if not file_path.name.endswith(SUFFIX):
        return None
    from ats_contracts.pytest_items import TargetFile

    file: TargetFile = TargetFile.from_parent(parent, path=file_path)
    return file


def verdict_of(report: Any) -> str | None:
    """Read the verdict that an item has put into its report; also across xdist."""
    return dict(getattr(report, "user_properties", ())).get(VERDICT)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """
    Give the exit code of a contract run where pytest's own does not say enough: 7 if nothing
    was violated but something was inconclusive, 5 if everything was skipped as unsupported.
    """
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if hasattr(session.config, "workerinput") or reporter is None or int(exitstatus) > 1:
        return
    reports = [r for kind in OUTCOMES for r in reporter.stats.get(kind, ())]
    ours = [v for v in map(verdict_of, reports) if v is not None]
    others = [r for r in reports if verdict_of(r) is None]
    if not ours or any(r.outcome == "failed" for r in others) or set(ours) & VIOLATED:
        return
    if set(ours) & DOUBTFUL:
        session.exitstatus = INCONCLUSIVE
    elif not others and set(ours) == {"unsupported"}:
        session.exitstatus = NOTHING


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    """Simulated vendors in this process, for the whole session."""
    from ats_simulator.simulator import Simulator

    with Simulator() as running:
        yield running


@pytest.fixture
def ats_tenant(simulator: Simulator) -> Iterator[Any]:
    """Make tenants: `ats_tenant("nexivohr", size=20)` gives an account, removed after the test."""
    made: list[Account] = []

    def make(provider: str, **facts: Any) -> Account:
        account = simulator.create_tenant(provider, **facts)
        made.append(account)
        return account

    yield make
    for account in made:
        account.delete()


@pytest.fixture
def ats_world(simulator: Simulator) -> Any:
    """Expect: `ats_world(account)` gives the oracle of what a faultless integration shows."""
    from ats_contracts.oracle import Oracle

    def expect(account: Account) -> Oracle:
        return Oracle(simulator.sandbox.providers[account.provider].lens, account)

    return expect
