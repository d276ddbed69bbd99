"""A shared session is signed for whoever came last."""

from __future__ import annotations

from ats_contracts.reference.connector import Connector
from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Set the key of the shared session after the request, not before."""
    before: dict[str, dict[str, str]] = {}

    def sign(connector: Connector, credentials: twists.Credentials) -> dict[str, str]:
        right = connector.sign(credentials)
        wrong = before.get(connector.name, right)
        before[connector.name] = right
        if wrong != right:
            ran()
        return wrong

    return twists.signed(parts, sign)


DEFECT = Defect(
    name="credential_of_last_customer",
    story="A write goes out with the key of the customer who was served before.",
    check="candidates.tenants.writes_apart",
    change=change,
)
