"""
The faults set on a tenant: adding, listing, clearing, and deciding which one fires.

Counted first: a fault fires on its *nth* matching request and on those after it, *times* in
all. Chance second: with *probability*, each matching request draws from (seed, its count), so
that the same seed gives the same pattern. Every matching request is counted by every fault that
it matches, also when another one fires. This module refuses to touch a reply: the faults do.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any, Protocol

import orjson

from ats_simulator.errors import NotFound, UnknownName, UsageError
from ats_simulator.faults.answer import Answer
from ats_simulator.faults.delay import Delay
from ats_simulator.faults.html_page import HtmlPage
from ats_simulator.faults.malformed_json import MalformedJson
from ats_simulator.faults.reset import Reset
from ats_simulator.faults.settings import mapping, number, only, text, whole
from ats_simulator.faults.truncate import Truncate
from ats_simulator.provider import Reply, Request


class Fault(Protocol):
    """What every fault is: settings, and what it does to a reply."""

    @property
    def before(self) -> bool:
        """Whether the request is not carried out."""

    def apply(self, reply: Reply | None) -> Reply:
        """Have the reply; null when the request was not carried out."""


FAULTS: Mapping[str, type[Any]] = {
    "answer": Answer,
    "delay": Delay,
    "truncate": Truncate,
    "reset": Reset,
    "malformed_json": MalformedJson,
    "html_page": HtmlPage,
}
"""Every kind of fault and its class."""

WHEN = ("match", "times", "probability", "seed")
MATCH = ("method", "path", "nth", "credential")


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """
    Which requests a fault fires on.

    *match* as the caller gave it; *times* is how often it fires in all, null for ever;
    *probability* from 0 to 1 for each matching request, null for always.
    """

    match: Mapping[str, Any]
    times: int | None
    probability: float | None
    seed: int

    def matches(self, credential: str, request: Request) -> bool:
        """Say whether a request is one of those meant, its place in the sequence apart."""
        method, path, name = (self.match.get(k) for k in ("method", "path", "credential"))
        return (
            (method is None or method.upper() == request.method)
            and (name is None or name == credential)
            and (path is None or any(_is_path(path, p) for p in _paths_of(request)))
        )

    def fires(self, seen: int) -> bool:
        """Decide over the matching request number *seen*, counted from 1."""
        if seen < self.match.get("nth", 1):
            return False
        return self.probability is None or _draw(self.seed, seen) < self.probability


def _paths_of(request: Request) -> tuple[str, str]:
    return request.path, request.mount + request.path


def _is_path(pattern: str, path: str) -> bool:
    return path.startswith(pattern[:-1]) if pattern.endswith("*") else path == pattern


def _draw(seed: int, count: int) -> float:
    """Draw from [0, 1): the same for the same seed and count, on every machine."""
    digest = hashlib.blake2b(f"{seed}:{count}".encode(), digest_size=7).digest()
    return int.from_bytes(digest) / 2**56


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A fault that fires on one request."""

    id: str
    kind: str
    fault: Fault

    @property
    def before(self) -> bool:
        """Whether the request is not carried out."""
        return self.fault.before

    def apply(self, reply: Reply | None, server_error: Callable[[int], Reply]) -> Reply:
        """
        Let the fault have the reply; null when the request was not carried out.

        A status of 500 or more, and nothing else, is the vendor's own *server_error*.
        """
        if isinstance(self.fault, Answer) and self.fault.is_server_error:
            return server_error(self.fault.status)
        return self.fault.apply(reply)


def add(con: sqlite3.Connection, tenant_n: int, spec_json: Mapping[str, Any]) -> dict[str, Any]:
    """
    Set a fault on a tenant and show it. Call `Sandbox.reconfigured` afterwards.

    Shape: {"kind": str, "match"?: {"method"?, "path"? (exact, or a prefix that ends in `*`),
        "nth"?: int, "credential"?}, "times"?: int, "probability"?: float, "seed"?: int,
        …settings of the kind}. Without `times`: once, or for ever if `probability` is given.
    Raises: UsageError, UnknownName with the field that is wrong.
    """
    given = {k: v for k, v in spec_json.items() if k != "kind"}
    kind = text("kind", spec_json.get("kind"))
    settings = {k: v for k, v in given.items() if k not in WHEN}
    make_fault(kind, settings)
    when = _read_when(given)
    spec = _dumps({"when": asdict(when), "settings": settings})
    con.execute("INSERT INTO meta VALUES ('faults', 1) ON CONFLICT DO UPDATE SET value=value+1")
    (n,) = con.execute("SELECT value FROM meta WHERE key='faults'").fetchone()
    con.execute(
        "INSERT INTO faults (tenant, n, kind, spec) VALUES (?,?,?,?)", (tenant_n, n, kind, spec)
    )
    return _show(n, kind, spec, 0, 0)


