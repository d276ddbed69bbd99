"""The hand-written document against the code, with data that keeps to it and data that does not."""

from __future__ import annotations

import re
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
    allow_header_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ats_simulator.providers.jobtrain import PROVIDER
from ats_simulator.providers.jobtrain.operations import OPERATIONS
from tests.simulator.providers.jobtrain.desk import Desk

CHECKS: list[Any] = [
    not_a_server_error,
    allow_header_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]
DOCUMENT = yaml.safe_load(PROVIDER.openapi.read_text(encoding="utf-8"))
DESCRIBED = [(method.upper(), path) for path, ms in DOCUMENT["paths"].items() for method in ms]
EXTENSIONS = {"ext_settings_create": "on", "ext_onboarding": "on"}
EXAMPLES = {"GET": 4, "POST": 12}
QUIET: dict[str, Any] = {
    "derandomize": True,
    "database": None,
    "deadline": None,
    "phases": [Phase.generate],
    "suppress_health_check": list(HealthCheck),
}


def a_schema(desk: Desk) -> Any:
    document = {**DOCUMENT, "servers": [{"url": desk.account.base_url}]}
    schema = schemathesis.openapi.from_dict(document)
    schema.app = desk.sim.wsgi
    return schema


@cache
def a_desk_with_schema(**assumptions: str) -> tuple[Desk, Any]:
    """A tenant that all tests of this file write to; what they find in it is theirs."""
    clock = {"mode": "manual", "now": "2026-10-31T18:00:00Z"}
    desk = Desk(assumptions=assumptions, clock=clock)
    return desk, a_schema(desk)


def is_extension(method: str, path: str) -> bool:
    return "x-extension" in DOCUMENT["paths"][path][method.lower()]


def converse_about(desk: Desk, schema: Any, method: str, path: str, mode: GenerationMode) -> None:
    headers = {"Authorization": f"Bearer {desk.token()}"}

    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    @settings(max_examples=EXAMPLES[method], **QUIET)
    def converse(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    converse()


@pytest.mark.parametrize("mode", list(GenerationMode), ids=["valid", "invalid"])
@pytest.mark.parametrize(("method", "path"), DESCRIBED, ids=str)
def test_every_response_is_documented(method: str, path: str, mode: GenerationMode) -> None:
    converse_about(*a_desk_with_schema(), method, path, mode)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=["valid", "invalid"])
@pytest.mark.parametrize(("method", "path"), [o for o in DESCRIBED if is_extension(*o)], ids=str)
def test_every_response_of_an_extension_is_documented(
    method: str, path: str, mode: GenerationMode
) -> None:
    converse_about(*a_desk_with_schema(**EXTENSIONS), method, path, mode)


LOWEST = {"Job": 900_000, "candidate": 60_000, "GetCandidateApplicationById": 70_000}


@pytest.mark.parametrize(
    ("method", "path"),
    [(m, p) for m, p in DESCRIBED if re.search(r"\{[iI]d\}", p)],
    ids=str,
)
def test_ids_that_exist_get_a_documented_answer(method: str, path: str) -> None:
    """Random ids seldom exist; these do."""
    desk, schema = a_desk_with_schema()
    headers = {"Authorization": f"Bearer {desk.token()}"}
    described = schema[path][method]
    segment, name = path.split("/")[3:5][-1 if "Jobs" in path else 0], path[-3:-1]
    first = 900_000 if "Jobs/" in path else LOWEST.get(segment, 0)
    base = first or int(_listed_id(desk, segment)) - 1

    @given(case=described.as_strategy(), n=st.integers(1, 20))
    @settings(max_examples=6, **QUIET)
    def converse(case: Any, n: int) -> None:
        case.path_parameters = {name: base + n}
        case.call_and_validate(headers=headers, checks=CHECKS)

    converse()


def _listed_id(desk: Desk, setting: str) -> int:
    record = desk.records(f"/{setting}")[0]
    return next(value for value in record.values() if isinstance(value, int))


