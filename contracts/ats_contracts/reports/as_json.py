"""
The JSON report: what programs read.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from ats_contracts.events import Event, Result
from ats_contracts.reports.summary import Summary, summarise


def render(events: list[Event]) -> str:
    """
    Render the report.

    Shape: {"target", "kit", "seed", "clock", "counts", "comparisons", "exit_code", "partial",
        "stale": [str], "matrix": {"counts", "cells": […], "unfed"}, "results": [{"check",
        "provider", "verdict", "reason", "claim", "comparisons", "reproduce", "divergences", …}],
        "audit"?: {"readings": {outcome: int}, "assumptions": {name: outcome}, "undeclared": int,
        "settings": [as `audit.to_event`], "unaudited": […]}}.
    """
    s = summarise(events)
    report = {
        "target": s.header["target"],
        "kit": s.header["kit"],
        "seed": s.header["seed"],
        "clock": s.header["clock"],
        "counts": s.footer["counts"],
        "comparisons": s.footer["comparisons"],
        "exit_code": s.footer["exit_code"],
        "partial": s.header["partial"],
        "stale": list(s.stale),
        "matrix": {
            "counts": s.matrix.counts,
            "cells": [asdict(c) for c in s.matrix.cells],
            "unfed": s.matrix.unfed,
        },
        "results": [_result(r) for r in s.results],
        **_audit(s),
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _audit(s: Summary) -> dict[str, Any]:
    if "audit" not in s.footer:
        return {}
    told = {"settings": list(map(_plain, s.readings)), "unaudited": list(map(_plain, s.unaudited))}
    return {"audit": {**s.footer["audit"], **told}}


def _plain(event: Event) -> dict[str, Any]:
    return {name: value for name, value in event.items() if name != "type"}


def _result(result: Result) -> dict[str, Any]:
    facts = {**result.started, **result.finished}
    facts.pop("type")
    facts["diverged"] = facts.pop("divergences")
    divergences = [{k: v for k, v in d.items() if k != "type"} for d in result.divergences]
    return {**facts, "divergences": divergences, "notes": list(result.notes)}
