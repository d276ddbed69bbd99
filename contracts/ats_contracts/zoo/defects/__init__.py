"""
The defects, one file each. A new one: copy a file, name the check that must name it, list it.
"""

from __future__ import annotations

from ats_contracts.zoo.defect import Defect
from ats_contracts.zoo.defects import drops_last_page, first_page_only

DEFECTS: tuple[Defect, ...] = (
    first_page_only.DEFECT,
    drops_last_page.DEFECT,
)
"""All defects, grouped as the checks are."""
