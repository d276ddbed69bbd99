"""
The yardstick: a bare Flask route that returns prepared bytes, behind the same aiohttp server.

Usage: python -m tests.benchmarks.bare FILE  (serves the bytes of FILE at /, prints the port)
"""

from __future__ import annotations

import asyncio
import io
import sys
from pathlib import Path
from typing import Any

from aiohttp import web
from flask import Flask, Response


def bare_app(body: bytes) -> Flask:
    """Make the Flask application."""
    app = Flask("bare")

    @app.get("/")
    def answer() -> Response:
        return Response(body, mimetype="application/json")

    return app


async def serve(app: Flask) -> None:
    """Serve *app* on a free loopback port until the process is ended."""

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        collected: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc: Any = None) -> Any:
            collected[:] = [int(status[:3]), headers]

        environ = {
            "REQUEST_METHOD": request.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": request.path,
            "QUERY_STRING": request.query_string,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        body = b"".join(app.wsgi_app(environ, start_response))
        return web.Response(status=collected[0], headers=collected[1], body=body)

    runner = web.ServerRunner(web.Server(handle))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.sleep(600)


if __name__ == "__main__":
    asyncio.run(serve(bare_app(Path(sys.argv[1]).read_bytes())))
