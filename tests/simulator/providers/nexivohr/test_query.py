"""The search grammar, against a second reading of it that shares nothing with the first."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ats_simulator.providers.nexivohr.query import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_OPERANDS,
    BadQuery,
    where_of,
)
from ats_simulator.store.records import EVERYTHING
from tests.simulator.providers.nexivohr.desk import Desk, a_candidate


def matches(query: str, text: str) -> bool:
    """Ask the database, as a list does."""
    where = where_of(query)
    con = sqlite3.connect(":memory:")
    try:
        sql = f"SELECT {where.sql} FROM (SELECT ? AS search)"
        (found,) = con.execute(sql, (*where.params, text.casefold())).fetchone()
    finally:
        con.close()
    return bool(found)


TEXT = "Zoë Ångström-O'Neil\x1fzoe@mail.example\x1fSenior 100% Engineer_1\x1fSan Francisco\x1fCA"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("zoë", True),
        ("ZOË", True),
        ("zoe", True),  # in the e-mail address
        ("angstrom", False),  # accents count
        ("gineer", True),
        ('"senior 100%"', True),
        ('"engineer senior"', False),
        ("senior engineer", True),
        ("senior AND francisco", True),
        ("senior and london", False),
        ("london OR francisco", True),
        ("NOT london", True),
        ("-london", True),
        ("-senior", False),
        ("senior -london", True),
        ("senior -engineer", False),
        ('-"san francisco"', False),
        ("-(london OR paris)", True),
        ("ångström-o'neil", True),
        ("NOT NOT senior", True),
        ("--senior", True),
        ("london paris OR senior", True),  # AND binds tighter than OR
        ("senior OR london paris", True),
        ("(senior OR london) paris", False),
        ("NOT london AND senior", True),  # NOT binds tighter than AND
        ("NOT (london AND senior)", True),
        ("NOT senior OR engineer", True),
        ("%", True),
        ("sen%r", False),
        ("_1", True),
        ("s_nior", False),
        ('"and"', False),
        ('zoë"senior"(engineer)', True),
        ('"ca"', True),
        ("\u3000zoë\u00a0senior\t", True),
    ],
)
def test_the_grammar(query: str, expected: object) -> None:
    assert matches(query, TEXT) is expected


@pytest.mark.parametrize(
    "query",
    [
        '"',
        'a "b',
        "(",
        ")",
        "(a",
        "a)",
        "()",
        "a ()",
        "AND",
        "OR",
        "NOT",
        "-",
        "a AND",
        "a OR",
        "OR a",
        "and a",
        "a OR OR b",
        "a AND OR b",
        "a NOT",
        "a -",
        "(a OR) b",
        "NOT )",
        '""',
        '"  "',
        ")(",
        "(" * 5000,
        ")" * 1500,
        "NOT " * 400 + "a",
        "-" * 1500 + "a",
        "(" * 900 + "a" + ")" * 900,
        "a " * (MAX_OPERANDS + 1),
        "a" * (MAX_LENGTH + 1),
    ],
)
def test_what_cannot_be_read_is_refused(query: str) -> None:
    with pytest.raises(BadQuery, match=r"^The q .*\.$"):
        where_of(query)


def test_the_bounds_themselves_are_allowed() -> None:
    assert matches("(" * MAX_DEPTH + "senior" + ")" * MAX_DEPTH, TEXT)
    assert matches("senior " * MAX_OPERANDS, TEXT)
    assert not matches(" OR ".join(["nobody"] * MAX_OPERANDS), TEXT)
    assert not matches("x" * MAX_LENGTH, TEXT)


@pytest.mark.parametrize("query", ["", " ", "\t\n\u3000"])
def test_a_blank_query_filters_nothing(query: str) -> None:
    assert where_of(query) is EVERYTHING


WORDS = ("alpha", "beta", "gamma", "delta")
Tree = tuple[str, Callable[[set[str]], bool]]


def _word(word: str) -> Tree:
    return word, lambda present: word in present


def _not(inner: Tree) -> Tree:
    return f"NOT ({inner[0]})", lambda present: not inner[1](present)


def _and(pair: tuple[Tree, Tree]) -> Tree:
    one, other = pair
    return f"({one[0]}) {other[0]}", lambda present: one[1](present) and other[1](present)


def _or(pair: tuple[Tree, Tree]) -> Tree:
    one, other = pair
    return f"({one[0]} OR {other[0]})", lambda present: one[1](present) or other[1](present)


def _grown(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    pairs = st.tuples(inner, inner)
    return inner.map(_not) | pairs.map(_and) | pairs.map(_or)


TREES = st.recursive(st.sampled_from(WORDS).map(_word), _grown, max_leaves=12)


@settings(derandomize=True, database=None, max_examples=150, deadline=None)
@given(tree=TREES, present=st.sets(st.sampled_from(WORDS)))
def test_a_query_means_what_its_tree_means(tree: Tree, present: set[str]) -> None:
    query, expected = tree
    # `_and` writes its right side bare, so an OR there is in parentheses of its own
    assert matches(query, "\x1f".join(present)) is expected(present)


@settings(derandomize=True, database=None, max_examples=300, deadline=None)
@given(query=st.text(alphabet='ab()"- \\%_\x00\x1féNOTANDOR', max_size=40))
def test_any_text_is_read_or_refused(query: str) -> None:
    try:
        where_of(query)
    except BadQuery:
        return
    assert matches(query, "a b") in (True, False)


def ids(desk: Desk, path: str, q: str) -> list[Any]:
    got = desk.call("GET", path, query=f"q={q}")
    assert got.status == 200, got.body
    return [row["id"] for row in got.body["data"]]


def test_a_search_goes_through_the_fields_of_candidates() -> None:
    desk = Desk(size=0)
    key = desk.post(
        "/candidates",
        a_candidate(current_title="Data Wrangler", city="Lagos", state="LA", phone="555"),
    ).body["id"]
    for word in ("nkechi", "obi", "mail.example", "wrangler", "LAGOS", "%22LA%22"):
        assert ids(desk, "/candidates", word) == [key]
    for word in ("555", "new", "%22nkechi+obi%22", "2026"):
        assert ids(desk, "/candidates", word) == []


def test_a_search_goes_through_the_fields_of_jobs() -> None:
    desk = Desk(size=0)
    body = {"title": "Cook", "description": "Fries <b>well</b>", "city": "Ghent", "state": "VOV"}
    key = desk.post("/jobs", body).body["id"]
    for word in ("cook", "fries", "ghent", "vov", "cook+-baker"):
        assert ids(desk, "/jobs", word) == [key]
    assert ids(desk, "/jobs", "open") == []


def test_a_search_and_a_status_both_have_to_match() -> None:
    desk = Desk(size=60)
    for row in desk.get("/candidates", "q=a+OR+NOT+a&status=placed&per_page=100").body["data"]:
        assert row["status"] == "placed"
    assert desk.get("/candidates", "q=-(a+OR+NOT+a)").body["data"] == []


def test_a_search_finds_what_a_write_has_made_of_a_record() -> None:
    desk = Desk(size=5)
    desk.patch("/candidates/2", {"current_title": "Quokka keeper"})
    assert ids(desk, "/candidates", "quokka") == [2]


@pytest.mark.parametrize("q", ["%22", "(", "a+AND", "%28" * 3000, "%00%22"])
def test_a_bad_query_names_q(q: str) -> None:
    got = Desk(size=0).get("/candidates", f"q={q}")
    assert got.status == 400
    assert list(got.errors) == ["q"]
