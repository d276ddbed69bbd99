"""
The errors of the simulator's own making; a provider's HTTP error body is never one of these.

    SimulatorError
    ├── UsageError            the caller asked for something impossible; has `field`
    │   ├── UnknownName       a name that is not in a closed list; suggests the nearest
    │   └── NotFound          no such tenant, fault, webhook, delivery, snapshot, record
    ├── StateError            the state file cannot be used
    │   ├── StateUnreadable   not a database, locked, or not writable
    │   └── StateSchema       written by another version of the schema
    ├── ServeError            the server cannot start as it was asked to
    │   ├── CannotListen      the address is in use, not ours, or never served on
    │   ├── Exposed           reachable from other machines without an admin token
    │   └── CannotWrite       a file that was asked for cannot be written
    ├── WorkerDied            a worker process ended by itself
    └── LensGap               the world holds a value that a provider cannot express
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class SimulatorError(Exception):
    """Base of everything that is our fault, or our caller's."""


class UsageError(SimulatorError):
    """The caller asked for something impossible."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class UnknownName(UsageError):
    """A name is not in a closed list."""

    def __init__(self, what: str, name: str, known: Iterable[str], *, field: str | None) -> None:
        choices = sorted(known)
        near = difflib.get_close_matches(name, choices, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(choices)}"
        super().__init__(f"unknown {what} {name!r}; {hint}", field=field)
        self.name = name
        self.known = choices


class NotFound(UsageError):
    """No such tenant, fault, webhook, delivery, snapshot or record; suggests from *known*."""

    def __init__(self, what: str, name: object, known: Iterable[str] = ()) -> None:
        choices = sorted(known)
        near = difflib.get_close_matches(str(name), choices, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(choices)}"
        super().__init__(f"no {what} {name!r}" + (f"; {hint}" if choices else ""))
        self.what = what
        self.name = name


class StateError(SimulatorError):
    """The state file cannot be used."""


class StateUnreadable(StateError):
    """The state file is not a database, is locked, or cannot be written."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(
            f"cannot use state file {path}: {reason}; "
            "give --state another path, or remove the file to start afresh"
        )
        self.path = path
        self.reason = reason


class StateSchema(StateError):
    """The state file was written by another version of the schema."""

    def __init__(self, path: str, found: int, needed: int) -> None:
        age = "an older" if found < needed else "a newer"
        super().__init__(
            f"state file {path} was written by {age} version "
            f"(schema {found}, this version needs {needed}); "
            "use the version that wrote it, or remove the file to start afresh"
        )
        self.found = found
        self.needed = needed


class ServeError(SimulatorError):
    """The server cannot start as it was asked to."""


class CannotListen(ServeError):
    """The address is in use, does not belong to this machine, or is never served on."""

    def __init__(self, host: str, port: int, reason: str, advice: str) -> None:
        super().__init__(f"cannot listen on {host}:{port}: {reason}; {advice}")
        self.host = host
        self.port = port
        self.reason = reason


class Exposed(ServeError):
    """The server would be reachable from other machines without an admin token."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"{host} can be reached from other machines, and so could the control plane; "
            "give --admin-token, or serve on 127.0.0.1"
        )
        self.host = host


class CannotWrite(ServeError):
    """A file that was asked for cannot be written."""

    def __init__(self, what: str, path: str, reason: str) -> None:
        super().__init__(f"cannot write {what} {path}: {reason.lower()}; give another path")
        self.path = path
        self.reason = reason


class WorkerDied(SimulatorError):
    """A worker process ended by itself."""

    def __init__(self, number: int, code: int) -> None:
        how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
        super().__init__(f"worker {number} {how}; the others were ended, start the server again")
        self.number = number
        self.code = code


class LensGap(SimulatorError):
    """The world holds a value that a provider cannot express."""

    def __init__(self, resource: str, field: str, value: object) -> None:
        super().__init__(
            f"{resource}.{field} cannot express {value!r}; add it to lens.py or to the table"
        )
        self.resource = resource
        self.field = field
        self.value = value
