"""
The registries as text: what `list` and `explain` print.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ats_contracts.errors import UnknownName

Row = Mapping[str, Any]


def print_list(topic: str, output: str) -> int:
    """Run `ats-sandbox list`; give the exit code."""
    rows = LISTS[topic]()
    if output == "json":
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
        return 0
    width = min(44, max((len(str(r["name"])) for r in rows), default=0))
    for row in rows:
        sys.stdout.write(f"{row['name']:<{width}}  {row['sentence']}\n")
    return 0


def checks() -> list[Row]:
    """List the checks."""
    from ats_contracts.checks import REGISTRY

    return [
        {
            "name": c.id,
            "sentence": c.claim,
            "family": c.family,
            "severity": c.severity,
            "needs": sorted(c.needs),
            "serves": list(c.serves),
        }
        for c in REGISTRY
    ]


def capabilities() -> list[Row]:
    """List the capabilities."""
    from ats_contracts.capabilities import CAPABILITIES, CORE

    return [
        {"name": n, "sentence": prose + (" (core)" if n in CORE else ""), "core": n in CORE}
        for n, prose in CAPABILITIES.items()
    ]


def providers() -> list[Row]:
    """List the simulated vendors."""
    from ats_simulator.lens import fed
    from ats_simulator.providers import REGISTRY

    return [
        {"name": p.name, "sentence": f"{p.title}: {', '.join(fed(p.lens))}", "plans": list(p.plans)}
        for p in REGISTRY.values()
    ]


def assumptions() -> list[Row]:
    """List the assumptions of all vendors, with their values, default first."""
    from ats_simulator.providers import REGISTRY

    kept = zoo()
    presumed = {} if kept is None else kept.presumed()
    return [
        {
            "name": f"{p.name}.{a.name}",
            "sentence": f"{a.statement} [{', '.join(a.values)}]",
            "values": list(a.values),
            "affects": a.affects,
            "doubt": a.doubt,
            "source": a.source,
            "presumed": presumed.get(f"{p.name}.{a.name}", ""),
        }
        for p in REGISTRY.values()
        for a in p.assumptions
    ]


def defects() -> list[Row]:
    """List the defects of the zoo, if this installation has one."""
    found = zoo()
    return [] if found is None else [dict(row) for row in found.catalogue()]


def zoo() -> Any:
    """Find the zoo, null where it is not installed."""
    if importlib.util.find_spec("ats_contracts.zoo") is None:
        return None
    return importlib.import_module("ats_contracts.zoo")


LISTS: Mapping[str, Callable[[], list[Row]]] = {
    "checks": checks,
    "capabilities": capabilities,
    "providers": providers,
    "assumptions": assumptions,
    "defects": defects,
}


def explain(name: str) -> int:
    """Run `ats-sandbox explain`; give the exit code. Raises: UnknownName."""
    known = {str(r["name"]): r for topic in ("assumptions", "defects") for r in LISTS[topic]()}
    if name in known:
        _write(_explained(known[name]))
        if "presumed" in known[name]:
            provider = name.partition(".")[0]
            command = f"ats-sandbox verify reference --provider {provider} --sweep"
            _write([f"  audit: {command}"])
        return 0
    from ats_contracts.checks import REGISTRY

    if name not in REGISTRY.checks:
        raise UnknownName("check, assumption or defect", name, [*REGISTRY.checks, *known])
    _write(_check(name))
    return 0


def _explained(row: Row) -> Iterable[str]:
    yield str(row["name"])
    yield f"  {row['sentence']}"
    for key, value in row.items():
        if key not in ("name", "sentence") and value:
            shown = ", ".join(map(str, value)) if isinstance(value, list) else value
            yield f"  {key}: {shown}"


def _check(name: str) -> Iterable[str]:
    from ats_contracts.checks import REGISTRY
    from ats_contracts.properties import PROPERTIES

    check = REGISTRY[name]
    yield f"{check.id} ({check.severity}, {check.family})"
    yield f"  {check.claim}"
    if check.why:
        yield f"  {check.why}"
    if check.needs:
        yield f"  needs: {', '.join(sorted(check.needs))}"
    yield from (f"  serves {number}: {PROPERTIES[number]}" for number in check.serves)
    if check.source:
        yield f"  source: {check.source}"
    if killed := [str(d["name"]) for d in defects() if d.get("check") == name]:
        yield f"  defects it kills: {', '.join(killed)}"
    yield f"  example: ats-sandbox verify reference --check {check.id}"


def _write(lines: Iterable[str]) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
