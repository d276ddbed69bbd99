"""
`POST /connect/token`: four secrets in, a token out.

Source: SPEC sections 2.2 to 2.4; row 24 (`token_request_format`): JSON and form; row 29: further
fields are ignored.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson

from ats_simulator import tenants
from ats_simulator.provider import Credential, Reply, Request
from ats_simulator.providers.jobtrain import bodies, errors, tokens
from ats_simulator.providers.jobtrain.errors import Problems, enveloped
from ats_simulator.services import Services

FIELDS: Final = ("clientId", "clientSecret", "username", "password")
LONGEST_BODY: Final = 64 * 1024
WRONG: Final = "Invalid client credentials"
_FORM: Final = "application/x-www-form-urlencoded"


def handle_of(client: str, username: str) -> str:
    """Say under which handle the store finds a user."""
    return f"{client}/{username}"


def read_fields(body: bytes, content_type: str) -> dict[str, Any] | Reply:
    """Read the body of a login, or give the answer that refuses it."""
    if len(body) > LONGEST_BODY:
        return errors.too_large("mixed")
    if content_type.partition(";")[0].strip().lower() == _FORM:
        text = body.decode("utf-8", "replace")
        try:
            return dict(reversed(parse_qsl(text, keep_blank_values=True, max_num_fields=100)))
        except ValueError:
            return errors.invalid("mixed", {"": ["The form has too many fields."]})
    return bodies.read_object("mixed", body, content_type)


def identify(request: Request, find: Callable[[str], Credential | None]) -> Credential | None:
    """Find the user that wants to log in, or at least the client."""
    given = read_fields(request.body, request.headers.get("content-type", ""))
    if isinstance(given, Reply):
        return None
    client, username = (bodies.read(given, name) for name in ("clientId", "username"))
    if not isinstance(client, str):
        return None
    user = find(handle_of(client, username)) if isinstance(username, str) else None
    known = user or find(client)
    return known if known is not None and known.name != "site" else None


def refuse_stranger(request: Request) -> Reply:
    """Answer a login that names no client of anybody's."""
    given = checked(request.body, request.headers.get("content-type", ""))
    return given if isinstance(given, Reply) else wrong_credentials("envelope")


def checked(body: bytes, content_type: str) -> Mapping[str, str] | Reply:
    """Read the four fields, or give the answer that refuses them."""
    given = read_fields(body, content_type)
    if isinstance(given, Reply):
        return given
    problems: Problems = {}
    fields = {name: bodies.text_in(given, name, problems, needed=True) for name in FIELDS}
    return errors.invalid("mixed", problems) if problems else fields


def wrong_credentials(style: str) -> Reply:
    """Answer wrong credentials. *style*: `token_error_style`."""
    if style == "oauth":
        return errors.reply(400, orjson.dumps({"error": "invalid_client"}))
    return errors.reply(401, errors.envelope(401, WRONG))


def answer(services: Services, body: bytes, content_type: str) -> Reply:
    """Log a user in."""
    given = checked(body, content_type)
    if isinstance(given, Reply):
        return given
    user = services.credential
    if user is None or not _is_right(services, user, given):
        return wrong_credentials(services.assumptions["token_error_style"])
    return _token_reply(services, _awake(services, user))


def _is_right(services: Services, user: Credential, given: Mapping[str, str]) -> bool:
    client = services.sandbox.credential(services.con, services.provider.name, given["clientId"])
    if client is None or client.state != "active" or client.name != "client":
        return False
    if "password" not in user.spec or user.state == "revoked":
        return False
    secret = _same(client.spec["secret"], given["clientSecret"])
    return secret & _same(user.spec["password"], given["password"])


def _same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode())


def _awake(services: Services, user: Credential) -> Credential:
    """Let a user whose tokens were made to expire have new ones; the old ones stay expired."""
    if user.state != "expired":
        return user
    epoch = user.spec["epoch"] + 1
    awake = replace(user, state="active", spec={**user.spec, "epoch": epoch})
    tenants.set_credential(services.sandbox, services.con, services.tenant, awake)
    return awake


def _token_reply(services: Services, user: Credential) -> Reply:
    """
    Answer a token. Row 25 (`token_lifetime_s`): a setting.

    Shape: `oauth` {"access_token", "token_type": "Bearer", "expires_in": int}; `string` a JSON
        string; `envelope` with it in resultData.
    """
    lifetime_s = int(services.tenant.settings["token_lifetime_s"])
    now_s = services.now_ms // 1000
    claims = tokens.Claims(user.handle, now_s, now_s + lifetime_s, user.spec["epoch"])
    token = tokens.issue(claims, user.spec["client"], user.spec["key"])
    style = services.assumptions["token_response_style"]
    if style == "string":
        return errors.reply(200, orjson.dumps(token))
    if style == "envelope":
        return errors.reply(200, enveloped(orjson.dumps(token)))
    body = {"access_token": token, "token_type": "Bearer", "expires_in": lifetime_s}
    return errors.reply(200, orjson.dumps(body))
