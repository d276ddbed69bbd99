"""A lack of permission is taken for a wrong key."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Reply,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Call a 403 a 401."""

    def classify(reply: Reply) -> tuple[int, str] | None:
        right = parts.classify(reply)
        if right is None or right[0] != 403:
            return right
        ran()
        return (401, "auth")

    return replace(parts, classify=classify)


DEFECT = Defect(
    name="forbidden_as_unauthorized",
    story="A key that may only read is said to be wrong once it is used to write.",
    check="auth.read_only.write_refused",
    change=change,
    providers=frozenset({"nexivohr"}),
)
