"""
Equivalence: the same world, seen through several vendors, becomes the same records.

Only a unified API makes this promise, and it needs nobody's reading of a document: what is compared
is what the target shows of one vendor and of another.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

from ats_contracts.bench import Row
from ats_contracts.case import Case
from ats_contracts.check import check
from ats_contracts.compare import is_nothing
from ats_contracts.equivalence import Ground, Pair, Side, same
from ats_contracts.evidence import Evidence
from ats_contracts.model import RESOURCES

OVER = [name for name in RESOURCES if name != "job_interview_stages"]
"""Stages are each vendor's own list: no two hold the same ones."""


@check(
    "{resource}.providers.agree",
    over=OVER,
    needs={"{resource}.list"},
    family="relation",
    serves=("P-01", "P-17"),
    source="the lenses of the vendors, where two can express a field",
    spans=True,
)
def vendors_agree(case: Case) -> None:
    """
    The {resource} of one world, seen through any two vendors, are shown equal: each record that
    both list, and each field, as far as the lenses of both can express it.

    Whoever builds on a unified API writes one program for all vendors; where two of them show the
    same fact differently, that program is wrong at one of them.
    """
    sides = [_side(case, provider) for provider in case.providers]
    for left, right in combinations(sides, 2):
        if left.truth == right.truth:
            _expect_agreement(case, Pair(left=left, right=right))


def _side(case: Case, provider: str) -> Side:
    reading = case.plain_reading(provider)
    oracle = case.bench.oracle(reading.account)
    return Side(resource=case.resource, oracle=oracle, account=reading.account, reading=reading)


def _expect_agreement(case: Case, pair: Pair) -> None:
    """Compare all that two vendors have in common, and say what that was, and what it was not."""
    _expect_rows(case, pair)
    common, counts, left_out = len(pair.marks()), {}, []
    for name in pair.fields():
        grounds = pair.grounds(name)
        left_out += [f"{name} {why}" for why in pair.left_out(name, grounds)]
        if all(is_nothing(ground.expected) for ground in grounds.values()):
            continue  # two lenses that agree on nothing else do not express the same
        counts[name] = sum(_compared(case, pair, name, *found) for found in grounds.items())
    case.expect_that(
        f"{case.resource} of {pair}",
        any(counts.values()),
        expected=f"some value of the {common} records in common compared",
        actual="nothing could be compared",
        kind="nothing",
    )
    told = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
    case.note(f"{pair}: {common} {case.resource} in common; values compared: {told or 'none'}")
    if left_out:
        case.note(f"{pair}: left out: {', '.join(left_out)}")


def _expect_rows(case: Case, pair: Pair) -> None:
    """Expect that what one vendor lists is listed at the other, of all that both have."""
    for mark in pair.marks():
        lists = {side.provider: mark in side.rows for side in pair.sides}
        if not any(lists.values()):
            continue  # the checks of lists name it
        lost = "".join(f": {provider} lacks it" for provider, shown in lists.items() if not shown)
        case.expect_that(
            _where(pair, mark, lost),
            all(lists.values()),
            expected="listed at both",
            actual={name: "listed" if shown else "not listed" for name, shown in lists.items()},
            kind="missing",
            exchange=next(s.rows[mark] for s in pair.sides if mark in s.rows).exchange,
        )


def _compared(case: Case, pair: Pair, name: str, mark: str, ground: Ground) -> bool:
    """Compare what both vendors show of a field, if both show the record and need not be silent."""
    if not all(mark in side.rows for side in pair.sides):
        return False
    rows = [side.rows[mark] for side in pair.sides]
    shown = [row.record.get(name) for row in rows]
    if any(_is_untold(case, *told, name) for told in zip(pair.sides, shown, strict=True)):
        return False
    _expect_equal(case, pair, (mark, name), ground, rows)
    return True


def _is_untold(case: Case, side: Side, value: Any, name: str) -> bool:
    """Say whether a value is left out, as it may be where only other calls tell it."""
    return side.lens.fields[name].optional and is_nothing(value, case.bench.rules)


def _expect_equal(
    case: Case, pair: Pair, place: tuple[str, str], ground: Ground, rows: list[Row]
) -> None:
    """Expect the same value in both rows, and say whose is not the truth's either."""
    mark, name = place
    left, right = (row.record.get(name) for row in rows)
    values = (ground.left(left), ground.right(right))
    true = [same(case.resource, name, ground.expected, v, case.bench.rules) for v in values]
    agree = same(case.resource, name, *values, case.bench.rules)
    wrong = [side.provider for side, is_true in zip(pair.sides, true, strict=True) if not is_true]
    blame = "" if agree else f": not the truth's at {' and '.join(wrong) or 'neither'}"
    _evidence(case, name).saw(ground.expected, compared=1, diverged=not agree)
    case.expect_that(
        f"{_where(pair, mark, blame)}.{name}",
        agree,
        expected={pair.left.provider: left},
        actual={pair.right.provider: right},
        kind="unequal",
        exchange=rows[true.index(False) if wrong else 0].exchange,
    )


def _where(pair: Pair, mark: str, more: str) -> str:
    """Name a record by the ids that both vendors show for it."""
    ids = ", ".join(f"{side.ids[mark]} at {side.provider}" for side in pair.sides)
    return f"{pair.resource}[{ids}{more}]"


def _evidence(case: Case, name: str) -> Evidence:
    """Give the evidence that vendors agree on a field: how much was compared, how different."""
    key = (case.resource, name, "")
    if key not in case.evidence:
        case.evidence[key] = Evidence(resource=case.resource, field=name, kind="", closed=True)
    return case.evidence[key]
