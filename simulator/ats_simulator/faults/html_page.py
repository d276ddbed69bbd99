"""Answer with an HTML page, as a gateway in front of the vendor does. Refuses to speak JSON."""

from __future__ import annotations

from dataclasses import dataclass
from http.client import responses

from ats_simulator.faults.settings import switch, whole, with_body
from ats_simulator.provider import Reply

PAGE = (
    "<!DOCTYPE html>\n<html><head><title>{title}</title></head>\n"
    "<body><h1>{title}</h1><p>The page you asked for cannot be shown.</p></body></html>\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlPage:
    """A page where JSON was expected. Status 200 is the one that a careless client believes."""

    status: int = 502  # 200 to 599
    after: bool = False  # carry the request out first, then hide its reply

    def __post_init__(self) -> None:
        whole("status", self.status, 200, 599)
        switch("after", self.after)

    @property
    def before(self) -> bool:
        """Whether the request is not carried out."""
        return not self.after

    def apply(self, reply: Reply | None) -> Reply:
        """Give the page, whatever was going to be said."""
        title = f"{self.status} {responses.get(self.status, 'Unknown')}"
        kind = (("Content-Type", "text/html; charset=utf-8"),)
        page = PAGE.format(title=title).encode()
        return with_body(Reply(status=self.status, headers=kind), page)
