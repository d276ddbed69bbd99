"""The socket door: replies go out verbatim, faults are real, and no client can break it."""

import contextlib
import http.client
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from ats_simulator import faults, tenants
from ats_simulator.app import Sandbox
from ats_simulator.doors.threaded import Served, serve_in_thread
from ats_simulator.doors.wsgi import Environ, StartResponse
from ats_simulator.errors import CannotListen
from ats_simulator.provider import Tenant
from ats_simulator.store.database import Database
from ats_simulator.tenants import TenantSpec
from tests.simulator.acme import ACME

AUTH = {"Authorization": "Bearer token-of-one"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    database = Database()
    yield Sandbox(database, {"acme": ACME})
    database.close()


@pytest.fixture(scope="module")
def tenant(sandbox: Sandbox) -> Tenant:
    return tenants.create(sandbox, TenantSpec(provider="acme", id="one", size=5, limits="off"))


@pytest.fixture(scope="module")
def served(sandbox: Sandbox, tenant: Tenant) -> Iterator[Served]:
    with serve_in_thread(sandbox, apps=lambda base_url: {"/echo": echo(base_url)}) as served:
        yield served


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.base_url, headers=AUTH, timeout=5) as client:
        yield client


def echo(base_url: str) -> Callable[[Environ, StartResponse], list[bytes]]:
    """An app that calls back over HTTP into the server that runs it."""

    def app(environ: Environ, start_response: StartResponse) -> list[bytes]:
        if environ["PATH_INFO"].endswith("/broken"):
            raise ZeroDivisionError
        body = httpx.get(f"{base_url}/acme/v1/tags", headers=AUTH, timeout=5).content
        start_response("200 OK", [("X-Path", environ["PATH_INFO"]), ("X-Accent", "caf\xe9")])
        return [body]

    return app


def set_fault(sandbox: Sandbox, tenant: Tenant, **spec: object) -> None:
    with sandbox.transaction() as con:
        faults.add(con, tenant.n, spec)
        sandbox.reconfigured(con)


def port_of(served: Served) -> int:
    return int(served.base_url.rpartition(":")[2])


@contextlib.contextmanager
def a_connection(served: Served) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port_of(served)), timeout=5) as connection:
        yield connection


def say(served: Served, raw: bytes) -> bytes:
    """Send *raw* and read until the server closes."""
    with a_connection(served) as connection:
        connection.sendall(raw)
        said = b""
        with contextlib.suppress(ConnectionResetError):
            while chunk := connection.recv(65536):
                said += chunk
        return said


def test_a_reply_has_the_providers_headers_and_none_of_the_servers(client: httpx.Client) -> None:
    reply = client.get("/acme/v1/tags/1")
    assert reply.status_code == 200
    assert reply.json()["id"] == "1"
    assert set(reply.headers) == {"content-type", "content-length", "date"}


def test_a_connection_is_used_again(served: Served) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port_of(served), timeout=5)
    for _ in range(3):
        connection.request("GET", "/acme/v1/tags", headers=AUTH)
        assert connection.getresponse().read().startswith(b"[")
        assert connection.sock is not None
    connection.close()


def test_an_old_client_gets_one_reply_and_the_end(served: Served) -> None:
    said = say(served, b"GET /acme/v1/tags HTTP/1.0\r\nAuthorization: Bearer token-of-one\r\n\r\n")
    assert b" 200 OK\r\n" in said
    assert b"Connection: close\r\n" in said


def test_a_cut_body_announces_the_whole_and_ends_early(
    sandbox: Sandbox, tenant: Tenant, client: httpx.Client
) -> None:
    whole = len(client.get("/acme/v1/tags").content)
    set_fault(sandbox, tenant, kind="truncate", bytes=7)
    with client.stream("GET", "/acme/v1/tags") as reply:
        assert reply.headers["Content-Length"] == str(whole)
        with pytest.raises(httpx.RemoteProtocolError, match=f"received 7 bytes, expected {whole}"):
            reply.read()


