"""
The routes: thirteen views that read the request, call, and hand on the reply.

The only module of this vendor that touches `flask.request`. Paths, tokens, abilities and limits
have been settled before a view runs. A failure is not caught here: it has to undo the exchange.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, NotFound

from ats_simulator.provider import SERVICES, Record, Reply
from ats_simulator.providers.nexivohr import (
    candidates,
    errors,
    fields,
    jobs,
    listing,
    submissions,
    writes,
)
from ats_simulator.providers.nexivohr.operations import OPERATIONS, PREFIX
from ats_simulator.services import Services

_LONGEST_ID: Final = 64


def build_app() -> Flask:
    """Make the vendor's app: its operations and nothing else."""
    app = Flask("nexivohr", static_folder=None)
    app.config["PROPAGATE_EXCEPTIONS"] = True
    for operation in OPERATIONS:
        app.add_url_rule(
            PREFIX + operation.path.replace("{id}", "<key>"),
            endpoint=operation.name,
            view_func=_VIEWS[operation.name],
            methods=[operation.method],
            provide_automatic_options=False,
        )
    app.register_error_handler(HTTPException, _refuse)
    return app


def _refuse(error: HTTPException) -> Response:
    """Answer what the router alone can refuse; `auth.admit` settles nearly all before."""
    if isinstance(error, NotFound):
        return to_response(errors.not_found())
    allowed = getattr(error, "valid_methods", None) or ()
    return to_response(errors.wrong_method(sorted(allowed)))


def to_response(reply: Reply) -> Response:
    """Hand a reply to Flask, byte for byte."""
    response = Response(reply.body, status=reply.status)
    response.headers.clear()
    response.headers.extend(reply.headers)
    return response


def services() -> Services:
    """Find what this exchange may use."""
    found: Services = request.environ[SERVICES]
    return found


def args() -> Mapping[str, str]:
    """Read the query parameters; the first of equal names counts."""
    return request.args.to_dict()


def _with_body(write: Callable[[Record], Reply]) -> Response:
    try:
        body = fields.read_object(request.get_data(), request.headers.get("Content-Type", ""))
    except fields.BadBody as error:
        return to_response(errors.invalid({"body": [str(error)]}))
    return to_response(write(body))


def _known(ref: str) -> str:
    """Give an id that can be looked up; what cannot be one becomes the id of nothing."""
    return ref if ref.isascii() and len(ref) <= _LONGEST_ID else ""


def list_candidates() -> Response:
    return to_response(listing.candidates(services(), args()))


def create_candidate() -> Response:
    return _with_body(lambda body: candidates.create(services(), body))


def get_candidate(key: str) -> Response:
    return to_response(writes.show(services(), "candidates", _known(key)))


def update_candidate(key: str) -> Response:
    return _with_body(lambda body: candidates.update(services(), _known(key), body))


def delete_candidate(key: str) -> Response:
    return to_response(candidates.delete(services(), _known(key)))


def list_jobs() -> Response:
    return to_response(listing.jobs(services(), args()))


def create_job() -> Response:
    return _with_body(lambda body: jobs.create(services(), body))


def get_job(key: str) -> Response:
    return to_response(writes.show(services(), "jobs", _known(key)))


def update_job(key: str) -> Response:
    return _with_body(lambda body: jobs.update(services(), _known(key), body))


def delete_job(key: str) -> Response:
    return to_response(jobs.delete(services(), _known(key)))


def list_submissions(key: str) -> Response:
    return to_response(listing.submissions(services(), args(), _known(key)))


def create_submission(key: str) -> Response:
    return _with_body(lambda body: submissions.create(services(), _known(key), body))


def update_submission(key: str) -> Response:
    return _with_body(lambda body: submissions.update(services(), _known(key), body))


_VIEWS: Final[Mapping[str, Callable[..., Response]]] = {
    view.__name__: view
    for view in (
        list_candidates,
        create_candidate,
        get_candidate,
        update_candidate,
        delete_candidate,
        list_jobs,
        create_job,
        get_job,
        update_job,
        delete_job,
        list_submissions,
        create_submission,
        update_submission,
    )
}
