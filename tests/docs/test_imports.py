"""Which folder may import which, read from the source and not from what happens to be loaded."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SIMULATOR = ROOT / "simulator" / "ats_simulator"
CONTRACTS = ROOT / "contracts" / "ats_contracts"


def imports_of(path: Path) -> Iterator[str]:
    """Name every module that a file imports, and every name it imports from one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def offences(where: Path, forbidden: str) -> list[str]:
    """List the files under *where* that import *forbidden* or something in it."""
    files = [where] if where.is_file() else sorted(where.rglob("*.py"))
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files
        for name in imports_of(path)
        if name == forbidden or name.startswith(f"{forbidden}.")
    ]


def test_the_simulator_imports_nothing_of_the_kit() -> None:
    assert offences(SIMULATOR, "ats_contracts") == []


def test_the_reference_is_a_client_and_imports_nothing_of_the_simulator() -> None:
    reference = CONTRACTS / "reference"
    assert list(reference.rglob("*.py"))
    assert offences(reference, "ats_simulator") == []
    assert offences(reference, "ats_contracts.oracle") == []
    assert offences(reference, "ats_contracts.checks") == []


PROVIDERS = sorted(p.parent.name for p in (SIMULATOR / "providers").glob("*/lens.py"))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_oracle_and_checks_never_read_rendering_code(provider: str) -> None:
    package = f"ats_simulator.providers.{provider}"
    for part in ("oracle.py", "compare.py", "checks", "run.py"):
        for module in ("wire", "routes", "writes"):
            assert offences(CONTRACTS / part, f"{package}.{module}") == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_lens_never_reads_rendering_code(provider: str) -> None:
    lens = SIMULATOR / "providers" / provider / "lens.py"
    assert offences(lens, f"ats_simulator.providers.{provider}.wire") == []
    assert offences(SIMULATOR / "lens.py", "ats_simulator.providers") == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_providers_never_import_each_other(provider: str) -> None:
    for other in set(PROVIDERS) - {provider}:
        folder = SIMULATOR / "providers" / provider
        assert offences(folder, f"ats_simulator.providers.{other}") == []


def test_flask_request_is_touched_in_routes_only() -> None:
    touching = {
        path.name for path in SIMULATOR.rglob("*.py") if "flask.request" in set(imports_of(path))
    }
    assert touching <= {"routes.py"}
