"""The providers there are, and what can be chosen for a tenant of each."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ats_simulator.app import Sandbox
from ats_simulator.assumptions import Assumption
from ats_simulator.errors import NotFound
from ats_simulator.provider import Provider
from ats_simulator.tenants import COMMON_SETTINGS

JsonObject = dict[str, Any]


def every(sandbox: Sandbox) -> JsonObject:
    """
    List the providers.

    Shape: {"providers": [{"name", "title", "plans": {name: [window]}, "default_plan",
        "assumptions": [{"name", "statement", "values", "default", "affects", "doubt",
        "source"}], "settings": {name: default}, "resources": [str], "events": [str]}], "total"}.
    """
    found = [_show(provider) for _, provider in sorted(sandbox.providers.items())]
    return {"providers": found, "total": len(found)}


def _show(provider: Provider) -> JsonObject:
    plans = provider.plans.items()
    return {
        "name": provider.name,
        "title": provider.title,
        "plans": {name: [asdict(w) for w in windows] for name, windows in plans},
        "default_plan": provider.default_plan,
        "assumptions": [_assumption(a) for a in provider.assumptions],
        "settings": {**COMMON_SETTINGS, **provider.settings},
        "resources": sorted(provider.resources),
        "events": list(provider.webhooks.events) if provider.webhooks else [],
    }


def _assumption(assumption: Assumption) -> JsonObject:
    return {**asdict(assumption), "default": assumption.default}


def document(sandbox: Sandbox, name: str) -> bytes:
    """Read a provider's OpenAPI document. Raises: NotFound."""
    provider = sandbox.providers.get(name)
    if provider is None or not provider.openapi.is_file():
        raise NotFound("provider", name, sandbox.providers)
    return provider.openapi.read_bytes()
