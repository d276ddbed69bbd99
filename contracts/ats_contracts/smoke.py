"""
Smoke: is the adapter right? Five steps per provider that judge nothing about the mapping.

Each step says what it could not understand, with the request and the answer. Nothing here is
evidence for or against a contract.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ats_contracts.bench import Bench
from ats_contracts.check import AccountPlan
from ats_contracts.errors import AdapterBroke, ContractsError, TargetError
from ats_contracts.planning import Selection, providers_of
from ats_contracts.redact import secrets_in, show
from ats_contracts.run import open_bench
from ats_contracts.target import Connection, Support
from ats_contracts.targets.file import TargetSpec, load
from ats_contracts.verdict import ExitCode

NOBODY = "no-such-record-0"


@dataclass(slots=True, kw_only=True)
class Scene:
    """What the steps hand on to one another."""

    bench: Bench
    provider: str
    connection: Connection | None = None
    secrets: frozenset[str] = frozenset()
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def connected(self) -> Connection:
        """The connection that an earlier step made."""
        assert self.connection is not None
        return self.connection


def connects(scene: Scene) -> str:
    """an account can be connected"""
    account = scene.bench.open_account(scene.provider, AccountPlan(size=30))
    scene.secrets = scene.bench.secrets_of(account) | secrets_in(scene.bench.token)
    scene.connection = scene.bench.connect(account)
    return f"the target calls it {scene.connected.account_id!r}"


def lists(scene: Scene) -> str:
    """a page of candidates can be read"""
    page = scene.connected.page("candidates")
    scene.rows = list(page.records)
    if not scene.rows:
        raise AdapterBroke("the page is empty; 30 candidates were expected, on one page or more")
    more = "more to come" if page.next_cursor else "no further page"
    return f"{len(scene.rows)} records, {more}"


def rows_have_ids(scene: Scene) -> str:
    """every record has a text as its id"""
    ids = [row.get("id") for row in scene.rows]
    if bad := next((i for i in ids if not isinstance(i, str) or not i), None):
        raise AdapterBroke(f"expected a text that is not empty at `id`, found {bad!r}")
    if None in ids or "" in ids:
        raise AdapterBroke("expected a text that is not empty at `id`, found none")
    return f"{ids[0]!r} and others"


def gets(scene: Scene) -> str:
    """one record can be read by its id"""
    key = str(scene.rows[0]["id"])
    record = scene.connected.get("candidates", key)
    if record.get("id") != key:
        raise AdapterBroke(f"asked for {key!r}, got a record with id {record.get('id')!r}")
    return f"{len(record)} fields"


def errors_are_errors(scene: Scene) -> str:
    """a record that does not exist is an error that the profile can classify"""
    try:
        answer = scene.connected.get("candidates", NOBODY)
    except TargetError as error:
        return f"{error.kind} (HTTP {error.status})" if error.status else str(error.kind)
    raise AdapterBroke(f"asked for {NOBODY!r}, got {str(answer)[:120]}")


STEPS: tuple[Callable[[Scene], str], ...] = (
    connects,
    lists,
    rows_have_ids,
    gets,
    errors_are_errors,
)
NEEDS: Mapping[Callable[[Scene], str], str] = {
    gets: "candidates.get",
    errors_are_errors: "candidates.get",
}
"""Steps that a target may decline, with the capability that they need."""


def run(target: str, providers: tuple[str, ...]) -> int:
    """
    Run `ats-sandbox smoke`; give the exit code: 0, or 7 as soon as a step fails.

    Raises: UsageError, AdapterBroke if the target cannot even be set up.
    """
    from ats_simulator.simulator import Simulator

    spec, selection = load(target), Selection(providers=providers)
    with Simulator() as simulator:
        wanted = providers_of(spec, selection, simulator.sandbox.providers)
        with open_bench(spec, selection, simulator) as bench:
            scenes = [Scene(bench=bench, provider=name) for name in wanted]
            worked = [_walk(scene, spec) for scene in scenes]
    return int(ExitCode.OK if all(worked) else ExitCode.INCONCLUSIVE)


def _walk(scene: Scene, spec: TargetSpec) -> bool:
    for step in STEPS:
        claim = (step.__doc__ or "").strip()
        declined = spec.supports.get(NEEDS.get(step, ""))
        if declined is not None and declined.support is Support.NO:
            _say(f"--  {scene.provider}: {claim}: declined: {declined.reason}")
            continue
        try:
            found = step(scene)
        except ContractsError as error:
            _say(f"NO  {scene.provider}: {claim}\n    {' '.join(str(error).split())}")
            _show_exchange(scene)
            return False
        _say(f"ok  {scene.provider}: {claim}: {found}")
    return True


def _show_exchange(scene: Scene) -> None:
    if scene.connection is None or not scene.connection.exchanges:
        return
    wire = show(scene.connection.exchanges[-1], scene.secrets)
    body = " ".join(wire["body"][:500].split())
    _say(f"    {wire['method']} {wire['url']}\n    → {wire['status']} {body}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
