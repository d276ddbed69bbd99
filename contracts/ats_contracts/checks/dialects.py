"""
The dialects in which a query may be written: they mean the same.
"""

from __future__ import annotations

from urllib.parse import unquote

from ats_contracts.case import Case
from ats_contracts.check import AccountPlan, check
from ats_contracts.walking import ids_of

PLAN = AccountPlan(size=5)


@check(
    "query.brackets.any_dialect",
    needs={"candidates.list", "candidates.updated_after"},
    family="relation",
    serves=("P-43", "P-11"),
    source="unified model, section A2 (encodings that both official clients send)",
    account=PLAN,
)
def brackets_may_be_encoded_or_not(case: Case) -> None:
    """
    A filter means the same whether its brackets, colons and plus signs are percent-encoded or not.
    """
    since = sorted(str(r["updated_at"]) for r in case.expected("candidates").values())[2]
    page = case.connection.page("candidates", {"updated_at": {"gte": since}})
    if page.exchange is None:
        case.note("this target is not spoken to by HTTP, so that there is no dialect")
        return
    path, _, query = page.exchange.url.partition("?")
    for spelled in (query, unquote(query)):
        exchange = case.connection.call("GET", path, params=spelled)
        shown = exchange.json() if exchange.status == 200 else {"status": exchange.status}
        rows = next((v for v in shown.values() if isinstance(v, list)), [])
        case.expect(f"candidates with {spelled[-40:]}", ids_of(page.records), ids_of(rows))


@check(
    "query.arrays.any_dialect",
    needs={"candidates.list", "query.exclude_fields"},
    family="relation",
    serves=("P-43", "P-23"),
    source="unified model, section A2 (encodings that both official clients send)",
    account=PLAN,
)
def lists_of_fields_may_be_written_in_any_dialect(case: Case) -> None:
    """
    Fields to leave out may be given as k[]=a, k[0]=a, repeated or with commas: they are left out,
    all others stay.
    """
    page = case.connection.page("candidates")
    if page.exchange is None:
        case.note("this target is not spoken to by HTTP, so that there is no dialect")
        return
    path, _, query = page.exchange.url.partition("?")
    name = "truto_exclude_fields"
    for spelled in (
        f"{name}[]=title&{name}[]=phones",
        f"{name}%5B0%5D=title&{name}%5B1%5D=phones",
        f"{name}=title&{name}=phones",
        f"{name}=title,phones",
    ):
        exchange = case.connection.call("GET", path, params=f"{query}&{spelled}")
        shown = exchange.json() if exchange.status == 200 else {"status": exchange.status}
        rows = next((v for v in shown.values() if isinstance(v, list)), [])
        wanted = [
            {k: v for k, v in row.items() if k not in ("title", "phones")} for row in page.records
        ]
        case.expect(f"candidates with {spelled}", wanted, rows, exchange=exchange)
