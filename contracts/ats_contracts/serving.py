"""
`ats-sandbox serve`: the simulator with the reference unified API mounted beside the vendors.

Kept apart from the other commands, and free of their imports, because the time to the first
answer is a promise. The reference is built when somebody first calls it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MOUNTS = (
    "/unified",
    "/proxy",
    "/integrated-account",
    "/integrated-account-webhook",
    "/webhook",
)
"""Where the reference unified API is served beside the vendors."""


def serve(**options: Any) -> int:
    """Run `ats-sandbox serve`. Raises: UsageError, StateError when it cannot start."""
    from ats_simulator.serve import ServeOptions, run

    options["limits"] = not options.pop("no_limits")
    token = options["admin_token"]
    return run(
        ServeOptions(
            **options,
            extra_apps=lambda base_url: dict.fromkeys(MOUNTS, reference_at(base_url, token)),
            describe_more=describe_unified,
        )
    )


def reference_at(base_url: str, admin_token: str | None) -> Any:
    """Make the reference unified API for a server: every tenant is an account of its own name."""
    built: list[Any] = []

    def application(environ: Any, start_response: Any) -> Any:
        if not built:
            from ats_contracts.reference import create_app

            built.append(create_app(directory_url=base_url, directory_token=admin_token))
        return built[0](environ, start_response)

    return application


def describe_unified(ready: Mapping[str, Any]) -> Mapping[str, Any]:
    """Say in the ready file where the unified API is, and its accounts."""
    accounts = [tenant["id"] for tenant in ready["tenants"]]
    return {"unified": {"base_url": ready["base_url"], "token": "any", "accounts": accounts}}
