"""
The errors of the kit. A broken promise of a target is one of them only where it ends a check.

    ContractsError
    ├── UsageError            the caller asked for something impossible; exit 4
    │   ├── TargetFileError   a mistake in a target file: file, line, key, what was expected
    │   ├── UnknownName       a name that is not in a closed list; suggests the nearest
    │   └── NothingMatches    a pattern that matches no check
    ├── TargetError           the target answered with an error, classified
    ├── ContractViolation     a promise is broken so badly that the check cannot go on
    │   └── Endless           a walk over pages that would not end
    └── AdapterBroke          the target, or the way to it, did something no contract is about
        └── NoAnswer          a request to the target was not answered at all
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

MOST_SHOWN = 24
"""Known names that a message lists."""


class ContractsError(Exception):
    """Base of everything that is our fault, our caller's, or the target's."""


class UsageError(ContractsError):
    """The caller asked for something impossible."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Suggest the nearest known name, or list them all when none is near."""
    choices = sorted(known)
    near = difflib.get_close_matches(name, choices, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    shown = ", ".join(choices[:MOST_SHOWN]) + (", …" if len(choices) > MOST_SHOWN else "")
    return f"known: {shown}"


class TargetFileError(UsageError):
    """A mistake in a target file."""

    def __init__(self, *, file: str, line: int | None, key: str, problem: str) -> None:
        where = f"{file}:{line}" if line else file
        super().__init__(f"{where}: {key}: {problem}" if key else f"{where}: {problem}")
        self.file = file
        self.line = line
        self.key = key
        self.problem = problem


class UnknownName(UsageError):
    """A name is not in a closed list."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        choices = sorted(known)
        super().__init__(f"unknown {what} {name!r}; {nearest(name, choices)}")
        self.name = name
        self.known = choices


class NothingMatches(UsageError):
    """A pattern matches no check."""

    def __init__(self, pattern: str, known: Iterable[str], *, among: str = "checks") -> None:
        hint = nearest(pattern, known)
        if among.startswith("checks") and not hint.startswith("did you mean"):
            hint = "see `ats-sandbox list checks`"
        super().__init__(f"pattern {pattern!r} matches none of the {among}; {hint}")
        self.pattern = pattern


class ErrorKind(StrEnum):
    """The closed list of ways in which a target may answer with an error."""

    AUTH = "auth"
    PERMISSION = "permission"
    NOT_FOUND = "not_found"
    INVALID = "invalid"
    RATE_LIMITED = "rate_limited"
    UPSTREAM = "upstream"
    UNSUPPORTED = "unsupported"
    CONFLICT = "conflict"


class TargetError(ContractsError):
    """
    The target answered with an error.

    *remote* says that the target blames the provider, null that it does not say.
    Units: *retry_after_s* in seconds.
    """

    def __init__(
        self,
        kind: ErrorKind | str,
        *,
        retryable: bool = False,
        detail: str = "",
        remote: bool | None = None,
        retry_after_s: float | None = None,
        status: int | None = None,
    ) -> None:
        self.kind = ErrorKind(kind)
        where = f" (HTTP {status})" if status else ""
        super().__init__(f"the target answered {self.kind}{where}: {detail or 'no message'}")
        self.retryable = retryable
        self.detail = detail
        self.remote = remote
        self.retry_after_s = retry_after_s
        self.status = status


class ContractViolation(ContractsError):
    """A promise is broken so badly that the check cannot go on; becomes a divergence."""

    def __init__(self, where: str, *, kind: str, expected: Any, actual: Any) -> None:
        super().__init__(f"{where}: expected {expected}, got {actual}")
        self.where = where
        self.kind = kind
        self.expected = expected
        self.actual = actual


class Endless(ContractViolation):
    """A walk over pages repeats a cursor or exceeds its bound."""

    def __init__(self, resource: str, *, pages: int, reason: str) -> None:
        super().__init__(f"{resource} pages", kind="endless", expected="a last page", actual=reason)
        self.pages = pages


class AdapterBroke(ContractsError):
    """The target, or the way to it, did something that no contract is about."""


class NoAnswer(AdapterBroke):
    """A request to the target was not answered at all: refused, cut off, or too late."""
