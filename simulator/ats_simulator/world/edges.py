"""
The named edge cases: what every world contains, whatever its seed.

An edge case is data: a range of record numbers of one resource and the fields it fixes there. The
first records carry them, so a world of N candidates holds the first N, and 40 are enough for all
but the ties at later page edges. This module refuses to draw anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from ats_simulator.world.instants import from_instant
from ats_simulator.world.model import Record

CROWDED_JOB: Final = 1
"""The job that each of the first `CROWD` candidates applied for, if for any."""
CROWD: Final = 40
LONELY_JOB: Final = 4
"""The job nobody applied for."""
PAST_DOUBLE: Final = 2**53 + 1
"""The smallest integer that a double cannot hold; number of the last application."""
EARLY: Final = 27
"""Candidates up to this number are also the first by `updated_at`, so their ties stay together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeCase:
    """
    One adversarial fact, on records *first* to *last* of *resource*.

    *fields* replace what was drawn. *references* name other records by number, as in
    {"tags": (1, 2)}. *applications* fixes how many a candidate makes.
    """

    name: str
    sentence: str
    resource: str = "candidates"
    first: int
    last: int
    fields: Mapping[str, Any] = field(default_factory=dict)
    references: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    applications: int | None = None


def _candidate(number: int, case: str, sentence: str, /, **fields: Any) -> EdgeCase:
    return EdgeCase(name=case, sentence=sentence, first=number, last=number, fields=fields)


def _job(number: int, case: str, sentence: str, /, **fields: Any) -> EdgeCase:
    return EdgeCase(
        name=case, sentence=sentence, resource="jobs", first=number, last=number, fields=fields
    )


def _applying(number: int, name: str, sentence: str, times: int, status: str) -> EdgeCase:
    return EdgeCase(
        name=name,
        sentence=sentence,
        first=number,
        last=number,
        fields={"status": status},
        applications=times,
    )


def _tied(resource: str, first: int, last: int, instant: str) -> EdgeCase:
    return EdgeCase(
        name=f"{resource}-tied-{first}-to-{last}",
        sentence=f"{resource} {first} to {last} share one `updated_at`, across a page edge",
        resource=resource,
        first=first,
        last=last,
        fields={"updated_at": instant},
    )


def _email(address: str, kind: str | None = "personal") -> Record:
    return {"email": address, "type": kind}


def _phone(number: str, extension: str | None = None, kind: str | None = "mobile") -> Record:
    return {"number": number, "extension": extension, "type": kind}


NOWHERE: Final = {
    "street": None,
    "city": None,
    "state": None,
    "postal_code": None,
    "country": None,
}
_BLANK: Final = {"street": "", "city": "", "state": "", "postal_code": "", "country": "US"}

