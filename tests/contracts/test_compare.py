"""Comparison: what counts as the same, and what does not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ats_contracts.compare import Rules, compare
from ats_contracts.model import INSTANT, NAMED, NUMBER, RESOURCES, TEXT, Field, many, one

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


def kinds(expected: Any, actual: Any, shape: Field, rules: Rules | None = None) -> list[str]:
    result = compare("x", expected, actual, shape=shape, rules=rules or Rules())
    assert result.compared >= 1
    return [d.kind for d in result.divergences]


@given(JSON)
def test_everything_equals_itself_and_is_counted(value: Any) -> None:
    result = compare("x", value, value)
    assert result.divergences == []
    assert result.compared >= 1


@pytest.mark.parametrize("nothing", [None, "", [], {}, {"id": None}])
def test_all_ways_to_say_nothing_are_alike(nothing: Any) -> None:
    assert kinds(None, nothing, TEXT) == []
    assert kinds("", nothing, TEXT) == []


@pytest.mark.parametrize(("nothing", "found"), [("", ["invented"]), ([], ["invented"]), (None, [])])
def test_the_strict_null_policy_wants_null(nothing: Any, found: list[str]) -> None:
    assert kinds(None, nothing, TEXT, Rules(null_policy="null")) == found


def test_a_value_out_of_nothing_is_invented_and_a_lost_one_absent() -> None:
    assert kinds(None, "Remote", TEXT) == ["invented"]
    assert kinds("Remote", None, TEXT) == ["absent"]


@pytest.mark.parametrize(
    ("expected", "actual"),
    [("Zoe\u0308", "Zo\u00eb"), ("a", "A"), ("a", "a "), ("\u00a0a", " a"), ("&amp;", "&")],
)
def test_text_is_compared_exactly(expected: str, actual: str) -> None:
    assert kinds(expected, actual, TEXT) == ["value"]


def test_a_number_is_no_text_and_no_flag() -> None:
    assert kinds("5", 5, TEXT) == ["type"]
    assert kinds(5, "5", NUMBER) == ["type"]
    assert kinds(1, True, NUMBER) == ["type"]
    assert kinds(1, 1.0, NUMBER) == []
    assert kinds(2**53 + 1, float(2**53), NUMBER) == ["value"]


@pytest.mark.parametrize(
    ("actual", "found"),
    [
        ("2026-11-01T06:30:00.000Z", []),
        ("2026-11-01T01:30:00-05:00", []),
        ("2026-11-01T06:30:00", ["zone"]),
        ("2026-11-01T01:30:00Z", ["value"]),
        ("2026-11-01", ["value"]),
        ("yesterday", ["value"]),
        (1793514600, ["type"]),
    ],
)
def test_instants_are_compared_as_instants_and_must_name_their_zone(
    actual: Any, found: list[str]
) -> None:
    assert kinds("2026-11-01T06:30:00Z", actual, INSTANT) == found


def test_lists_are_compared_in_order_unless_declared_a_set() -> None:
    left, right = [{"id": "1"}, {"id": "2"}], [{"id": "2"}, {"id": "1"}]
    assert kinds(left, right, many(NAMED)) == ["value", "value"]
    result = compare("x", left, right, shape=many(NAMED), unordered=True)
    assert result.divergences == []


def test_a_lost_and_an_added_item_are_named_by_their_place() -> None:
    lost = compare("tags", ["a", "b"], ["a"], shape=many(TEXT)).divergences
    assert [(d.where, d.kind) for d in lost] == [("tags[1]", "absent")]
    added = compare("tags", ["a"], ["a", "b"], shape=many(TEXT)).divergences
    assert [(d.where, d.kind) for d in added] == [("tags[1]", "invented")]


def test_a_key_of_the_model_that_was_not_expected_must_be_null() -> None:
    assert kinds({"id": "1"}, {"id": "1", "name": None}, NAMED) == []
    assert kinds({"id": "1"}, {"id": "1", "name": "Sales"}, NAMED) == ["invented"]


def test_a_key_outside_the_model_is_nobodys_business() -> None:
    assert kinds({"id": "1"}, {"id": "1", "_links": {"self": "/1"}}, NAMED) == []


def test_a_text_where_an_object_belongs_is_a_difference_of_type() -> None:
    assert kinds({"id": "1"}, "1", one(id=TEXT)) == ["type"]
    assert kinds(["a"], "a", many(TEXT)) == ["type"]


def test_the_model_has_seventeen_resources_and_169_fields() -> None:
    assert len(RESOURCES) == 17
    assert sum(map(len, RESOURCES.values())) == 169
