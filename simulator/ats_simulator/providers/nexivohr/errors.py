"""
The vendor's error answers, as values. Always JSON; a page of HTML takes a fault.

Every function gives the `Reply` itself, so that refusals before and inside the routes are the
same bytes. Source: SPEC section 4 (statuses official, bodies our-choice).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from ats_simulator.provider import Reply

JSON = ("Content-Type", "application/json")

Errors = dict[str, list[str]]
"""Field to its messages, as the `errors` key of a 400 holds them."""


def json_reply(status: int, value: Any, *headers: tuple[str, str]) -> Reply:
    """Answer *status* with *value* as JSON."""
    return Reply(status=status, headers=(JSON, *headers), body=orjson.dumps(value))


def unauthenticated() -> Reply:
    """Answer a request without a valid token. Source: SPEC section 2."""
    return json_reply(401, {"message": "Unauthenticated."}, ("WWW-Authenticate", "Bearer"))


def no_access(plan: str) -> Reply:
    """Answer any call of a tenant whose plan has no API access. Source: SPEC section 2."""
    return json_reply(403, {"message": f"The {plan.title()} plan does not include API access."})


def forbidden(phrase: str) -> Reply:
    """Answer a token that lacks the ability to *phrase*. Source: SPEC section 2."""
    return json_reply(403, {"message": f"This token does not have permission to {phrase}."})


def not_found() -> Reply:
    """Answer an unknown path or id."""
    return json_reply(404, {"message": "Not found."})


def wrong_method(allowed: Iterable[str]) -> Reply:
    """Answer a method that a known path lacks. Source: SPEC section 3 (our-choice)."""
    return json_reply(405, {"message": "Method not allowed."}, ("Allow", ", ".join(allowed)))


def invalid(errors: Mapping[str, Sequence[str]]) -> Reply:
    """Answer with every failing field at once. Shape: {"message", "errors": {field: [str]}}."""
    return json_reply(400, {"message": "The given data was invalid.", "errors": errors})


def too_many(*headers: tuple[str, str]) -> Reply:
    """Answer a request over the limit. Source: SPEC section 5."""
    return json_reply(429, {"message": "Too Many Attempts."}, *headers)


def server_error(status: int) -> Reply:
    """Answer when something broke: only ever a fault of the simulator, or one asked for."""
    return json_reply(status, {"message": "Server error."})
