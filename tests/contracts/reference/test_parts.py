"""The seams: a few lines change exactly one behaviour."""

from __future__ import annotations

from dataclasses import replace

import httpx

from ats_contracts.reference import PARTS, with_resource
from ats_contracts.reference.connectors.nexivohr import to_candidate
from ats_contracts.reference.values import Answer, Call, JsonObject, Page
from tests.contracts.reference.conftest import Make


def test_a_mapping_can_be_changed(make: Make) -> None:
    def shout(raw: JsonObject) -> JsonObject:
        row = to_candidate(raw)
        return row | {"name": (row["name"] or "").upper()}

    rows = make(parts=with_resource(PARTS, "nexivohr", "candidates", to_unified=shout)).walk(
        "candidates"
    )
    assert all(row["name"] == row["name"].upper() for row in rows)
    assert any(row["first_name"] != (row["first_name"] or "").upper() for row in rows)


def test_paging_can_be_changed(make: Make) -> None:
    parts = replace(PARTS, fill_page=lambda *given: Page(PARTS.fill_page(*given).rows, None))
    assert len(make(parts=parts).walk("candidates", limit=5)) == 5


def test_the_final_answer_can_be_changed(make: Make) -> None:
    def respond(call: Call, answer: Answer) -> Answer:
        return replace(answer, status=418) if call.resource == "jobs" else answer

    unified = make(parts=replace(PARTS, respond=respond))
    assert unified.get("jobs").status_code == 418
    assert unified.get("candidates").status_code == 200


def test_the_way_to_the_provider_can_be_changed(make: Make) -> None:
    seen: list[str] = []

    class Counting(httpx.BaseTransport):
        def __init__(self, inner: httpx.BaseTransport) -> None:
            self.inner = inner

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            seen.append(request.url.path)
            return self.inner.handle_request(request)

    make(parts=replace(PARTS, upstream=Counting)).get("jobs")
    assert seen == ["/nexivohr/ats/api/v1/jobs"]
