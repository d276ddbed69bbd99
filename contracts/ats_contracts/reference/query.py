"""
Read a query string in the dialects that the official clients send. Decides nothing about meaning.

`k[]=a`, `k[0]=a` and a repeated `k=a` are one list; `k[op]=a` and `k%5Bop%5D=a` are one path.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import parse_qsl

from ats_contracts.reference.errors import BadRequest, insight

Path = tuple[str, ...]
Params = dict[Path, list[str]]
Found = TypeVar("Found")

_KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_MAX_PARAMETERS = 200
_BOOLEANS: Mapping[str, bool] = {"true": True, "1": True, "false": False, "0": False}


def parse(query: str) -> Params:
    """
    Read a raw query string into lists of values by path.

    Shape: {("created_at", "gt"): ["2024-01-01T00:00:00Z"], ("truto_exclude_fields",): ["a", "b"]}
    Raises: BadRequest on unbalanced brackets or too many parameters.
    """
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MAX_PARAMETERS)
    except ValueError:
        raise BadRequest(f"more than {_MAX_PARAMETERS} query parameters") from None
    params: Params = {}
    for key, value in pairs:
        params.setdefault(_path(key), []).append(value)
    return params


def _path(key: str) -> Path:
    match = _KEY.fullmatch(key)
    if match is None:
        raise bad_parameter(key, "the name has unbalanced brackets")
    inner = re.findall(r"\[([^\[\]]*)\]", match[2])
    if inner and (not inner[-1] or re.fullmatch("[0-9]+", inner[-1])):
        inner.pop()
    if not all(inner):
        raise bad_parameter(key, "an empty bracket may only stand at the end")
    return (match[1], *inner)


def spell(path: Path) -> str:
    """Write a path as a client would: `created_at[gt]`."""
    return path[0] + "".join(f"[{part}]" for part in path[1:])


def bad_parameter(name: str, problem: str) -> BadRequest:
    """Say that a query parameter cannot be used, and why."""
    return BadRequest(
        f"query parameter {name[:100]!r}: {problem}",
        insight=insight("invalid_query_parameters", problem, [name[:100]]),
    )


def take_one(params: Params, name: str) -> str | None:
    """Take the value of a parameter that may be given once. Raises: BadRequest if given twice."""
    values = params.pop((name,), None)
    if values is None:
        return None
    if len(set(values)) > 1:
        raise bad_parameter(name, "given twice with different values")
    return values[0]


def take_flag(params: Params, name: str) -> bool:
    """Take a boolean parameter; absent or empty is false. Raises: BadRequest on other words."""
    value = take_one(params, name)
    if not value:
        return False
    if (flag := _BOOLEANS.get(value.lower())) is None:
        raise bad_parameter(name, "expected true or false")
    return flag


def take_list(params: Params, name: str) -> tuple[str, ...]:
    """Take a list in either array dialect, repeated, or separated by commas."""
    values = params.pop((name,), [])
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def take_object(params: Params, name: str) -> dict[str, str]:
    """Take `name[a]=1&name[b][c]=2` as {"a": "1", "b[c]": "2"}: the keys the provider shall see."""
    found: dict[str, str] = {}
    for path in [path for path in params if path[0] == name]:
        values = params.pop(path)
        if len(path) == 1 or len(values) > 1:
            raise bad_parameter(spell(path), f"expected {name}[key]=value, each key once")
        found[spell(path[1:])] = values[0]
    return found
