"""
Anything a caller may send: ids, limits, cursors and bodies that nobody expects. Never a 5xx.
"""

from __future__ import annotations

from functools import partial

from ats_contracts.case import Case
from ats_contracts.check import AccountPlan, check
from ats_contracts.errors import NoAnswer, TargetError
from ats_contracts.target import Exchange
from ats_contracts.walking import expect_same_rows, listed
from ats_contracts.writing import body_for

PLAN = AccountPlan(size=5)
IDS = (
    "/",
    "..",
    "../candidates",
    "1/2",
    "1?page=2",
    "1#x",
    "%",
    "%2e%2e%2f",
    " ",
    "1 OR 1=1",
    "Ω≈ç√",
    "\u202e1",
    "1\x00",
    "-1",
    "1e3",
    "9" * 400,
    "'\"<script>",
)
"""Ids that nobody has, most of which mean something in an address."""
LIMITS = ("0", "-1", "abc", "1.5", "", "9" * 40, "١٢", "1;2")
BODIES = (b"", b"{", b"[]", b'"text"', b"null", b"\xff\xfe", b'{"a":' * 3000 + b"1" + b"}" * 3000)


@check(
    "{resource}.input.hostile_ids",
    needs={"{resource}.get"},
    family="errors",
    serves=("P-43",),
    source="unified model, section A2 (what a server must accept)",
    account=PLAN,
    calls_provider=False,  # constant stages need no request
)
def strange_ids_do_no_harm(case: Case) -> None:
    """
    A get of the {resource} by an id with slashes, dots, control characters or four hundred digits
    is refused as the caller's mistake: it finds no record, as an id that is not escaped would, and
    fails nowhere.
    """
    for key in IDS:
        case.expect_error(
            f"{case.resource}[{key[:20]!r}]",
            partial(case.connection.get, case.resource, key),
            kinds=("not_found", "invalid", "unsupported"),
        )


@check(
    "input.limits.harmless",
    needs={"candidates.list", "paging.limit"},
    family="errors",
    serves=("P-43",),
    source="unified model, section A2 (what a server must accept)",
    account=PLAN,
)
def strange_limits_do_no_harm(case: Case) -> None:
    """
    A limit that is zero, negative, empty, huge or no number is refused or read sensibly; it never
    fails, and never gives an empty success.
    """
    case.connection.page("candidates")
    for limit in LIMITS:
        where = f"candidates with limit {limit[:20]!r}"
        try:
            page = case.connection.page("candidates", {"limit": limit})
        except TargetError as error:
            case.expect(where, "invalid", str(error.kind))
        else:
            case.expect_that(
                where, bool(page.records), expected="invalid, or records", actual="no record"
            )


@check(
    "{resource}.input.empty_cursor",
    needs={"{resource}.list", "paging.cursor"},
    family="relation",
    serves=("P-43",),
    source="unified model, section A2 (what a server must accept)",
    account=PLAN,
    calls_provider=False,  # constant stages need no request
)
def an_empty_cursor_is_the_beginning(case: Case) -> None:
    """
    An empty cursor, which a common client sends first, asks for the first page of the {resource}.
    """
    first, where = case.connection.page(case.resource), "the page after an empty cursor"
    try:
        again = case.connection.page(case.resource, cursor="")
    except TargetError as error:
        case.expect(where, "the first page", f"error {error.kind}", kind="error")
    else:
        expect_same_rows(case, where, first.records, again.records)


@check(
    "{resource}.input.hostile_bodies",
    over=("candidates", "jobs", "applications"),
    needs={"{resource}.create"},
    family="errors",
    serves=("P-43", "P-27"),
    source="unified model, section A2 (what a server must accept)",
    account=PLAN,
    calls_provider=False,  # a target may refuse before it asks anybody
)
def strange_bodies_do_no_harm(case: Case) -> None:
    """
    A body that is empty, cut off, no object, no text or nested three thousand deep is refused with
    a 4xx, and creates none of the {resource}.
    """
    before = case.account.truth(case.resource)
    page = case.connection.page(case.resource)
    if page.exchange is None:
        case.expect_error(
            "a list for a body",
            lambda: case.connection.write(case.resource, "create", {"": [[]]}),
            kinds=("invalid",),
        )
        return
    path = page.exchange.url
    for body in BODIES:
        exchange = _answer_to(case, path, body)
        case.expect_that(
            f"create with the body {body[:20]!r}",
            exchange is not None and 400 <= exchange.status < 500,
            expected="a 4xx",
            actual="no answer" if exchange is None else exchange.status,
            kind="status",
            exchange=exchange,
        )
    case.expect(f"{case.resource} of the provider", before, case.account.truth(case.resource))


def _answer_to(case: Case, path: str, body: bytes) -> Exchange | None:
    """Post a body; null if the target hangs up on it. Raises: NoAnswer if it is gone for good."""
    headers = {"Content-Type": "application/json"}
    try:
        return case.connection.call("POST", path, params="", headers=headers, content=body)
    except NoAnswer:
        case.connection.page(case.resource)
        return None


@check(
    "input.text.stored_as_is",
    needs={"candidates.create", "candidates.get"},
    serves=("P-17", "P-30", "P-43"),
    source="unified model, section A2 (what a server must accept)",
    account=PLAN,
)
def strange_text_survives(case: Case) -> None:
    """
    Text with mark-up, quotes, line ends, entities, emoji and right-to-left marks is stored and
    shown as it was given.
    """
    texts = (
        "<script>alert(1)</script>",
        "&amp; &lt; \\ \\n",
        "q\"u'o`te",
        "👩🏽‍💻 \u202eabc\u202c",
        "a\r\nb\tc",
    )
    name = "title" if "title" in case.resource_lens("candidates").writable else "last_name"
    for version, text in enumerate(texts):
        body = {**body_for(case, "candidates", version=version), name: text}
        key = str(case.connection.write("candidates", "create", body).get("id"))
        stored = case.account.truth_of("candidates", key)
        case.expect(f"stored {name} {version}", text, stored[name])
        case.expect(f"shown {name} {version}", text, case.connection.get("candidates", key)[name])


@check(
    "input.resource.unknown",
    family="errors",
    serves=("P-42", "P-43"),
    source="unified model, section A2 (what a server must accept)",
    account=PLAN,
    calls_provider=False,
)
def a_resource_nobody_has_is_refused(case: Case) -> None:
    """A resource that the model does not have is refused; known ones beside it still answer."""
    for name in ("unicorns", "candidate", "CANDIDATES", "candidates.json"):
        case.expect_error(
            f"list of {name}",
            partial(case.connection.page, name),
            kinds=("not_found", "unsupported", "invalid"),
        )
    for resource in listed(case):
        if case.expected(resource):
            shown = bool(case.connection.page(resource).records)
            case.expect_that(f"{resource} afterwards", shown, expected="records", actual="none")
