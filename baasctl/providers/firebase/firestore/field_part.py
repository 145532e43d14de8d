"""`fields` of a project: read by database, changed all at once and waited for together."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from baasctl.model.change import Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome, Status
from baasctl.model.secret import Vault
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.firebase.clients import firestore_admin as client
from baasctl.providers.firebase.fields import (
    KIND,
    canonical_key,
    decode,
    encode,
    ends_ttl,
    in_order,
    live_field,
    standard_indexes,
    wire_place,
)
from baasctl.providers.firebase.firestore import wanted_databases
from baasctl.providers.firebase.firestore.field_paths import WILDCARD
from baasctl.providers.firebase.firestore.together import begin_then_wait
from baasctl.providers.firebase.project import Project
from baasctl.providers.spec_place import problem
from baasctl.providers.strict import expect_objects
from baasctl.providers.writing import dropped

PREFIX: Final = "firestore/fields/"


class FieldsPart:
    """Single fields of one project."""

    kinds = frozenset({KIND})

    def __init__(self, project: Project) -> None:
        self._project = project

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """See `wanted_databases.sources`."""
        return wanted_databases.sources(wanted, answers, KIND, PREFIX)

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        google, project = self._project.google, self._project.id
        if name == wanted_databases.LIST:
            return client.databases(google, project)
        return client.overrides(google, project, name.removeprefix(PREFIX))

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """Fields that differ from what they would inherit, and every field of the spec, which is always there."""
        del kind
        live: dict[tuple[str, ...], Resource] = {}
        for name in sorted(answers):
            if name.startswith(PREFIX) and answers[name] is not None:
                for index, each in enumerate(expect_objects(answers[name], name)):
                    database = name.removeprefix(PREFIX)
                    one = decode(each, name, f"/{index}", self._project.target.name, database)
                    live[one.address.segments] = one
        named = [_canonical(one) for one in wanted.desired.of(KIND)] if wanted.desired else []
        for one in named:
            if one.address.segments not in live and answers.get(PREFIX + one.address.segments[0]) is not None:
                live[one.address.segments] = _inheriting(one, live)
        declared = {one.address.segments for one in named}
        may_go = wanted.is_whole(KIND)
        return tuple(
            replace(one, facts={**one.facts, "may_go": may_go})
            for segments, one in live.items()
            if segments in declared or one.facts["set"]
        )

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Keys and indexes of the spec in the one spelling that live ones have."""
        del vault
        resources = tuple(_normal(one) if one.address.kind == KIND else one for one in state.desired.resources)
        desired = replace(state.desired, resources=resources)
        problems = (
            *wanted_databases.missing(desired, KIND, answers, PREFIX),
            *_second_ttl(list(desired.of(KIND)), list(state.live.of(KIND))),
        )
        return replace(state, desired=desired, diagnostics=(*state.diagnostics, *problems))

    def batch_key(self, change: Change) -> str:
        """All of a database together: building and removing indexes takes minutes each."""
        return f"fields of {change.address.segments[0]}"

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """What ends an expiry first, since a collection has one at most; then the rest."""
        del vault
        first = [change for change in batch.changes if ends_ttl(change)]
        rest = [change for change in batch.changes if not ends_ttl(change)]
        outcomes = begin_then_wait(first, self._begin, self._wait)
        if any(outcome.status is not Status.APPLIED for outcome in outcomes):
            return (*outcomes, *dropped(rest))
        return (*outcomes, *begin_then_wait(rest, self._begin, self._wait))

    def describe(self, change: Change) -> str:
        """See `Part.describe`."""
        mask, body = encode(change)
        database, key = change.address.segments
        collection, path = wire_place(key)
        where = f"/v1/projects/{self._project.id}/databases/{database}/collectionGroups/{collection}/fields/{path}"
        return f"PATCH {where}?updateMask={','.join(mask)} {json.dumps(body, ensure_ascii=False)}"

    def _begin(self, change: Change) -> Mapping[str, object]:
        mask, body = encode(change)
        database, key = change.address.segments
        collection, path = wire_place(key)
        field = client.Field(database=database, collection=collection, path=path)
        return client.change_field(self._project.google, self._project.id, field, mask, body)

    def _wait(self, change: Change, operation: Mapping[str, object]) -> None:
        client.wait_for(self._project, dict(operation), f"field `{change.address.segments[1]}`")


def _canonical(resource: Resource) -> Resource:
    """The same field under its one key; `check_fields` has refused the keys that have none."""
    database, key = resource.address.segments
    return replace(resource, address=replace(resource.address, segments=(database, canonical_key(key))))


def _normal(resource: Resource) -> Resource:
    indexes = resource.attributes.get("indexes")
    attributes = dict(resource.attributes)
    if isinstance(indexes, tuple):
        attributes["indexes"] = in_order(each for each in indexes if isinstance(each, Mapping))
    return replace(_canonical(resource), attributes=attributes, renamed_from=None)


def _inheriting(desired: Resource, live: Mapping[tuple[str, ...], Resource]) -> Resource:
    """A field that nothing is said about: indexed as its collection's `*` is, or the database's."""
    database, key = desired.address.segments
    collection = wire_place(key)[0]
    for ancestor in (f"{collection}/{WILDCARD}", WILDCARD):
        found = live.get((database, ancestor))
        if found is not None and key != ancestor and "/indexes" not in found.unset:
            indexes = found.attributes.get("indexes")
            if isinstance(indexes, tuple):
                return live_field(desired.address, in_order(each for each in indexes if isinstance(each, Mapping)))
    return live_field(desired.address, standard_indexes())


def _second_ttl(desired: Sequence[Resource], live: Sequence[Resource]) -> Iterator[Diagnostic]:
    """A collection whose live expiry stays while the spec begins another."""
    declared = {one.address.segments: one for one in desired}
    for other in live:
        own = declared.get(other.address.segments)
        ends = other.facts.get("may_go") is True if own is None else own.attributes.get("ttl", True) is not True
        if other.attributes.get("ttl") is not True or ends:
            continue
        for one in desired:
            if one.address != other.address and one.attributes.get("ttl") is True and _same_collection(one, other):
                yield problem(
                    one,
                    "SPEC591",
                    "documents of a collection expire by another field already",
                    f"`{one.address.local}` asks for `ttl`, and `{other.address.local}` has it live;"
                    " Firestore takes one field of a collection",
                    hint=f'end the other: `"{other.address.segments[1]}": {{ttl: false}}`',
                    path="/ttl",
                )


def _same_collection(left: Resource, right: Resource) -> bool:
    return (left.address.segments[0], wire_place(left.address.segments[1])[0]) == (
        right.address.segments[0],
        wire_place(right.address.segments[1])[0],
    )
