from __future__ import annotations

import json

import faker
import pytest

from ats_simulator.world.pools import LOCALES, POOLS_FILE, draw_pools, load_pools, slug_of


def test_the_file_is_what_this_faker_draws() -> None:
    kept = json.loads(POOLS_FILE.read_bytes())
    if kept["faker"] != faker.VERSION:
        pytest.skip(f"drawn with Faker {kept['faker']}, this is {faker.VERSION}")
    assert draw_pools() == kept


def test_every_locale_contributes_names_and_places() -> None:
    for locale, name in zip(load_pools().locales, LOCALES, strict=True):
        assert locale.locale == name
        assert len(locale.first_names) >= 40
        assert len(locale.last_names) >= 40
        assert len(locale.places) == 30


def test_no_word_is_empty_or_padded() -> None:
    for locale in load_pools().locales:
        words = [name for name, _ in locale.first_names + locale.last_names]
        words += [part for place in locale.places for part in place if part is not None]
        assert all(word and word == word.strip() for word in words)


def test_worlds_do_not_import_faker() -> None:
    import subprocess
    import sys

    script = (
        "import sys; from ats_simulator.world.generate import generate; "
        "from ats_simulator.world import digest, validate; "
        "print(sorted({'faker', 'pydantic'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("name", "slug"),
    [("O'Neil", "oneil"), ("Théophile", "theophile"), ("Łukasz", "lukasz"), ("石井", "")],
)
def test_a_slug_is_ascii(name: str, slug: str) -> None:
    assert slug_of(name) == slug
