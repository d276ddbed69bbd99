"""Every switch: offered, consulted by some call, and a refusal for values that do not exist."""

from __future__ import annotations

from typing import Any

import pytest

from ats_simulator.errors import UnknownName
from ats_simulator.providers.jobtrain import PROVIDER
from ats_simulator.providers.jobtrain.assumptions import ASSUMPTIONS
from tests.simulator.providers.jobtrain.desk import Desk, an_application
from tests.simulator.providers.jobtrain.scenario import ENHANCED, a_scenario, move

ALTERNATIVES = [(a.name, value) for a in ASSUMPTIONS for value in a.values[1:]]
DETAIL = "/Candidate/GetCandidateApplicationDetailByJobId/60301/900101"


def observed(**assumptions: str) -> dict[str, Any]:
    """Make one call of every kind and write down all that a client can see."""
    desk = a_scenario(assumptions=assumptions, limits="on")
    desk.account.set_clock(now="2026-11-20T13:00:20Z")
    desk.account.put_truth("applications", "70501", {"updated_at": "2026-11-19T01:00:00Z"})
    desk.account.put_truth("attachments", "2", {"attachment_type": "other"})
    job = desk.account.put_truth("jobs", "900102", {"name": "Cook", "status": "open"})
    desk.account.add_webhook("http://127.0.0.1:9/hook", secret="s")
    seen: dict[str, Any] = {}

    def note(name: str, answer: Any) -> None:
        shown = {n: v for n, v in answer.headers.items() if n != "content-length"}
        seen[name] = (answer.status_code, shown, answer.content)

    login = desk.log_in().json()
    seen["login"] = sorted(login) if isinstance(login, dict) else "a token alone"
    note("wrong", desk.log_in(password="x"))
    _give_tokens(desk)
    for path in (
        "/Jobs/list",
        "/Job",
        "/Job/900101",
        "/Jobs/listCandidate/900101",
        "/Jobs/list?PageSize=101",
        "/candidate/60301",
        "/GetCandidateApplicationById/70501",
        DETAIL,
        "/Candidate/GetRecentlyUpdatedApplications",
        "/Divisions",
        "/ApplicationStatus",
        "/Integration/GetRecentlyCompletedStarters",
        "/Job/x",
        "/Onboarding/GetOnboardingItems",
    ):
        note(path, desk.get(path))
    note("statistics", desk.get(DETAIL, "shortlister"))
    note("hidden", desk.get("/Job/900101", "hiring_manager"))
    body = an_application(jobId=int(job["id"]))
    note("apply", desk.post("/Candidate/DirectApplyData", body))
    note("again", desk.post("/Candidate/DirectApplyData", body))
    note("create", desk.post("/Region", {"regionName": "New"}))
    move(desk, ENHANCED)
    seen["events"] = len(desk.account.deliveries())
    desk.account.exhaust("minute")
    desk.account.advance(1)
    note("limited", desk.get("/Jobs/list"))
    seen["consulted"] = set(desk.account.describe()["consulted"])
    return seen


def _give_tokens(desk: Desk) -> None:
    """Log everybody in, whatever form the token comes in."""
    for user in ("superuser", "hiring_manager", "shortlister"):
        body = desk.log_in(user).json()
        token = body if isinstance(body, str) else body.get("access_token", body.get("resultData"))
        desk._tokens[user] = token


@pytest.fixture(scope="module")
def default() -> dict[str, Any]:
    return observed()


def test_there_are_the_23_switches_of_tier_s() -> None:
    assert len(ASSUMPTIONS) == 23
    assert len({a.name for a in ASSUMPTIONS}) == 23
    assert all(a.values and a.doubt and a.source for a in ASSUMPTIONS)


@pytest.mark.parametrize(("name", "value"), ALTERNATIVES)
def test_a_switch_changes_what_a_client_sees(
    default: dict[str, Any], name: str, value: str
) -> None:
    changed = observed(**{name: value})
    assert name in changed.pop("consulted")
    kept = {key: shown for key, shown in default.items() if key != "consulted"}
    assert changed != kept


def test_every_switch_is_consulted_by_default(default: dict[str, Any]) -> None:
    assert default["consulted"] == {a.name for a in PROVIDER.assumptions}


@pytest.mark.parametrize("name", ["envelope", "error_style"])
def test_a_value_that_is_not_listed_is_refused(name: str) -> None:
    with pytest.raises(UnknownName):
        Desk(assumptions={name: "sideways"})


@pytest.mark.parametrize("style", ["null", "empty_object", "omit"])
def test_a_file_that_is_not_there_has_three_forms(style: str) -> None:
    desk = a_scenario(assumptions={"missing_file_style": style})
    desk.account.delete_truth("attachments", "2")
    detail = desk.data(DETAIL)
    assert detail["cv"]["fileName"] == "amara-whitfield-cv.pdf"
    expected = {"null": None, "empty_object": {"fileName": "", "contentType": "", "data": ""}}
    assert detail.get("coverLetter", "omitted") == expected.get(style, "omitted")


@pytest.mark.parametrize(("style", "expected"), [("null", None), ("omit", "omitted")])
def test_statistics_that_a_role_may_not_see_have_two_forms(style: str, expected: object) -> None:
    desk = a_scenario(assumptions={"equal_ops_hidden": style})
    assert desk.data(DETAIL, "shortlister").get("equalOps", "omitted") == expected
    assert desk.data(DETAIL)["equalOps"]["equalOpsSex"] == "Female"
