"""
The oracle: what a faultless integration would show, from the truth and the lens alone.

It reads truth through the tenant's owner and projects it with `ats_simulator.lens`. It refuses to
know how anything looks on a wire: importing rendering or routing code here fails a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from ats_contracts.errors import ContractsError
from ats_simulator.lens import Lens, ResourceLens, evaluate, fed, is_listed, project

Record = Mapping[str, Any]


class Owner(Protocol):
    """What the oracle asks of a tenant's owner."""

    def describe(self) -> dict[str, Any]: ...
    def truth(self, resource: str) -> list[dict[str, Any]]: ...


@dataclass(slots=True)
class Oracle:
    """
    The expectations about one account, as its truth stands now.

    Nothing is remembered between calls, so a change in the account shows at once.
    """

    lens: Lens
    account: Owner
    values: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.values = self.account.describe()["assumptions"]

    def resource(self, resource: str) -> ResourceLens:
        """Give the lens of a resource that the provider feeds. Raises: ContractsError if not."""
        try:
            return fed(self.lens)[resource]
        except KeyError:
            raise ContractsError(f"the provider does not feed {resource}") from None

    def listed(self, resource: str) -> dict[str, Record]:
        """
        Expect the list of a resource.

        Shape: {id: unified record}, in the order of the truth; instants UTC with `Z`.
        """
        lens = self.resource(resource)
        return self._project(resource, lambda r: is_listed(lens, r, self.values))

    def hidden(self, resource: str) -> dict[str, Record]:
        """Expect the records that lists leave out and a get still answers."""
        lens = self.resource(resource)
        return self._project(resource, lambda r: not is_listed(lens, r, self.values))

    def every(self, resource: str) -> dict[str, Record]:
        """Expect all records that a get can answer."""
        return self._project(resource, lambda r: True)

    def _project(self, resource: str, keep: Any) -> dict[str, Record]:
        lens = self.resource(resource)
        shown = (
            project(lens, truth, self.values)
            for truth in self.account.truth(resource)
            if keep(truth)
        )
        return {str(record["id"]): record for record in shown}

    def one(self, resource: str, truth: Record) -> Record:
        """Project one truth record."""
        return project(self.resource(resource), truth, self.values)

    def field(self, resource: str, name: str, truth: Record) -> Any:
        """Project one field of one truth record."""
        return evaluate(self.resource(resource).fields[name].rule, truth, name)
