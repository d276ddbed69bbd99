"""What writes do to records, and what they leave alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.providers.nexivohr.desk import NOW, Desk, a_candidate

LATER = "2026-11-01T06:30:00Z"


@pytest.fixture
def desk() -> Desk:
    return Desk(size=60)


def test_a_created_candidate_is_new_and_gets_the_next_id(desk: Desk) -> None:
    got = desk.post("/candidates", a_candidate(city="Lagos"))
    assert got.status == 201
    assert got.body == {
        "id": 61,
        "first_name": "Nkechi",
        "last_name": "Obi",
        "email": "nkechi.obi@mail.example",
        "phone": None,
        "current_title": None,
        "city": "Lagos",
        "state": None,
        "status": "new",
        "created_at": NOW,
        "updated_at": NOW,
    }
    assert desk.get("/candidates/61").body == got.body


def test_the_body_of_a_creation_does_not_choose_id_status_or_dates(desk: Desk) -> None:
    body = a_candidate(id=5, status="placed", created_at="2020-01-01T00:00:00Z", updated_at=None)
    got = desk.post("/candidates", body).body
    assert (got["id"], got["status"], got["created_at"], got["updated_at"]) == (61, "new", NOW, NOW)


def test_a_patch_changes_what_it_sends_and_the_date(desk: Desk) -> None:
    before = desk.get("/candidates/2").body
    desk.advance(3600)
    got = desk.patch("/candidates/2", {"city": "Accra", "phone": "+233 1"})
    assert got.status == 200
    assert got.body == {**before, "city": "Accra", "phone": "+233 1", "updated_at": LATER}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"unknown": 1},
        {"id": 9, "created_at": "x", "updated_at": "y"},
        {"current_company": "Acme"},
    ],
)
@pytest.mark.parametrize("path", ["/candidates/2", "/jobs/1", "/submissions/1"])
def test_a_patch_of_nothing_changes_nothing(desk: Desk, path: str, body: dict[str, Any]) -> None:
    desk.listen()
    desk.advance(3600)
    with desk.sandbox.transaction() as con:
        version = desk.sandbox.data_version(con, desk.tenant)
    assert desk.patch(path, body).status == 200
    with desk.sandbox.transaction() as con:
        assert desk.sandbox.data_version(con, desk.tenant) == version
    assert desk.owed() == []


def test_a_patch_of_what_is_there_already_changes_nothing(desk: Desk) -> None:
    for path in ("/candidates/2", "/candidates/28", "/jobs/1"):
        before = desk.get(path).body
        desk.advance(60)
        same = {k: v for k, v in before.items() if v is not None}
        assert desk.patch(path, same).body == before


def test_null_clears_an_optional_field(desk: Desk) -> None:
    desk.patch("/candidates/2", {"phone": "1", "current_title": "x", "city": "y", "state": "z"})
    clear = {"phone": None, "current_title": None, "city": None, "state": None}
    got = desk.patch("/candidates/2", clear)
    assert got.status == 200
    assert clear.items() <= got.body.items()
    assert desk.truth("candidates", 2)["phones"] == []


@pytest.mark.parametrize("name", ["first_name", "last_name", "email", "status"])
def test_null_is_refused_for_a_required_field(desk: Desk, name: str) -> None:
    got = desk.patch("/candidates/2", {name: None})
    assert got.status == 400
    assert got.errors == {name: [f"The {name} field is required."]}


def test_a_delete_makes_inactive_once(desk: Desk) -> None:
    desk.listen()
    desk.advance(3600)
    first = desk.delete("/candidates/2")
    desk.advance(3600)
    second = desk.delete("/candidates/2")
    assert (first.status, second.status) == (200, 200)
    assert first.body == second.body
    assert (first.body["status"], first.body["updated_at"]) == ("inactive", LATER)
    assert [event["event"] for event in desk.owed()] == ["candidate.updated"]


def test_an_inactive_candidate_is_readable_but_not_listed(desk: Desk) -> None:
    desk.delete("/candidates/2")
    assert desk.get("/candidates/2").status == 200
    listed = [row["id"] for row in desk.get("/candidates", "per_page=100").body["data"]]
    inactive = [row["id"] for row in desk.get("/candidates", "status=inactive").body["data"]]
    assert 2 not in listed
    assert 2 in inactive


def test_an_inactive_candidate_cannot_be_submitted(desk: Desk) -> None:
    desk.delete("/candidates/2")
    got = desk.post("/jobs/1/submissions", {"candidate_id": 2})
    assert got.status == 400
    assert got.errors == {"candidate_id": ["The candidate is inactive."]}


@pytest.mark.parametrize("email", ["nkechi.obi@mail.example", "NKECHI.obi@Mail.Example"])
def test_an_address_is_taken_whatever_its_case(desk: Desk, email: str) -> None:
    key = desk.post("/candidates", a_candidate()).body["id"]
    taken = {"email": ["The email has already been taken."]}
    assert desk.post("/candidates", a_candidate(email=email)).errors == taken
    assert desk.patch("/candidates/2", {"email": email}).errors == taken
    assert desk.patch(f"/candidates/{key}", {"email": email.upper()}).status == 200


def test_the_address_of_an_inactive_candidate_is_free(desk: Desk) -> None:
    key = desk.post("/candidates", a_candidate()).body["id"]
    desk.delete(f"/candidates/{key}")
    assert desk.post("/candidates", a_candidate()).status == 201
    back = desk.patch(f"/candidates/{key}", {"status": "new"})
    assert back.errors == {"email": ["The email has already been taken."]}


def test_two_with_one_address_can_change_everything_else(desk: Desk) -> None:
    assert desk.get("/candidates/17").body["email"] == desk.get("/candidates/18").body["email"]
    assert desk.patch("/candidates/17", {"city": "Bonn"}).status == 200


def test_a_candidate_without_an_address_can_be_changed_and_be_given_one(desk: Desk) -> None:
    assert desk.patch("/candidates/3", {"city": "Bonn"}).status == 200
    assert desk.patch("/candidates/3", {"email": "new@mail.example"}).status == 200


def test_all_failing_fields_are_reported_at_once(desk: Desk) -> None:
    desk.post("/candidates", a_candidate())
    got = desk.post("/candidates", {"email": "nkechi.obi@mail.example", "phone": 5})
    assert got.status == 400
    assert got.body == {
        "message": "The given data was invalid.",
        "errors": {
            "first_name": ["The first_name field is required."],
            "last_name": ["The last_name field is required."],
            "phone": ["The phone must be a string."],
            "email": ["The email has already been taken."],
        },
    }


def test_a_refused_write_leaves_no_trace(desk: Desk) -> None:
    before = desk.get("/candidates/2").body
    total = desk.get("/candidates").body["meta"]["total"]
    assert desk.patch("/candidates/2", {"city": "Bonn", "email": "x"}).status == 400
    assert desk.post("/candidates", {}).status == 400
    assert desk.get("/candidates/2").body == before
    assert desk.get("/candidates").body["meta"]["total"] == total


def test_a_created_job_is_open(desk: Desk) -> None:
    got = desk.post("/jobs", {"title": "Cook", "employment_type": "temporary"})
    assert got.status == 201
    assert got.body == {
        "id": 22,
        "title": "Cook",
        "description": None,
        "status": "open",
        "city": None,
        "state": None,
        "employment_type": "temporary",
        "created_at": NOW,
        "updated_at": NOW,
        "closed_at": None,
    }


def test_a_job_can_be_created_as_a_draft_and_opened(desk: Desk) -> None:
    key = desk.post("/jobs", {"title": "Cook", "status": "draft"}).body["id"]
    assert desk.truth("jobs", key)["opened_at"] is None
    desk.patch(f"/jobs/{key}", {"status": "open"})
    assert desk.truth("jobs", key)["opened_at"] == "2026-11-01T05:30:00.000Z"


def test_closing_a_job_is_dated_and_opening_it_clears_the_date(desk: Desk) -> None:
    desk.advance(3600)
    closed = desk.delete("/jobs/1").body
    assert (closed["status"], closed["closed_at"], closed["updated_at"]) == ("closed", LATER, LATER)
    desk.advance(3600)
    assert desk.delete("/jobs/1").body == closed
    opened = desk.patch("/jobs/1", {"status": "open"}).body
    assert (opened["status"], opened["closed_at"]) == ("open", None)
    again = desk.patch("/jobs/1", {"status": "closed"}).body
    assert again["closed_at"] == "2026-11-01T07:30:00Z"


def test_a_job_keeps_its_hidden_truth_when_it_is_changed(desk: Desk) -> None:
    before = desk.truth("jobs", 13)
    desk.patch("/jobs/13", {"title": "Treasurer"})
    after = desk.truth("jobs", 13)
    assert after == {**before, "name": "Treasurer", "updated_at": after["updated_at"]}


def test_an_archived_job_counts_as_closed(desk: Desk) -> None:
    before = desk.truth("jobs", 5)
    assert before["status"] == "archived"
    assert desk.delete("/jobs/5").body["status"] == "closed"
    assert desk.truth("jobs", 5) == before


def test_a_submission_starts_in_screening(desk: Desk) -> None:
    got = desk.post("/jobs/4/submissions", {"candidate_id": 2})
    assert got.status == 201
    assert got.body == {
        "id": 2**53 + 2,
        "job_id": 4,
        "candidate_id": 2,
        "stage": "screening",
        "created_at": NOW,
        "updated_at": NOW,
    }
    assert desk.get("/jobs/4/submissions").body["data"] == [got.body]


def test_a_candidate_is_submitted_to_a_job_once(desk: Desk) -> None:
    assert desk.post("/jobs/4/submissions", {"candidate_id": 2}).status == 201
    again = desk.post("/jobs/4/submissions", {"candidate_id": 2})
    assert again.status == 400
    assert list(again.errors) == ["candidate_id"]


def test_a_closed_job_takes_no_submission(desk: Desk) -> None:
    got = desk.post("/jobs/2/submissions", {"candidate_id": 2})
    assert (got.status, got.errors) == (400, {"job_id": ["The job is closed."]})
    both = desk.post("/jobs/2/submissions", {"candidate_id": 999})
    assert sorted(both.errors) == ["candidate_id", "job_id"]


def test_an_unknown_candidate_is_a_bad_field_and_an_unknown_job_is_not_found(desk: Desk) -> None:
    assert list(desk.post("/jobs/4/submissions", {"candidate_id": 999}).errors) == ["candidate_id"]
    assert desk.post("/jobs/999/submissions", {"candidate_id": 2}).status == 404
    assert desk.post("/jobs/999/submissions", {"candidate_id": 999}).status == 400


@pytest.mark.parametrize(
    "value", ["2", 2.0, True, None, [], {}, -2, 0, 2**64, 1e300, "", "x" * 100]
)
def test_a_candidate_id_has_the_form_in_which_ids_are_shown(desk: Desk, value: object) -> None:
    got = desk.post("/jobs/4/submissions", {"candidate_id": value})
    assert (got.status, list(got.errors)) == (400, ["candidate_id"])


def test_placing_a_submission_places_the_candidate(desk: Desk) -> None:
    key = desk.post("/jobs/4/submissions", {"candidate_id": 2}).body["id"]
    desk.advance(3600)
    assert desk.patch(f"/submissions/{key}", {"stage": "placed"}).body["stage"] == "placed"
    candidate = desk.get("/candidates/2").body
    assert (candidate["status"], candidate["updated_at"]) == ("placed", LATER)


def test_submitting_straight_into_placed_places_the_candidate(desk: Desk) -> None:
    desk.post("/jobs/4/submissions", {"candidate_id": 2, "stage": "placed"})
    assert desk.get("/candidates/2").body["status"] == "placed"


def test_only_a_change_of_stage_moves_the_date(desk: Desk) -> None:
    key = desk.post("/jobs/4/submissions", {"candidate_id": 2}).body["id"]
    desk.advance(3600)
    assert desk.patch(f"/submissions/{key}", {"stage": "screening"}).body["updated_at"] == NOW
    assert desk.patch(f"/submissions/{key}", {"stage": "offer"}).body["updated_at"] == LATER


def test_a_rejection_is_dated_in_the_truth_and_forgotten_when_taken_back(desk: Desk) -> None:
    key = desk.post("/jobs/4/submissions", {"candidate_id": 2}).body["id"]
    desk.patch(f"/submissions/{key}", {"stage": "rejected"})
    assert desk.truth("applications", key)["rejected_at"] == "2026-11-01T05:30:00.000Z"
    desk.patch(f"/submissions/{key}", {"stage": "interview"})
    assert desk.truth("applications", key)["rejected_at"] is None


@pytest.mark.parametrize("stage", ["submitted", "hired", "", "Offer", None, 3, ["offer"]])
def test_an_unknown_stage_is_refused(desk: Desk, stage: object) -> None:
    got = desk.patch("/submissions/1", {"stage": stage})
    assert (got.status, list(got.errors)) == (400, ["stage"])


def test_an_unknown_record_is_not_found_after_a_valid_body(desk: Desk) -> None:
    for path, body in (
        ("/candidates/999", {"city": "Bonn"}),
        ("/jobs/999", {"city": "Bonn"}),
        ("/submissions/999", {"stage": "offer"}),
    ):
        assert desk.patch(path, body).status == 404
    assert desk.delete("/candidates/999").status == 404
    assert desk.delete("/jobs/999").status == 404


def test_what_the_owner_changes_by_hand_follows_the_same_rules(desk: Desk) -> None:
    desk.listen()
    key = str(desk.post("/jobs/4/submissions", {"candidate_id": 2}).body["id"])
    with desk.services() as services:
        found = services.truth("applications", key)
        assert found is not None
        stage = {"id": "placed", "name": "placed", "kind": "hired"}
        services.put("applications", found[0], {**found[1], "current_stage": stage})
    assert desk.get("/candidates/2").body["status"] == "placed"
    assert {event["event"] for event in desk.owed()} == {
        "candidate.updated",
        "submission.stage_changed",
        "submission.placed",
    }
