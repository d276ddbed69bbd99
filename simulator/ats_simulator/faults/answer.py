"""Answer with a chosen status, headers and body. Refuses to invent a vendor's error format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ats_simulator.errors import UsageError
from ats_simulator.faults.settings import body_bytes, headers, switch, whole, with_body
from ats_simulator.provider import Reply

BODILESS = (204, 304)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Answer in the provider's place, or, with *after*, once the request has been carried out."""

    status: int  # 200 to 599
    headers: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None  # a string goes out as it is, anything else as JSON
    after: bool = False  # carry the request out first, then hide its reply

    def __post_init__(self) -> None:
        whole("status", self.status, 200, 599)
        headers("headers", self.headers)
        switch("after", self.after)
        if self.status in BODILESS and self.body is not None:
            raise UsageError(f"a reply with status {self.status} has no body", field="body")

    @property
    def before(self) -> bool:
        """Whether the request is not carried out."""
        return not self.after

    @property
    def is_server_error(self) -> bool:
        """Whether only a status of 500 or more is given: the vendor has words of its own."""
        return self.status >= 500 and self.body is None and not self.headers

    def apply(self, reply: Reply | None) -> Reply:
        """Give the chosen answer, whatever was going to be said."""
        chosen = headers("headers", self.headers)
        if self.status in BODILESS:
            return Reply(status=self.status, headers=chosen)
        kind = "text/plain; charset=utf-8" if isinstance(self.body, str) else "application/json"
        if self.body is not None and not any(k.lower() == "content-type" for k, _ in chosen):
            chosen = (("Content-Type", kind), *chosen)
        return with_body(Reply(status=self.status, headers=chosen), body_bytes(self.body))
