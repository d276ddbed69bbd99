"""
The oracle: what a faultless integration would show, from the truth and the lens alone.

It reads truth through the tenant's owner and projects it with `ats_simulator.lens`. It refuses to
know how anything looks on a wire: importing rendering or routing code here fails a test.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from ats_contracts.errors import ContractsError
from ats_simulator.assumptions import Values
from ats_simulator.lens import (
    Lens,
    ResourceLens,
    evaluate,
    fed,
    held,
    joined,
    listed,
    project,
    rule_of,
    truth_name,
)

Record = Mapping[str, Any]


class Owner(Protocol):
    """What the oracle asks of a tenant's owner."""

    def describe(self) -> dict[str, Any]: ...
    def truth(self, resource: str) -> list[dict[str, Any]]: ...


@dataclass(slots=True)
class Oracle:
    """
    The expectations about one account, as its truth stands now.

    Nothing is remembered between calls, so a change in the account shows at once. *asked* are the
    assumptions that any expectation has depended on.
    """

    lens: Lens
    account: Owner
    asked: set[str] = field(default_factory=set)
    values: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.values = Values(self.account.describe()["assumptions"], self.asked, self.asked.add)

    def resource(self, resource: str) -> ResourceLens:
        """Give the lens of a resource that the provider feeds. Raises: ContractsError if not."""
        try:
            return fed(self.lens)[resource]
        except KeyError:
            raise ContractsError(f"the provider does not feed {resource}") from None

    def truth(self, resource: str) -> list[Record]:
        """List the truth records that *resource* is read from, whatever they are called there."""
        return list(self.account.truth(truth_name(self.lens, resource)))

    def listed(self, resource: str) -> dict[str, Record]:
        """
        Expect the list of a resource.

        Shape: {id: unified record}, in the order of the truth; instants UTC with `Z`.
        """
        return self._project(resource, self._listed(resource))

    def hidden(self, resource: str) -> dict[str, Record]:
        """Expect the records that lists leave out and a get still answers."""
        shown = self.listed(resource)
        return {key: r for key, r in self.every(resource).items() if key not in shown}

    def every(self, resource: str) -> dict[str, Record]:
        """Expect all records that a get can answer: those of the list where a get walks it."""
        return self._project(resource, self._every(resource))

    def _every(self, resource: str) -> list[Record]:
        if self.resource(resource).walked:
            return self._listed(resource)
        return held(self.lens, resource, self.account.truth)

    def _listed(self, resource: str) -> list[Record]:
        self.resource(resource)
        return listed(self.lens, resource, self.account.truth, self.values)

    def _project(self, resource: str, truths: Iterable[Record]) -> dict[str, Record]:
        lens, reachable = self.resource(resource), self._reachable(resource)
        shown = (project(lens, truth, self.values) for truth in truths)
        return {str(r["id"]): _without_unreachable(r, reachable) for r in shown}

    def _reachable(self, resource: str) -> dict[str, set[str]]:
        """Name, for each field that embeds records of another resource, those that can be read."""
        cells = self.resource(resource).fields.items()
        return {name: set(self._keys(cell.embeds)) for name, cell in cells if cell.embeds}

    def _keys(self, resource: str) -> Iterator[str]:
        """Name the records of a resource that can be read by the ids that are shown."""
        rule = rule_of(self.resource(resource).fields["id"], self.values)
        return (str(evaluate(rule, truth, "id")) for truth in self._every(resource))

    def one(self, resource: str, truth: Record) -> Record:
        """Project one truth record."""
        linked = joined(self.resource(resource), [truth], self.account.truth)
        return next(iter(self._project(resource, linked).values()))

    def field(self, resource: str, name: str, truth: Record) -> Any:
        """Project one field of one truth record."""
        return self.one(resource, truth)[name]


def _without_unreachable(record: Record, reachable: Mapping[str, set[str]]) -> Record:
    kept = {n: [i for i in record[n] or () if i["id"] in keys] for n, keys in reachable.items()}
    return {**record, **kept}
