"""An error message quotes the request that failed."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.connector import Connector
from ats_contracts.reference.errors import RemoteError
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import JsonObject
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Write the credentials into the message."""
    last: JsonObject = {}

    def sign(connector: Connector, credentials: twists.Credentials) -> dict[str, str]:
        last.clear()
        last.update(credentials)
        return connector.sign(credentials)

    def hide(error: RemoteError, known: frozenset[str]) -> RemoteError:
        hidden = parts.hide(error, known)
        ran()
        hidden.message += f" (the request had {dict(last)})"
        return hidden

    return twists.signed(replace(parts, hide=hide), sign)


DEFECT = Defect(
    name="error_quotes_request",
    story="The message of an error shows the request to the provider, key included.",
    check="secrets.errors.clean",
    change=change,
)
