"""Each check fails a target that does the one thing wrong that it is about, and only then."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from ats_contracts.checks import REGISTRY
from ats_contracts.reference import Parts, create_app
from ats_contracts.run import Outcome, Selection, verify
from ats_contracts.targets.file import load
from ats_contracts.targets.link import Link
from tests.contracts.checks import broken
from tests.contracts.kit import CHECKS, verdicts

EMPTY: dict[str, Any] = {"result": [], "next_cursor": None, "id": "1"}
NO_LIST = broken.takes_failures_for_the_end

VICES: dict[str, Callable[[], Parts]] = {
    "candidates.paging.any_size": broken.drops_a_full_last_page,
    "jobs.paging.limit_respected": broken.miscounts,
    "candidates.paging.limit_respected": broken.ignores_the_limit,
    "candidates.paging.no_empty_page": broken.begins_with_an_empty_page,
    "jobs.paging.tiny_lists": broken.empty_is_not_found,
    "candidates.paging.over_maximum": broken.cuts_large_limits_and_ends,
    "jobs.paging.deterministic": broken.flickers,
    "candidates.paging.moving_list": broken.trusts_offsets,
    "candidates.cursor.reusable": broken.spends_cursors,
    "jobs.cursor.garbage_refused": broken.garbage_is_page_1,
    "cursors.account.bound": broken.cursors_fit_everywhere,
    "cursors.resource.bound": broken.cursors_fit_everywhere,
    "candidates.cursor.keeps_the_query": broken.cursors_fit_everywhere,
    "candidates.filter.updated_at": broken.gt_is_gte,
    "jobs.filter.created_at": broken.filters_by_the_other_time,
    "candidates.filter.same_instant": broken.ignores_offsets,
    "applications.filter.pages": broken.ends_filtered_lists_early,
    "candidates.filter.poll": broken.filters_by_the_other_time,
    "query.unsupported.refused": broken.drops_strange_filters,
    "query.brackets.any_dialect": broken.understands_encoded_brackets_only,
    "query.arrays.any_dialect": broken.understands_one_array_dialect,
    "candidates.id.text": broken.ids_are_numbers,
    "jobs.id.stable": broken.ids_follow_the_connection,
    "applications.references.resolve": broken.refers_to_nobody,
    "candidates.get.not_found": broken.finds_everything,
    "candidates.values.instants": broken.local_times,
    "jobs.values.members": broken.shouts_its_members,
    "candidates.wire.unknown_fields": broken.reads_by_position,
    "candidates.wire.null_or_absent": broken.untitled_is_unknown,
    "jobs.wire.unknown_member": broken.strange_is_draft,
    "applications.wire.broken_record": broken.drops_what_is_broken,
    "candidates.wire.unreadable_time": broken.unreadable_is_1970,
    "jobs.remote_data.faithful": broken.reads_numbers_as_doubles,
    "candidates.create.round_trip": broken.forgets_the_phone,
    "candidates.create.invents_nothing": broken.gives_a_title,
    "candidates.update.only_what_was_sent": broken.sends_nulls,
    "candidates.delete.as_the_provider_does": broken.deletes_nothing,
    "candidates.write.invalid_refused": broken.swallows_unknown_fields,
    "jobs.update.not_found": partial(broken.statuses, {404: (200, {"id": "1"})}, "PATCH"),
    "jobs.write.provider_refusal": broken.all_errors_are_500,
    "jobs.create.lost_answer": partial(broken.repeating, 3, 503, method="POST"),
    "jobs.update.not_repeated": partial(broken.repeating, 6, 503, method="PATCH"),
    "jobs.idempotency_key.repeat": broken.keys_are_ignored,
    "jobs.idempotency_key.lost_answer": broken.forgets_lost_answers,
    "jobs.idempotency_key.other_body": broken.keys_go_with_the_body,
    "idempotency_key.account.bound": broken.keys_are_shared,
    "candidates.input.hostile_ids": broken.leaves_ids_as_they_are,
    "input.limits.harmless": broken.gives_nothing_for_limit_0,
    "jobs.input.empty_cursor": broken.refuses_empty_cursors,
    "jobs.input.hostile_bodies": partial(broken.statuses, {400: (500, {})}, "POST"),
    "input.text.stored_as_is": broken.escapes_text,
    "input.resource.unknown": partial(broken.statuses, {404: (200, EMPTY)}),
    "failures.status_5xx.all_or_error": NO_LIST,
    "failures.cut_off.all_or_error": NO_LIST,
    "failures.malformed_json.all_or_error": NO_LIST,
    "failures.html_page.all_or_error": NO_LIST,
    "failures.reset.all_or_error": NO_LIST,
    "failures.empty_success.all_or_error": NO_LIST,
    "failures.refusal_as_200.not_empty": NO_LIST,
    "errors.kinds.classified": broken.all_errors_are_500,
    "errors.remote_flag.true": broken.no_flags,
    "errors.retryable_flag.true": partial(broken.statuses, {422: (502, {})}),
    "auth.revoked.not_empty": NO_LIST,
    "auth.expired.mid_walk": NO_LIST,
    "auth.plan.not_empty": NO_LIST,
    "auth.revoked.asked_once": partial(broken.repeating, 9, 401),
    "auth.reconnect.recovers": partial(broken.sulks_after, 401),
    "auth.revoked.others_go_on": partial(broken.sulks_after, 401),
    "auth.read_only.write_refused": partial(broken.statuses, {403: (200, {"id": "1"})}),
    "candidates.limit_mid_walk.nothing_lost": broken.is_impatient,
    "ratelimit.http_date.honoured": broken.reads_waits_as_numbers_only,
    "ratelimit.silent_429.no_storm": partial(broken.repeating, 20, 429),
    "ratelimit.limited.others_go_on": partial(broken.sulks_after, 429),
    "ratelimit.headers.passed_on": broken.keeps_limits_to_itself,
    "candidates.tenants.reads_apart": broken.mixes_accounts,
    "candidates.tenants.gets_apart": broken.mixes_accounts,
    "candidates.tenants.writes_apart": broken.signs_with_the_first_credential,
    "secrets.answers.clean": broken.hands_out_the_credential,
    "secrets.errors.clean": broken.hands_out_the_credential,
    "secrets.cursors.clean": broken.cursors_carry_the_credential,
    "secrets.echo.clean": broken.repeats_what_it_hears,
    "users.unsupported.refused": partial(broken.statuses, {405: (200, EMPTY)}),
    "job_interview_stages.unsupported.verbs": partial(broken.statuses, {405: (200, EMPTY)}),
    "capabilities.claims.honest": broken.lists_are_unsupported,
    "candidates.cost.bounded": broken.sends_everything_three_times,
}


def a_run_of(check: str, parts: Parts) -> Outcome:
    """Run one check against the reference with *parts*."""

    def factory(link: Link) -> object:
        return create_app(
            transport=link.transport,
            sleep=link.sleep,
            now=link.now,
            token=link.token,
            parts=parts,
        )

    spec = load("reference").with_factory(factory)
    return verify(spec, Selection(providers=("nexivohr",), patterns=(check,)))


@pytest.mark.parametrize("check", VICES)
def test_a_broken_target_is_caught(check: str) -> None:
    outcome = a_run_of(check, VICES[check]())
    reasons = [e["reason"] for e in outcome.events if e["type"] == "finished"]
    assert verdicts(outcome) == {check: "fail"}, reasons


def test_the_reference_passes_every_check() -> None:
    outcome = verify(load("reference"), Selection(providers=("nexivohr",)))
    shown = verdicts(outcome)
    assert {check: verdict for check, verdict in shown.items() if verdict != "pass"} == {}
    assert shown.keys() >= VICES.keys()


def test_every_check_has_a_target_that_it_catches() -> None:
    caught = {REGISTRY[name].body for name in [*VICES, *CHECKS.checks]}
    assert sorted({c.id for c in REGISTRY if c.body not in caught}) == []
