"""
Credentials in their owner's hands: revoke, rotate, expire.

A rotated credential is new and in use, whatever state the old one was in; the old one is
unknown from then on.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import Any

from ats_simulator import tenants
from ats_simulator.app import Sandbox
from ats_simulator.errors import NotFound
from ats_simulator.provider import Credential, Tenant

JsonObject = dict[str, Any]


def revoke(sandbox: Sandbox, tenant_id: str, name: str, origin: str | None = None) -> JsonObject:
    """Revoke a credential. Shape: {"name", "state", "credentials"}. Raises: NotFound."""
    with sandbox.transaction() as con:
        tenant, credential = _find(sandbox, con, tenant_id, name)
        return _keep(sandbox, con, tenant, replace(credential, state="revoked"), origin)


def expire(sandbox: Sandbox, tenant_id: str, name: str, origin: str | None = None) -> JsonObject:
    """Let a credential expire. Shape: as `revoke`. Raises: NotFound."""
    with sandbox.transaction() as con:
        tenant, credential = _find(sandbox, con, tenant_id, name)
        return _keep(sandbox, con, tenant, replace(credential, state="expired"), origin)


def rotate(sandbox: Sandbox, tenant_id: str, name: str, origin: str | None = None) -> JsonObject:
    """
    Replace a credential's secret by the next one; the same on every run of the same steps.

    Shape: as `revoke`. Raises: NotFound.
    """
    with sandbox.transaction() as con:
        tenant, credential = _find(sandbox, con, tenant_id, name)
        following = sandbox.providers[tenant.provider].rotate(credential)
        return _keep(sandbox, con, tenant, replace(following, state="active"), origin)


def _find(
    sandbox: Sandbox, con: sqlite3.Connection, tenant_id: str, name: str
) -> tuple[Tenant, Credential]:
    tenant = sandbox.tenant_named(con, tenant_id)
    for credential in tenants.credentials_of(con, tenant):
        if credential.name == name:
            return tenant, credential
    raise NotFound("credential", name)


def _keep(
    sandbox: Sandbox,
    con: sqlite3.Connection,
    tenant: Tenant,
    credential: Credential,
    origin: str | None,
) -> JsonObject:
    tenants.set_credential(sandbox, con, tenant, credential)
    provider = sandbox.providers[tenant.provider]
    base_url = tenants.base_url_of(sandbox, tenant, origin)
    known = tenants.credentials_of(con, tenant)
    return {
        "name": credential.name,
        "state": credential.state,
        "credentials": tenants.show_credentials(provider, known, base_url),
    }
