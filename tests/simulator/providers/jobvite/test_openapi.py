"""The hand-written document against the code, with data that keeps to it and data that does not."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ats_simulator.providers.jobvite import PROVIDER
from ats_simulator.providers.jobvite.operations import OPERATIONS, Operation
from tests.simulator.providers.jobvite.desk import Desk

CHECKS: list[Any] = [
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]
DOCUMENT = yaml.safe_load(PROVIDER.openapi.read_text(encoding="utf-8"))
EXAMPLES = {GenerationMode.POSITIVE: 12, GenerationMode.NEGATIVE: 12}
IDS = ("candidates", "applications", "jobs", "users")


@pytest.fixture(scope="module")
def talking() -> Iterator[Desk]:
    """A desk that anybody may change."""
    with Desk() as desk:
        yield desk


@cache
def schema_of(desk: Desk) -> Any:
    document = {**DOCUMENT, "servers": [{"url": desk.account.base_url}]}
    schema = schemathesis.openapi.from_dict(document)
    schema.app = desk.simulator.wsgi
    return schema


def headers_of(desk: Desk) -> dict[str, str]:
    given = desk.account.credentials
    return {"x-jvi-api": given["api_key"], "x-jvi-sc": given["secret"]}


def repeatable(examples: int) -> settings:
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.parametrize("mode", list(EXAMPLES), ids=["valid", "invalid"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.name)
def test_every_response_is_documented(
    talking: Desk, operation: Operation, mode: GenerationMode
) -> None:
    described = schema_of(talking)[operation.path][operation.method]
    headers = headers_of(talking)

    @given(case=described.as_strategy(generation_mode=mode))
    @repeatable(EXAMPLES[mode])
    def converse(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    converse()


@pytest.mark.parametrize(
    "operation",
    [o for o in OPERATIONS if "{id}" in o.path or "userEmail" in str(o)],
    ids=lambda o: o.name,
)
def test_an_id_that_exists_gets_a_documented_answer(talking: Desk, operation: Operation) -> None:
    """Random ids never exist; these do."""
    known = [record["id"] for name in IDS for record in talking.account.truth(name)[:4]]
    described = schema_of(talking)[operation.path][operation.method]
    headers = headers_of(talking)
    email = talking.account.credentials["user_email"]

    @given(case=described.as_strategy(), key=st.sampled_from(known))
    @repeatable(12)
    def converse(case: Any, key: str) -> None:
        case.path_parameters = {"id": key}
        if "userEmail" in (case.query or {}):
            case.query["userEmail"] = email
        case.call_and_validate(headers=headers, checks=CHECKS)

    converse()


@pytest.mark.parametrize("path", ["/api/v2/employee", "/api/v2/contact"])
def test_writes_under_a_known_user_get_a_documented_answer(talking: Desk, path: str) -> None:
    described = schema_of(talking)[path]["POST"]
    headers = headers_of(talking)
    email = talking.account.credentials["user_email"]

    @given(case=described.as_strategy())
    @repeatable(15)
    def converse(case: Any) -> None:
        case.query = {"userEmail": email}
        case.call_and_validate(headers=headers, checks=CHECKS)

    converse()


def test_whole_pages_keep_to_the_document(talking: Desk) -> None:
    schema = schema_of(talking)
    headers = headers_of(talking)
    for path in ("candidate", "job", "interview", "workflow", "customfield"):
        case = schema[f"/api/v2/{path}"]["GET"].Case(query={"count": 500})
        case.call_and_validate(headers=headers, checks=CHECKS)
    for person in talking.account.truth("candidates")[:10]:
        operation = schema["/api/v2/candidate/{id}"]["GET"]
        case = operation.Case(path_parameters={"id": person["id"]})
        case.call_and_validate(headers=headers, checks=CHECKS)


def test_the_document_has_the_operations_of_the_router_and_no_others() -> None:
    described = {
        (method.upper(), path)
        for path, methods in DOCUMENT["paths"].items()
        for method in methods
        if method != "parameters"
    }
    assert described == {(o.method, o.path) for o in OPERATIONS}


def test_the_document_has_the_two_events() -> None:
    assert PROVIDER.webhooks is not None
    assert tuple(DOCUMENT["webhooks"]) == PROVIDER.webhooks.events


def test_every_switch_named_in_the_document_exists() -> None:
    def named(node: Any) -> set[str]:
        if isinstance(node, list):
            return set().union(*map(named, node))
        if not isinstance(node, dict):
            return set()
        return set(node.get("x-assumption", ())).union(*map(named, node.values()))

    assert named(DOCUMENT) <= {a.name for a in PROVIDER.assumptions}
