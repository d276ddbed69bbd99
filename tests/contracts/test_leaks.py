"""Looking for credentials: every spelling is found, and chance is not taken for one."""

from __future__ import annotations

import base64
import random

import pytest

from ats_contracts.leaks import leaks_in, needles

SECRET = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=1600))
PIECE = SECRET[700:708].encode()


@pytest.mark.parametrize(
    "said",
    [
        PIECE,
        PIECE[::-1],
        PIECE.hex().encode(),
        PIECE.hex().upper().encode(),
        base64.b64encode(SECRET[699:711].encode()),
        base64.urlsafe_b64encode(SECRET[700:712].encode()),
    ],
)
def test_eight_characters_are_found_however_they_are_spelled(said: bytes) -> None:
    assert leaks_in(b"cursor=" + said + b"&limit=5", needles([SECRET]))


def test_a_short_secret_is_found_whole() -> None:
    assert leaks_in(b"pin=4711;", needles(["4711"]))


def test_random_text_in_hex_holds_no_piece_by_chance() -> None:
    chance = random.Random(2)
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    said = "".join(chance.choices(letters, k=20_000)).encode().hex().encode()
    assert leaks_in(said, needles([SECRET])) == []
