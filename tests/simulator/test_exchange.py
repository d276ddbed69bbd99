"""Exchanges that arrive together share a commit, and nothing else."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from ats_simulator import exchange, tenants
from ats_simulator.app import Sandbox
from ats_simulator.provider import Change, Request
from ats_simulator.services import Services
from ats_simulator.store import journal
from ats_simulator.store.database import Database
from ats_simulator.tenants import TenantSpec
from tests.simulator.acme import ACME

AUTH = {"authorization": "Bearer token-of-one", "content-type": "application/json"}


def fragile_app() -> Flask:
    app = ACME.build_app()
    app.config["PROPAGATE_EXCEPTIONS"] = True
    return app


def break_on_boom(services: Services, change: Change) -> None:
    if change.after is not None and change.after["name"] == "boom":
        raise ZeroDivisionError


FRAGILE = replace(ACME, build_app=fragile_app, follow_up=break_on_boom)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    database = Database()
    sandbox = Sandbox(database, {"acme": FRAGILE})
    tenants.create(sandbox, TenantSpec(provider="acme", id="one", size=5, limits="off"))
    yield sandbox
    database.close()


def rename(ref: int, name: str) -> Request:
    body = json.dumps({"name": name}).encode()
    return Request(method="PUT", path=f"/v1/tags/{ref}", headers=AUTH, body=body)


def name_of(sandbox: Sandbox, ref: int) -> str:
    reply = exchange.answer(
        sandbox, FRAGILE, Request(method="GET", path=f"/v1/tags/{ref}", headers=AUTH)
    )
    name: str = json.loads(reply.body)["name"]
    return name


def test_replies_come_in_the_order_of_the_requests(sandbox: Sandbox) -> None:
    calls = [(FRAGILE, rename(n, f"tag {n}")) for n in (2, 1, 3)]
    replies = exchange.answer_all(sandbox, calls)
    assert [json.loads(r.body)["name"] for r in replies] == ["tag 2", "tag 1", "tag 3"]


def test_one_that_breaks_undoes_only_itself(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    before = name_of(sandbox, 2)
    with caplog.at_level(logging.CRITICAL):
        replies = exchange.answer_all(
            sandbox, [(FRAGILE, rename(n, name)) for n, name in ((1, "a"), (2, "boom"), (3, "c"))]
        )
    assert [reply.status for reply in replies] == [200, 500, 200]
    assert [name_of(sandbox, n) for n in (1, 2, 3)] == ["a", before, "c"]


def test_one_that_breaks_is_in_the_journal(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.CRITICAL):
        exchange.answer_all(sandbox, [(FRAGILE, rename(1, "boom")), (FRAGILE, rename(1, "x"))])
    with sandbox.transaction() as con:
        seen, total = journal.exchanges(con, "one", {}, 10)
    assert total == 2
    assert [each["status"] for each in seen] == [500, 200]


def keep_and_fail(sandbox: Sandbox) -> None:
    with sandbox.transaction():
        exchange.answer_all(sandbox, [(FRAGILE, rename(1, "lost"))])
        raise RuntimeError("the disk is full")


def test_what_cannot_be_kept_did_not_happen(sandbox: Sandbox) -> None:
    with pytest.raises(RuntimeError, match="disk"):
        keep_and_fail(sandbox)
    assert name_of(sandbox, 1) != "lost"