_CANDIDATES: Final = (
    _applying(1, "three-applications", "one person applied for three jobs", 3, "screening"),
    _applying(2, "no-application", "a person who never applied", 0, "new"),
    _candidate(3, "no-email", "a person without an e-mail address", emails=[]),
    _candidate(4, "no-phone", "a person without a telephone number", phones=[]),
    _candidate(
        5,
        "all-null",
        "everything that may be null is null, every list is empty",
        company=None,
        title=None,
        last_interaction_at=None,
        address=NOWHERE,
        phones=[],
        emails=[],
        urls=[],
        tags=[],
        source=None,
    ),
    _candidate(
        6,
        "empty-strings",
        "text fields hold the empty string, which is not null",
        company="",
        title="",
        source="",
        address=_BLANK,
    ),
    _candidate(7, "single-name", "a person with one name", first_name="Zephyrine", last_name=None),
    _candidate(
        7,
        "capital-email",
        "an e-mail address with capital letters, which nobody may fold",
        emails=[_email("Zephyrine.O-Neill@example.com")],
    ),
    _candidate(
        8,
        "right-to-left",
        "an Arabic name and title, written from right to left",
        first_name="ياسمين",
        last_name="القحطاني",
        title="مهندسة برمجيات",
        company="شركة النور",
    ),
    _candidate(
        9,
        "mixed-direction",
        "Hebrew and Latin in one name, with a direction mark between",
        first_name="נועה\u200f (Noa)",
        last_name="בן־דוד",
    ),
    _candidate(
        10,
        "combining-accents",
        "accents as separate code points: equal to the composed form only after normalisation",
        first_name="Zoe\u0308",
        last_name="C\u030ci\u0301z\u030cek",
    ),
    _candidate(
        11,
        "beyond-latin",
        "a name of characters outside the basic plane, and an ideographic space",
        first_name="𠮷野",
        last_name="髙橋\u3000",
        title="エンジニア",
    ),
    _candidate(
        12,
        "quotes",
        "straight and typographic quotes, apostrophes and a comma inside names",
        first_name='Conor "Mac", Jr.',
        last_name="O'Brien-D’Arcy",
        company="Rough, “Ready” & 'Sons'",
    ),
    _candidate(
        13,
        "markup",
        "names that are HTML",
        first_name="<b>Robin</b>",
        last_name="<script>alert(1)</script>",
        title="<!-- engineer --> & <br/>",
    ),
    _candidate(
        14,
        "html-entities",
        "text that must not be unescaped",
        first_name="Ann &amp; Lee",
        last_name="&lt;Smith&gt;",
        company="R&D &#169; &nbsp;",
    ),
    _candidate(
        15,
        "emoji",
        "emoji of several code points, joined and with skin tones",
        first_name="Lea 👩🏽‍💻",
        last_name="🎉",
        title="Rockstar 🎸🇬🇧",
    ),
    _candidate(
        16,
        "very-long",
        "very long text in every text field",
        first_name="Adaeze " * 36,
        last_name="Wolfeschlegelsteinhausenbergerdorff" * 8,
        title="Senior Principal " * 256,
        company="Holding " * 128,
    ),
    EdgeCase(
        name="shared-email",
        sentence="two people with one e-mail address",
        first=17,
        last=18,
        fields={"emails": [_email("family.inbox@example.com")]},
    ),
    _candidate(
        19,
        "line-breaks",
        "carriage returns, line feeds and tabs inside single-line fields",
        title="Engineer\r\nManager\nLead",
        company="Tab\tand\u2028separator",
    ),
    _candidate(
        20,
        "outer-spaces",
        "leading, trailing and doubled spaces, one of them not breaking",
        first_name="  Maria ",
        last_name="\u00a0del  Carmen ",
    ),
    _candidate(
        21,
        "number-like",
        "strings that look like numbers",
        first_name="007",
        last_name="1e5",
        title="-1",
        company="0",
        source="9007199254740993",
    ),
    _candidate(
        22,
        "literal-like",
        "strings that look like null, true and NaN; the surname Null exists",
        first_name="True",
        last_name="Null",
        title="undefined",
        company="NaN",
        source="false",
    ),
    _candidate(
        23,
        "injection",
        "strings that mean something to SQL, templates, format strings and spreadsheets",
        first_name="Robert'); DROP TABLE candidates;--",
        last_name="{{7*7}}${7*7}%s\\n\\",
        title="=1+1",
        company="../../etc/passwd",
    ),
    _tied("candidates", 24, EARLY, "2024-02-10T12:00:00.500Z"),
    _candidate(
        24,
        "private",
        "a private person who may not be written to",
        is_private=True,
        can_email=False,
    ),
    EdgeCase(
        name="many-of-each",
        sentence="several e-mails, telephones, links and tags on one person",
        first=28,
        last=28,
        fields={
            "emails": [
                _email("many.28@example.com", "work"),
                _email("many.28+ats@mail.example", "personal"),
                _email("MANY.28@EXAMPLE.NET", None),
            ],
            "phones": [
                _phone("+1 212 555 0128", "4011", "work"),
                _phone("+44 20 7946 0128", None, "home"),
                _phone("+49 30 23125 128", None, None),
            ],
            "urls": [
                {"url": "https://linkedin.example/in/many-28", "type": "linkedin"},
                {"url": "https://example.org/?q=a%20b&c=d#e", "type": "portfolio"},
                {"url": "https://münchen.example/пример", "type": None},
            ],
        },
        references={"tags": (1, 2, 3, 4)},
    ),
    _applying(29, "inactive", "an inactive person with an application", 1, "inactive"),
    _applying(30, "placed", "a person hired for the only job applied for", 1, "placed"),
    _applying(31, "placed-after-rejections", "hired for one of three jobs", 3, "placed"),
    _candidate(
        32,
        "dst-gap-london",
        "changed half an hour into the hour that clocks in London skipped",
        updated_at="2026-03-29T01:30:00.250Z",
    ),
    _candidate(
        33,
        "dst-overlap-london-first",
        "changed at 01:30 in London, the first time round",
        updated_at="2026-10-25T00:30:00.000Z",
    ),
    _candidate(
        34,
        "dst-overlap-london-second",
        "changed at 01:30 in London, the second time round",
        updated_at="2026-10-25T01:30:00.000Z",
    ),
    _candidate(
        35,
        "dst-gap-pacific-before",
        "changed in the last millisecond before clocks in California jump",
        updated_at="2026-03-08T09:59:59.999Z",
    ),
    _candidate(
        36,
        "dst-gap-pacific-after",
        "changed in the first millisecond after that jump",
        updated_at="2026-03-08T10:00:00.000Z",
    ),
    _candidate(
        37,
        "dst-overlap-eastern-first",
        "changed at 01:30 in New York, the first time round",
        updated_at="2026-11-01T05:30:00.000Z",
    ),
    _candidate(
        38,
        "dst-overlap-eastern-second",
        "changed at 01:30 in New York, the second time round",
        updated_at="2026-11-01T06:30:00.000Z",
    ),
    _candidate(
        39,
        "epoch",
        "created at zero of Unix time, last spoken to before it",
        created_at="1970-01-01T00:00:00.000Z",
        last_interaction_at="1969-12-31T23:59:59.999Z",
    ),
    _candidate(
        40,
        "leap-day",
        "created and changed in the last millisecond of a leap day",
        created_at="2024-02-29T23:59:59.999Z",
        updated_at="2024-02-29T23:59:59.999Z",
    ),
    _tied("candidates", 49, 52, "2026-10-31T12:00:00.050Z"),
    _tied("candidates", 99, 102, "2026-10-31T13:00:00.100Z"),
    EdgeCase(
        name="bulk-change",
        sentence="101 people share one `updated_at`: whatever the page size up to 100, a page "
        "ordered by change ends among them",
        first=103,
        last=203,
        fields={"updated_at": "2026-10-31T14:00:00.000Z"},
    ),
)

