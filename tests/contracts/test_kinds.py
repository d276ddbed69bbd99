"""The ways of reaching a target: the same checks give the same verdicts over each of them."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from wsgiref.simple_server import make_server

import httpx
import pytest

from ats_contracts.errors import AdapterBroke, UsageError
from ats_contracts.run import Outcome, Selection, verify
from ats_contracts.targets import Link
from ats_contracts.targets.file import TargetSpec, parse
from tests.contracts.acme import Acme
from tests.contracts.acme_server import Quiet
from tests.contracts.kit import CALL, CHECKS, finished, verdicts

ROOT = Path(__file__).parents[2]
FEW = Selection(
    providers=("nexivohr",), patterns=("candidates.list.complete", "candidates.field.emails")
)
PASSED = {"candidates.list.complete": "pass", "candidates.field.emails": "pass"}


def over_the_network() -> Link:
    closing = httpx.Limits(max_keepalive_connections=0)
    transport = httpx.HTTPTransport(trust_env=False, limits=closing)
    return Link(base_urls={}, transport=transport, now=time.time, sleep=time.sleep, clock="real")


app = Acme(over_the_network())
"""A WSGI application that a target file can name."""


def a_target(target: str, more: str = CALL) -> TargetSpec:
    return parse(f'name = "a"\ntarget = "{target}"\n{more}', given="a.target.toml", folder=ROOT)


def run(spec: TargetSpec) -> Outcome:
    return verify(spec, FEW, registry=CHECKS)


@pytest.fixture
def running() -> Iterator[str]:
    with make_server("127.0.0.1", 0, Acme(over_the_network()), handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(5)


def test_a_target_that_runs_already_is_driven_over_http(running: str) -> None:
    assert verdicts(run(a_target(running))) == PASSED


def test_a_wsgi_application_is_driven_in_this_process() -> None:
    assert verdicts(run(a_target("wsgi:tests.contracts.test_kinds:app"))) == PASSED


def test_a_factory_is_driven_in_virtual_time() -> None:
    assert verdicts(run(a_target("py:tests.contracts.acme:good"))) == PASSED


PROGRAM = f"cmd:{sys.executable} -m tests.contracts.acme_server"
READY = '[command]\nready = "/ready"\nready_timeout_s = 15\n'


def test_any_program_is_started_driven_and_ended() -> None:
    before = children()
    assert verdicts(run(a_target(PROGRAM, f"{CALL}{READY}"))) == PASSED
    assert children() == before


def test_a_program_may_be_told_its_accounts_by_the_environment() -> None:
    more = f'[connect]\nmode = "environment"\n{READY}env = {{ ACME_ENVIRONMENT = "1" }}\n'
    assert verdicts(run(a_target(PROGRAM, more))) == PASSED


def children() -> set[str]:
    """List the processes of this program's children, from the process table."""
    own = str(os.getpid())
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parts = status.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if parts[1] == own:
            found.add(status.parent.name)
    return found


def test_a_program_that_ends_at_once_is_an_error_with_its_last_words() -> None:
    outcome = run(a_target(PROGRAM, f'{CALL}{READY}env = {{ ACME_BREAK = "1" }}\n'))
    assert set(verdicts(outcome).values()) == {"error"}
    reason = finished(outcome, "candidates.list.complete")["reason"]
    assert "acme: no such configuration" in reason
    assert "ended with code 1" in reason


