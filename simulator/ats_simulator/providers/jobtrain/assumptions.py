"""
What no public source settles and a client could depend on: one switch each, default first.

Data only. What has no plausible alternative is a constant beside the code that it governs, with
the row of SPEC section 9 that names it. Source: SPEC section 9, tier S.
"""

from __future__ import annotations

from typing import Final

from ats_simulator.assumptions import Assumption


def _open(
    row: int, name: str, values: tuple[str, ...], affects: str, statement: str, doubt: str
) -> Assumption:
    return Assumption(
        name=name,
        statement=statement,
        values=values,
        affects=affects,
        doubt=doubt,
        source=f"SPEC section 9, row {row} (our-choice)",
    )


ASSUMPTIONS: Final = (
    _open(
        1,
        "token_response_style",
        ("oauth", "string", "envelope"),
        "POST /connect/token",
        "a token comes as `access_token` in an OAuth object",
        "the documented schema is a bare string; a script of a client reads `access_token`",
    ),
    _open(
        2,
        "token_error_style",
        ("envelope", "oauth"),
        "POST /connect/token with wrong credentials",
        "wrong credentials are a 401 in the envelope",
        "not documented; the path is that of a product that answers 400 `invalid_client`",
    ),
    _open(
        3,
        "envelope",
        ("on", "lists_only", "off"),
        "every 200 of a GET",
        "lists and single objects come in the envelope",
        "recorded for starters only; the documents show bare records",
    ),
    _open(
        4,
        "casing",
        ("documented", "camel"),
        "keys of the candidates of a job, the application detail and the settings",
        "keys have the irregular capitals of the documents",
        "every recorded response is in camel case",
    ),
    _open(
        5,
        "spelling",
        ("documented", "corrected"),
        "five misspelt keys",
        "keys are misspelt as in the documents",
        "a sibling's recorded response is spelt correctly",
    ),
    _open(
        6,
        "date_style",
        ("documented", "uk"),
        "all dates outside starters",
        "days are YYYY-MM-DD",
        "the documents and the recorded starters differ",
    ),
    _open(
        7,
        "direct_apply_response",
        ("empty", "string", "envelope"),
        "200 of a direct apply",
        "a direct apply answers 200 without a body",
        "documented as empty; a sibling answers a string",
    ),
    _open(
        8,
        "error_style",
        ("mixed", "empty", "envelope"),
        "body of every 4xx but those of the token",
        "each kind of error has the body that its framework or the house would give it",
        "documented as empty; the envelope has members for errors",
    ),
    _open(
        9,
        "hidden_get",
        ("404", "403"),
        "a GET by id of what the role hides",
        "what a role hides does not exist for it",
        "no GET documents 403; that hidden objects are not found is inferred",
    ),
    _open(
        13,
        "rate_limit_window",
        ("fixed", "sliding"),
        "the limiter",
        "limits count in fixed windows",
        "no limit is documented at all",
    ),
    _open(
        17,
        "retry_after_header",
        ("seconds", "http_date", "off"),
        "429",
        "a 429 says in `Retry-After` how many seconds to wait",
        "no limit is documented at all",
    ),
    _open(
        30,
        "page_count_key",
        ("result", "results"),
        "every list but completed starters",
        "the number of records on a page is called `result`",
        "recorded as `result`, called `results` in the official FAQ",
    ),
    _open(
        33,
        "page_size_over_max",
        ("clamp", "400"),
        "lists",
        "a page size above the maximum is cut down to it",
        "the maximum is official, what exceeding it does is not",
    ),
    _open(
        39,
        "datetime_format",
        ("local_seconds", "local_fraction", "utc_z"),
        "dates with a time in GET /candidate/{Id}",
        "instants are London time in whole seconds without a zone",
        "documented as `date-time`, without a zone",
    ),
    _open(
        45,
        "jobs_list_path",
        ("both", "jobs_list", "job"),
        "the list of jobs",
        "the list of jobs answers at both paths",
        "one edited request uses /Job",
    ),
    _open(
        52,
        "missing_file_style",
        ("null", "empty_object", "omit"),
        "cv and coverLetter of the application detail",
        "a file that is not there is null",
        "not documented",
    ),
    _open(
        53,
        "export_window",
        ("rolling_24h", "previous_midnight"),
        "the export of changed applications",
        "the export reaches back 24 hours from now",
        "the documents say `last 24 hours`, not where these begin",
    ),
    _open(
        66,
        "duplicate_application",
        ("400", "409"),
        "a second direct apply of a candidate for a job",
        "a second application for a job is a 400",
        "once per vacancy is official for agencies, the status is not documented",
    ),
    _open(
        76,
        "starter_job_keys",
        ("standard", "client_labels"),
        "jobDetail of starters",
        "the fields of a starter's job have their standard names",
        "both were recorded: standard names, and the client's own labels",
    ),
    _open(
        85,
        "equal_ops_hidden",
        ("null", "omit"),
        "equalOps of the application detail, for a role that may not see it",
        "equal-opportunities data that a role may not see is null",
        "that roles hide it is inferred, in which form is not known",
    ),
    _open(
        88,
        "ext_settings_create",
        ("off", "on"),
        "POST on settings",
        "settings cannot be created over the API",
        "an official capability whose paths and bodies are not public",
    ),
    _open(
        89,
        "ext_onboarding",
        ("off", "on"),
        "three GETs about onboarding",
        "onboarding cannot be read over the API",
        "an official capability whose paths and bodies are not public",
    ),
    _open(
        90,
        "ext_webhooks",
        ("off", "on"),
        "signed events",
        "there are no webhooks",
        "no public source mentions any",
    ),
)
