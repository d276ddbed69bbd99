"""Target files: what they may say, and how a mistake is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from ats_contracts.errors import TargetFileError, UsageError
from ats_contracts.target import Support
from ats_contracts.targets.file import TargetSpec, builtins, load, parse
from tests.contracts.kit import CALL, MINIMAL

WHOLE = """\
name = "acme-unified"
version = "2.4.0"
target = "http://127.0.0.1:8080"
token = "t0ken"

[time]
clock = "real"

[connect]
method = "POST"
path = "/accounts/{tenant.id}"
json = { vendor = "{provider}", url = "{base_url}", key = "{credentials.token}" }
account_id = "$.account.id"

[headers]
X-Team = "ats"

[providers.nexivohr]
plan = "enterprise"

[supports]
"candidates.list" = "yes"
"attachments.download" = { no = "planned for 3.0" }

[options]
null_policy = "null"
max_limit = 100

[[known_gaps]]
check = "candidates.list.updated_after.*"
provider = "nexivohr"
reason = "boundary is exclusive"
issue = "https://example.com/issues/12"
until = "2.6.0"

[[known_gaps]]
check = "jobs.**"
reason = "later"
issue = "https://example.com/issues/13"

[[relies_on]]
assumption = "nexivohr.signature_style"
value = "hex"
reason = "confirmed by the vendor for our account"
issue = "https://example.com/issues/19"
"""


def read(text: str) -> TargetSpec:
    return parse(text, given="acme.target.toml", folder=Path.cwd())


def test_a_whole_file_is_read() -> None:
    spec = read(WHOLE)
    assert (spec.name, spec.version, spec.clock) == ("acme-unified", "2.4.0", "real")
    assert spec.route.kind == "http"
    assert spec.connect.account_id == "$.account.id"
    assert spec.supports["attachments.download"].support is Support.NO
    assert spec.supports["attachments.download"].reason == "planned for 3.0"
    assert spec.options.null_policy == "null"
    assert [(g.check, g.line) for g in spec.known_gaps] == [
        ("candidates.list.updated_after.*", 29),
        ("jobs.**", 36),
    ]
    assert spec.relies_on[0].value == "hex"
    assert spec.providers["nexivohr"]["plan"] == "enterprise"


MISTAKES = [
    ("name", "", 'name = "acme-unified"\n', 1, "name", "is missing"),
    ("misspelt", 'nam = "x"\n', 'name = "acme-unified"\n', 1, "nam", "did you mean 'name'?"),
    ("unknown key", '[time]\nclok = "real"', '[time]\nclock = "real"', 7, "time.clok", "'clock'"),
    ("kind", 'target = "ftp://x"', 'target = "http://127.0.0.1:8080"', 3, "target", "wsgi:"),
    ("type", "version = 2", 'version = "2.4.0"', 2, "version", "expected a text"),
    (
        "capability",
        '"candidates.lsit" = "yes"',
        '"candidates.list" = "yes"',
        22,
        "supports.candidates.lsit",
        "'candidates.list'",
    ),
    (
        "reason",
        '"attachments.download" = "no"',
        '"attachments.download" = { no = "planned for 3.0" }',
        23,
        "supports.attachments.download",
        'no = "the reason"',
    ),
    ("option", "max_limt = 100", "max_limit = 100", 27, "options.max_limt", "'max_limit'"),
    ("word", 'null_policy = "nul"', 'null_policy = "null"', 26, "options.null_policy", "'null'"),
    (
        "issue",
        'issue = "ABC-13"',
        'issue = "https://example.com/issues/13"',
        39,
        "known_gaps[1].issue",
        "address",
    ),
    (
        "placeholder",
        '"/accounts/{tenant.idd}"',
        '"/accounts/{tenant.id}"',
        11,
        "connect.path",
        "'tenant.id'",
    ),
    ("clock", 'clock = "virtual"', 'clock = "real"', 7, "time.clock", "py:"),
    ("profile", 'token = "t"\nprofile = "trutoo"', 'token = "t0ken"', 5, "profile", "'truto'"),
    ("syntax", "version = = 2", 'version = "2.4.0"', 2, "", "not TOML"),
]


@pytest.mark.parametrize(
    ("wrong", "right", "line", "key", "hint"),
    [m[1:] for m in MISTAKES],
    ids=[m[0] for m in MISTAKES],
)
def test_a_mistake_names_file_line_and_key(
    wrong: str, right: str, line: int, key: str, hint: str
) -> None:
    assert right in WHOLE
    with pytest.raises(TargetFileError) as caught:
        read(WHOLE.replace(right, wrong))
    error = caught.value
    assert (error.file, error.line, error.key) == ("acme.target.toml", line, key)
    assert hint in str(error)
    assert str(error).startswith(f"acme.target.toml:{line}: ")


def test_a_target_that_is_no_factory_must_say_how_accounts_are_connected() -> None:
    with pytest.raises(TargetFileError, match="connect: is missing"):
        read('name = "a"\ntarget = "http://127.0.0.1:1"\n')


def test_a_running_target_cannot_be_handed_an_environment() -> None:
    with pytest.raises(TargetFileError, match="cannot be handed an environment"):
        read('name = "a"\ntarget = "http://127.0.0.1:1"\n[connect]\nmode = "environment"\n')


def test_time_is_virtual_for_a_factory_and_real_for_everything_else() -> None:
    assert read(MINIMAL).clock == "virtual"
    assert read(f'name = "a"\ntarget = "wsgi:a:b"\n{CALL}').clock == "real"


def test_the_reference_is_a_target_like_any_other() -> None:
    assert "reference" in builtins()
    assert load("reference").name == "reference"


def test_no_such_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no target .* expected the path of a \.target\.toml"):
        load(str(tmp_path / "nothing.target.toml"))


def test_a_file_that_is_not_text_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "a.target.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="cannot be read"):
        load(str(path))


HTTP = f'name = "a"\ntarget = "http://127.0.0.1:1"\n{CALL}'


@pytest.mark.parametrize(
    ("text", "key", "problem"),
    [
        ('name = "a"\ntarget = "http://h:port"\n', "target", "a port from 1 to 65535"),
        ('name = "a"\ntarget = "http://h:70000"\n', "target", "a port from 1 to 65535"),
        ('name = "a"\ntarget = "cmd:say \'x"\n', "target", "whose quotes are closed"),
        (f'{HTTP}[headers]\n"X Y" = "a"\n', "headers", "not a name that a header can have"),
        (f'{HTTP}[headers]\nX = "é"\n', "headers", "expected printable ASCII"),
        (f"{HTTP}[options]\ntimeout_s = 0\n", "options.timeout_s", "at least 0.1"),
        (f"{HTTP}[options]\ntimeout_s = inf\n", "options.timeout_s", "at least 0.1"),
        (f"{HTTP}[options]\nmax_limit = 0\n", "options.max_limit", "at least 1"),
        (f'{HTTP}[options]\nunordered = ["x.y"]\n', "options.unordered", "unknown field 'x.y'"),
        (f'{HTTP}[options]\nid_scheme = "own"\n', "options.id_scheme", "unknown option"),
        (f"{HTTP}[options]\ncreate_status = 99\n", "options.create_status", "at least 200"),
        (HTTP.replace("[connect]", "[conect]"), "conect", "did you mean 'connect'?"),
        (f'{HTTP}[supports]\n"x.*" = "yes"\n', "supports.x.*", "no capability is called so"),
    ],
)
def test_what_could_never_work_is_refused_before_anything_runs(
    text: str, key: str, problem: str
) -> None:
    with pytest.raises(TargetFileError) as caught:
        read(text)
    assert caught.value.key == key
    assert problem in caught.value.problem


def test_a_whole_resource_is_declined_in_one_line_and_an_exact_name_wins() -> None:
    claims = read(
        f'{HTTP}[supports]\n"jobs.list" = "yes"\n"jobs.*" = {{ no = "candidates only" }}\n'
    ).supports
    assert claims["jobs.list"].support is Support.YES
    assert claims["jobs.get"].support is Support.NO
    assert claims["jobs.get"].capability == "jobs.get"
    assert "candidates.get" not in claims
