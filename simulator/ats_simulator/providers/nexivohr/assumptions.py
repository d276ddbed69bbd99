"""
What the vendor's reference leaves open, one entry each: twenty switches, default first.

Data only. Every value is a reading that the reference allows. Source: SPEC section 9.
"""

from __future__ import annotations

from typing import Final

from ats_simulator.assumptions import Assumption

_SOURCE: Final = "SPEC section 9 (our-choice)"


def _open(
    name: str, values: tuple[str, ...], affects: str, statement: str, doubt: str
) -> Assumption:
    return Assumption(
        name=name,
        statement=statement,
        values=values,
        affects=affects,
        doubt=doubt,
        source=_SOURCE,
    )


ASSUMPTIONS: Final = (
    _open(
        "list_envelope",
        ("data_meta", "data_flat", "named"),
        "every list",
        "a list answers its rows in `data` and its page in `meta`",
        'the reference says "paginated list" and shows no body',
    ),
    _open(
        "single_envelope",
        ("bare", "data"),
        "every single object",
        "a single object is answered bare",
        "the reference shows no body of a single object",
    ),
    _open(
        "id_style",
        ("integer", "uuid"),
        "ids everywhere",
        "ids are positive integers",
        "the reference writes `{id}` in paths and never shows one",
    ),
    _open(
        "null_style",
        ("explicit", "omit"),
        "unset fields",
        "an unset field is present and null",
        "the reference shows only filled-in fields",
    ),
    _open(
        "timestamp_style",
        ("utc_seconds", "utc_millis", "offset"),
        "all instants",
        "instants are UTC in whole seconds with `Z`",
        "the reference shows no instant",
    ),
    _open(
        "per_page_over_max",
        ("clamp", "reject"),
        "lists",
        "a page size above the maximum is cut down to it",
        "the reference gives the maximum, not what exceeding it does",
    ),
    _open(
        "unknown_status_filter",
        ("reject", "ignore"),
        "lists with `status=`",
        "an unknown status in the filter is a validation error",
        "the reference lists the values, not what another one does",
    ),
    _open(
        "inactive_in_lists",
        ("excluded", "included"),
        "the list of candidates",
        "a deleted candidate is absent from lists unless asked for",
        "the reference says that a delete makes the candidate inactive, not who still sees it",
    ),
    _open(
        "delete_response",
        ("resource", "message", "no_content"),
        "DELETE",
        "a delete answers 200 with the record as it is afterwards",
        "the reference gives the effect, no answer; 204 is not among its statuses",
    ),
    _open(
        "duplicate_email",
        ("reject", "allow"),
        "POST and PATCH of a candidate",
        "two active candidates cannot have one e-mail address",
        "the reference does not say whether an address is unique",
    ),
    _open(
        "initial_stage",
        ("screening", "submitted"),
        "POST of a submission; the stages that exist",
        "a submission starts in the stage `screening`",
        "the reference lists the stages of an update, not the one before the first update",
    ),
    _open(
        "stage_transitions",
        ("free", "forward_only"),
        "PATCH of a submission",
        "a submission can move from any stage to any other",
        "the reference does not order the stages",
    ),
    _open(
        "unknown_field",
        ("ignore", "reject"),
        "POST and PATCH",
        "a field that the vendor does not know is ignored",
        "the reference does not say",
    ),
    _open(
        "extended_fields",
        ("off", "on"),
        "the candidate object",
        "a candidate has the fields of the documented example and no more",
        "the example may be cut short: the product itself shows company, links and skills",
    ),
    _open(
        "rate_window",
        ("fixed", "sliding"),
        "the limiter",
        "limits count in fixed windows, aligned to the clock minute and the UTC day",
        "the reference gives requests per minute and per day, not how they are counted",
    ),
    _open(
        "rate_scope",
        ("token", "tenant"),
        "the limiter",
        "each token has its own limits",
        "the reference gives limits per plan, not whom they are counted for",
    ),
    _open(
        "rate_headers",
        ("none", "x_ratelimit"),
        "every response of a request that was counted or refused by the limiter",
        "responses do not tell how much of the limit is left",
        "the reference names `Retry-After` only",
    ),
    _open(
        "retry_after_style",
        ("seconds", "http_date"),
        "429",
        "`Retry-After` is a number of seconds",
        "the reference names the header, not which of its two forms",
    ),
    _open(
        "signature_style",
        ("hex", "sha256_prefixed", "base64"),
        "webhooks",
        "the signature is the hexadecimal digest alone",
        "the reference names the algorithm and the header, not the encoding",
    ),
    _open(
        "webhook_data",
        ("resource", "id_only"),
        "webhook payloads",
        "a webhook carries the record as the API renders it",
        "the reference shows no payload",
    ),
)
