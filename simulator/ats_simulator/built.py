"""
Small worlds that this process has built before: the next tenant of the same kind is a copy.

A world follows from its provider, seed, size, assumptions and settings, and nothing else, so a copy
is what building it again would give. A large world is not kept, and refuses nobody its memory.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ats_simulator.provider import Provider, Tenant, WireRow

KEPT: Final = 48
"""Worlds kept, of at most one transaction's records each: some ten megabytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """
    A world: its truth rows, of whichever tenant, its rendered rows, and what is told of it.

    *provider* is whose it is.
    """

    provider: Provider
    truth: list[tuple[Any, ...]]
    wire: list[WireRow]
    told: Mapping[str, Any]


class Shelf:
    """Built worlds by what they are built from, least recently used first out."""

    def __init__(self, bound: int = KEPT) -> None:
        self._bound = bound
        self._kept: OrderedDict[object, Built] = OrderedDict()

    def find(self, provider: Provider, tenant: Tenant) -> Built | None:
        """Find the world that would be built for *tenant*."""
        key = _key(provider, tenant)
        found = self._kept.get(key)
        if found is not None:
            self._kept[key] = self._kept.pop(key, found)
        return found

    def keep(self, tenant: Tenant, world: Built) -> None:
        """Keep the world that was built for *tenant*; the least recently used gives way."""
        self._kept[_key(world.provider, tenant)] = world
        while len(self._kept) > self._bound:
            self._kept.popitem(last=False)


SHELF: Final = Shelf()
"""One for the process: pure values, so nobody can tell who built them."""


def _key(provider: Provider, tenant: Tenant) -> object:
    """Name what a world follows from. A kept world keeps its provider, so that its id is taken."""
    chosen = (sorted(tenant.assumptions.to_json().items()), sorted(tenant.settings.items()))
    return id(provider), tenant.seed, tenant.size, tenant.plan, repr(chosen)
