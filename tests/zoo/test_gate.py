"""
The gate of the zoo, one test for each member: the kit names what is wrong, and nothing else.
"""

from __future__ import annotations

import pytest

from ats_contracts.check import SPAN
from ats_contracts.checks import REGISTRY
from ats_contracts.verdict import Verdict
from ats_contracts.zoo import DEFECTS, ODDITIES, Defect, Oddity, Proof
from ats_contracts.zoo.gate import GOOD, admit, hunt, providers_for
from ats_contracts.zoo.trial import Pair
from ats_simulator.simulator import Simulator

Control = dict[Pair, Verdict]


def test_the_control_is_green(control: Control) -> None:
    assert {pair: verdict for pair, verdict in control.items() if verdict not in GOOD} == {}


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda d: d.name)
def test_a_defect_is_killed_by_the_check_it_names(
    defect: Defect, simulator: Simulator, control: Control
) -> None:
    """At one vendor where it has something to spoil, in turn; `prove` tries all at all."""
    at = providers_for(defect, control)
    turn = DEFECTS.index(defect) % max(1, len(at))
    in_turn = [*at[turn:], *at[:turn]]
    kills = (hunt(simulator, defect, provider, control) for provider in in_turn)
    kill = next((kill for kill in kills if kill.fate != "inert"), None)
    assert kill is not None, "it is inert everywhere, or the check it names passes nowhere"
    assert Proof(kills=[kill]).red() == []


@pytest.mark.parametrize("oddity", ODDITIES, ids=lambda o: o.name)
def test_an_oddity_stays_green(oddity: Oddity, simulator: Simulator, control: Control) -> None:
    """Each at one vendor, in turn, since each is a whole run; `prove` tries all at all."""
    at = [provider for provider in providers_for(oddity, control) if SPAN not in provider]
    here = at[ODDITIES.index(oddity) % len(at)]
    found = admit(simulator, oddity, here, control)
    assert Proof(admissions=[found]).red() == []


def test_an_oddity_of_one_vendor_stays_green_where_vendors_are_compared(
    simulator: Simulator, control: Control
) -> None:
    oddity = next(one for one in ODDITIES if one.name == "one_vendor_writes_empty")
    several = max(providers_for(oddity, control), key=len)
    assert SPAN in several
    assert Proof(admissions=[admit(simulator, oddity, several, control)]).red() == []


def test_no_check_is_idle(control: Control) -> None:
    bodies = {check.id: check.body for check in REGISTRY}
    named = {bodies[defect.check] for defect in DEFECTS}
    idle = sorted(check for check, _ in control if bodies[check] not in named)
    assert idle == [], "no defect names these checks; add one that they must name"


def test_every_defect_names_a_check_that_exists() -> None:
    known = {check.id for check in REGISTRY}
    assert [d.name for d in DEFECTS if d.check not in known] == []


def test_members_have_names_and_stories_of_their_own() -> None:
    members: list[Defect | Oddity] = [*DEFECTS, *ODDITIES]
    assert len({member.name for member in members}) == len(members)
    assert len({member.story for member in members}) == len(members)
    assert [member.name for member in members if not member.story.endswith(".")] == []
