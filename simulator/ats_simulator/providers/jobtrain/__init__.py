"""Jobtrain, simulated: one value that the shared parts call. See README.md for what it is not."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ats_simulator.provider import Provider
from ats_simulator.providers.jobtrain import (
    apply,
    auth,
    errors,
    listing,
    plans,
    starters,
    wire,
    world,
)
from ats_simulator.providers.jobtrain.assumptions import ASSUMPTIONS
from ats_simulator.providers.jobtrain.lens import LENS
from ats_simulator.providers.jobtrain.webhooks import WEBHOOKS

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["PROVIDER"]


@cache  # it holds no state: all sandboxes of a process can share it
def _build_app() -> Flask:
    from ats_simulator.providers.jobtrain.routes import build_app

    return build_app()


PROVIDER = Provider(
    name="jobtrain",
    title="Jobtrain",
    resources=world.RESOURCES,
    assumptions=ASSUMPTIONS,
    settings={
        **listing.SETTINGS,
        **plans.SETTINGS,
        **apply.SETTINGS,
        **starters.SETTINGS,
        "token_lifetime_s": 3600,
    },
    plans=plans.PLANS,
    default_plan=plans.DEFAULT_PLAN,
    window_settings=plans.WINDOW_SETTINGS,
    unbounded=starters.UNBOUNDED,
    lens=LENS,
    openapi=Path(__file__).with_name("openapi.yaml"),
    secrets=frozenset(
        {
            "authorization",
            "access_token",
            "apikey",
            "client_id",
            "client_secret",  # as OAuth libraries send them, and are refused
            "clientid",
            "clientsecret",
            "password",
            "username",
        }
    ),
    identify=auth.identify,
    admit=auth.admit,
    meters=plans.meters,
    over_limit=plans.over_limit,
    counted_refusals=plans.COUNTED_REFUSALS,
    server_error=errors.server_error,
    build_app=_build_app,
    headers=plans.headers,
    ids=world.record_id,
    stages=world.stages,
    credentials=auth.credentials,
    describe=auth.describe,
    located=frozenset({"site"}),
    public=frozenset({"site", "username"}),
    rotate=auth.rotate,
    render=wire.render,
    shows=world.shows,
    webhooks=WEBHOOKS,
    sample_call=auth.sample_call,
)
