"""
The HTML report: one file, no network, no script needed. Everything foreign is escaped.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from ats_contracts.audit import Outcome
from ats_contracts.events import Event, Result
from ats_contracts.matrix import LETTERS, MEANINGS, Cell, State
from ats_contracts.reports import reliance
from ats_contracts.reports.summary import Summary, shown, summarise

TEMPLATE = Path(__file__).with_name("report.html.j2")
PANEL_DIVERGENCES = 20


def render(events: list[Event]) -> str:
    """Render the report."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["shown"] = lambda value: shown(value, 400)
    s = summarise(events)
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        s=s,
        rows=_rows(s),
        states=[(st.value, LETTERS[st], MEANINGS[st]) for st in State],
        cells=s.matrix.counts,
        problems=s.problems(),
        shown_divergences=PANEL_DIVERGENCES,
        audit=_audit(s),
    )


def _audit(s: Summary) -> dict[str, Any] | None:
    """Give the template the words of the audit; null for a run without a sweep."""
    if "audit" not in s.footer:
        return None
    return {
        "headline": reliance.headline(s),
        "told": [(reliance.title(e), e, list(reliance.details(e))) for e in reliance.ranked(s)],
        "rest": {o.value: reliance.grouped(s, o) for o in Outcome if o not in reliance.WORDS},
        "meanings": {str(o): meaning for o, meaning in reliance.MEANINGS.items()},
    }


def _rows(s: Summary) -> list[dict[str, Any]]:
    """Group the cells for the template, each with the results that it rests on."""
    by_check = {(r.provider, r.check): r for r in s.results}
    return [
        {
            "provider": provider,
            "resource": resource,
            "compared": sum(c.compared for c in cells),
            "cells": [_cell(c, by_check) for c in cells],
        }
        for provider, resource, cells in s.matrix.rows()
    ]


def _cell(cell: Cell, by_check: dict[tuple[str, str], Result]) -> dict[str, Any]:
    results = [by_check[cell.provider, name] for name in cell.checks]
    where = f".{cell.field}"
    return {
        "id": f"{cell.provider}-{cell.resource}-{cell.field}",
        "cell": cell,
        "letter": LETTERS[cell.state],
        "results": results,
        "divergences": [
            d
            for r in results
            for d in r.divergences
            if r.started["field"] == cell.field or where in str(d["where"])
        ],
        "evidence": [
            e
            for r in results
            for e in r.evidence
            if (e["resource"], e["field"]) == (cell.resource, cell.field)
        ],
    }
