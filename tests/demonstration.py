"""
The whole run of `ats-sandbox demo`, made once for all tests and all workers that look at it.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ats_contracts.events import read

COMMAND = [sys.executable, "-m", "ats_contracts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """What it printed, how it ended, and the folder in which it wrote its report and stream."""

    folder: Path
    printed: str
    code: int

    @property
    def report(self) -> str:
        """The HTML report."""
        return (self.folder / "out/demo.html").read_text(encoding="utf-8")

    @property
    def events(self) -> list[Mapping[str, Any]]:
        """The events of the run."""
        return read(self.folder / "demo.ndjson")


def demonstrate(base: Path) -> Demonstration:
    """Run the demonstration, or take the one that another worker has run. *base* is a worker's."""
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "demonstration"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # whoever waits here has the result when it is let in
        if not (folder / "code").exists():
            _run(folder)
    printed = (folder / "out.txt").read_text(encoding="utf-8")
    return Demonstration(folder=folder, printed=printed, code=int((folder / "code").read_text()))


def _run(folder: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "demo", "--html", "out/demo.html", "--stream", "demo.ndjson"],
        cwd=folder,
        env={**os.environ, "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    (folder / "out.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    (folder / "code").write_text(str(done.returncode))
