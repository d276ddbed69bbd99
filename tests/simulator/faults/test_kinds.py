"""What each fault does to a reply."""

import json
from typing import Any

import pytest

from ats_simulator.faults.script import FAULTS, Fault, make_fault
from ats_simulator.provider import Reply

WHOLE = Reply(
    status=201,
    headers=(("Content-Type", "application/json"), ("Content-Length", "8"), ("X-Vendor", "1")),
    body=b'{"id":7}',
)


def a_fault(kind: str, **settings: Any) -> Fault:
    return make_fault(kind, settings)


def headers_of(reply: Reply) -> dict[str, str]:
    return dict(reply.headers)


def test_answer_speaks_in_the_providers_place() -> None:
    fault = a_fault("answer", status=429, headers={"Retry-After": 3}, body={"error": "slow"})
    reply = fault.apply(None)
    assert fault.before
    assert (reply.status, reply.body) == (429, b'{"error":"slow"}')
    assert headers_of(reply) == {
        "Content-Type": "application/json",
        "Retry-After": "3",
        "Content-Length": "16",
    }


def test_answer_sends_a_string_as_it_is() -> None:
    reply = a_fault("answer", status=500, body="dürr").apply(None)
    assert reply.body == "dürr".encode()
    assert headers_of(reply)["Content-Type"].startswith("text/plain")
    assert headers_of(reply)["Content-Length"] == "5"


def test_answer_keeps_the_content_type_it_is_given() -> None:
    reply = a_fault("answer", status=200, headers={"content-type": "a/b"}, body="{}").apply(None)
    assert headers_of(reply) == {"content-type": "a/b", "Content-Length": "2"}


def test_answer_without_a_body_has_length_nought_and_204_has_none() -> None:
    assert headers_of(a_fault("answer", status=500).apply(None)) == {"Content-Length": "0"}
    assert a_fault("answer", status=204).apply(None) == Reply(status=204)


@pytest.mark.parametrize(
    ("kind", "settings"), [("answer", {"status": 500}), ("reset", {}), ("html_page", {})]
)
def test_a_fault_may_hide_the_reply_of_a_request_that_was_carried_out(
    kind: str, settings: dict[str, Any]
) -> None:
    fault = a_fault(kind, **settings, after=True)
    assert not fault.before
    hidden = fault.apply(WHOLE)
    assert hidden.abort or hidden.status >= 500


def test_delay_leaves_the_reply_alone_but_for_its_time() -> None:
    fault = a_fault("delay", seconds=1.5)
    assert not fault.before
    assert fault.apply(WHOLE).delay_s == 1.5
    assert fault.apply(WHOLE).body == WHOLE.body


@pytest.mark.parametrize(("count", "sent"), [(0, 0), (3, 3), (8, 7), (10**6, 7)])
def test_truncate_always_leaves_something_out(count: int, sent: int) -> None:
    reply = a_fault("truncate", bytes=count).apply(WHOLE)
    assert reply.cut == sent
    assert reply.body == WHOLE.body
    assert headers_of(reply)["Content-Length"] == "8"


def test_truncate_resets_when_there_is_no_body_to_cut() -> None:
    assert a_fault("truncate", bytes=3).apply(Reply(status=204)).abort


def test_reset_says_nothing() -> None:
    assert a_fault("reset").apply(None) == Reply(status=0, abort=True)


@pytest.mark.parametrize("body", [b'{"id":7}', b"[]\n", b"12", b'"x"', b"", b"null", b'{"a":"'])
def test_malformed_json_can_never_be_parsed_and_its_length_is_right(body: bytes) -> None:
    reply = a_fault("malformed_json").apply(Reply(status=200, body=body))
    with pytest.raises(json.JSONDecodeError):
        json.loads(reply.body)
    assert headers_of(reply)["Content-Length"] == str(len(reply.body))


def test_malformed_json_keeps_status_and_headers() -> None:
    reply = a_fault("malformed_json").apply(WHOLE)
    assert reply.status == 201
    assert headers_of(reply)["X-Vendor"] == "1"
    assert [k for k, _ in reply.headers].count("Content-Length") == 1


def test_html_page_is_a_page_of_a_gateway() -> None:
    reply = a_fault("html_page").apply(None)
    assert reply.status == 502
    assert headers_of(reply)["Content-Type"] == "text/html; charset=utf-8"
    assert b"<h1>502 Bad Gateway</h1>" in reply.body
    assert a_fault("html_page", status=200).apply(None).status == 200


def test_every_kind_says_whether_the_request_is_carried_out() -> None:
    needed = {"answer": {"status": 500}, "delay": {"seconds": 1}, "truncate": {"bytes": 1}}
    before = {kind for kind in FAULTS if make_fault(kind, needed.get(kind, {})).before}
    assert before == {"answer", "reset", "html_page"}
