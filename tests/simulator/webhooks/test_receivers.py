"""Where webhooks may go."""

import pytest

from ats_simulator.errors import UsageError
from ats_simulator.webhooks.receivers import check_url


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:5001/hook",
        "http://127.9.9.9/",
        "http://localhost/hook",
        "https://app.localhost:8443",
        "http://[::1]:8080/x",
    ],
)
def test_loopback_is_always_allowed(url: str) -> None:
    check_url(url, ())


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/hook",
        "http://127.0.0.1.example.org/",
        "http://localhost@example.org/",
        "http://10.0.0.1/",
        "http://0.0.0.0/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "127.0.0.1:80",
        "http://",
        "http://[::1",
        "http://127.0.0.1:99999/",
        "",
    ],
)
def test_everything_else_is_refused(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_url(url, ())
    assert caught.value.field == "url"


def test_a_host_can_be_allowed_by_name() -> None:
    check_url("https://Hooks.Example.org/x", {"hooks.example.org"})
    with pytest.raises(UsageError, match=r"--webhook-host other\.example\.org"):
        check_url("https://other.example.org/x", {"hooks.example.org"})
