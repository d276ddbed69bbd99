"""What was recorded of the real server, byte for byte."""

from __future__ import annotations

import socket

import httpx
import pytest

from ats_simulator.providers.jobvite.operations import LIVE
from tests.simulator.providers.jobvite.desk import Desk, sample

ERRORS = sample("errors.json")
UNAUTHORIZED = (
    b'{"status":{"code":401,"messages":["Invalid api/secret. Try again with a valid api/secret"]}}'
)
NOT_FOUND = b'{"status":{"code":404,"messages":["Invalid URL Cannot find API."]}}'
WORDS = """
offer user users requisition hiringTeam eeo eeoc attachment application applications
application/create note notes activity source sources referral company onboard newHire evaluation
tag jobFeed resume document event events subscription workflowState stage stages rejectReason
scorecard feedback recruiter search report organization history oauth token health version auth
login authenticate
"""
RECORDED_404 = WORDS.split()
COOKIES = [f"AWSALBAPP-{n}=_remove_" for n in range(4)]


def v2_headers_of(answer: httpx.Response) -> None:
    """Check the headers that every recorded v2 answer has."""
    assert answer.headers["Content-Type"] == "application/json;charset=utf-8"
    assert answer.headers["Pragma"] == "no-cache"
    assert answer.headers["Cache-Control"] == "private, no-cache, no-store, max-age=0"
    assert answer.headers["Server"] == "Jobvite"
    assert answer.headers["X-JOBVITE-PROXY"] == "true"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    cookies = answer.headers.get_list("set-cookie")
    assert [c.partition(";")[0] for c in cookies] == COOKIES


@pytest.mark.parametrize("name", sorted(LIVE))
def test_the_seventeen_live_names_answer_92_bytes_without_credentials(
    reading: Desk, name: str
) -> None:
    answer = reading.anonymous().get(f"/api/v2/{name}")
    assert answer.status_code == 401
    assert answer.content == UNAUTHORIZED == ERRORS["v2 missing or bad credentials"]["raw"].encode()
    assert answer.headers["Content-Length"] == "92"
    assert "WWW-Authenticate" not in answer.headers
    v2_headers_of(answer)


@pytest.mark.parametrize(
    "name", [*RECORDED_404, "candidates", "jobs", "customField", "offerletter"]
)
def test_unknown_names_answer_67_bytes_before_any_look_at_credentials(
    reading: Desk, name: str
) -> None:
    for client in (reading.anonymous(), reading.http):
        answer = client.get(f"/api/v2/{name}")
        assert answer.status_code == 404
        assert answer.content == NOT_FOUND == ERRORS["v2 unknown route"]["raw"].encode()
        assert answer.headers["Content-Length"] == "67"
        v2_headers_of(answer)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v3/candidate",
        "/api/v2/candidate/",
        "/api/v2/",
        "/api/v2",
        "/",
        "/api/v2/job/x/y",
        "/api/v2/application/x/notes",
        "/api/v1/nothing",
    ],
)
def test_paths_beside_the_known_ones_are_unknown(reading: Desk, path: str) -> None:
    answer = reading.http.get(path)
    assert (answer.status_code, answer.content) == (404, NOT_FOUND)


def test_there_is_no_header_about_limits_and_no_request_id(reading: Desk) -> None:
    answer = reading.http.get("/api/v2/candidate", params={"count": 1})
    v2_headers_of(answer)
    known = {
        "content-type",
        "pragma",
        "cache-control",
        "server",
        "x-jobvite-proxy",
        "access-control-allow-origin",
        "set-cookie",
        "content-length",
    }
    assert set(answer.headers) == known


def test_the_wrong_prefix_answers_200_with_the_body_of_a_401(reading: Desk) -> None:
    for client in (reading.anonymous(), reading.http):
        answer = client.get("/api/v1/candidate")
        assert answer.status_code == 200
        assert answer.content == UNAUTHORIZED


def test_v1_refuses_in_53_bytes_of_text_without_a_content_type(reading: Desk) -> None:
    answer = reading.anonymous().get("/v1/candidate")
    assert answer.status_code == 401
    assert answer.content == ERRORS["v1 bad credentials"]["raw"].encode()
    assert answer.headers["Content-Length"] == "53"
    assert "Content-Type" not in answer.headers


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"key":1,"payload":"x"}', b'{"key":"x"}'])
def test_a_malformed_task_gets_a_page_of_435_bytes_whoever_asks(reading: Desk, body: bytes) -> None:
    for client in (reading.anonymous(), reading.http):
        answer = client.post("/api/v2/task", content=body)
        assert answer.status_code == 400
        assert answer.headers["Content-Type"] == "text/html;charset=utf-8"
        assert answer.headers["Content-Length"] == "435"
        assert answer.content == ERRORS["POST /api/v2/task malformed body"]["raw"].encode()
        assert len(answer.content) == 435


