from __future__ import annotations

from ats_simulator.world.digest import Digest

ROWS = [("jobs", 1, b"{}"), ("jobs", 12, b"{}"), ("candidates", 1, b'{"a":1}')]


def digest_of(rows: list[tuple[str, int, bytes]]) -> str:
    digest = Digest()
    for row in rows:
        digest.feed(*row)
    return digest.hexdigest()


def test_the_order_of_records_has_no_say() -> None:
    assert digest_of(ROWS) == digest_of(ROWS[::-1])


def test_resource_number_and_truth_each_have_a_say() -> None:
    changed = [("tags", 1, b"{}"), ("jobs", 2, b"{}"), ("jobs", 1, b"[]")]
    assert len({digest_of([row]) for row in [ROWS[0], *changed]}) == 4


def test_the_border_between_number_and_truth_has_a_say() -> None:
    assert digest_of([("jobs", 1, b"2")]) != digest_of([("jobs", 12, b"")])


def test_an_empty_world_has_a_digest() -> None:
    assert Digest().hexdigest() == "0" * 16
