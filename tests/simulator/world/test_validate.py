from __future__ import annotations

from typing import Any, TypedDict

import pytest

from ats_simulator.world.generate import generate
from ats_simulator.world.model import MODELS
from ats_simulator.world.validate import InvalidTruth, complete, validate
from tests.simulator.world.worlds import a_spec

NOW = "2026-03-08T09:59:59.250Z"


def a_partial_candidate(**changes: Any) -> dict[str, Any]:
    return {"id": "1", "first_name": "Ada", "last_name": "Example", **changes}


def a_candidate(**changes: Any) -> dict[str, Any]:
    return complete("candidates", a_partial_candidate(**changes), now=NOW)


def test_every_generated_record_is_valid_and_complete_already() -> None:
    for resource, _, record in generate(a_spec()):
        checked = validate(resource, record)
        assert list(checked.items()) == list(record.items())
        assert complete(resource, record, now=NOW) == record


def test_a_partial_candidate_is_completed() -> None:
    record = validate("candidates", a_candidate(emails=[{"email": "ada@example.com"}]))
    assert record["emails"] == [{"email": "ada@example.com", "type": None}]
    assert record["phones"] == record["tags"] == []
    assert record["address"]["city"] is record["company"] is None
    assert record["created_at"] == record["updated_at"] == NOW
    assert (record["status"], record["can_email"], record["is_private"]) == ("new", True, False)


def test_completing_changes_neither_its_input_nor_what_is_given() -> None:
    given = a_partial_candidate(status="placed", address={"city": "Ulm"}, created_at="x")
    before = dict(given)
    record = complete("candidates", given, now=NOW)
    assert given == before
    assert (record["status"], record["address"]["city"], record["created_at"]) == (
        "placed",
        "Ulm",
        "x",
    )
    assert record["address"]["street"] is None


def test_dates_of_a_change_stay_absent_without_a_clock() -> None:
    with pytest.raises(InvalidTruth, match="created_at: field required"):
        validate("candidates", complete("candidates", a_partial_candidate()))


def test_instants_are_normalised() -> None:
    record = validate("candidates", a_candidate(created_at="2026-03-08T01:59:59.2509-08:00"))
    assert record["created_at"] == NOW


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": 1}, "id"),
        ({"first_name": 7}, "first_name"),
        ({"status": "hired"}, "status"),
        ({"is_private": "false"}, "is_private"),
        ({"nickname": "A"}, "nickname"),
        ({"emails": "ada@example.com"}, "emails"),
        ({"emails": [{"type": "work"}]}, "emails.0.email"),
        ({"emails": [None]}, "emails.0"),
        ({"address": []}, "address"),
        ({"address": {"planet": "Mars"}}, "address.planet"),
        ({"updated_at": "2026-03-08"}, "updated_at"),
        ({"updated_at": "2026-03-08T10:00:00"}, "updated_at"),
        ({"updated_at": "9999-12-31T23:59:59-01:00"}, "updated_at"),
        ({"updated_at": None}, "updated_at"),
        ({"first_name": "\ud800"}, ""),
    ],
)
def test_what_is_no_record_is_refused_by_the_name_of_the_field(
    changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidTruth) as caught:
        validate("candidates", a_candidate(**changes))
    assert caught.value.field == field


@pytest.mark.parametrize("value", [True, "1", float("nan"), float("inf"), 2**64, []])
def test_what_is_no_pay_is_refused(value: Any) -> None:
    pay = {"id": "1", "max": value}
    job = complete("jobs", {"id": "1", "name": "x", "compensation": pay}, now=NOW)
    with pytest.raises(InvalidTruth) as caught:
        validate("jobs", job)
    assert caught.value.field in {"compensation.max", ""}


def test_integers_past_the_double_stay_exact() -> None:
    pay = {"id": "1", "max": 2**53 + 1, "min": 0.5}
    job = complete("jobs", {"id": "1", "name": "x", "compensation": pay}, now=NOW)
    checked = validate("jobs", job)["compensation"]
    assert (checked["max"], checked["min"]) == (2**53 + 1, 0.5)
    assert isinstance(checked["max"], int)


@pytest.mark.parametrize("json", [None, [], "x", 1, True])
@pytest.mark.parametrize("resource", sorted(MODELS))
def test_a_record_is_an_object(resource: str, json: Any) -> None:
    with pytest.raises(InvalidTruth):
        validate(resource, json)
    with pytest.raises(InvalidTruth):
        complete(resource, json)


def test_an_unknown_resource_is_refused() -> None:
    with pytest.raises(InvalidTruth, match="no such resource: 'people'"):
        validate("people", {})


class Check(TypedDict):
    id: str
    outcome: str | None


def test_a_provider_may_add_resources() -> None:
    models = {**MODELS, "checks": Check}
    record = complete("checks", {"id": "1"}, models=models)
    assert validate("checks", record, models=models) == {"id": "1", "outcome": None}
