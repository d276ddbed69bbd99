"""What no document settles, and no contract check asks of the connector: each reading is told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contracts.reference.conftest import Unified
from tests.contracts.reference.jobvite.conftest import Front
from tests.contracts.reference.jobvite.test_simulated import an_open_pair, expected

Json = Any


@pytest.mark.parametrize("status", ["401", "403"])
def test_a_key_that_may_read_jobs_only_lacks_a_permission_and_stays_good(
    simulated: Front, status: str
) -> None:
    unified = simulated(size=3, assumptions={"permission_denied_status": status})
    public = {k: unified.account.credentials[k] for k in ("company_id", "user_email")}
    unified.link({**unified.account.credentials["limited"], **public})
    assert unified.get("candidates").status_code == 403
    assert unified.get("jobs").status_code == 200
    unified.account.revoke("limited")
    assert unified.get("candidates").status_code == 401


def filed(unified: Unified, candidate: str, job: str) -> Any:
    """File an application."""
    body = {"candidate": {"id": candidate}, "job": {"id": job}}
    return unified.call("POST", "applications", json=body)


@pytest.mark.parametrize("status", ["409", "400"])
def test_a_second_application_for_one_job_is_a_conflict(simulated: Front, status: str) -> None:
    unified = simulated(size=8, assumptions={"duplicate_status": status})
    candidate, job = an_open_pair(unified)
    assert filed(unified, candidate, job).status_code == 201
    again = filed(unified, candidate, job)
    assert again.status_code in (400, 409)
    assert again.json()["truto_error_insight"]["remote_error"]["value"] == "conflict"


def test_an_application_that_makes_a_second_person_is_no_success(simulated: Front) -> None:
    unified = simulated(size=8, assumptions={"create_same_email": "new_person"})
    answer = filed(unified, *an_open_pair(unified))
    assert answer.status_code == 502
    assert "another person's e-mail" in answer.json()["message"]
    assert answer.json()["truto_error_insight"]["unknown_outcome"]["value"] is True


def test_an_application_of_somebody_known_may_be_a_conflict(simulated: Front) -> None:
    unified = simulated(size=8, assumptions={"create_same_email": "error_409"})
    before = expected(unified, "applications")
    assert filed(unified, *an_open_pair(unified)).status_code == 409
    assert expected(unified, "applications") == before


def test_documents_that_are_shown_nowhere_are_not_left_out_silently(simulated: Front) -> None:
    unified = simulated(size=20, assumptions={"artifacts_access": "none"})
    shown: set[str] = set()
    told: list[str] = []
    for person in {row["candidate"]["id"] for row in unified.walk("applications")}:
        answer = unified.get("attachments", candidate_id=person)
        if answer.status_code == 502:
            told.append(answer.json()["message"])
        else:
            shown |= {row["id"] for row in answer.json()["result"]}
    assert shown < expected(unified, "attachments").keys()
    assert told
    assert all(message.endswith("are shown nowhere") for message in told)


@pytest.mark.parametrize("shape", ["bare_object", "candidate_key"])
def test_one_row_of_a_person_is_not_taken_for_all_their_documents(
    simulated: Front, shape: str
) -> None:
    unified = simulated(size=20, assumptions={"candidate_by_id_shape": shape})
    assert {row["id"] for row in unified.walk("attachments")} == expected(
        unified, "attachments"
    ).keys()
    unified = simulated(
        size=20, assumptions={"candidate_by_id_shape": shape, "artifacts_access": "id_only"}
    )
    assert unified.get("attachments", limit=100).status_code == 502
