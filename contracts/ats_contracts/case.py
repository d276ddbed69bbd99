"""
What a check talks through: one provider, one account of its own, and a place to say what was seen.

A case counts and records; it never raises because a target is wrong, so that one run shows all
divergences. It refuses to give a verdict: the runner does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ats_contracts.bench import Bench, Hidden, Reading
from ats_contracts.check import AccountPlan, Check, providers_in
from ats_contracts.compare import Comparison, Divergence, compare, is_nothing
from ats_contracts.embedding import compare_embedded, needed
from ats_contracts.errors import ContractViolation, TargetError
from ats_contracts.evidence import Evidence, evidence_of
from ats_contracts.model import ANY, RESOURCES, Field
from ats_contracts.redact import plain, secrets_in, show
from ats_contracts.target import Connection, Exchange, Page, Support
from ats_contracts.timing import Time

if TYPE_CHECKING:
    from ats_contracts.oracle import Oracle, Record
    from ats_contracts.targets.file import Options
    from ats_simulator.account import Account
    from ats_simulator.lens import Cell, Lens, ResourceLens

KEPT_DIVERGENCES = 100
KEPT_EXCHANGES = 5


@dataclass(slots=True)
class FaultHandle:
    """A fault set on an account. It must have been consumed when the check ends."""

    account: Account
    id: str
    kind: str

    @property
    def consumed(self) -> int:
        """How often the fault has fired so far."""
        listed = next((f for f in self.account.faults() if f["id"] == self.id), None)
        return int(listed["consumed"]) if listed else 0


@dataclass(frozen=True, slots=True)
class Setting:
    """An account under another assumption value than the run's; *under* is `name=value`."""

    account: Account
    under: str