HANGS_UP = """
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = b'{"id": "a"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        return self.do_POST() if self.path == "/ready" else {}["phone"]

HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""


def test_a_program_that_hangs_up_is_an_error_with_its_last_words(tmp_path: Path) -> None:
    (tmp_path / "hangs_up.py").write_text(HANGS_UP, encoding="utf-8")
    program = f"cmd:{sys.executable} {tmp_path / 'hangs_up.py'}"
    outcome = run(a_target(program, f'{CALL}[command]\nready = "/ready"\n'))
    reason = finished(outcome, "candidates.list.complete")["reason"]
    assert reason.endswith("its output ends with: KeyError: 'phone'")


class HangsUp(BaseHTTPRequestHandler):
    """Serves one page of candidates, and hangs up on bodies that are no JSON."""

    def do_GET(self) -> None:
        self.answer(200, b'{"result": [{"id": "1"}], "next_cursor": null}')

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.path == "/integrated-account":
            self.answer(200, b'{"id": "a"}')
        elif body.startswith((b"[", b'"', b"n")):
            self.answer(400, b"{}")
        else:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def test_hanging_up_on_a_body_is_a_failure_of_the_target_and_no_error() -> None:
    with HTTPServer(("127.0.0.1", 0), HangsUp) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        check = "candidates.input.hostile_bodies"
        spec = a_target(f"http://127.0.0.1:{server.server_port}")
        outcome = verify(spec, Selection(providers=("nexivohr",), patterns=(check,)))
        server.shutdown()
        thread.join(5)
    assert finished(outcome, check)["verdict"] == "fail"
    said = [e["actual"] for e in outcome.events if e["type"] == "divergence"]
    assert said == ["no answer"] * 4


def test_a_program_that_does_not_exist_is_an_error() -> None:
    outcome = run(a_target("cmd:no-such-program-here", CALL))
    assert "cannot start" in finished(outcome, "candidates.list.complete")["reason"]


def test_a_target_that_nobody_runs_is_an_error_and_no_failure() -> None:
    outcome = run(a_target("http://127.0.0.1:9"))
    assert set(verdicts(outcome).values()) == {"error"}
    assert "no answer" in finished(outcome, "candidates.list.complete")["reason"]


def test_a_factory_that_cannot_be_imported_is_a_mistake_of_the_file() -> None:
    with pytest.raises(UsageError, match=r"cannot import py:no\.such:thing"):
        run(a_target("py:no.such:thing"))


def test_a_factory_that_crashes_or_makes_something_odd_is_said_so() -> None:
    def crashes(link: Link) -> object:
        raise LookupError("no configuration")

    with pytest.raises(AdapterBroke, match="LookupError: no configuration"):
        run(a_target("py:tests.contracts.acme:good").with_factory(crashes))
    with pytest.raises(AdapterBroke, match="gave int; expected a WSGI application"):
        run(a_target("py:tests.contracts.acme:good").with_factory(lambda link: 7))


def test_an_application_that_crashes_answers_500_as_behind_a_server() -> None:
    def crashes(environ: object, start_response: object) -> list[bytes]:
        raise KeyError("current_title")

    outcome = run(a_target("py:tests.contracts.acme:good").with_factory(lambda link: crashes))
    reason = finished(outcome, "candidates.list.complete")["reason"]
    assert "upstream (HTTP 500)" in reason
    assert "KeyError" in reason


class Whole:
    """A target in Python that speaks no HTTP at all."""

    account_id = "1"

    def __init__(self, link: Link) -> None:
        self.inner = Acme(link)

    def connect(self, tenant: object) -> Whole:
        self.account = (tenant.base_url, tenant.credentials["token"])  # type: ignore[attr-defined]
        return self

    def page(self, resource: str, query: object, *, cursor: str | None, limit: object) -> object:
        from ats_contracts.target import Page

        got = self.inner.listed(self.account, resource, {"next_cursor": cursor or ""})
        return Page(records=tuple(got["result"]), next_cursor=got["next_cursor"])

    def take_exchanges(self) -> list[object]:
        return []


def test_an_object_that_implements_the_protocol_is_driven_without_http() -> None:
    outcome = run(a_target("py:tests.contracts.acme:good").with_factory(Whole))
    assert verdicts(outcome) == PASSED


def test_a_program_is_audited_too_and_told_what_it_relies_on() -> None:
    selection = Selection(
        providers=("nexivohr",), patterns=("candidates.list.complete",), sweep="on"
    )
    outcome = verify(a_target(PROGRAM, f"{CALL}{READY}"), selection)
    assert outcome.audit is not None
    found = outcome.audit.by_assumption()
    assert found["nexivohr.list_envelope"] == "loud"
    assert found["nexivohr.id_style"] == "tolerated"
    assert found["nexivohr.webhook_data"] == "unexercised"
