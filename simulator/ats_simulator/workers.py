"""
Several processes on one listening socket, and a parent that ends when one of them does.

The parent forks before anything of a worker exists (no database, no loop, no thread), passes on
SIGINT and SIGTERM, and refuses to restart a worker that died: a fault of ours must be seen.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from ats_simulator.errors import SimulatorError, WorkerDied

log = logging.getLogger(__name__)

START_S = 30.0
END_S = 10.0

Work = Callable[["Post"], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A worker's place: its *number*, and a pipe that closes when the parent is gone."""

    number: int
    parent: int
    ready_pipe: int

    def ready(self) -> None:
        """Tell the parent that requests are answered."""
        os.write(self.ready_pipe, b".")


def run_workers(count: int, work: Work, ready: Callable[[], None]) -> None:
    """
    Run *work* in *count* processes until a signal ends them; *ready* is called when all are.

    Raises: WorkerDied when one ends by itself.
    """
    ready_end, tell_end = os.pipe()
    alive_end, hold_end = os.pipe()
    parent = _Parent(pids={})
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, parent.asked_to_end)
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        for number in range(count):
            pid = os.fork()
            if pid == 0:
                os.close(hold_end)
                os.close(ready_end)
                _be_worker(work, Post(number=number, parent=alive_end, ready_pipe=tell_end))
            parent.pids[pid] = number
        os.close(tell_end)
        if _all_ready(ready_end, count) and not parent.ending:
            ready()
        parent.wait_for_end()
    finally:
        parent.end_all()
        for pipe in (ready_end, alive_end, hold_end):
            os.close(pipe)


def _be_worker(work: Work, post: Post) -> None:
    """Do the work of a forked process and leave without running the parent's clean-up."""
    code = 1
    try:
        work(post)
        code = 0
    except BaseException as error:  # the process ends here, whatever it was
        log.debug("worker %d failed", post.number, exc_info=True)
        known = isinstance(error, SimulatorError)
        said = str(error) if known else f"{type(error).__name__}: {error}"
        sys.stderr.write(f"worker {post.number}: {said}\n")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _all_ready(pipe: int, count: int) -> bool:
    """Wait until every worker said so; false if one of them ended instead."""
    said = 0
    while said < count:
        got = os.read(pipe, count)
        if not got:
            return False
        said += len(got)
    return True


@dataclass(slots=True)
class _Parent:
    """The workers that are alive, by process id, and whether they were asked to end."""

    pids: dict[int, int]
    ending: bool = False

    def asked_to_end(self, signum: int, frame: object) -> None:
        """Pass a signal on."""
        self.ending = True
        self.tell(signal.SIGTERM)

    def tell(self, signum: int) -> None:
        for pid in list(self.pids):
            with suppress(ProcessLookupError):
                os.kill(pid, signum)

    def wait_for_end(self) -> None:
        """Wait until all have ended, or one of them by itself. Raises: WorkerDied."""
        while self.pids:
            pid, status = os.waitpid(-1, 0)
            number = self.pids.pop(pid, None)
            if number is not None and not self.ending:
                raise WorkerDied(number, os.waitstatus_to_exitcode(status))

    def end_all(self) -> None:
        """End those that are left: asked first, killed if they do not listen."""
        self.ending = True
        self.tell(signal.SIGTERM)
        deadline = time.monotonic() + END_S
        while self.pids and time.monotonic() < deadline:
            with suppress(ChildProcessError):
                pid, _ = os.waitpid(-1, os.WNOHANG)
                self.pids.pop(pid, None)
            time.sleep(0.01)
        self.tell(signal.SIGKILL)
