"""The hand-written document against the code, with data that keeps to it and data that does not."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ats_simulator.doors.wsgi import WSGIApp, wsgi_app
from ats_simulator.exchange import answer
from ats_simulator.providers.nexivohr.operations import OPERATIONS
from tests.simulator.providers.nexivohr.desk import BASE, PROVIDER, Desk

CHECKS: list[Any] = [
    not_a_server_error,
    allow_header_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]
DOCUMENT = yaml.safe_load(PROVIDER.openapi.read_text(encoding="utf-8"))
EXAMPLES = {GenerationMode.POSITIVE: 15, GenerationMode.NEGATIVE: 15}


def app_of(desk: Desk) -> WSGIApp:
    return wsgi_app(lambda request: answer(desk.sandbox, PROVIDER, request), max_body=2**20)


def schema_of(desk: Desk) -> Any:
    document = {**DOCUMENT, "servers": [{"url": f"http://sandbox.test{BASE}"}]}
    schema = schemathesis.openapi.from_dict(document)
    schema.app = app_of(desk)
    return schema


@pytest.mark.parametrize("mode", list(EXAMPLES), ids=["valid", "invalid"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.name)
def test_every_response_is_documented(operation: Any, mode: GenerationMode) -> None:
    desk = Desk()
    headers = {"Authorization": f"Bearer {desk.token()}"}
    described = schema_of(desk)[operation.path][operation.method]

    @given(case=described.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES[mode],
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def converse(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    converse()


@pytest.mark.parametrize(
    "operation", [o for o in OPERATIONS if "{id}" in o.path], ids=lambda o: o.name
)
def test_a_small_id_gets_a_documented_answer(operation: Any) -> None:
    """Random ids seldom exist; these do."""
    desk = Desk()
    headers = {"Authorization": f"Bearer {desk.token()}"}
    described = schema_of(desk)[operation.path][operation.method]

    @given(case=described.as_strategy(), key=st.integers(1, 25))
    @settings(
        max_examples=20,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def converse(case: Any, key: int) -> None:
        case.path_parameters = {"id": key}
        case.call_and_validate(headers=headers, checks=CHECKS)

    converse()


def test_the_document_has_the_operations_of_the_router_and_no_others() -> None:
    described = {
        (method.upper(), path)
        for path, methods in DOCUMENT["paths"].items()
        for method in methods
        if method != "parameters"
    }
    assert described == {(o.method, o.path) for o in OPERATIONS}


def test_the_document_has_the_five_events() -> None:
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
