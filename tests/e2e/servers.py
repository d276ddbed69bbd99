"""A server as a process of its own, bounded in time, for tests that kill it or load it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PROGRAM = """
import json, sys
from ats_simulator.errors import SimulatorError
from ats_simulator.serve import ServeOptions, run
try:
    sys.exit(run(ServeOptions(**json.loads(sys.argv[1]))))
except SimulatorError as error:
    sys.exit(f"{type(error).__name__}: {error}")
"""
START_S = 20.0


class Server:
    """A server process and what its ready file says."""

    def __init__(self, folder: Path, **options: Any) -> None:
        self.ready_file = folder / "ready.json"
        self.ready_file.unlink(missing_ok=True)
        given = {"port": 0, "ready_file": str(self.ready_file), **options}
        environ = {**os.environ, "TMPDIR": str(folder)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, json.dumps(given)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environ,
            start_new_session=True,  # so that its workers can be killed with it
        )

    def wait_until_ready(self) -> dict[str, Any]:
        """Give what the ready file says."""
        deadline = time.monotonic() + START_S
        while not self.ready_file.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"no ready file: {self.process.communicate()}")
            time.sleep(0.005)
        ready: dict[str, Any] = json.loads(self.ready_file.read_text())
        return ready

    def kill(self) -> None:
        """Kill the server and all its workers at once, as a power cut does."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def end(self, signum: int = signal.SIGTERM) -> tuple[int, str, str]:
        """Send a signal; give exit code, output and errors."""
        if self.process.poll() is None:
            self.process.send_signal(signum)
        try:
            out, err = self.process.communicate(timeout=15)
        except subprocess.TimeoutExpired:
            self.kill()
            out, err = self.process.communicate()
            raise AssertionError(f"the server did not end: {out} {err}") from None
        return self.process.returncode, out, err


@contextmanager
def serving(folder: Path, **options: Any) -> Iterator[tuple[Server, dict[str, Any]]]:
    """Serve while the context is open; whatever happens, the process ends."""
    server = Server(folder, **options)
    try:
        yield server, server.wait_until_ready()
    finally:
        server.kill()
        server.process.communicate()


class Receiver(ThreadingHTTPServer):
    """A webhook receiver on loopback that remembers what came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.status = 200
        self.came: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        """Where to send webhooks."""
        return f"http://127.0.0.1:{self.server_port}/hook"

    def wait_for(self, count: int, *, seconds: float = 10.0) -> None:
        """Wait until *count* webhooks came."""
        self.wait_until(lambda: len(self.came) >= count, seconds=seconds)
        assert len(self.came) >= count, f"{len(self.came)} of {count} webhooks came"

    def wait_until(self, done: Callable[[], bool], *, seconds: float = 20.0) -> None:
        """Wait until what came is enough for *done*, or until time is up."""
        deadline = time.monotonic() + seconds
        while not done() and time.monotonic() < deadline:
            time.sleep(0.005)


class _Taking(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        """Take one webhook."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.came.append(({k.lower(): v for k, v in self.headers.items()}, body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
        """Say nothing."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Receive webhooks while the context is open."""
    receiver = Receiver()
    thread = threading.Thread(target=receiver.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.shutdown()
        receiver.server_close()
        thread.join(5)
