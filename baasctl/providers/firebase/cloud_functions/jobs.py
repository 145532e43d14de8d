"""Writing the Cloud Scheduler job of a function."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

from baasctl.model.change import Action, Change
from baasctl.model.errors import Forbidden, NotFound
from baasctl.model.value import Attributes, at, freeze, put
from baasctl.providers.firebase.clients.cloud_scheduler import CloudScheduler
from baasctl.providers.firebase.cloud_functions.address import Place
from baasctl.providers.firebase.cloud_functions.schedules import (
    SCHEDULE,
    changed_members,
    is_of_job,
    should_run,
    wanted_job,
)
from baasctl.providers.firebase.project import Project

_API_OFF = ("READ218", "APPLY218")


class JobWriter:
    """Jobs of one project."""

    def __init__(self, project: Project) -> None:
        self._scheduler = CloudScheduler(project.google, project.id)

    def is_scheduled(self, change: Change) -> bool | None:
        """Whether a schedule calls the function after the change; `None`: the spec does not say."""
        schedule = at(change.after or {}, SCHEDULE)
        return True if isinstance(schedule, Mapping) else False if schedule is None else None

    def wanted(
        self, change: Change, place: Place, function: Mapping[str, object], former: Place | None
    ) -> dict[str, object] | None:
        """The job that a change asks for; `None`: it asks for none, or not for another one.

        Args:
            function: As it is now.
            former: Where a renamed function was; its schedule moves along.
        """
        declared = change.after or {}
        if former is not None and at(declared, SCHEDULE) is not None:
            live = self._job(former)
            return wanted_job(_with_schedule(declared, live), live, function)
        is_touched = change.action is not Action.UPDATE or any(is_of_job(each.path) for each in change.fields)
        return wanted_job(declared, self._job(place), function) if is_touched and self.is_scheduled(change) else None

    def write(self, change: Change, place: Place, job: Mapping[str, object] | None) -> None:
        """Make the job what it should be, or remove it where the spec says that there is none."""
        if job is None:
            if self.is_scheduled(change) is False and change.field_at(SCHEDULE):
                self.delete(place)
            return
        live = self._job(place)
        runs = should_run(change.after or {}, live)
        if live is None:
            self._scheduler.create(place.region, place.job, job)
        elif members := changed_members(job, live):
            self._scheduler.update(place.region, place.job, job, members)
        is_paused = live is not None and live.get("state") == "PAUSED"
        if is_paused is runs:
            act = self._scheduler.resume if runs else self._scheduler.pause
            act(place.region, place.job)

    def delete(self, place: Place) -> None:
        """Remove the job of a function, if it has one."""
        try:
            with contextlib.suppress(NotFound):
                self._scheduler.delete(place.region, place.job)
        except Forbidden as error:
            if not any(each.code in _API_OFF for each in error.diagnostics):
                raise

    def _job(self, place: Place) -> dict[str, object] | None:
        try:
            return self._scheduler.job(place.region, place.job)
        except NotFound:
            return None


def _with_schedule(declared: Attributes, live: Mapping[str, object] | None) -> Attributes:
    """The spec, with an empty schedule where it leaves out one that is live."""
    if live is None or isinstance(at(declared, SCHEDULE), Mapping):
        return declared
    return put(declared, SCHEDULE, freeze({"enabled": live.get("state") != "PAUSED"}))
