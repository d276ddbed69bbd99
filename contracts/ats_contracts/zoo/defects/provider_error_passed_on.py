"""The provider's error is passed on as it came."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.errors import RemoteError
from ats_contracts.reference.parts import Parts
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Hide nothing."""

    def hide(error: RemoteError, known: frozenset[str]) -> RemoteError:
        ran()
        return error

    return replace(parts, hide=hide)


DEFECT = Defect(
    name="provider_error_passed_on",
    story="An error page that quotes the request hands out the customer's key.",
    check="secrets.echo.clean",
    change=change,
)
