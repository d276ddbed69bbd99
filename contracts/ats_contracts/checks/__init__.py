"""
The checks of the kit, one module for each area, listed at the end of this file.

Writing a check
===============

A check is a function of one `Case`. Its docstring's first paragraph is the claim, one sentence that
can be false; further paragraphs say why it matters. Nothing is inherited, nothing registers
itself: put the function into a module of this package, and the module into `MODULES`.

    @check(
        "{resource}.list.complete",               # <resource>.<area>.<claim>
        needs={"{resource}.list"},                # capabilities; see capabilities.py
        serves=("P-01", "P-02"),                  # properties
        family="truth",                           # truth, relation, witness, errors, secrets
        source="…",                               # what says that it must be so
    )
    def every_record_is_listed_once(case: Case) -> None:
        '''The list of {resource} holds every record of the provider exactly once.'''
        expected = case.expected()                # {id: unified record}: lens(provider)(truth)
        shown = [row["id"] for row in case.connection.list(case.resource)]
        case.expect("ids", sorted(expected), sorted(shown))

* **Placeholders.** With {resource} in the id there is one check for each of the 17 resources, or
  for those in `over=`; with {field} one for each field too. They run against providers that feed
  the resource; `feeding="unfed"` turns that round, `feeding="any"` drops it. `needs` of the form
  `resource.verb` also skip providers whose lens lacks the verb: a provider's lack is ours to
  state. `asks=` is a question to the resource's lens. `providers=frozenset({"jobvite"})` restricts
  a check to what only some vendors have. `spans=True` turns it into one that is run once over all
  vendors that hold the same records of the resource: `case.providers`, `case.plain_reading(…)`.
* **Accounts.** `case.account` is a fresh tenant of this check alone: 60 candidates, limits off,
  unless `account=AccountPlan(size=…, limits="on", …)` says otherwise.
  `case.fresh_account(size=25)` makes further ones, `case.connect(account)` connects the target to
  them. `account.put_truth`, `delete_truth`, `revoke`, `exhaust`, … change them as their owner
  would.
* **Reading cheaply.** `case.reading(resource)` is a whole walk over an account that all checks
  share, made once a run: use it where nothing is changed and no fault is set. If the walk was
  endless, `reading.error` says so and the rows so far are there.
  `case.hidden(resource)` is what lists leave out, read one by one, once a run too.
* **The target.** `case.connection`: `page`, `pages`, `list`, `get`, `write`, `call` (any request,
  not classified), `exchanges` (all that was sent and answered). Errors are `TargetError` with a
  `kind` of a closed list; one that escapes ends the check as `error`, which proves nothing. A
  check about errors therefore uses `case.expect_error(where, call, kinds=("auth",))`, or catches.
  A walk that never ends is a divergence by itself.
* **Expecting.** `case.expect(where, expected, actual)` compares leaf by leaf, counts, records, and
  never raises: go on to the next one. Give `shape=` (see model.py) where text, numbers or instants
  need their own comparison, `exchange=` to attach the wire exchange that shows it.
  `case.expect_that(where, holds, expected="…", actual="…")` is for claims that compare no values;
  `case.expect_field` also feeds the matrix; with a `Setting`, for an account under another
  assumption value, which is shown beside the cell and does not turn it green. A check that
  compares nothing is `unverified`.
* **Witness.** `case.witness(path="…", status=429)` is what the simulator saw, also after an error.
* **Faults.** `case.fault("answer", status=500, match={"nth": 2})`; kinds as in the control plane.
  A fault that never fires makes the check `unverified`.
* **Time.** `case.clock.advance(60)` turns the clocks of the check's accounts; `case.clock.slept`
  are the waits of an in-process target. Never sleep.
* **Options.** `case.options` is what the target file declares in `[options]`: a promise to verify.

`calls_provider=False` is for the rare claim that holds without any request to the provider. A check
must be able to fail: give it a defect in the zoo.
"""

from __future__ import annotations

from typing import Final

from ats_contracts.check import Registry
from ats_contracts.checks import (
    auth,
    classification,
    coverage,
    cursors,
    dialects,
    documents,
    equivalence,
    failures,
    fields,
    filters,
    hazards,
    identity,
    listing,
    paging,
    ratelimit,
    refusals,
    retries,
    robustness,
    secrecy,
    signed_in,
    tenants,
    throttling,
    tolerance,
    values,
    webhooks,
    writes,
)

MODULES: Final = (
    listing,
    paging,
    cursors,
    filters,
    dialects,
    documents,
    identity,
    values,
    fields,
    tolerance,
    writes,
    refusals,
    retries,
    robustness,
    failures,
    classification,
    auth,
    signed_in,
    ratelimit,
    throttling,
    tenants,
    secrecy,
    hazards,
    coverage,
    webhooks,
    equivalence,
)
"""The modules that are read for checks, in the order of reports."""

REGISTRY: Final = Registry.of(MODULES)
"""All checks, by id."""
