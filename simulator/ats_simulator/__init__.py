"""
Simulated ATS vendors: Jobvite, Jobtrain and NexivoHR on your own machine.

Imports nothing of the contract kit. Importing this package is free: whatever it exports beyond the
version must stay lazy, because start-up time is a promise of this project.
"""

__version__ = "0.1.0"  # the only place; the build and the contract kit read it here
