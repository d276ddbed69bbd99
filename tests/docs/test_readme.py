"""The README tells the truth: what it shows was printed, and what it says can be pasted."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ats_contracts.targets.file import parse
from ats_simulator.providers import REGISTRY
from tests.docs.test_pages import blocks

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SERVED = "http://127.0.0.1:8800"
BRIEFLY = ["--check", "candidates.list.complete"]
needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Run the command as the README says, on a free port; give the file that it prints into."""
    folder = tmp_path_factory.mktemp("served")
    command = [sys.executable, "-m", "ats_contracts", "serve", "--port", "0"]
    with (folder / "printed").open("wb") as out:
        server = subprocess.Popen([*command, "--provider", "nexivohr"], cwd=folder, stdout=out)
        try:
            deadline = time.monotonic() + 20
            while b"unified API" not in (folder / "printed").read_bytes():
                assert server.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.02)
            yield folder / "printed"
        finally:
            server.terminate()
            server.wait(15)


def address(printed: Path) -> str:
    """Read where the server listens."""
    return str(re.findall(r"http://127\.0\.0\.1:\d+", printed.read_text(encoding="utf-8"))[0])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with the README's target file, for an implementation that is there."""
    (text,) = blocks(README, "toml")
    program = f"cmd:{shlex.quote(sys.executable)} -m tests.contracts.acme_server"
    text = text.replace("cmd:node server.js", program).replace("my-api-token", "acme-token")
    (tmp_path / "acme.target.toml").write_text(text, encoding="utf-8")
    return tmp_path


def run(command: list[str], at: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environ = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=at, env=environ, capture_output=True, text=True, timeout=60, check=False
    )


def lines(program: str) -> list[str]:
    """Give every line of the README's shell blocks that calls *program*."""
    found = [line for block in blocks(README, "sh") for line in block.splitlines()]
    return [line.partition("  #")[0].strip() for line in found if line.startswith(f"{program} ")]


def test_it_names_the_vendors_that_are_simulated_and_no_others() -> None:
    (named,) = re.findall(r"<!-- vendors -->(.*?)<!-- /vendors -->", README)
    assert re.findall(r"\*\*(\w+)\*\*", named) == [p.title for p in REGISTRY.values()]


def test_it_names_no_file_that_is_not_there() -> None:
    for path in re.findall(r"`((?:simulator|contracts|fixtures)/[^`]*)`", README):
        for name in REGISTRY:
            assert (ROOT / path.replace("<name>", name)).exists(), path


@needs_curl
def test_every_call_works_as_printed(served: Path) -> None:
    script = "\n".join(b for b in blocks(README, "sh") if "curl" in b)
    script = "set -e\n" + script.replace("curl -sS", "curl -fsS").replace(SERVED, address(served))
    assert script.count("curl") >= 6
    done = run(["bash", "-c", script], ROOT)
    assert done.returncode == 0, done.stderr
    assert '"result":' in done.stdout


def test_what_serve_is_said_to_print_is_what_it_prints(served: Path) -> None:
    shown = next(b for b in blocks(README, "text") if "is ready at" in b).splitlines()
    printed = served.read_text(encoding="utf-8").replace(address(served), SERVED).splitlines()
    assert len(printed) == len(shown)
    for line, real in zip(shown, printed, strict=True):
        assert re.fullmatch(re.escape(line).replace("…", "[0-9a-f]+"), real), line


def test_the_target_file_can_be_read() -> None:
    (text,) = blocks(README, "toml")
    spec = parse(text, given="acme.target.toml", folder=ROOT)
    assert spec.route.kind == "cmd"
    assert spec.connect.mode == "call"


def test_the_python_example_runs(tmp_path: Path) -> None:
    (code,) = blocks(README, "python")
    assert code.count("assert") >= 3
    done = run([sys.executable, "-W", "error", "-c", code], tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("line", [c for c in lines("ats-sandbox") if " serve" not in c])
def test_every_command_about_a_target_runs(line: str, folder: Path) -> None:
    words = shlex.split(line)
    done = run([*words, *(BRIEFLY if "verify" in words else [])], folder)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    for report in re.findall(r"\w+:(report\.\w+)", line):
        assert (folder / report).stat().st_size > 0


@pytest.mark.parametrize("line", lines("pytest"))
def test_the_target_file_is_collected_by_pytest(line: str, folder: Path) -> None:
    options = ["-q", "-p", "no:cacheprovider", "-k", "candidates.list.complete"]
    done = run([sys.executable, "-m", *shlex.split(line), *options], folder)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert "1 passed" in done.stdout


@pytest.mark.parametrize(
    "command", sorted(set(re.findall(r"`(ats-sandbox (?:list|explain) \w+)`", README)))
)
def test_every_command_in_a_sentence_runs(command: str, tmp_path: Path) -> None:
    words = command.replace("CHECK", BRIEFLY[1]).split()
    assert run(words, tmp_path).returncode == 0


def test_the_failure_that_it_shows_has_the_form_that_is_printed(folder: Path) -> None:
    shown = next(b for b in blocks(README, "text") if b.startswith("FAIL"))
    text = (folder / "acme.target.toml").read_text(encoding="utf-8")
    text = re.sub(r'target = ".*?"', 'target = "py:tests.contracts.acme:first_page_only"', text)
    text = re.sub(r"\[command\].*?(?=\[connect\])", "", text, flags=re.DOTALL)
    (folder / "acme.target.toml").write_text(text, encoding="utf-8")
    done = run(["ats-sandbox", "verify", "acme.target.toml", *BRIEFLY], folder)
    assert done.returncode == 1, done.stderr
    for line in shown.splitlines():
        form = re.sub(r"\d+", r"\\d+", re.escape(line))
        assert re.search(rf"^{form}$", done.stdout, re.MULTILINE), f"{line}\n{done.stdout}"
