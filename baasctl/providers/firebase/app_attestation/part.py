"""The part that reads and writes App Check."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, cast

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Conflict, PlanStale
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Secret, Vault
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.firebase.app_attestation import apps as project_apps
from baasctl.providers.firebase.app_attestation.apps import App
from baasctl.providers.firebase.app_attestation.attestation import CONFIGURATIONS
from baasctl.providers.firebase.app_attestation.normal_form import owned_whole, problems_of
from baasctl.providers.firebase.app_attestation.services import HAS_RESOURCES, IDS, id_of
from baasctl.providers.firebase.app_check import APPS, KIND, SERVICES, Update, decode_app, decode_service, updates
from baasctl.providers.firebase.clients import app_check as client
from baasctl.providers.firebase.project import Project
from baasctl.providers.strict import expect, expect_objects
from baasctl.providers.writing import write_together

_NUMBER: Final = "project number"
_SERVICES: Final = "app check services"
_POLICIES: Final = "app check policies"
_APPS: Final = "apps"
_OF_APP: Final = "app check of"
_TOKENS: Final = "debugTokens"


class AppCheckPart:
    """App Check of one project; satisfies `Part`."""

    kinds = frozenset({KIND})

    def __init__(self, project: Project) -> None:
        self._project = project

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """The number first, which all paths have; then the list of apps, which leads to their configurations."""
        declared = _declared(wanted)
        whole = wanted.is_whole(KIND)
        names = [_NUMBER]
        if whole or any(one.address.segments[0] == APPS for one in declared):
            names.append(_APPS)
        if answers.get(_NUMBER) is not None:
            number = _number(answers)
            if whole or any(one.address.segments[0] == SERVICES for one in declared):
                names.append(f"{_SERVICES} {number}")
            if whole or any("resources" in one.attributes for one in declared):
                names.append(f"{_POLICIES} {number}")
            if answers.get(_APPS) is not None:
                for app, declares in self._wanted_apps(wanted, answers):
                    names += [f"{_OF_APP} projects/{number}/apps/{app.id}/{each}" for each in _documents(app, declares)]
        return tuple(Source(name, self.kinds) for name in names)

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        google, project = self._project.google, self._project.id
        if name == _NUMBER:
            return client.project_number(google, project)
        if name == _APPS:
            return client.apps(google, project)
        if name.startswith(_SERVICES):
            return client.services(google, name.removeprefix(f"{_SERVICES} "))
        if name.startswith(_POLICIES):
            number = name.removeprefix(f"{_POLICIES} ")
            return client.policies(google, f"projects/{number}/services/{IDS[HAS_RESOURCES]}")
        resource = name.removeprefix(f"{_OF_APP} ")
        app, _, document = resource.rpartition("/")
        return client.debug_tokens(google, app) if document == _TOKENS else client.configuration(google, resource)

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """The services that were configured or are declared, and the apps that are declared, or all there are."""
        del kind
        return (*self._services(wanted, answers), *self._apps(wanted, answers))

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Say what declared lists take away, and what does not fit the project."""
        live = state.live.by_address()
        apps = project_apps.decode(answers[_APPS], _APPS) if answers.get(_APPS) is not None else ()
        resources: list[Resource] = []
        problems: list[Diagnostic] = []
        for one in state.desired.resources:
            if one.address.kind != KIND:
                resources.append(one)
            else:
                resources.append(owned_whole(one, live.get(one.address)))
                problems += problems_of(one, live.get(one.address), apps, vault)
        return replace(
            state,
            desired=replace(state.desired, resources=tuple(resources)),
            diagnostics=(*state.diagnostics, *problems),
        )

    def batch_key(self, change: Change) -> str:
        """Each service and each app by itself."""
        return str(change.address.local)

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """Some requests; the first that fails ends the batch."""
        return write_together(batch.changes, partial(self._write, batch.changes[0], vault))

    def describe(self, change: Change) -> str:
        """See `Part.describe`."""
        return "\n".join(_described(update) for update in updates(change))

    def _write(self, change: Change, vault: Vault) -> None:
        for update in updates(change):
            try:
                self._send(update, vault)
            except Conflict as error:
                if not update.etag:
                    raise
                raise PlanStale(
                    Diagnostic(
                        code="APPLY281",
                        summary="App Check was changed since the plan was made",
                        detail=f"`{change.address.local}`: {update.name} has another etag",
                        hint="make a new plan",
                        address=change.address,
                    )
                ) from error

    def _send(self, update: Update, vault: Vault) -> None:
        google = self._project.google
        body = cast("Mapping[str, object]", _with_texts(update.body, vault))
        if update.method == "PATCH":
            client.update(google, update.name, body, update.mask)
        elif update.method == "POST":
            client.create(google, update.name, body)
        else:
            client.delete(google, update.name, update.etag)

    def _services(self, wanted: Wanted, answers: Answers) -> Iterator[Resource]:
        number = _number(answers)
        if f"{_SERVICES} {number}" not in answers:
            return
        entries = expect_objects(answers[f"{_SERVICES} {number}"], _SERVICES)
        known = {expect(each.get("name"), str, _SERVICES, "/name").rpartition("/")[2]: each for each in entries}
        policies = expect_objects(answers.get(f"{_POLICIES} {number}", []), _POLICIES)
        declared = {id_of(one.address.segments[1]) for one in _declared(wanted) if one.address.segments[0] == SERVICES}
        with_policies = {IDS[HAS_RESOURCES]} if policies else set()
        for service in sorted({*known, *with_policies, *(each for each in declared if each)}):
            yield decode_service(
                self._project.target.name,
                number,
                service,
                known.get(service),
                policies if service == IDS[HAS_RESOURCES] else [],
            )

    def _apps(self, wanted: Wanted, answers: Answers) -> Iterator[Resource]:
        if _APPS not in answers:
            return
        number, apps = _number(answers), project_apps.decode(answers[_APPS], _APPS)
        taken = {one.address.segments[1] for one in _declared(wanted) if one.address.segments[0] == APPS}
        for app, declared in self._wanted_apps(wanted, answers):
            key = project_apps.key_of(app, apps)
            key = declared.address.segments[1] if declared else app.id if key in taken else key
            documents = {
                each: f"{_OF_APP} projects/{number}/apps/{app.id}/{each}" for each in _documents(app, declared)
            }
            resource = decode_app(
                Address(self._project.target.name, KIND, (APPS, key)),
                number,
                app.id,
                {
                    name: expect(answers[documents[configuration.wire]], dict, name, "")
                    for name, configuration in CONFIGURATIONS.items()
                    if configuration.wire in documents
                },
                expect_objects(answers[documents[_TOKENS]], _TOKENS) if _TOKENS in documents else [],
            )
            if declared or _says_something(resource):
                yield resource

    def _wanted_apps(self, wanted: Wanted, answers: Answers) -> Iterator[tuple[App, Resource | None]]:
        """The apps to know about, with the declared one that each is."""
        apps = project_apps.decode(answers[_APPS], _APPS)
        declared: dict[str, Resource] = {}
        for one in _declared(wanted):
            found = project_apps.meant(one, apps) if one.address.segments[0] == APPS else ()
            if len(found) == 1:
                declared.setdefault(found[0].id, one)
        for app in apps:
            if app.id in declared or wanted.is_whole(KIND):
                yield app, declared.get(app.id)


