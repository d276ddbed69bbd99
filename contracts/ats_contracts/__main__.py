"""`python -m ats_contracts` is `ats-sandbox`."""

from ats_contracts.cli import main

main()
