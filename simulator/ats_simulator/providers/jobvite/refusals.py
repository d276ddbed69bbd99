"""
Errors behind authentication: whether their HTTP status says what their body says.

Source: SPEC section 5, switch `error_http_status`.
"""

from __future__ import annotations

from ats_simulator.provider import Reply
from ats_simulator.providers.jobvite import errors
from ats_simulator.services import Services


class Refused(Exception):
    """A request cannot be carried out; raised before anything has changed."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def to_reply(services: Services, refused: Refused) -> Reply:
    """Answer an error: the code in the body, and in the HTTP status unless that is always 200."""
    mirrors = services.assumptions["error_http_status"] == "mirror"
    return errors.refuse(refused.code, refused.message, status=refused.code if mirrors else 200)


def invalid(message: str) -> Refused:
    """Refuse a field: `validation_status` 400, `validation_messages` the first (F)."""
    return Refused(400, message)
