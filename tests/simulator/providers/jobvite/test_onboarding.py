"""The encrypted envelope: the vector, both directions, and what cannot be opened."""

from __future__ import annotations

import base64
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
    load_pem_public_key,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from ats_simulator.providers.jobvite import onboarding
from tests.simulator.providers.jobvite.desk import Desk, sample

KEY = bytes(range(32))
VECTOR = sample("task-envelope.json")["aes_256_ecb_pkcs5_vector"]
QUERY = sample("task-envelope.json")["decrypted_request"]


def test_the_vector_of_the_cipher() -> None:
    key, plain = bytes.fromhex(VECTOR["key_hex"]), VECTOR["plaintext"].encode()
    secret = base64.b64decode(VECTOR["ciphertext_base64"])
    assert onboarding.encrypt(key, plain) == secret
    assert onboarding.decrypt(key, secret) == plain
    assert orjson.loads(plain) == QUERY
    assert sample("task-envelope.json")["wire_request"]["payload"] == VECTOR["ciphertext_base64"]


@given(plain=st.binary(max_size=200))
def test_whatever_is_encrypted_can_be_decrypted(plain: bytes) -> None:
    assert onboarding.decrypt(KEY, onboarding.encrypt(KEY, plain)) == plain


def as_a_client(desk: Desk, query: Any, **request: Any) -> Any:
    """Ask with the keys that come with the credentials, and open the answer with them."""
    keys = desk.account.credentials["onboarding"]
    public = load_pem_public_key(keys["server_public_key"].encode())
    private = load_pem_private_key(keys["client_private_key"].encode(), None)
    wrapped = public.encrypt(KEY, PKCS1v15())  # type: ignore[union-attr]
    payload = onboarding.encrypt(KEY, orjson.dumps(query))
    envelope = {"key": encoded(wrapped), "payload": encoded(payload)}
    headers = {"Content-Type": "application/json; utf-8", "Accept": "application/json"}
    client = request.pop("client", desk.http)
    answer = client.post("/api/v2/task", json=envelope, headers=headers, **request)
    assert answer.status_code == 200, answer.text
    sealed = answer.json()
    assert list(sealed) == ["key", "payload"]
    key = private.decrypt(base64.b64decode(sealed["key"]), PKCS1v15())  # type: ignore[union-attr]
    return orjson.loads(onboarding.decrypt(key, base64.b64decode(sealed["payload"])))


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def by_process(process: str) -> Any:
    return {"filter": {"task": {"processInstanceId": {"eq": process}}}}


def test_the_tasks_of_a_process_are_found(reading: Desk) -> None:
    tasks = reading.account.truth("onboarding_tasks")
    process = tasks[0]["process"]
    found = as_a_client(reading, by_process(process))
    wanted = [t for t in tasks if t["process"] == process]
    assert found["total"] == len(wanted) == 4
    assert [t["taskId"] for t in found["tasks"]] == [t["id"] for t in wanted]
    assert {t["type"] for t in found["tasks"]} == {"W4", "I9", "DOC", "CUSTOM"}
    assert all(len(t["taskId"]) == len(t["processId"]) == 24 for t in found["tasks"])
    assert as_a_client(reading, QUERY) == {"tasks": [], "total": 0}


def test_tasks_are_paged_and_all_are_found_without_a_filter(reading: Desk) -> None:
    every = len(reading.account.truth("onboarding_tasks"))
    assert as_a_client(reading, {})["total"] == every
    page = as_a_client(reading, {"start": 2, "count": 3})
    assert (len(page["tasks"]), page["total"]) == (3, every)
    assert page["tasks"][0] == as_a_client(reading, {})["tasks"][1]


def test_the_pair_may_come_in_the_query_as_in_the_sample(reading: Desk) -> None:
    given = reading.account.credentials
    params = {"api": given["api_key"], "sc": given["secret"]}
    assert as_a_client(reading, QUERY, client=reading.anonymous(), params=params)["total"] == 0


def test_a_good_envelope_without_credentials_is_refused(reading: Desk) -> None:
    body = {"key": "x", "payload": "y"}
    assert reading.anonymous().post("/api/v2/task", json=body).status_code == 401
    assert reading.client(limited=True).post("/api/v2/task", json=body).status_code == 401


@pytest.mark.parametrize(
    ("key", "payload"),
    [("x", "y"), ("", ""), (encoded(b"x" * 256), encoded(b"y" * 16)), ("%%", "%%")],
)
def test_an_envelope_that_cannot_be_opened_is_refused(
    reading: Desk, key: str, payload: str
) -> None:
    answer = reading.http.post("/api/v2/task", json={"key": key, "payload": payload})
    assert answer.status_code == 400
    assert answer.json()["status"]["messages"] == ["Unable to decrypt request"]


def sealed_for_the_server(value: Any, key: bytes = KEY) -> bytes:
    return onboarding.seal(value, "server", key)


@pytest.mark.parametrize(
    "query",
    [
        [],
        "x",
        {"filter": "x"},
        {"filter": {"task": {"processInstanceId": {"in": ["x"]}}}},
        {"filter": {"task": {"processInstanceId": {"eq": 1}}}},
        {"filter": {"process": {}}},
    ],
)
def test_a_filter_that_is_not_known_is_refused(reading: Desk, query: Any) -> None:
    answer = reading.http.post("/api/v2/task", content=sealed_for_the_server(query))
    assert answer.status_code == 400
    assert answer.json()["status"]["messages"] == ["Invalid filter"]


@settings(max_examples=40, deadline=None)
@given(content=st.binary(max_size=64), key=st.binary(min_size=1, max_size=40))
def test_no_payload_breaks_the_server(reading: Desk, content: bytes, key: bytes) -> None:
    envelope = orjson.loads(sealed_for_the_server({}, KEY))
    broken = {**envelope, "payload": encoded(content)}
    assert reading.http.post("/api/v2/task", json=broken).status_code in (200, 400)
    other = {**envelope, "key": encoded(key)}
    assert reading.http.post("/api/v2/task", json=other).status_code == 400


def test_process_and_milestone_are_not_served(reading: Desk) -> None:
    for name in ("process", "milestone", "tasks", "processes"):
        assert reading.http.post(f"/api/v2/{name}", json={}).status_code == 404
