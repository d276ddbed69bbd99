"""
The pages and blocks of the documentation that are made from the registries and from real output.

`make docs` writes them; `test_pages.py` and `test_readme.py` compare. What is written by hand is
not touched: in a page with other text, only what stands between two markers is replaced.
"""

from __future__ import annotations

import functools
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from ats_contracts.check import Check
from ats_contracts.checks import REGISTRY as CHECKS
from ats_contracts.model import RESOURCES, Field
from ats_contracts.properties import PROPERTIES
from ats_contracts.run import Selection, verify
from ats_contracts.zoo import DEFECTS, NOBODY, PRESUMPTIONS
from ats_simulator.providers import REGISTRY as PROVIDERS
from tests.demonstration import demonstrate

ROOT = Path(__file__).parents[2]
MADE = "<!-- made by `make docs` from the registries: do not edit by hand -->"
SHOWN = "candidates"
"""The resource whose part of the matrix the README shows: one, so that it stays short."""


def checks_page() -> str:
    """Render docs/checks.md: each property with its checks, and the defects that those kill."""
    lines = [
        "# Checks",
        "",
        MADE,
        "",
        f"{len(CHECKS.checks)} checks, written as {len(families())} functions: `{{resource}}` and",
        "`{field}` stand for one check each. A defect is an implementation broken on purpose; the",
        "one named beside a check is there to be found by it (`ats-sandbox prove`).",
        "`ats-sandbox explain CHECK` says more, and how to run one alone.",
    ]
    for number, sentence in PROPERTIES.items():
        lines += ["", f"## {number}", "", sentence, ""]
        rows = [row for name, row in check_rows() if number in families()[name].serves]
        lines += rows or ["No check yet."]
    return "\n".join(lines) + "\n"


def check_rows() -> Iterator[tuple[str, str]]:
    """Give a line for each function of a check, by the id with its placeholders."""
    killed: dict[str, list[str]] = {}
    for defect in DEFECTS:
        killed.setdefault(placeholders(CHECKS[defect.check]), []).append(f"`{defect.name}`")
    for name in families():
        finds = f" · finds {', '.join(killed[name])}" if name in killed else ""
        yield name, f"* `{name}`{finds}"


@functools.cache
def families() -> Mapping[str, Check]:
    """Give one check for each function, by the id with its placeholders."""
    found: dict[str, Check] = {}
    for check in CHECKS:
        found.setdefault(placeholders(check), check)
    return found


def placeholders(check: Check) -> str:
    """Write the id of a check with {resource} and {field} where they stood."""
    name = check.id
    if check.resource is not None:
        name = name.replace(check.resource, "{resource}", 1)
    if check.field is not None:
        name = re.sub(rf"\b{re.escape(check.field)}$", "{field}", name)
    return name


def assumptions_page() -> str:
    """Render docs/assumptions.md: every assumption of every vendor."""
    lines = [
        "# Assumptions",
        "",
        MADE,
        "",
        "What no public document settles, and what the simulator does about it. The first value is",
        'the default. Another one is chosen when a tenant is created (`"assumptions": {"id_style":',
        '"uuid"}`), for a run (`ats-sandbox verify TARGET --assume nexivohr.id_style=uuid`), or in',
        "a target file (`[providers.nexivohr.assumptions]`). `verify TARGET --sweep` tries",
        "all of them: see [the audit](audit.md). What somebody presumes who takes the default",
        "for granted is a member of the zoo, whom the audit has to catch.",
    ]
    for provider in PROVIDERS.values():
        lines += ["", f"## {provider.title}"]
        for one in provider.assumptions:
            values = ", ".join(f"`{value}`" for value in one.values)
            lines += ["", f"### `{provider.name}.{one.name}`", "", f"{sentence(one.statement)}", ""]
            lines += [f"* values: {values}", f"* affects: {one.affects}", f"* doubt: {one.doubt}"]
            lines += [f"* source: {one.source}", presumed_row(f"{provider.name}.{one.name}")]
    return "\n".join(lines) + "\n"


def presumed_row(assumption: str) -> str:
    """Say who presumes the default reading, or why nobody can be caught doing so."""
    stories = {one.assumption: one.story for one in PRESUMPTIONS}
    if assumption in stories:
        return f"* presumed by somebody as: {stories[assumption]}"
    return f"* presumed by nobody who could be caught: {NOBODY[assumption]}"


def sentence(text: str) -> str:
    """Begin with a capital and end with a full stop."""
    return f"{text[:1].upper()}{text[1:]}".rstrip(".") + "."


def matrix_block(printed: str) -> str:
    """Excerpt what `ats-sandbox demo` printed: one resource at all vendors, and the end."""
    matrix, legend, rest = printed.partition("V verified  D diverges")
    parts = re.findall(r"^\S+ · \w+  .*\n(?:  .*\n)*", matrix, re.MULTILINE)
    shown = [part for part in parts if part.split()[2] == SHOWN]
    left_out = f"… and so on for {len(parts) - len(shown)} more\n"
    ending = rest[: rest.index("\n", rest.index("reference: ")) + 1]
    return f"```text\n{''.join(shown)}{left_out}{legend}{ending}```\n"


