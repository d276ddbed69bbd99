"""
Several processes find what one finds, in the same order.
"""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.verdict import Verdict
from ats_contracts.zoo import DEFECTS
from ats_contracts.zoo.crew import WORTH, Found, Work, alone, together
from ats_contracts.zoo.gate import Kill
from ats_simulator.simulator import Simulator


def some_work(count: int) -> list[Work]:
    return [
        Work(
            member=defect,
            provider="nexivohr",
            control={(defect.check, "nexivohr"): Verdict.PASS},
        )
        for defect in DEFECTS[:count]
    ]


def without_counts(found: list[Found]) -> list[Found]:
    return [replace(one, ran=1) if isinstance(one, Kill) else one for one in found]


def test_together_finds_what_alone_finds(simulator: Simulator) -> None:
    works = some_work(WORTH)
    with together(simulator) as crew:
        found = list(crew(works))
    assert without_counts(found) == without_counts(list(alone(simulator)(works)))
    assert [one.defect for one in found if isinstance(one, Kill)] == [w.member.name for w in works]


def test_little_work_is_done_by_this_process(simulator: Simulator) -> None:
    with together(simulator) as crew:
        assert len(list(crew(some_work(1)))) == 1
