"""A key that lacks a permission is taken for a dead one."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.accounts import Account
from ats_contracts.reference.errors import RemoteError
from ats_contracts.reference.parts import Parts
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Have the account connected again, whatever else the key may do."""

    def flag(account: Account, error: RemoteError) -> Account:
        if error.kind != "forbidden":
            return parts.flag(account, error)
        ran()
        return parts.flag(account, RemoteError(401, "auth", error.message))

    return replace(parts, flag=flag)


DEFECT = Defect(
    name="missing_permission_disconnects",
    story="A key for some calls only is called dead as soon as another call is made with it.",
    check="auth.permission.told_apart",
    change=change,
    providers=frozenset({"jobvite"}),
)