def test_a_reset_is_a_real_one(sandbox: Sandbox, tenant: Tenant, served: Served) -> None:
    set_fault(sandbox, tenant, kind="reset")
    with a_connection(served) as connection:
        connection.sendall(b"GET /acme/v1/tags HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ")
        connection.sendall(b"token-of-one\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            connection.recv(100)


def test_a_reset_after_the_work_leaves_the_work_done(
    sandbox: Sandbox, tenant: Tenant, client: httpx.Client
) -> None:
    set_fault(sandbox, tenant, kind="reset", after=True)
    with pytest.raises(httpx.ReadError):
        client.put("/acme/v1/tags/2", json={"name": "renamed"})
    assert client.get("/acme/v1/tags/2").json()["name"] == "renamed"


def test_a_delay_holds_up_nobody_else(
    sandbox: Sandbox, tenant: Tenant, client: httpx.Client
) -> None:
    set_fault(sandbox, tenant, kind="delay", seconds=0.4, match={"path": "/v1/tags/1"}, times=20)
    took: list[float] = []

    def slow() -> None:
        started = time.perf_counter()
        httpx.get(f"{client.base_url}/acme/v1/tags/1", headers=AUTH, timeout=5)
        took.append(time.perf_counter() - started)

    threads = [threading.Thread(target=slow) for _ in range(20)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    assert client.get("/acme/v1/tags/2").status_code == 200
    for thread in threads:
        thread.join()
    assert min(took) >= 0.4
    assert time.perf_counter() - started < 4  # 20 times 0.4 s one after another would be 8


def test_an_app_may_call_back_into_the_server(client: httpx.Client) -> None:
    reply = client.get("/echo/some/path")
    assert reply.json()[0]["id"] == "1"
    assert reply.headers["X-Path"] == "/echo/some/path"
    assert reply.headers["X-Accent"].encode("latin-1") == b"caf\xe9"


def test_an_app_that_breaks_is_an_error_without_a_traceback(client: httpx.Client) -> None:
    reply = client.get("/echo/broken")
    assert reply.status_code == 500
    assert reply.json() == {"error": {"message": "/echo failed; the log has the details"}}


def test_the_control_plane_is_served(client: httpx.Client) -> None:
    assert client.get("/_sim/health").json()["status"] == "ok"


def test_the_root_says_what_is_served_and_elsewhere_is_404(client: httpx.Client) -> None:
    assert client.get("/").json()["mounts"] == ["/acme", "/_sim", "/echo"]
    reply = client.get("/nowhere/x")
    assert reply.status_code == 404
    assert "served: /acme" in reply.json()["error"]["message"]


def test_head_is_answered_without_a_body(served: Served, client: httpx.Client) -> None:
    length = client.get("/acme/v1/tags").headers["Content-Length"]
    reply = client.head("/acme/v1/tags")
    assert (reply.content, reply.headers["Content-Length"]) == (b"", length)


def test_a_large_body_arrives_after_the_client_was_told_to_go_on(served: Served) -> None:
    body = json.dumps({"name": "x" * 200_000}).encode()
    with a_connection(served) as connection:
        connection.sendall(
            b"PUT /acme/v1/tags/3 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer token-of-one\r\n"
            b"Content-Type: application/json\r\nExpect: 100-continue\r\nConnection: close\r\n"
            + f"Content-Length: {len(body)}\r\n\r\n".encode()
        )
        assert connection.recv(100).startswith(b"HTTP/1.1 100 Continue")
        connection.sendall(body)
        assert connection.recv(100).startswith(b"HTTP/1.1 200 OK")


def test_a_chunked_body_arrives(client: httpx.Client) -> None:
    chunks = iter([b'{"na', b'me":"chunks"}'])
    headers = {"Content-Type": "application/json"}
    assert client.put("/acme/v1/tags/3", content=chunks, headers=headers).status_code == 200
    assert client.get("/acme/v1/tags/3").json()["name"] == "chunks"


HOSTILE = [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n",
    b"POST /acme/v1/tags HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 20_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 2000 + b"\r\n",
    b"GET /acme/v1/tags/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /acme/v1/tags/%ff%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /acme/v1/tags/\xe2\x98\x83 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET http://elsewhere.test/acme/v1/tags HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /acme/v1/tags HTTP/1.1\r\nHost: x:y:z\r\nConnection: close\r\n\r\n",
    b"GET /acme/v1/tags HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n",
    b"BREW /acme/v1/tags HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /acme/v1/tags HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: close, Upgrade\r\n\r\n",
    b"GET /acme/v1/tags HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n",
]


@pytest.mark.parametrize("raw", HOSTILE, ids=lambda raw: repr(raw[:50]))
def test_no_request_breaks_the_door(served: Served, raw: bytes) -> None:
    said = say(served, raw)
    status = int(said[9:12])
    assert 200 <= status < 500
    assert b"aiohttp" not in said
    assert b"Traceback" not in said


def test_hostile_requests_with_a_credential_get_no_5xx(served: Served) -> None:
    auth = b"Authorization: Bearer token-of-one\r\n"
    for raw in HOSTILE:
        said = say(served, raw.replace(b"Host:", auth + b"Host:", 1))
        assert int(said[9:12]) < 500


def test_clients_that_leave_in_the_middle_do_no_harm(served: Served, client: httpx.Client) -> None:
    for part in (b"", b"GET /acme", b"PUT /acme/v1/tags/1 HTTP/1.1\r\nContent-Length: 9\r\n\r\n{"):
        with a_connection(served) as connection:
            connection.sendall(part)
            linger = struct.pack("ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    assert client.get("/acme/v1/tags").status_code == 200


def test_pipelined_requests_are_answered_in_order(served: Served) -> None:
    one = b"GET /acme/v1/tags/%d HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer token-of-one\r\n"
    raw = b"".join(one % n + b"\r\n" for n in (1, 2, 1))
    last = one % 2 + b"Connection: close\r\n\r\n"
    said = say(served, raw + last)
    assert said.count(b"HTTP/1.1 200 OK") == 4


def test_a_port_in_use_is_refused_in_one_sentence(sandbox: Sandbox, served: Served) -> None:
    port = port_of(served)
    with (
        pytest.raises(CannotListen, match=f"127.0.0.1:{port}: address already in use; choose"),
        serve_in_thread(sandbox, port=port),
    ):
        pass


@pytest.mark.parametrize("port", [5000, 7000])
def test_the_ports_of_airplay_are_never_used(sandbox: Sandbox, port: int) -> None:
    with pytest.raises(CannotListen, match="AirPlay"), serve_in_thread(sandbox, port=port):
        pass


def test_a_host_that_is_not_this_machine_is_refused(sandbox: Sandbox) -> None:
    with (
        pytest.raises(CannotListen, match="check --host"),
        serve_in_thread(sandbox, host="192.0.2.1"),
    ):
        pass
