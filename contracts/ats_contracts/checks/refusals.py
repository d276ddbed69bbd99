"""
Writes that cannot be: refused by their own name, and nothing is changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ats_contracts.case import Case
from ats_contracts.check import AccountPlan, check
from ats_contracts.errors import TargetError
from ats_contracts.writing import body_for, changeable, required_body

OVER = ("candidates", "jobs", "applications")
PLAN = AccountPlan(size=8)


@check(
    "{resource}.write.invalid_refused",
    over=OVER,
    needs={"{resource}.create", "{resource}.update"},
    family="errors",
    serves=("P-27", "P-30"),
    source="unified model, section A4 (400, 404, 409, 422)",
    account=PLAN,
    calls_provider=False,  # a target may refuse before it asks anybody
)
def an_invalid_write_is_refused(case: Case) -> None:
    """
    A write to the {resource} that lacks a required field, holds a wrong type or a field that cannot
    be stored is refused as invalid, and leaves the provider's records untouched.
    """
    full, resource = body_for(case, case.resource), case.resource
    required = case.resource_lens().required
    key = next(iter(case.expected()))
    bodies: dict[str, tuple[str, dict[str, Any]]] = {
        **{f"create without {n}": ("create", _without(full, n)) for n in required},
        "create with a wrong type": ("create", {**full, required[0]: {"wrong": ["type"]}}),
        "create with an unknown field": ("create", {**full, "favourite_colour": "green"}),
        "update with an unknown field": ("update", {"favourite_colour": "green"}),
    }
    before = case.account.truth(resource)
    for where, (verb, body) in bodies.items():
        case.expect_error(
            f"{resource}: {where}",
            partial(
                case.connection.write, resource, verb, body, key=key if verb == "update" else None
            ),
            kinds=("invalid", "unsupported"),
        )
    case.expect(f"{resource} of the provider", before, case.account.truth(resource), kind="changed")


def _without(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != name}


@check(
    "applications.create.duplicate_refused",
    needs={"applications.create"},
    family="errors",
    serves=("P-27", "P-30"),
    source="Jobvite SPEC section 4.1, Jobtrain SPEC section 3.6 (duplicate application)",
    account=PLAN,
    providers=frozenset({"jobtrain", "jobvite"}),  # the vendors that are known to refuse them
)
def a_second_application_is_no_new_one(case: Case) -> None:
    """
    An application of somebody who has applied for that job already is refused as a conflict, or as
    invalid, and adds nothing.
    """
    body = required_body(case, "applications")
    case.expect_answer(
        "the first application", partial(case.connection.write, "applications", "create", body)
    )
    before = case.account.truth("applications")
    case.expect_error(
        "the same application again",
        partial(case.connection.write, "applications", "create", body),
        kinds=("conflict", "invalid"),
    )
    after = case.account.truth("applications")
    case.expect("applications of the provider", before, after, kind="changed")


@check(
    "{resource}.update.not_found",
    over=OVER,
    needs={"{resource}.update"},
    family="errors",
    serves=("P-27", "P-30"),
    source="unified model, section A4 (400, 404, 409, 422)",
    account=PLAN,
    calls_provider=False,  # a target may know by itself what there is
)
def an_update_of_nothing_is_not_found(case: Case) -> None:
    """
    An update or delete of an id that none of the {resource} has is answered with not found, and
    changes no record.
    """
    before = case.account.truth(case.resource)
    change = changeable(case, case.resource)
    verbs = [("update", change)]
    if "delete" in case.resource_lens().methods and not case.declines(f"{case.resource}.delete"):
        verbs.append(("delete", {}))
    for verb, body in verbs:
        case.expect_error(
            f"{verb} of {case.resource}[999999999]",
            partial(case.connection.write, case.resource, verb, body or None, key="999999999"),
            kinds=("not_found",),
        )
    case.expect(f"{case.resource} of the provider", before, case.account.truth(case.resource))


@check(
    "{resource}.write.provider_refusal",
    over=OVER,
    needs={"{resource}.create", "errors.kinds"},
    family="errors",
    serves=("P-27",),
    source="unified model, section A4 (400, 404, 409, 422)",
    account=PLAN,
)
def a_refused_write_says_so(case: Case) -> None:
    """
    When the provider refuses a new record of the {resource} as invalid or in conflict, the caller
    hears exactly that, and not a success or a failure of the provider.
    """
    body = body_for(case, case.resource)
    for status, kind in (
        (400, "invalid"),
        (409, "conflict"),
        (422, "invalid"),
        (403, "permission"),
    ):
        case.fault("answer", match={"method": "POST"}, status=status, body={"message": "Refused."})
        try:
            answer: Any = case.connection.write(case.resource, "create", body)
        except TargetError as error:
            answer = f"error {error.kind}"
        case.expect(f"create while the provider answers {status}", f"error {kind}", answer)
