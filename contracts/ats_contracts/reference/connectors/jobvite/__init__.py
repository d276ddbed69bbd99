"""
Jobvite: mapping and calls, written from what is publicly known of the vendor as SPEC restates it.

A key pair travels in headers, never in an address. Limits are counted here, as the vendor tells
nothing of them. Does not use the old v1 calls, and not the encrypted onboarding.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping

from ats_contracts.reference.connector import Connector, Resource
from ats_contracts.reference.connectors.jobvite import documents, hooks, jobs, lists, people, writes
from ats_contracts.reference.connectors.jobvite.answers import API, refusal, scrub
from ats_contracts.reference.limits import Quota
from ats_contracts.reference.values import Json, JsonObject, Order

SCHEMES = ("plain", "hmac")
"""How a key pair proves itself: with the secret in a header, or with a signature made with it."""


def sign(credentials: Mapping[str, Json]) -> dict[str, str]:
    """
    Carry the key, and without encryption the secret.

    Source: SPEC section 2.1, schemes A and B.
    """
    headers = {"x-jvi-api": credentials["api_key"], "Content-Type": "application/json"}
    if credentials.get("scheme") == "hmac":
        return headers
    return {**headers, "x-jvi-sc": credentials["secret"]}


def stamp(credentials: Mapping[str, Json], now: float) -> dict[str, str]:
    """
    Prove the secret without sending it, where the account asks for that.

    Units: the epoch in seconds. Source: SPEC section 2.1, scheme B (two clients).
    """
    if credentials.get("scheme") != "hmac":
        return {}
    epoch = str(int(now))
    message = f"{credentials['api_key']}|{epoch}".encode()
    digest = hmac.new(credentials["secret"].encode(), message, hashlib.sha256).digest()
    return {"x-jvi-epoch": epoch, "x-jvi-sign": base64.b64encode(digest).decode()}


def problem(credentials: JsonObject) -> str:
    """Say why credentials cannot be used; empty if they can."""
    for name in ("api_key", "secret"):
        value = credentials.get(name)
        if not isinstance(value, str) or not re.fullmatch(r"[\x21-\x7e]{1,4096}", value):
            return "expected {'api_key': …, 'secret': …}, printable ASCII without spaces"
    if credentials.get("scheme", "plain") not in SCHEMES:
        return f"scheme: expected one of {', '.join(SCHEMES)}"
    return ""


def below(name: str, *methods: str) -> Callable[[Order], bool]:
    """Say which requests a daily limit is about."""

    def counts(order: Order) -> bool:
        own = order.path == f"{API}/{name}" or order.path.startswith(f"{API}/{name}/")
        return own and (not methods or order.method in methods)

    return counts


MARGIN_S = 0.5
"""A request may arrive later than the one before it; the vendor counts arrivals."""
QUOTAS = (
    Quota(requests=15, seconds=60 + MARGIN_S),
    Quota(requests=850, seconds=3600 + MARGIN_S),
    Quota(requests=20_000, zone="America/Los_Angeles", counts=below("candidate", "GET", "PUT")),
    Quota(requests=500, zone="America/Los_Angeles", counts=below("job")),
    Quota(requests=500, zone="America/Los_Angeles", counts=below("employee")),
)
"""Source: SPEC section 6 (integrators)."""

CANDIDATES = Resource(
    to_unified=people.to_candidate,
    to_remote=people.shown,
    walk=people.walk_candidates,
    get=people.get_candidate,
    to_wire=writes.candidate_to_wire,
    create=writes.create_candidate,
    update=writes.update_candidate,
    filters=frozenset(
        {"id", "created_at", "updated_at", "emails[email]", "name", "first_name", "last_name"}
        | {"title", "company"}
    ),
)
APPLICATIONS = Resource(
    to_unified=people.to_application,
    to_remote=people.shown,
    walk=people.walk_applications,
    get=people.get_application,
    to_wire=writes.application_to_wire,
    create=writes.create_application,
    update=writes.update_application,
    actions={"move-stage": writes.move_stage, "reject": writes.reject},
    filters=frozenset({"id", "created_at", "updated_at", "job_id", "candidate_id", "stage_id"}),
)
EEOCS = Resource(
    to_unified=people.to_eeoc,
    to_remote=people.newest,
    walk=people.walk_applications,
    get=people.get_application,
    filters=frozenset({"id", "candidate_id"}),
)
ACTIVITIES = Resource(
    to_unified=people.to_activity,
    to_remote=people.shown,
    walk=people.walk_notes,
    get=people.get_note,
    filters=frozenset({"id", "candidate_id"}),
)
ATTACHMENTS = Resource(
    to_unified=documents.to_attachment,
    walk=documents.walk_attachments,
    get=documents.get_attachment,
    to_file=documents.to_file,
    to_wire=documents.attachment_to_wire,
    create=documents.create_attachment,
    filters=frozenset({"id", "application_id", "candidate_id"}),
)
OFFERS = Resource(
    to_unified=documents.to_offer,
    to_remote=documents.offer_shown,
    walk=documents.walk_offers,
    get=documents.get_offer,
    filters=frozenset({"id", "application_id", "candidate_id"}),
)
JOBS = Resource(
    to_unified=jobs.to_job,
    walk=jobs.walk_jobs,
    get=jobs.get_job,
    to_wire=jobs.job_to_wire,
    create=jobs.create_job,
    update=jobs.update_job,
    filters=frozenset({"id", "created_at", "updated_at", "name", "status"}),
)
ORGANIZATIONS = Resource(
    to_unified=jobs.to_organization,
    walk=jobs.walk_organizations,
    get=jobs.get_organization,
    filters=lists.READ,
)

JOBVITE = Connector(
    name="jobvite",
    sign=sign,
    stamp=stamp,
    problem=problem,
    public=frozenset({"company_id", "user_email", "scheme"}),
    refusal=refusal,
    scrub=scrub,
    quotas=QUOTAS,
    hooks=hooks.HOOKS,
    resources={
        "activities": ACTIVITIES,
        "applications": APPLICATIONS,
        "attachments": ATTACHMENTS,
        "candidates": CANDIDATES,
        "departments": lists.DEPARTMENTS,
        "eeocs": EEOCS,
        "interviews": lists.INTERVIEW_LIST,
        "job_interview_stages": lists.STAGES,
        "jobs": JOBS,
        "offers": OFFERS,
        "offices": lists.OFFICES,
        "organizations": ORGANIZATIONS,
        "reject_reasons": lists.REASONS,
        "users": lists.USERS,
    },
    native={
        "candidate": APPLICATIONS,
        "department": lists.DEPARTMENTS,
        "disposition": lists.REASONS,
        "employee": lists.USERS,
        "interview": lists.INTERVIEW_LIST,
        "job": JOBS,
        "location": lists.OFFICES,
        "workflow": lists.STAGES,
    },
)
