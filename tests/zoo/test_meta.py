"""
The gate itself: what counts as a kill, and what does not.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from ats_contracts.errors import NothingMatches
from ats_contracts.reference import Parts
from ats_contracts.reference.values import JsonObject, Page
from ats_contracts.verdict import Verdict
from ats_contracts.zoo import Defect, Oddity, Proof, chosen, gate, twists
from ats_contracts.zoo.crew import prove
from ats_contracts.zoo.defect import Change, Ran
from ats_contracts.zoo.gate import Admission, Kill, admit, hunt, providers_for
from ats_contracts.zoo.trial import Pair, unchanged
from ats_simulator.simulator import Simulator

CHECK = "candidates.list.complete"
AT = "nexivohr"
GREEN: dict[Pair, Verdict] = {(CHECK, AT): Verdict.PASS}


def a_defect(change: Change, check: str = CHECK) -> Defect:
    return Defect(name="seeded", story="Something is wrong.", check=check, change=change)


def names_lost(parts: Parts, ran: Ran) -> Parts:
    return twists.records(parts, ran, "candidates", lambda right, raw: {"name": None})


def first_page_only(parts: Parts, ran: Ran) -> Parts:
    def fill_page(*arguments: object) -> Page:
        ran()
        return parts.fill_page(*arguments)._replace(after=None)  # type: ignore[arg-type]

    return replace(parts, fill_page=fill_page)


def never_runs(parts: Parts, ran: Ran) -> Parts:
    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        return {"name": None} if right["id"] == "nobody has this id" else {}

    return twists.records(parts, ran, "candidates", twist)


def tells_nobody(parts: Parts, ran: Ran) -> Parts:
    return first_page_only(parts, lambda: None)


def crashes(parts: Parts, ran: Ran) -> Parts:
    def fill_page(*arguments: object) -> Page:
        ran()
        raise ZeroDivisionError

    return replace(parts, fill_page=fill_page)


def test_a_defect_that_its_check_names_is_killed(simulator: Simulator) -> None:
    kill = hunt(simulator, a_defect(first_page_only), AT, GREEN)
    assert (kill.fate, kill.by) == ("killed", (CHECK,))
    assert kill.ran > 0


def test_a_defect_that_never_runs_is_inert(simulator: Simulator) -> None:
    assert hunt(simulator, a_defect(never_runs), AT, GREEN).fate == "inert"


def test_a_kill_counts_only_if_the_defect_says_that_it_ran(simulator: Simulator) -> None:
    assert hunt(simulator, a_defect(tells_nobody), AT, GREEN).fate == "inert"


def test_a_defect_that_crashes_is_not_killed(
    simulator: Simulator, control: dict[Pair, Verdict]
) -> None:
    kill = hunt(simulator, a_defect(crashes), AT, control)
    assert kill.fate in ("survived", "misattributed")
    assert CHECK not in kill.by


def test_a_defect_that_only_other_checks_name_is_misattributed(
    simulator: Simulator, control: dict[Pair, Verdict]
) -> None:
    kill = hunt(simulator, a_defect(names_lost), AT, control)
    assert kill.fate == "misattributed"
    assert "candidates.field.name" in kill.by


def test_a_defect_that_no_check_names_has_survived(simulator: Simulator) -> None:
    assert hunt(simulator, a_defect(names_lost), AT, GREEN).fate == "survived"


def test_a_red_control_counts_nothing(simulator: Simulator) -> None:
    red = {(CHECK, AT): Verdict.FAIL}
    assert hunt(simulator, a_defect(first_page_only), AT, red).fate != "killed"
    assert Proof(control=red).red() == [f"control: {CHECK} at {AT} is fail"]


def test_an_oddity_that_is_accused_keeps_the_gate_shut(simulator: Simulator) -> None:
    odd = Oddity(name="odd", story="Odd.", change=first_page_only)
    proof = Proof(admissions=[admit(simulator, odd, AT, GREEN)])
    assert proof.accused() == {"odd": [(CHECK, AT)]}
    assert any("odd is right, and yet" in sentence for sentence in proof.red())


def test_an_oddity_that_never_runs_is_inert() -> None:
    admission = Admission(oddity="odd", provider=AT, accused_by=(), ran=0)
    proof = Proof(admissions=[admission])
    assert proof.red() == ["oddity odd is inert: its code never ran"]


def a_kill(fate: gate.Fate, provider: str = AT) -> Kill:
    return Kill(defect="seeded", provider=provider, named=CHECK, fate=fate, by=(), ran=1)


@pytest.mark.parametrize("fate", ["survived", "misattributed", "inert"])
def test_whatever_is_not_killed_keeps_the_gate_shut(fate: gate.Fate) -> None:
    assert fate in Proof(kills=[a_kill(fate)]).red()[0]


def test_a_defect_may_be_inert_where_it_has_nothing_to_spoil() -> None:
    assert Proof(kills=[a_kill("killed"), a_kill("inert", "elsewhere")]).red() == []
    assert len(Proof(kills=[a_kill("killed"), a_kill("survived", "elsewhere")]).red()) == 1


def test_a_defect_is_tried_where_the_control_passes_its_check() -> None:
    control = {
        (CHECK, "one"): Verdict.PASS,
        (CHECK, "two"): Verdict.ERROR,
        ("jobs.list.complete", "three"): Verdict.PASS,
    }
    assert providers_for(a_defect(first_page_only), control) == ["one"]
    assert Proof(untried=["seeded"]).red() == ["seeded: the check it names passes nowhere"]


def test_a_check_that_kills_nothing_is_idle() -> None:
    with Simulator(providers=[AT]) as one_vendor:
        proof = prove(one_vendor, [a_defect(first_page_only)], [], whole=True)
    assert "input.resource.unknown" in proof.idle
    assert CHECK not in proof.idle
    assert any("input.resource.unknown is idle" in sentence for sentence in proof.red())


def test_a_member_is_chosen_by_its_name() -> None:
    defects, oddities, presumptions = chosen(
        ["first_page_only", "extra_fields", "jobvite.start_base"]
    )
    assert [d.name for d in defects] == ["first_page_only"]
    assert [o.name for o in oddities] == ["extra_fields"]
    assert [p.name for p in presumptions] == ["jobvite.start_base"]


def test_a_name_that_nobody_has_is_refused() -> None:
    with pytest.raises(NothingMatches, match="first_page_only"):
        chosen(["first_page_onyl"])


def test_the_control_changes_nothing() -> None:
    from ats_contracts.reference import PARTS

    assert unchanged(PARTS, lambda: None) is PARTS
