"""Declaring checks, finding them by pattern, and who has to answer them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import ats_contracts
from ats_contracts.capabilities import CAPABILITIES
from ats_contracts.case import Case
from ats_contracts.check import Registry, check, matches
from ats_contracts.checks import REGISTRY, listing
from ats_contracts.errors import ContractsError, NothingMatches, UnknownName
from ats_contracts.model import RESOURCES
from ats_simulator.providers import REGISTRY as PROVIDERS
from tests.contracts.kit import CHECKS


@pytest.mark.parametrize(
    ("pattern", "name", "found"),
    [
        ("candidates.list.complete", "candidates.list.complete", True),
        ("candidates.*.complete", "candidates.list.complete", True),
        ("*", "candidates.list.complete", False),
        ("*.complete", "candidates.list.complete", False),
        ("**", "candidates.list.complete", True),
        ("**.complete", "candidates.list.complete", True),
        ("candidates.**", "candidates.list.complete", True),
        ("candidates.**.complete", "candidates.complete", True),
        ("candidates.list.comp*", "candidates.list.complete", True),
        ("candidates.list", "candidates.list.complete", False),
    ],
)
def test_patterns_match_whole_dotted_parts(pattern: str, name: str, *, found: bool) -> None:
    assert matches(pattern, name) is found


def test_a_pattern_that_matches_nothing_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(NothingMatches, match=r"candidates\.list\.complete"):
        CHECKS.select(["candidates.list.compleet"])


def test_one_declaration_stands_for_a_check_of_each_resource_and_field() -> None:
    assert "offers.list.complete" in CHECKS.checks
    assert "candidates.field.emails" in CHECKS.checks
    assert CHECKS["candidates.field.emails"].claim.startswith("The emails of every one of the cand")
    assert sum(c.field is not None for c in CHECKS) == 169


def test_a_check_is_asked_only_of_providers_that_feed_its_resource() -> None:
    lens = PROVIDERS["nexivohr"].lens
    assert CHECKS["candidates.list.complete"].applies_to("nexivohr", lens)
    assert not CHECKS["offers.list.complete"].applies_to("nexivohr", lens)


def test_an_unknown_capability_is_refused_when_a_check_is_declared() -> None:
    with pytest.raises(UnknownName, match=r"did you mean 'candidates\.list'"):

        @check("candidates.list.odd", needs={"candidates.lsit"})
        def odd(case: Case) -> None:
            """It is odd."""


def test_a_capability_that_is_no_call_on_a_resource_is_needed_by_some_check() -> None:
    needed = {name for one in REGISTRY for name in one.needs}
    assert {name for name in CAPABILITIES if name.split(".")[0] not in RESOURCES} <= needed


def test_a_check_needs_a_claim_and_a_dotted_id() -> None:
    def silent(case: Case) -> None: ...

    with pytest.raises(ContractsError, match="claim"):
        check("candidates.list.silent")(silent)
    with pytest.raises(ContractsError, match="joined by dots"):
        check("Silent")(silent)


def test_two_checks_of_one_name_are_refused() -> None:
    with pytest.raises(ContractsError, match="two checks"):
        Registry.of((listing, listing))


def test_every_check_of_the_kit_has_a_claim_that_is_one_sentence() -> None:
    for one in REGISTRY:
        assert one.claim.endswith("."), one.id
        assert "{" not in one.claim, one.id


def test_the_oracle_imports_the_lens_and_what_is_assumed_and_nothing_else() -> None:
    source = Path(ats_contracts.__file__).with_name("oracle.py").read_text(encoding="utf-8")
    imported = {
        node.module
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module
    }
    allowed = {"ats_simulator.lens", "ats_simulator.assumptions"}
    assert {m for m in imported if m.startswith("ats_simulator")} == allowed


def test_every_check_names_what_says_that_it_must_be_so() -> None:
    assert [one.id for one in REGISTRY if not one.source] == []
