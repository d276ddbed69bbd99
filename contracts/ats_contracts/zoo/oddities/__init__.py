"""
The oddities, one file each: strange, right, and not to be accused.
"""

from __future__ import annotations

from ats_contracts.zoo.defect import Oddity
from ats_contracts.zoo.oddities import extra_fields

ODDITIES: tuple[Oddity, ...] = (extra_fields.ODDITY,)
"""All oddities."""
