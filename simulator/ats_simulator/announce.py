"""
What a server says when it is ready: to a person, and as JSON in the ready file.

The ready file appears whole or not at all, readable by its owner only. Refuses to be a log.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ats_simulator import tenants
from ats_simulator.app import Sandbox
from ats_simulator.errors import CannotWrite

JsonObject = dict[str, Any]


def describe(sandbox: Sandbox, base_url: str) -> JsonObject:
    """
    Say what is served. Shape: {"base_url": str, "tenants": [{"id", "provider", "base_url",
    "credentials": {…}}]}, tenants in order of creation.
    """
    with sandbox.transaction() as con:
        described = [tenants.describe(sandbox, con, t) for t in tenants.every(sandbox, con)]
    shown = [
        {
            "id": tenant["id"],
            "provider": tenant["provider"],
            "base_url": f"{base_url}/{tenant['provider']}",
            "credentials": tenant["credentials"],
        }
        for tenant in described
    ]
    return {"base_url": base_url, "tenants": shown}


def lines_of(sandbox: Sandbox, ready: Mapping[str, Any]) -> list[str]:
    """Write what is served for a person: where, with which credentials, and a call to try."""
    lines = [f"ats-sandbox is ready at {ready['base_url']} (Ctrl-C ends it)"]
    called: set[str] = set()
    for tenant in ready["tenants"]:
        lines += ["", f"{tenant['id']}  {tenant['base_url']}"]
        whole = f"{ready['base_url']}/_sim/tenants/{tenant['id']}"
        lines += [f"  {line}" for line in _credentials(tenant["credentials"], whole)]
        if tenant["provider"] not in called:
            called.add(tenant["provider"])
            provider = sandbox.providers[tenant["provider"]]
            lines += ["  try:", f"  {provider.sample_call(tenant, tenant['base_url'])}"]
    lines += ["", f"control plane  {ready['base_url']}/_sim"]
    if (unified := ready.get("unified")) is not None:
        lines.append(f"unified API    {unified['base_url']}  token: {unified.get('token')}")
    return lines


def _credentials(given: Mapping[str, Any], whole: str, within: str = "") -> Iterator[str]:
    """Write credentials a line each; of one that is no line, such as a key, say where it is."""
    for key, value in given.items():
        name = f"{within}{key}"
        if isinstance(value, Mapping):
            yield from _credentials(value, whole, f"{name}.")
        elif isinstance(value, str) and not value.isprintable():
            yield f"{name}: {len(value.splitlines())} lines, see {whole}"
        else:
            yield f"{name}: {value if isinstance(value, str) else json.dumps(value)}"


def write_ready_file(path: str, ready: Mapping[str, Any]) -> None:
    """Write *ready* as JSON, all at once. Raises: CannotWrite."""
    with _drafting(path) as draft:
        draft.write_text(json.dumps(ready, indent=2) + "\n", encoding="utf-8")
        draft.replace(path)


def clear_ready_file(path: str) -> None:
    """
    Remove the ready file of an earlier run: nobody may take it for this one's.

    Raises: CannotWrite, also if none could be written later.
    """
    with _drafting(path):
        Path(path).unlink(missing_ok=True)


@contextmanager
def _drafting(path: str) -> Iterator[Path]:
    """Give an empty file beside *path* that is gone, one way or the other, at the end."""
    draft = Path(f"{path}.{os.getpid()}.tmp")
    try:
        try:
            draft.touch(mode=0o600)
            yield draft
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite("--ready-file", path, error.strerror or str(error)) from error
