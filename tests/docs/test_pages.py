"""What is made is up to date; what is written by hand leaves nothing out and promises nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from ats_contracts.check import Registry
from ats_contracts.checks import REGISTRY
from ats_contracts.errors import TargetFileError
from ats_contracts.properties import PROPERTIES
from ats_contracts.run import Selection, verify
from ats_contracts.target import Support
from ats_contracts.targets import load
from ats_contracts.targets.file import Options, parse
from ats_contracts.verdict import ExitCode, Verdict
from ats_contracts.zoo.trial import spec_of
from ats_simulator import Account, Simulator
from tests.demonstration import Demonstration
from tests.docs import pages
from tests.e2e.servers import serving

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PROFILES = ROOT / "contracts" / "ats_contracts" / "profiles"
METHODS = ("get", "put", "post", "delete", "patch")


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    """Give the fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("path", pages.PAGES)
def test_what_is_made_is_up_to_date(path: str) -> None:
    there = (ROOT / path).read_text(encoding="utf-8")
    assert there == pages.PAGES[path](), f"{path} is out of date: run `make docs`"


def test_the_readme_shows_a_part_of_the_demonstration(demonstration: Demonstration) -> None:
    there = (ROOT / "README.md").read_text(encoding="utf-8")
    assert there == pages.readme(demonstration.printed), "README.md: run `make docs`"


def test_every_property_that_a_check_serves_is_known() -> None:
    assert {number for check in REGISTRY for number in check.serves} <= set(PROPERTIES)


def operations() -> list[str]:
    document = yaml.safe_load(
        (ROOT / "simulator/ats_simulator/control/openapi.yaml").read_text(encoding="utf-8")
    )
    return [
        f"{method.upper()} {path}"
        for path, item in document["paths"].items()
        for method in item
        if method in METHODS
    ]


def test_the_control_plane_page_names_every_operation_and_no_other() -> None:
    named = set(re.findall(r"`([A-Z]+ /[^`?\s]*)`", page("control-plane.md")))
    assert named == set(operations())


def test_the_control_plane_page_names_every_method_of_an_account() -> None:
    methods = {n for n in vars(Account) if not n.startswith("_") and callable(getattr(Account, n))}
    calls = {
        n for n in vars(Simulator) if not n.startswith("_") and callable(getattr(Simulator, n))
    }
    named = set(re.findall(r"`(\w+)`", page("control-plane.md").partition("## In Python")[2]))
    assert methods | calls <= named
    assert named - methods - calls <= {"Account", "create_tenant"}


