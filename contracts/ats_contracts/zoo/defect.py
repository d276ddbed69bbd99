"""
What a member of the zoo is: the reference with one vice, or with one harmless oddity.

A member changes the reference's `Parts` and nothing else. Its changed code calls `ran()` each
time it runs, so that a vice that never came to bear is not mistaken for one that was missed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ats_contracts.reference.parts import Parts

Ran = Callable[[], None]
Change = Callable[[Parts, Ran], Parts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """
    One deliberately broken behaviour. *check* is the id of the check that must name it;
    *providers* those at which it can show (empty: all).
    """

    name: str
    story: str
    check: str
    change: Change
    providers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Oddity:
    """One behaviour that looks strange and is right: every check must stay as it is."""

    name: str
    story: str
    change: Change
    providers: frozenset[str] = frozenset()
