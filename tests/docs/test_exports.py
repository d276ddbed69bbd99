"""What may be imported, called and made is listed; what is committed names no machine."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ats_contracts.cli import cli

ROOT = Path(__file__).parents[2]
FOREIGN = re.compile(
    rb"/tmp/bash|(?<![\w.~])/root/|/home/\w+/|/wor[k]/(?:main|shared)"
    rb"|pypi\.org|pythonhosted|registry\.npmjs|/opt/pypi|crates\.io|proxy\.golang"
)


@pytest.mark.parametrize("name", ["ats_simulator", "ats_contracts"])
def test_exports_are_sorted_and_can_be_imported(name: str) -> None:
    package = importlib.import_module(name)
    exported = list(package.__all__)
    assert exported == sorted(exported)
    assert all(getattr(package, one, None) is not None for one in exported)


def test_importing_the_packages_loads_nothing_heavy() -> None:
    program = "import sys, ats_simulator, ats_contracts; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=20, check=True
    ).stdout.split()
    assert not {"flask", "httpx", "pydantic", "rich", "aiohttp", "faker"} & set(loaded)


def test_the_readme_and_the_pages_name_only_commands_that_exist() -> None:
    for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"\([^()]*\)[^.]*\bare not there yet\.", "", text)
        code = re.findall(r"^```.*?^```|`[^`\n]+`|^ {4}.*?$", text, re.DOTALL | re.MULTILINE)
        named = set(re.findall(r"\bats-sandbox ([a-z]+)\b(?! ready)", "\n".join(code)))
        assert named <= set(cli.commands), path.name


def test_every_command_is_in_the_pages() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == set(cli.commands)


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_help_lists_every_target() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.findall(r"^\.PHONY: (.+)$", text, re.MULTILINE)
    targets = {t for line in phony for t in line.split()}
    assert targets == set(re.findall(r"^([a-z]+):", text, re.MULTILINE))
    done = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, timeout=20, check=True
    )
    assert targets == set(re.findall(r"^  make (\w+)", done.stdout, re.MULTILINE))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", readme, re.MULTILINE)) <= targets


def test_nothing_that_is_committed_names_a_machine_or_a_registry() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, timeout=20, check=False
    )
    if listed.returncode != 0:
        pytest.skip("this is no git checkout")
    found = [
        f"{name}: {hit[0].decode()}"
        for name in listed.stdout.decode().split("\0")
        if name and name != "tests/docs/test_exports.py" and (ROOT / name).is_file()
        for hit in [FOREIGN.search((ROOT / name).read_bytes())]
        if hit
    ]
    assert found == []
