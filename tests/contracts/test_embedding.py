"""Embedded records: any part of each may be shown, and none of it may be wrong."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest

from ats_contracts.compare import Rules
from ats_contracts.embedding import compare_embedded
from ats_contracts.model import RESOURCES

KNOWN: dict[str, dict[str, Any]] = {
    "a1": {"id": "a1", "job": {"id": "j1"}, "source": None, "attachments": [{"id": "f1"}]},
    "a2": {"id": "a2", "job": {"id": "j2"}, "source": None, "attachments": []},
}
BOTH = [{"id": "a1"}, {"id": "a2"}]


def found(
    expected: list[Any], actual: Any, listed: Collection[str] = KNOWN, **rules: Any
) -> list[tuple[str, str]]:
    shape, ways = RESOURCES["candidates"]["applications"], Rules(**rules)
    result = compare_embedded("c", expected, actual, KNOWN, listed=listed, shape=shape, rules=ways)
    assert result.compared
    return [(d.where, d.kind) for d in result.divergences]


@pytest.mark.parametrize(
    "actual",
    [
        BOTH,
        BOTH[::-1],
        [KNOWN["a2"], KNOWN["a1"]],
        [{"id": "a1", "job": {"id": "j1"}, "raw": {"x": 1}}, {"id": "a2", "job": None}],
        [{"id": "a1", "attachments": [{"id": "f1", "file_name": "cv.pdf"}]}, {"id": "a2"}],
    ],
)
def test_ids_or_more_in_any_order_agree(actual: list[Any]) -> None:
    assert found(BOTH, actual) == []


@pytest.mark.parametrize(
    ("actual", "where", "kind"),
    [
        ([{"id": "a1"}], "c[a2]", "missing"),
        ([*BOTH, {"id": "a1"}], "c[a1]", "duplicate"),
        ([*BOTH, {"id": "a3"}], "c[a3]", "unexpected"),
        ([{"id": "a1", "job": {"id": "j2"}}, {"id": "a2"}], "c[a1].job.id", "value"),
        ([{"id": "a1", "source": {"name": "Web"}}, {"id": "a2"}], "c[a1].source", "invented"),
        (
            [{"id": "a1", "attachments": [{"id": "f9"}]}, {"id": "a2"}],
            "c[a1].attachments[0].id",
            "value",
        ),
        (["a1", "a2"], "c[0]", "type"),
        ("a1", "c", "type"),
        (5, "c", "type"),
        (None, "c", "absent"),
    ],
)
def test_each_difference_is_named(actual: Any, where: str, kind: str) -> None:
    assert (where, kind) in found(BOTH, actual)


def test_records_of_somebody_who_has_none_are_invented() -> None:
    assert found([], [{"id": "a1"}]) == [("c", "invented")]
    assert found([], []) == []


def test_an_empty_list_says_that_there_are_none_where_null_is_wanted() -> None:
    assert found(BOTH, [], null_policy="null") == [("c[a1]", "missing"), ("c[a2]", "missing")]


@pytest.mark.parametrize("actual", [[{"id": "a1"}], BOTH])
def test_what_no_list_shows_may_be_missing_and_is_not_wrong(actual: list[Any]) -> None:
    assert found(BOTH, actual, listed={"a1"}) == []
    assert found(BOTH[1:], None, listed={"a1"}) == []
    assert found(BOTH, [{"id": "a2"}], listed={"a1"}) == [("c[a1]", "missing")]
