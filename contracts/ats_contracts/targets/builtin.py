"""
The factories of the reference unified API: as it is, and with changed parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ats_contracts.targets.link import Link

if TYPE_CHECKING:
    from ats_contracts.reference.parts import Parts


def reference(link: Link) -> Any:
    """Make the reference unified API, reaching the simulator through *link*."""
    from ats_contracts.reference import PARTS

    return changed_reference(link, PARTS)


def changed_reference(link: Link, parts: Parts) -> Any:
    """Make the reference of other *parts*; where time is virtual it waits as long as it has to."""
    from ats_contracts.reference import create_app, patient

    return create_app(
        transport=link.transport,
        sleep=link.sleep,
        now=link.now,
        token=link.token,
        parts=patient(parts) if link.clock == "virtual" else parts,
    )
