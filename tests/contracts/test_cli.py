"""The command line: exit codes, what goes where, and that what it prints can be pasted."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ats_contracts.cli import run
from ats_contracts.commands import refuse_unwritable
from ats_contracts.events import read
from tests.demonstration import Demonstration

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "ats_contracts"]
Command = Callable[..., subprocess.CompletedProcess[str]]


def ats(*words: str, at: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        cwd=at,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command in this process: for what it says, where nothing else can depend on one."""

    def run_here(*words: str) -> subprocess.CompletedProcess[str]:
        code = run([*words])
        said = capsys.readouterr()
        return subprocess.CompletedProcess(words, code, said.out, said.err)

    return run_here


def a_target_file(folder: Path, *, factory: str = "good", more: str = "") -> str:
    path = folder / "my acme.target.toml"
    path.write_text(
        f'name = "acme"\ntarget = "py:tests.contracts.acme:{factory}"\n{more}\n'
        "[providers.nexivohr]\n",
        encoding="utf-8",
    )
    return path.name


FEW = ("--check", "candidates.list.complete", "--check", "candidates.field.*")


def test_a_faultless_target_ends_with_0_and_says_all_counts(tmp_path: Path) -> None:
    done = ats("verify", a_target_file(tmp_path), *FEW, at=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "19 pass · 0 unsupported · 0 gap · 0 unverified · 0 error · 0 fail" in done.stdout
    assert "\u001b" not in done.stdout


def test_a_violation_ends_with_1_and_its_command_can_be_pasted(tmp_path: Path) -> None:
    done = ats("verify", a_target_file(tmp_path, factory="first_page_only"), *FEW, at=tmp_path)
    assert done.returncode == 1
    assert "FAIL candidates.list.complete · nexivohr" in done.stdout
    line = next(s for s in done.stdout.splitlines() if "reproduce: " in s)
    words = shlex.split(line.partition("reproduce: ")[2])
    assert words[0] == "ats-sandbox"
    again = ats(*words[1:], at=tmp_path)
    assert again.returncode == 1
    assert "candidates.list.complete" in again.stdout


USAGE = [
    (("verify", "nothing.target.toml"), "no target 'nothing.target.toml'"),
    (("verify", "reference", "--check", "nothing.at.all"), "matches none of the checks"),
    (("verify", "reference", "--provider", "nexivo"), "did you mean 'nexivohr'"),
    (("verify", "reference", "--assume", "nexivohr.id_style=guid"), "did you mean 'uuid'"),
    (("verify", "reference", "--assume", "id_style"), "expected NAME=VALUE"),
    (("verify", "reference", "--report", "html"), "expected FORMAT:PATH"),
    (("verify", "reference", "--report", "htlm:x"), "did you mean 'html'"),
    (("verify", "reference", "--seed", "one"), "not a valid integer"),
    (("verify",), "Missing argument"),
    (("verfiy",), "No such command"),
    (("list", "cheks"), "is not one of"),
    (("explain", "candidates.list.compleet"), "did you mean 'candidates.list.complete'"),
    (("report", "nothing.ndjson"), "does not exist"),
]


@pytest.mark.parametrize(("words", "message"), USAGE, ids=[" ".join(w) for w, _ in USAGE])
def test_a_mistake_of_the_caller_ends_with_4_and_a_hint(
    here: Command, words: tuple[str, ...], message: str
) -> None:
    done = here(*words)
    assert done.returncode == 4
    assert message in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_mistake_in_the_target_file_names_its_line(tmp_path: Path) -> None:
    name = a_target_file(tmp_path, more='\n[supports]\n"candidates.lsit" = "yes"\n')
    done = ats("verify", name, at=tmp_path)
    assert done.returncode == 4
    assert f"{name}:5: supports.candidates.lsit: unknown capability" in done.stderr


def test_a_run_that_verified_nothing_ends_with_5(tmp_path: Path) -> None:
    more = '[supports]\n"candidates.list" = { no = "planned" }\n'
    done = ats("verify", a_target_file(tmp_path, more=more), *FEW, at=tmp_path)
    assert done.returncode == 5
    assert "nothing was verified" in done.stdout


def test_a_target_that_cannot_be_reached_ends_with_7(tmp_path: Path) -> None:
    path = tmp_path / "gone.target.toml"
    path.write_text(
        'name = "gone"\ntarget = "http://127.0.0.1:9"\n[connect]\npath = "/accounts"\n',
        encoding="utf-8",
    )
    done = ats("verify", path.name, *FEW, at=tmp_path)
    assert done.returncode == 7
    assert "inconclusive" in done.stdout
    smoke = ats("smoke", path.name, at=tmp_path)
    assert smoke.returncode == 7
    assert "NO  nexivohr: an account can be connected" in smoke.stdout


def test_streams_and_reports_are_written_where_asked(tmp_path: Path) -> None:
    name = a_target_file(tmp_path)
    words = ["--stream", "out/run.ndjson", "--report", "html:out/run.html", "--format", "json"]
    done = ats("verify", name, *FEW, *words, at=tmp_path)
    assert json.loads(done.stdout)["exit_code"] == 0
    assert "</html>" in (tmp_path / "out/run.html").read_text(encoding="utf-8")
    assert read(tmp_path / "out/run.ndjson")[-1]["type"] == "footer"
    again = ats("report", "out/run.ndjson", "--format", "json", at=tmp_path)
    assert again.stdout == done.stdout


def test_a_report_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = ats("verify", a_target_file(tmp_path), "--stream", "file/run.ndjson", at=tmp_path)
    assert done.returncode == 4
    assert "cannot write file/run.ndjson" in done.stderr


def test_smoke_says_what_works(tmp_path: Path) -> None:
    done = ats("smoke", a_target_file(tmp_path), at=tmp_path)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("ok  nexivohr: ") == 5


@pytest.mark.parametrize("topic", ["checks", "capabilities", "providers", "assumptions", "defects"])
def test_every_registry_can_be_listed_as_text_and_as_json(here: Command, topic: str) -> None:
    assert here("list", topic).returncode == 0
    rows = json.loads(here("list", topic, "--format", "json").stdout)
    assert all(row["name"] and row["sentence"] for row in rows)


def test_a_check_is_explained_with_an_example_that_works(here: Command) -> None:
    done = here("explain", "candidates.list.complete")
    assert "looks healthy" in done.stdout
    line = next(s for s in done.stdout.splitlines() if "example: " in s)
    assert ats(*shlex.split(line)[2:]).returncode == 0


def test_an_internal_error_ends_with_3_and_no_traceback(tmp_path: Path) -> None:
    broken = (
        "import ats_contracts.commands as c, ats_contracts.cli as cli\n"
        "def verify(*a, **k): raise ZeroDivisionError('by zero')\n"
        "c.verify = verify\n"
        "cli.main()\n"
    )
    script = tmp_path / "broken.py"
    script.write_text(broken, encoding="utf-8")
    for debug in ([], ["--debug"]):
        words = [sys.executable, str(script), *debug, "verify", "reference"]
        done = subprocess.run(words, capture_output=True, text=True, timeout=30, check=False)
        assert done.returncode == 3
        assert "internal error: ZeroDivisionError: by zero" in done.stderr
        assert ("Traceback" in done.stderr) is bool(debug)


def test_help_is_instant_and_imports_nothing_heavy() -> None:
    started = time.perf_counter()
    assert ats("--help").returncode == 0
    assert time.perf_counter() - started < 2
    probe = (
        "import sys; from ats_contracts.cli import cli; "
        "print([m for m in ('flask', 'httpx', 'rich', 'jinja2', 'pydantic', 'ats_simulator.lens')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_demo_verifies_the_reference_and_writes_the_report(
    demonstration: Demonstration,
) -> None:
    assert demonstration.code == 0, demonstration.printed
    assert "0 unverified · 0 error · 0 fail" in demonstration.printed
    assert "0 diverges" in demonstration.printed
    assert "</html>" in demonstration.report


def test_a_report_that_cannot_be_written_is_said_before_the_run(tmp_path: Path) -> None:
    name = a_target_file(tmp_path)
    done = ats("verify", name, "--report", f"html:{tmp_path}", "--stream", "s.ndjson", at=tmp_path)
    assert done.returncode == 4
    assert "cannot write" in done.stderr
    assert not (tmp_path / "s.ndjson").exists()


@pytest.mark.parametrize("seed", ["-1", str(2**53)])
def test_a_seed_that_no_world_has_is_wrong_usage(seed: str, tmp_path: Path) -> None:
    done = ats("verify", a_target_file(tmp_path), "--seed", seed, at=tmp_path)
    assert done.returncode == 4
    assert "--seed" in done.stderr


def test_a_setting_that_no_provider_has_is_named_with_its_line(tmp_path: Path) -> None:
    name = a_target_file(tmp_path, more="[providers.nexivohr.settings]\nper_pag = 1\n")
    done = ats("verify", name, *FEW, at=tmp_path)
    assert done.returncode == 4
    assert ":3: providers.nexivohr.settings: unknown setting" in done.stderr


def test_every_complaint_is_one_line() -> None:
    done = ats("list")
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1


def test_a_run_that_is_told_to_end_ends_the_program_it_started(tmp_path: Path) -> None:
    pid, script = tmp_path / "pid", tmp_path / "target.py"
    script.write_text(
        f"import os, pathlib, time\npathlib.Path({str(pid)!r}).write_text(str(os.getpid()))\n"
        "time.sleep(60)\n"
    )
    command = f"cmd:{shlex.quote(sys.executable)} {shlex.quote(str(script))}"
    target = f'name = "a"\ntarget = {json.dumps(command)}\n[connect]\npath = "/x"\n'
    (tmp_path / "a.target.toml").write_text(target)
    run = subprocess.Popen(
        [*COMMAND, "smoke", "a.target.toml"], cwd=tmp_path, env={**os.environ, "PYTHONPATH": "."}
    )
    deadline = time.monotonic() + 20
    while not (pid.exists() and pid.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    run.terminate()
    assert run.wait(20) == 2
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_a_signal_in_the_middle_of_making_a_class_ends_with_the_documented_code(
    tmp_path: Path,
) -> None:
    hit = "import os, signal; os.kill(os.getpid(), signal.SIGTERM); [None for _ in range(10**9)]"
    (tmp_path / "interrupted.py").write_text(
        "from ats_contracts import cli\n"
        f"cli.cli.main = lambda *_, **__: exec({hit!r})\n"
        "cli.main(['list'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "interrupted"],
        cwd=tmp_path,
        timeout=20,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (2, b"ats-sandbox: interrupted\n")


@pytest.mark.parametrize("command", ["smoke", "verify"])
def test_a_vendor_that_there_is_not_is_shown_in_its_line_of_the_file(
    command: str, here: Command, tmp_path: Path
) -> None:
    a_target_file(tmp_path, more="[providers.nexivo]")
    done = here(command, str(tmp_path / "my acme.target.toml"))
    assert done.returncode == 4
    assert "target.toml:3: providers.nexivo: no such provider; did you mean" in done.stderr


def test_smoke_leaves_out_what_the_target_declines(tmp_path: Path) -> None:
    name = a_target_file(tmp_path, more='[supports]\n"candidates.get" = { no = "later" }\n')
    done = ats("smoke", name, at=tmp_path)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("declined: later") == 2


def test_asking_whether_a_report_can_be_written_leaves_no_empty_one(tmp_path: Path) -> None:
    there, new = tmp_path / "there.html", tmp_path / "reports/new.html"
    there.write_text("of last time", encoding="utf-8")
    refuse_unwritable([str(there), str(new)])
    assert there.read_text(encoding="utf-8") == "of last time"
    assert not new.exists()
