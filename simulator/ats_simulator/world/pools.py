"""
The words that worlds are made of: names, places, companies, titles, sentences.

`python -m ats_simulator.world.pools` draws them with Faker once, into `pools.json`; at run time
that file is all there is. A newer Faker therefore cannot change a world. Names combine at random,
so nobody real is meant; nothing here is an e-mail address or a telephone number.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from faker import Faker

POOLS_FILE: Final = Path(__file__).with_name("pools.json")
FAKER_SEED: Final = 20_260_101

LOCALES: Final = {  # locale: (country, the Faker method that names a state there)
    "en_US": ("US", "state_abbr"),
    "en_GB": ("GB", "administrative_unit"),
    "de_DE": ("DE", "state"),
    "fr_FR": ("FR", "region"),
    "pl_PL": ("PL", "region"),
    "es_ES": ("ES", "region"),
    "ja_JP": ("JP", "prefecture"),
    "ar_AA": ("AE", None),
    "he_IL": ("IL", None),
    "hi_IN": ("IN", "state"),
    "uk_UA": ("UA", "region"),
}
LOCALE_WEIGHTS: Final = (0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10)
"""Positions in the list of locales, each as often as people come from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalePool:
    """
    What one locale contributes.

    Shape: names are (as written, as used in an e-mail address: ASCII, maybe empty); places are
        (street, city, state or null, postal code).
    """

    locale: str
    country: str
    first_names: tuple[tuple[str, str], ...]
    last_names: tuple[tuple[str, str], ...]
    places: tuple[tuple[str, str, str | None, str], ...]
    companies: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pools:
    """All words, in the order of the file."""

    locales: tuple[LocalePool, ...]
    titles: tuple[str, ...]
    phrases: tuple[str, ...]
    sentences: tuple[str, ...]


@lru_cache(maxsize=1)
def load_pools() -> Pools:
    """Read the committed words, once per process."""
    data = json.loads(POOLS_FILE.read_bytes())
    return Pools(
        locales=tuple(_to_locale(entry) for entry in data["locales"]),
        titles=tuple(data["titles"]),
        phrases=tuple(data["phrases"]),
        sentences=tuple(data["sentences"]),
    )


def _to_locale(entry: dict[str, Any]) -> LocalePool:
    return LocalePool(
        locale=entry["locale"],
        country=entry["country"],
        first_names=tuple((name, slug_of(name)) for name in entry["first_names"]),
        last_names=tuple((name, slug_of(name)) for name in entry["last_names"]),
        places=tuple((street, city, state, post) for street, city, state, post in entry["places"]),
        companies=tuple(entry["companies"]),
    )


def slug_of(name: str) -> str:
    """Spell a name in ASCII letters for an e-mail address; empty if nothing is left of it."""
    if name.isascii() and name.isalpha():
        return name.lower()
    plain = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "l"))
    return re.sub("[^a-z]+", "", plain.lower())


def draw_pools() -> dict[str, Any]:
    """
    Draw all words with Faker, anew.

    Shape: {"faker": str, "locales": [{"locale", "country", "first_names", "last_names", "places",
        "companies"}], "titles": [str], "phrases": [str], "sentences": [str]}.
    """
    import faker

    english = _faker_of("en_US")
    return {
        "faker": faker.VERSION,
        "locales": [_draw_locale(name) for name in LOCALES],
        "titles": _distinct(english.job, 150),
        "phrases": _distinct(english.bs, 100),
        "sentences": _distinct(english.catch_phrase, 100),
    }


def _faker_of(locale: str) -> Faker:
    from faker import Faker

    made = Faker(locale, use_weighting=False)
    made.seed_instance(FAKER_SEED)
    return made


def _draw_locale(locale: str) -> dict[str, Any]:
    country, state_method = LOCALES[locale]
    made = _faker_of(locale)

    def place() -> list[str | None]:
        state = getattr(made, state_method)() if state_method else None
        street = " ".join(made.street_address().split())
        return [street, made.city(), state, made.postcode()]

    return {
        "locale": locale,
        "country": country,
        "first_names": _distinct(made.first_name, 80),
        "last_names": _distinct(made.last_name, 80),
        "places": [place() for _ in range(30)],
        "companies": _distinct(made.company, 30),
    }


def _distinct(draw: Callable[[], str], count: int) -> list[str]:
    """Collect up to *count* different words, in the order drawn; a small locale has fewer."""
    drawn = (draw() for _ in range(count * 20))
    return list(dict.fromkeys(drawn))[:count]


def main() -> None:
    """Write the pools file."""
    lines = json.dumps(draw_pools(), ensure_ascii=False, indent=1)
    POOLS_FILE.write_text(lines + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
