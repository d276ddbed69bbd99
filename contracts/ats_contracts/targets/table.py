"""
Reading a TOML table key by key, so that every mistake can name its place.

A key that nobody asked for is a mistake too. This module refuses to know what the keys mean.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ats_contracts.errors import TargetFileError, nearest
from ats_contracts.targets.lines import line_of

Missing = object()


@dataclass(slots=True)
class Table:
    """One table of the file, read key by key; what was not asked for is a mistake."""

    data: Mapping[str, Any]
    file: str
    text: str
    at: tuple[str | int, ...] = ()
    asked: set[str] = field(default_factory=set)

    def fail(self, key: str, problem: str) -> TargetFileError:
        """Make the error about one key of this table."""
        path = (*self.at, key) if key else self.at
        shown = ".".join(f"[{p}]" if isinstance(p, int) else p for p in path)
        line = line_of(self.text, path)
        return TargetFileError(
            file=self.file, line=line, key=shown.replace(".[", "["), problem=problem
        )

    @property
    def line(self) -> int | None:
        """The line on which this table starts."""
        return line_of(self.text, self.at)

    def get(
        self, key: str, kind: type | tuple[type, ...], expected: str, default: Any = Missing
    ) -> Any:
        """Read one key of a Python type; *expected* words it for the message."""
        self.asked.add(key)
        if key not in self.data:
            if default is Missing:
                raise self.missing(key, expected)
            return default
        value = self.data[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.fail(key, f"expected {expected}, found {value!r}")
        return value

    def missing(self, key: str, expected: str) -> TargetFileError:
        """Make the error about a key that is not there; a key that looks like it is the mistake."""
        strangers = [one for one in self.data if one not in self.asked]
        for misspelt in difflib.get_close_matches(key, strangers, n=1):
            return self.fail(misspelt, f"is not a key here; did you mean {key!r}?")
        return self.fail(key, f"is missing; expected {expected}")

    def text_of(self, key: str, default: Any = Missing) -> str:
        """Read a text that is not empty."""
        value = self.get(key, str, "a text", default)
        if value == "" and default is Missing:
            raise self.fail(key, "expected a text that is not empty")
        return str(value)

    def choice(self, key: str, values: Iterable[str], default: Any = Missing) -> str:
        """Read one of a closed list of texts."""
        known = list(values)
        value = self.get(key, str, f"one of {', '.join(known)}", default)
        if value is not default and value not in known:
            raise self.fail(
                key, f"expected one of {', '.join(known)}, found {value!r}; {nearest(value, known)}"
            )
        return str(value)

    def table(self, key: str) -> Table:
        """Read a table; an absent one is empty."""
        data = self.get(key, dict, "a table", {})
        return Table(data, file=self.file, text=self.text, at=(*self.at, key))

    def tables(self, key: str) -> list[Table]:
        """Read an array of tables; an absent one is empty."""
        rows = self.get(key, list, f"an array of tables, [[{key}]]", [])
        for row in rows:
            if not isinstance(row, dict):
                raise self.fail(key, f"expected an array of tables, [[{key}]], found {row!r}")
        return [
            Table(row, file=self.file, text=self.text, at=(*self.at, key, n))
            for n, row in enumerate(rows)
        ]

    def texts(self, key: str) -> dict[str, str]:
        """Read a table of texts."""
        table = self.table(key)
        return {name: table.text_of(name) for name in table.data}

    def done(self) -> None:
        """Refuse keys that nobody asked for."""
        for key in self.data:
            if key not in self.asked:
                raise self.fail(key, f"is not a key here; {nearest(key, self.asked)}")
