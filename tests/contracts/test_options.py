"""
What a target declares about itself is verified, not excused.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from ats_contracts.run import Selection, verify
from ats_contracts.targets import load
from ats_contracts.targets.file import Options


@pytest.mark.parametrize(
    ("check", "right", "wrong", "where"),
    [
        (
            "candidates.create.round_trip",
            Options(create_status=201),
            Options(create_status=200),
            "status of a create",
        ),
        (
            "candidates.paging.limit_respected",
            Options(default_limit=50),
            Options(default_limit=2),
            "records on a page of candidates without limit",
        ),
    ],
)
def test_a_promise_is_kept_or_fails(check: str, right: Options, wrong: Options, where: str) -> None:
    selection = Selection(providers=("nexivohr",), patterns=(check,))
    assert verify(replace(load("reference"), options=right), selection).counts["pass"] == 1
    broken = verify(replace(load("reference"), options=wrong), selection)
    assert [e["where"] for e in broken.events if e["type"] == "divergence"] == [where]
