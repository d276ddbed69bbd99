"""What every provider obeys, whoever it is. Parameterised over the registry, so a new one is in."""

from __future__ import annotations

import ast
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from ats_simulator import tenants, worlds
from ats_simulator.app import Sandbox
from ats_simulator.exchange import answer
from ats_simulator.lens import (
    Hidden,
    ResourceLens,
    Unsupported,
    fed,
    project,
    truth_name,
)
from ats_simulator.provider import Provider, Reply, Request
from ats_simulator.providers import REGISTRY
from ats_simulator.services import Services, services_for
from ats_simulator.store.database import Database
from ats_simulator.world.model import MODELS, Resource

SIMULATOR = Path(__file__).parents[2] / "simulator" / "ats_simulator"
FIXTURES = Path(__file__).parents[2] / "fixtures" / "providers"
PROVENANCES = {"official", "recorded", "integrators", "inferred", "our-choice"}
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
WORLD = 45
"""Candidates that hold every edge case of a small world."""
PIECES = 400
"""Candidates of a world that is generated and rendered in more than one piece."""

pytestmark = pytest.mark.parametrize("provider", REGISTRY.values(), ids=lambda p: p.name)


def sandbox_of(provider: Provider) -> Sandbox:
    return Sandbox(Database(), {provider.name: provider})


def a_tenant(sandbox: Sandbox, provider: Provider, **spec: Any) -> dict[str, Any]:
    tenants.create(sandbox, tenants.TenantSpec(provider=provider.name, id="acme", **spec))
    with sandbox.transaction() as con:
        return sandbox.describe(con, sandbox.tenant_named(con, "acme"))


