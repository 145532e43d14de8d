"""Deploying functions: begun one after another, waited for together, then their callers and schedules.

What may be killed in between leaves a function without its callers or its schedule, which the next plan tells.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final, TypeVar

from baasctl.model.change import Action, Change
from baasctl.model.errors import Conflict, NotFound
from baasctl.model.result import Outcome, Status
from baasctl.model.value import Side
from baasctl.providers.firebase.clients import long_running
from baasctl.providers.firebase.clients.cloud_functions import HOST, CloudFunctions
from baasctl.providers.firebase.cloud_functions.address import Place, region_of
from baasctl.providers.firebase.cloud_functions.callers import CallersWriter
from baasctl.providers.firebase.cloud_functions.event_triggers import with_bucket
from baasctl.providers.firebase.cloud_functions.function_body import Encoding, encode
from baasctl.providers.firebase.cloud_functions.jobs import JobWriter
from baasctl.providers.firebase.cloud_functions.making import made
from baasctl.providers.firebase.cloud_functions.prerequisites import Prerequisites
from baasctl.providers.firebase.cloud_functions.uploading import Uploading
from baasctl.providers.firebase.functions import is_of_function
from baasctl.providers.firebase.project import Project
from baasctl.providers.writing import dropped, write_together

_SIDE_BY_SIDE: Final = 8
"""Deployments in flight; Google counts changes per minute and region (research/firebase.md §2.5)."""
_PAUSES_S: Final = (2.0, 5.0, 10.0, 20.0, 30.0)
"""Between tries while another operation on the function is in progress (409)."""

Answered = TypeVar("Answered")


@dataclass(slots=True, kw_only=True)
class Begun:
    """A function on its way.

    Attributes:
        operation: What Google is doing; `None`: nothing of the function itself is written.
        former: The function in whose place this one comes; empty: none.
    """

    change: Change
    place: Place
    operation: Mapping[str, object] | None = None
    former: Mapping[str, object] = field(default_factory=dict)


class FunctionWriter:
    """Carries out the changes of one batch."""

    def __init__(self, project: Project, uploading: Uploading) -> None:
        self._project = project
        self._region = region_of(project.target)
        self._api = CloudFunctions(project.google, project.id)
        self._before = Prerequisites(project)
        self._callers = CallersWriter(project)
        self._jobs = JobWriter(project)
        self._uploading = uploading

    def execute(self, changes: Sequence[Change]) -> Sequence[Outcome]:
        """Write; all changes have one `batch_key`. After one that fails no other is begun.

        Raises:
            PlanStale: A file is not what it was when the plan was made; nothing was sent.
        """
        if changes[0].action is Action.DELETE:
            begin, finish = self._begin_delete, self._finish_delete
        else:
            self._uploading.pack(changes)
            begin, finish = self._begin, self._finish
        outcomes: list[Outcome] = []
        for start in range(0, len(changes), _SIDE_BY_SIDE):
            group = changes[start : start + _SIDE_BY_SIDE]
            if any(outcome.status is not Status.APPLIED for outcome in outcomes):
                outcomes += dropped(group)
            else:
                outcomes += _side_by_side(group, begin, finish)
        return outcomes

    def _begin(self, change: Change) -> Begun:
        place = Place.parse(change.address.segments[0], self._region)
        if change.action is Action.UPDATE:
            return self._begin_update(change, place)
        former: Mapping[str, object] = {}
        if change.action in (Action.REPLACE, Action.RENAME):
            at = place if change.action is Action.REPLACE else self._former_place(change)
            former = self._api.function(at.region, at.name)
        storage = self._uploading.storage(change, place, former)
        callers = self._callers.of(former)
        begun = Begun(change=change, place=place, former={**former, "callers": callers})
        if change.action is Action.REPLACE:
            self._jobs.delete(place)
            self._waited(self._insistently(partial(self._api.delete, place.region, place.name)), place)
        encoding = self._encoding(change, storage, former)
        declared = with_bucket(change.after or {}, change.facts)
        body = made(declared, place, encoding, self._before.firebase_config())
        self._before.prepare(body)
        begun.operation = self._api.create(place.region, place.name, body)
        return begun

    def _begin_update(self, change: Change, place: Place) -> Begun:
        values: dict[str, Side] = {each.path: each.after for each in change.fields if is_of_function(each.path)}
        begun = Begun(change=change, place=place)
        if not values:
            return begun
        live = self._api.function(place.region, place.name)
        storage = self._uploading.storage(change, place, {}) if "/source" in values else None
        values.pop("/source", None)
        body, mask = encode(values, change.after or {}, self._encoding(change, storage, live))
        if "/handler" in values:
            mask = _with_target(body, mask, live)
        if mask:
            self._before.grant_secrets(body, live)
            begun.operation = self._insistently(
                partial(self._api.update, place.region, place.name, body, mask),
            )
        return begun

    def _encoding(self, change: Change, storage: Mapping[str, object] | None, live: Mapping[str, object]) -> Encoding:
        after = change.after or {}
        names = after.get("secrets")
        is_written = change.action is not Action.UPDATE or change.field_at("/secrets") is not None
        return Encoding(
            project=self._project.id,
            live=live,
            versions=self._before.newest_versions(names if isinstance(names, tuple) and is_written else ()),
            storage=storage,
            source_label=self._uploading.label(change),
            scheduled=self._jobs.is_scheduled(change),
        )

    def _finish(self, begun: Begun) -> None:
        place, change = begun.place, begun.change
        if begun.operation is not None:
            self._waited(begun.operation, place)
        if begun.operation is None and not self._is_about_more(change):
            return
        function = self._api.function(place.region, place.name)
        self._uploading.remember(change, place, function)
        former_job = self._former_place(change) if change.action is Action.RENAME else None
        job = self._jobs.wanted(change, place, function, former_job)
        self._callers.write(change, function, begun.former, has_job=job is not None)
        self._jobs.write(change, place, job)
        if former_job is not None:
            self._jobs.delete(former_job)
            with contextlib.suppress(NotFound):
                self._waited(self._insistently(partial(self._api.delete, former_job.region, former_job.name)), place)

    def _is_about_more(self, change: Change) -> bool:
        return any(not is_of_function(each.path) for each in change.fields)

    def _begin_delete(self, change: Change) -> Begun:
        place = Place.parse(change.address.segments[0], self._region)
        generation = 1 if change.facts.get("generation") == 1 else 2
        if generation == 2:
            self._jobs.delete(place)
        begun = Begun(change=change, place=place, former={"generation": generation})
        with contextlib.suppress(NotFound):
            delete = partial(self._api.delete, place.region, place.name, generation=generation)
            begun.operation = self._insistently(delete)
        return begun

    def _finish_delete(self, begun: Begun) -> None:
        if begun.operation is not None:
            self._waited(begun.operation, begun.place, version=f"v{begun.former['generation']}")

    def _former_place(self, change: Change) -> Place:
        return Place.parse((change.renamed_from or change.address.segments)[-1], self._region)

    def _waited(self, operation: Mapping[str, object], place: Place, *, version: str = "v2") -> None:
        long_running.finished(
            self._project.google,
            HOST,
            version,
            operation,
            subject=f"function `{place.segment(self._region)}`",
            pause=self._project.pause,
            progress=self._project.progress,
        )

    def _insistently(self, ask: Callable[[], Answered]) -> Answered:
        """The answer, asked again for while another operation on the function is in progress."""
        for pause_s in _PAUSES_S:
            try:
                return ask()
            except Conflict:
                self._project.pause(pause_s)
        return ask()


def _side_by_side(
    changes: Sequence[Change], begin: Callable[[Change], Begun], finish: Callable[[Begun], None]
) -> list[Outcome]:
    """Begin all, then wait for each; in the order of *changes*."""
    found: dict[int, Outcome] = {}
    begun: list[tuple[int, Begun]] = []
    for index, change in enumerate(changes):
        if any(outcome.status is not Status.APPLIED for outcome in found.values()):
            found[index] = dropped([change])[0]
            continue
        started: list[Begun] = []
        (outcome,) = write_together([change], partial(_note, started, begin, change))
        if started:
            begun.append((index, started[0]))
        else:
            found[index] = outcome
    for index, each in begun:
        found[index] = write_together([each.change], partial(finish, each))[0]
    return [found[index] for index in range(len(changes))]


def _note(started: list[Begun], begin: Callable[[Change], Begun], change: Change) -> None:
    started.append(begin(change))


def _with_target(body: dict[str, object], mask: tuple[str, ...], live: Mapping[str, object]) -> tuple[str, ...]:
    """Let the variable that names the exported symbol follow it."""
    service, build = live.get("serviceConfig"), body.get("buildConfig")
    variables = service.get("environmentVariables") if isinstance(service, Mapping) else None
    if not isinstance(variables, Mapping) or "FUNCTION_TARGET" not in variables or not isinstance(build, Mapping):
        return mask
    sent = body.setdefault("serviceConfig", {})
    assert isinstance(sent, dict)
    target = str(build.get("entryPoint", "")).replace("-", ".")
    sent["environmentVariables"] = {**sent.get("environmentVariables", variables), "FUNCTION_TARGET": target}
    return tuple(dict.fromkeys((*mask, "serviceConfig.environmentVariables")))
