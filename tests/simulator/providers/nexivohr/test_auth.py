"""Who is let in, and in which order a request is refused."""

from __future__ import annotations

import shlex

import pytest

from ats_simulator.providers.nexivohr.auth import sample_call
from ats_simulator.providers.nexivohr.operations import OPERATIONS, Operation, methods_of
from tests.simulator.providers.nexivohr.desk import BASE, PROVIDER, Desk, a_candidate

ALL_PATHS = sorted({o.path.replace("{id}", "1") for o in OPERATIONS})


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer nxv_unknown",
        "Basic dXNlcjpwYXNz",
        "Token nxv_1",
        "Bearer ünïcode",
        "Bearer " + "x" * 100_000,
        "Bearer \udce9",
    ],
)
def test_a_request_without_a_known_token_is_refused(desk: Desk, header: str | None) -> None:
    headers = {} if header is None else {"authorization": header}
    got = desk.get("/candidates", token=None, headers=headers)
    assert (got.status, got.body) == (401, {"message": "Unauthenticated."})
    assert got.header("WWW-Authenticate") == "Bearer"
    assert got.header("Content-Type") == "application/json"


def test_a_revoked_token_is_refused(desk: Desk) -> None:
    assert desk.get("/candidates", token="revoked_token").status == 401


def test_the_scheme_has_no_case(desk: Desk) -> None:
    headers = {"authorization": f"bEARER   {desk.token()} "}
    assert desk.get("/candidates", token=None, headers=headers).status == 200


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.name)
def test_a_read_only_token_reads_and_does_not_write(desk: Desk, operation: Operation) -> None:
    path = operation.path.replace("{id}", "1")
    got = desk.call(operation.method, path, token="read_only_token")
    if operation.ability == "read":
        assert got.status == 200
    else:
        assert got.status == 403
        sentence = f"This token does not have permission to {operation.phrase}."
        assert got.body == {"message": sentence}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.name)
def test_a_starter_tenant_has_no_access(operation: Operation) -> None:
    starter = Desk(plan="starter", limits="on", size=2)
    got = starter.call(operation.method, operation.path.replace("{id}", "1"))
    assert got.status == 403
    assert got.body == {"message": "The Starter plan does not include API access."}


@pytest.mark.parametrize("path", ALL_PATHS)
@pytest.mark.parametrize(
    "method", ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW", "get"]
)
def test_a_method_that_a_path_lacks_answers_405_with_allow(
    desk: Desk, method: str, path: str
) -> None:
    known = methods_of(BASE + path)
    assert known is not None
    if method in known:
        return
    got = desk.call(method, path, token=None)
    assert got.status == 405
    assert got.header("Allow") == ", ".join(known)
    assert got.body == {"message": "Method not allowed."}


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/submissions",
        "/candidates/",
        "/candidates//",
        "/candidates/1/",
        "/candidates/1/submissions",
        "/jobs/1/submissions/",
        "/jobs/1/submissions/1",
        "/jobs//submissions",
        "/Candidates",
        "/users",
        "/webhooks",
        "/candidates;a=b",
        "/candidates\x00",
        "//candidates",
        "/../v1/candidates",
    ],
)
def test_an_unknown_path_answers_404_before_asking_who_it_is(desk: Desk, path: str) -> None:
    for token in (None, "token"):
        got = desk.get(path, token=token)
        assert (got.status, got.body) == (404, {"message": "Not found."})


def test_a_submission_cannot_be_read_by_id(desk: Desk) -> None:
    got = desk.get("/submissions/1")
    assert (got.status, got.header("Allow")) == (405, "PATCH")


def test_refusals_come_in_the_documented_order() -> None:
    desk = Desk(limits="on", size=3)

    def patch(path: str, method: str = "PATCH", token: str | None = "token") -> int:
        return desk.call(method, path, raw=b"{", query="page=0", token=token).status

    order = [
        patch("/nowhere", token=None),
        patch("/candidates/999", method="PUT", token=None),
        patch("/candidates/999", token=None),
        patch("/candidates/999", token="read_only_token"),
    ]
    for _ in range(60):
        assert desk.get("/candidates/1").status == 200
    order.append(patch("/candidates/999"))
    desk.advance(60)
    order.append(patch("/candidates/999"))
    order.append(desk.patch("/candidates/999", {}).status)
    assert order == [404, 405, 401, 403, 429, 400, 404]


def test_a_token_is_the_same_for_the_same_tenant_and_seed() -> None:
    one, other = Desk(id="acme", size=0, seed=3), Desk(id="acme", size=0, seed=3)
    assert one.token() == other.token()
    assert one.token() != Desk(id="acme", size=0, seed=4).token()
    assert one.token().startswith("nxv_")


def test_tenants_do_not_see_each_other() -> None:
    desk = Desk(seed=1, size=5)
    neighbour = desk.open(seed=2, size=5, id="neighbour")
    mine = desk.get("/candidates/2").body
    desk.tenant_n = neighbour.n
    assert desk.get("/candidates/2").body != mine


@pytest.mark.parametrize(
    "ref", ["0", "-1", "01", "1.0", "1e0", " 1", "1 ", "٢", "é", "1\x00", "1'--", "9" * 5000, "%31"]
)
def test_a_hostile_id_is_simply_not_found(desk: Desk, ref: str) -> None:
    wire_path = ref.encode().decode("latin-1")
    for got in (
        desk.get(f"/candidates/{wire_path}"),
        desk.delete(f"/candidates/{wire_path}"),
        desk.patch(f"/candidates/{wire_path}", {}),
        desk.get(f"/jobs/{wire_path}"),
        desk.get(f"/jobs/{wire_path}/submissions"),
        desk.post(f"/jobs/{wire_path}/submissions", {"candidate_id": 2}),
        desk.patch(f"/submissions/{wire_path}", {"stage": "offer"}),
    ):
        assert (got.status, got.body) == (404, {"message": "Not found."})


def test_the_sample_call_is_one_line_with_the_token_and_the_address(desk: Desk) -> None:
    description = {"credentials": {"token": desk.token()}}
    words = shlex.split(sample_call(description, "http://127.0.0.1:8800/nexivohr"))
    assert words[0] == "curl"
    assert f"Authorization: Bearer {desk.token()}" in words
    assert words[-1] == f"http://127.0.0.1:8800/nexivohr{BASE}/candidates?per_page=2"


def test_the_owner_sees_three_tokens(desk: Desk) -> None:
    with desk.sandbox.transaction() as con:
        shown = desk.sandbox.describe(con, desk.tenant)["credentials"]
    assert sorted(shown) == ["read_only_token", "revoked_token", "token"]


def test_a_rotated_token_keeps_its_form() -> None:
    credential = next(iter(PROVIDER.credentials(1, "acme", 1)))
    assert PROVIDER.rotate(credential).handle.startswith("nxv_")


def test_creating_needs_no_more_than_the_documented_fields(desk: Desk) -> None:
    assert desk.post("/candidates", a_candidate()).status == 201
