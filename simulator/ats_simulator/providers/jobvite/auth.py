"""
Key pairs: which ones a tenant has, whose a request presents, and what is refused before the routes.

Three ways to present a pair: headers, headers with a signature, the query string. The order of
refusals is the vendor's: `OPTIONS` and redirects, path, credentials, permission, method; only
`/task` looks at the body before it looks at credentials. The limiter comes after; this module
refuses to count. Source: SPEC section 2.
"""

from __future__ import annotations

import hashlib
import hmac
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from ats_simulator.provider import Credential, Reply, Request, Tenant
from ats_simulator.providers.jobvite import errors, onboarding
from ats_simulator.providers.jobvite.operations import (
    FAMILIES,
    LIVE,
    V1,
    V2,
    Operation,
    family_of,
    methods_of,
)
from ats_simulator.providers.jobvite.reads import query
from ats_simulator.providers.jobvite.reads.query import Query
from ats_simulator.providers.jobvite.world import record_id
from ats_simulator.signing import hmac_sha256_base64
from ats_simulator.world.company import credited
from ats_simulator.world.spec import WorldSpec

KEY, SECRET, EPOCH, SIGN = "x-jvi-api", "x-jvi-sc", "x-jvi-epoch", "x-jvi-sign"
_LONGEST: Final = 200
_SERVICE_USER: Final = 6
"""The number of the user whose e-mail address clients act under; an administrator."""

SETTINGS: Final = {"hmac_window_s": 300}
"""`hmac_window_s` (F). Source: SPEC section 2.1 (our-choice)."""

QUERY_SECRETS: Final = ("sc", "secret")
"""`query_secret_names` (F). Source: SPEC section 2.1 (recorded, inferred)."""


def credentials(seed: int, tenant_id: str, tenant: int) -> Iterator[Credential]:
    """Seed a tenant's two key pairs, one for everything and one to read jobs, and its PEM keys."""
    staff = WorldSpec(seed=seed, resources=frozenset(), stages=())
    user = credited(staff, _SERVICE_USER)
    facts = {
        "company_id": record_id({}, seed, "organizations", 1),
        "user_email": user["emails"][0]["email"],
    }
    for name, families, writes in (
        ("api_key", list(FAMILIES), True),
        ("limited", ["job"], False),
    ):
        yield Credential(
            tenant=tenant,
            name=name,
            handle=f"jv_{_derived(tenant_id, seed, name, 'key')}",
            spec={
                "secret": _derived(tenant_id, seed, name, "secret"),
                "families": families,
                "writes": writes,
                **(facts if name == "api_key" else {}),
            },
        )


def _derived(tenant_id: str, seed: int, name: str, part: str) -> str:
    text = f"jobvite:{tenant_id}:{seed}:{name}:{part}".encode()
    return hashlib.blake2b(text, digest_size=16).hexdigest()


def rotate(credential: Credential) -> Credential:
    """Give the pair that replaces one: another key and another secret."""
    text = f"{credential.handle}:{credential.spec['secret']}".encode()
    drawn = hashlib.blake2b(text, digest_size=32).hexdigest()
    return Credential(
        tenant=credential.tenant,
        name=credential.name,
        handle=f"jv_{drawn[:32]}",
        spec={**credential.spec, "secret": drawn[32:]},
    )


def describe(known: Sequence[Credential]) -> dict[str, Any]:
    """
    Show the credentials to the tenant's owner.

    Shape: {"api_key", "secret", "company_id", "user_email": str, "limited": {"api_key",
        "secret"}, "onboarding": {"server_public_key", "client_private_key": PEM}}.
    """
    by_name = {c.name: c for c in known}
    full, limited = by_name["api_key"], by_name["limited"]
    return {
        "api_key": full.handle,
        "secret": full.spec["secret"],
        "company_id": full.spec["company_id"],
        "user_email": full.spec["user_email"],
        "limited": {"api_key": limited.handle, "secret": limited.spec["secret"]},
        "onboarding": {
            "server_public_key": onboarding.pem("server.public"),
            "client_private_key": onboarding.pem("client.private"),
        },
    }


# ── whose a request is ───────────────────────────────────────────────────────────────────────


def identify(request: Request, find: Callable[[str], Credential | None]) -> Credential | None:
    """
    Find the pair that *request* presents, valid or not, by its key.

    Header and query together: the header counts, `credential_precedence` (F).
    """
    key = request.headers.get(KEY)
    if key is None:
        key = _query(request).first("api")
    if key is None or not key.isascii() or not 0 < len(key) <= _LONGEST:
        return None
    return find(key)


def _query(request: Request) -> Query:
    """Read the query parameters, of a query that may hold a key."""
    return query.read(request.query if "api=" in request.query else "")


