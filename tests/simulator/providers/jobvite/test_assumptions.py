"""Every switch, and that each of its values can be seen on the wire."""

from __future__ import annotations

from typing import Any

import pytest

from ats_simulator.providers.jobvite.assumptions import ASSUMPTIONS
from ats_simulator.world.instants import from_instant
from tests.simulator.providers.jobvite.desk import FULL, Desk, a_creation, an_open_job

TESTED = {
    "rate_window": "test_limits",
    "rate_limited_status": "test_limits",
    "retry_after_header": "test_limits",
    "daily_caps": "test_limits",
    "webhook_keys": "test_webhooks",
    "webhook_signature": "test_webhooks",
    "start_base": "test_lists",
}
"""Switches whose values are tested where their subject is."""


def a_desk(name: str, value: str, **spec: Any) -> Desk:
    return Desk(assumptions={name: value}, **spec)


def test_there_are_twenty_eight_switches_and_each_is_tested() -> None:
    names = [assumption.name for assumption in ASSUMPTIONS]
    assert len(names) == len(set(names)) == 28
    here = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    assert set(names) <= here | TESTED.keys()


@pytest.mark.parametrize("assumption", ASSUMPTIONS, ids=lambda a: a.name)
def test_each_switch_says_what_it_is(assumption: Any) -> None:
    assert len(set(assumption.values)) == len(assumption.values) >= 2
    for text in (assumption.statement, assumption.doubt, assumption.affects):
        assert len(text) > 3
        assert not text.endswith(".")


@pytest.mark.parametrize(("value", "status"), [("on", 200), ("off", 401)])
def test_allow_query_auth(value: str, status: int) -> None:
    with a_desk("allow_query_auth", value) as desk:
        given = desk.account.credentials
        params = {"api": given["api_key"], "sc": given["secret"]}
        assert desk.anonymous().get("/api/v2/role", params=params).status_code == status
        assert desk.http.get("/api/v2/role").status_code == 200
        assert desk.anonymous().get("/v1/candidate", params=params).status_code == 200


@pytest.mark.parametrize(("value", "status"), [("on", 200), ("off", 401)])
def test_hmac_auth(value: str, status: int) -> None:
    from tests.simulator.providers.jobvite.test_auth import NOW_S, signed

    with a_desk("hmac_auth", value) as desk:
        assert desk.client(signed(desk, NOW_S)).get("/api/v2/role").status_code == status
        stale = signed(desk, NOW_S - 1000)
        both = {**stale, "x-jvi-sc": desk.account.credentials["secret"]}
        ignored = 200 if value == "off" else 401
        assert desk.client(both).get("/api/v2/role").status_code == ignored


@pytest.mark.parametrize("value", ["401", "403"])
def test_permission_denied_status(value: str) -> None:
    with a_desk("permission_denied_status", value) as desk:
        for path in ("candidate", "contact"):
            answer = desk.client(limited=True).get(f"/api/v2/{path}")
            assert answer.status_code == int(value)
            assert answer.json()["status"]["code"] == int(value)
        assert desk.client(limited=True).post("/api/v2/job", json={}).status_code == int(value)


def test_count_over_max() -> None:
    with a_desk("count_over_max", "error_400") as desk:
        assert desk.http.get("/api/v2/candidate", params={"count": 501}).status_code == 400
        assert desk.http.get("/api/v2/candidate", params={"count": 500}).status_code == 200
    with a_desk("count_over_max", "clamp", settings={"count_max": 7}) as desk:
        assert len(desk.get("candidate", count=501)["candidates"]) == 7


@pytest.mark.parametrize("value", ["on", "off"])
def test_total_zero_past_end(value: str) -> None:
    with a_desk("total_zero_past_end", value) as desk:
        total = 0 if value == "on" else len(desk.account.truth("applications"))
        assert desk.get("candidate", start=10_000)["total"] == total
        assert desk.get("role", start=100)["total"] == (0 if value == "on" else 9)


def test_null_style() -> None:
    with a_desk("null_style", "explicit") as explicit, a_desk("null_style", "omit") as omit:
        shown, hidden = explicit.rows(), omit.rows()
        assert {len(row) for row in shown} == {23}
        assert any(row["companyName"] is None for row in shown)
        assert any(row["application"]["hireDate"] is None for row in shown)
        assert None not in [value for row in hidden for value in row.values()]
        jobs = explicit.jobs()
        assert len({tuple(job) for job in jobs}) == 1
        assert any(job["filledOn"] is None for job in jobs)
        offers = explicit.account.truth("offers")
        open_offer = next(o["id"] for o in offers if o["status"] != "signed")
        params = {"applicationId": open_offer, "offerSignatureType": "ESIGNATURE"}
        letter = explicit.get("offerLetter", **params)
        assert letter["eSignature"]["offerLetterCompleted"] is None


