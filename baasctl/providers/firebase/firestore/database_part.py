"""`databases` of a project: Firestore with backup schedules, Realtime Database instances."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import PlanRefused
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.model.value import ABSENT, Attributes, at
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.firebase.clients import firestore_admin, realtime_instances
from baasctl.providers.firebase.databases import (
    FIXED,
    KIND,
    REALTIME_SUFFIX,
    creation,
    decode,
    decode_instance,
    encode,
    id_of,
    instance_of,
    is_realtime,
    with_backups,
)
from baasctl.providers.firebase.firestore.database_writing import DatabaseWriting
from baasctl.providers.firebase.firestore.wanted_databases import LIST, listed
from baasctl.providers.firebase.project import Project
from baasctl.providers.spec_place import problem
from baasctl.providers.strict import expect_objects
from baasctl.providers.writing import write_together

INSTANCES: Final = realtime_instances.SOURCE
BACKUPS: Final = "firestore/backups/"


class DatabasesPart:
    """Databases of one project."""

    kinds = frozenset({KIND})

    def __init__(self, project: Project) -> None:
        self._project = project

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """The two lists, each where it is needed; then the schedules of databases whose backups matter."""
        declared = list(wanted.desired.of(KIND)) if wanted.desired else []
        whole = wanted.is_whole(KIND)
        names = []
        if whole or any(
            not is_realtime(one.attributes) or one.address.segments[0].endswith(REALTIME_SUFFIX) for one in declared
        ):
            names.append(LIST)
        if whole or any(is_realtime(one.attributes) for one in declared):
            names.append(INSTANCES)
        matter = {id_of(one) for one in declared if "backups" in one.attributes}
        names += [BACKUPS + each for each in listed(answers) if whole or each in matter]
        return tuple(Source(name, self.kinds) for name in names)

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        google, project = self._project.google, self._project.id
        if name == LIST:
            return firestore_admin.databases(google, project)
        if name == INSTANCES:
            return realtime_instances.instances(google, project)
        return firestore_admin.backup_schedules(google, project, name.removeprefix(BACKUPS))

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """Databases of both sorts that were asked for."""
        del kind
        specs = list(wanted.desired.of(KIND)) if wanted.desired else []
        declared = {one.address.segments[0] for one in specs}
        target, found = self._project.target.name, []
        for index, each in enumerate(expect_objects(answers.get(LIST) or [], LIST)):
            one = decode(each, LIST, f"/{index}", target)
            backups = BACKUPS + id_of(one)
            found.append(with_backups(one, answers[backups], backups) if backups in answers else one)
        taken = {id_of(one) for one in (*found, *(each for each in specs if not is_realtime(each.attributes)))}
        for index, each in enumerate(expect_objects(answers.get(INSTANCES) or [], INSTANCES)):
            found.append(decode_instance(each, INSTANCES, f"/{index}", target, taken=taken, declared=declared))
        return tuple(found)

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Both sides are in normal form; what cannot be done to a database is a problem."""
        del answers, vault
        live = {one.address: one for one in state.live.of(KIND)}
        problems: list[Diagnostic] = []
        for one in state.desired.of(KIND):
            found = live.get(one.address)
            problems += _unchangeable(one, found) if found else _unmakeable(one)
        return replace(state, diagnostics=(*state.diagnostics, *problems))

    def batch_key(self, change: Change) -> str:
        """Each by itself.

        Raises:
            PlanRefused: Google deletes neither a protected database nor the project's own instance.
        """
        if change.action is Action.DELETE:
            _check_deletable(change)
        return f"database {change.address.name}"

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """One database."""
        del vault
        (change,) = batch.changes
        return write_together(batch.changes, lambda: DatabaseWriting(self._project).write(change))

    def describe(self, change: Change) -> str:
        """The first request; backups and switches follow in requests of their own."""
        name = change.address.segments[0]
        side = (change.before if change.action is Action.DELETE else change.after) or {}
        if is_realtime(side) or "is_default" in change.facts:
            return self._describe_instance(change, side)
        base = f"/v1/projects/{self._project.id}/databases"
        if change.action is Action.DELETE:
            return f"DELETE {base}/{name}?etag={change.version}"
        if change.action is Action.CREATE:
            return f"POST {base}?databaseId={name} {json.dumps(creation(change), ensure_ascii=False)}"
        body = encode(side, [field.path for field in change.fields])
        return f"PATCH {base}/{name}?updateMask={','.join(sorted(body))} {json.dumps(body, ensure_ascii=False)}"

    def _describe_instance(self, change: Change, side: Attributes) -> str:
        name = instance_of(change, self._project.id)
        location = change.facts.get("location") or side.get("location")
        base = f"/v1beta/projects/{self._project.id}/locations/{location}/instances"
        if change.action is Action.DELETE:
            return f"DELETE {base}/{name}"
        if change.action is Action.CREATE:
            return f"POST {base}?databaseId={name}"
        return f"POST {base}/{name}:{'reenable' if side.get('enabled') is True else 'disable'}"


def _unchangeable(desired: Resource, live: Resource) -> Iterator[Diagnostic]:
    for path in FIXED:
        wanted, found = at(desired.attributes, path), at(live.attributes, path)
        if wanted is ABSENT or wanted is None or wanted == found:
            continue
        is_twin = path == "/type" and wanted == "realtime"
        yield problem(
            desired,
            "SPEC580",
            "this cannot be changed in a database that is there",
            f"`{path}` of `{desired.address.local}` is {_shown(found)} and was to become {_shown(wanted)};"
            " Google sets it when the database is made, and never again",
            hint=f"for an instance of the same id write `{id_of(desired)}{REALTIME_SUFFIX}`"
            if is_twin
            else "make another database, or write what it is",
            path=path,
        )


def _unmakeable(desired: Resource) -> Iterator[Diagnostic]:
    if desired.renamed_from is not None:
        yield problem(
            desired,
            "SPEC582",
            "a database cannot be renamed",
            f"`{desired.address.local}` was to be called so instead of `{'/'.join(desired.renamed_from)}`",
            hint="take `renamed_from` out, and move the documents with an export and an import",
        )
    elif not desired.attributes.get("location"):
        yield problem(
            desired,
            "SPEC581",
            "a new database needs a location",
            f"`{desired.address.local}` is not there yet, and `location` is not set; it can never be changed",
            hint="such as `location: eur3` (Europe), `nam5` (United States) or `europe-west1`",
        )


def _check_deletable(change: Change) -> None:
    before = change.before or {}
    if before.get("delete_protection") is True:
        raise PlanRefused(
            Diagnostic(
                code="PLAN260",
                summary="a protected database cannot be deleted",
                detail=f"`{change.address.local}` is to be deleted, and its delete protection is on",
                hint="apply `delete_protection: false` first, or keep it:"
                f' `keep: {{databases: {{"{change.address.segments[0]}": reason}}}}`',
                address=change.address,
            )
        )
    if change.facts.get("is_default") is True:
        raise PlanRefused(
            Diagnostic(
                code="PLAN261",
                summary="the project's own Realtime Database cannot be deleted",
                detail=f"`{change.address.local}` is to be deleted; Google deletes only further instances",
                hint=f'keep it: `keep: {{databases: {{"{change.address.segments[0]}": reason}}}}`,'
                " or switch it off: `enabled: false`",
                address=change.address,
            )
        )


def _shown(value: object) -> str:
    return "not set" if value is ABSENT else f"`{value}`"
