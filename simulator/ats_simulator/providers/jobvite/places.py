"""
Countries by ISO 3166-1 alpha-2, alpha-3 and English name, and the states of the United States.

The truth keeps alpha-2, the vendor shows alpha-3 and a name. A code that is no country is shown as
it is. Source: SPEC section 3.3 (recorded); states section 9, `state_resolution` = us.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

_TABLES: Final = json.loads(Path(__file__).with_name("places.json").read_text(encoding="utf-8"))

CODES: Final[Mapping[str, tuple[str, str]]] = {
    alpha_2: (alpha_3, name) for alpha_2, alpha_3, name in _TABLES["countries"]
}
"""Alpha-2 to alpha-3 and name."""

_KNOWN_AS: Final[Mapping[str, str]] = {
    alias.casefold(): alpha_2 for alpha_2, names in CODES.items() for alias in (alpha_2, *names)
}
_STATES: Final[Mapping[str, tuple[str, str]]] = {
    alias.casefold(): (code, name) for code, name in _TABLES["states"] for alias in (code, name)
}


@dataclass(frozen=True, slots=True)
class Country:
    """A country as the vendor shows it; all empty for none."""

    code: str
    name: str


@lru_cache(maxsize=512)
def country_of(alpha_2: str | None) -> Country:
    """Show a country of the truth."""
    if not alpha_2:
        return Country("", "")
    code, name = CODES.get(alpha_2, (alpha_2, alpha_2))
    return Country(code, name)


def to_alpha_2(text: str) -> str:
    """Find the country that a client means by a code or a name; what is unknown stays."""
    return _KNOWN_AS.get(text.strip().casefold(), text)


def state_of(alpha_2: str | None, text: str | None) -> tuple[str, str] | None:
    """Resolve a state of the United States to code and name; null for all others."""
    if alpha_2 != "US" or not text:
        return None
    return _STATES.get(text.strip().casefold())