def test_record_style() -> None:
    with a_desk("record_style", "y2015") as desk:
        row = desk.rows()[0]
        assert {"smsConsent", "countryCode", "stateName"}.isdisjoint(row)
        application = row["application"]
        assert {"comments", "status"} <= application.keys()
        assert {"workflowStateEId", "hasArtifacts", "consentStatus"}.isdisjoint(application)
        assert {"categoryName", "primaryRecruiter", "subsidiaryName"}.isdisjoint(application["job"])
        values = [f for r in desk.rows() for f in r["application"]["customField"]]
        assert {tuple(value) for value in values} == {("key", "value")}


def spans(desk: Desk, **params: Any) -> list[int]:
    return [row["application"]["lastUpdatedDate"] for row in desk.rows(**params)]


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "UTC", "Asia/Kolkata"])
def test_timezone(zone: str) -> None:
    first = {
        "America/Los_Angeles": "2026-06-01T07:00:00Z",
        "UTC": "2026-06-01T00:00:00Z",
        "Asia/Kolkata": "2026-05-31T18:30:00Z",
    }[zone]
    with a_desk("timezone", zone) as desk:
        key = desk.rows()[0]["application"]["eId"]
        found = []
        for shift in (-1, 0):
            at = from_instant(first) + shift * 1000
            desk.account.set_clock(now=f"{first[:-1]}Z")
            desk.account.put_truth("applications", key, {"updated_at": _instant(at)})
            found.append(key in _keys(desk, datestart="06/01/2026"))
        assert found == [False, True]


def _instant(ms: int) -> str:
    from ats_simulator.world.instants import to_instant

    return to_instant(ms)


def _keys(desk: Desk, **params: Any) -> list[str]:
    return [row["application"]["eId"] for row in desk.rows(**params)]


def test_dateend_day() -> None:
    at = "2026-06-01T12:00:00Z"
    for value, included in (("end_of_day", True), ("start_of_day", False)):
        with a_desk("dateend_day", value) as desk:
            key = desk.rows()[0]["application"]["eId"]
            desk.account.put_truth("applications", key, {"updated_at": at})
            assert (key in _keys(desk, dateend="06/01/2026")) == included


def test_date_unparseable() -> None:
    with a_desk("date_unparseable", "ignore") as desk:
        assert desk.rows(datestart="yesterday", dateFormat="qq") == desk.rows()
        assert desk.rows(datestart="yesterday", dateend="01/01/1900") == []
    with a_desk("date_unparseable", "error_400") as desk:
        params = {"datestart": "yesterday"}
        assert desk.http.get("/api/v2/candidate", params=params).status_code == 400


@pytest.mark.parametrize("value", ["both", "wflowstate", "workflowState"])
def test_workflow_state_params(value: str) -> None:
    with a_desk("workflow_state_params", value) as desk:
        whole = len(desk.rows())
        for name in ("wflowstate", "workflowState"):
            filters = value in ("both", name)
            assert (len(desk.rows(**{name: "New"})) < whole) == filters


@pytest.mark.parametrize(("value", "status"), [("empty_200", 200), ("404", 404)])
def test_candidate_not_found(value: str, status: int) -> None:
    with a_desk("candidate_not_found", value) as desk:
        for name in ("applicationId", "candidateId"):
            answer = desk.http.get("/api/v2/candidate", params={name: "nothing"})
            assert answer.status_code == status
            assert answer.json()["status"]["code"] == status
        key = desk.rows()[0]["application"]["eId"]
        params = {"applicationId": key, "start": 2}
        assert desk.http.get("/api/v2/candidate", params=params).status_code == 200


@pytest.mark.parametrize("nulls", ["omit", "explicit"])
@pytest.mark.parametrize("value", ["follow_null_style", "members_null", "null", "omit_key"])
def test_talent_pool_job(value: str, nulls: str) -> None:
    with Desk(assumptions={"talent_pool_job": value, "null_style": nulls}) as desk:
        pooled = {a["id"] for a in desk.account.truth("applications") if a["job"] is None}
        rows = [r["application"] for r in desk.rows() if r["application"]["eId"] in pooled]
        assert rows
        for application in rows:
            assert list(application) == sorted(application)
            if value == "omit_key":
                assert "job" not in application
            elif value == "null":
                assert application["job"] is None
            elif value == "members_null" or nulls == "explicit":
                assert len(application["job"]) == 16
                assert set(application["job"].values()) == {None}
            else:
                assert application["job"] == {}


