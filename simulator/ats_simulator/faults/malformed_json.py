"""Break the JSON of a reply: status, headers and length are right, the body cannot be parsed."""

from __future__ import annotations

from dataclasses import dataclass

from ats_simulator.faults.settings import with_body
from ats_simulator.provider import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class MalformedJson:
    """Put a comma in place of the last byte, as a server does that died while writing."""

    @property
    def before(self) -> bool:
        """Whether the request is not carried out."""
        return False

    def apply(self, reply: Reply | None) -> Reply:
        """Break the body. No JSON value ends in a comma, whatever came before it."""
        assert reply is not None
        return with_body(reply, reply.body.rstrip()[:-1] + b",")
