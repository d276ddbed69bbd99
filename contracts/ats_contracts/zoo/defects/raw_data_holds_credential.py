"""The raw data says how it was fetched."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.connector import Connector
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.shaping import Shape
from ats_contracts.reference.values import (
    JsonObject,
    Row,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Keep the request beside the raw record."""
    last: JsonObject = {}

    def sign(connector: Connector, credentials: twists.Credentials) -> dict[str, str]:
        last.clear()
        last.update(credentials)
        return connector.sign(credentials)

    def shape_row(row: Row, shape: Shape) -> JsonObject:
        ran()
        return parts.shape_row(row._replace(raw=row.raw | {"_request": dict(last)}), shape)

    return twists.signed(replace(parts, shape_row=shape_row), sign)


DEFECT = Defect(
    name="raw_data_holds_credential",
    story="remote_data holds the headers of the request to the provider, key included.",
    check="secrets.answers.clean",
    change=change,
)
