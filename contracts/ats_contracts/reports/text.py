"""
The terminal report: the matrix, what did not pass, and the headline last, where the eye is.

`render` is plain text; `print_report` adds colour and width where there is a terminal.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Final

from rich.columns import Columns
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from ats_contracts.events import Event
from ats_contracts.matrix import LETTERS, MEANINGS, Cell, Matrix, State
from ats_contracts.reports import reliance
from ats_contracts.reports.summary import (
    Summary,
    by_cause,
    dependent,
    elsewhere,
    paragraphs,
    summarise,
    unsupported,
)

STYLES: Final[Mapping[State, str]] = {
    State.VERIFIED: "green",
    State.DIVERGES: "bold red",
    State.GAP: "yellow",
    State.LACKS: "dim",
    State.UNSUPPORTED: "blue",
    State.UNVERIFIED: "bold magenta",
}
WIDTH = 100
SHOWN_CAUSES = 25
SHOWN_REASONS = 10


def render(events: list[Event]) -> str:
    """Render the report without colour."""
    out = io.StringIO()
    print_report(events, Console(file=out, width=WIDTH, color_system=None, highlight=False))
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def print_report(events: list[Event], console: Console) -> None:
    """Print the report to *console*."""
    s = summarise(events)
    print_matrix(s.matrix, console)
    causes = by_cause(s.problems())
    for group in causes[:SHOWN_CAUSES]:
        lines = list(paragraphs(group))
        console.print()
        style = "red" if group[0].verdict == "fail" else "yellow"
        console.print(Text(lines[0], style=f"bold {style}"), soft_wrap=True)
        for line in lines[1:]:
            console.print(Text(_printable(line)), soft_wrap=True)
    if rest := sum(map(len, causes[SHOWN_CAUSES:])):
        console.print(f"\n… and {rest} more that did not pass")
    for message in s.stale:
        console.print(Text(f"\n{_printable(message)}", style="bold red"), soft_wrap=True)
    for line in reliance.lines(s):
        console.print(Text(_printable(line)), soft_wrap=True)
    _print_end(s, console)


def _print_end(s: Summary, console: Console) -> None:
    counts = s.matrix.counts
    cells = " · ".join(f"{counts[state.value]} {state.value}" for state in State)
    console.print()
    for reason, times in unsupported(s.results)[:SHOWN_REASONS]:
        console.print(Text(f"unsupported in {times}: {_printable(reason)}"), soft_wrap=True)
    console.print(Text(f"cells   {cells}"), soft_wrap=True)
    console.print(Text(f"checks  {s.headline}"), soft_wrap=True)
    style = "bold green" if s.footer["exit_code"] == 0 else "bold red"
    seed = s.header["seed"]
    ending = Text(f"{s.title}: {s.ended}", style=style)
    console.print(ending + Text(f"  (seed {seed}, {s.header['clock']} time)", style="not bold dim"))


def print_matrix(matrix: Matrix, console: Console) -> None:
    """Print every cell: its letter, its field, the number of comparisons. No cells, no words."""
    if not matrix.cells:
        return
    for provider, resource, cells in matrix.rows():
        compared = sum(c.compared for c in cells)
        title = Text.assemble(
            (f"{provider} · {resource}", "bold"), (f"  {compared:,} comparisons", "dim")
        )
        console.print(title)
        columns = Columns([_cell(c) for c in cells], padding=(0, 3), equal=True)
        console.print(Padding(columns, (0, 0, 0, 2)))
        for under, parts in elsewhere(cells).items():
            console.print(Text(f"  under {under}: {' · '.join(parts)}"))
        for assumption, fields in dependent(cells).items():
            console.print(Text(f"  depends on {assumption}: {', '.join(fields)}", style="yellow"))
        weak = [(c.field, "; ".join(c.weak)) for c in cells if c.state is State.UNVERIFIED]
        if len(weak) == len(cells) and len({why for _, why in weak}) == 1:
            weak = [("all of them", weak[0][1])]
        for name, why in weak:
            console.print(Text(f"  ? {name}: {why}", style="magenta"))
    for provider, reasons in matrix.unfed.items():
        names = ", ".join(reasons)
        text = f"{provider} has no {names}"
        console.print(Text(text, style="dim"))
    legend = "  ".join(f"{LETTERS[s]} {s.value}" for s in State)
    console.print(Text(legend, style="dim"))
    assert set(MEANINGS) == set(State)


def _cell(cell: Cell) -> Text:
    text = Text(f"{LETTERS[cell.state]} {cell.field}", style=STYLES[cell.state])
    return text.append(f" {cell.compared}", style="not bold dim")


def _printable(text: str) -> str:
    """Spell what a terminal would obey or not show, as control characters and odd spaces."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