def _dumps(spec: Mapping[str, Any]) -> str:
    try:
        return orjson.dumps(spec).decode()
    except TypeError as error:
        raise UsageError(f"a fault must be JSON in UTF-8: {error}") from error


def make_fault(kind: str, settings: Mapping[str, Any]) -> Fault:
    """Make a fault of its settings. Raises: UsageError, UnknownName with the field."""
    if kind not in FAULTS:
        raise UnknownName("fault kind", kind, FAULTS, field="kind")
    known = fields(FAULTS[kind])
    only(f"setting of {kind!r}", settings, {*(f.name for f in known), *WHEN})
    for setting in known:
        needed = setting.default is MISSING and setting.default_factory is MISSING
        if needed and setting.name not in settings:
            raise UsageError(f"a fault of kind {kind!r} needs {setting.name}", field=setting.name)
    fault: Fault = FAULTS[kind](**settings)
    return fault


def _read_when(given: Mapping[str, Any]) -> When:
    match = mapping("match", given.get("match") or {})
    only("match", match, MATCH, prefix="match.")
    for name in ("method", "path", "credential"):
        if name in match:
            text(f"match.{name}", match[name])
    if "nth" in match:
        whole("match.nth", match["nth"], 1)
    times, probability = given.get("times"), given.get("probability")
    if probability is not None:
        probability = number("probability", probability, 0, 1)
    if times is None and probability is None:
        times = 1
    return When(
        match=dict(match),
        times=None if times is None else whole("times", times, 1),
        probability=probability,
        seed=whole("seed", given.get("seed", 0), -(2**53)),
    )


def listing(con: sqlite3.Connection, tenant_n: int) -> list[dict[str, Any]]:
    """
    List a tenant's faults in the order in which they were set.

    Shape of each: {"id", "kind", "match": {…}, "times": int|null, "probability": float|null,
        "seed": int, "seen": int, "consumed": int, "remaining": int|null, …settings}; null
        `times` and `remaining` mean for ever.
    """
    return [_show(*row) for row in _rows(con, tenant_n)]


def _rows(con: sqlite3.Connection, tenant_n: int) -> list[tuple[int, str, str, int, int]]:
    return con.execute(
        "SELECT n, kind, spec, seen, consumed FROM faults WHERE tenant=? ORDER BY n", (tenant_n,)
    ).fetchall()


def _show(n: int, kind: str, spec: str, seen: int, consumed: int) -> dict[str, Any]:
    kept = orjson.loads(spec)
    times = kept["when"]["times"]
    remaining = None if times is None else times - consumed
    state = {"seen": seen, "consumed": consumed, "remaining": remaining}
    return {"id": _id(n), "kind": kind, **kept["when"], **state, **kept["settings"]}


def _id(n: int) -> str:
    return f"flt_{n}"


def clear(con: sqlite3.Connection, tenant_n: int, fault_id: str | None = None) -> None:
    """
    Remove one fault, or all of a tenant. Call `Sandbox.reconfigured` afterwards.

    Raises: NotFound if there is no fault *fault_id*.
    """
    if fault_id is None:
        con.execute("DELETE FROM faults WHERE tenant=?", (tenant_n,))
        return
    found = next((r[0] for r in _rows(con, tenant_n) if _id(r[0]) == fault_id), None)
    if found is None:
        raise NotFound("fault", fault_id)
    con.execute("DELETE FROM faults WHERE tenant=? AND n=?", (tenant_n, found))


def take(
    con: sqlite3.Connection, tenant_n: int, credential_name: str, request: Request
) -> Taken | None:
    """Count *request* for every fault that it matches, and give the first of them that fires."""
    taken: Taken | None = None
    for n, kind, spec, seen, consumed in _rows(con, tenant_n):
        kept = orjson.loads(spec)
        when = When(**kept["when"])
        if consumed == when.times or not when.matches(credential_name, request):
            continue
        fires = taken is None and when.fires(seen + 1)
        con.execute(
            "UPDATE faults SET seen=seen+1, consumed=consumed+? WHERE tenant=? AND n=?",
            (fires, tenant_n, n),
        )
        if fires:
            taken = Taken(id=_id(n), kind=kind, fault=make_fault(kind, kept["settings"]))
    return taken
