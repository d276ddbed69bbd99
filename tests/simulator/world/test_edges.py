from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ats_simulator.world.edges import (
    CROWDED_JOB,
    EDGE_CASES,
    LONELY_JOB,
    PAST_DOUBLE,
    EdgeCase,
)
from tests.simulator.world.worlds import World, a_spec, a_world

SOME_SEEDS = st.integers(0, 2**32)
relaxed = settings(max_examples=15, deadline=None)


def holds(world: World, case: EdgeCase) -> bool:
    """Tell whether every record that *case* is about is there and looks as it says."""
    for number in range(case.first, case.last + 1):
        record = world[case.resource].get(number)
        if record is None or any(not looks_like(record, *item) for item in case.fields.items()):
            return False
    return True


def looks_like(record: dict[str, Any], name: str, value: object) -> bool:
    found = record[name]
    if isinstance(value, dict):
        return bool({**found, **value} == found)
    return bool(found == value)


@given(seed=SOME_SEEDS, size=st.integers(40, 120))
@relaxed
def test_every_world_of_forty_holds_the_edge_cases(seed: int, size: int) -> None:
    world = a_world(a_spec(seed=seed, size=size))
    missing = {case.name for case in EDGE_CASES if not holds(world, case)}
    assert not {name for name in missing if "-tied-" not in name and name != "bulk-change"}


def test_a_large_world_holds_all_edge_cases() -> None:
    world = a_world(a_spec(size=5000, seed=7))
    assert [case.name for case in EDGE_CASES if not holds(world, case)] == []


def test_a_small_world_holds_the_first_edge_cases() -> None:
    world = a_world(a_spec(size=15))
    held = {c.name for c in EDGE_CASES if c.resource == "candidates" and holds(world, c)}
    assert held == {c.name for c in EDGE_CASES if c.resource == "candidates" and c.last <= 15}


def test_names_are_unique_and_sentences_are_given() -> None:
    names = [case.name for case in EDGE_CASES]
    assert len(set(names)) == len(names)
    assert all(case.sentence and not case.sentence.endswith(".") for case in EDGE_CASES)


@given(seed=SOME_SEEDS)
@relaxed
def test_people_apply_as_often_as_their_case_says(seed: int) -> None:
    world = a_world(a_spec(seed=seed))
    made = Counter(int(a["candidate"]["id"]) for a in world["applications"].values())
    for case in EDGE_CASES:
        if case.applications is not None:
            assert made[case.first] == case.applications


@given(seed=SOME_SEEDS)
@relaxed
def test_one_job_is_crowded_and_one_is_lonely(seed: int) -> None:
    world = a_world(a_spec(seed=seed))
    made = Counter(int(a["job"]["id"]) for a in world["applications"].values())
    assert made[CROWDED_JOB] > 25
    assert made[LONELY_JOB] == 0


@given(seed=SOME_SEEDS, size=st.integers(27, 100))
@relaxed
def test_the_tie_stays_on_the_page_edge_when_ordered_by_change(seed: int, size: int) -> None:
    candidates = a_world(a_spec(seed=seed, size=size))["candidates"]
    ordered = sorted(candidates, key=lambda n: (candidates[n]["updated_at"], n))
    assert ordered[23:27] == [24, 25, 26, 27]


@pytest.mark.parametrize("page", [7, 25, 50, 100])
def test_a_bulk_change_crosses_a_page_edge_whatever_the_page(page: int) -> None:
    candidates = a_world(a_spec(size=1000))["candidates"]
    ordered = sorted(record["updated_at"] for record in candidates.values())
    assert any(ordered[i - 1] == ordered[i] for i in range(page, len(ordered), page))


@given(seed=SOME_SEEDS, size=st.integers(0, 60))
@relaxed
def test_the_last_application_is_past_what_a_double_holds(seed: int, size: int) -> None:
    spec = a_spec(seed=seed, size=size, resources=frozenset({"applications"}))
    numbers = list(a_world(spec)["applications"])
    ordinals = list(range(1, 1 + len(numbers)))
    assert numbers == (ordinals if len(ordinals) < 10 else [*ordinals[:-1], PAST_DOUBLE])
    assert int(float(PAST_DOUBLE)) != PAST_DOUBLE
