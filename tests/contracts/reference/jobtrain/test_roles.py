"""Roles: what a user may not see is absent, quietly and consistently, and nothing is a deletion."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contracts.reference.conftest import Unified
from tests.contracts.reference.jobtrain.conftest import Make

RESOURCES = ("jobs", "applications", "candidates", "attachments", "eeocs")


def as_user(unified: Unified, name: str) -> Unified:
    """Link the account again with another user's name and API Password."""
    credentials = unified.account.credentials
    assert unified.link({**credentials, **credentials["users"][name]}).status_code == 201
    return unified


@pytest.mark.parametrize("hidden_get", ["404", "403"])
def test_a_hiring_manager_sees_the_two_jobs_and_what_hangs_on_them(
    make: Make, hidden_get: str
) -> None:
    unified = make(assumptions={"hidden_get": hidden_get}, size=60)
    whole = {name: {row["id"] for row in unified.walk(name)} for name in RESOURCES}
    as_user(unified, "hiring_manager")
    seen = {name: {row["id"] for row in unified.walk(name)} for name in RESOURCES}
    assert 0 < len(seen["jobs"]) <= 2
    for name in RESOURCES:
        assert seen[name] < whole[name]
    assert {row["job"]["id"] for row in unified.walk("applications")} <= seen["jobs"]
    for name in RESOURCES:
        hidden = min(whole[name] - seen[name], key=lambda key: (len(key), key))
        assert unified.get(f"{name}/{hidden}").status_code in (404, int(hidden_get))


def is_interviewed(application: Any) -> bool:
    """Tell whether an application has come so far that its candidate has a name."""
    return str(application["current_stage"]["name"]) > "6"


@pytest.mark.parametrize("style", ["null", "omit"])
def test_an_anonymous_shortlister_sees_no_names_files_or_answers(make: Make, style: str) -> None:
    unified = as_user(make(assumptions={"equal_ops_hidden": style}, size=60), "shortlister")
    rows = unified.walk("candidates")
    hidden = [row for row in rows if not any(map(is_interviewed, row["applications"]))]
    assert hidden
    assert all(row["emails"] == row["phones"] == row["attachments"] == [] for row in hidden)
    assert {row["first_name"] for row in hidden}.isdisjoint(
        {person["first_name"] for person in unified.account.truth("candidates")}
    )
    assert unified.walk("eeocs") == []
    files = unified.walk("attachments")
    assert {file["candidate"]["id"] for file in files}.isdisjoint(row["id"] for row in hidden)


def test_a_role_that_changes_in_the_middle_of_a_walk_breaks_nothing(make: Make) -> None:
    unified = make(size=60)
    rows = unified.walk("candidates", limit=5, between=lambda: as_user(unified, "hiring_manager"))
    assert len({row["id"] for row in rows}) == len(rows)


def test_a_refused_application_to_a_hidden_job_is_told(make: Make) -> None:
    unified = make(size=60)
    every = [row["id"] for row in unified.walk("jobs")]
    as_user(unified, "hiring_manager")
    seen = {row["id"] for row in unified.walk("jobs")}
    hidden = next(key for key in every if key not in seen)
    body = {
        "first_name": "A",
        "last_name": "B",
        "emails": [{"email": "a.b@mail.example"}],
        "applications": [{"job": {"id": hidden}}],
    }
    answer = unified.call("POST", "candidates", json=body)
    assert answer.status_code == 403
    assert answer.json()["truto_error_insight"]["forbidden_error"]
