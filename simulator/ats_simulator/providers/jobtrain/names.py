"""
The vendor's keys as the documents misspell them, and as two assumptions would have them.

A key that is not in the table never changes. Source: SPEC section 3.1, key table.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

TABLE: Final[Mapping[str, tuple[str, str, str]]] = {  # documented: corrected, camel, both
    "applicationSubmitedOn": (
        "applicationSubmittedOn",
        "applicationSubmitedOn",
        "applicationSubmittedOn",
    ),
    "applicatiionStatus": ("applicationStatus", "applicatiionStatus", "applicationStatus"),
    "applicationitatusid": ("applicationstatusid", "applicationItatusId", "applicationStatusId"),
    "latitutde": ("latitude", "latitutde", "latitude"),
    "equalOpsMartial": ("equalOpsMarital", "equalOpsMartial", "equalOpsMarital"),
    "jobid": ("jobid", "jobId", "jobId"),
    "isliveForCandidates": ("isliveForCandidates", "isLiveForCandidates", "isLiveForCandidates"),
    "Id": ("Id", "id", "id"),
    "ID": ("ID", "id", "id"),
    "departmentid": ("departmentid", "departmentId", "departmentId"),
    "departmentname": ("departmentname", "departmentName", "departmentName"),
    "employmentTypeID": ("employmentTypeID", "employmentTypeId", "employmentTypeId"),
    "statusname": ("statusname", "statusName", "statusName"),
}


@lru_cache(maxsize=8)
def keys(spelling: str, casing: str) -> Mapping[str, str]:
    """Give each documented key of the table as *spelling* and *casing* have it."""
    column = {("corrected", "documented"): 0, ("documented", "camel"): 1}
    chosen = 2 if (spelling, casing) == ("corrected", "camel") else column.get((spelling, casing))
    return {name: name if chosen is None else row[chosen] for name, row in TABLE.items()}
