"""
Addresses that a client hands over: taken apart, or refused. Nothing is resolved here.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

import httpx

from ats_contracts.reference.values import Json


def split_address(value: Json) -> SplitResult | None:
    """Take an http or https address apart; None if it is none, or has a user or blanks in it."""
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        return None
    try:
        url = urlsplit(value)
        usable = url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
        usable = usable and bool(httpx.URL(value).host)  # stricter: nobody could be called there
    except (ValueError, httpx.InvalidURL):
        return None
    return url if usable and "@" not in url.netloc and " " not in value else None


def is_near(url: SplitResult) -> bool:
    """Say whether an address, as it is written, can only be on this machine."""
    host = url.hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name
        return host == "localhost" or host.endswith(".localhost")
