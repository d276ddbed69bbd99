"""
Where webhooks may go: loopback, and hosts that were allowed by name.

A simulator on a developer's machine must never be the one who posts to somebody else's. This
module refuses to resolve names: what is not allowed as it is written is not allowed.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

from ats_simulator.errors import UsageError


def check_url(url: str, allowed_hosts: Collection[str]) -> None:
    """Refuse a webhook URL that may not be posted to. Raises: UsageError with field `url`."""
    refusal = refusal_of(url, allowed_hosts)
    if refusal is not None:
        raise UsageError(refusal, field="url")


def refusal_of(url: str, allowed_hosts: Collection[str]) -> str | None:
    """Say why *url* may not be posted to; null if it may."""
    try:
        parts = urlsplit(url)
        host, _ = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        return f"webhook URL {url!r} cannot be read: {error}"
    if parts.scheme not in ("http", "https") or not host:
        return f"webhook URL {url!r} is not an http:// or https:// URL with a host"
    if is_loopback(host) or host in {h.lower() for h in allowed_hosts}:
        return None
    return f"webhook host {host!r} is not loopback; start with --webhook-host {host} to allow it"


def is_loopback(host: str) -> bool:
    """Say whether a host, as written, can only be this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name
        return False