def _declared(wanted: Wanted) -> tuple[Resource, ...]:
    return tuple(wanted.desired.of(KIND)) if wanted.desired is not None else ()


def _number(answers: Answers) -> str:
    return expect(answers[_NUMBER], str, _NUMBER, "")


def _documents(app: App, declared: Resource | None) -> list[str]:
    """Last parts of the paths to read of an app: what is declared, or everything that its platform has."""
    names = [
        configuration.wire
        for configuration in CONFIGURATIONS.values()
        if app.platform in configuration.platforms and (declared is None or configuration.name in declared.attributes)
    ]
    return [*names, *([_TOKENS] if declared is None or "debug_tokens" in declared.attributes else [])]


def _says_something(app: Resource) -> bool:
    """Whether anything of an app was ever set."""
    return any(
        not isinstance(value, Mapping) or any(f"/{name}/{key}" not in app.unset for key in value)
        for name, value in app.attributes.items()
    )


def _with_texts(value: object, vault: Vault) -> object:
    if isinstance(value, Secret):
        return vault.reveal(value)
    if isinstance(value, Mapping):
        return {name: _with_texts(member, vault) for name, member in value.items()}
    return value


def _described(update: Update) -> str:
    query = f"?updateMask={','.join(update.mask)}" if update.mask else ""
    body = f" {json.dumps(update.body, default=lambda _: '***', ensure_ascii=False)}" if update.body else ""
    return f"{update.method} https://{client.HOST}/v1/{update.name}{query}{body}"
