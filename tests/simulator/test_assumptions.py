"""Assumptions: a closed list of names, each with a closed list of values."""

from __future__ import annotations

from pathlib import Path

import pytest

from ats_simulator.assumptions import Assumption, Values, resolve
from ats_simulator.errors import UnknownName
from ats_simulator.simulator import Simulator


def an_assumption(name: str, *values: str) -> Assumption:
    return Assumption(
        name=name, statement="It may be so.", values=values, affects="all", doubt="x", source="y"
    )


KNOWN = (an_assumption("envelope", "bare", "wrapped"), an_assumption("ids", "integer", "string"))


def test_what_is_not_given_has_its_default() -> None:
    assert resolve(KNOWN, {}) == {"envelope": "bare", "ids": "integer"}
    assert resolve(KNOWN, {"ids": "string"}) == {"envelope": "bare", "ids": "string"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"envelop": "bare"}, "unknown assumption 'envelop'; did you mean 'envelope'"),
        ({"ids": "strings"}, "unknown value for assumption ids 'strings'; did you mean 'string'"),
        ({"ids": 7}, "unknown value for assumption ids '7'"),
    ],
)
def test_an_unknown_name_or_value_is_refused_with_the_nearest(
    given: dict[str, object], message: str
) -> None:
    with pytest.raises(UnknownName, match=message) as refused:
        resolve(KNOWN, given)
    assert refused.value.field == f"assumptions.{next(iter(given))}"


def test_only_what_was_asked_for_counts_as_consulted() -> None:
    values = Values(resolve(KNOWN, {}))
    assert (len(values), list(values), values.to_json()) == (2, ["envelope", "ids"], dict(values))
    values = Values(resolve(KNOWN, {}))
    assert values.to_json()
    assert values.consulted == set()
    assert values["ids"] == "integer"
    assert values.consulted == {"ids"}


def test_the_first_time_that_a_name_is_asked_for_is_told_once() -> None:
    told: list[str] = []
    values = Values(resolve(KNOWN, {}), ("envelope",), told.append)
    assert values["ids"] == values["ids"] == "integer"
    values.consult({"ids", "envelope"})
    assert told == ["ids"]


def test_a_row_that_is_read_consults_what_it_was_rendered_under(tmp_path: Path) -> None:
    """A world of an earlier process too; what its making asked for mattered from the beginning."""
    state = str(tmp_path / "state.db")
    made, rendered = {"id_style", "initial_stage"}, {"null_style", "timestamp_style"}
    with Simulator(state=state, providers=["nexivohr"]) as first:
        account = first.create_tenant("nexivohr", size=3)
        assert set(account.consulted()) == made
        auth = {"Authorization": f"Bearer {account.credentials['token']}"}
    with Simulator(state=state, providers=["nexivohr"]) as second:
        again = second.account(account.id)
        assert set(again.consulted()) == made
        second.client(again, headers=auth).get("/ats/api/v1/candidates").raise_for_status()
        seen = set(again.consulted())
        assert seen >= made | rendered | {"list_envelope"}
        assert not seen & {"single_envelope", "webhook_data", "unknown_field"}
    with Simulator(state=state, providers=["nexivohr"]) as third:
        assert set(third.account(account.id).consulted()) == seen
