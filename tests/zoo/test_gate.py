"""
The gate of the zoo, one test for each member: the kit names what is wrong, and nothing else.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from ats_contracts.check import SPAN
from ats_contracts.checks import REGISTRY
from ats_contracts.reference import PARTS, Parts
from ats_contracts.verdict import Verdict
from ats_contracts.zoo import DEFECTS, ODDITIES, Defect, Oddity, Proof
from ats_contracts.zoo.defect import Ran
from ats_contracts.zoo.gate import GOOD, admit, hunt, providers_for
from ats_contracts.zoo.trial import Counter, Pair
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


@pytest.mark.parametrize("provider", PARTS.connectors)
def test_oddities_stay_green(provider: str, simulator: Simulator, control: Control) -> None:
    """
    Each at one vendor, in turn, and at once with the others whose turn it is there, since each run
    is a whole one; `prove` tries each alone, at all. If a check is red, each is tried alone.
    """
    crowd = [oddity for oddity in ODDITIES if turn_of(oddity, control) == provider]
    counters = {oddity.name: Counter() for oddity in crowd}

    def change(parts: Parts, ran: Ran) -> Parts:
        for oddity in crowd:
            parts = oddity.change(parts, counters[oddity.name])
        return parts

    together = Oddity(name="all of them", story="All at once.", change=change)
    whole = admit(simulator, together, provider, control)
    found = [replace(whole, oddity=name, ran=counter.ran) for name, counter in counters.items()]
    if whole.accused_by:
        found = [admit(simulator, oddity, provider, control) for oddity in crowd] + [whole]
    assert Proof(admissions=found).red() == []


def turn_of(oddity: Oddity, control: Control) -> str:
    at = [provider for provider in providers_for(oddity, control) if SPAN not in provider]
    return at[ODDITIES.index(oddity) % len(at)]


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
