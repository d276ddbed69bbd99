"""
Reports: pure functions from an event stream to text.

`FORMATS` names them. None of them runs, reads or writes anything; the command line does.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Final

from ats_contracts.errors import UnknownName
from ats_contracts.events import Event

FORMATS: Final[Mapping[str, str]] = {
    "text": "ats_contracts.reports.text",
    "json": "ats_contracts.reports.as_json",
    "html": "ats_contracts.reports.html",
    "markdown": "ats_contracts.reports.markdown",
    "junit": "ats_contracts.reports.junit",
    "ndjson": "ats_contracts.reports.stream",
}
"""Format to the module that has its `render`."""


def render(name: str, events: list[Event]) -> str:
    """Render a whole stream in one of `FORMATS`. Raises: UnknownName."""
    if name not in FORMATS:
        raise UnknownName("report format", name, FORMATS)
    text: str = importlib.import_module(FORMATS[name]).render(events)
    return text
