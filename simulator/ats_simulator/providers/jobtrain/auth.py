"""
Who asks: a client with its users, their roles, and what is refused before the routes.

The order of refusals is the framework's: path, version, method, token. The limiter comes after;
this module refuses to count and to look at a password. Source: SPEC sections 2 and 4.
"""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import orjson

from ats_simulator.provider import Credential, Reply, Request, Tenant
from ats_simulator.providers.jobtrain import errors, login, tokens, world
from ats_simulator.providers.jobtrain.operations import QUESTIONS, TOKEN, available, route_of

CLIENT: Final = "client"
SITE: Final = "site"

ROLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "superuser": {
        "jobs": None,
        "hidden_statuses": [],
        "anonymous": False,
        "equal_ops": True,
        "adds_settings": True,
    },
    "hiring_manager": {
        "jobs": [1, 8],
        "hidden_statuses": world.PRE_EMPLOYMENT,
        "anonymous": False,
        "equal_ops": True,
        "adds_settings": False,
    },
    "shortlister": {
        "jobs": None,
        "hidden_statuses": world.AFTER_SHORTLIST,
        "anonymous": True,
        "equal_ops": False,
        "adds_settings": False,
    },
}
"""
The three users and what their roles allow; jobs by number, null for all.

Source: SPEC section 4 (our-choice: superuser, hiring manager of two jobs, anonymous shortlister).
"""


def credentials(seed: int, tenant_id: str, tenant: int) -> Iterator[Credential]:
    """Seed a tenant's client, candidate site and users."""
    client = f"client-{_derived(tenant_id, seed, 'client')[:20]}"
    key = _derived(tenant_id, seed, "signing") * 2
    secret = f"jtk-{_derived(tenant_id, seed, 'api-key')}"
    yield Credential(tenant=tenant, name=CLIENT, handle=client, spec={"secret": secret})
    slug = f"careers-{_derived(tenant_id, seed, 'site')[:10]}"
    yield Credential(tenant=tenant, name=SITE, handle=slug)
    for name, role in ROLES.items():
        username = f"api.{name.replace('_', '.')}"
        yield Credential(
            tenant=tenant,
            name=name,
            handle=login.handle_of(client, username),
            spec={
                **role,
                "jobs": _job_ids(role["jobs"], seed),
                "client": client,
                "username": username,
                "password": f"jtp-{_derived(tenant_id, seed, name)}",
                "key": key,
                "epoch": 0,
            },
        )


def _job_ids(numbers: Sequence[int] | None, seed: int) -> list[str] | None:
    return None if numbers is None else [world.record_id({}, seed, "jobs", n) for n in numbers]


def _derived(*parts: object) -> str:
    """Derive 40 hexadecimal digits, always the same for the same *parts*."""
    text = ":".join(map(str, ("jobtrain", *parts))).encode()
    return hashlib.blake2b(text, digest_size=20).hexdigest()


def describe(known: Sequence[Credential]) -> dict[str, Any]:
    """
    Show the credentials to the tenant's owner.

    Shape: {"clientId", "clientSecret", "username", "password": str, "site": path, "users":
        {name: {"username", "password"}}}; the user on top is the superuser.
    """
    by_name = {c.name: c for c in known}
    users = {name: _shown(by_name[name]) for name in ROLES}
    client = by_name[CLIENT]
    return {
        "clientId": client.handle,
        "clientSecret": client.spec["secret"],
        **users["superuser"],
        "site": f"/{by_name[SITE].handle}",
        "users": users,
    }


def _shown(user: Credential) -> dict[str, str]:
    return {"username": user.spec["username"], "password": user.spec["password"]}


def rotate(credential: Credential) -> Credential:
    """Give a user another API Password, the client another API Key, the site another path."""
    part = {CLIENT: "secret", SITE: ""}.get(credential.name, "password")
    if not part:
        return replace(credential, handle=f"careers-{_derived(credential.handle)[:10]}")
    old = credential.spec[part]
    return replace(credential, spec={**credential.spec, part: f"{old[:4]}{_derived(old)}"})


def identify(request: Request, find: Callable[[str], Credential | None]) -> Credential | None:
    """
    Find whose request it is, valid or not: by the token, by the body of a login, by the site.

    Row 22 (`tenant_selection`): the client id, not the host.
    """
    route = route_of(request.path)
    if route is not None and route.site:
        found = find(route.site)
        return found if found is not None and found.name == SITE else None
    if route is not None and TOKEN.method in route.methods and TOKEN in route.methods.values():
        return login.identify(request, find)
    token = bearer(request)
    handle = tokens.handle_in(token) if token else None
    user = find(handle) if handle else None
    if user is None or "key" not in user.spec:
        return None
    return user if tokens.verified(token or "", user.spec["key"]) else None


def bearer(request: Request) -> str | None:
    """Read the token that a request presents; null for none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def admit(request: Request, credential: Credential | None, tenant: Tenant | None) -> Reply | None:
    """Refuse what routing and authentication refuse, in this order."""
    style = errors.style_of(tenant)
    route = route_of(request.path)
    methods = {} if route is None else available(route, tenant)
    if route is None or not methods:
        return errors.not_found(style, "Resource")
    if not route.supported:
        return errors.unsupported_version(style, f"{request.mount}{request.path}")
    operation = methods.get(request.method)
    if operation is None:
        return errors.wrong_method(style, methods)
    if operation is TOKEN:
        return None if tenant else login.refuse_stranger(request)
    if operation is QUESTIONS:
        open_ = credential is not None and credential.state == "active"
        return None if open_ else errors.not_found(style, "Site")
    return _refuse_token(request, credential, tenant)


def _refuse_token(
    request: Request, credential: Credential | None, tenant: Tenant | None
) -> Reply | None:
    """
    Refuse a token that is missing, forged, out of time, or made to expire by the owner.

    Row 28 (`credential_change_effect`): a new API Password or an inactive user counts at the next
    login; tokens that are out stay good.
    """
    style = errors.style_of(tenant)
    if credential is None or tenant is None:
        return errors.unauthenticated(style, presented=bool(bearer(request)))
    claims = tokens.verified(bearer(request) or "", credential.spec["key"])
    now_ms = tenant.clock.at(request.real_ms)
    stale = credential.state == "expired" or (claims and claims.epoch != credential.spec["epoch"])
    if claims is None or stale or claims.is_expired(now_ms):
        return errors.unauthenticated(style, presented=True)
    return None


def sample_call(description: Mapping[str, Any], base_url: str) -> str:
    """Write a command line that logs the described tenant's superuser in."""
    known = description["credentials"]
    body = shlex.quote(orjson.dumps({name: known[name] for name in login.FIELDS}).decode())
    header = shlex.quote("Content-Type: application/json")
    return f"curl -sS -H {header} -d {body} {shlex.quote(f'{base_url}/connect/token')}"
