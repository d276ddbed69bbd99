"""
The audit proves itself: whoever takes a default reading for granted is caught relying on it.

Each is tried under the readings of its own assumption; `prove` tries all of its vendor's, and finds
that it relies on nothing else.
"""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from ats_contracts.checks import REGISTRY as CHECKS
from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import NOBODY, PRESUMPTIONS, Presumption
from ats_contracts.zoo.defect import Ran
from ats_contracts.zoo.gate import Proof
from ats_contracts.zoo.presume import Caught, try_out
from ats_contracts.zoo.trial import unchanged
from ats_simulator.providers import REGISTRY
from ats_simulator.simulator import Simulator


@pytest.mark.parametrize("member", PRESUMPTIONS, ids=lambda one: one.name)
def test_whoever_presumes_a_reading_is_caught(member: Presumption, simulator: Simulator) -> None:
    found = try_out(simulator, member, alone=True)
    assert found.red() == ""
    assert found.ran


def test_every_assumption_is_presumed_by_somebody_or_has_a_reason_why_by_nobody() -> None:
    known = [f"{p.name}.{a.name}" for p in REGISTRY.values() for a in p.assumptions]
    presumed = [member.assumption for member in PRESUMPTIONS]
    assert sorted([*presumed, *NOBODY]) == sorted(known)
    assert all(NOBODY.values())


def test_presumptions_name_checks_and_assumptions_that_exist() -> None:
    known = {f"{p.name}.{a.name}" for p in REGISTRY.values() for a in p.assumptions}
    assert {c for member in PRESUMPTIONS for c in member.checks} <= set(CHECKS.checks)
    assert {name for member in PRESUMPTIONS for name in member.also} <= known


def test_members_go_to_other_processes_by_name() -> None:
    assert all(pickle.loads(pickle.dumps(member)) is member for member in PRESUMPTIONS)


def a_member(**facts: object) -> Presumption:
    by_name = {member.name: member for member in PRESUMPTIONS}
    return replace(by_name["nexivohr.id_style"], **facts)  # type: ignore[arg-type]


def test_one_whose_code_never_ran_is_inert(simulator: Simulator) -> None:
    assert try_out(simulator, a_member(change=unchanged), alone=True).fate == "inert"


def test_one_that_trips_over_nothing_marks_its_assumption_idle(simulator: Simulator) -> None:
    def tolerant(parts: Parts, ran: Ran) -> Parts:
        ran()
        return parts

    found = try_out(simulator, a_member(change=tolerant), alone=True)
    assert found.fate == "idle"
    assert Proof(caught=[found]).red() == [found.red()]
    assert "nexivohr.id_style: nobody is caught" in found.red()


def test_one_that_is_accused_of_more_than_it_presumes_is_told(simulator: Simulator) -> None:
    other = a_member(assumption="nexivohr.list_envelope")
    found = try_out(simulator, other)
    assert found == Caught(
        assumption="nexivohr.list_envelope",
        fate="idle",
        others=("nexivohr.id_style",),
        ran=found.ran,
    )
