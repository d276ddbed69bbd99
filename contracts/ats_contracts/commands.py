"""
What the commands do: load, run, show progress, write reports. Judging is `run.py`'s, and wording
is the reports'.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Literal

from ats_contracts import catalogue, reports
from ats_contracts.errors import UnknownName, UsageError
from ats_contracts.events import Event, read, to_line
from ats_contracts.progress import showing_progress
from ats_contracts.run import Outcome, Selection
from ats_contracts.run import verify as run_checks
from ats_contracts.targets.file import TargetSpec, load


def verify(  # noqa: PLR0913 (the options of the command, all by name)
    target: str,
    *,
    providers: tuple[str, ...],
    patterns: tuple[str, ...],
    seed: int,
    assumptions: tuple[str, ...],
    wanted: tuple[str, ...],
    stream: str | None,
    output: str,
    size: int | None,
    sweep: Literal["on", "strict"] | None,
) -> int:
    """Run `ats-sandbox verify`; give the exit code. Raises: UsageError, AdapterBroke."""
    spec = load(target)
    files = [parse_report(text) for text in wanted]
    selection = Selection(
        providers=providers,
        patterns=patterns,
        seed=seed,
        assumptions=dict(parse_assumption(text) for text in assumptions),
        size=size,
        sweep=sweep or "off",
    )
    refuse_unwritable(path for _, path in files)
    outcome = judged(spec, selection, stream)
    write_reports(outcome.events, files)
    show(outcome.events, output)
    return int(outcome.exit_code)


def judged(spec: TargetSpec, selection: Selection, stream: str | None = None) -> Outcome:
    """Run checks with progress on stderr, and the stream written as it happens."""
    with ExitStack() as stack:
        progress = stack.enter_context(showing_progress())
        file = stack.enter_context(open_for_writing(stream)) if stream else None

        def sink(event: Event) -> None:
            progress(event)
            if file is not None:
                file.write(f"{to_line(event)}\n")
                file.flush()

        return run_checks(spec, selection, sink=sink)


@contextmanager
def open_for_writing(path: str, *, mode: Literal["w", "a"] = "w") -> Iterator[IO[str]]:
    """Open a file for writing, its folder made. Raises: UsageError."""
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        file = Path(path).open(mode, encoding="utf-8")  # noqa: SIM115 (entered below)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None
    with file:
        yield file


def refuse_unwritable(paths: Iterable[str]) -> None:
    """
    Find out before a run that a report cannot be written after it; leave nothing that was not there
    before, since a run may be interrupted. Raises: UsageError.
    """
    for path in map(Path, paths):
        there = path.exists() or path.is_symlink()
        with open_for_writing(str(path), mode="a"):
            pass
        if not there:
            path.unlink()


def parse_report(text: str) -> tuple[str, str]:
    """Take `FORMAT:PATH` apart. Raises: UsageError, UnknownName."""
    name, colon, path = text.partition(":")
    if not colon or not path:
        raise UsageError(f"--report {text}: expected FORMAT:PATH, as in html:reports/run.html")
    if name not in reports.FORMATS:
        raise UnknownName("report format", name, reports.FORMATS)
    return name, path


def parse_assumption(text: str) -> tuple[str, str]:
    """Take `NAME=VALUE` apart. Raises: UsageError."""
    name, equals, value = text.partition("=")
    if not equals or not name or not value:
        raise UsageError(f"--assume {text}: expected NAME=VALUE, as in nexivohr.id_style=uuid")
    return name, value


def write_reports(events: list[Event], wanted: list[tuple[str, str]]) -> None:
    """Write reports to files. Raises: UsageError if one cannot be written."""
    for name, path in wanted:
        with open_for_writing(path) as file:
            file.write(reports.render(name, events))


def show(events: list[Event], output: str) -> None:
    """Print a report: with colour if it is text and stdout is a terminal."""
    if output == "text" and sys.stdout.isatty():
        from rich.console import Console

        from ats_contracts.reports.text import print_report

        print_report(events, Console(highlight=False))
        return
    sys.stdout.write(reports.render(output, events))
    sys.stdout.flush()


def report(stream: str, output: str) -> int:
    """Run `ats-sandbox report`. Raises: UsageError."""
    show(read(Path(stream)), output)
    return 0


def demo(*, seed: int, html: str, stream: str | None = None) -> int:
    """Run `ats-sandbox demo`; give the exit code."""
    refuse_unwritable([html, *([stream] if stream else [])])
    outcome = judged(load("reference"), Selection(seed=seed), stream)
    write_reports(outcome.events, [("html", html)])
    show(outcome.events, "text")
    sys.stderr.write(f"report: {html}\n")
    return int(outcome.exit_code)


def prove(arguments: tuple[str, ...], output: str) -> int:
    """Run `ats-sandbox prove`. Raises: UsageError if this installation has no zoo."""
    zoo = catalogue.zoo()
    if zoo is None:
        raise UsageError("this installation has no zoo (ats_contracts.zoo)")
    return int(zoo.prove(arguments, output=output))
