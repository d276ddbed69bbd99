from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ats_simulator.world.digest import Digest
from ats_simulator.world.generate import ORDER, StageSpec, WorldSpec, counts, generate
from ats_simulator.world.hiring import DOCUMENTS
from ats_simulator.world.jobs import FORM_FIELD_TYPES, INTERVALS
from ats_simulator.world.model import MODELS
from ats_simulator.world.people import DOMAINS
from tests.simulator.world.worlds import STAGES, UNIFIED, World, a_spec, a_world

GOLDEN = "1c85a090d7ff7e48"
seeds = st.integers(-(2**80), 2**80)
relaxed = settings(max_examples=15, deadline=None)


@pytest.fixture(scope="module")
def world() -> World:
    return a_world()


@pytest.fixture(scope="module")
def large() -> World:
    return a_world(a_spec(size=1200))


def digest_of(spec: WorldSpec) -> str:
    digest = Digest()
    for resource, number, record in generate(spec):
        digest.feed(resource, number, orjson.dumps(record))
    return digest.hexdigest()


def test_the_default_world_never_changes_by_accident() -> None:
    """If it has to change, say so in the changelog: users keep digests."""
    assert digest_of(a_spec()) == GOLDEN


def test_another_seed_is_another_world() -> None:
    assert len({digest_of(a_spec(seed=seed)) for seed in (0, 1, -1, 2**64, 10**100)}) == 5


def test_all_resources_come_in_order_with_ascending_numbers(world: World) -> None:
    whole = generate(a_spec(resources=frozenset(ORDER)))
    order = [resource for resource, _ in itertools.groupby(whole, lambda r: r[0])]
    assert order == [resource for resource in ORDER if resource in order]
    assert set(order) >= UNIFIED
    assert set(ORDER) <= set(MODELS)
    for records in world.values():
        assert list(records) == sorted(records)


@given(seed=seeds, resource=st.sampled_from(ORDER))
@relaxed
def test_a_record_does_not_depend_on_what_else_is_generated(seed: int, resource: str) -> None:
    alone = a_world(a_spec(seed=seed, resources=frozenset({resource})))
    together = a_world(a_spec(seed=seed, resources=frozenset(ORDER)))
    assert set(alone) <= {resource}
    assert alone[resource] == together[resource]


@given(seed=seeds, sizes=st.tuples(st.integers(0, 130), st.integers(0, 130)))
@relaxed
def test_a_candidate_and_a_job_do_not_depend_on_the_size(seed: int, sizes: Any) -> None:
    resources = frozenset({"candidates", "jobs"})
    small, big = (
        a_world(a_spec(seed=seed, size=size, resources=resources)) for size in sorted(sizes)
    )
    for resource in resources:
        assert small[resource].items() <= big[resource].items()


def test_small_worlds_have_jobs_that_nobody_hides() -> None:
    for seed in range(40):
        jobs = a_world(a_spec(seed=seed, size=4, resources=frozenset({"jobs"})))["jobs"]
        assert [jobs[n]["confidential"] for n in (1, 4)] == [False, False]


def test_a_world_without_candidates_has_neither_jobs_nor_applications() -> None:
    empty = a_world(a_spec(size=0))
    assert not empty.keys() & {"candidates", "jobs", "applications", "offers", "attachments"}


def test_counts_are_those_of_the_records(world: World) -> None:
    assert counts(a_spec()) == {name: len(world[name]) for name in sorted(UNIFIED)}


@pytest.mark.parametrize(("size", "jobs"), [(1, 1), (19, 19), (60, 21), (1200, 44)])
def test_the_number_of_jobs_follows_from_the_size(size: int, jobs: int) -> None:
    assert counts(a_spec(size=size))["jobs"] == jobs


def references(value: Any, field: str = "") -> Iterator[tuple[str, str, str | None]]:
    """Walk all references. Shape: (field, id, name if the reference has one)."""
    if isinstance(value, list):
        for each in value:
            yield from references(each, field)
    elif isinstance(value, dict):
        if field and "id" in value:
            yield value.get("type", "") + field, value["id"], value.get("name")
        for name, each in value.items():
            yield from references(each, name)


TARGETS = {
    "candidateactor": "candidates",
    "useractor": "users",
    "application": "applications",
    "candidate": "candidates",
    "creator": "users",
    "credited_to": "users",
    "current_stage": "job_interview_stages",
    "departments": "departments",
    "hiring_managers": "users",
    "interview": "interviews",
    "interviewer": "users",
    "interviewers": "users",
    "job": "jobs",
    "job_interview_stage": "job_interview_stages",
    "offices": "offices",
    "organizer": "users",
    "recruiters": "users",
    "tags": "tags",
}
EMBEDDED = {"compensation", "options", "source"}


@given(seed=seeds, size=st.integers(0, 70))
@relaxed
def test_every_reference_leads_to_a_record_of_that_name(seed: int, size: int) -> None:
    world = a_world(a_spec(seed=seed, size=size))
    known = {name: {r["id"]: r for r in records.values()} for name, records in world.items()}
    for resource, records in world.items():
        for field, key, name in references(list(records.values())):
            if field in EMBEDDED:
                continue
            target = known[resource if field == "parent" else TARGETS[field]][key]
            if name is not None and "name" in target:
                assert target["name"] == name