@dataclass(slots=True, kw_only=True)
class Case:
    """One check against one provider, or against several, whose names are joined by `+`."""

    check: Check
    provider: str
    bench: Bench
    comparisons: int = 0
    diverged: int = 0
    divergences: list[dict[str, Any]] = field(default_factory=list)
    evidence: dict[tuple[str, str, str], Evidence] = field(default_factory=dict)
    faults: list[FaultHandle] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _account: Account | None = None
    _connection: Connection | None = None
    _connections: list[Connection] = field(default_factory=list)
    _secrets: frozenset[str] = frozenset()
    _embedded: dict[tuple[str, str], tuple[Mapping[str, Record], frozenset[str]]] = field(
        default_factory=dict
    )

    # -- what the check is about -------------------------------------------------------------

    @property
    def resource(self) -> str:
        """The resource that stands for {resource} in the check's id."""
        assert self.check.resource is not None, "this check is not declared over resources"
        return self.check.resource

    @property
    def field(self) -> str:
        """The field that stands for {field} in the check's id."""
        assert self.check.field is not None, "this check is not declared over fields"
        return self.check.field

    @property
    def providers(self) -> tuple[str, ...]:
        """The providers, one by one."""
        return providers_in(self.provider)

    @property
    def lens(self) -> Lens:
        """What the provider can express; a check that spans providers asks the bench for each."""
        return self.bench.lens(self.provider)

    def resource_lens(self, resource: str | None = None) -> ResourceLens:
        """Give the lens of one resource that the provider feeds (default: the check's)."""
        return self._fed(resource or self.resource)

    def _fed(self, resource: str) -> ResourceLens:
        from ats_simulator.lens import fed

        return fed(self.lens)[resource]

    @property
    def options(self) -> Options:
        """What the target declares about itself: a promise to verify, not an excuse."""
        return self.bench.declared

    def declines(self, capability: str) -> bool:
        """Say whether the target's file says no to a capability."""
        claim = self.bench.supports.get(capability)
        return claim is not None and claim.support is Support.NO

    @property
    def clock(self) -> Time:
        """The time of this check and its accounts."""
        return self.bench.time

    # -- accounts and connections ------------------------------------------------------------

    @property
    def account(self) -> Account:
        """The check's own fresh account, created when first used."""
        if self._account is None:
            self._account = self._adopt(self.bench.open_account(self.provider, self.check.account))
        return self._account

    @property
    def connection(self) -> Connection:
        """The target's connection to the check's own account, made when first used."""
        if self._connection is None:
            self._connection = self.connect(self.account)
        return self._connection

    def fresh_account(
        self,
        *,
        provider: str | None = None,
        seed: int | None = None,
        id: str | None = None,  # noqa: A002
        **plan: Any,
    ) -> Account:
        """
        Create a further account (default: as the check's plan says).

        *plan* overrides parts of the plan: size, plan, limits, assumptions, settings.
        """
        base = self.check.account
        kept = {n: getattr(base, n) for n in AccountPlan.__dataclass_fields__}
        merged = AccountPlan(**{**kept, **plan})
        return self._adopt(
            self.bench.open_account(provider or self.provider, merged, seed=seed, id=id)
        )

    def connect(self, account: Account, credentials: Mapping[str, Any] | None = None) -> Connection:
        """Connect the target to *account*. Raises: TargetError."""
        connection = self.bench.connect(account, credentials)
        self._connections.append(connection)
        return connection

    def _adopt(self, account: Account) -> Account:
        self.accounts.append(account)
        self._secrets |= self.bench.secrets_of(account)
        return account

    def _borrow(self, account: Account, connection: Connection) -> None:
        """Take note of an account that is shared with other checks."""
        self._secrets |= self.bench.secrets_of(account)
        if account not in self.accounts:
            self.accounts.append(account)
            self.bench.keep_up(account)
        if connection not in self._connections:
            self._connections.append(connection)

    def reading(self, resource: str | None = None) -> Reading:
        """
        Read a resource of an account shared by all checks that change nothing.

        Cheaper than `connection.list`: the walk is made once a run. An error of the target that
        ended it is raised again here; a violation is left in `reading.error`, for the check
        whose claim it breaks. Raises: TargetError, AdapterBroke.
        """
        return self._lent(self.bench.reading(self.provider, resource or self.resource))

    def plain_reading(self, provider: str, resource: str | None = None) -> Reading:
        """
        Read a resource of a shared account of *provider* that is as its world was generated.

        For checks that span providers: those accounts hold the same records. Raises: as `reading`.
        """
        return self._lent(self.bench.reading(provider, resource or self.resource, plain=True))

    def _lent(self, reading: Reading) -> Reading:
        self._borrow(reading.account, reading.connection)
        if reading.error is not None and not isinstance(reading.error, ContractViolation):
            raise reading.error
        return reading

    def hidden(self, resource: str | None = None) -> Hidden:
        """Read what the lists of the shared account leave out, one by one; once a run."""
        self.reading(resource)
        return self.bench.hidden(self.provider, resource or self.resource)

    # -- expectations ------------------------------------------------------------------------

    def oracle(self, account: Account | None = None) -> Oracle:
        """Make the oracle of an account (default: the check's own, or the shared one)."""
        if account is None and self._account is None and self.accounts:
            account = self.accounts[0]
        return self.bench.oracle(account or self.account)

    def expected(
        self, resource: str | None = None, account: Account | None = None
    ) -> dict[str, Record]:
        """Expect a list: {id: unified record}, as the truth of the account stands now."""
        return self.oracle(account or self.account).listed(resource or self.resource)

    def expect(
        self,
        where: str,
        expected: Any,
        actual: Any,
        *,
        source: str = "",
        kind: str | None = None,
        shape: Field = ANY,
        exchange: Exchange | None = None,
    ) -> bool:
        """
        Compare, count and record; say whether both agree.

        *shape* tells how (see `model`); *kind* overrides the word for the difference; *exchange*
        is the evidence (default: the last exchange with the target).
        """
        result = compare(where, expected, actual, shape=shape, rules=self.bench.rules)
        return self._record(result, source=source, kind=kind, exchange=exchange)

    def expect_that(
        self,
        where: str,
        holds: bool,  # noqa: FBT001 (reads as a sentence at the call)
        *,
        expected: Any,
        actual: Any,
        kind: str = "value",
        source: str = "",
        exchange: Exchange | None = None,
    ) -> bool:
        """Count one claim that is no comparison of values; *expected* and *actual* explain it."""
        result = Comparison(compared=1)
        if not holds:
            result.divergences.append(
                Divergence(where=where, kind=kind, expected=expected, actual=actual)
            )
        return self._record(result, source=source, kind=None, exchange=exchange)

    def expect_field(
        self,
        resource: str,
        name: str,
        key: str,
        expected: Any,
        actual: Any,
        *,
        exchange: Exchange | None = None,
        setting: Setting | None = None,
    ) -> bool:
        """
        Compare one field of the record *key*, and let the matrix have the evidence.

        *setting* is the account that shows it, if that is not the check's own or the shared one.
        """
        cell = self._fed(resource).fields[name]
        result = self._compared(resource, name, key, (expected, actual), setting)
        self.evidence_for(resource, name, setting).saw(
            self._owed(cell, expected, actual, setting),
            compared=result.compared,
            diverged=len(result.divergences),
            shown=not is_nothing(actual, self.bench.rules),
        )
        return self._record(result, source=cell.source, kind=None, exchange=exchange)

    def _compared(
        self, resource: str, name: str, key: str, pair: tuple[Any, Any], setting: Setting | None
    ) -> Comparison:
        cell, rules = self._fed(resource).fields[name], self.bench.rules
        expected, actual = pair
        where, shape = f"{resource}[{key}].{name}", RESOURCES[resource][name]
        if cell.optional and is_nothing(actual, rules):
            return Comparison(compared=1)
        if cell.embeds:
            known, listed = self._known(cell.embeds, setting)
            return compare_embedded(
                where, expected, actual, known, listed=listed, shape=shape, rules=rules
            )
        unordered = f"{resource}.{name}" in rules.unordered
        return compare(where, expected, actual, shape=shape, rules=rules, unordered=unordered)

    def _owed(self, cell: Cell, expected: Any, actual: Any, setting: Setting | None) -> Any:
        """Give what was to be shown: nothing, where all that is embedded need not be known."""
        if not cell.embeds or not is_nothing(actual, self.bench.rules):
            return expected
        return expected if needed(expected, self._known(cell.embeds, setting)[1]) else None

    def _known(
        self, resource: str, setting: Setting | None
    ) -> tuple[Mapping[str, Record], frozenset[str]]:
        """
        Expect a resource whose records are embedded in others, and name the listed ones.

        The truth is taken to stand still for as long as the check runs.
        """
        key = (resource, setting.under if setting else "")
        if key not in self._embedded:
            oracle = self.oracle(setting.account if setting else None)
            self._embedded[key] = (oracle.every(resource), frozenset(oracle.listed(resource)))
        return self._embedded[key]

    def expect_error(
        self,
        where: str,
        call: Callable[[], Any],
        *,
        kinds: tuple[str, ...],
        source: str = "",
    ) -> TargetError | None:
        """
        Expect *call* to end in a TargetError of one of *kinds*; give it, for further questions.

        An answer, or an error of another kind, is a divergence.
        """
        wanted = " or ".join(kinds)
        try:
            answer = call()
        except TargetError as error:
            self.expect_that(
                where,
                error.kind in kinds,
                expected=f"error {wanted}",
                actual=f"error {error.kind}",
                kind="error",
                source=source,
            )
            return error
        rows = answer.records if isinstance(answer, Page) else answer
        self.expect_that(
            where,
            holds=False,
            expected=f"error {wanted}",
            actual=f"{len(rows)} records" if isinstance(rows, list | tuple) else answer,
            kind="swallowed",
            source=source,
        )
        return None

    def expect_answer(self, where: str, call: Callable[[], Any], *, source: str = "") -> Any:
        """
        Expect *call* to be answered; give the answer, or null if it ended in a TargetError.

        For claims that something is done: a refusal breaks them, and is no accident.
        """
        try:
            answer = call()
        except TargetError as error:
            self.expect(where, "an answer", f"error {error.kind}", kind="refused", source=source)
            return None
        self.comparisons += 1
        return answer

    def violated(self, violation: ContractViolation) -> None:
        """Record a violation that ended the check."""
        self.expect_that(
            violation.where,
            holds=False,
            expected=violation.expected,
            actual=violation.actual,
            kind=violation.kind,
        )

    def evidence_for(self, resource: str, name: str, setting: Setting | None = None) -> Evidence:
        """Give the evidence of one field, to add to."""
        key = (resource, name, setting.under if setting else "")
        if key not in self.evidence:
            oracle = self.oracle(setting.account if setting else None)
            made = evidence_of(resource, name, self._fed(resource).fields[name], oracle.values)
            made.closed = made.closed or self.bench.is_constant(oracle.account, resource)
            made.under = key[2]
            self.evidence[key] = made
        return self.evidence[key]

    def _record(
        self, result: Comparison, *, source: str, kind: str | None, exchange: Exchange | None
    ) -> bool:
        self.comparisons += result.compared
        for divergence in result.divergences:
            self.diverged += 1
            if len(self.divergences) < KEPT_DIVERGENCES:
                self.divergences.append(self._shown(divergence, source, kind, exchange))
        return not result.divergences

    def _shown(
        self, divergence: Divergence, source: str, kind: str | None, exchange: Exchange | None
    ) -> dict[str, Any]:
        wire = None
        if len(self.divergences) < KEPT_EXCHANGES:
            wire = exchange or self.last_exchange()
        return {
            "where": divergence.where,
            "kind": kind or divergence.kind,
            "expected": plain(divergence.expected, self.untold),
            "actual": plain(divergence.actual, self.untold),
            "source": source or divergence.source or self.check.source,
            "exchange": show(wire, self.untold) if wire else None,
        }

    # -- witness and faults ------------------------------------------------------------------

    def witness(self, account: Account | None = None, **filters: Any) -> list[dict[str, Any]]:
        """
        Give what the simulator saw of an account, in order; readable after an error too.

        *filters*: method, path (a prefix if it ends in `*`), status, since, limit. Shape: see
        `GET /_sim/tenants/{id}/journal`.
        """
        return list((account or self.account).journal(**filters))

    def fault(
        self,
        kind: str,
        *,
        account: Account | None = None,
        match: Mapping[str, Any] | None = None,
        times: int | None = 1,
        **settings: Any,
    ) -> FaultHandle:
        """Set a fault on an account; unless it fires, the check is `unverified`."""
        owner = account or self.account
        made = owner.add_fault(kind, match=match, times=times, **settings)
        handle = FaultHandle(owner, str(made["id"]), kind)
        self.faults.append(handle)
        return handle

    def credential_names(self, account: Account | None = None) -> list[str]:
        """Name the credentials of an account, as `revoke`, `rotate` and `expire` take them."""
        return self.bench.credential_names(account or self.account)

    def note(self, sentence: str) -> None:
        """Keep a sentence for the report."""
        self.notes.append(sentence)

    # -- for the runner ----------------------------------------------------------------------

    @property
    def secrets(self) -> frozenset[str]:
        """Every credential that this check has had to do with."""
        return self._secrets

    @property
    def untold(self) -> frozenset[str]:
        """What no report may show: those credentials, and the target's own token."""
        return self._secrets | secrets_in(self.bench.token)

    def last_exchange(self) -> Exchange | None:
        """Give the last exchange with the target, if it is spoken to by HTTP."""
        exchanges = [c.exchanges[-1] for c in self._connections if c.exchanges]
        return exchanges[-1] if exchanges else None

    def provider_was_called(self) -> bool:
        """Say whether the simulator saw a request of any account of this check."""
        return any(a.journal(limit=1) for a in self.accounts)