def strings_in(value: Any) -> Iterator[str]:
    """Give every string in a description of credentials."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings_in(each)


def request_of(command: str, mount: str) -> Request:
    """Read a curl command line of the one form that sample calls have."""
    words = iter(shlex.split(command))
    assert next(words) == "curl"
    method, headers, body, url = "GET", {}, b"", ""
    for word in words:
        if word in {"-H", "--header"}:
            name, _, value = next(words).partition(": ")
            headers[name.lower()] = value
        elif word in {"-X", "--request"}:
            method = next(words)
        elif word in {"-d", "--data", "--data-raw"}:
            method, body = "POST" if method == "GET" else method, next(words).encode()
        elif not word.startswith("-"):
            url = word
    parts = urlsplit(url)
    path = unquote(parts.path, encoding="latin-1").removeprefix(mount)
    return Request(
        method=method, path=path, query=parts.query, headers=headers, body=body, mount=mount
    )


def sample(sandbox: Sandbox, provider: Provider, described: dict[str, Any]) -> Request:
    mount = f"/{provider.name}"
    return request_of(provider.sample_call(described, f"http://sandbox.test{mount}"), mount)


def journal_of(sandbox: Sandbox, owner: str) -> list[tuple[Any, ...]]:
    with sandbox.transaction() as con:
        return con.execute("SELECT * FROM journal WHERE owner=? ORDER BY n", (owner,)).fetchall()


def test_the_sample_call_works_as_printed(provider: Provider) -> None:
    sandbox = sandbox_of(provider)
    request = sample(sandbox, provider, a_tenant(sandbox, provider))
    assert answer(sandbox, provider, request).status == 200


def test_an_unknown_credential_is_refused_and_journalled_against_the_provider(
    provider: Provider,
) -> None:
    sandbox = sandbox_of(provider)
    described = a_tenant(sandbox, provider)
    swapped = dict.fromkeys(described["credentials"], "junk-credential")
    request = sample(sandbox, provider, {**described, "credentials": swapped})
    reply: Reply = answer(sandbox, provider, request)
    assert 400 <= reply.status < 500
    assert journal_of(sandbox, "acme") == []
    assert len(journal_of(sandbox, f"provider:{provider.name}")) == 1


def test_no_secret_reaches_the_journal(provider: Provider) -> None:
    sandbox = sandbox_of(provider)
    described = a_tenant(sandbox, provider)
    request = sample(sandbox, provider, described)
    answer(sandbox, provider, request)
    answer(sandbox, provider, Request(method="GET", path="/nowhere", headers=request.headers))
    kept = repr(journal_of(sandbox, "acme") + journal_of(sandbox, f"provider:{provider.name}"))
    assert kept != "[]"
    presented = f"{request.query} {request.headers} {request.body!r}"
    sent = [secret for secret in strings_in(described["credentials"]) if secret in presented]
    assert sent
    assert [secret for secret in sent if secret in kept] == []


def test_every_value_of_every_assumption_renders_every_record(provider: Provider) -> None:
    settings = [(a.name, value) for a in provider.assumptions for value in a.values[1:]]
    for name, value in [(None, None), *settings]:
        sandbox = sandbox_of(provider)
        chosen = {} if name is None else {name: str(value)}
        a_tenant(sandbox, provider, size=WORLD, assumptions=chosen)
        with sandbox.transaction() as con:
            assert_kept_as_rendered(services_for(sandbox, con, sandbox.tenant_named(con, "acme")))


def test_a_world_made_in_pieces_is_rendered_with_all_that_its_rows_show(provider: Provider) -> None:
    sandbox = sandbox_of(provider)
    described = a_tenant(sandbox, provider, size=PIECES)
    assert sum(described["world"]["counts"].values()) > worlds.CHUNK
    with sandbox.transaction() as con:
        assert_kept_as_rendered(services_for(sandbox, con, sandbox.tenant_named(con, "acme")))


def assert_kept_as_rendered(services: Services) -> None:
    """Render every record of a tenant again: its row is the one that is kept."""
    provider = services.provider
    for resource in sorted(provider.resources):
        for n, record in numbered(services, resource):
            for row in provider.render(services, resource, n, record):
                assert services.row(row.kind, row.ref) == row.body


def numbered(services: Services, resource: str) -> Iterator[tuple[int, Any]]:
    rows = services.con.execute(
        "SELECT n FROM truth WHERE world=? AND resource=? ORDER BY n",
        (services.tenant.world, resource),
    ).fetchall()
    for (n,) in rows:
        yield n, services.truth_at(resource, n)


def test_the_lens_has_an_answer_for_every_record(provider: Provider) -> None:
    sandbox = sandbox_of(provider)
    described = a_tenant(sandbox, provider, size=WORLD)
    with sandbox.transaction() as con:
        services = services_for(sandbox, con, sandbox.tenant_named(con, "acme"))
        for name, lens in fed(provider.lens).items():
            for _, record in numbered(services, truth_name(provider.lens, name)):
                seen = project(lens, record, described["assumptions"])
                assert list(seen) == list(lens.fields)


def test_the_lens_covers_all_resources_with_a_source_per_line(provider: Provider) -> None:
    assert sorted(provider.lens.resources) == sorted(get_args(Resource))
    names = {a.name: a.values for a in provider.assumptions}
    for name, lens in provider.lens.resources.items():
        assert lens.source, name
        if isinstance(lens, Unsupported):
            assert lens.reason, name
            continue
        assert isinstance(lens, ResourceLens)
        assert truth_name(provider.lens, name) in provider.resources
        assert lens.methods <= {"list", "get", "create", "update", "delete"}
        assert set(lens.required) <= set(lens.writable) <= set(lens.fields)
        for field, cell in lens.fields.items():
            assert cell.source, f"{name}.{field}"
            switches = [*cell.under, *([cell.needs] if cell.needs else [])]
            assert all(value in names[switch] for switch, value in switches), f"{name}.{field}"
        hidden = (lens.hidden,) if isinstance(lens.hidden, Hidden) else lens.hidden or ()
        whens = [when for each in hidden for when in (each.shown_when, each.hidden_when) if when]
        ways = [*lens.withheld.values(), *lens.refuses.values()]
        for switch, value in [*whens, *((each, v) for each, values in ways for v in values)]:
            assert value in names[switch]
        assert lens.withheld.keys() <= lens.methods


def document_of(provider: Provider) -> Any:
    return yaml.safe_load(provider.openapi.read_text(encoding="utf-8"))


def test_every_operation_says_where_it_is_known_from(provider: Provider) -> None:
    document = document_of(provider)
    assert document["openapi"].startswith("3.")
    operations = [
        operation
        for path in document["paths"].values()
        for method, operation in path.items()
        if method in METHODS
    ]
    assert operations
    for operation in operations:
        assert operation["x-provenance"] in PROVENANCES, operation["operationId"]


def properties_in(node: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(node, list):
        for index, each in enumerate(node):
            yield from properties_in(each, f"{at}/{index}")
    elif isinstance(node, dict):
        for name, field in node.get("properties", {}).items():
            yield f"{at}/properties/{name}", field
        for name, each in node.items():
            yield from properties_in(each, f"{at}/{name}")


def test_every_field_says_where_it_is_known_from(provider: Provider) -> None:
    fields = list(properties_in(document_of(provider)["components"]["schemas"]))
    assert fields
    assert [at for at, field in fields if field.get("x-provenance") not in PROVENANCES] == []


def test_every_assumption_is_complete_and_named_where_it_is_consulted(provider: Provider) -> None:
    folder = provider.openapi.parent
    read = {
        node.value
        for path in folder.rglob("*.py")
        if path.name not in {"assumptions.py", "lens.py"}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert len({a.name for a in provider.assumptions}) == len(provider.assumptions)
    for assumption in provider.assumptions:
        assert len(set(assumption.values)) == len(assumption.values) >= 2
        assert assumption.statement
        assert assumption.affects
        assert assumption.doubt
        assert assumption.source
        assert assumption.name in read, f"nobody consults {assumption.name}"


def test_names_and_plans_agree(provider: Provider) -> None:
    assert REGISTRY[provider.name] is provider
    assert provider.default_plan in provider.plans
    assert provider.resources <= set(MODELS)
    assert all(secret == secret.lower() for secret in provider.secrets)
    if provider.webhooks is not None:
        assert len(set(provider.webhooks.events)) == len(provider.webhooks.events) > 0
        assert list(provider.webhooks.retry_after_s) == sorted(provider.webhooks.retry_after_s)


def test_the_same_seed_gives_the_same_world_and_another_another(provider: Provider) -> None:
    def digest(seed: int) -> str:
        described = a_tenant(sandbox_of(provider), provider, seed=seed, size=10)
        return str(described["world"]["digest"])

    assert digest(1) == digest(1) != digest(2)


def test_the_readme_says_first_what_it_does_not_do(provider: Provider) -> None:
    text = (provider.openapi.parent / "README.md").read_text(encoding="utf-8")
    first = next(line for line in text.splitlines() if line.startswith("## "))
    assert "not" in first
    for assumption in provider.assumptions:
        assert f"`{assumption.name}`" in text


def test_golden_payloads_name_their_sources(provider: Provider) -> None:
    folder = FIXTURES / provider.name
    sources = (folder / "SOURCES.md").read_text(encoding="utf-8")
    payloads = [path.name for path in folder.iterdir() if path.name != "SOURCES.md"]
    assert payloads
    assert [name for name in payloads if f"`{name}`" not in sources] == []


def names_in(path: Path) -> Iterator[str]:
    """Give the names and texts of a module, its docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in docstrings:
                yield node.value
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_nothing_outside_its_folder_names_the_provider(provider: Provider) -> None:
    own = provider.openapi.parent
    offenders = [
        str(path.relative_to(SIMULATOR))
        for path in sorted(SIMULATOR.rglob("*.py"))
        if own not in path.parents and path != SIMULATOR / "providers" / "__init__.py"
        if any(provider.name in name.lower() for name in names_in(path))
    ]
    pages = [
        str(path.relative_to(SIMULATOR))
        for path in sorted(SIMULATOR.rglob("*"))
        if path.suffix in {".html", ".js", ".css"} and own not in path.parents
        if provider.name in path.read_text(encoding="utf-8").lower()
    ]
    assert offenders + pages == []


def test_the_routes_are_not_loaded_before_they_are_needed(provider: Provider) -> None:
    code = (
        "import sys, ats_simulator.providers as p;"
        f"print('ats_simulator.providers.{provider.name}.routes' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout.strip() == "False"
