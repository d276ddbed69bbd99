"""A token is used for ever."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.errors import RemoteError
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.tokens import Token
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Hold every token to be good, and a refusal to be final."""

    def is_fresh(token: Token, now: float) -> bool:
        return True

    def is_refused(error: RemoteError) -> bool:
        if parts.is_refused(error):
            ran()
        return False

    return replace(parts, is_fresh=is_fresh, is_refused=is_refused)


DEFECT = Defect(
    name="expired_token_kept",
    story="When the token ends after an hour, so does the connection.",
    check="auth.token.renewed",
    change=change,
    providers=frozenset({"jobtrain"}),
)
