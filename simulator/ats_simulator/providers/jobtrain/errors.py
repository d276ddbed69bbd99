"""
The vendor's error answers, as values.

Bodies follow `error_style`; the token's and the limiter's have priority and are their own. The
documents promise no body with any 4xx. Source: SPEC section 5 (our-choice).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import orjson

from ats_simulator.provider import Reply, Tenant

VERSIONS: Final = ("api-supported-versions", "1.0")
JSON: Final = ("Content-Type", "application/json; charset=utf-8; ver=1")
PROBLEM: Final = ("Content-Type", "application/problem+json; charset=utf-8")
"""Row 23 (`response_headers`): minimal. Source: SPEC section 1 (recorded-by-client/wire)."""

TRACE: Final = "00-00000000000000000000000000000001-0000000000000001-00"
_RFC: Final = "https://tools.ietf.org/html/rfc7231#section-6.5."

Problems = dict[str, list[str]]
"""JSON path or parameter to what is wrong with it."""


def reply(status: int, body: bytes, *headers: tuple[str, str]) -> Reply:
    """Answer *status* with JSON bytes, or with nothing."""
    kind = (JSON,) if body else ()
    return Reply(status=status, headers=(*kind, VERSIONS, *headers), body=body)


def envelope(status: int, message: str | None, errors: Sequence[str] = ()) -> bytes:
    """
    Write the envelope of an answer without data.

    Shape: {"status": int, "message": str|null, "resultData": null, "errors": [str]}.
    """
    return orjson.dumps(
        {"status": status, "message": message, "resultData": None, "errors": list(errors)}
    )


def enveloped(data: bytes) -> bytes:
    """Put JSON into the envelope of a success. Source: SPEC section 3.1 (recorded)."""
    return b'{"status":200,"message":null,"resultData":%b,"errors":[]}' % data


def style_of(tenant: Tenant | None) -> str:
    """Give the tenant's `error_style`; whoever is nobody's tenant gets the default."""
    return "mixed" if tenant is None else tenant.assumptions["error_style"]


def _styled(
    style: str, status: int, message: str, mixed: Reply, errors: Sequence[str] = ()
) -> Reply:
    """Answer as *style* has it; *mixed* is the answer of the default."""
    if style == "mixed":
        return mixed
    kept = tuple(h for h in mixed.headers if h[0] not in ("Content-Type", VERSIONS[0]))
    body = envelope(status, message, errors) if style == "envelope" else b""
    return reply(status, body, *kept)


def problem(status: int, section: int, title: str, errors: Problems | None = None) -> Reply:
    """Answer in the framework's own form (application/problem+json)."""
    body: dict[str, Any] = {
        "type": f"{_RFC}{section}",
        "title": title,
        "status": status,
        "traceId": TRACE,
    }
    if errors is not None:
        body["errors"] = errors
    return Reply(status=status, headers=(PROBLEM, VERSIONS), body=orjson.dumps(body))


INVALID: Final = "One or more validation errors occurred."


def invalid(style: str, errors: Problems) -> Reply:
    """Answer what cannot be read: an id, a parameter, a field."""
    sentences = [sentence for found in errors.values() for sentence in found]
    return _styled(style, 400, INVALID, problem(400, 1, INVALID, errors), sentences)


def refused(style: str, message: str, status: int = 400) -> Reply:
    """Answer what a rule of the house forbids."""
    body = envelope(status, message, [message])
    return _styled(style, status, message, reply(status, body), [message])


def not_found(style: str, what: str) -> Reply:
    """Answer what does not exist, or is hidden."""
    message = f"{what} not found"
    return _styled(style, 404, message, reply(404, envelope(404, message)))


def unauthenticated(style: str, *, presented: bool) -> Reply:
    """Answer a request without a token that counts; *presented* says that it had one."""
    challenge = 'Bearer error="invalid_token"' if presented else "Bearer"
    mixed = reply(401, b"", ("WWW-Authenticate", challenge))
    return _styled(style, 401, "Unauthorized", mixed)


def forbidden(style: str) -> Reply:
    """Answer what the user's role does not allow."""
    return _styled(style, 403, "Forbidden", reply(403, b""))


def wrong_method(style: str, allowed: Iterable[str]) -> Reply:
    """Answer a method that a known path lacks."""
    mixed = reply(405, b"", ("Allow", ", ".join(sorted(allowed))))
    return _styled(style, 405, "Method Not Allowed", mixed)


def wrong_media(style: str) -> Reply:
    """Answer a body in another form than JSON."""
    title = "Unsupported Media Type"
    return _styled(style, 415, title, problem(415, 13, title))


def too_large(style: str) -> Reply:
    """Answer a body beyond `max_body_mb`."""
    return _styled(style, 413, "Payload Too Large", reply(413, b""))


def unsupported_version(style: str, path: str) -> Reply:
    """Answer another version of a known path. Row 20 (`unsupported_version_status`): 400."""
    message = f"The HTTP resource that matches the request path '{path}' does not support the API version requested."  # noqa: E501
    error = {"code": "UnsupportedApiVersion", "message": message, "innerError": None}
    return _styled(style, 400, message, reply(400, orjson.dumps({"error": error})))


def server_error(status: int) -> Reply:
    """Answer when something broke: only ever a fault of the simulator, or one asked for."""
    return reply(status, envelope(status, "An unexpected error occurred"))


def required(path: str) -> Problems:
    """Say that the field at *path* is missing."""
    name = path.rpartition(".")[2]
    return {path: [f"The {name[:1].upper()}{name[1:]} field is required."]}


def merged(*found: Mapping[str, list[str]]) -> Problems:
    """Put several findings together."""
    together: Problems = {}
    for each in found:
        for path, sentences in each.items():
            together.setdefault(path, []).extend(sentences)
    return together
