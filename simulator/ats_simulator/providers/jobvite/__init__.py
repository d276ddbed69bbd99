"""Jobvite, simulated: one value that the shared parts call. See README.md for what it is not."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ats_simulator.provider import Provider
from ats_simulator.providers.jobvite import auth, consequences, errors, plans, rows, world
from ats_simulator.providers.jobvite.assumptions import ASSUMPTIONS
from ats_simulator.providers.jobvite.lens import LENS
from ats_simulator.providers.jobvite.reads import paging
from ats_simulator.providers.jobvite.v1 import feed as v1_feed
from ats_simulator.providers.jobvite.webhooks import WEBHOOKS
from ats_simulator.providers.jobvite.writes import bodies

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["PROVIDER"]


@cache  # it holds no state: all sandboxes of a process can share it
def _build_app() -> Flask:
    from ats_simulator.providers.jobvite.routes import build_app

    return build_app()


PROVIDER: Final = Provider(
    name="jobvite",
    title="Jobvite",
    resources=world.RESOURCES,
    assumptions=ASSUMPTIONS,
    settings={
        **auth.SETTINGS,
        **bodies.SETTINGS,
        **paging.SETTINGS,
        **plans.SETTINGS,
        **v1_feed.SETTINGS,
    },
    plans=plans.PLANS,
    default_plan=plans.DEFAULT_PLAN,
    window_settings=plans.WINDOW_SETTINGS,
    lens=LENS,
    openapi=Path(__file__).with_name("openapi.yaml"),
    secrets=frozenset(
        {
            "api",
            "api_key",
            "sc",
            "secret",
            "signingkey",
            "x-jvi-api",
            "x-jvi-sc",
            "x-jvi-sign",
        }
    ),
    public=frozenset({"company_id", "user_email", "server_public_key"}),
    identify=auth.identify,
    admit=auth.admit,
    meters=plans.meters,
    over_limit=plans.over_limit,
    server_error=errors.server_error,
    build_app=_build_app,
    world=world.generate,
    ids=world.record_id,
    stages=world.stages,
    credentials=auth.credentials,
    describe=auth.describe,
    rotate=auth.rotate,
    render=rows.render,
    shows=rows.shows,
    follow_up=consequences.follow_up,
    webhooks=WEBHOOKS,
    sample_call=auth.sample_call,
)
