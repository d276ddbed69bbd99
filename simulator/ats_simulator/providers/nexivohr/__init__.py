"""NexivoHR, simulated: one value that the shared parts call. See README.md for what it is not."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ats_simulator.provider import Provider
from ats_simulator.providers.nexivohr import auth, errors, plans, wire, world
from ats_simulator.providers.nexivohr.assumptions import ASSUMPTIONS
from ats_simulator.providers.nexivohr.lens import LENS
from ats_simulator.providers.nexivohr.listing import SETTINGS
from ats_simulator.providers.nexivohr.webhooks import WEBHOOKS

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["PROVIDER"]


@cache  # it holds no state: all sandboxes of a process can share it
def _build_app() -> Flask:
    from ats_simulator.providers.nexivohr.routes import build_app

    return build_app()


PROVIDER = Provider(
    name="nexivohr",
    title="NexivoHR",
    resources=world.RESOURCES,
    assumptions=ASSUMPTIONS,
    settings=SETTINGS,
    plans=plans.PLANS,
    default_plan=plans.DEFAULT_PLAN,
    lens=LENS,
    openapi=Path(__file__).with_name("openapi.yaml"),
    secrets=frozenset({"authorization", "token", "api_token", "access_token"}),
    identify=auth.identify,
    admit=auth.admit,
    meters=plans.meters,
    over_limit=plans.over_limit,
    server_error=errors.server_error,
    build_app=_build_app,
    headers=plans.headers,
    ids=world.record_id,
    stages=world.stages,
    credentials=auth.credentials,
    describe=auth.describe,
    render=wire.render,
    follow_up=world.follow_up,
    webhooks=WEBHOOKS,
    sample_call=auth.sample_call,
)
