"""A target that refuses bad input by itself is right, and its provider need not be called."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest

from ats_contracts.checks import REGISTRY
from ats_contracts.run import Selection, verify
from ats_contracts.targets import Link
from ats_contracts.targets.file import parse
from tests.contracts.kit import MINIMAL, verdicts

NOBODY = "999999999"


class Strict:
    """A unified API that refuses whatever it is sent, and asks no provider."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def __call__(self, environ: Mapping[str, Any], start_response: Any) -> list[bytes]:
        path, method = environ["PATH_INFO"].split("/"), environ["REQUEST_METHOD"]
        status, body = 400, {"statusCode": 400, "message": "refused here"}
        if path == ["", "integrated-account"]:
            status, body = 200, {"id": "a"}
        elif method == "GET" and len(path) == 4:
            status, body = 200, {"result": [], "next_cursor": None}
        elif method == "GET" or path[-1] == NOBODY:
            status, body = 404, {"statusCode": 404, "message": "not found here"}
        start_response(f"{status} Said", [("Content-Type", "application/json")])
        return [orjson.dumps(body)]


@pytest.mark.parametrize(
    "check",
    [
        "candidates.get.not_found",
        "candidates.input.hostile_ids",
        "candidates.input.hostile_bodies",
        "candidates.write.invalid_refused",
        "candidates.update.not_found",
        "applications.update.not_found",
    ],
)
def test_a_refusal_that_no_provider_was_asked_for_counts(check: str) -> None:
    spec = parse(MINIMAL, given="strict.target.toml", folder=Path.cwd()).with_factory(Strict)
    outcome = verify(spec, Selection(patterns=(check,)), registry=REGISTRY)
    assert verdicts(outcome) == {check: "pass"}
