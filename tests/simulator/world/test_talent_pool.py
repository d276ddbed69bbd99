"""The world of a product that knows people by their applications only."""

from __future__ import annotations

from itertools import groupby

import pytest

from ats_simulator.world import requisitions, talent_pool
from ats_simulator.world.edges import PAST_DOUBLE
from ats_simulator.world.hiring import Plan, plans
from ats_simulator.world.spec import WorldSpec
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


def pool_of(spec: WorldSpec) -> list[Plan]:
    return [plan for plan in talent_pool.all_plans(spec) if plan.job == talent_pool.NO_JOB]


@pytest.mark.parametrize("size", [0, 1, 2, 9, 60, 300])
def test_everybody_stands_either_on_a_job_or_in_the_talent_pool(size: int) -> None:
    spec = a_spec(size=size)
    applied = {plan.candidate for plan in plans(spec)}
    pooled = [plan.candidate for plan in pool_of(spec)]
    assert applied.isdisjoint(pooled)
    assert applied | set(pooled) == set(range(1, size + 1))
    assert len(set(pooled)) == len(pooled)


def test_the_talent_pool_is_numbered_after_every_other_application() -> None:
    spec = a_spec()
    numbers = [plan.number for plan in talent_pool.all_plans(spec)]
    assert len(set(numbers)) == len(numbers)
    assert max(plan.number for plan in plans(spec)) == PAST_DOUBLE
    assert min(plan.number for plan in pool_of(spec)) == PAST_DOUBLE + 1


def test_what_goes_around_applications_is_whole_and_valid() -> None:
    spec = a_spec()
    made: dict[str, list[int]] = {"applications": [], "eeocs": [], "application_records": []}
    for resource, number, record in talent_pool.around_applications(spec):
        made[resource].append(number)
        assert validate(resource, record) == record
        assert record["id"] == spec.ids("applications", number)
        assert record.get("job") is None
    everybody = [plan.number for plan in talent_pool.all_plans(spec)]
    assert made["eeocs"] == made["application_records"] == everybody
    assert made["applications"] == [plan.number for plan in pool_of(spec)]


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
