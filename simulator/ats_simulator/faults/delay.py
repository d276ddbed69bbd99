"""Hold the reply back. The request is carried out at once; refuses to sleep: the door waits."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ats_simulator.faults.settings import number
from ats_simulator.provider import Reply

LONGEST_S = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """Wait before the first byte of the reply."""

    seconds: float  # real seconds, 0 to 3600

    def __post_init__(self) -> None:
        number("seconds", self.seconds, 0, LONGEST_S)

    @property
    def before(self) -> bool:
        """Whether the request is not carried out."""
        return False

    def apply(self, reply: Reply | None) -> Reply:
        """Send the reply later."""
        assert reply is not None
        return replace(reply, delay_s=reply.delay_s + self.seconds)
