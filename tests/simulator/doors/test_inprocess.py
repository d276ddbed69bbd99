"""The in-process transport: a client sees what it would see over a network."""

from collections.abc import Callable

import httpx
import pytest

from ats_simulator.doors.inprocess import InProcess
from ats_simulator.doors.wsgi import wsgi_app
from ats_simulator.provider import Reply, Request

JSON = (("Content-Type", "application/json"),)
BODY = b'{"id":102}'


def a_client(answer: Callable[[Request], Reply], slept: list[float] | None = None) -> httpx.Client:
    naps: list[float] = [] if slept is None else slept
    app = wsgi_app(answer, max_body=100, sleep=naps.append)
    return httpx.Client(transport=InProcess(app), base_url="http://sandbox.test")


def always(**fields: object) -> Callable[[Request], Reply]:
    reply = Reply(**{"status": 200, "headers": JSON, "body": BODY} | fields)  # type: ignore[arg-type]
    return lambda request: reply


def test_a_reply_arrives_whole() -> None:
    with a_client(always(status=201)) as client:
        reply = client.get("/x")
    assert (reply.status_code, reply.content) == (201, BODY)
    assert dict(reply.headers) == {"content-type": "application/json", "content-length": "10"}


def test_a_cut_body_is_a_protocol_error() -> None:
    with a_client(always(cut=3)) as client, pytest.raises(httpx.RemoteProtocolError):
        client.get("/x")


def test_the_bytes_before_the_cut_do_arrive() -> None:
    with a_client(always(cut=3)) as client, client.stream("GET", "/x") as reply:
        chunks = reply.iter_raw()
        assert reply.headers["Content-Length"] == "10"
        assert next(chunks) == BODY[:3]
        with pytest.raises(httpx.RemoteProtocolError, match="cut after 3 bytes"):
            next(chunks)


def test_a_reset_is_a_read_error() -> None:
    with a_client(always(abort=True, status=0)) as client, pytest.raises(httpx.ReadError):
        client.get("/x")


def test_a_delay_is_waited_for() -> None:
    slept: list[float] = []
    with a_client(always(delay_s=2.5), slept) as client:
        assert client.get("/x").status_code == 200
    assert slept == [2.5]


def test_a_delay_beyond_the_clients_patience_is_a_timeout_after_that_patience() -> None:
    slept: list[float] = []
    with a_client(always(delay_s=60), slept) as client, pytest.raises(httpx.ReadTimeout):
        client.get("/x", timeout=1.5)
    assert slept == [1.5]


def test_a_client_without_a_timeout_waits_for_ever() -> None:
    slept: list[float] = []
    with a_client(always(delay_s=60), slept) as client:
        assert client.get("/x", timeout=None).status_code == 200
    assert slept == [60]


def test_head_has_the_length_but_not_the_body() -> None:
    with a_client(always()) as client:
        reply = client.head("/x")
    assert reply.content == b""
    assert reply.headers["Content-Length"] == "10"


def test_no_content_has_neither_body_nor_length() -> None:
    with a_client(always(status=204, headers=(), body=b"")) as client:
        assert dict(client.delete("/x").headers) == {}


def test_the_request_arrives_as_it_was_sent() -> None:
    seen: list[Request] = []

    def remember(request: Request) -> Reply:
        seen.append(request)
        return Reply(status=200)

    with a_client(remember) as client:
        client.post("/caf%C3%A9/a%2Fb?q=%20x&q=", content=b"abc", headers={"X-Name": "v"})
    (request,) = seen
    assert request.method == "POST"
    assert request.path.encode("latin-1").decode() == "/café/a/b"
    assert request.query == "q=%20x&q="
    assert request.body == b"abc"
    assert request.headers["x-name"] == "v"
    assert request.host == "sandbox.test"


def test_a_streamed_body_arrives_and_a_huge_one_stops_one_byte_above_the_bound() -> None:
    lengths: list[int] = []

    def measure(request: Request) -> Reply:
        lengths.append(len(request.body))
        return Reply(status=200)

    with a_client(measure) as client:
        client.post("/x", content=iter([b"ab", b"cd"]))
        client.post("/x", content=b"x" * 5000)
    assert lengths == [4, 101]
