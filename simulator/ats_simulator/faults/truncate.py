"""Cut the body short: the whole length is announced, fewer bytes come, the connection ends."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ats_simulator.faults.settings import whole
from ats_simulator.provider import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Truncate:
    """
    Send only the first *bytes* of the body.

    At least one byte is always missing, however short the body is; a reply without a body has
    nothing to cut and is reset.
    """

    bytes: int  # of the body, headers not counted

    def __post_init__(self) -> None:
        whole("bytes", self.bytes, 0)

    @property
    def before(self) -> bool:
        """Whether the request is not carried out."""
        return False

    def apply(self, reply: Reply | None) -> Reply:
        """Mark where the body ends."""
        assert reply is not None
        if not reply.body:
            return replace(reply, abort=True)
        return replace(reply, cut=min(self.bytes, len(reply.body) - 1))
