"""What a server says to a person fits on lines, whatever a vendor's credentials are."""

from __future__ import annotations

from ats_simulator import Simulator
from ats_simulator.announce import describe, lines_of

BASE = "http://127.0.0.1:8800"


def test_a_credential_is_one_short_line_and_a_key_says_where_it_is() -> None:
    with Simulator() as sim:
        tenant = sim.create_tenant("jobvite", id="mine")
        lines = lines_of(sim.sandbox, describe(sim.sandbox, BASE))
    assert f"  api_key: {tenant.credentials['api_key']}" in lines
    assert f"  limited.secret: {tenant.credentials['limited']['secret']}" in lines
    (key,) = (line for line in lines if "client_private_key" in line)
    assert key.endswith(f"lines, see {BASE}/_sim/tenants/mine")
    assert max(len(line) for line in lines if "curl" not in line) < 120
