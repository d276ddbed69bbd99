"""
Builders for tests of the kit: targets with vices, and the few checks that these tests rest on.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from ats_contracts.check import Registry, matches
from ats_contracts.checks import REGISTRY
from ats_contracts.run import Outcome, Selection, verify
from ats_contracts.targets.file import TargetSpec, parse
from tests.contracts import acme

PATTERNS = (
    "*.list.complete",
    "*.get.agrees_with_list",
    "*.field.*",
    "*.extended.fields",
    "auth.revoked.not_empty",
    "ratelimit.retry_after.honoured",
)
CHECKS = Registry({c.id: c for c in REGISTRY if any(matches(p, c.id) for p in PATTERNS)})
MINIMAL = 'name = "acme"\ntarget = "py:acme:good"\n'
CALL = """
[providers.nexivohr]
[connect]
path = "/integrated-account"
json = { provider = "{provider}", base_url = "{base_url}", credentials = "{credentials}" }
"""


def a_spec(*vices: str, more: str = "") -> TargetSpec:
    """Declare acme with *vices*, and *more* in its target file."""
    known = "" if "[providers" in more else "\n[providers.nexivohr]\n"
    spec = parse(MINIMAL + more + known, given="acme.target.toml", folder=Path.cwd())
    return spec.with_factory(lambda link: acme.Acme(link, vices))


@cache
def a_run(*vices: str) -> Outcome:
    """Run the few checks against acme with *vices*, once a test session."""
    return verify(a_spec(*vices), registry=CHECKS)


def a_narrow_run(pattern: str, *vices: str, more: str = "") -> Outcome:
    """Run the checks that match *pattern*."""
    return verify(a_spec(*vices, more=more), Selection(patterns=(pattern,)), registry=CHECKS)


def verdicts(outcome: Outcome) -> dict[str, str]:
    """Give each check's verdict."""
    return {e["check"]: e["verdict"] for e in outcome.events if e["type"] == "finished"}


def failed(outcome: Outcome) -> set[str]:
    """Name the checks that failed."""
    return {check for check, verdict in verdicts(outcome).items() if verdict == "fail"}


def finished(outcome: Outcome, check: str) -> dict[str, Any]:
    """Give the event with which a check finished."""
    found = next(e for e in outcome.events if e["type"] == "finished" and e["check"] == check)
    return dict(found)
