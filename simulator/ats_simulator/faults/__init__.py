"""
Faults: what can be made to go wrong on purpose, one file each.

`FAULTS` names them; `take` decides whether one fires on a request, counted first, chance
second, both repeatable; `Taken.apply` lets it have the reply.
"""

from ats_simulator.faults.script import FAULTS, Taken, add, clear, listing, take

__all__ = ["FAULTS", "Taken", "add", "clear", "listing", "take"]
