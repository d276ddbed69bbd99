"""
Assumptions: named, switchable behaviours that no public document settles.

A value that a document contradicts is a fault, not an assumption. Each tenant has its own
values; the simulator notes each time one is consulted, since a switch that nobody consulted
has not been tested.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from ats_simulator.errors import UnknownName


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One guess. *values* is closed, default first; *doubt* says why it is open."""

    name: str
    statement: str
    values: tuple[str, ...]
    affects: str
    doubt: str
    source: str

    @property
    def default(self) -> str:
        return self.values[0]


class Values(Mapping[str, str]):
    """
    The values in force on one tenant. *consulted* are the names that were asked for; *first* is
    told each of them once.
    """

    __slots__ = ("_first", "_values", "consulted")

    def __init__(
        self,
        values: Mapping[str, str],
        consulted: Iterable[str] = (),
        first: Callable[[str], object] | None = None,
    ) -> None:
        self._values = dict(values)
        self._first = first
        self.consulted = set(consulted)

    def __getitem__(self, name: str) -> str:
        if name not in self.consulted:
            self.consult({name})
        return self._values[name]

    def consult(self, names: Set[str]) -> None:
        """Note that *names* were asked for: by what is read now, when it was written."""
        for name in names - self.consulted:
            self.consulted.add(name)
            if self._first is not None:
                self._first(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def to_json(self) -> dict[str, str]:
        """List all values without counting as consulted."""
        return dict(self._values)


def resolve(known: Iterable[Assumption], given: Mapping[str, object]) -> dict[str, str]:
    """
    Fill in the defaults of *known* around *given*.

    Raises: UnknownName for a name or a value that is not in the registry.
    """
    registry = {a.name: a for a in known}
    for name, value in given.items():
        if name not in registry:
            raise UnknownName("assumption", name, registry, field=f"assumptions.{name}")
        if value not in registry[name].values:
            raise UnknownName(
                f"value for assumption {name}",
                str(value),
                registry[name].values,
                field=f"assumptions.{name}",
            )
    return {name: str(given.get(name, a.default)) for name, a in registry.items()}