@pytest.mark.parametrize("value", ["list_envelope", "bare_object", "candidate_key"])
def test_candidate_by_id_shape(value: str) -> None:
    with a_desk("candidate_by_id_shape", value) as desk:
        person = desk.account.truth("candidates")[0]["id"]
        shown = desk.get(f"candidate/{person}")
        newest = desk.get(f"candidate/{person}/artifacts")["candidates"][-1]
        if value == "list_envelope":
            assert shown["candidates"][-1] == newest
        elif value == "bare_object":
            assert shown == newest
        else:
            assert shown == {"candidate": newest, "status": {"code": 200, "messages": []}}


@pytest.mark.parametrize(
    ("value", "by_id", "by_path"),
    [
        ("id_and_path", True, True),
        ("path_only", False, True),
        ("id_only", True, None),
        ("none", False, False),
    ],
)
def test_artifacts_access(value: str, *, by_id: bool, by_path: bool | None) -> None:
    with a_desk("artifacts_access", value) as desk:
        person = desk.account.truth("candidates")[0]["id"]
        row = desk.get(f"candidate/{person}")["candidates"][0]["application"]
        assert (row["resume"]["format"] == "ByteArray") == by_id
        answer = desk.http.get(f"/api/v2/candidate/{person}/artifacts")
        if by_path is None:
            assert answer.status_code == 404
        else:
            shown = answer.json()["candidates"][0]["application"]
            assert (shown["resume"]["format"] == "ByteArray") == by_path


@pytest.mark.parametrize("value", ["Open", "all"])
def test_job_default_status(value: str) -> None:
    with a_desk("job_default_status", value) as desk:
        states = {job["jobState"] for job in desk.get("job", **FULL)["requisitions"]}
        assert (states == {"Open"}) == (value == "Open")


@pytest.mark.parametrize("value", ["201", "200"])
def test_create_success_status(value: str) -> None:
    with a_desk("create_success_status", value) as desk:
        answer = desk.http.post("/api/v2/candidate", json=a_creation(an_open_job(desk)["id"]))
        assert answer.status_code == answer.json()["status"]["code"] == int(value)


@pytest.mark.parametrize("value", ["EId_nested", "eId_nested", "flat_ids"])
def test_create_response_shape(value: str) -> None:
    with a_desk("create_response_shape", value) as desk:
        body = a_creation(an_open_job(desk)["id"])
        made = desk.http.post("/api/v2/candidate", json=body).json()
        (row,) = desk.rows(email="dana.cole@mail.example")
        application, person = row["application"]["eId"], row["eId"]
        del made["status"]
        assert (
            made
            == {
                "EId_nested": {"application": {"EId": application, "candidate": {"EId": person}}},
                "eId_nested": {"application": {"eId": application, "candidate": {"eId": person}}},
                "flat_ids": {"applicationId": application, "candidateId": person},
            }[value]
        )


@pytest.mark.parametrize("value", ["attach", "new_person", "error_409"])
def test_create_same_email(value: str) -> None:
    with a_desk("create_same_email", value) as desk:
        first, second = (j["id"] for j in desk.account.truth("jobs")[:2])
        assert desk.http.post("/api/v2/candidate", json=a_creation(first)).status_code == 201
        again = desk.http.post("/api/v2/candidate", json=a_creation(second))
        people = {row["eId"] for row in desk.rows(email="dana.cole@mail.example")}
        assert again.status_code == (409 if value == "error_409" else 201)
        assert len(people) == (2 if value == "new_person" else 1)
        if value == "error_409":
            assert "duplicate" in again.text.lower()


@pytest.mark.parametrize("value", ["409", "400"])
def test_duplicate_status(value: str) -> None:
    with a_desk("duplicate_status", value) as desk:
        body = a_creation(an_open_job(desk)["id"])
        desk.http.post("/api/v2/candidate", json=body)
        answer = desk.http.post("/api/v2/candidate", json=body)
        assert answer.status_code == answer.json()["status"]["code"] == int(value)


@pytest.mark.parametrize("value", ["mirror", "always_200"])
def test_error_http_status(value: str) -> None:
    with a_desk("error_http_status", value) as desk:
        answer = desk.http.get("/api/v2/candidate", params={"start": "x"})
        assert answer.status_code == (400 if value == "mirror" else 200)
        assert answer.json()["status"] == {"code": 400, "messages": ["Invalid start"]}
        sealed = desk.http.post("/api/v2/task", json={"key": "x", "payload": "y"})
        assert (sealed.status_code, sealed.json()["status"]["code"]) == (answer.status_code, 400)
        assert desk.anonymous().get("/api/v2/candidate").status_code == 401
