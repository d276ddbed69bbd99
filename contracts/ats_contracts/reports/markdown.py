"""
The Markdown report: for a README, a pull request or a job summary.
"""

from __future__ import annotations

from collections.abc import Iterator

from ats_contracts.events import Event
from ats_contracts.matrix import LETTERS, MEANINGS, State
from ats_contracts.reports import reliance
from ats_contracts.reports.summary import (
    Summary,
    by_cause,
    dependent,
    elsewhere,
    paragraphs,
    summarise,
)


def render(events: list[Event]) -> str:
    """Render the report."""
    return "\n".join(_lines(summarise(events))) + "\n"


def _lines(s: Summary) -> Iterator[str]:
    yield f"# {_safe(s.title)}: {s.ended}"
    yield ""
    yield f"**{s.headline}**"
    yield ""
    yield f"Seed {s.header['seed']}, {s.header['clock']} time, kit {s.header['kit']}."
    for message in s.stale:
        yield f"\n> {_safe(message)}"
    yield from _matrix(s)
    yield from _audit(s)
    if causes := by_cause(s.problems()):
        yield "\n## What did not pass"
        for group in causes:
            yield "\n```text"
            yield from (line.replace("```", "'''") for line in paragraphs(group))
            yield "```"


def _audit(s: Summary) -> Iterator[str]:
    if "audit" not in s.footer:
        return
    yield "\n## What the target relies on"
    yield "\n```text"
    yield from (line.replace("```", "'''") for line in reliance.lines(s))
    yield "```"


def _matrix(s: Summary) -> Iterator[str]:
    yield "\n| provider | resource | " + " | ".join(st.value for st in State) + " | compared |"
    yield "|---|---|" + "---:|" * (len(State) + 1)
    for provider, resource, cells in s.matrix.rows():
        numbers = [sum(c.state is st for c in cells) for st in State]
        compared = sum(c.compared for c in cells)
        row = [provider, resource, *map(str, numbers), f"{compared:,}"]
        yield "| " + " | ".join(row) + " |"
    for provider, resource, cells in s.matrix.rows():
        fields = " ".join(f"{LETTERS[c.state]}&nbsp;`{c.field}`" for c in cells)
        yield f"\n**{provider} · {resource}**: {fields}"
        for under, parts in elsewhere(cells).items():
            yield f"\nUnder `{under}`: {', '.join(parts)}"
        for assumption, names in dependent(cells).items():
            yield f"\nDepends on `{assumption}`: {', '.join(names)}"
    yield "\n" + "; ".join(f"{LETTERS[st]} = {st.value}: {MEANINGS[st]}" for st in State) + "."


def _safe(text: str) -> str:
    """Keep a text from being read as mark-up."""
    return "".join(f"\\{c}" if c in "\\`*_<>[]|#" else c for c in text)