def test_the_control_plane_page_shows_a_call_for_every_operation() -> None:
    script = "\n".join(blocks(page("control-plane.md"), "sh"))
    calls = script.replace("$TENANT", "/tenants/{id}").replace("$SIM", "").replace("\\\n", " ")
    for operation in operations():
        method, path = operation.split()
        pattern = re.sub(r"\\{\w+\\}", r"[^\\s/\"]+", re.escape(path)) + r"[\s\"?]"
        lines = [line for line in f"{calls}\n".splitlines(keepends=True) if "curl" in line]
        right = [c for c in lines if (f"-X {method}" in c) or (method == "GET" and "-X" not in c)]
        assert any(re.search(rf"(?:[\s\"]){pattern}", line) for line in right), operation


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_examples_of_the_control_plane_run_from_top_to_bottom(tmp_path: Path) -> None:
    script = "set -e\n" + "\n".join(blocks(page("control-plane.md"), "sh"))
    with serving(tmp_path, providers=["nexivohr"]) as (_, ready):
        script = script.replace("http://127.0.0.1:8800", ready["base_url"])
        done = subprocess.run(
            ["bash", "-c", script], capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == 0, f"{done.stdout[-500:]}\n{done.stderr}"


KNOWN = re.compile(r"known: (.+)$")
PLACES = {
    "": "zzzzzzzz = 1\n",
    "connect": "[connect]\npath = '/x'\nzzzzzzzz = 1\n",
    "command": "[connect]\npath = '/x'\n[command]\nzzzzzzzz = 1\n",
    "time": "[connect]\npath = '/x'\n[time]\nzzzzzzzz = 1\n",
    "providers": "[connect]\npath = '/x'\n[providers.nexivohr]\nzzzzzzzz = 1\n",
    "options": "[connect]\npath = '/x'\n[options]\nzzzzzzzz = 1\n",
    "known_gaps": "[connect]\npath = '/x'\n[[known_gaps]]\n"
    "check = 'c'\nreason = 'r'\nissue = 'https://example.com/1'\nzzzzzzzz = 1\n",
    "relies_on": "[connect]\npath = '/x'\n[[relies_on]]\nassumption = 'a'\nvalue = 'v'\n"
    "reason = 'r'\nissue = 'https://example.com/1'\nzzzzzzzz = 1\n",
}


@pytest.mark.parametrize("place", PLACES)
def test_the_target_file_page_names_every_key_that_the_parser_knows(place: str) -> None:
    start = "name = 'a'\ntarget = 'cmd:x'\n"
    text = start + PLACES[place] + ("" if "[connect]" in PLACES[place] else "connect = {path='/'}")
    with pytest.raises(TargetFileError) as caught:
        parse(text, given="a.target.toml", folder=ROOT)
    known = KNOWN.search(caught.value.problem)
    assert known, caught.value.problem
    assert "…" not in known[1]
    for key in known[1].split(", "):
        assert re.search(rf"`(\[+)?{key}(\.\w+)?(\]+)?`", page("targets.md")), f"{place}.{key}"


def test_the_target_file_page_shows_a_file_that_can_be_read() -> None:
    text, _, _ = blocks(page("targets.md"), "toml")
    spec = parse(text, given="a.target.toml", folder=ROOT)
    assert spec.known_gaps
    assert spec.supports["jobs.list"].reason


def test_the_target_file_page_shows_how_webhooks_are_claimed_and_found() -> None:
    _, claim, places = blocks(page("targets.md"), "toml")
    start = "name = 'a'\ntarget = 'http://127.0.0.1:9'\n[connect]\npath = '/'\n"
    spec = parse(start + claim, given="a.target.toml", folder=ROOT)
    assert spec.supports["webhooks.receive"].support is Support.YES
    shipped = tomllib.loads((PROFILES / "truto.toml").read_text(encoding="utf-8"))
    assert tomllib.loads(places) == {name: shipped[name] for name in ("webhooks", "events")}


def test_options_of_no_effect_are_called_so() -> None:
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "contracts" / "ats_contracts").rglob("*.py")
        if not {"reference", "zoo"} & set(path.parts) and path.name != "file.py"
    )
    idle = {n for n in Options.__dataclass_fields__ if not re.search(rf"\.{n}\b", source)}
    said = page("targets.md").partition("of no effect yet:")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", said)) == idle


def test_every_exit_code_and_verdict_has_its_line() -> None:
    rows = re.findall(r"^\| (\w+) \|", page("commands.md"), re.MULTILINE)
    assert {int(code) for code in rows if code.isdigit()} == {int(code) for code in ExitCode}
    assert {v.value for v in Verdict} <= set(rows)


def test_links_between_pages_lead_somewhere() -> None:
    for path in (ROOT / "README.md", *DOCS.glob("*.md")):
        for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link}"


def the_module(name: str) -> Any:
    """Make a module of the one block of Python in a tutorial."""
    (code,) = blocks(page(name), "python")
    module = ModuleType("tutorial")
    exec(compile(code, name, "exec", dont_inherit=True), vars(module))
    return module


def test_the_tutorials_build_a_check_that_passes_and_a_defect_that_it_finds() -> None:
    registry = Registry.of([the_module("writing-a-check.md")])
    selection = Selection(patterns=tuple(registry.checks))
    right = verify(load("reference"), selection, registry=registry)
    assert right.exit_code == ExitCode.OK
    defect = the_module("adding-a-defect.md").DEFECT
    broken, counter = spec_of(defect.name, defect.change)
    wrong = verify(broken, selection, registry=registry)
    assert wrong.exit_code == ExitCode.VIOLATED
    assert counter.ran
    assert defect.check in registry.checks


@pytest.mark.parametrize("name", ["Fault", "Exchange", "Webhook", "Delivery", "Clock"])
def test_the_changelog_names_every_key_of_what_scripts_rely_on(name: str) -> None:
    document = (ROOT / "simulator/ats_simulator/control/openapi.yaml").read_text(encoding="utf-8")
    keys = yaml.safe_load(document)["components"]["schemas"][name]["properties"]
    named = re.findall(r'"(\w+)"', (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert set(keys) <= set(named)
