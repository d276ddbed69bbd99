"""
Instants of the truth as the vendor writes them: London wall time, without saying so.

Three families: days, dates with a time, and the British form that starters were recorded in. An
hour a year is written twice and another never; reading them back is the client's trouble.
Source: SPEC section 3.1. Row 42 (`time_zone`): Europe/London.
"""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

LONDON: Final = ZoneInfo("Europe/London")
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def local(instant: str) -> dt.datetime:
    """Turn an instant of the truth into London time; at the ends of the calendar it stays UTC."""
    moment = dt.datetime.fromisoformat(instant)
    try:
        return moment.astimezone(LONDON)
    except OverflowError:
        return moment


def day(instant: str | None, style: str) -> str:
    """Write the day in London of *instant*, "" for none. *style*: documented, uk."""
    return "" if instant is None else plain_day(local(instant).date().isoformat(), style)


def plain_day(text: str | None, style: str) -> str:
    """Write a day that has no zone, "" for none. *style*: documented, uk."""
    if not text:
        return ""
    return text if style == "documented" else f"{text[8:10]}/{text[5:7]}/{text[:4]}"


def date_time(instant: str, form: str, style: str) -> str:
    """
    Write *instant* with its time.

    *form* (`datetime_format`): local_seconds, local_fraction, utc_z; *style*: documented, uk.
    """
    moment = dt.datetime.fromisoformat(instant) if form == "utc_z" else local(instant)
    text = moment.replace(tzinfo=None).isoformat(timespec="milliseconds")
    joint = "T" if style == "documented" else " "
    time = text[11:] if form == "local_fraction" else text[11:19]
    zone = "Z" if form == "utc_z" else ""
    return f"{plain_day(text[:10], style)}{joint}{time}{zone}"


def starter_time(instant: str | None) -> str:
    """
    Write *instant* as starters were recorded: `dd/MM/yyyy HH:mm:ss`, "" for none.

    Row 41 (`starter_created_format`): with the time.
    """
    return "" if instant is None else date_time(instant, "local_seconds", "uk")


def today(now_ms: int) -> str:
    """Give the day in London at *now_ms*, as YYYY-MM-DD."""
    return moment_of(now_ms).date().isoformat()


def moment_of(ms: int) -> dt.datetime:
    """Turn Unix milliseconds into London time."""
    utc = _EPOCH + dt.timedelta(milliseconds=ms)
    try:
        return utc.astimezone(LONDON)
    except OverflowError:
        return utc


def midnight_ms(now_ms: int, days_ago: int) -> int:
    """Give the first instant of the day in London that was *days_ago* days before *now_ms*."""
    date = moment_of(now_ms).date() - dt.timedelta(days=days_ago)
    start = dt.datetime.combine(date, dt.time(), tzinfo=LONDON)
    return round((start.astimezone(dt.UTC) - _EPOCH) / dt.timedelta(milliseconds=1))


def days_between(instant: str, day_text: str) -> int:
    """Count the days from the London day of *instant* to the day *day_text*."""
    return (dt.date.fromisoformat(day_text) - local(instant).date()).days


def from_british(text: str) -> str | None:
    """Read `dd/MM/yyyy` as YYYY-MM-DD, null for anything else."""
    parts = text.strip().split("/")
    try:
        return dt.date(*(int(part) for part in reversed(parts))).isoformat()
    except (TypeError, ValueError):
        return None