def enum_members(resource: str) -> dict[str, set[str]]:
    """List the closed sets among the fields of a resource."""
    hints = get_type_hints(MODELS[resource])
    found = {
        name: {m for arm in (hint, *get_args(hint)) for m in get_args(arm) if isinstance(m, str)}
        for name, hint in hints.items()
    }
    return {name: members for name, members in found.items() if members}


@given(seed=seeds)
@relaxed
def test_every_member_of_every_enum_occurs(seed: int) -> None:
    world = a_world(a_spec(seed=seed))
    for resource, records in world.items():
        for field, members in enum_members(resource).items():
            if resource == "job_interview_stages" and field == "status":
                continue  # a provider's own stages are all in use
            present = {record[field] for record in records.values()}
            assert members <= present, (resource, field)
    jobs = world["jobs"].values()
    assert {j["compensation"]["interval"] for j in jobs if j["compensation"]} >= set(INTERVALS)
    assert {f["type"] for f in world["job_form_fields"].values()} == set(FORM_FIELD_TYPES)
    actors = {a["actor"]["type"] for a in world["activities"].values() if a["actor"]}
    assert actors == {"user", "candidate"}
    stages = {a["current_stage"]["id"] for a in world["applications"].values()}
    assert stages == {stage.id for stage in STAGES}


@given(seed=seeds, size=st.integers(1, 150))
@relaxed
def test_times_and_states_agree(seed: int, size: int) -> None:
    world = a_world(a_spec(seed=seed, size=size))
    for records in world.values():
        for record in records.values():
            assert record.get("created_at", "") <= record.get("updated_at", "")
    for job in world["jobs"].values():
        assert (job["closed_at"] is not None) == (job["status"] in {"closed", "archived"})
    hired = set()
    for application in world["applications"].values():
        stage = application["current_stage"]["kind"]
        at = application["updated_at"] if stage == "rejected" else None
        assert application["rejected_at"] == at
        if stage == "hired":
            hired.add(application["candidate"]["id"])
    placed = {c["id"] for c in world["candidates"].values() if c["status"] == "placed"}
    assert hired == placed


@given(seed=seeds, size=st.integers(0, 300))
@relaxed
def test_nobody_applies_twice_for_one_job(seed: int, size: int) -> None:
    world = a_world(a_spec(seed=seed, size=size, resources=frozenset({"applications"})))
    pairs = [(a["candidate"]["id"], a["job"]["id"]) for a in world["applications"].values()]
    assert len(set(pairs)) == len(pairs)


def test_applications_are_as_many_as_promised(large: World) -> None:
    made = [a["candidate"]["id"] for a in large["applications"].values()]
    assert 1.1 < len(made) / 1200 < 1.35
    assert max(map(made.count, set(made))) == 3


@given(seed=seeds)
@relaxed
def test_every_stage_of_a_provider_occurs_however_many_it_has(seed: int) -> None:
    stages = tuple(
        StageSpec(id=f"{stage.id}.{nth}", name=stage.name, kind=stage.kind)
        for stage in STAGES
        for nth in range(2 if stage.kind == "hired" else 4)
    )
    world = a_world(a_spec(seed=seed, stages=stages, resources=frozenset({"applications"})))
    present = {a["current_stage"]["id"] for a in world["applications"].values()}
    assert present == {stage.id for stage in stages}


def test_a_provider_without_rejections_or_hires_still_has_applications() -> None:
    only = (StageSpec(id="9", name="In progress", kind="screening"),)
    world = a_world(a_spec(stages=only))
    assert {a["current_stage"]["id"] for a in world["applications"].values()} == {"9"}


def test_a_candidate_is_reached_on_reserved_domains_only(large: World) -> None:
    people = [*large["candidates"].values(), *large["users"].values()]
    hosts = {e["email"].rpartition("@")[2].lower() for p in people for e in p["emails"]}
    assert hosts <= {*DOMAINS, "staff.example"}
    links = {u["url"] for p in large["candidates"].values() for u in p["urls"]}
    links |= {u["url"] for j in large["jobs"].values() for u in j["job_posting_urls"]}
    hosts = {link.split("/")[2] for link in links}
    assert all(host.endswith((".example", "example.com", "example.org")) for host in hosts)


FICTIONAL = (
    r"\+1 ?\d{3} ?555 ?01\d\d|\(\d{3}\) 555-01\d\d"
    r"|\+44 20 7946 0\d{3}|\+33 1 99 00 \d\d \d\d|\+49 30 23125 \d{3}"
)


def test_telephone_numbers_are_kept_for_fiction(large: World) -> None:
    for candidate in large["candidates"].values():
        for phone in candidate["phones"]:
            assert re.fullmatch(FICTIONAL, phone["number"])


def test_every_document_is_in_the_set(world: World) -> None:
    for attachment in world["attachments"].values():
        assert DOCUMENTS[attachment["content"]] == attachment["content_type"]


def test_records_share_no_mutable_part() -> None:
    """Whoever changes a record changes that one only."""
    seen: set[int] = set()
    kept = list(generate(a_spec(size=220)))
    for _, _, record in kept:
        parts = {id(part) for part in mutable_parts(record)}
        assert not parts & seen
        seen |= parts


def mutable_parts(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for each in value.values() if isinstance(value, dict) else value:
            yield from mutable_parts(each)


def test_a_world_needs_a_size_and_stages() -> None:
    with pytest.raises(ValueError, match="at least 0 candidates"):
        a_spec(size=-1)
    with pytest.raises(ValueError, match="at least one stage"):
        a_spec(stages=())
