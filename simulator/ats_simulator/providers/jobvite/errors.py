"""
The vendor's answers that carry no record, as values: four encodings of an error, byte for byte.

JSON with a status block, plain text without a Content-Type, a servlet container's HTML page, and
HR-XML (see `v1/candidates.py`). What was recorded is written here as it was recorded.
Source: SPEC section 5 and samples errors.json.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import orjson

from ats_simulator.provider import Reply
from ats_simulator.services import Services

CONTENT_TYPE: Final = "application/json;charset=utf-8"
"""`content_type` (F): the spelling of 2026. Source: SPEC section 1 (recorded)."""

V2_HEADERS: Final[tuple[tuple[str, str], ...]] = (
    ("Content-Type", CONTENT_TYPE),
    ("Pragma", "no-cache"),
    ("Cache-Control", "private, no-cache, no-store, max-age=0"),
    ("Server", "Jobvite"),
    ("X-JOBVITE-PROXY", "true"),
    ("Access-Control-Allow-Origin", "*"),
    *(("Set-Cookie", f"AWSALBAPP-{n}=_remove_; Path=/") for n in range(4)),
)
"""Every v2 answer has these; the cookies: `lb_cookies` (F). Source: SPEC section 1 (recorded)."""

BAD_CREDENTIALS: Final = "Invalid api/secret. Try again with a valid api/secret"
NO_SUCH_API: Final = "Invalid URL Cannot find API."
LOST_PAGE: Final = "https://app.jobvite.com/admin/info/404.html"
"""Also for a forgotten prefix: `missing_api_prefix_location` (F). Source: SPEC 1 (recorded)."""

ALLOWED: Final = "GET,HEAD,POST,PUT,DELETE,OPTIONS"

TOMCAT_400: Final = (
    '<!doctype html><html lang="en"><head><title>HTTP Status 400 – Bad Request</title>'
    '<style type="text/css">body {font-family:Tahoma,Arial,sans-serif;} h1, h2, h3, b '
    "{color:white;background-color:#525D76;} h1 {font-size:22px;} h2 {font-size:16px;} h3 "
    "{font-size:14px;} p {font-size:12px;} a {color:black;} .line "
    "{height:1px;background-color:#525D76;border:none;}</style></head><body>"
    "<h1>HTTP Status 400 – Bad Request</h1></body></html>"
).encode()
"""435 bytes. Source: SPEC section 3.10 (length and beginning recorded, the rest inferred)."""


def envelope(code: int, messages: Sequence[str] = ()) -> bytes:
    """Write the status block alone. Shape: {"status": {"code": int, "messages": [str]}}."""
    return orjson.dumps({"status": {"code": code, "messages": list(messages)}})


def reply(status: int, body: bytes, *extra: tuple[str, str]) -> Reply:
    """Answer with a JSON body and the headers of v2."""
    return Reply(status=status, headers=(*V2_HEADERS, *extra), body=body)


def refuse(code: int, *messages: str, status: int | None = None) -> Reply:
    """Answer an error; *status* is the HTTP status where it is not the *code*."""
    return reply(code if status is None else status, envelope(code, messages))


def bad_credentials(status: int = 401) -> Reply:
    """Answer credentials that are missing, wrong or not enough: 92 bytes (recorded)."""
    return refuse(401, BAD_CREDENTIALS, status=status)


def no_permission(status: int) -> Reply:
    """Answer a key that may not use this API: `permission_denied_status`. Source: SPEC 2.3."""
    return refuse(status, BAD_CREDENTIALS)


def no_such_api() -> Reply:
    """Answer a path, or a method, that does not exist: 67 bytes (recorded)."""
    return refuse(404, NO_SUCH_API)


def v1_text(status: int, text: str) -> Reply:
    """Answer as v1 refuses: plain text without a Content-Type. Source: SPEC 2.3 (recorded)."""
    return Reply(status=status, body=text.encode())


def v1_bad_credentials() -> Reply:
    """Answer bad credentials on v1: 53 bytes (recorded)."""
    return v1_text(401, BAD_CREDENTIALS)


def options() -> Reply:
    """Answer `OPTIONS` on any path. Source: SPEC section 1 (recorded)."""
    return reply(200, b"", ("Allow", ALLOWED))


def lost() -> Reply:
    """Send the client to a page: `PATCH` on any path (`patch_answer`, F), `/v2/…` (recorded)."""
    return Reply(status=302, headers=(*V2_HEADERS[1:], ("Location", LOST_PAGE)))


def bad_task() -> Reply:
    """Answer a body that is no envelope: 435 bytes of HTML. Source: SPEC 3.10 (recorded)."""
    headers = (("Content-Type", "text/html;charset=utf-8"),)
    return Reply(status=400, headers=headers, body=TOMCAT_400)


def server_error(status: int) -> Reply:
    """Answer when something broke: `server_error_style` envelope (F). Source: SPEC section 5."""
    return refuse(status, "Internal server error")


class Refused(Exception):
    """A request behind authentication cannot be carried out; raised before anything has changed."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def invalid(message: str) -> Refused:
    """Refuse a field: `validation_status` 400, `validation_messages` the first (F)."""
    return Refused(400, message)


def to_reply(services: Services, refused: Refused) -> Reply:
    """
    Answer what was refused: the code in the body, and in the HTTP status unless that is always 200.

    Source: SPEC section 5, switch `error_http_status`.
    """
    mirrors = services.assumptions["error_http_status"] == "mirror"
    return refuse(refused.code, refused.message, status=refused.code if mirrors else 200)
