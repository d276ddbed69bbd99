"""
What a presumptuous member of the zoo is: the reference that takes the default reading for granted.

It is right as long as the vendor is what it presumes; the audit must say what it relies on.
"""

from __future__ import annotations

from dataclasses import dataclass

from ats_contracts.zoo.defect import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Presumption:
    """
    One reading taken for granted. *assumption* is the full name, *checks* what it is tried with;
    *also* are assumptions that it cannot help relying on too.
    """

    assumption: str
    story: str
    checks: tuple[str, ...]
    change: Change
    also: frozenset[str] = frozenset()

    def __reduce__(self) -> tuple[object, tuple[str]]:
        """Go to other processes by name, as what is presumed is code."""
        return by_name, (self.assumption,)

    @property
    def provider(self) -> str:
        """The vendor that it presumes something of."""
        return self.assumption.partition(".")[0]

    @property
    def name(self) -> str:
        """What it is called: as the assumption."""
        return self.assumption


def by_name(assumption: str) -> Presumption:
    """Find the member that presumes a reading of *assumption*."""
    from ats_contracts.zoo.presumptions import PRESUMPTIONS

    return next(one for one in PRESUMPTIONS if one.assumption == assumption)
