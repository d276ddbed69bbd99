"""
`/webhook`: a thin wrapper around what the vendor's support registers for a customer.

The shape is a guess: `webhook_route` on (F). Addresses outside this machine are refused as on the
control plane. Source: SPEC section 7 (our-choice).
"""

from __future__ import annotations

from typing import Final

import orjson

from ats_simulator.control import webhooks as owned
from ats_simulator.errors import NotFound, UsageError
from ats_simulator.provider import Record, Reply
from ats_simulator.providers.jobvite import errors
from ats_simulator.providers.jobvite.errors import Refused, invalid
from ats_simulator.providers.jobvite.reads import paging
from ats_simulator.providers.jobvite.webhooks import TYPES
from ats_simulator.providers.jobvite.world import eid
from ats_simulator.providers.jobvite.writes.bodies import filled, required
from ats_simulator.services import Services

_NAMES: Final = {shown: event for event, shown in TYPES.items()}


def every(services: Services) -> Reply:
    """Answer the registered webhooks, one row for each event they get; not made of records."""
    services.repeatable = False
    return paging.listed("webhooks", [shown for _, shown in _known(services)])


def _known(services: Services) -> list[tuple[str, Record]]:
    """List webhooks by the id of the control plane, as the vendor shows them."""
    rows = services.con.execute(
        "SELECT n, id, spec FROM webhooks WHERE tenant=? ORDER BY n", (services.tenant.n,)
    )
    return [(hook, _show(services, n, orjson.loads(spec))) for n, hook, spec in rows]


def _show(services: Services, n: int, spec: Record) -> Record:
    events = spec["events"] or list(TYPES)
    return {
        "eId": eid("h", services.tenant.seed, "webhooks", n),
        "eventType": ",".join(TYPES.get(event, event) for event in events),
        "url": spec["url"],
    }


def create(services: Services, body: Record) -> Reply:
    """
    Register a webhook; without `eventType` it gets both events, without `signingKey` no signature.

    Raises: Refused.
    """
    required(body, "url")
    kind = filled(body, "eventType")
    if kind is not None and kind not in _NAMES:
        raise invalid("Invalid eventType")
    wanted: Record = {"url": filled(body, "url")}
    if (secret := filled(body, "signingKey")) is not None:
        wanted["secret"] = secret
    if kind is not None:
        wanted["events"] = [_NAMES[kind]]
    try:
        hook = owned.add(services.sandbox, services.tenant.id, wanted, own_secret=False)["id"]
    except UsageError as error:
        raise invalid(str(error)) from None
    shown = next(shown for known, shown in _known(services) if known == hook)
    status = {"code": 200, "messages": []}
    return errors.reply(200, orjson.dumps({"webhook": shown, "status": status}))


def remove(services: Services, key: str) -> Reply:
    """Remove a webhook. Raises: Refused."""
    hook = next((known for known, shown in _known(services) if shown["eId"] == key), None)
    if hook is None:
        raise Refused(404, "Webhook not found")
    try:
        owned.remove(services.sandbox, services.tenant.id, hook)
    except NotFound:
        raise Refused(404, "Webhook not found") from None
    return errors.refuse(200)
