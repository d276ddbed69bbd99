"""
The JUnit report: one suite a provider, and one for those that are compared with each other; one
case a check; counts travel as properties.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from ats_contracts.audit import Outcome
from ats_contracts.events import Event, Result
from ats_contracts.reports import reliance
from ats_contracts.reports.summary import Summary, paragraph, summarise

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(events: list[Event]) -> str:
    """Render the report."""
    s = summarise(events)
    root = ET.Element("testsuites", name=_clean(s.title))
    for provider in dict.fromkeys(r.provider for r in s.results):
        results = [r for r in s.results if r.provider == provider]
        root.append(_suite(provider, results))
    if s.readings:
        root.append(_audit(s))
    for message in s.stale:
        case = ET.SubElement(root, "testcase", classname="known_gaps", name="still holds")
        ET.SubElement(case, "failure", message=_clean(message))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(provider: str, results: list[Result]) -> ET.Element:
    seconds = sum(r.finished["duration_ms"] for r in results) / 1000
    suite = ET.Element(
        "testsuite",
        name=provider,
        tests=str(len(results)),
        failures=str(sum(r.verdict == "fail" for r in results)),
        errors=str(sum(r.verdict in ("error", "unverified") for r in results)),
        skipped=str(sum(r.verdict in ("unsupported", "gap") for r in results)),
        time=f"{seconds:.3f}",
    )
    for result in results:
        suite.append(_case(result))
    return suite


def _audit(s: Summary) -> ET.Element:
    """Make a suite of the readings: what a strict sweep counts is a failure, or an error."""
    tags = [_tag(reading, strict=s.header["sweep"] == "strict") for reading in s.readings]
    suite = ET.Element(
        "testsuite",
        name="assumptions",
        tests=str(len(tags)),
        failures=str(tags.count("failure")),
        errors=str(tags.count("error")),
        skipped=str(tags.count("skipped")),
    )
    for reading, tag in zip(s.readings, tags, strict=True):
        name = f"{reading['assumption']}={reading['value']}"
        case = ET.SubElement(suite, "testcase", classname=reading["provider"], name=name)
        if tag is not None:
            told = ET.SubElement(case, tag, message=_clean(reliance.title(reading)))
            told.text = _clean("\n".join(reliance.details(reading)))
    return suite


def _tag(reading: Event, *, strict: bool) -> str | None:
    if reading["outcome"] == Outcome.TOLERATED:
        return None
    if not strict or reading["outcome"] == Outcome.LOUD:
        return "skipped"
    if reading["outcome"] == Outcome.SILENT:
        return "skipped" if reading["declared"] else "failure"
    return "error"


def _case(result: Result) -> ET.Element:
    case = ET.Element(
        "testcase",
        classname=result.provider,
        name=result.check,
        time=f"{result.finished['duration_ms'] / 1000:.3f}",
    )
    properties = ET.SubElement(case, "properties")
    for name in ("verdict", "comparisons", "divergences"):
        ET.SubElement(properties, "property", name=name, value=str(result.finished[name]))
    tag = {"fail": "failure", "error": "error", "unverified": "error"}.get(result.verdict)
    reason = _clean(result.finished["reason"])
    if tag is not None:
        ET.SubElement(case, tag, message=reason).text = _clean("\n".join(paragraph(result)))
    elif result.verdict != "pass":
        ET.SubElement(case, "skipped", message=reason)
    return case


def _clean(text: str) -> str:
    """Replace what XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
