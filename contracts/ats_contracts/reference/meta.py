"""
Describe the methods of a resource to a client. Describes fields by name only, not by type.

Source: unified model, section A1 (meta).
"""

from __future__ import annotations

from ats_contracts.reference.connector import Resource
from ats_contracts.reference.filters import COMPARE, FILTERS
from ats_contracts.reference.models import FIELDS
from ats_contracts.reference.values import JsonObject

COMMON = ("integrated_account_id", "truto_response_format", "truto_ignore_remote_data")
PAGING = ("limit", "next_cursor", "truto_key_by", "truto_ignore_limit", "remote_query")


def describe_method(resource: Resource, name: str, method: str) -> JsonObject:
    """
    Say what a method takes and gives.

    Shape: {"method", "schema", "query_schema", "response_schema", "documentation_link",
        "response_mapping", "request_body_schema", "default_query", "default_body"}
    """
    record = _object(FIELDS[name])
    query = [*COMMON, "truto_exclude_fields"]
    if method == "list":
        query += PAGING
        query += [
            f"{filter_}[{operator}]" if FILTERS[name][filter_].is_time else filter_
            for filter_ in sorted(resource.filters)
            for operator in (COMPARE if FILTERS[name][filter_].is_time else ("eq",))
        ]
    return {
        "method": method,
        "schema": record,
        "documentation_link": None,
        "response_mapping": None,
        "query_schema": _object(query),
        "request_body_schema": record if method in ("create", "update") else None,
        "response_schema": record,
        "default_query": {},
        "default_body": {},
    }


def _object(names: tuple[str, ...] | list[str]) -> JsonObject:
    return {"type": "object", "properties": {name: {} for name in names}}
