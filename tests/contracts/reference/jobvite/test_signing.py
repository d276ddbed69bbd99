"""A key pair that proves itself by a signature: the secret is never sent."""

from __future__ import annotations

from typing import Any

from ats_contracts.reference.connectors.jobvite import problem, sign, stamp
from tests.contracts.reference.conftest import Clock, Unified
from tests.contracts.reference.jobvite.conftest import Front
from tests.contracts.reference.jobvite.vendor import CREDENTIALS, Vendor, golden, refused


def test_the_signature_is_that_of_the_vector() -> None:
    vector = golden("auth-hmac-vector")
    pair = {"api_key": vector["api_key"], "secret": vector["secret"], "scheme": "hmac"}
    assert stamp(pair, vector["epoch"] + 0.9) == {
        "x-jvi-epoch": str(vector["epoch"]),
        "x-jvi-sign": vector["X-JVI-SIGN"],
    }
    assert vector["secret"] not in repr(sign(pair))
    assert stamp({**pair, "scheme": "plain"}, vector["epoch"]) == {}


def test_a_scheme_that_nobody_knows_is_refused() -> None:
    assert "plain, hmac" in problem({**CREDENTIALS, "scheme": "rot13"})


def signed(simulated: Front, **assumptions: Any) -> Unified:
    """Link a tenant with a signature in the place of the secret."""
    now = "2027-01-15T08:00:00Z"  # where the clock of these tests stands
    clock = {"mode": "manual", "now": now}
    unified = simulated(size=4, clock=clock, assumptions=assumptions)
    unified.link({**unified.account.credentials, "scheme": "hmac"})
    return unified


def test_the_vendor_takes_the_signature_and_never_sees_the_secret(simulated: Front) -> None:
    unified = signed(simulated)
    assert unified.walk("candidates")
    assert unified.get("applications").status_code == 200
    secret = unified.account.credentials["secret"]
    for exchange in unified.sent():
        names = {name.lower() for name, _ in exchange["request_headers"]}
        assert {"x-jvi-sign", "x-jvi-epoch"} <= names
        assert "x-jvi-sc" not in names
        assert secret not in repr(exchange)


def test_every_request_is_signed_at_its_own_time(
    front: Front, vendor: Vendor, clock: Clock
) -> None:
    unified = front(credentials={**CREDENTIALS, "scheme": "hmac"})
    vendor.answer = lambda request: refused(404, "Not found")
    for _ in range(2):
        unified.get("departments")
        clock.at += 40
    assert [request.headers["x-jvi-epoch"] for request in vendor.asked] == [
        "1800000000",
        "1800000040",
    ]


def test_where_signatures_are_not_taken_that_is_an_error_of_the_credentials(
    simulated: Front,
) -> None:
    assert signed(simulated, hmac_auth="off").get("candidates").status_code == 401


def test_a_signature_with_a_wrong_secret_is_refused(simulated: Front) -> None:
    unified = signed(simulated)
    unified.link({**unified.account.credentials, "scheme": "hmac", "secret": "wrong"})
    assert unified.get("candidates").status_code == 401