_JOBS: Final = (
    _job(CROWDED_JOB, "crowded-job", "a job with more than 25 applications", status="open"),
    _job(2, "closed-job", "a closed job that people still stand on", status="closed"),
    _job(
        3,
        "confidential-job",
        "an open job that must not be published",
        status="open",
        confidential=True,
    ),
    _job(LONELY_JOB, "no-applicant", "a job that nobody applied for", status="open"),
    _job(5, "archived-job", "an archived job", status="archived"),
    _job(
        6,
        "draft-opens-2038",
        "a draft that opens one second after 32-bit time ends",
        status="draft",
        opened_at="2038-01-19T03:14:08.000Z",
    ),
    _job(
        7,
        "pending-opens-2999",
        "a job awaiting approval that opens in the far future",
        status="pending",
        opened_at="2999-12-31T23:59:59.999Z",
    ),
    _job(
        8,
        "markup-description",
        "a description in HTML, with a script",
        status="open",
        description="<p>Join <b>us</b> &amp; grow.</p>\r\n<ul><li>a &lt; b</li></ul>"
        "<script>alert('job')</script>",
    ),
    _job(
        9,
        "line-breaks-description",
        "a description with every kind of line end",
        status="open",
        description="First line\r\nSecond line\n\nThird\rFourth\tend ",
    ),
    _job(
        10,
        "very-long-description",
        "a description of 24,000 characters",
        status="open",
        description="Lorem ipsum dolor sit ämet. " * 857 + "End.",
    ),
    EdgeCase(
        name="null-job",
        sentence="everything on the job that may be null is null, every list is empty",
        resource="jobs",
        first=11,
        last=11,
        fields={
            "status": "open",
            "description": None,
            "code": None,
            "requisition_id": None,
            "address": NOWHERE,
            "job_posting_urls": [],
            "departments": [],
            "offices": [],
            "hiring_managers": [],
            "recruiters": [],
            "tags": [],
            "is_remote": None,
            "job_type": None,
            "job_position_level": None,
            "compensation": None,
            "opened_at": None,
        },
    ),
    _job(
        12,
        "empty-job",
        "text of the job is the empty string",
        status="open",
        description="",
        code="",
        requisition_id="",
        job_position_level="",
        address=_BLANK,
    ),
    _job(
        13,
        "huge-compensation",
        "a maximum pay that a double cannot hold",
        status="open",
        compensation={
            "currency": "IDR",
            "interval": "yearly",
            "is_negotiable": True,
            "max": PAST_DOUBLE,
            "min": 0,
            "notes": "",
        },
    ),
    _job(
        14,
        "fractional-compensation",
        "an hourly pay in fractions of a cent",
        status="open",
        compensation={
            "currency": "GBP",
            "interval": "hourly",
            "is_negotiable": None,
            "max": 12.345,
            "min": 0.1,
            "notes": "£12.345 — “uplift” <5%",
        },
    ),
    _job(
        15,
        "right-to-left-job",
        "a Hebrew title with Latin inside",
        status="open",
        name="מהנדס/ת DevOps בכיר/ה",
    ),
    _job(
        16,
        "quoted-job",
        "quotes, mark-up and an ampersand in a title",
        status="open",
        name='Chef de "Partie" & Sous-Chef\'s <mate>',
    ),
    _job(
        17,
        "opened-1901",
        "opened in the first second of 32-bit time",
        status="open",
        opened_at="1901-12-13T20:45:52.000Z",
    ),
    _job(
        18,
        "remote-nowhere",
        "a remote job without any place",
        status="open",
        is_remote=True,
        address=NOWHERE,
    ),
    _job(
        19,
        "closed-in-dst-overlap",
        "closed at 01:30 in New York, the second time round",
        status="closed",
        closed_at="2026-11-01T06:30:00.000Z",
        updated_at="2026-11-01T06:30:00.000Z",
    ),
    EdgeCase(
        name="many-of-each-job",
        sentence="several departments, offices, managers, recruiters and tags on one job",
        resource="jobs",
        first=20,
        last=20,
        fields={"status": "open", "tags": ["urgent", "Été", "", "a,b", "urgent "]},
        references={
            "departments": (1, 5, 8),
            "offices": (1, 2),
            "hiring_managers": (1, 2, 3),
            "recruiters": (4, 5),
        },
    ),
    _tied("jobs", 24, 27, "2026-10-31T15:00:00.025Z"),
    _tied("jobs", 49, 52, "2026-10-31T15:00:00.050Z"),
    _tied("jobs", 99, 102, "2026-10-31T15:00:00.100Z"),
)

