"""
Tokens: which ones a tenant has, whose a request presents, and what is refused before the routes.

The order of refusals is the vendor's: path, method, token, plan, ability. The limiter comes
after; this module refuses to count. Source: SPEC section 2.
"""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from ats_simulator.provider import Credential, Reply, Request, Tenant
from ats_simulator.providers.nexivohr import errors
from ats_simulator.providers.nexivohr.operations import PREFIX, methods_of
from ats_simulator.providers.nexivohr.plans import WITHOUT_ACCESS

_LONGEST_TOKEN: Final = 200


def credentials(seed: int, tenant_id: str, tenant: int) -> Iterator[Credential]:
    """Seed a tenant's tokens: a full one, a read-only one and a revoked one."""
    for name, abilities in (
        ("token", ["read", "write"]),
        ("read_only_token", ["read"]),
        ("revoked_token", ["read", "write"]),
    ):
        yield Credential(
            tenant=tenant,
            name=name,
            handle=token_of(tenant_id, seed, name),
            state="revoked" if name == "revoked_token" else "active",
            spec={"abilities": abilities},
        )


def token_of(tenant_id: str, seed: int, name: str) -> str:
    """Derive a token, always the same for the same tenant id, seed and name."""
    text = f"nexivohr:{tenant_id}:{seed}:{name}".encode()
    return f"nxv_{hashlib.blake2b(text, digest_size=20).hexdigest()}"


def describe(known: Sequence[Credential]) -> dict[str, str]:
    """Show the tokens to the tenant's owner. Shape: {"token", "read_only_token", …}: str."""
    return {c.name: c.handle for c in known}


def identify(request: Request, find: Callable[[str], Credential | None]) -> Credential | None:
    """Find the token that *request* presents, valid or not."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token.isascii() or not 0 < len(token) <= _LONGEST_TOKEN:
        return None
    return find(token)


def admit(request: Request, credential: Credential | None, tenant: Tenant | None) -> Reply | None:
    """Refuse what routing, authentication, plan and ability refuse, in this order."""
    methods = methods_of(request.path)
    if methods is None:
        return errors.not_found()
    operation = methods.get(request.method)
    if operation is None:
        return errors.wrong_method(methods)
    if credential is None or tenant is None or credential.state != "active":
        return errors.unauthenticated()
    if tenant.plan in WITHOUT_ACCESS:
        return errors.no_access(tenant.plan)
    if operation.ability not in credential.spec["abilities"]:
        return errors.forbidden(operation.phrase)
    return None


def sample_call(description: Mapping[str, Any], base_url: str) -> str:
    """Write a command line that lists two candidates of the described tenant."""
    header = shlex.quote(f"Authorization: Bearer {description['credentials']['token']}")
    url = shlex.quote(f"{base_url}{PREFIX}/candidates?per_page=2")
    return f"curl -sS -H {header} {url}"
