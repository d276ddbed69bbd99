"""
What a target tells a consumer by HTTP: a subscription, and how its posts are read and verified.

The profile says where things are. This module refuses to judge what is told.
"""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass, field

import orjson

from ats_contracts.consumer import Inbox, Post
from ats_contracts.errors import AdapterBroke
from ats_contracts.profiles import Profile
from ats_contracts.target import Told
from ats_contracts.targets.template import fill, read_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    """A subscription to a target's own webhooks, of all accounts, and the secret they carry."""

    inbox: Inbox
    profile: Profile
    secret: str = field(repr=False)

    def told(self, account_id: str) -> list[Told]:
        """Read what was told about an account, taken or not. Raises: AdapterBroke."""
        found = [self._read(post) for post in self.inbox.posts]
        return [told for account, told in found if account == account_id]

    def _read(self, post: Post) -> tuple[str, Told]:
        p = self.profile
        try:
            body = orjson.loads(post.body)
        except ValueError:
            raise AdapterBroke(f"an event that is not JSON: {post.body[:200]!r}") from None
        kind, resource = str(read_path(body, p.event_kind)), str(read_path(body, p.event_resource))
        found, record = read_path(body, p.event_id), read_path(body, p.event_record)
        told = Told(
            id=None if found is None else str(found),
            kind=p.event_kinds.get(kind, kind),
            resource=p.event_resources.get(resource, resource),
            key=str(read_path(body, p.event_key)),
            record=record if isinstance(record, dict) else None,
            is_signed=self._is_signed(post),
            was_taken=post.status < 300,
        )
        return str(read_path(body, p.event_account)), told

    def _is_signed(self, post: Post) -> bool | None:
        if not self.profile.signature_header:
            return None
        digest = hmac.digest(self.secret.encode(), post.body, "sha256")
        spellings = {
            "hmac_sha256_hex": digest.hex(),
            "hmac_sha256_base64": base64.b64encode(digest).decode(),
            "hmac_sha256_base64url": base64.urlsafe_b64encode(digest).decode(),
        }
        wanted = str(fill(self.profile.signature, spellings))
        given = post.headers.get(self.profile.signature_header.lower(), "")
        return hmac.compare_digest(given.encode(), wanted.encode())
