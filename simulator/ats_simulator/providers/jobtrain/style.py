"""
The switches that rendering reads, looked up once per set of values.

Data only; refuses to render.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ats_simulator.providers.jobtrain import dates, names


@dataclass(frozen=True, slots=True)
class Style:
    """*key* gives a documented key as it is shown; the rest are assumptions by name."""

    key: Mapping[str, str]
    date_style: str
    datetime_format: str
    missing_file_style: str

    def day(self, instant: str | None) -> str:
        """Write the day of an instant, "" for none."""
        return dates.day(instant, self.date_style)

    def plain_day(self, text: str | None) -> str:
        """Write a day, "" for none."""
        return dates.plain_day(text, self.date_style)

    def date_time(self, instant: str) -> str:
        """Write an instant with its time."""
        return dates.date_time(instant, self.datetime_format, self.date_style)


def style_in(values: Mapping[str, str]) -> Style:
    """Read the switches in force."""
    return _style(
        values["spelling"],
        values["casing"],
        values["date_style"],
        values["datetime_format"],
        values["missing_file_style"],
    )


@lru_cache(maxsize=256)
def _style(spelling: str, casing: str, date_style: str, *others: str) -> Style:
    return Style(names.keys(spelling, casing), date_style, *others)
