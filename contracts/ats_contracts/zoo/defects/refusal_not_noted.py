"""An account never says that it was refused."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.accounts import Account
from ats_contracts.reference.errors import RemoteError
from ats_contracts.reference.parts import Parts
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Remember no refusal."""

    def flag(account: Account, error: RemoteError) -> Account:
        ran()
        return account

    return replace(parts, flag=flag)


DEFECT = Defect(
    name="refusal_not_noted",
    story="An account whose key was revoked is still shown as active, so that nobody renews it.",
    check="auth.refused.account_says_so",
    change=change,
)
