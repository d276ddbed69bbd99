"""The resources that only some providers know: lists, adverts, checks, starters."""

from __future__ import annotations

from ats_simulator.world.generate import ORDER, StageSpec, WorldSpec, generate
from ats_simulator.world.model import MODELS
from ats_simulator.world.validate import validate
from tests.simulator.world.worlds import STAGES, UNIFIED, World, a_world

EXTRA = frozenset(ORDER) - UNIFIED
CHECKS = (
    StageSpec(id="c1", name="Check", kind="offer", role="check_required"),
    StageSpec(id="c2", name="Checked", kind="offer", role="check_complete"),
)


def an_extended_world(seed: int = 1, size: int = 60) -> World:
    stages = (*STAGES, *CHECKS)
    spec = WorldSpec(seed=seed, size=size, resources=frozenset(ORDER), stages=stages)
    return a_world(spec)


def test_every_record_is_one_of_its_shape() -> None:
    for resource, records in an_extended_world().items():
        for record in records.values():
            assert validate(resource, record) == record


def test_an_advert_and_its_job_share_number_and_id() -> None:
    world = an_extended_world()
    assert {n: r["id"] for n, r in world["adverts"].items()} == {
        n: r["id"] for n, r in world["jobs"].items()
    }


def test_answers_and_checks_belong_to_applications_that_exist() -> None:
    world = an_extended_world()
    applications = {r["id"]: r for r in world["applications"].values()}
    for resource in ("equal_opportunities", "dbs_checks", "starter_forms"):
        assert world[resource]
        for record in world[resource].values():
            application = applications[record["application"]["id"]]
            assert record["candidate"] == application["candidate"]


def test_checks_stand_where_the_stage_asks_for_them() -> None:
    world = an_extended_world()
    stage = {r["id"]: r["current_stage"]["id"] for r in world["applications"].values()}
    found = {(stage[c["application"]["id"]], c["status"]) for c in world["dbs_checks"].values()}
    assert found == {("c1", "ToBeCompleted"), ("c2", "Complete")}


def test_every_state_of_a_starter_form_occurs() -> None:
    states = {form["state"] for form in an_extended_world()["starter_forms"].values()}
    assert states == {"open", "completed", "cancelled"}


def test_the_extra_records_are_the_same_each_time() -> None:
    first, second = (
        list(
            generate(
                WorldSpec(seed=5, size=30, resources=EXTRA, stages=(*STAGES, *CHECKS)),
            )
        )
        for _ in range(2)
    )
    assert first == second
    assert set(MODELS) >= EXTRA
