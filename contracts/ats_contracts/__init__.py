"""
The contract kit: drives a unified ATS integration against the simulated vendors and judges it.

Uses public names of ``ats_simulator`` only. Importing this package is free, because pytest loads it
in every project that has it installed.
"""

from ats_simulator import __version__ as __version__

__all__ = ["__version__"]
