"""
What all checks of a run share: the simulator, the target, time, and readings that change nothing.

Checks get at it through their `Case`. This module refuses to compare.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ats_contracts.check import AccountPlan
from ats_contracts.compare import Rules, parse_instant
from ats_contracts.consumer import Beside, Consumer
from ats_contracts.errors import ContractsError, UnknownName
from ats_contracts.oracle import Oracle, Owner, Record
from ats_contracts.redact import secrets_in
from ats_contracts.seasoning import season
from ats_contracts.target import Claim, Connection, Exchange, JsonObject, Target, TenantInfo
from ats_contracts.targets.file import Options
from ats_contracts.timing import Time
from ats_simulator.assumptions import Values

if TYPE_CHECKING:
    from ats_simulator.account import Account
    from ats_simulator.lens import Lens
    from ats_simulator.simulator import Simulator


MOST_ROUNDS = 500
ROUND_S = 0.01
"""While a served simulator is sending, how often and how soon to look again. Unit: seconds."""
MOST_HIDDEN = 24
"""Records left out of a list that are read one by one."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record as the target listed it, and the exchange; *partial* is what was said of it."""

    record: JsonObject
    exchange: Exchange | None
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One whole walk over a resource of an account, beside what was expected. *error* ended it."""

    resource: str
    account: Account
    connection: Connection
    expected: Mapping[str, Record]
    rows: tuple[Row, ...]
    error: ContractsError | None = None

    def by_id(self) -> dict[str, Row]:
        """Give the rows by id; of a repeated id the last."""
        return {str(row.record.get("id")): row for row in self.rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """
    Records that lists leave out, as a get answers them. One that is answered with an error is not
    among *rows*: a deleted record may be found no more, and the rest is for the checks of gets.
    """

    expected: Mapping[str, Record]
    rows: Mapping[str, Row]


@dataclass(slots=True, kw_only=True)
class Bench:
    """
    The set-up of one run against one target.

    *assumptions* are pinned values per provider; *options* what the target file sets per provider
    (plan, settings); *size* the most candidates that an account has, if there is a bound; *root*
    the simulator's base URL when it is served over a socket; *token* the target's own, a secret;
    *consumer* takes what the target tells.
    """

    simulator: Simulator
    target: Target
    time: Time
    seed: int = 1
    size: int | None = None
    root: str | None = None
    token: str = ""
    consumer: Consumer = field(default_factory=Consumer)
    declared: Options = field(default_factory=Options)
    supports: Mapping[str, Claim] = field(default_factory=dict)
    assumptions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    shared: dict[tuple[str, bool], tuple[Account, Connection]] = field(default_factory=dict)
    projected: dict[str, set[str]] = field(default_factory=dict)
    readings: dict[tuple[str, str, bool], Reading] = field(default_factory=dict)
    hiddens: dict[tuple[str, str], Hidden] = field(default_factory=dict)

    @property
    def rules(self) -> Rules:
        """How strictly to compare, as the target declares."""
        return Rules(null_policy=self.declared.null_policy, unordered=self.declared.unordered)

    def lens(self, provider: str) -> Lens:
        """Give a provider's lens, as it is under the values of the run. Raises: UnknownName."""
        from ats_simulator.lens import under

        providers = self.simulator.sandbox.providers
        if provider not in providers:
            raise UnknownName("provider", provider, providers)
        return under(providers[provider].lens, self.chosen(provider))

    def chosen(self, provider: str) -> dict[str, str]:
        """Give the assumption values that the run sets for a provider: pinned ones come first."""
        options = self.options.get(provider, {}).get("assumptions", {})
        return {**options, **self.assumptions.get(provider, {})}

    def open_account(
        self,
        provider: str,
        plan: AccountPlan,
        *,
        seed: int | None = None,
        id: str | None = None,  # noqa: A002
    ) -> Account:
        """Create a tenant of *provider*; a check's own assumptions outrank pinned ones."""
        options = self.options.get(provider, {})
        account = self.simulator.create_tenant(
            provider,
            id=id,
            seed=self.seed if seed is None else seed,
            size=plan.size if self.size is None else min(self.size, plan.size),
            plan=plan.plan or options.get("plan"),
            limits=plan.limits,
            clock=self.time.clock(),
            assumptions={**self.chosen(provider), **plan.assumptions},
            settings={**options.get("settings", {}), **plan.settings},
        )
        self.time.attach(account)
        return account

    def base_url(self, account: Account) -> str:
        """Give the address at which the target reaches *account*'s provider."""
        if self.root is None:
            return str(account.base_url)
        return f"{self.root.rstrip('/')}/{account.provider}"

    def connect(self, account: Account, credentials: Mapping[str, Any] | None = None) -> Connection:
        """Connect the target to an account, with its owner's credentials or other ones."""
        tenant = TenantInfo(
            id=account.id,
            provider=account.provider,
            base_url=self.base_url(account),
            credentials=credentials or account.credentials,
            clock=self.time.mode,
            webhook_secret=self.webhook_secret(account),
        )
        return Connection(self.target.connect(tenant), tenant, page_bound=self.declared.page_bound)

    def webhook_secret(self, account: Account) -> str:
        """Give the secret with which an account's provider signs what it sends to the target."""
        token = hashlib.blake2b(f"{account.id}:{self.seed}".encode(), digest_size=16)
        return f"whsec_{token.hexdigest()}"

    def announced(self, account: Account) -> list[JsonObject]:
        """
        Let the provider send what it has to say about an account, to nobody who minds, and list
        all of it so far. Shape: as `Account.deliveries`.

        Raises: ContractsError if it does not come to an end.
        """
        inside = None if self.root else Beside(self.consumer, self.simulator.transport())
        for _ in range(MOST_ROUNDS):
            self.simulator.deliver(inside)
            found = account.deliveries()
            if all(one["state"] != "owed" for one in found):
                return found
            time.sleep(ROUND_S)
        owed = [(one["event"], one["attempts"][-1:]) for one in found if one["state"] == "owed"]
        raise ContractsError(
            f"{len(owed)} webhooks of {account.id} could not be collected: they are still owed; "
            f"the first: {owed[0]}"
        )

    def secrets_of(self, account: Account) -> frozenset[str]:
        """Collect the credentials of an account that are secret: no address, and no name."""
        provider = self.simulator.sandbox.providers[account.provider]
        found = secrets_in(account.credentials, provider.public)
        return found | {self.webhook_secret(account)}

    def oracle(self, account: Account) -> Oracle:
        """Make the oracle of an account, and note the assumptions that its lens asks for."""
        projected = self.projected.setdefault(account.id, set())
        return Oracle(self.lens(account.provider), account, projected)

    def consulted(self, account: Account) -> frozenset[str]:
        """Name the assumptions on which anything about an account has depended so far."""
        return frozenset(account.consulted()) | self.projected.get(account.id, set())

    def in_force(self, provider: str) -> dict[str, str]:
        """Give the assumptions in force, but for those that a check sets for itself."""
        return {
            **{a.name: a.default for a in self.simulator.sandbox.providers[provider].assumptions},
            **self.chosen(provider),
        }

    def under(self, provider: str, values: Mapping[str, str], *, size: int | None) -> Bench:
        """Make a bench with other assumptions, beside the same target, with accounts of its own."""
        assumptions = {
            **self.assumptions,
            provider: {**self.assumptions.get(provider, {}), **values},
        }
        return replace(
            self,
            assumptions=assumptions,
            size=self.size if size is None else size,
            shared={},
            readings={},
            hiddens={},
            projected={},
        )

    def reading(self, provider: str, resource: str, *, plain: bool = False) -> Reading:
        """
        Read a resource of the provider's shared account, once a run.

        An error of the target is kept in the reading, so that each check can say what it thinks.
        """
        key = (provider, resource, plain)
        if key not in self.readings:
            self.readings[key] = self._read(provider, resource, plain=plain)
        return self.readings[key]

    def shared_account(self, provider: str, *, plain: bool = False) -> tuple[Account, Connection]:
        """
        Give the account that checks which change nothing share.

        It is seasoned for the provider's lens; a *plain* one is left as its world was generated,
        and so holds the records that plain ones of other providers hold.
        """
        key = (provider, plain)
        if key not in self.shared:
            account = self.open_account(provider, AccountPlan())
            if not plain:
                season(account, self.lens(provider), but=self.constant(account))
            self.shared[key] = (account, self.connect(account))
        self.keep_up(self.shared[key][0])
        return self.shared[key]

    def keep_up(self, account: Account) -> None:
        """Turn a shared account's clock to the present, and along with the check's from now on."""
        if self.time.mode == "real":
            return
        behind = self.time.now() - parse_instant(account.clock()["now"]).timestamp()
        if behind > 0:
            account.advance(behind)
        self.time.attach(account)

    def _read(self, provider: str, resource: str, *, plain: bool) -> Reading:
        account, connection = self.shared_account(provider, plain=plain)
        rows: list[Row] = []
        error: ContractsError | None = None
        try:
            for page in connection.pages(resource):
                rows += [Row(record, page.exchange, page.partial) for record in page.records]
        except ContractsError as caught:
            error = caught
        return Reading(
            resource=resource,
            account=account,
            connection=connection,
            expected=self.oracle(account).listed(resource),
            rows=tuple(rows),
            error=error,
        )

    def hidden(self, provider: str, resource: str) -> Hidden:
        """
        Read what lists of the provider's shared account leave out, one by one, once a run.

        Only the last ones, which seasoning is found in; none where a get has to walk the list.
        """
        key = (provider, resource)
        if key not in self.hiddens:
            self.hiddens[key] = self._read_hidden(provider, resource)
        return self.hiddens[key]

    def _read_hidden(self, provider: str, resource: str) -> Hidden:
        account, connection = self.shared_account(provider)
        found = list(self.oracle(account).hidden(resource).items())[-MOST_HIDDEN:]
        rows: dict[str, Row] = {}
        for key, _ in found:
            with suppress(Exception):  # whatever breaks in a get is for the checks of gets
                rows[key] = Row(connection.get(resource, key), _last(connection))
        return Hidden(expected=dict(found), rows=rows)

    def credential_names(self, account: Account) -> list[str]:
        """Name the credentials of an account."""
        from ats_simulator.tenants import credentials_of

        sandbox = self.simulator.sandbox
        with sandbox.transaction() as con:
            tenant = sandbox.tenant_named(con, account.id)
            return [c.name for c in credentials_of(con, tenant)]

    def constant(self, account: Owner) -> frozenset[str]:
        """Name the resources that are fixed lists of the account's provider."""
        stages = "job_interview_stages"
        return frozenset({stages} if self.is_constant(account, stages) else ())

    def is_constant(self, account: Owner, resource: str) -> bool:
        """Say whether a resource is a fixed list of the provider's, the same for every world."""
        if resource != "job_interview_stages":
            return False
        shown = account.describe()
        provider = self.simulator.sandbox.providers[shown["provider"]]
        asked = self.projected.setdefault(shown["id"], set())
        values = Values(shown["assumptions"], asked, asked.add)
        constant = {stage.id for stage in provider.stages(values)}
        return {record["id"] for record in account.truth(resource)} <= constant

    def shared_ids(self) -> set[str]:
        """Name the accounts that outlive a check."""
        return {account.id for account, _ in self.shared.values()}


def _last(connection: Connection) -> Exchange | None:
    return connection.exchanges[-1] if connection.exchanges else None