_APPLICATIONS: Final = (
    _tied("applications", 24, 27, "2026-10-31T16:00:00.025Z"),
    _tied("applications", 49, 52, "2026-10-31T16:00:00.050Z"),
    _tied("applications", 99, 102, "2026-10-31T16:00:00.100Z"),
    EdgeCase(
        name="past-double",
        sentence="the last of ten applications or more is number 2**53 + 1, which a double loses",
        resource="applications",
        first=PAST_DOUBLE,
        last=PAST_DOUBLE,
    ),
)

_OFFERS: Final = (
    EdgeCase(
        name="starts-9999",
        sentence="an offer without an end in sight starts on the last day there is",
        resource="offers",
        first=1,
        last=1,
        fields={"start_date": "9999-12-31"},
    ),
    EdgeCase(
        name="starts-on-leap-day",
        sentence="an offer that starts on 29 February",
        resource="offers",
        first=2,
        last=2,
        fields={"start_date": "2028-02-29"},
    ),
)

EDGE_CASES: Final = (*_CANDIDATES, *_JOBS, *_APPLICATIONS, *_OFFERS)
"""Every edge case, in the order of its resource's record numbers."""


def _by_number(resource: str) -> Mapping[int, tuple[EdgeCase, ...]]:
    table: dict[int, tuple[EdgeCase, ...]] = {}
    for case in EDGE_CASES:
        if case.resource == resource:
            for number in range(case.first, case.last + 1):
                table[number] = (*table.get(number, ()), case)
    return table


EDGES: Final = {name: _by_number(name) for name in ("applications", "candidates", "jobs", "offers")}
"""Resource to record number to the cases on that record."""


def apply_edges(resource: str, number: int, record: Record) -> Record:
    """Overwrite what the edge cases of record *number* fix; references are the caller's to make."""
    for case in EDGES[resource].get(number, ()):
        record.update(orjson.loads(orjson.dumps(case.fields)))  # a copy, made five times as fast
    return record


def fixed(resource: str, number: int, name: str) -> Any:
    """Look up the value an edge case gives to one field, or None if none does."""
    for case in EDGES[resource].get(number, ()):
        if name in case.fields:
            return case.fields[name]
    return None


def fixed_ms(resource: str, number: int, name: str) -> int | None:
    """Look up the instant an edge case gives to one field, in Unix milliseconds."""
    text = fixed(resource, number, name)
    return None if text is None else from_instant(text)
