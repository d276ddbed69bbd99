"""The world of a product that knows people by their applications only."""

from __future__ import annotations

from itertools import groupby

import pytest

from ats_simulator.world import requisitions, talent_pool
from ats_simulator.world.edges import PAST_DOUBLE
from ats_simulator.world.hiring import plans
from ats_simulator.world.validate import validate
from tests.simulator.world.worlds import World, a_spec, a_world

EXTRA = (
    "application_records",
    "custom_fields",
    "employee_records",
    "onboarding_tasks",
    "person_records",
    "requisitions",
    "workflows",
)


def the_world() -> World:
    return a_world(a_spec(resources=frozenset({*EXTRA, "jobs"})))


@pytest.mark.parametrize("size", [0, 1, 2, 9, 60, 300])
def test_everybody_stands_either_on_a_job_or_in_the_talent_pool(size: int) -> None:
    spec = a_spec(size=size)
    applied = {plan.candidate for plan in plans(spec)}
    pooled = [plan.candidate for plan in talent_pool.pool_plans(spec)]
    assert applied.isdisjoint(pooled)
    assert applied | set(pooled) == set(range(1, size + 1))


def test_the_talent_pool_is_numbered_after_every_other_application() -> None:
    spec = a_spec()
    numbers = [plan.number for plan in talent_pool.all_plans(spec)]
    assert len(set(numbers)) == len(numbers)
    assert max(plan.number for plan in plans(spec)) == PAST_DOUBLE
    assert min(plan.number for plan in talent_pool.pool_plans(spec)) == PAST_DOUBLE + 1


def test_an_application_in_the_talent_pool_has_no_job_and_is_valid() -> None:
    for _, record in talent_pool.pooled(a_spec()):
        assert record["job"] is None
        assert validate("applications", record) == record


def test_every_application_has_one_set_of_answers_under_its_own_id() -> None:
    spec = a_spec()
    answers = dict(talent_pool.statistics(spec))
    assert list(answers) == [plan.number for plan in talent_pool.all_plans(spec)]
    for number, record in answers.items():
        assert record["id"] == spec.ids("applications", number)
        assert validate("eeocs", record) == record


@pytest.mark.parametrize("resource", EXTRA)
def test_every_record_is_valid(resource: str) -> None:
    records = the_world()[resource]
    assert records
    for record in records.values():
        assert validate(resource, record) == record


def test_a_requisition_never_contradicts_its_job() -> None:
    world = the_world()
    for number, record in world["requisitions"].items():
        status = world["jobs"][number]["status"]
        assert record["id"] == world["jobs"][number]["id"]
        assert record["state"] in requisitions.FINER_STATES.get(status, (None,))


def test_a_value_of_a_custom_field_belongs_to_a_field_of_its_kind() -> None:
    world = the_world()
    codes = {
        entity: {f["code"] for f in world["custom_fields"].values() if f["entity"] == entity}
        for entity in ("application", "job")
    }
    for resource, entity in (("application_records", "application"), ("requisitions", "job")):
        used = {v["code"] for r in world[resource].values() for v in r["custom_fields"]}
        assert used
        assert used <= codes[entity]


def test_all_tasks_of_one_application_share_a_process() -> None:
    tasks = the_world()["onboarding_tasks"].values()
    for _, group in groupby(tasks, key=lambda t: t["application"]["id"]):
        assert len({task["process"] for task in group}) == 1