def is_genuine(request: Request, credential: Credential, tenant: Tenant) -> bool:
    """
    Say whether *request* proves that it holds the pair's secret, on v2, v1 and `/task` alike.

    `task_header_auth` on, `task_query_auth` follow, `v1_header_auth` accept, `allow_basic_auth`
    off (F).
    """
    if credential.state != "active":
        return False
    secret = str(credential.spec["secret"])
    if KEY not in request.headers:
        return _proves_by_query(request, secret, tenant)
    if SIGN in request.headers and tenant.assumptions["hmac_auth"] == "on":
        return _proves_by_signature(request, credential, secret, tenant)
    return _same(request.headers.get(SECRET, ""), secret)


def _proves_by_query(request: Request, secret: str, tenant: Tenant) -> bool:
    """Check the query; on v1 that is the documented way, whatever v2 allows. Source: SPEC 2.1."""
    if tenant.assumptions["allow_query_auth"] != "on" and not _is_v1(request.path):
        return False
    given = _query(request)
    return any(_same(given.first(name) or "", secret) for name in QUERY_SECRETS)


def _proves_by_signature(
    request: Request, credential: Credential, secret: str, tenant: Tenant
) -> bool:
    """Check `X-JVI-SIGN`; a signature may be used again: `hmac_replay` (F)."""
    epoch = request.headers.get(EPOCH, "")
    if not (epoch.isascii() and epoch.isdigit() and len(epoch) <= len("9007199254740991")):
        return False
    expected = signature(credential.handle, secret, epoch)
    return _same(request.headers[SIGN], expected) and _is_fresh(int(epoch), request, tenant)


def signature(key: str, secret: str, epoch: str) -> str:
    """Sign a key and a Unix time in seconds. Source: SPEC section 2.1 (inferred, two sources)."""
    return hmac_sha256_base64(secret, f"{key}|{epoch}".encode())


def _is_fresh(epoch_s: int, request: Request, tenant: Tenant) -> bool:
    """
    Say whether a signed time is near the tenant's, or near the machine's.

    A client reads its own clock, which is the machine's, also while the tenant's is turned.
    """
    window_ms = int(tenant.settings["hmac_window_s"]) * 1000
    now = (tenant.clock.at(request.real_ms), request.real_ms)
    return any(abs(epoch_s * 1000 - each) <= window_ms for each in now)


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


# ── what is refused ──────────────────────────────────────────────────────────────────────────


def admit(request: Request, credential: Credential | None, tenant: Tenant | None) -> Reply | None:
    """
    Refuse what routing, credentials, permission and method refuse, in this order.

    Plain HTTP is fine and so is every caller: `plain_http` accept, `ip_allow_list` off, and with
    it `ip_refusal` (F). A `Content-Type` is never asked for: `require_content_type` off (F).
    """
    path, method = request.path, request.method
    if method == "OPTIONS":
        return errors.options()
    if method == "PATCH" or path.startswith("/v2/"):
        return errors.lost()
    if _is_wrong_prefix(path):
        return errors.bad_credentials(status=200)
    methods = methods_of(path)
    if methods is None:
        return errors.no_such_api()
    operation = methods.get("GET" if method == "HEAD" else method)
    if path == f"{V2}/task" and method == "POST" and not onboarding.is_envelope(request.body):
        return errors.bad_task()
    if credential is None or tenant is None or not is_genuine(request, credential, tenant):
        return errors.v1_bad_credentials() if _is_v1(path) else errors.bad_credentials()
    if operation is None:
        return _refuse_method(path, credential, tenant)
    return _refuse_family(operation.family, operation, credential, tenant)


def _is_v1(path: str) -> bool:
    return path.startswith(f"{V1}/")


def _is_wrong_prefix(path: str) -> bool:
    """
    Say whether *path* is a live v2 name under `/api/v1`, which answers 200 with the 401 body.

    `wrong_prefix_scope`, `wrong_prefix_with_valid_credentials` (F). Source: SPEC 2.3 (recorded).
    """
    return path.startswith("/api/v1/") and path[len("/api/v1/") :] in LIVE


def _refuse_method(path: str, credential: Credential, tenant: Tenant) -> Reply:
    """Answer a method that a path lacks: `unused_method_answer` (F), after permission."""
    if not _is_v1(path) and family_of(path) not in credential.spec["families"]:
        return errors.no_permission(int(tenant.assumptions["permission_denied_status"]))
    return errors.no_such_api()


def _refuse_family(
    family: str, operation: Operation, credential: Credential, tenant: Tenant
) -> Reply | None:
    allowed = family in credential.spec["families"]
    if allowed and (credential.spec["writes"] or not operation.writes):
        return None
    if operation.is_v1:
        return errors.v1_bad_credentials()
    return errors.no_permission(int(tenant.assumptions["permission_denied_status"]))


def sample_call(description: Mapping[str, Any], base_url: str) -> str:
    """Write a command line that lists two applications of the described tenant."""
    given = description["credentials"]
    key = shlex.quote(f"x-jvi-api: {given['api_key']}")
    secret = shlex.quote(f"x-jvi-sc: {given['secret']}")
    url = shlex.quote(f"{base_url}{V2}/candidate?start=1&count=2")
    return f"curl -sS -H {key} -H {secret} {url}"
