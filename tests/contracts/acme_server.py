"""
Acme as a program: a small HTTP server, told where to listen by the environment.

With ACME_ENVIRONMENT it knows its accounts from ATS_SANDBOX_TENANTS. ACME_BREAK ends it at once.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx

from ats_contracts.targets import Link
from tests.contracts.acme import Acme


class Quiet(WSGIRequestHandler):
    """Logs nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def main() -> None:
    """Serve until ended."""
    if "ACME_BREAK" in os.environ:
        sys.exit("acme: no such configuration")
    link = Link(
        base_urls={},
        transport=httpx.HTTPTransport(trust_env=False),
        now=time.time,
        sleep=time.sleep,
        clock="real",
    )
    app = Acme(link)
    if "ACME_ENVIRONMENT" in os.environ:
        handed = json.loads(Path(os.environ["ATS_SANDBOX_TENANTS"]).read_text(encoding="utf-8"))
        for tenant in handed["tenants"]:
            app.accounts[tenant["id"]] = (tenant["base_url"], tenant["credentials"]["token"])
    with make_server("127.0.0.1", int(os.environ["PORT"]), app, handler_class=Quiet) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
