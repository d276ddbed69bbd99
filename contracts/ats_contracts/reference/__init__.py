"""
A Truto-shaped unified ATS API: the positive control of the kit, and a usable backend.

A real client of the providers over HTTP. It imports nothing of the simulator, and nothing of the
kit's oracle: it knows only what the vendors' documents say of their wire.
"""

from ats_contracts.reference.app import close, create_app
from ats_contracts.reference.limits import Policy
from ats_contracts.reference.parts import PARTS, Parts, patient, with_resource

__all__ = ["PARTS", "Parts", "Policy", "close", "create_app", "patient", "with_resource"]
