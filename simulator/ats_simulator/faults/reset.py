"""Reset the connection before any byte of a reply. Refuses to say why to the client."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ats_simulator.faults.settings import switch
from ats_simulator.provider import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset:
    """
    Reset the connection (TCP RST).

    With *after*, the request is carried out first: the client cannot know that it was. The
    journal shows the status that was never sent; otherwise status 0.
    """

    after: bool = False  # carry the request out first

    def __post_init__(self) -> None:
        switch("after", self.after)

    @property
    def before(self) -> bool:
        """Whether the request is not carried out."""
        return not self.after

    def apply(self, reply: Reply | None) -> Reply:
        """Send nothing."""
        return replace(reply, abort=True) if reply is not None else Reply(status=0, abort=True)