def test_a_detail_and_the_questions_of_a_job_are_as_documented() -> None:
    desk, schema = a_desk_with_schema()
    headers = {"Authorization": f"Bearer {desk.token()}"}
    detail = "/api/v1/Candidate/GetCandidateApplicationDetailByJobId/{candidateId}/{jobId}"
    for application in desk.account.truth("applications")[:30]:
        keys = {f"{name}Id": application[name]["id"] for name in ("candidate", "job")}
        case = schema[detail]["GET"].Case(path_parameters=keys)
        case.call_and_validate(headers=headers, checks=CHECKS)
    site = desk.account.credentials["site"].rpartition("/")[2]
    for job in desk.account.truth("jobs"):
        case = schema["/{site}/Indeed/GetQuestions"]["GET"].Case(
            path_parameters={"site": site}, query={"JobId": job["id"]}
        )
        case.call_and_validate(checks=CHECKS)


def test_full_lists_are_as_documented() -> None:
    """Of windows that generated data seldom falls into."""
    desk = Desk(settings={"starters_window_h": 1_000_000}, assumptions=EXTENSIONS)
    headers, schema = {"Authorization": f"Bearer {desk.token()}"}, a_schema(desk)
    for application in desk.account.truth("applications"):
        at = {"updated_at": "2026-11-20T12:00:00Z"}
        desk.account.put_truth("applications", application["id"], at)
    for form in desk.account.truth("starter_forms"):
        desk.account.put_truth("starter_forms", form["id"], {"saved_at": "2026-11-20T12:00:00Z"})
    for name, path in {
        "Change": "/api/v1/Candidate/GetRecentlyUpdatedApplications",
        "Starter": "/api/v1/Integration/GetRecentlyCompletedStarters",
        "cancelled": "/api/v1/Integration/GetRecentlyCancelledStarters",
        "updated": "/api/v1/StarterForm/GetRecentlyUpdatedStarters",
        "items": "/api/v1/Onboarding/GetOnboardingItems",
        "references": "/api/v1/Onboarding/GetReferences",
    }.items():
        case = schema[path]["GET"].Case(query={"PageSize": 100})
        answer = case.call_and_validate(headers=headers, checks=CHECKS)
        assert answer.json()["resultData"]["total"] > 0, name


def test_the_document_has_the_operations_of_the_router_and_no_others() -> None:
    routed = {
        (o.method, o.path if o.view in {"connect_token", "get_questions"} else f"/api/v1{o.path}")
        for o in OPERATIONS
    }
    assert set(DESCRIBED) == routed


def test_another_spelling_is_not_what_the_document_says() -> None:
    """The checks of this file can fail."""
    desk = Desk(assumptions={"casing": "camel"})
    headers = {"Authorization": f"Bearer {desk.token()}"}
    case = a_schema(desk)["/api/v1/Campaign"]["GET"].Case()
    with pytest.raises(BaseExceptionGroup):
        case.call_and_validate(headers=headers, checks=CHECKS)


def test_the_document_has_the_three_events() -> None:
    assert PROVIDER.webhooks is not None
    assert tuple(DOCUMENT["webhooks"]) == PROVIDER.webhooks.events


def named(node: Any, key: str) -> set[str]:
    """Collect what stands under *key* anywhere."""
    if isinstance(node, list):
        return set[str]().union(*(named(each, key) for each in node))
    if not isinstance(node, dict):
        return set()
    found = node.get(key, ())
    here = {found} if isinstance(found, str) else set(found)
    return here.union(*(named(each, key) for each in node.values()))


def test_the_document_and_the_switches_name_the_same_things() -> None:
    known = {a.name for a in PROVIDER.assumptions}
    assert named(DOCUMENT, "x-assumption") | named(DOCUMENT, "x-extension") == known


def test_every_operation_says_where_it_is_known_from() -> None:
    sources = {"official", "recorded", "inferred", "our-choice"}
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            assert operation["x-provenance"] in sources, (method, path)
    for name, schema in DOCUMENT["components"]["schemas"].items():
        assert schema["x-provenance"] in sources, name
