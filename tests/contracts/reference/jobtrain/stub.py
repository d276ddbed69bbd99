"""
A small Jobtrain made of the golden samples: one job, one candidate, one application.

It is a client's reading of the wire, beside the simulator's. It answers what is in the samples, and
404 without a body to everything else.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from ats_contracts.reference import create_app
from ats_contracts.reference.parts import PARTS, Parts
from tests.contracts.reference.conftest import Clock

SAMPLES = Path(__file__).parents[4] / "fixtures/providers/jobtrain"
CREDENTIALS = json.loads((SAMPLES / "token_request.json").read_text())
SITE = "http://site.test/acmecare"
Json = Any
Handler = Callable[[httpx.Request], httpx.Response]


def sample(name: str) -> Json:
    """Read a golden sample."""
    return json.loads((SAMPLES / f"{name}.json").read_text())


def listed(records: list[Json], total: int | None = None) -> Json:
    """Put records into the envelope of a list."""
    count = len(records)
    data = {"total": count if total is None else total, "result": count, "records": records}
    return {"status": 200, "message": None, "resultData": data, "errors": []}


def alone(record: Json) -> Json:
    """Put a record into the envelope of a single object."""
    return {"status": 200, "message": None, "resultData": record, "errors": []}


@dataclass
class Vendor(httpx.BaseTransport):
    """The samples by path; `answers` may be changed, `orders` says what was asked."""

    answers: dict[str, Json] = field(default_factory=dict)
    orders: list[httpx.Request] = field(default_factory=list)
    bodies: list[Json] = field(default_factory=list)

    def __post_init__(self) -> None:
        lookups = sample("lookups_list_vs_one")
        self.answers = {
            "/connect/token": {"access_token": "a.b.c-the-token", "expires_in": 3600},
            "/api/v1/Jobs/list": sample("jobs_list"),
            "/api/v1/Job/900101": sample("job_by_id"),
            "/api/v1/Jobs/listCandidate/900101": sample("jobs_listcandidate"),
            "/api/v1/candidate/60301": sample("candidate_by_id"),
            "/api/v1/GetCandidateApplicationById/70501": sample("application_by_id"),
            "/api/v1/Candidate/GetCandidateApplicationDetailByJobId/60301/900101": sample(
                "application_detail"
            ),
            "/api/v1/Candidate/GetRecentlyUpdatedApplications": sample(
                "recently_updated_applications"
            ),
            "/acmecare/Indeed/GetQuestions": sample("job_form_questions"),
        }
        for name, shapes in lookups.items():
            self.answers[f"/api/v1/{name}"] = listed([shapes["list"]])
            key = next(iter(shapes["one"].values()))
            self.answers[f"/api/v1/{name}/{key}"] = alone(shapes["one"])

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        self.orders.append(request)
        self.bodies.append(json.loads(body) if body else None)
        answer = self.answers.get(request.url.path)
        if callable(answer):
            found: httpx.Response = answer(request)
            return found
        return httpx.Response(404) if answer is None else httpx.Response(200, json=answer)

    def record(self, path: str) -> Json:
        """Give the record in the envelope at *path*, to be changed in place."""
        self.answers[path] = copy.deepcopy(self.answers[path])
        data = self.answers[path]["resultData"]
        return data["records"][0] if "records" in data else data

    def paths(self) -> list[str]:
        """List what was asked, without the logins."""
        return [r.url.path for r in self.orders if r.url.path != "/connect/token"]


class Shop:
    """The reference in front of the stub, with one account."""

    def __init__(self, clock: Clock, parts: Parts = PARTS) -> None:
        self.clock = clock
        self.vendor = Vendor()
        app = create_app(transport=self.vendor, sleep=clock.sleep, now=clock.now, parts=parts)
        self.http = httpx.Client(
            transport=httpx.WSGITransport(app),
            base_url="http://r.test",
            headers={"Authorization": "Bearer t"},
        )
        self.link()

    def link(self, **changes: Json) -> httpx.Response:
        """Link the account, with changed credentials."""
        body = {
            "provider": "jobtrain",
            "base_url": "http://jobtrain.test",
            "credentials": {**CREDENTIALS, "site": SITE, **changes},
            "id": "acc",
        }
        return self.http.post("/integrated-account", json=body)

    def call(self, method: str, path: str, json: Json = None, **query: Json) -> httpx.Response:
        """Ask the unified API."""
        params = {"integrated_account_id": "acc", **query}
        return self.http.request(method, f"/unified/ats/{path}", params=params, json=json)

    def get(self, path: str, **query: Json) -> httpx.Response:
        """GET from the unified API."""
        return self.call("GET", path, **query)

    def row(self, resource: str, **query: Json) -> Json:
        """Read a list that has to hold one row."""
        answer = self.get(resource, **query)
        assert answer.status_code == 200, answer.text
        (row,) = answer.json()["result"]
        return row
