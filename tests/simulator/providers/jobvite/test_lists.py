"""Lists: paging from three starting points, filters, dates, orders; and what a page promises."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ats_simulator.providers.jobvite.reads import dates
from ats_simulator.world import documents
from ats_simulator.world.instants import from_instant, to_instant
from tests.simulator.providers.jobvite.desk import FULL, Desk, an_open_job

ROWS = 1203


def walk(desk: Desk, *, start: int, count: int, **params: Any) -> Iterator[Any]:
    """Page as clients do: step by the page size, stop on a short page."""
    while True:
        page = desk.get("candidate", start=start, count=count, **params)["candidates"]
        yield from page
        if len(page) < count:
            return
        start += count


def ids(rows: Any) -> list[str]:
    return [row["application"]["eId"] for row in rows]


@pytest.fixture(scope="module")
def large() -> Iterator[Desk]:
    """A desk with exactly ROWS applications."""
    with Desk(size=830) as desk:
        applications = desk.account.truth("applications")
        pooled = [a["id"] for a in applications if a["job"] is None]
        for key in pooled[: len(applications) - ROWS]:
            desk.account.delete_truth("applications", key)
        assert len(desk.account.truth("applications")) == ROWS
        yield desk


def test_a_walk_from_1_gets_every_row_once(large: Desk) -> None:
    seen = ids(walk(large, start=1, count=500))
    assert len(seen) == ROWS
    assert set(seen) == set(large.truth("applications"))


def test_a_walk_from_0_gets_exactly_one_row_twice(large: Desk) -> None:
    seen = ids(walk(large, start=0, count=500))
    assert len(seen) == ROWS + 1
    assert set(seen) == set(large.truth("applications"))
    assert seen[499] == seen[500]


def test_a_server_that_counts_from_0_loses_the_first_row_of_a_walk_from_1() -> None:
    with Desk(assumptions={"start_base": "0"}) as desk:
        from_0, from_1 = (ids(walk(desk, start=n, count=50)) for n in (0, 1))
    assert from_1 == from_0[1:]


@settings(max_examples=25, deadline=None)
@given(start=st.sampled_from([0, 1, 2]), count=st.integers(1, 500))
def test_a_walk_over_rows_at_rest_depends_on_its_start_only(
    reading: Desk, start: int, count: int
) -> None:
    whole = ids(reading.rows())
    seen = ids(walk(reading, start=start, count=count))
    if start == 2:
        assert seen == whole[1:]
    elif start == 1:
        assert seen == whole
    else:
        repeated = len(seen) - len(whole)
        assert repeated == (1 if len(whole) >= count else 0)
        assert set(seen) == set(whole)
        assert [a for a, b in pairwise(seen) if a == b] == seen[count - 1 : count][:repeated]


@settings(max_examples=15, deadline=None)
@given(
    start=st.sampled_from([0, 1, 2]),
    count=st.integers(1, 40),
    touched=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 93)), max_size=6),
)
def test_rows_that_change_during_a_walk_move_behind_it_and_are_not_lost(
    start: int, count: int, touched: list[tuple[int, int]]
) -> None:
    """
    What is promised: rows come by their last change, so one that is touched moves to the end. A
    walk sees every row that is touched, again; what a move makes it skip are rows that nobody
    touched, at most one for each touched row that stood before the place reached.
    """
    with Desk(size=40) as desk:
        whole = ids(desk.rows())
        plan: dict[int, list[str]] = {}
        for page, row in touched:
            plan.setdefault(page, []).append(whole[row % len(whole)])
        seen, changed, place = [], set(), start
        for page in range(1000):
            got = desk.get("candidate", start=place, count=count)["candidates"]
            seen += ids(got)
            if len(got) < count:
                break
            place += count
            for key in plan.get(page, ()):
                desk.account.advance(1)
                desk.http.put(
                    "/api/v2/candidate", json={"candidate": {"application": {"eId": key}}}
                )
                changed.add(key)
    first = set() if start < 2 else {whole[0]}
    lost = set(whole) - set(seen) - first
    assert lost.isdisjoint(changed)
    assert len(lost) <= len([key for keys in plan.values() for key in keys])


def test_a_count_above_the_largest_page_is_cut_down(large: Desk) -> None:
    page = large.get("candidate", start=1, count=1000)
    assert (len(page["candidates"]), page["total"]) == (500, ROWS)


def test_without_a_count_a_page_has_100_rows(large: Desk) -> None:
    assert len(large.get("candidate")["candidates"]) == 100


def test_past_the_end_the_total_is_0(large: Desk) -> None:
    empty = b'{"candidates":[],"total":0,"status":{"code":200,"messages":[]}}'
    assert large.http.get("/api/v2/candidate", params={"start": ROWS + 1}).content == empty
    assert large.http.get("/api/v2/candidate", params={"start": "9" * 300}).content == empty


def test_a_count_of_0_asks_for_the_total(large: Desk) -> None:
    page = large.get("candidate", count=0)
    assert (page["candidates"], page["total"]) == ([], ROWS)


@pytest.mark.parametrize("name", ["start", "count"])
@pytest.mark.parametrize("value", ["-1", "x", "", "1.0", "٣", "+1", " 1", "0x1"])
def test_a_place_that_is_no_number_is_refused(reading: Desk, name: str, value: str) -> None:
    for path in ("candidate", "job", "location"):
        answer = reading.http.get(f"/api/v2/{path}", params={name: value})
        assert answer.status_code == 400
        assert answer.json() == {"status": {"code": 400, "messages": [f"Invalid {name}"]}}


def test_unknown_parameters_are_ignored_and_names_are_exact(reading: Desk) -> None:
    whole = reading.get("candidate")
    assert (
        reading.get("candidate", format="json", dateStart="x", COUNT="1", include="offer") == whole
    )


def test_keys_are_in_alphabetical_order_and_the_envelope_in_its_own(reading: Desk) -> None:
    pages = (reading.get("candidate", **FULL), reading.get("job", **FULL))
    for name, page in zip(("candidates", "requisitions"), pages, strict=True):
        assert list(page) == [name, "total", "status"]
        for each in page[name]:
            assert list(each) == sorted(each)
            assert list(each.get("application", {})) == sorted(each.get("application", {}))
            job = each.get("application", {}).get("job", {})
            assert list(job) == sorted(job)


def test_rows_come_by_last_change_and_ties_by_id(reading: Desk) -> None:
    keys = [(r["application"]["lastUpdatedDate"], r["application"]["eId"]) for r in reading.rows()]
    assert keys == sorted(keys)
    assert len({date for date, _ in keys}) < len(keys)


def test_jobs_come_by_requisition_as_text_and_ties_by_id(reading: Desk) -> None:
    keys = [(job["requisitionId"], job["eId"]) for job in reading.jobs()]
    assert keys == sorted(keys)


# ── filters ──────────────────────────────────────────────────────────────────────────────────


def test_one_application_and_one_person_are_found_by_id(reading: Desk) -> None:
    rows = reading.rows()
    row = next(r for r in rows if sum(x["eId"] == r["eId"] for x in rows) == 3)
    assert reading.rows(applicationId=row["application"]["eId"]) == [row]
    assert len(reading.rows(candidateId=row["eId"])) == 3
    assert reading.rows(candidateId=row["eId"].lower()) == []
    assert reading.rows(applicationId=row["eId"]) == []


def test_two_people_with_one_address_are_two_people(reading: Desk) -> None:
    rows = reading.rows(email="family.inbox@example.com")
    assert len({row["eId"] for row in rows}) == 2
    assert reading.rows(email="FAMILY.inbox@example.com") == []


def test_applications_are_found_by_job_and_by_requisition(reading: Desk) -> None:
    job = an_open_job(reading)
    applied = {
        a["id"] for a in reading.account.truth("applications") if a["job"] == {"id": job["id"]}
    }
    assert applied
    assert set(ids(reading.rows(jobId=job["id"]))) == applied
    assert set(ids(reading.rows(requisitionId=job["requisition_id"]))) == applied
    assert reading.rows(jobId=job["id"][:-1]) == []


def test_states_are_found_by_name_under_two_names_together(reading: Desk) -> None:
    def states(**params: Any) -> set[str]:
        return {row["application"]["workflowState"] for row in reading.rows(**params)}

    assert states(wflowstate="New") == {"New"}
    assert states(wflowstate=["New", "Hired"]) == {"New", "Hired"}
    assert states(wflowstate="New", workflowState="Offer Sent") == {"New", "Offer Sent"}
    assert states(wflowstate="new") == set()
    assert states(wflowstate="New,Hired") == set()
    assert states(wflowstate="") == {row["application"]["workflowState"] for row in reading.rows()}


LAST = "lastUpdatedDate"


def test_dates_filter_by_last_change_in_the_servers_zone(reading: Desk) -> None:
    instants = [row["application"][LAST] for row in reading.rows()]
    first = from_instant("2026-03-08T08:00:00Z")
    last = from_instant("2026-11-02T08:00:00Z") - 1
    kept = [at for at in instants if first <= at <= last]
    assert 0 < len(kept) < len(instants)
    for start, end, pattern in (
        ("2026-03-08", "2026-11-01", "yyyy-MM-dd"),
        ("03-08-2026", "11-01-2026", None),
        ("03/08/2026", "11/01/2026", None),
        ("2026-03-08T00:00:00-0800", "2026-11-01T23:59:59-0800", None),
        ("8 Mar 2026", "1 Nov 2026", "d MMM yyyy"),
    ):
        params = {"datestart": start, "dateend": end}
        if pattern:
            params["dateFormat"] = pattern
        rows = reading.rows(**params)
        assert [row["application"][LAST] for row in rows] == kept, (start, pattern)


def test_an_empty_date_is_no_date(reading: Desk) -> None:
    assert reading.rows(datestart="", dateend="", dateFormat="") == reading.rows()


@pytest.mark.parametrize(
    "params",
    [
        {"datestart": "yesterday"},
        {"datestart": "2026-02-30", "dateFormat": "yyyy-MM-dd"},
        {"datestart": "2026-01-01", "dateFormat": "qqqq"},
        {"datestart": "2026-01-01", "dateFormat": "yyyy-MM-dd'"},
        {"dateend": "12-31-99999"},
        {"dateend": "1-1-2026"},
        {"dateend": "0000-12-31", "dateFormat": "yyyy-MM-dd"},
        {"datestart": "2026-01-01T00:00:00Z"},
    ],
)
def test_a_date_that_cannot_be_read_is_refused(reading: Desk, params: dict[str, str]) -> None:
    answer = reading.http.get("/api/v2/candidate", params=params)
    assert answer.status_code == 400
    assert answer.json()["status"]["messages"] == ["Invalid date format"]


UTC = ZoneInfo("UTC")
PACIFIC = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("text", "pattern", "instant"),
    [
        ("2026-03-08 02:30", "yyyy-MM-dd HH:mm", "2026-03-08T10:30:00.000Z"),
        ("03/08/26", "MM/dd/yy", "2026-03-08T08:00:00.000Z"),
        ("03/08/99", "MM/dd/yy", "1999-03-08T08:00:00.000Z"),
        ("03/08/2026", "MM/dd/yy", None),
        ("2026-01-02 00:00 PST", "yyyy-MM-dd HH:mm z", "2026-01-02T08:00:00.000Z"),
        ("2026-01-02 00:00 GMT-8:30", "yyyy-MM-dd HH:mm Z", "2026-01-02T08:30:00.000Z"),
        ("2026-01-02 00:00 Z", "yyyy-MM-dd HH:mm z", None),
        ("2026-01-02T03:04:05+0530", "yyyy-MM-dd'T'HH:mm:ssXXX", None),
        ("2026-01-02T03:04:05+05", "yyyy-MM-dd'T'HH:mm:ssX", "2026-01-01T22:04:05.000Z"),
        ("2026-01-02", "uuuu-MM-dd", None),
        ("2026-01-02T03:04:05.678Z", "yyyy-MM-dd'T'HH:mm:ss.SSSX", "2026-01-02T03:04:05.678Z"),
        ("2026-01-02T03:04:05+05:30", "yyyy-MM-dd'T'HH:mm:ssXXX", "2026-01-01T21:34:05.000Z"),
        ("Fri, 02 Jan 2026 12:05 AM", "EEE, dd MMM yyyy hh:mm a", "2026-01-02T08:05:00.000Z"),
        ("Mon, 02 Jan 2026", "EEE, dd MMM yyyy", None),
        ("2026.01.02 24", "yyyy.MM.dd kk", "2026-01-02T08:00:00.000Z"),
        ("20260102", "yyyyMMdd", "2026-01-02T08:00:00.000Z"),
        ("2026-01-02", "yyyy-MM-dd HH", None),
        ("at 2026", "'at' yyyy", "2026-01-01T08:00:00.000Z"),
    ],
)
def test_patterns_are_those_of_java(text: str, pattern: str, instant: str | None) -> None:
    if instant is None:
        with pytest.raises(dates.BadDate):
            dates.read_start(text, pattern, PACIFIC)
    else:
        assert to_instant(dates.read_start(text, pattern, PACIFIC)) == instant


def test_a_day_ends_at_the_next_midnight_whatever_the_clocks_do() -> None:
    for day, hours in (("2026-03-08", 23), ("2026-11-01", 25), ("2026-06-01", 24)):
        start = dates.read_start(day, "yyyy-MM-dd", PACIFIC)
        end = dates.read_end(day, "yyyy-MM-dd", PACIFIC, whole_days=True)
        assert end - start + 1 == hours * 3_600_000
        assert dates.read_end(day, "yyyy-MM-dd", PACIFIC, whole_days=False) == start


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Kolkata"])
def test_the_first_and_the_last_day_there_is_can_be_asked_for(zone: str) -> None:
    with Desk(assumptions={"timezone": zone}) as desk:
        span = {"datestart": "01/01/0001", "dateend": "12/31/9999"}
        assert desk.rows(**span) == desk.rows()
        assert desk.rows(datestart="12/31/9999") == []


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=20), pattern=st.none() | st.text(max_size=20))
def test_no_date_and_no_pattern_breaks_the_reader(text: str, pattern: str | None) -> None:
    try:
        first = dates.read_start(text, pattern, UTC)
        assert first <= dates.read_end(text, pattern, UTC, whole_days=True)
    except dates.BadDate:
        pass


# ── jobs ─────────────────────────────────────────────────────────────────────────────────────


def test_without_a_state_only_open_jobs_are_listed(reading: Desk) -> None:
    usual = reading.get("job", **FULL)["requisitions"]
    assert {job["jobState"] for job in usual} == {"Open"}
    assert len(reading.jobs()) == len(reading.account.truth("jobs")) > len(usual)


def test_a_closed_job_is_found_by_id(reading: Desk) -> None:
    closed = [job for job in reading.jobs() if job["jobState"] in ("Closed", "Filled")]
    keys = [job["eId"] for job in closed]
    found = reading.get("job", ids=keys)["requisitions"]
    assert {job["eId"] for job in found} == set(keys)
    assert reading.get(f"job/{keys[0]}")["requisitions"] == [closed[0]] or len(keys) > 1
    assert reading.get("job/oNothing")["total"] == 0


def test_jobs_are_found_by_posting_requisition_subsidiary_and_country(reading: Desk) -> None:
    jobs = reading.jobs()

    def by(key: str, **params: Any) -> set[Any]:
        found = reading.jobs(**params)
        assert found
        assert len(found) < len(jobs)
        return {job.get(key) for job in found}

    assert by("postingType", availableTo="Limited Access") == {"Limited Access"}
    assert by("postingType", availableTo=["External", "Internal"]) == {"External", "Internal"}
    requisition = jobs[-1]["requisitionId"]
    assert by("requisitionId", requisitionId=requisition) == {requisition}
    name = next(job["subsidiaryName"] for job in jobs if "subsidiaryName" in job)
    assert by("subsidiaryName", subsidiaryName=name) == {name}
    for country in ("Japan", "JPN", "JP"):
        assert by("locationCountry", locCountry=country) == {"Japan"}
    assert reading.jobs(locCountry="Atlantis") == []
    assert reading.jobs(availableTo="everybody") == []
    assert reading.get("job", jobStatus="Lost")["total"] == 0


def test_a_job_without_end_ends_in_9999(reading: Desk) -> None:
    for job in reading.jobs():
        if job["jobState"] == "Open":
            assert job["closeDate"] == 253_402_237_799_000
            assert "filledOn" not in job
        if job["jobState"] == "Filled":
            assert job["filledOn"] < job["closeDate"] == 253_402_237_799_000


# ── people, letters, documents ───────────────────────────────────────────────────────────────


def test_employees_want_a_known_user_first(reading: Desk) -> None:
    email = reading.account.credentials["user_email"]
    for params in ({}, {"userEmail": ""}, {"userEmail": "nobody@staff.example"}):
        answer = reading.http.get("/api/v2/employee", params=params)
        assert answer.status_code == 400
        assert answer.json()["status"]["messages"] == ["userEmail is required"]
    everybody = reading.get("employee", userEmail=email)
    assert everybody["total"] == 12
    found = reading.get("employee", userEmail=email, email=email)
    assert [e["userName"] for e in found["employees"]] == [email]
    assert reading.get("employee", userEmail=email, email="nobody@x.example")["total"] == 0
    assert (
        reading.http.get(f"/api/v2/employee/{found['employees'][0]['userId']}").status_code == 404
    )


def test_an_offer_letter_is_a_pdf_and_only_signed_ones_are_completed(reading: Desk) -> None:
    signed = {o["id"]: o["status"] == "signed" for o in reading.account.truth("offers")}
    assert set(signed.values()) == {True, False}
    for key, completed in signed.items():
        params = {"applicationId": key, "offerSignatureType": "ESIGNATURE"}
        letter = reading.get("offerLetter", **params)
        assert ("offerLetterCompleted" in letter["eSignature"]) == completed
        content = base64.b64decode(letter["eSignature"]["offerLetter"])
        assert content == documents.content_of("offer_letter.pdf")


def test_what_has_no_letter_is_not_found(reading: Desk) -> None:
    without = next(row for row in reading.rows(wflowstate="New"))["application"]["eId"]
    some = reading.account.truth("offers")[0]["id"]
    for params in (
        {"applicationId": without, "offerSignatureType": "ESIGNATURE"},
        {"applicationId": some, "offerSignatureType": "PAPER"},
        {"applicationId": some},
        {},
    ):
        answer = reading.http.get("/api/v2/offerLetter", params=params)
        assert answer.status_code == 404
        assert answer.json()["status"]["messages"] == ["Offer letter not found"]


def test_documents_are_the_same_bytes_through_every_route(reading: Desk) -> None:
    papers = {a["id"]: a for a in reading.account.truth("attachments")}
    person = reading.account.truth("candidates")[0]["id"]
    by_id = reading.http.get(f"/api/v2/candidate/{person}")
    by_path = reading.http.get(f"/api/v2/candidate/{person}/artifacts")
    assert by_id.content == by_path.content
    rows = by_id.json()["candidates"]
    assert len(rows) == 3
    for row in rows:
        application = row["application"]
        for place, paper in (
            ("resume", application["resume"]),
            ("coverletter", application["coverletter"]),
            *((str(n), each) for n, each in enumerate(application["attachments"])),
        ):
            truth = papers[f"{application['eId']}:{place}"]
            assert paper["name"] == truth["file_name"]
            assert paper["format"] == "ByteArray"
            assert base64.b64decode(paper["content"]) == documents.content_of(truth["content"])


def test_lists_show_the_text_of_a_resume_and_never_its_bytes(reading: Desk) -> None:
    with_papers = {a["application"]["id"] for a in reading.account.truth("attachments")}
    for row in reading.rows():
        application = row["application"]
        assert application["hasArtifacts"] == (application["eId"] in with_papers)
        assert "attachments" not in application
        if "resume" in application:
            assert application["resume"]["format"] == "Text"
            assert application["resume"]["content"].startswith("Curriculum vitae\n")


def test_unknown_people_and_applications(reading: Desk) -> None:
    assert reading.get("candidate/eNothing")["total"] == 0
    assert reading.get("candidate/eNothing/artifacts")["total"] == 0
    for name in ("education", "workhistory", "history"):
        answer = reading.http.get(f"/api/v2/application/pNothing/{name}")
        assert answer.status_code == 404
        assert answer.json()["status"]["messages"] == ["Application not found"]
    some = reading.rows()[0]["application"]["eId"]
    assert reading.get(f"application/{some}/history") == {
        "history": [],
        "total": 0,
        "status": {"code": 200, "messages": []},
    }


def test_writes_without_a_known_shape_are_refused(reading: Desk) -> None:
    for name in ("interview", "message", "batch"):
        answer = reading.http.post(f"/api/v2/{name}", json={"x": 1})
        assert answer.status_code == 400
        assert answer.json()["status"]["messages"] == ["Not supported by this simulator"]


def test_the_talent_pool_has_applications_without_a_job(reading: Desk) -> None:
    pooled = [row for row in reading.rows() if not row["application"]["job"]]
    assert pooled
    assert all(row["application"]["job"] == {} for row in pooled)
    assert {row["eId"] for row in reading.rows()} == set(reading.truth("candidates"))
