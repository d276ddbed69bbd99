"""
The encrypted envelope of `POST /task`, and what its filters find.

A body is `{"key", "payload"}`: an AES-256 key wrapped with RSA, and JSON under it in ECB mode. Both
are what the vendor uses; neither is to be used for anything of one's own. The key pairs are the
same for all tenants, since making one takes longer than making a tenant.
Source: SPEC section 3.10 (envelope official, content inferred), sample task-envelope.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import orjson

from ats_simulator.provider import Record, Reply
from ats_simulator.providers.jobvite import errors
from ats_simulator.providers.jobvite.errors import invalid
from ats_simulator.services import Services
from ats_simulator.store import records

_KEYS: Final = Path(__file__).with_name("keys")
_AES_BYTES: Final = 32
_BLOCK_BITS: Final = 128
_PROCESS: Final = "processInstanceId"


class Undecipherable(ValueError):
    """An envelope whose key or payload is not for us, or not what it should be."""


@lru_cache(maxsize=8)
def pem(name: str) -> str:
    """Read a key: `server` or `client`, `.public` or `.private`."""
    return (_KEYS / f"{name}.pem").read_text(encoding="ascii")


def is_envelope(body: bytes) -> bool:
    """Say whether *body* is an envelope at all: judged before credentials."""
    try:
        found = orjson.loads(body)
    except ValueError:
        return False
    return isinstance(found, dict) and all(
        isinstance(found.get(part), str) for part in ("key", "payload")
    )


@lru_cache(maxsize=2)
def _private(name: str) -> Any:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    return load_pem_private_key(pem(f"{name}.private").encode(), password=None)


@lru_cache(maxsize=2)
def _public(name: str) -> Any:
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    return load_pem_public_key(pem(f"{name}.public").encode())


def encrypt(key: bytes, plain: bytes) -> bytes:
    """Encrypt with AES-256/ECB/PKCS5Padding."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.padding import PKCS7

    padder = PKCS7(_BLOCK_BITS).padder()
    padded = padder.update(plain) + padder.finalize()
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - the vendor's
    return encryptor.update(padded) + encryptor.finalize()


def decrypt(key: bytes, secret: bytes) -> bytes:
    """
    Decrypt what `encrypt` made.

    Raises: Undecipherable if it is not whole blocks, or its padding is wrong.
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.padding import PKCS7

    try:
        decryptor = Cipher(algorithms.AES(key), modes.ECB()).decryptor()  # noqa: S305 - as above
        padded = decryptor.update(secret) + decryptor.finalize()
        unpadder = PKCS7(_BLOCK_BITS).unpadder()
        return unpadder.update(padded) + unpadder.finalize()
    except ValueError as error:
        raise Undecipherable(str(error)) from None


def seal(value: Any, reader: str, key: bytes) -> bytes:
    """Put *value* into an envelope that *reader* (`server`, `client`) can open."""
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

    wrapped = _public(reader).encrypt(key, PKCS1v15())
    payload = encrypt(key, orjson.dumps(value))
    parts = {"key": wrapped, "payload": payload}
    return orjson.dumps({name: base64.b64encode(part).decode() for name, part in parts.items()})


def open_envelope(body: bytes, reader: str) -> Any:
    """
    Open an envelope as *reader*: the JSON inside.

    Raises: Undecipherable.
    """
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

    envelope = orjson.loads(body)
    try:
        wrapped = base64.b64decode(envelope["key"], validate=True)
        payload = base64.b64decode(envelope["payload"], validate=True)
        key = _private(reader).decrypt(wrapped, PKCS1v15())
    except (binascii.Error, ValueError) as error:
        raise Undecipherable(str(error)) from None
    if len(key) != _AES_BYTES:
        raise Undecipherable(f"an AES key of {len(key)} bytes")
    try:
        return orjson.loads(decrypt(key, payload))
    except ValueError as error:
        raise Undecipherable(str(error)) from None


def query_tasks(services: Services, body: bytes) -> Reply:
    """
    Answer a query for tasks, encrypted as it came.

    What cannot be decrypted gets the envelope of a 400: `task_decrypt_failure` (F).
    Raises: Refused.
    """
    try:
        query = open_envelope(body, "server")
    except Undecipherable:
        raise invalid("Unable to decrypt request") from None
    if not isinstance(query, dict):
        raise invalid("Invalid filter")
    found = _tasks(services)
    if query.get("filter"):
        process = _process_in(query)
        if process is None:
            raise invalid("Invalid filter")
        found = [record for record in found if record["process"] == process]
    start, count = _page(query, services)
    tasks = found[start - 1 : start - 1 + count]
    answer = {"tasks": [task(record) for record in tasks], "total": len(found)}
    return errors.reply(200, seal(answer, "client", _key_of(services, body)))


def _key_of(services: Services, body: bytes) -> bytes:
    """Choose the AES key of an answer: always the same for the same question and time."""
    text = f"{services.tenant.id}:{services.now_ms}:".encode() + body
    return hashlib.blake2b(text, digest_size=_AES_BYTES).digest()


def _process_in(query: Record) -> str | None:
    """Read the one filter: `processInstanceId` equals; `task_filter_operators` (F): `eq`."""
    try:
        condition = query["filter"]["task"][_PROCESS]
        process = condition["eq"]
    except (KeyError, TypeError):
        return None
    return process if isinstance(process, str) and len(condition) == 1 else None


def _page(query: Record, services: Services) -> tuple[int, int]:
    """Read `start` and `count`; what is no whole number above zero counts as absent."""
    longest = int(services.tenant.settings["count_max"])
    usual = int(services.tenant.settings["count_default"])
    start, count = query.get("start"), query.get("count")
    start = start if type(start) is int and start >= 1 else 1
    count = count if type(count) is int and count >= 1 else usual
    return start, min(count, longest)


def _tasks(services: Services) -> list[Record]:
    rows = records.truth_after(services.con, services.tenant.world, "onboarding_tasks", 0, -1)
    return [orjson.loads(body) for _, body in rows]


def task(record: Record) -> Record:
    """Show a task: `task_result_shape` (F)."""
    return {
        "taskId": record["id"],
        "name": record["name"],
        "type": record["type"],
        "status": record["status"],
        "dueDate": record["due_on"],
        "processId": record["process"],
    }
