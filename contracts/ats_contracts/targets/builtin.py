"""
The factory of the built-in target `reference`.
"""

from __future__ import annotations

from typing import Any

from ats_contracts.targets.link import Link


def reference(link: Link) -> Any:
    """Make the reference unified API, reaching the simulator through *link*."""
    from ats_contracts.reference import PARTS, create_app, patient

    return create_app(
        transport=link.transport,
        sleep=link.sleep,
        now=link.now,
        token=link.token,
        parts=patient(PARTS) if link.clock == "virtual" else PARTS,
    )
