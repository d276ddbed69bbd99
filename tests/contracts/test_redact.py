"""
Redaction: what a report may show of an exchange.
"""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pytest

from ats_contracts.redact import BODY_CHARS, HIDDEN, hide, show
from ats_contracts.target import Exchange

KEY = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg/kqhkiG9w0B+AQ==\n-----END PRIVATE KEY-----\n"


@pytest.mark.parametrize(
    "text",
    [
        KEY,
        json.dumps({"key": KEY}),
        json.dumps({"key": KEY}).replace("/", "\\/"),
        f"http://x.test/?key={quote(KEY, safe='')}",
        urlencode({"key": KEY}),
    ],
)
def test_a_secret_is_hidden_however_it_is_spelled(text: str) -> None:
    hidden = hide(text, {KEY})
    assert HIDDEN in hidden
    assert "MIIE" not in hidden


def test_a_secret_over_the_end_of_what_is_shown_is_hidden_too() -> None:
    body = b"x" * (BODY_CHARS - 20) + b"738d33d487da03893bf055b128f00843"
    shown = show(
        Exchange(method="GET", url="http://x.test/", body=body), frozenset({body[-32:].decode()})
    )
    assert len(shown["body"]) <= BODY_CHARS
    assert "738d" not in shown["body"]
