"""
Who may drive the control plane: a program on this machine, or one that knows the admin token.

A web page must not: its requests carry a foreign Origin, or a foreign Host if its name was made
to point here. Pure functions of what a request says about itself.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from ats_simulator.webhooks.receivers import is_loopback


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a request is not answered."""

    status: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """*hosts* are names besides those of this machine under which the sandbox is reached."""

    admin_token: str | None = None
    hosts: Collection[str] = ()

    def refusal(self, host: str, origin: str | None, authorization: str | None) -> Refusal | None:
        """
        Say why a request is refused; null if it may pass.

        With an admin token any Host will do: whoever knows the token is no web page.
        """
        if self.admin_token is not None:
            if not _presents(authorization, self.admin_token):
                message = "the admin token is needed: Authorization: Bearer <token>"
                return Refusal(status=401, message=message)
        elif not self._is_known(_name_of(host)):
            message = f"Host {host!r} is not this machine; use 127.0.0.1 or localhost"
            return Refusal(status=403, message=message)
        if origin is not None and not self._is_own(origin, host):
            message = f"Origin {origin!r} is not this machine; web pages may not drive the sandbox"
            return Refusal(status=403, message=message)
        return None

    def _is_known(self, name: str) -> bool:
        return is_loopback(name) or name in self.hosts

    def _is_own(self, origin: str, host: str) -> bool:
        name = _name_of(origin.partition("://")[2])
        own = self.admin_token is not None and origin.partition("://")[2] == host
        return own or self._is_known(name)


def _name_of(host: str) -> str:
    """Give the name in `name:port`, lower case; "" if it cannot be read."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _presents(authorization: str | None, token: str) -> bool:
    kind, _, given = (authorization or "").partition(" ")
    return kind.lower() == "bearer" and hmac.compare_digest(given.encode(), token.encode())