@pytest.mark.parametrize("path", ["/api/v2/candidate", "/api/v2/nothing", "/v1/jobFeed", "/x"])
def test_options_needs_no_credentials_on_any_path(reading: Desk, path: str) -> None:
    answer = reading.anonymous().options(path)
    assert answer.status_code == 200
    assert answer.headers["Allow"] == "GET,HEAD,POST,PUT,DELETE,OPTIONS"
    assert answer.content == b""


@pytest.mark.parametrize(
    ("method", "path"), [("PATCH", "/api/v2/candidate"), ("GET", "/v2/candidate")]
)
def test_patch_and_a_forgotten_prefix_are_sent_to_a_page(
    reading: Desk, method: str, path: str
) -> None:
    answer = reading.anonymous().request(method, path)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "https://app.jobvite.com/admin/info/404.html"
    assert answer.content == b""


def test_a_server_error_that_was_asked_for_is_the_vendors_own(desk: Desk) -> None:
    for status in (500, 503):
        desk.account.add_fault("answer", status=status)
        answer = desk.http.get("/api/v2/role")
        own = ERRORS["v2 server error"]["raw"].replace("500", str(status))
        assert (answer.status_code, answer.text) == (status, own)
        v2_headers_of(answer)
    desk.account.add_fault("answer", status=500, body="")
    assert desk.http.get("/api/v2/role").content == b""


def test_head_is_get_without_a_body(reading: Desk) -> None:
    params = {"count": 2}
    got = reading.http.get("/api/v2/candidate", params=params)
    headed = reading.http.head("/api/v2/candidate", params=params)
    assert headed.status_code == 200
    assert headed.content == b""
    assert headed.headers["Content-Length"] == str(len(got.content))


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/api/v2/contact"), ("DELETE", "/api/v2/candidate"), ("PUT", "/api/v2/location")],
)
def test_a_method_that_nobody_uses_is_unknown_only_to_those_who_may_ask(
    reading: Desk, method: str, path: str
) -> None:
    assert reading.anonymous().request(method, path).content == UNAUTHORIZED
    answer = reading.http.request(method, path)
    assert (answer.status_code, answer.content) == (404, NOT_FOUND)


def exchanged(port: int, request: str, body: bytes = b"") -> tuple[list[str], bytes]:
    """Send a request over a socket of its own; give the head, line by line, and the body."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        length = f"Content-Length: {len(body)}"
        head = f"{request} HTTP/1.1\r\nHost: x\r\n{length}\r\nConnection: close\r\n\r\n"
        client.sendall(head.encode() + body)
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    told, _, content = answer.partition(b"\r\n\r\n")
    return told.decode("latin-1").split("\r\n"), content


HEAD = """\
Content-Type: application/json;charset=utf-8
Pragma: no-cache
Cache-Control: private, no-cache, no-store, max-age=0
Server: Jobvite
X-JOBVITE-PROXY: true
Access-Control-Allow-Origin: *
Set-Cookie: AWSALBAPP-0=_remove_; Path=/
Set-Cookie: AWSALBAPP-1=_remove_; Path=/
Set-Cookie: AWSALBAPP-2=_remove_; Path=/
Set-Cookie: AWSALBAPP-3=_remove_; Path=/"""


def test_the_recorded_bytes_go_over_a_socket_as_they_are() -> None:
    with Desk() as desk, desk.simulator.serve() as served:
        port = int(served.base_url.rpartition(":")[2])
        refused, body_401 = exchanged(port, "GET /jobvite/api/v2/candidate")
        unknown, body_404 = exchanged(port, "GET /jobvite/api/v2/candidates")
        text, body_v1 = exchanged(port, "GET /jobvite/v1/candidate")
        page, body_400 = exchanged(port, "POST /jobvite/api/v2/task", b"x")
    assert refused[:11] == ["HTTP/1.1 401 Unauthorized", *HEAD.splitlines()]
    assert unknown[:11] == ["HTTP/1.1 404 Not Found", *HEAD.splitlines()]
    for head, length in ((refused, 92), (unknown, 67), (text, 53), (page, 435)):
        assert f"Content-Length: {length}" in head
    assert (body_401, body_404) == (UNAUTHORIZED, NOT_FOUND)
    assert body_v1 == ERRORS["v1 bad credentials"]["raw"].encode()
    assert not any(line.lower().startswith("content-type") for line in text)
    assert body_400 == ERRORS["POST /api/v2/task malformed body"]["raw"].encode()
