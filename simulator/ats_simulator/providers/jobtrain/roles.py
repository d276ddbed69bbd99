"""
What a user's role lets them see: jobs, statuses, names, answers for statistics.

Filtered silently in lists, 404 or 403 elsewhere; `total` counts what is shown. Source: SPEC section
4; row 82 (`hidden_total`): visible; row 83 (`status_access_filter`: on), 86
(`settings_role_scope`: open).
"""

from __future__ import annotations

from dataclasses import dataclass

from ats_simulator.provider import Credential, Record
from ats_simulator.providers.jobtrain import lookups
from ats_simulator.services import Services
from ats_simulator.store.records import EVERYTHING, Where


@dataclass(frozen=True, slots=True)
class Role:
    """*jobs* are those the user was given, null for all; *hidden* statuses are closed to them."""

    jobs: frozenset[str] | None
    hidden: frozenset[str]
    anonymous: bool
    equal_ops: bool
    adds_settings: bool

    def sees_job(self, job: str) -> bool:
        """Say whether the user was given *job*, or all."""
        return self.jobs is None or job in self.jobs

    def sees(self, application: Record) -> bool:
        """Say whether an application's job and status are open to the user."""
        job = application["job"]
        return (
            job is not None
            and self.sees_job(job["id"])
            and application["current_stage"]["id"] not in self.hidden
        )

    def sees_candidate(self, applications: list[Record]) -> bool:
        """Say whether the user sees a person with these applications: by any that is open."""
        for_jobs = [each for each in applications if each["job"]]
        if not for_jobs:
            return self.jobs is None
        return any(self.sees(each) for each in for_jobs)

    @property
    def jobs_where(self) -> Where:
        """The jobs that are open to the user."""
        return EVERYTHING if self.jobs is None else _among("ref", self.jobs)

    @property
    def applications_where(self) -> Where:
        """The applications (or starters) whose job is open to the user."""
        return EVERYTHING if self.jobs is None else _among("parent", self.jobs)

    @property
    def statuses_where(self) -> Where:
        """The applications whose status is open to the user."""
        if not self.hidden:
            return EVERYTHING
        shut = _among("facet", self.hidden)
        return Where(f"NOT ({shut.sql})", shut.params)


def _among(column: str, values: frozenset[str]) -> Where:
    marks = ",".join("?" * len(values))
    return Where(f"{column} IN ({marks})", tuple(sorted(values)))


def role_of(credential: Credential | None) -> Role:
    """Read what a user's role allows; nobody's role allows nothing."""
    spec = credential.spec if credential and "jobs" in credential.spec else None
    if spec is None:
        return Role(frozenset(), frozenset(), True, False, False)
    jobs = spec["jobs"]
    return Role(
        None if jobs is None else frozenset(jobs),
        frozenset(spec["hidden_statuses"]),
        spec["anonymous"],
        spec["equal_ops"],
        spec["adds_settings"],
    )


def is_revealed(services: Services, application: Record) -> bool:
    """Say whether an anonymous person is named at this application's status."""
    role = lookups.stage_role(services, application["current_stage"]["id"])
    return role is not None and bool(role["reveals"])


def hides_name(services: Services, role: Role, applications: list[Record]) -> bool:
    """Say whether the person behind these applications is anonymous to the user."""
    if not role.anonymous:
        return False
    return not any(is_revealed(services, each) for each in applications if role.sees(each))


def anonymous(candidate: str) -> Record:
    """
    Stand in for a person's name and the ways to reach them.

    Row 84 (`anonymous_style`): the candidate's number, and blanks.
    """
    return {"firstName": candidate, "lastName": "", "mobile": "", "email": ""}
