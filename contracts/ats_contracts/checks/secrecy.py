"""
Secrets: a credential goes to its provider and nowhere else, whatever the provider says.

Every credential of a generated account is random text of its own, so each is a canary.
"""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterable

from ats_contracts.case import Case
from ats_contracts.check import AccountPlan, check
from ats_contracts.errors import TargetError
from ats_contracts.leaks import emitted, layers, leaks_in, needles
from ats_contracts.target import Exchange
from ats_contracts.walking import ids_of, listed, walk

PLAN = AccountPlan(size=6)


def _known(case: Case) -> frozenset[bytes]:
    """Cut the credentials of the check's accounts into what is looked for; there must be some."""
    secrets = case.secrets or case.bench.secrets_of(case.account)
    case.expect_that(
        "credentials to look for",
        bool(secrets),
        expected="at least one",
        actual="none",
        kind="unused",
    )
    return needles(secrets)


def _expect_clean(case: Case, exchanges: Iterable[Exchange], when: str) -> None:
    """Expect no piece of a credential in anything that the target said."""
    known = _known(case)
    for number, exchange in enumerate(exchanges, start=1):
        for place, data in emitted(exchange):
            found = leaks_in(data, known)
            case.expect_that(
                f"{when}: answer {number}, {place}",
                not found,
                expected="no piece of a credential",
                actual=f"{len(found)} pieces of 8 characters",
                kind="leak",
                exchange=exchange,
            )


@check(
    "secrets.answers.clean",
    needs={"candidates.list", "candidates.get"},
    family="secrets",
    serves=("P-31",),
    source="unified model, section A4 (raw_response) and A10 (credentials in addresses)",
    account=PLAN,
)
def answers_hold_no_credential(case: Case) -> None:
    """
    No credential, nor any eight characters of one, plain or encoded, stands in the answers to
    connecting, lists and gets, their headers and raw data included.
    """
    for resource in listed(case):
        rows = case.connection.list(resource, limit=None)
        if rows:
            case.connection.get(resource, ids_of(rows)[0])
    _expect_clean(case, case.connection.exchanges, "reading")


@check(
    "secrets.cursors.clean",
    needs={"candidates.list", "paging.cursor", "paging.limit"},
    family="secrets",
    serves=("P-06", "P-31"),
    source="unified model, section A4 (raw_response) and A10 (credentials in addresses)",
    account=PLAN,
)
def cursors_hold_no_credential(case: Case) -> None:
    """
    No cursor holds a credential, also not after three rounds of decoding base64, hex and percent
    signs.

    A cursor that is the provider's next address carries whatever stands in that address.
    """
    known, connection = _known(case), case.connection
    for resource in listed(case):
        for page in walk(connection, resource, limit=2).pages:
            for cursor in filter(None, (page.next_cursor, page.prev_cursor)):
                found = [run for data in layers(cursor) for run in leaks_in(data, known)]
                case.expect_that(
                    f"cursor of {resource}",
                    not found,
                    expected="no piece of a credential, however encoded",
                    actual=f"{len(found)} pieces of 8 characters",
                    kind="leak",
                )


@check(
    "secrets.errors.clean",
    needs={"candidates.list", "candidates.get"},
    family="secrets",
    serves=("P-31", "P-27"),
    source="unified model, section A4 (raw_response) and A10 (credentials in addresses)",
    account=PLAN,
)
def errors_hold_no_credential(case: Case) -> None:
    """
    No error, whether not found, refused, limited, forbidden or failed, holds a piece of a
    credential.
    """
    connection = case.connection
    for status in (400, 403, 404, 500, 429):
        case.fault("answer", status=status, body={"message": f"Status {status}."})
        with contextlib.suppress(TargetError):
            connection.list("candidates")
    other = case.fresh_account()
    dead = case.connect(other)
    for name in case.credential_names(other):
        other.revoke(name)
    for key in ("999999999", "nobody"):
        with contextlib.suppress(TargetError):
            dead.get("candidates", key)
    _expect_clean(case, [*connection.exchanges, *dead.exchanges], "errors")


@check(
    "secrets.echo.clean",
    needs={"candidates.list"},
    family="secrets",
    serves=("P-31",),
    source="unified model, section A4 (raw_response) and A10 (credentials in addresses)",
    account=PLAN,
)
def an_echoed_credential_is_not_passed_on(case: Case) -> None:
    """
    When the provider's error page repeats the credential, as JSON, as text, in a header or encoded,
    the target does not repeat it.

    Error pages quote the request that failed; a target that passes them on hands out the key.
    """
    connection = case.connection
    for secret in sorted(case.secrets):
        encoded = base64.b64encode(f"user:{secret}".encode()).decode()
        bodies = (
            {"message": f"Bad token {secret}", "request": {"authorization": f"Bearer {secret}"}},
            f"<html><body>Authorization: Bearer {secret}<br>Basic {encoded}</body></html>",
            {"error": {"url": f"https://provider.example/?api={secret}&sc={secret[::-1]}"}},
        )
        for body in bodies:
            line = " ".join(secret.split())
            headers = {"X-Request-Authorization": f"Bearer {line}", "Retry-After": "1"}
            case.fault("answer", status=500, headers=headers, body=body)
            with contextlib.suppress(TargetError):
                connection.list("candidates")
            case.clock.advance(60)
    _expect_clean(case, connection.exchanges, "a provider that repeats the credential")
