"""
The way out to providers: one request, one whole answer.

Nothing of a browser: redirects are not followed, cookies not kept, the environment's proxies not
used, and no address, which may hold a credential, is logged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

HEADERS: Mapping[str, str] = {
    "Accept": "application/json",
    "Accept-Encoding": "gzip, deflate",
    "User-Agent": "ats-sandbox-reference",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """*transport* decides whether there is a network; *timeout_s* is for connecting and reading."""

    transport: httpx.BaseTransport
    timeout_s: float

    def send(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | None = None
    ) -> httpx.Response:
        """Send, and read the answer to its end. Raises: httpx.HTTPError, httpx.InvalidURL."""
        request = httpx.Request(
            method,
            url,
            headers={**HEADERS, **headers},
            content=content,
            extensions={"timeout": httpx.Timeout(self.timeout_s).as_dict()},
        )
        response = self.transport.handle_request(request)
        response.request = request
        try:
            response.read()
        finally:
            response.close()
        return response

    def close(self) -> None:
        """Close the connections."""
        self.transport.close()
