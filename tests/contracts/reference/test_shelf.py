"""What outlives a call: kept for its owner, for a while, and never more than there is room for."""

from __future__ import annotations

import pytest

from ats_contracts.reference.shelf import Shelf
from tests.contracts.reference.conftest import Clock


@pytest.fixture
def shelf(clock: Clock) -> Shelf:
    return Shelf(clock.now, most=10)


def test_what_is_taken_is_gone_and_belongs_to_its_owner(shelf: Shelf) -> None:
    shelf.put("me", "list", [1], weight=1, for_s=60)
    assert shelf.take("you", "list") is None
    assert shelf.take("me", "list") == [1]
    assert shelf.take("me", "list") is None


def test_nothing_is_kept_longer_than_it_is_good(shelf: Shelf, clock: Clock) -> None:
    shelf.put("me", "list", [1], weight=1, for_s=60)
    clock.at += 61
    assert shelf.take("me", "list") is None


def test_what_was_put_there_first_makes_room(shelf: Shelf) -> None:
    for name in ("a", "b", "c"):
        shelf.put("me", name, name, weight=4, for_s=60)
    assert [shelf.take("me", name) for name in ("a", "b", "c")] == [None, "b", "c"]


def test_what_is_too_heavy_is_not_kept(shelf: Shelf) -> None:
    assert shelf.put("me", "short", [1], weight=10, for_s=60)
    assert not shelf.put("me", "long", [1], weight=11, for_s=60)
    assert shelf.take("me", "long") is None
    assert shelf.take("me", "short") == [1]


def test_a_write_makes_forget_what_it_may_have_changed(shelf: Shelf) -> None:
    for owner, name in (("me", "unfinished:a"), ("me", "walk:a"), ("you", "unfinished:a")):
        shelf.put(owner, name, name, weight=1, for_s=60)
    shelf.forget("me", "unfinished:")
    assert shelf.take("me", "unfinished:a") is None
    assert shelf.take("me", "walk:a") == "walk:a"
    assert shelf.take("you", "unfinished:a") == "unfinished:a"
