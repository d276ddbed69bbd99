"""
The stream itself, as a report: NDJSON.
"""

from __future__ import annotations

from ats_contracts.events import Event, to_line


def render(events: list[Event]) -> str:
    """Write the events as lines."""
    return "".join(f"{to_line(e)}\n" for e in events)
