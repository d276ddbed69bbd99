"""The oracle: which records are expected, and how, from the truth and the lens alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ats_contracts.errors import ContractsError
from ats_contracts.model import RESOURCES
from ats_contracts.oracle import Oracle
from ats_simulator.lens import (
    Cell,
    Derived,
    Hidden,
    Items,
    Kind,
    Lens,
    Link,
    Only,
    Reached,
    ResourceLens,
    Rule,
    Same,
    fed,
)
from ats_simulator.provider import Provider
from ats_simulator.providers import REGISTRY
from ats_simulator.simulator import Simulator

TRUTH: dict[str, list[dict[str, Any]]] = {
    "people": [
        {"id": "p1", "kind": "candidate", "city": "Ulm"},
        {"id": "p2", "kind": "candidate", "city": None},
        {"id": "p3", "kind": "user", "city": "Bern"},
    ],
    "jobs": [{"id": "j1", "status": "open"}, {"id": "j2", "status": "draft"}],
    "applications": [
        {"id": "a1", "job": {"id": "j1"}, "candidate": {"id": "p1"}},
        {"id": "a2", "job": {"id": "j2"}, "candidate": {"id": "p2"}},
    ],
}


class AnOwner:
    """An account that holds `TRUTH` under some assumptions."""

    def __init__(self, **assumptions: str) -> None:
        self.assumptions = assumptions

    def describe(self) -> dict[str, Any]:
        return {"assumptions": self.assumptions}

    def truth(self, resource: str) -> list[dict[str, Any]]:
        return TRUTH[resource]


def a_cell(rule: Rule, kind: Kind = "text", under: Mapping[tuple[str, str], Rule] = {}) -> Cell:
    return Cell(rule=rule, kind=kind, source="here", under=under)


def a_lens(*, walked: bool = False) -> Lens:
    """Make a vendor who shows people only through applications to jobs that are not drafts."""
    here: dict[str, Any] = {"methods": frozenset({"list", "get"}), "source": "here"}
    key = {"id": a_cell(Same("id"), "id")}
    candidates = ResourceLens(
        truth="people",
        only=Only(path="kind", values=("candidate",)),
        reached=Reached(resource="applications", own="id", theirs="candidate.id"),
        links={"applied": Link(resource="applications", by="candidate.id")},
        fields={
            **key,
            "applications": a_cell(Items("applied", ("id",)), "list"),
            "attachments": Cell(
                rule=Derived(("applied",), file_ids), kind="list", source="here", embeds="files"
            ),
            "title": a_cell(Same("city"), under={("style", "loud"): Derived(("city",), loud)}),
        },
        **here,
    )
    return Lens(
        {
            "jobs": ResourceLens(
                hidden=Hidden(path="status", values=("draft",)), fields=key, **here
            ),
            "files": ResourceLens(
                truth="applications",
                walked=True,
                reached=Reached(resource="jobs", own="job.id", theirs="id"),
                fields={"id": a_cell(Derived(("id",), file_id), "id")},
                **here,
            ),
            "applications": ResourceLens(
                reached=Reached(resource="jobs", own="job.id", theirs="id"),
                walked=walked,
                fields=key,
                **here,
            ),
            "candidates": candidates,
        }
    )


def file_id(key: str) -> str:
    return f"{key}-cv"


def file_ids(applications: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{"id": file_id(a["id"])} for a in applications]


def loud(city: str | None) -> str | None:
    return city and city.upper()


def test_a_list_holds_what_walking_reaches_under_the_name_that_the_truth_has() -> None:
    oracle = Oracle(a_lens(), AnOwner())
    assert oracle.listed("candidates") == {
        "p1": {
            "id": "p1",
            "applications": [{"id": "a1"}],
            "attachments": [{"id": "a1-cv"}],
            "title": "Ulm",
        }
    }
    assert [r["id"] for r in oracle.truth("candidates")] == ["p1", "p2", "p3"]


def test_a_get_answers_what_lists_leave_out_but_nothing_that_the_provider_has_not() -> None:
    oracle = Oracle(a_lens(), AnOwner())
    assert list(oracle.every("candidates")) == ["p1", "p2"]
    assert list(oracle.hidden("candidates")) == ["p2"]
    assert list(oracle.hidden("applications")) == ["a2"]


def test_a_get_that_walks_the_list_finds_no_more_than_the_list() -> None:
    oracle = Oracle(a_lens(walked=True), AnOwner())
    assert list(oracle.every("applications")) == ["a1"]
    assert oracle.hidden("applications") == {}


def test_what_is_embedded_is_what_can_be_read_of_it_under_the_ids_shown_there() -> None:
    every = Oracle(a_lens(), AnOwner()).every("candidates")
    assert every["p1"]["attachments"] == [{"id": "a1-cv"}]
    assert every["p2"]["applications"] == [{"id": "a2"}]
    assert every["p2"]["attachments"] == []


def test_the_rule_in_force_is_the_one_applied() -> None:
    oracle = Oracle(a_lens(), AnOwner(style="loud"))
    assert oracle.listed("candidates")["p1"]["title"] == "ULM"
    assert oracle.field("candidates", "title", TRUTH["people"][0]) == "ULM"


def test_one_record_is_expected_as_among_the_others() -> None:
    oracle = Oracle(a_lens(), AnOwner())
    assert oracle.one("candidates", TRUTH["people"][1]) == oracle.every("candidates")["p2"]


def test_a_resource_that_is_not_fed_is_refused() -> None:
    with pytest.raises(ContractsError, match="does not feed offers"):
        Oracle(a_lens(), AnOwner()).listed("offers")


@pytest.mark.parametrize("provider", REGISTRY.values(), ids=lambda p: p.name)
def test_a_providers_lens_places_whatever_its_worlds_hold(provider: Provider) -> None:
    choices = [{}, *({a.name: v} for a in provider.assumptions for v in a.values[1:])]
    with Simulator(providers=[provider]) as simulator:
        for assumptions in choices:
            account = simulator.create_tenant(provider.name, size=40, assumptions=assumptions)
            oracle = Oracle(provider.lens, account)
            for resource in fed(provider.lens):
                every = oracle.every(resource)
                assert every
                assert oracle.listed(resource).keys() <= every.keys()
                assert {*RESOURCES[resource]} == {*next(iter(every.values()))}
            account.delete()