def vendors_block() -> str:
    """Name the vendors that are simulated."""
    return "**" + "**, **".join(p.title for p in PROVIDERS.values()) + "**"


def commands_block() -> str:
    """Render the commands, each with its sentence."""
    from ats_contracts.cli import cli

    rows = [
        f"| `{name}` | {(command.help or '').strip().splitlines()[0]} |"
        for name, command in sorted(cli.commands.items())
    ]
    return "\n".join(["| command | does |", "|---|---|", *rows]) + "\n"


def capabilities_block() -> str:
    """Render the capabilities, those of the 17 resources as one line for each verb."""
    from ats_contracts.capabilities import CAPABILITIES

    per_verb: dict[str, list[str]] = {}
    others: list[str] = []
    for name, prose in CAPABILITIES.items():
        area, _, verb = name.partition(".")
        if area in RESOURCES and f"candidates.{verb}" in CAPABILITIES:
            per_verb.setdefault(verb, []).append(area)
        else:
            others.append(f"* `{name}`: {prose}")
    lines = [f"* `RESOURCE.{verb}` for {spelled(areas)}" for verb, areas in per_verb.items()]
    return "\n".join([*lines, *others]) + "\n"


def model_block() -> str:
    """Render the fields of every resource of the unified model."""
    lines: list[str] = []
    for resource, fields in RESOURCES.items():
        lines += ["", f"## {resource}", "", "| field | is |", "|---|---|"]
        lines += [f"| `{name}` | {worded(one)} |" for name, one in fields.items()]
    return "\n".join(lines) + "\n"


def worded(one: Field) -> str:
    """Say what a field of the unified model is."""
    for resource, fields in RESOURCES.items():
        if one.fields == fields:
            return f"a record as in [{resource}](#{resource})"
    if one.items is not None:
        return f"a list; each is {worded(one.items)}"
    if one.fields:
        return (
            "{" + ", ".join(f"`{name}`: {worded(each)}" for name, each in one.fields.items()) + "}"
        )
    if one.members:
        raw = ", or the vendor's own word where none of them fits" if one.raw else ""
        return f"one of {', '.join(f'`{member}`' for member in one.members)}{raw}"
    return {"text": "text", "flag": "true or false", "any": "anything"}.get(one.type, one.type)


def model_page() -> str:
    """Render docs/model.md anew."""
    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    return put(text, "model", model_block())


def spelled(areas: Iterable[str]) -> str:
    """Name resources, or say that it is all of them."""
    named = list(areas)
    return "every resource" if set(named) == set(RESOURCES) else ", ".join(named)


def put(text: str, name: str, block: str) -> str:
    """Replace what stands between `<!-- name -->` and `<!-- /name -->`."""
    pattern = rf"(<!-- {name} -->\n?).*?(<!-- /{name} -->)"
    assert len(re.findall(pattern, text, re.DOTALL)) == 1, f"markers of {name}"
    return re.sub(pattern, lambda found: f"{found[1]}{block}{found[2]}", text, flags=re.DOTALL)


def readme(printed: str) -> str:
    """Render README.md anew, from what the demonstration printed."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return put(put(text, "matrix", matrix_block(printed)), "vendors", vendors_block())


def commands_page() -> str:
    """Render docs/commands.md anew."""
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    return put(text, "commands", commands_block())


def targets_page() -> str:
    """Render docs/targets.md anew."""
    text = (ROOT / "docs" / "targets.md").read_text(encoding="utf-8")
    return put(text, "capabilities", capabilities_block())


def audit_block() -> str:
    """Render what an audit tells a target that takes one reading for granted."""
    from ats_contracts.reports.reliance import lines
    from ats_contracts.reports.summary import summarise
    from ats_contracts.zoo.trial import spec_of

    member = next(one for one in PRESUMPTIONS if one.name == "nexivohr.timestamp_style")
    hasty, _ = spec_of("acme-unified", member.change)
    spec = replace(hasty, given="acme.target.toml")
    asked = ("candidates.list.complete", "candidates.field.*")
    selection = Selection(providers=(member.provider,), patterns=asked, sweep="on")
    told = [*lines(summarise(verify(spec, selection).events))]
    return "```text\n" + "\n".join(line.rstrip() for line in told).strip() + "\n```\n"


def audit_page() -> str:
    """Render docs/audit.md anew."""
    text = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
    return put(text, "audit", audit_block())


PAGES: Mapping[str, Callable[[], str]] = {
    "docs/assumptions.md": assumptions_page,
    "docs/audit.md": audit_page,
    "docs/checks.md": checks_page,
    "docs/commands.md": commands_page,
    "docs/model.md": model_page,
    "docs/targets.md": targets_page,
}
"""What is made, by path from the root; README.md too, from a run of the demonstration."""


def main() -> None:
    """Write everything that is made."""
    for path, render in PAGES.items():
        (ROOT / path).write_text(render(), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        printed = demonstrate(Path(folder)).printed
    (ROOT / "README.md").write_text(readme(printed), encoding="utf-8")


if __name__ == "__main__":
    main()
