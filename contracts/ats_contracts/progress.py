"""
Showing how far a run is, on stderr, once it has taken longer than a second. Refuses to judge.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from ats_contracts.events import Event, Sink

PATIENCE_S = 1.0
EVERY_S = 5.0


@contextmanager
def showing_progress() -> Iterator[Sink]:
    """Give a sink that shows progress: on a terminal also which check is running."""
    if not sys.stderr.isatty():
        yield _Lines().see
        return
    with _Bar() as bar:
        yield bar.see


def _work_of(header: Event) -> tuple[int, str]:
    """Say how much there is to do, and what it is called."""
    readings = int(header["readings"])
    return int(header["tasks"]) + readings, "checks and readings" if readings else "checks"


class _Bar:
    """A bar that appears in time even if the first check takes long."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("", total=None)
        self._patience = threading.Timer(PATIENCE_S, self._bar.start)
        self._patience.daemon = True

    def __enter__(self) -> _Bar:
        self._patience.start()
        return self

    def see(self, event: Event) -> None:
        """Take note of an event."""
        match event["type"]:
            case "header":
                self._bar.update(self._task, total=_work_of(event)[0])
            case "started":
                now = f"{event['check']} · {event['provider']}"
                self._bar.update(self._task, description=now)
            case "finished" | "setting":
                self._bar.advance(self._task)
            case _:
                pass

    def __exit__(self, *_: object) -> None:
        self._patience.cancel()
        self._patience.join()
        self._bar.stop()


class _Lines:
    """A line now and then, where there is no terminal."""

    def __init__(self) -> None:
        self._said = time.monotonic() + PATIENCE_S - EVERY_S
        self._done, self._total, self._what = 0, 0, "checks"

    def see(self, event: Event) -> None:
        """Take note of an event."""
        if event["type"] == "header":
            self._total, self._what = _work_of(event)
        if event["type"] not in ("finished", "setting"):
            return
        self._done += 1
        if time.monotonic() - self._said > EVERY_S:
            self._said = time.monotonic()
            sys.stderr.write(f"{self._done} of {self._total} {self._what}\n")
