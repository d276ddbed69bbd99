"""
A small Jobvite of its own, out of the golden payloads: what the connector was written against.

Shares no code with the simulated one. Knows lists, filters by id and date, both writes of
candidates, documents and letters; everything else is the vendor's 404.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx

Json = Any
GOLDEN = Path(__file__).parents[4] / "fixtures" / "providers" / "jobvite"
KEYS = {"api_key": "key-0123456789abcdef", "secret": "sec-fedcba9876543210"}
FACTS = {"company_id": "qAcm9fwV", "user_email": "rui.costa@acme.example"}
CREDENTIALS = {**KEYS, **FACTS}
COLLECTIONS = {"candidate": "candidates", "job": "requisitions", "employee": "employees"}


def golden(name: str) -> Json:
    """Read a golden payload."""
    return json.loads(_text(name))


@cache
def _text(name: str) -> str:
    return (GOLDEN / f"{name}.json").read_text("utf-8")


def a_row(n: int, *, person: int | None = None, changed: int | None = None) -> Json:
    """Make the row of application *n*: of person *person*, last changed at *changed*."""
    row = copy.deepcopy(golden("candidate-single")["candidates"][0])
    row["eId"] = f"e{n if person is None else person:04d}fwA"
    at = 1_700_000_000_000 + (n if changed is None else changed)
    row["application"] |= {"eId": f"p{n:04d}fwA", "lastUpdatedDate": at}
    return row


@dataclass
class Vendor:
    """The vendor's side: its records, how it pages, and what it was asked."""

    rows: list[Json] = field(default_factory=lambda: golden("candidate-list")["candidates"])
    jobs: list[Json] = field(default_factory=lambda: golden("job-list")["requisitions"])
    base: int = 1
    max_count: int = 500
    missing: int = 200
    families: tuple[str, ...] = ("candidate", "job", "reference", "employee")
    asked: list[httpx.Request] = field(default_factory=list)
    between: Callable[[], None] | None = None
    answer: Callable[[httpx.Request], httpx.Response | None] = lambda request: None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        told = self.answer(request)
        if told is not None:
            return told
        name = request.url.path.removeprefix("/jobvite/api/v2/")
        if not self._permitted(request, name):
            return refused(401, "Invalid api/secret. Try again with a valid api/secret")
        if request.method != "GET":
            return self._write(name, json.loads(request.content))
        return self._read(name, request.url.params)

    def paths(self) -> list[str]:
        """List what was asked, by method and path."""
        found = [f"{r.method} {r.url.path.removeprefix('/jobvite/api/v2/')}" for r in self.asked]
        self.asked.clear()
        return found

    def _permitted(self, request: httpx.Request, name: str) -> bool:
        right = {"x-jvi-api": KEYS["api_key"], "x-jvi-sc": KEYS["secret"]}
        family = name.partition("/")[0]
        family = family if family in ("candidate", "job", "employee") else "reference"
        signed = all(request.headers.get(k) == v for k, v in right.items())
        return signed and family in self.families

    def _read(self, name: str, query: httpx.QueryParams) -> httpx.Response:
        if name == "candidate":
            return self._page("candidates", [r for r in self.rows if _meets(r, query)], query)
        if name == "job":
            return self._page("requisitions", [j for j in self.jobs if _is_asked(j, query)], query)
        if name == "employee":
            people = golden("employee-list")["employees"]
            return self._page("employees", people if "userEmail" in query else [], query)
        if name == "offerLetter":
            found = query["applicationId"] == "pA1aXfwK"
            return ok(golden("offerLetter")) if found else refused(404, "Offer letter not found")
        if name.startswith("candidate/eA1bCfwE"):
            return ok(golden("candidate-artifacts"))
        lists = golden("reference-lists.our-choice")
        if f"GET /api/v2/{name}" in lists:
            return ok(lists[f"GET /api/v2/{name}"])
        return refused(404, "Invalid URL Cannot find API.")

    def _page(self, name: str, rows: list[Json], query: httpx.QueryParams) -> httpx.Response:
        if not rows and self.missing == 404 and {"candidateId", "applicationId"} & {*query}:
            return refused(404, "Not found")
        first = max(0, int(query.get("start", "1")) - self.base)
        cut = rows[first : first + min(int(query.get("count", "100")), self.max_count)]
        total = len(rows) if cut else 0
        body = {name: copy.deepcopy(cut), "total": total, "status": {"code": 200, "messages": []}}
        if self.between is not None:
            self.between()
        return ok(body)

    def _write(self, name: str, body: Json) -> httpx.Response:
        if name != "candidate":
            return refused(404, "Invalid URL Cannot find API.")
        sent = body["candidate"]
        application = sent.pop("application")
        if "eId" not in application:
            return self._create(sent, application)
        row = next((r for r in self.rows if r["application"]["eId"] == application["eId"]), None)
        if row is None:
            return refused(404, "Application not found")
        row.update(sent)
        row["application"].update(application)
        return written(200, row)

    def _create(self, sent: Json, application: Json) -> httpx.Response:
        same = [row for row in self.rows if row["email"] == sent["email"]]
        job = application.get("jobEId")
        if any(row["application"]["job"].get("eId") == job for row in same):
            return refused(409, "Duplicate application. Candidate has already applied to this job")
        row = a_row(9000 + len(self.rows))
        row |= {**sent, "eId": same[0]["eId"]} if same else sent
        row["application"] |= {**application, "job": {"eId": job}}
        self.rows.append(row)
        return written(201, row)


def _meets(row: Json, query: httpx.QueryParams) -> bool:
    application = row["application"]
    wanted = {
        "candidateId": row.get("eId"),
        "applicationId": application.get("eId"),
        "email": row.get("email"),
    }
    if any(query[name] != value for name, value in wanted.items() if name in query):
        return False
    changed = application.get("lastUpdatedDate", 0)
    since, until = (_millis(query, name) for name in ("datestart", "dateend"))
    return (since is None or changed >= since) and (until is None or changed <= until)


def _millis(query: httpx.QueryParams, name: str) -> int | None:
    if name not in query:
        return None
    assert query["dateFormat"] == "yyyy-MM-dd'T'HH:mm:ssZ"
    moment = dt.datetime.strptime(query[name], "%Y-%m-%dT%H:%M:%S%z")
    return round(moment.timestamp() * 1000)


def _is_asked(job: Json, query: httpx.QueryParams) -> bool:
    if query.get_list("ids"):
        return job["eId"] in query.get_list("ids")
    return job["jobState"] in (query.get_list("jobStatus") or ["Open"])


def ok(body: Json) -> httpx.Response:
    """Answer 200."""
    return httpx.Response(200, json=body)


def refused(code: int, message: str, *, status: int | None = None) -> httpx.Response:
    """Answer with the vendor's envelope; *status* is the status line's, if that is another one."""
    body = {"status": {"code": code, "messages": [message]}}
    return httpx.Response(code if status is None else status, json=body)


def written(status: int, row: Json) -> httpx.Response:
    """Answer a write with the two ids."""
    body = golden("candidate-create.response.201")
    body["application"] = {"EId": row["application"]["eId"], "candidate": {"EId": row["eId"]}}
    return httpx.Response(status, json=body)
