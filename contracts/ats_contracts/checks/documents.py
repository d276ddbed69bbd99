"""
Documents that are handed out: the provider's bytes, and nothing made of them.
"""

from __future__ import annotations

import hashlib

from ats_contracts.case import Case
from ats_contracts.check import AccountPlan, check
from ats_simulator.lens import listed
from ats_simulator.world.documents import content_of


@check(
    "attachments.download.byte_for_byte",
    needs={"attachments.list", "attachments.download"},
    serves=("P-34",),
    source="unified model, section A1 (custom methods; binary answers)",
    account=AccountPlan(size=4),
)
def a_downloaded_document_is_the_providers(case: Case) -> None:
    """
    Each of the attachments is downloaded as the provider has it, byte by byte.

    A document that went through text on its way opens no more.
    """
    page = case.connection.page("attachments")
    if page.exchange is None:
        case.note("this target is not spoken to by HTTP, so that there are no bytes")
        return
    path, oracle = page.exchange.url.partition("?")[0], case.oracle(case.account)
    held = listed(case.lens, "attachments", case.account.truth, oracle.values)
    stored = {oracle.one("attachments", truth)["id"]: truth for truth in held}
    for row in page.records:
        key = str(row["id"])
        answer = case.connection.call("POST", f"{path}/download", json={"id": key})
        shown = answer.body if answer.status == 200 else f"HTTP {answer.status}".encode()
        case.expect(
            f"attachments[{key}], SHA-256",
            _digest(content_of(stored[key]["content"])) if key in stored else "unknown",
            _digest(shown),
            exchange=answer,
        )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
