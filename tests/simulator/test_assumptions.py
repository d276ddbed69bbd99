"""Assumptions: a closed list of names, each with a closed list of values."""

from __future__ import annotations

import pytest

from ats_simulator.assumptions import Assumption, Values, resolve
from ats_simulator.errors import UnknownName


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
