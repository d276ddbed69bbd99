"""
The routes: one Flask rule for every path, since this vendor's paths know no case.

The only module of this vendor that touches `flask.request`. Path, version, method and token have
been settled before a view runs. A failure is not caught here: it has to undo the exchange.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from flask import Flask, Response, request

from ats_simulator.provider import SERVICES, Reply
from ats_simulator.providers.jobtrain import (
    apply,
    checks,
    errors,
    login,
    onboarding,
    reads,
    settings,
    site,
    starters,
)
from ats_simulator.providers.jobtrain.operations import Call, available, route_of
from ats_simulator.services import Services

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


def build_app() -> Flask:
    """Make the vendor's app: one rule that takes everything."""
    app = Flask("jobtrain", static_folder=None)
    app.config["PROPAGATE_EXCEPTIONS"] = True
    app.url_map.merge_slashes = False
    for rule in ("/", "/<path:rest>"):
        app.add_url_rule(
            rule,
            endpoint=rule,
            view_func=take,
            methods=METHODS,
            provide_automatic_options=False,
        )
    return app


def take(rest: str = "") -> Response:
    """Find the operation, and let it answer."""
    services: Services = request.environ[SERVICES]
    route = route_of(request.environ["PATH_INFO"])
    if route is None:
        return to_response(errors.not_found(errors.style_of(services.tenant), "Resource"))
    operation = available(route, services.tenant)[request.method]
    call = Call(
        operation=operation,
        ids=tuple(map(_as_sent, route.ids)),
        args={
            name.lower(): value for name, value in reversed(list(request.args.items(multi=True)))
        },
        body=request.get_data(),
        content_type=request.headers.get("Content-Type", ""),
    )
    return to_response(VIEWS[operation.view](services, call))


def _as_sent(text: str) -> str:
    """Read a part of the path, which WSGI holds as one character a byte, as UTF-8."""
    return text.encode("latin-1", "replace").decode("utf-8", "replace")


def to_response(reply: Reply) -> Response:
    """Hand a reply to Flask, byte for byte."""
    response = Response(reply.body, status=reply.status)
    response.headers.clear()
    response.headers.extend(reply.headers)
    return response


def connect_token(services: Services, call: Call) -> Reply:
    """Log a user in (operation 1)."""
    return login.answer(services, call.body, call.content_type)


VIEWS: Final[Mapping[str, Callable[[Services, Call], Reply]]] = {
    view.__name__: view
    for view in (
        connect_token,
        reads.list_jobs,
        reads.get_job,
        reads.list_candidates,
        reads.get_candidate,
        reads.get_application,
        reads.get_detail,
        reads.list_changes,
        reads.list_dbs_ready,
        apply.direct_apply,
        checks.update_dbs_unique_id,
        checks.update_dbs_status,
        checks.post_assessment,
        settings.list_setting,
        settings.get_setting,
        settings.create_setting,
        starters.list_completed_starters,
        starters.list_cancelled_starters,
        starters.list_updated_starters,
        starters.get_starter,
        onboarding.get_overview,
        onboarding.list_items,
        onboarding.list_references,
        site.get_questions,
    )
}
