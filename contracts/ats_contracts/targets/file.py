"""
Reading a `*.target.toml`: one target, declared as data.

Every mistake names the file, the line, the key, what was expected and the nearest known name.
Nothing is connected or started here.
"""

from __future__ import annotations

import datetime as dt
import fnmatch
import math
import re
import shlex
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from ats_contracts.capabilities import CAPABILITIES, CLAIMED, CORE, UNCLAIMED
from ats_contracts.compare import NULL_POLICIES, NullPolicy
from ats_contracts.errors import TargetFileError, UsageError, nearest
from ats_contracts.gaps import Gap
from ats_contracts.model import RESOURCES
from ats_contracts.target import Claim, Support
from ats_contracts.targets.lines import line_of, line_of_syntax_error
from ats_contracts.targets.table import Table
from ats_contracts.targets.template import placeholders_in

SUFFIX = ".target.toml"
KINDS = ("http", "wsgi", "py", "cmd")
ROUTE = re.compile(r"(?P<kind>https?|wsgi|py|cmd):(?P<rest>.+)", re.DOTALL)
CONNECT_WORDS = ("provider", "base_url", "credentials", "tenant.id", "token", "webhook_secret")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """
    How to reach the target. *kind* `http`: *value* is a base URL; `wsgi`, `py`: `module:name`;
    `cmd`: a command line; `object`: a factory handed over in Python.
    """

    kind: Literal["http", "wsgi", "py", "cmd", "object"]
    value: str
    factory: Callable[..., Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Connect:
    """
    How an account is connected: by an HTTP call, or by the environment alone.

    *path*, *headers* and *json* may hold {provider}, {base_url}, {credentials},
    {credentials.NAME}, {tenant.id}, {token}. *account_id*: `$.path` into the answer, or text.
    """

    mode: Literal["call", "environment", "none"] = "none"
    method: str = "POST"
    path: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    account_id: str = "$.id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """
    How a `cmd:` target is started. Units: *ready_timeout_s* seconds. *ready* is polled until it
    answers anything below 500; *url* is where it listens, {port} a free port.
    """

    url: str = "http://127.0.0.1:{port}"
    ready: str = "/"
    ready_timeout_s: float = 20.0
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """
    What a target declares about itself where unified APIs may differ; declared, then verified.

    Units: *freshness_s* and *timeout_s* seconds. *declared* holds the options as given.
    """

    null_policy: NullPolicy = "alike"
    unmapped_policy: str = "raw"
    create_status: int | None = None
    max_limit: int | None = None
    default_limit: int | None = None
    over_max_limit: str = "clamp"
    freshness_s: float = 0.0
    max_attempts: int = 5
    empty_page_allowed: bool = False
    page_bound: int = 2000
    timeout_s: float = 30.0
    unordered: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliance:
    """One `[[relies_on]]` entry: an assumption that the target is known to rely on."""

    assumption: str
    value: str
    reason: str
    issue: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSpec:
    """One target as declared. *given* is how the user named it; *folder* where its file lies."""

    name: str
    route: Route
    given: str
    version: str = ""
    folder: Path = field(default_factory=Path.cwd)
    profile: str = "truto"
    clock: Literal["virtual", "real"] = "real"
    connect: Connect = Connect()
    token: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    providers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    supports: Mapping[str, Claim] = field(default_factory=dict)
    options: Options = Options()
    command: Command = Command()
    known_gaps: tuple[Gap, ...] = ()
    relies_on: tuple[Reliance, ...] = ()
    text: str = ""

    def mistake(self, problem: str, *path: str | int) -> TargetFileError:
        """Make the error about one key of the file that only the registries can tell."""
        key = ".".join(map(str, path))
        line = line_of(self.text, path)
        return TargetFileError(file=self.given, line=line, key=key, problem=problem)

    def declined_core(self) -> frozenset[str]:
        """Name the core capabilities that the target declines."""
        return frozenset(
            n for n in CORE if n in self.supports and self.supports[n].support is Support.NO
        )

    def with_factory(self, factory: Callable[..., Any], *, name: str | None = None) -> TargetSpec:
        """Give the same target made by another factory, which takes a `Link` as `py:` ones do."""
        route = Route(kind="object", value=name or self.name, factory=factory)
        return replace(self, route=route, name=name or self.name, clock="virtual")


def load(given: str) -> TargetSpec:
    """
    Load a target by path, or one of the built-in ones by name.

    Raises: TargetFileError for every mistake in it; UsageError if there is no such file.
    """
    path = builtin(given) or Path(given)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UsageError(_no_such_target(given)) from None
    except (OSError, UnicodeDecodeError) as error:
        problem = getattr(error, "strerror", None) or error
        raise UsageError(f"{given}: cannot be read: {problem}") from None
    return parse(text, given=given, folder=path.resolve().parent)


def builtin(name: str) -> Path | None:
    """Find the file of a built-in target."""
    path = Path(__file__).parent / f"{name}{SUFFIX}"
    return path if re.fullmatch(r"[\w-]+", name) and path.is_file() else None


def builtins() -> list[str]:
    """Name the built-in targets."""
    return sorted(p.name.removesuffix(SUFFIX) for p in Path(__file__).parent.glob(f"*{SUFFIX}"))


def _no_such_target(given: str) -> str:
    return (
        f"no target {given!r}: expected the path of a {SUFFIX} file, "
        f"or a built-in target ({', '.join(builtins())})"
    )


def parse(text: str, *, given: str, folder: Path) -> TargetSpec:
    """Read a target file's text. Raises: TargetFileError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = line_of_syntax_error(error, text)
        raise TargetFileError(file=given, line=line, key="", problem=f"not TOML: {error}") from None
    return _spec(Table(data, file=given, text=text), folder)


def _spec(top: Table, folder: Path) -> TargetSpec:
    route = _route(top)
    spec = TargetSpec(
        name=top.text_of("name"),
        version=top.text_of("version", ""),
        route=route,
        given=top.file,
        folder=folder,
        profile=_profile(top, folder),
        clock=_clock(top, route),
        token=top.text_of("token", ""),
        headers=_headers(top),
        connect=_connect(top, route),
        providers=_providers(top.table("providers")),
        supports=_supports(top.table("supports")),
        options=_options(top.table("options")),
        command=_command(top, route),
        known_gaps=tuple(_gap(t) for t in top.tables("known_gaps")),
        relies_on=tuple(_reliance(t) for t in top.tables("relies_on")),
        text=top.text,
    )
    top.done()
    _refuse_claim_without_secret(top, spec)
    return spec


def _refuse_claim_without_secret(top: Table, spec: TargetSpec) -> None:
    """Nobody can verify what is signed with a secret that was not handed over."""
    claim, how = spec.supports["webhooks.receive"], spec.connect
    handed = placeholders_in([how.path, how.headers, how.json])
    if claim.support is Support.YES and how.mode == "call" and "webhook_secret" not in handed:
        raise top.fail(
            "supports",
            "webhooks.receive is claimed, but [connect] does not hand over the secret that they "
            "are signed with: put {webhook_secret} into its json",
        )


def _route(top: Table) -> Route:
    value = top.text_of("target")
    found = ROUTE.fullmatch(value)
    expected = "http://host:port, wsgi:package.module:app, py:package.module:factory or cmd:COMMAND"
    if not found:
        raise top.fail("target", f"expected {expected}, found {value!r}")
    kind = found["kind"]
    if kind in ("wsgi", "py") and not re.fullmatch(r"[\w.]+:[\w.]+", found["rest"]):
        raise top.fail("target", f"expected {kind}:package.module:name, found {value!r}")
    if kind in ("http", "https"):
        if not re.fullmatch(r"https?://[^/\s]+(/\S*)?", value):
            raise top.fail("target", f"expected {expected}, found {value!r}")
        if not _has_port(value):
            raise top.fail("target", f"expected a port from 1 to 65535, found {value!r}")
        return Route(kind="http", value=value.rstrip("/"))
    if kind == "cmd" and not _splits(found["rest"]):
        raise top.fail("target", f"expected a command line whose quotes are closed: {value!r}")
    return Route(kind=cast(Any, kind), value=found["rest"].strip())


def _has_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _splits(command: str) -> bool:
    try:
        return bool(shlex.split(command))
    except ValueError:
        return False


def _headers(table: Table) -> dict[str, str]:
    """Read HTTP headers, and refuse at once what no client could send."""
    for name, value in table.texts("headers").items():
        if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
            raise table.fail("headers", f"{name!r} is not a name that a header can have")
        if not (value.isascii() and value.isprintable()):
            raise table.fail("headers", f"{name}: expected printable ASCII, found {value!r}")
    return table.texts("headers")


def _profile(top: Table, folder: Path) -> str:
    from ats_contracts import profiles

    name = top.text_of("profile", "truto")
    if name.endswith(".toml"):
        path = folder / name
        if not path.is_file():
            raise top.fail("profile", f"no file {path}")
        return str(path)
    if name not in profiles.builtins():
        raise top.fail("profile", f"unknown profile {name!r}; {nearest(name, profiles.builtins())}")
    return name


def _clock(top: Table, route: Route) -> Any:
    table = top.table("time")
    default = "virtual" if route.kind == "py" else "real"
    value = table.choice("clock", ("virtual", "real"), default)
    table.done()
    if value == "virtual" and route.kind != "py":
        raise table.fail(
            "clock", "virtual time needs a py: target, whose factory takes the clock from its link"
        )
    return value


def _connect(top: Table, route: Route) -> Connect:
    if "connect" not in top.data and route.kind == "py":
        top.asked.add("connect")
        return Connect()
    if "connect" not in top.data:
        raise top.missing("connect", "how an account is connected: [connect]")
    table = top.table("connect")
    default = "environment" if "path" not in table.data and "mode" in table.data else "call"
    mode = table.choice("mode", ("call", "environment", "none"), default)
    if mode == "environment" and route.kind not in ("cmd", "py"):
        raise table.fail(
            "mode",
            f"a {route.kind}: target runs already and cannot be handed an environment; "
            "give an HTTP call",
        )
    connect = Connect(
        mode=cast(Any, mode),
        method=table.choice("method", ("POST", "PUT", "PATCH", "GET"), "POST"),
        path=table.text_of("path") if mode == "call" else table.text_of("path", ""),
        headers=_headers(table),
        json=table.get("json", (dict, list), "a table or an array", None),
        account_id=table.text_of("account_id", "$.id" if mode == "call" else "{tenant.id}"),
    )
    table.done()
    for key in ("path", "headers", "json", "account_id"):
        _check_words(table, key, getattr(connect, key))
    return connect


def _check_words(table: Table, key: str, value: Any) -> None:
    for word in placeholders_in(value):
        if word not in CONNECT_WORDS and not word.startswith("credentials."):
            known = [*CONNECT_WORDS, "credentials.NAME"]
            raise table.fail(key, f"unknown placeholder {{{word}}}; {nearest(word, known)}")


def _providers(table: Table) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for name in table.data:
        one = table.table(name)
        found[name] = {
            "plan": one.text_of("plan", "") or None,
            "assumptions": one.texts("assumptions"),
            "settings": dict(one.table("settings").data),
        }
        one.done()
    return found


def _supports(table: Table) -> dict[str, Claim]:
    """Read the claims: `*` stands for any part of a name, and an exact name wins over it."""
    found = {
        name: Claim(capability=name, support=Support.NO, reason=UNCLAIMED.format(name=name))
        for name in CLAIMED
    }
    for name in sorted(table.data, key=lambda name: "*" not in name):
        meant = fnmatch.filter(CAPABILITIES, name) if "*" in name else [name]
        if not meant:
            raise table.fail(
                name, "no capability is called so; see `ats-sandbox list capabilities`"
            )
        claim = _claim(table, name, meant[0])
        found |= {one: replace(claim, capability=one) for one in meant}
    return found


def _claim(table: Table, key: str, name: str) -> Claim:
    if name not in CAPABILITIES:
        raise table.fail(name, f"unknown capability {name!r}; {nearest(name, CAPABILITIES)}")
    value = table.data[key]
    if value == "yes":
        return Claim(capability=name, support=Support.YES)
    if (
        isinstance(value, dict)
        and set(value) == {"no"}
        and isinstance(value["no"], str)
        and value["no"]
    ):
        return Claim(capability=name, support=Support.NO, reason=value["no"])
    raise table.fail(key, f'expected "yes" or {{ no = "the reason" }}, found {value!r}')


_WORDS: Mapping[str, tuple[str, ...]] = {
    "null_policy": NULL_POLICIES,
    "unmapped_policy": ("raw", "null", "sentinel"),
    "over_max_limit": ("clamp", "reject"),
}


_LEAST: Mapping[str, float] = {
    "create_status": 200,
    "max_limit": 1,
    "default_limit": 1,
    "max_attempts": 1,
    "page_bound": 1,
    "timeout_s": 0.1,
}


def _options(table: Table) -> Options:
    known = Options.__dataclass_fields__
    given: dict[str, Any] = {}
    for key in table.data:
        if key not in known:
            raise table.fail(key, f"unknown option {key!r}; {nearest(key, known)}")
        given[key] = _option(table, key)
    return Options(**given)


def _option(table: Table, key: str) -> Any:
    if key in _WORDS:
        return table.choice(key, _WORDS[key])
    if key == "unordered":
        names = table.get(key, list, "a list of fields such as candidates.tags")
        fields = {f"{r}.{f}" for r, known in RESOURCES.items() for f in known}
        if unknown := next((n for n in names if n not in fields), None):
            raise table.fail(key, f"unknown field {unknown!r}; {nearest(str(unknown), fields)}")
        return frozenset(names)
    if key == "empty_page_allowed":
        return table.get(key, bool, "true or false")
    kind: Any = (int, float) if key.endswith("_s") else int
    value = table.get(key, kind, "a number")
    least = _LEAST.get(key, 0)
    if not least <= value < math.inf:
        raise table.fail(key, f"expected a number of at least {least:g}, found {value!r}")
    return value


def _command(top: Table, route: Route) -> Command:
    table, default = top.table("command"), Command()
    if table.data and route.kind != "cmd":
        raise top.fail("command", f"is for cmd: targets, and this one is {route.kind}:")
    seconds = ((int, float), "a number of seconds", default.ready_timeout_s)
    command = Command(
        url=table.text_of("url", default.url),
        ready=table.text_of("ready", default.ready),
        ready_timeout_s=float(table.get("ready_timeout_s", *seconds)),
        env=table.texts("env"),
    )
    table.done()
    return command


def _gap(table: Table) -> Gap:
    until = table.get("until", (str, dt.date), "a date or a version", None)
    gap = Gap(
        check=table.text_of("check"),
        reason=table.text_of("reason"),
        issue=_url(table, "issue"),
        provider=table.text_of("provider", "") or None,
        until=None if until is None else str(until),
        field=table.text_of("field", "") or None,
        divergence=table.text_of("divergence", "") or None,
        line=table.line,
    )
    table.done()
    return gap


def _reliance(table: Table) -> Reliance:
    reliance = Reliance(
        assumption=table.text_of("assumption"),
        value=table.text_of("value"),
        reason=table.text_of("reason"),
        issue=_url(table, "issue"),
        line=table.line,
    )
    table.done()
    return reliance


def _url(table: Table, key: str) -> str:
    value = table.text_of(key)
    if not re.match(r"https?://\S+$", value):
        raise table.fail(key, f"expected the address of an issue, found {value!r}")
    return value
