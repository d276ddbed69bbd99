"""The reference is a client of the providers: it shares no code with what it is checked against."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import ats_contracts.reference as reference

ROOT = Path(reference.__file__).parent
ALLOWED = {"flask", "httpx", "werkzeug", *sys.stdlib_module_names}


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(f"{'.' * node.level}{node.module or ''}")
    return found


def test_it_imports_only_itself_and_what_any_client_may_use() -> None:
    strangers = {
        (path.name, name)
        for path in ROOT.rglob("*.py")
        for name in imports_of(path)
        if not name.startswith("ats_contracts.reference") and name.split(".")[0] not in ALLOWED
    }
    assert not strangers


def test_its_exports_are_sorted_and_exist() -> None:
    assert reference.__all__ == sorted(reference.__all__)
    assert all(hasattr(reference, name) for name in reference.__all__)
