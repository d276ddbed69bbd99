"""
The switches that rendering reads, and how a null is written.

Requisitions follow: `null_style_job` inherit (F).
Source: SPEC section 3.3 (`null_style`), 3.4 (`record_style`, `talent_pool_job`), both recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ats_simulator.provider import Record


@dataclass(frozen=True, slots=True)
class Style:
    """
    *omit_null*: a key without value is absent, else null; *old*: the keys of 2015, which always
    are all there; *pool_job*: how an application without a job shows it.
    """

    omit_null: bool = True
    old: bool = False
    pool_job: str = "members_null"

    def keep(self, pairs: dict[str, Any]) -> Record:
        """Leave out, or leave in, what is null."""
        if self.omit_null:
            return {key: value for key, value in pairs.items() if value is not None}
        return pairs


def style_in(values: Mapping[str, str]) -> Style:
    """Read the switches in force."""
    return _style(values["null_style"], values["record_style"], values["talent_pool_job"])


@lru_cache(maxsize=64)
def _style(nulls: str, record: str, pool_job: str) -> Style:
    old = record == "y2015"
    omit = nulls == "omit" and not old
    if pool_job == "follow_null_style":
        pool_job = "empty" if omit else "members_null"
    return Style(omit_null=omit, old=old, pool_job=pool_job)
