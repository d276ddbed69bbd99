"""The control plane's document against its code, with valid data and with invalid."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ats_simulator import Simulator
from ats_simulator.control.routes import DOCUMENT, ROUTES, build_control
from tests.simulator.example import PROVIDER

WRITTEN = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))
EXAMPLES = {GenerationMode.POSITIVE: 20, GenerationMode.NEGATIVE: 10}
TENANT = "the-tenant"
CHECKS: list[Any] = [
    schemathesis.checks.not_a_server_error,
    allow_header_conformance,
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]
OPERATIONS = [
    (method, path)
    for path, methods in WRITTEN["paths"].items()
    for method in methods
    if method != "parameters"
]
CASES = [
    pytest.param(method, path, mode, id=f"{method}-{path}-{mode.value}")
    for method, path in OPERATIONS
    for mode in EXAMPLES
    if mode is GenerationMode.POSITIVE or "{" in path or method == "post"  # what can be wrong
]


@pytest.fixture
def sim() -> Iterator[Simulator]:
    """Make a sandbox in which there is one of everything."""
    with Simulator(providers=[PROVIDER]) as simulator:
        tenant = simulator.create_tenant("example", id=TENANT, size=5, limits="off")
        tenant.add_webhook("http://127.0.0.1:9/")
        tenant.add_fault("delay", seconds=0, times=1000)
        token = {"Authorization": f"Bearer {tenant.credentials['token']}"}
        assert simulator.client(tenant, headers=token).post("/candidates").status_code == 201
        simulator.client(tenant).get("/candidates")
        tenant.put_truth("candidates", "1", {"first_name": "Zoë"})
        tenant.snapshot("before")
        yield simulator


def steered(sim: Simulator) -> Any:
    """Give the document, led to what is there: small worlds and names that exist."""
    document = deepcopy(WRITTEN)
    tenant = sim.account(TENANT)
    names = {
        "id": [TENANT],
        "provider": ["example"],
        "resource": ["candidates", "applications"],
        "key": ["1", "2", "77"],
        "credential": ["token"],
        "snapshot": ["before"],
        "webhook": [hook["id"] for hook in tenant.webhooks()],
        "fault": [fault["id"] for fault in tenant.faults()],
        "delivery": [delivery["id"] for delivery in tenant.deliveries()],
    }
    for holder in [document["components"], *document["paths"].values()]:
        parameters = holder.get("parameters", [])
        for each in parameters.values() if isinstance(parameters, dict) else parameters:
            if each.get("name") in names and each["in"] == "path":
                each["schema"] = {"enum": names[each["name"]]}
    schemas = document["components"]["schemas"]
    wanted = schemas["NewTenant"]["properties"]
    wanted["size"]["maximum"] = 5
    wanted["provider"]["enum"] = ["example"]
    wanted["plan"]["enum"] = ["small", "sliding", "none"]
    wanted["assumptions"] = {"type": "object", "properties": {"mood": {"enum": ["kind", "none"]}}}
    wanted["settings"]["propertyNames"] = {"enum": ["page_size", "pause_s", "nothing"]}
    schemas["NewWindow"]["properties"]["zone"] = {"enum": ["", "Europe/London", "Nowhere"]}
    for clock in ("NewClock", "ClockChange"):
        schemas[clock]["properties"]["now"] = {"enum": ["2026-03-08T02:30:00-08:00", "1969-01-01"]}
    hook = document["paths"]["/tenants/{id}/webhooks"]["post"]["requestBody"]["content"]
    fields = hook["application/json"]["schema"]["properties"]
    fields["url"] = {"enum": ["http://[::1]:9/", "https://localhost/x", "http://example.com/"]}
    fields["events"]["items"] = {"enum": ["candidate.created", "candidate.gone"]}
    schema = schemathesis.openapi.from_dict(document)
    schema.app = build_control(sim.sandbox)
    return schema


@pytest.mark.parametrize(("method", "path", "mode"), CASES)
def test_every_answer_is_documented(
    sim: Simulator, method: str, path: str, mode: GenerationMode
) -> None:
    operation = steered(sim)[path][method]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES[mode],
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def converse(case: Any) -> None:
        statuses.add(case.call_and_validate(checks=CHECKS).status_code)

    statuses: set[int] = set()
    converse()
    if mode is GenerationMode.POSITIVE:
        assert {200, 201} & statuses, f"only {statuses}: led astray"


def test_the_document_has_the_routes_and_no_others() -> None:
    documented = {(method.upper(), shape_of(path)) for method, path in OPERATIONS}
    assert documented == {(method, shape_of(rule)) for method, rule, _ in ROUTES}


def shape_of(path: str) -> str:
    return "/".join("*" if part[:1] in {"{", "<"} else part for part in path.split("/"))
