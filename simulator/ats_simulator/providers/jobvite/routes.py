"""
The routes: one view per operation, which reads the request, calls, and hands on the reply.

The only module of this vendor that touches `flask.request`. Paths, credentials, permissions and
limits have been settled before a view runs. A failure is not caught here: it has to undo the
exchange. Source: SPEC section 3.1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from ats_simulator.provider import SERVICES, Record, Reply
from ats_simulator.providers.jobvite import errors, hooks, onboarding
from ats_simulator.providers.jobvite.errors import Refused
from ats_simulator.providers.jobvite.operations import OPERATIONS
from ats_simulator.providers.jobvite.reads import applications as reads_applications
from ats_simulator.providers.jobvite.reads import lists as reads
from ats_simulator.providers.jobvite.reads import query
from ats_simulator.providers.jobvite.reads.query import Query
from ats_simulator.providers.jobvite.v1 import candidates as v1_candidates
from ats_simulator.providers.jobvite.v1 import feed as v1_feed
from ats_simulator.providers.jobvite.v1 import imports as v1_imports
from ats_simulator.providers.jobvite.writes import bodies
from ats_simulator.providers.jobvite.writes import candidates as writes_candidates
from ats_simulator.providers.jobvite.writes import jobs as writes_jobs
from ats_simulator.providers.jobvite.writes import people as writes_people
from ats_simulator.services import Services

_LONGEST_ID: Final = 64

Read = Callable[[Services, Query], Reply]
ReadOne = Callable[[Services, str], Reply]
Write = Callable[[Services, Query, Record], Reply]
View = Callable[..., Response]


def build_app() -> Flask:
    """Make the vendor's app: its operations and nothing else."""
    app = Flask("jobvite", static_folder=None)
    app.config["PROPAGATE_EXCEPTIONS"] = True
    for operation in OPERATIONS:
        app.add_url_rule(
            operation.path.replace("{id}", "<key>"),
            endpoint=operation.name,
            view_func=_VIEWS[operation.name],
            methods=[operation.method],
            provide_automatic_options=False,
        )
    app.register_error_handler(HTTPException, _refuse)
    return app


def _refuse(error: HTTPException) -> Response:
    """Answer what the router alone can refuse; `auth.admit` settles nearly all before."""
    return to_response(errors.no_such_api())


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


def args() -> Query:
    """Read the query parameters."""
    return query.read(request.query_string.decode("latin-1"))


def _answered(call: Callable[[Services], Reply]) -> Response:
    """Answer, or say what was refused."""
    here = services()
    try:
        return to_response(call(here))
    except Refused as refused:
        return to_response(errors.to_reply(here, refused))


def _reading(read: Read) -> View:
    return lambda: _answered(lambda here: read(here, args()))


def _reading_one(read: ReadOne) -> View:
    return lambda key: _answered(lambda here: read(here, _known(key)))


def _known(key: str) -> str:
    """Give an id that can be looked up; what cannot be one becomes the id of nothing."""
    return key if key.isascii() and len(key) <= _LONGEST_ID else ""


def _writing(write: Write) -> View:
    def call(here: Services) -> Reply:
        return write(here, args(), bodies.read_object(here, request.get_data()))

    return lambda: _answered(call)


def _importing(write: Write) -> View:
    """Answer an import of the old API, whose errors are XML."""

    def call(here: Services) -> Reply:
        try:
            return write(here, args(), bodies.read_object(here, request.get_data()))
        except Refused as refused:
            return v1_candidates.failure("import", 102, f"{refused.message}.")

    return lambda: _answered(call)


def update_employee(key: str) -> Response:
    def call(here: Services) -> Reply:
        body = bodies.read_object(here, request.get_data())
        return writes_people.update_employee(here, args(), _known(key), body)

    return _answered(call)


def query_tasks() -> Response:
    return _answered(lambda here: onboarding.query_tasks(here, request.get_data()))


def unsupported() -> Response:
    """Answer a write without a known shape: `unsupported_write_answer` (F)."""

    def call(here: Services) -> Reply:
        raise errors.invalid("Not supported by this simulator")

    return _answered(call)


def v1_update_candidates() -> Response:
    return _answered(lambda here: v1_imports.update_candidates(here, args(), request.get_data()))


_WRITES: Final[Mapping[str, View]] = {
    "create_candidate": _writing(lambda s, q, body: writes_candidates.create(s, body)),
    "update_candidate": _writing(lambda s, q, body: writes_candidates.update(s, body)),
    "create_job": _writing(lambda s, q, body: writes_jobs.create(s, body)),
    "update_job": _writing(lambda s, q, body: writes_jobs.update(s, body)),
    "create_employee": _writing(writes_people.create_employee),
    "create_contact": _writing(writes_people.create_contact),
    "create_webhook": _writing(lambda s, q, body: hooks.create(s, body)),
    "v1_import_jobs": _importing(lambda s, q, body: v1_imports.import_jobs(s, body)),
    "v1_import_employees": _importing(lambda s, q, body: v1_imports.import_employees(s, body)),
}

_VIEWS: Final[Mapping[str, View]] = {
    **{name: _reading(read) for name, read in reads.LISTS.items()},
    **_WRITES,
    "get_candidate": _reading_one(reads.candidate),
    "get_artifacts": _reading_one(reads.artifacts),
    "get_job": _reading_one(reads.job),
    "list_education": _reading_one(reads_applications.education),
    "list_work_history": _reading_one(reads_applications.work_history),
    "list_history": _reading_one(reads_applications.history),
    "update_employee": update_employee,
    "query_tasks": query_tasks,
    "create_interview": unsupported,
    "create_message": unsupported,
    "create_batch": unsupported,
    "list_webhooks": _reading(lambda s, q: hooks.every(s)),
    "delete_webhook": _reading_one(hooks.remove),
    "v1_list_candidates": _reading(v1_candidates.candidates),
    "v1_job_feed": _reading(v1_feed.job_feed),
    "v1_update_candidates": v1_update_candidates,
}
