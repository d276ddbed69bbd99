"""A journal as an HTTP Archive 1.2. Pure functions; what the journal has hidden stays hidden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

JsonObject = dict[str, Any]


def to_har(exchanges: Iterable[Mapping[str, Any]], base_url: str, version: str) -> JsonObject:
    """
    Write exchanges as an archive; *base_url* is put before their paths.

    Shape: {"log": {"version": "1.2", "creator": {…}, "entries": […]}}.
    Units: all times in milliseconds.
    Source: HTTP Archive 1.2.
    """
    creator = {"name": "ats-sandbox", "version": version}
    entries = [_entry(exchange, base_url) for exchange in exchanges]
    return {"log": {"version": "1.2", "creator": creator, "entries": entries}}


def _entry(exchange: Mapping[str, Any], base_url: str) -> JsonObject:
    took = exchange["duration_ms"]
    return {
        "startedDateTime": exchange["real_at"],
        "time": took,
        "request": _request(exchange, base_url),
        "response": _response(exchange),
        "cache": {},
        "timings": {"send": 0, "wait": took, "receive": 0},
        "_n": exchange["n"],
        "_credential": exchange["credential"],
        "_limited": exchange["limited"],
        "_fault": exchange["fault"],
    }


def _request(exchange: Mapping[str, Any], base_url: str) -> JsonObject:
    query, body = exchange["query"], exchange["request_body"]
    pairs = parse_qsl(query, keep_blank_values=True)
    request = {
        "method": exchange["method"],
        "url": base_url + exchange["path"] + (f"?{query}" if query else ""),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers(exchange["request_headers"]),
        "queryString": [{"name": name, "value": value} for name, value in pairs],
        "headersSize": -1,
        "bodySize": -1 if body is None else len(body.encode()),
    }
    if body is not None:
        kind = _media_type(exchange["request_headers"])
        request["postData"] = {"mimeType": kind, "text": body, "params": []}
    return request


def _response(exchange: Mapping[str, Any]) -> JsonObject:
    status, size = exchange["status"], exchange["response_bytes"]
    content = {"size": size, "mimeType": _media_type(exchange["response_headers"])}
    if exchange["response_body"] is not None:
        content["text"] = exchange["response_body"]
    return {
        "status": status,
        "statusText": HTTPStatus(status).phrase if status in set(HTTPStatus) else "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers(exchange["response_headers"]),
        "content": content,
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": size,
    }


def _headers(pairs: Iterable[tuple[str, str]]) -> list[JsonObject]:
    return [{"name": name, "value": value} for name, value in pairs]


def _media_type(pairs: Iterable[tuple[str, str]]) -> str:
    return next((v for k, v in pairs if k.lower() == "content-type"), "x-unknown")
