"""
How a faultless client reads what the vendor shows: the rules of the lens that are no plain copies.

Pure functions of the truth; refuses to import the rendering code, so its tables are written a
second time here on purpose. Source: SPEC section 8.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from ats_simulator.world import documents

_LONDON: Final = ZoneInfo("Europe/London")


_QUESTION_TYPES: Final = {"dropdown": "select", "radio": "select", "checkbox": "multiselect"}


def _in_london(instant: str) -> dt.datetime | None:
    """Read an instant on a clock in London; null at the ends of the calendar."""
    try:
        return dt.datetime.fromisoformat(instant).astimezone(_LONDON)
    except OverflowError:
        return None


def london_day(instant: str | None) -> str | None:
    """Give the first instant of the London day that *instant* is on: a day is all that is shown."""
    moment = _in_london(instant) if instant else None
    if moment is None:
        return None
    return _instant(dt.datetime.combine(moment.date(), dt.time(), tzinfo=_LONDON))


def london_second(instant: str | None) -> str | None:
    """Give the instant that a London clock's second stands for: of two, the earlier."""
    return _wall(instant, "seconds")


def london_fraction(instant: str | None) -> str | None:
    """As `london_second`, with milliseconds."""
    return _wall(instant, "milliseconds")


def utc_second(instant: str | None) -> str | None:
    """Give the whole second of an instant that is shown in UTC."""
    return None if instant is None else _instant(dt.datetime.fromisoformat(instant[:19] + "Z"))


def _wall(instant: str | None, precision: str) -> str | None:
    moment = _in_london(instant) if instant else None
    if moment is None:
        return instant
    shown = dt.datetime.fromisoformat(moment.replace(tzinfo=None).isoformat(timespec=precision))
    return _instant(shown.replace(tzinfo=_LONDON))


def _instant(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Records = list[Mapping[str, Any]]
"""Records of another resource, as a link joins them; null where nobody joined them."""


Clock = Callable[[str | None], str | None]
"""What is shown of an instant: one reading of `datetime_format`."""


def earliest_created(clock: Clock, applications: Records | None) -> str | None:
    """
    Give when the first of a candidate's applications was created, as they are shown.

    In the hour that a London clock shows twice the first shown need not be the first there was.
    """
    shown = [clock(a["created_at"]) for a in applications or ()]
    return min((at for at in shown if at is not None), default=None)


def latest_change(applications: Records | None) -> str | None:
    """Give the day on which the last of a candidate's applications changed."""
    return london_day(max((a["updated_at"] for a in applications or ()), default=None))


def only_ids(records: Records | None) -> list[dict[str, Any]]:
    """Show records by their ids alone."""
    return [{"id": record["id"]} for record in records or ()]


def file_ids(attachments: Records | None) -> list[dict[str, Any]]:
    """Show CV and cover letter by the ids that are derived for them."""
    return [
        {"id": attachment_id(a["candidate"]["id"], a["job"]["id"], a["attachment_type"])}
        for a in attachments or ()
        if a["attachment_type"] in FILE_TYPES and a["candidate"] and a["job"]
    ]


FILE_TYPES: Final = ("resume", "cover_letter")


def attachment_id(candidate: str | None, job: str | None, kind: str) -> str:
    """Derive the id of a file that has none."""
    return f"{candidate}-{job}-{'cv' if kind == 'resume' else 'cover'}"


def remote(is_remote: bool | None, city: str | None) -> bool:  # noqa: FBT001 - truths by position
    """Say what is seen as remote: a remote place without a city, whose city is "Remote"."""
    return bool(is_remote) and not city


def place(
    office: list[Mapping[str, Any]],
    city: str | None,
    state: str | None,
    postal_code: str | None,
    is_remote: bool | None,  # noqa: FBT001
) -> list[str]:
    """Join what a job shows of its place: the office's name, city, county, postcode."""
    shown = "Remote" if remote(is_remote, city) else city
    name = office[0]["name"] if office else None
    parts = [part for part in (name, shown, state, postal_code) if part]
    return [", ".join(parts)] if parts else []


def address(
    street: str | None,
    city: str | None,
    state: str | None,
    postal_code: str | None,
    is_remote: bool | None,  # noqa: FBT001
) -> str | None:
    """Join what an office shows of its address."""
    shown = "Remote" if remote(is_remote, city) else city
    return ", ".join(p for p in (street, shown, state, postal_code) if p) or None


def first_url(urls: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Show the first posting address."""
    return [{"url": url["url"]} for url in urls[:1]]


def teams(adverts: Records | None) -> list[dict[str, Any]]:
    """Show the division that a job is filed under."""
    return [{"name": each["division"]} for each in (adverts or [])[:1] if each["division"]]


def rejected(roles: Records | None, changed_at: str) -> str | None:
    """Give the day of the change to a status that is configured as rejected: withdrawn is none."""
    is_rejected = any(each["role"] == "rejected" for each in roles or ())
    return london_day(changed_at) if is_rejected else None


def data_uri(content: str, content_type: str) -> str | None:
    """Show a file as a data URI, which is one way to show bytes that come inline."""
    if content.startswith("data:") or not documents.is_known(content):
        return content if content.startswith("data:") else None
    data = base64.b64encode(documents.content_of(content)).decode()
    return f"data:{content_type};base64,{data}"


def first_applied(clock: Clock, applications: Records | None) -> str | None:
    """Give when the application was made that the answers came with."""
    return clock(applications[0]["applied_at"]) if applications else None


def question_type(kind: str) -> str:
    """Name a question's type as the candidate site does."""
    return _QUESTION_TYPES.get(kind, "text")


def choices(options: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Show the choices: label, and digits as value."""
    return [{"label": o["label"], "value": str(o["id"]).replace("-", "")} for o in options]


def group_of(key: str) -> str:
    """Give the group that a question's id ends with."""
    return key.rpartition("_")[2]


_GROUPS: Final = {
    "AF": "Application form",
    "STND": "Standard",
    "PRE": "Pre-assessment",
    "EQ": "Equal opportunities",
}


def group_name_of(key: str) -> str | None:
    """Give the group that a question's id ends with, in words."""
    return _GROUPS.get(group_of(key))
