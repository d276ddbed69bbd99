"""
What a target declares about itself is verified, not excused.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from ats_contracts.reference import create_app
from ats_contracts.run import Selection, verify
from ats_contracts.targets import Link, load
from ats_contracts.targets.file import Options
from tests.contracts.kit import CALL, a_spec, verdicts


@pytest.mark.parametrize(
    ("check", "right", "wrong", "where"),
    [
        (
            "candidates.create.round_trip",
            Options(create_status=201),
            Options(create_status=200),
            "status of a create",
        ),
        (
            "candidates.paging.limit_respected",
            Options(default_limit=50),
            Options(default_limit=2),
            "records on a page of candidates without limit",
        ),
    ],
)
def test_a_promise_is_kept_or_fails(check: str, right: Options, wrong: Options, where: str) -> None:
    selection = Selection(providers=("nexivohr",), patterns=(check,))
    assert verify(replace(load("reference"), options=right), selection).counts["pass"] == 1
    broken = verify(replace(load("reference"), options=wrong), selection)
    assert [e["where"] for e in broken.events if e["type"] == "divergence"] == [where]


def slow_to_show(link: Link) -> Any:
    """Make the reference as one that shows nothing for 50 ms after a write."""
    app, written = create_app(transport=link.transport), [0.0]

    def wsgi(environ: Any, start_response: Any) -> Any:
        if environ["REQUEST_METHOD"] == "GET" and time.monotonic() < written[0] + 0.05:
            start_response("404 Not Found", [])
            return [b"{}"]
        answer = app(environ, start_response)
        if environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"].startswith("/unified"):
            written[0] = time.monotonic()
        return answer

    return wsgi


def test_what_is_declared_to_show_late_is_waited_for_in_real_time_too() -> None:
    more = f'token = "t"\n{CALL}[options]\nfreshness_s = 0.1\n'
    spec = replace(a_spec(more=more).with_factory(slow_to_show), clock="real")
    outcome = verify(spec, Selection(patterns=("candidates.create.round_trip",)))
    assert verdicts(outcome) == {"candidates.create.round_trip": "pass"}


def from_a_store(link: Link) -> Any:
    """Make a target that asks no vendor for anything."""

    def wsgi(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [("Content-Type", "application/json")])
        return [b'{"id": "a", "result": [], "next_cursor": null}']

    return wsgi


def test_of_limits_nothing_is_asked_of_a_target_that_did_not_call_the_vendor() -> None:
    spec = a_spec(more=CALL).with_factory(from_a_store)
    outcome = verify(spec, Selection(patterns=("ratelimit.headers.*",)))
    assert set(verdicts(outcome).values()) == {"unverified"}
