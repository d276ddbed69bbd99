"""
A target that is any program: started in its own process group, handed the simulator's address,
waited for, and ended with everything it started.

With `mode = "environment"` it is started again for each account, since it is told its accounts
when it starts. Nothing is kept of its output but the end, for messages.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import httpx

from ats_contracts.consumer import Consumer
from ats_contracts.errors import AdapterBroke
from ats_contracts.profiles import Profile, load
from ats_contracts.target import Adapter, TenantInfo
from ats_contracts.targets.file import TargetSpec
from ats_contracts.targets.http import HttpTarget, open_client
from ats_contracts.targets.template import fill

POLL_S = 0.02
GRACE_S = 3.0
TAIL_CHARS = 1500
NO_OUTPUT = "(no output)"


@dataclass(slots=True, kw_only=True)
class Program:
    """A running program and what is needed to end it. *port* is where it was asked to listen."""

    process: subprocess.Popen[bytes]
    output: IO[bytes]
    folder: tempfile.TemporaryDirectory[str]
    port: int

    def tail(self) -> str:
        """Give the end of what the program wrote."""
        self.output.flush()
        text = Path(self.output.name).read_text(encoding="utf-8", errors="replace")
        return text[-TAIL_CHARS:].strip() or NO_OUTPUT

    def last_words(self) -> str:
        """Word the last line with words that the program wrote, to go on a sentence; or ""."""
        lines = [line.strip() for line in self.tail().splitlines() if re.search(r"\w", line)]
        return f"; its output ends with: {lines[-1]}" if lines[-1:] not in ([], [NO_OUTPUT]) else ""

    def end(self) -> None:
        """End the program and everything it started: politely first, then by force."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, sign)
            except (ProcessLookupError, PermissionError):
                break
            try:
                self.process.wait(GRACE_S)
            except subprocess.TimeoutExpired:
                continue
        self.process.wait(GRACE_S)
        self.output.close()
        self.folder.cleanup()


def start(spec: TargetSpec, *, simulator_url: str, tenants: list[Mapping[str, Any]]) -> Program:
    """
    Start the program of a `cmd:` target; do not wait until it is ready.

    It finds ATS_SANDBOX_URL, ATS_SANDBOX_TENANTS (path of a JSON file: {"base_url", "tenants":
    [{"id", "provider", "base_url", "credentials", "webhook_secret"}]}), ATS_SANDBOX_TOKEN and PORT
    in its environment.
    Raises: AdapterBroke if there is no such program.
    """
    port = free_port()
    folder = tempfile.TemporaryDirectory(prefix="ats-sandbox-")
    handed = Path(folder.name) / "tenants.json"
    handed.write_text(json.dumps({"base_url": simulator_url, "tenants": tenants}), encoding="utf-8")
    handed.chmod(0o600)
    words = {"port": port}
    env = {
        **os.environ,
        "ATS_SANDBOX_URL": simulator_url,
        "ATS_SANDBOX_TENANTS": str(handed),
        "ATS_SANDBOX_TOKEN": spec.token,
        "PORT": str(port),
        **fill(spec.command.env, words),
    }
    output = (Path(folder.name) / "output").open("wb")
    command = [str(fill(word, words)) for word in shlex.split(spec.route.value)]
    try:
        process = subprocess.Popen(
            command,
            env=env,
            cwd=spec.folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        output.close()
        folder.cleanup()
        raise AdapterBroke(f"cannot start {spec.route.value!r}: {error.strerror}") from None
    return Program(process=process, output=output, folder=folder, port=port)


def wait_until_ready(program: Program, spec: TargetSpec, client: httpx.Client) -> None:
    """Poll until the program answers. Raises: AdapterBroke with the end of its output."""
    deadline = time.monotonic() + spec.command.ready_timeout_s
    while time.monotonic() < deadline:
        if program.process.poll() is not None:
            code = program.process.returncode
            raise AdapterBroke(
                f"{spec.route.value!r} ended with code {code} before it was ready:\n"
                f"{program.tail()}"
            )
        try:
            if client.get(spec.command.ready, timeout=1.0).status_code < 500:
                return
        except httpx.HTTPError:
            pass
        time.sleep(POLL_S)
    raise AdapterBroke(
        f"{spec.route.value!r} was not ready after {spec.command.ready_timeout_s:g} s "
        f"(nothing answered {client.base_url}{spec.command.ready}):\n{program.tail()}"
    )


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True, kw_only=True)
class CommandTarget:
    """A `cmd:` target: one program, or one for each account."""

    spec: TargetSpec
    simulator_url: str
    consumer: Consumer
    profile: Profile = field(init=False)
    _running: tuple[Program, HttpTarget] | None = None
    _failed: AdapterBroke | None = None

    def __post_init__(self) -> None:
        self.profile = load(self.spec.profile)

    def connect(self, tenant: TenantInfo) -> Adapter:
        """Connect an account; start the program if need be. Raises: TargetError, AdapterBroke."""
        if self.spec.connect.mode == "environment":
            self.close()
            handed = {
                "id": tenant.id,
                "provider": tenant.provider,
                "base_url": tenant.base_url,
                "credentials": dict(tenant.credentials),
                "webhook_secret": tenant.webhook_secret,
            }
            return self._target([handed]).connect(tenant)
        return self._target([]).connect(tenant)

    def _target(self, tenants: list[Mapping[str, Any]]) -> HttpTarget:
        if self._failed is not None:
            raise self._failed
        if self._running is None:
            try:
                self._start(tenants)
            except AdapterBroke as error:
                self._failed = error
                raise
        assert self._running is not None
        return self._running[1]

    def _start(self, tenants: list[Mapping[str, Any]]) -> None:
        program = start(self.spec, simulator_url=self.simulator_url, tenants=tenants)
        try:
            target = self._speak_to(program)
        except BaseException:  # an interruption too: nobody else knows of the program yet
            program.end()
            raise
        self._running = (program, target)
        wait_until_ready(program, self.spec, target.client)

    def _speak_to(self, program: Program) -> HttpTarget:
        url = str(fill(self.spec.command.url, {"port": program.port}))
        return HttpTarget(
            client=open_client(url, timeout_s=self.spec.options.timeout_s),
            profile=self.profile,
            connection=self.spec.connect,
            token=self.spec.token,
            headers=self.spec.headers,
            consumer=self.consumer,
            last_words=program.last_words,
        )

    def close(self) -> None:
        """End the program."""
        if self._running is not None:
            program, target = self._running
            self._running = None
            target.close()
            program.end()
