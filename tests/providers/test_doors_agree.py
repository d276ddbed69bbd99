"""Both doors say the same: every operation of every provider, byte for byte."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import yaml

from ats_simulator.account import Account
from ats_simulator.provider import Provider
from ats_simulator.providers import REGISTRY
from ats_simulator.simulator import Simulator

METHODS = frozenset({"get", "put", "post", "delete", "patch"})
OF_THE_DOOR = frozenset({"date", "connection"})
CLOCK = {"mode": "manual", "now": "2026-11-01T00:00:00Z"}

Call = tuple[str, str, dict[str, Any]]


def operations(provider: Provider) -> Iterator[tuple[str, str]]:
    """Give every method and path of a provider's document."""
    document = yaml.safe_load(provider.openapi.read_text(encoding="utf-8"))
    base = document["servers"][0]["url"] if document.get("servers") else ""
    prefix = re.sub(r"^https?://[^/]*|^\{[^}]*\}", "", base).rstrip("/")
    prefix = prefix.removeprefix(f"/{provider.name}")
    for path, item in document["paths"].items():
        for method in METHODS & set(item):
            yield method.upper(), f"{prefix}{path}"


def calls_of(method: str, path: str) -> Iterator[Call]:
    """Vary one operation: good and bad ids, queries and bodies."""
    for value in ("1", "999999", "abc", "%E2%98%83", "a%2Fb", "%FF"):
        filled = re.sub(r"\{[^}]*\}", value, path)
        yield method, filled, {}
        if "{" not in path:
            break
    filled = re.sub(r"\{[^}]*\}", "1", path)
    for query in ("page=2&per_page=3", "page=0", "per_page=abc", "q=%C3%A9%20OR", "x=%FF&&=", "%"):
        yield method, f"{filled}?{query}", {}
    if method != "GET":
        json = {"Content-Type": "application/json"}
        for body in (b"{}", b"[]", b"null", b"{", b'{"first_name":"\xff"}', b'"\\ud800"'):
            yield method, filled, {"content": body, "headers": json}
        yield method, filled, {"content": b"a=b", "headers": {"Content-Type": "text/plain"}}
        yield method, filled, {"content": iter([b'{"title":', b'"t"}']), "headers": json}
    for other in ("HEAD", "OPTIONS", "TRACE", "PROPFIND"):
        yield other, filled, {}


def sample_headers(provider: Provider, account: Account) -> dict[str, str]:
    """Give the headers of the call that the provider suggests."""
    words = shlex.split(provider.sample_call(account.describe(), account.base_url))
    pairs = (words[n + 1] for n, word in enumerate(words) if word in {"-H", "--header"})
    return {name: value for name, _, value in (pair.partition(": ") for pair in pairs)}


def said(client: httpx.Client, call: Call, headers: dict[str, str]) -> tuple[Any, ...]:
    """Send one call and give all that came back, but for what belongs to the door."""
    method, path, rest = call
    if not isinstance(rest.get("content", b""), bytes):
        rest = {**rest, "content": iter([b'{"title":', b'"t"}'])}
    request = client.build_request(method, f"{client.base_url}{path.lstrip('/')}", **rest)
    request.headers.update(headers)
    reply = client.send(request)
    shown = sorted((k, v) for k, v in reply.headers.items() if k not in OF_THE_DOOR)
    return reply.status_code, shown, reply.content


@pytest.mark.parametrize("provider", REGISTRY.values(), ids=lambda p: p.name)
def test_both_doors_say_the_same(provider: Provider) -> None:
    with Simulator(providers=[provider]) as inside, Simulator(providers=[provider]) as outside:
        accounts = [
            sim.create_tenant(provider.name, id="acme", size=20, limits="off", clock=CLOCK)
            for sim in (inside, outside)
        ]
        headers = sample_headers(provider, accounts[0])
        compared = 0
        with outside.serve() as served:
            base = f"{served.base_url}/{provider.name}"
            with inside.client(accounts[0]) as near, httpx.Client(base_url=base) as far:
                for method, path in sorted(operations(provider)):
                    for call in calls_of(method, path):
                        for credentials in (headers, {}):
                            expected = said(near, call, {**credentials, "Host": "sandbox.test"})
                            found = said(far, call, {**credentials, "Host": "sandbox.test"})
                            assert found == expected, call
                            assert found[0] < 500, call
                            compared += 1
    assert compared > 50
