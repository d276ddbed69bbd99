"""The pytest front door, driven as its users do: another pytest over a target file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).parents[2]
GAP = """
[[known_gaps]]
check = "candidates.list.*"
reason = "first page only"
issue = "https://example.com/issues/1"
"""
WITHOUT = ("-p", "no:schemathesis", "-p", "no:hypothesispytest")
"""Plugins that these runs do not need and that take long to load."""
ONE = ("-k", "candidates.list.complete")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --strict-markers\n", encoding="utf-8")
    return tmp_path


KNOWN = "\n[providers.nexivohr]\n"
GONE = f'name = "gone"\ntarget = "http://127.0.0.1:9"\n[connect]\npath = "/accounts"\n{KNOWN}'
"""A target that nobody answers for."""


def a_file(folder: Path, *, factory: str = "good", more: str = "") -> None:
    text = f'name = "acme"\ntarget = "py:tests.contracts.acme:{factory}"\n{more}{KNOWN}'
    (folder / "acme.target.toml").write_text(text, encoding="utf-8")


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *WITHOUT, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def test_an_item_is_named_file_provider_check(folder: Path) -> None:
    a_file(folder)
    done = run(folder, "acme.target.toml", *ONE, "-v")
    assert done.returncode == 0, done.stdout
    assert "acme.target.toml::nexivohr::candidates.list.complete PASSED" in done.stdout


def test_an_item_can_be_asked_for_by_its_node_id(folder: Path) -> None:
    a_file(folder)
    done = run(folder, "acme.target.toml::nexivohr::candidates.field.emails", "-q")
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


def test_a_failure_is_the_paragraph_without_frames_of_the_kit(folder: Path) -> None:
    a_file(folder, factory="first_page_only")
    done = run(folder, "acme.target.toml", *ONE)
    assert done.returncode == 1
    assert "FAIL candidates.list.complete · nexivohr" in done.stdout
    assert 'missing: expected "listed once", got "not listed"' in done.stdout
    assert "reproduce: ats-sandbox verify acme.target.toml --provider nexivohr" in done.stdout
    assert "ats_contracts/" not in done.stdout


def test_a_declared_gap_is_an_expected_failure(folder: Path) -> None:
    a_file(folder, factory="first_page_only", more=GAP)
    done = run(folder, "acme.target.toml", *ONE, "-q")
    assert done.returncode == 0, done.stdout
    assert "1 xfailed" in done.stdout


def test_a_gap_that_no_longer_holds_fails(folder: Path) -> None:
    a_file(folder, more=GAP)
    done = run(folder, "acme.target.toml", *ONE)
    assert done.returncode == 1
    assert "XPASS(strict)" in done.stdout


def test_everything_unsupported_is_skipped_with_its_reason_and_ends_with_5(folder: Path) -> None:
    a_file(folder, more='[supports]\n"candidates.list" = { no = "planned for 3.0" }\n')
    done = run(folder, "acme.target.toml", *ONE, "-rs")
    assert done.returncode == 5, done.stdout
    assert "candidates.list: planned for 3.0" in done.stdout


def test_errors_alone_end_with_7(folder: Path) -> None:
    text = GONE
    (folder / "gone.target.toml").write_text(text, encoding="utf-8")
    done = run(folder, "gone.target.toml", *ONE)
    assert done.returncode == 7, done.stdout
    assert "ERROR candidates.list.complete · nexivohr" in done.stdout


def test_a_gap_is_not_satisfied_by_an_error(folder: Path) -> None:
    text = GONE
    (folder / "gone.target.toml").write_text(text + GAP, encoding="utf-8")
    done = run(folder, "gone.target.toml", *ONE, "-q")
    assert done.returncode == 7, done.stdout
    assert "1 failed" in done.stdout


def test_a_mistake_in_the_file_is_a_collection_error_that_names_the_line(folder: Path) -> None:
    a_file(folder, more="[option]\n")
    done = run(folder, "acme.target.toml")
    assert done.returncode == 2
    assert "acme.target.toml:3: option: is not a key here; did you mean 'options'?" in done.stdout
    assert "Traceback" not in done.stdout


def test_verdicts_and_counts_survive_xdist_and_land_in_junit(folder: Path) -> None:
    a_file(folder, factory="first_page_only")
    words = ("-n", "2", "-k", "candidates.list.complete or candidates.field.emails")
    done = run(folder, "acme.target.toml", *words, "--junitxml=out.xml")
    assert done.returncode == 1, done.stdout
    cases = ET.parse(folder / "out.xml").getroot().iter("testcase")
    found = {
        str(case.get("name")): {p.get("name"): p.get("value") for p in case.iter("property")}
        for case in cases
    }
    verdicts = {name: facts["ats_sandbox.verdict"] for name, facts in found.items()}
    assert verdicts == {
        "candidates.list.complete": "fail",
        "candidates.field.emails": "pass",
    }
    assert all(int(str(facts["ats_sandbox.comparisons"])) > 10 for facts in found.values())


def test_only_what_failed_last_runs_again(folder: Path) -> None:
    a_file(folder, factory="first_page_only")
    few = ("-k", "candidates.list.complete or candidates.field.emails")
    assert run(folder, "acme.target.toml", *few).returncode == 1
    done = run(folder, "acme.target.toml", *few, "--lf")
    assert "1 failed" in done.stdout
    assert "1 passed" not in done.stdout


def test_seed_and_assumptions_are_options_and_part_of_the_reproduction(folder: Path) -> None:
    a_file(folder, factory="first_page_only")
    words = ("--ats-seed", "3", "--ats-assume", "nexivohr.id_style=uuid")
    done = run(folder, "acme.target.toml", *ONE, *words)
    assert "--seed 3 --assume nexivohr.id_style=uuid" in done.stdout


def test_the_fixtures_give_a_simulator_tenants_and_expectations(folder: Path) -> None:
    (folder / "test_own.py").write_text(
        "def test_own(simulator, ats_tenant, ats_world):\n"
        "    account = ats_tenant('nexivohr', size=10)\n"
        "    expected = ats_world(account).listed('candidates')\n"
        "    assert 0 < len(expected) <= 10\n"
        "    headers = {'Authorization': f\"Bearer {account.credentials['token']}\"}\n"
        "    with simulator.client(account, headers=headers) as client:\n"
        "        shown = client.get('/ats/api/v1/candidates').json()['data']\n"
        "    assert [str(row['id']) for row in shown] == list(expected)\n",
        encoding="utf-8",
    )
    done = run(folder, "-q")
    assert done.returncode == 0, done.stdout


def test_nothing_of_the_kit_is_imported_before_a_target_file_is_collected(folder: Path) -> None:
    (folder / "test_light.py").write_text(
        "import sys\n"
        "def test_light():\n"
        "    heavy = ('flask', 'httpx', 'ats_contracts.run', 'ats_simulator.lens')\n"
        "    assert not [name for name in heavy if name in sys.modules]\n",
        encoding="utf-8",
    )
    done = run(folder, "-q")
    assert done.returncode == 0, done.stdout


RELIANCE = """
[[relies_on]]
assumption = "nexivohr.webhook_data"
value = "id_only"
reason = "so we were told"
issue = "https://example.com/issues/2"
"""


def test_a_sweep_adds_an_item_for_each_reading_and_each_declared_reliance(folder: Path) -> None:
    a_file(folder, more=RELIANCE)
    some = ("-k", "signature_style or null_style or relies_on")
    done = run(folder, "acme.target.toml", "--ats-sweep", *some, "-v", "-rs")
    assert done.returncode == 0, done.stdout
    assert "acme.target.toml::nexivohr::null_style=omit" in done.stdout
    assert "acme.target.toml::nexivohr::signature_style=base64 SKIPPED" in done.stdout
    assert "nexivohr.signature_style   unexercised hex" in done.stdout
    assert "relies_on[nexivohr.webhook_data=id_only] PASSED" in done.stdout


def test_without_a_sweep_there_are_no_readings(folder: Path) -> None:
    a_file(folder, more=RELIANCE)
    done = run(folder, "acme.target.toml", "--collect-only", "-q")
    assert "candidates.list.complete" in done.stdout
    assert "null_style" not in done.stdout
    assert "relies_on" not in done.stdout
