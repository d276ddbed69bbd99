"""
The presumptuous members, by vendor; and why some readings have none.
"""

from __future__ import annotations

from typing import Final

from ats_contracts.zoo.presumption import Presumption
from ats_contracts.zoo.presumptions import jobtrain, jobvite, nexivohr

PRESUMPTIONS: Final[tuple[Presumption, ...]] = (
    *nexivohr.NEXIVOHR,
    *jobvite.JOBVITE,
    *jobtrain.JOBTRAIN,
)
"""One presumptuous implementation for each assumption that anybody can be caught presuming."""

NOBODY: Final[dict[str, str]] = {
    f"{vendor}.{name}": reason
    for vendor, reasons in (
        ("nexivohr", nexivohr.NOBODY),
        ("jobvite", jobvite.NOBODY),
        ("jobtrain", jobtrain.NOBODY),
    )
    for name, reason in reasons.items()
}
"""Why nobody can be caught presuming the others, by the full name of the assumption."""
