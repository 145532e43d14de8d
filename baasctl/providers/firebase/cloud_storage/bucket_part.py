"""`buckets` of a project: those that Firebase knows, and no others."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.model.value import ABSENT, Value, at
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.firebase.buckets import KIND, decode, encode, name_of
from baasctl.providers.firebase.clients import cloud_storage as client
from baasctl.providers.firebase.cloud_storage import cors, lifecycle, native
from baasctl.providers.firebase.cloud_storage.bucket_writing import BucketWriting, names_of
from baasctl.providers.firebase.project import Project
from baasctl.providers.spec_place import problem
from baasctl.providers.strict import expect, expect_objects
from baasctl.providers.writing import write_together

BUCKETS: Final = "storage/buckets"
LINKED: Final = "firebase-storage/buckets"
POLICY: Final = "storage/policies/"
_FIXED: Final = ("/location", *(f"/native/firebase{path}" for path in native.FIXED))


class BucketsPart:
    """Buckets of one project."""

    kinds = frozenset({KIND})

    def __init__(self, project: Project) -> None:
        self._project = project

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """The two lists, then the policies of buckets of which it matters who reads them."""
        names = [BUCKETS, LINKED]
        if answers.get(BUCKETS) is not None and answers.get(LINKED) is not None:
            known = set(_linked(answers)) & {name for name, _ in _listed(answers)}
            declared = {name_of(one) for one in _desired(wanted) if "public" in one.attributes}
            names += [POLICY + name for name in sorted(known) if wanted.is_whole(KIND) or name in declared]
        return tuple(Source(name, self.kinds) for name in names)

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        google, project = self._project.google, self._project.id
        if name == BUCKETS:
            return client.buckets(google, project)
        if name == LINKED:
            return client.linked(google, project)
        return client.policy(google, name.removeprefix(POLICY))

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """Buckets that Firebase knows; the project's others belong to other services."""
        del kind, wanted
        linked, target = set(_linked(answers)), self._project.target.name
        return tuple(
            decode(each, answers.get(POLICY + name), BUCKETS, f"/{index}", target)
            for index, (name, each) in enumerate(_listed(answers))
            if name in linked
        )

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Live buckets under the keys of the spec, rules of both sides in one form."""
        del vault
        keys = {name_of(one): one.address for one in state.desired.of(KIND)}
        live = tuple(
            replace(one, address=keys.get(one.remote_id or "", one.address)) if one.address.kind == KIND else one
            for one in state.live.resources
        )
        resources = tuple(_normal(one) if one.address.kind == KIND else one for one in state.desired.resources)
        desired = replace(state.desired, resources=resources)
        by_address = {one.address: one for one in live if one.address.kind == KIND}
        problems = [
            *(each for one in desired.of(KIND) for each in _unchangeable(one, by_address.get(one.address))),
            *_unlinked(desired.of(KIND), answers),
        ]
        return replace(
            state,
            desired=desired,
            live=replace(state.live, resources=live),
            diagnostics=(*state.diagnostics, *problems),
        )

    def batch_key(self, change: Change) -> str:
        """Each by itself."""
        return f"bucket {change.address.name}"

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """One bucket."""
        del vault
        (change,) = batch.changes
        return write_together(batch.changes, lambda: BucketWriting(self._project).write(change))

    def describe(self, change: Change) -> str:
        """The requests, in order; the policy is read before it is written."""
        name, former = names_of(change)
        base = "/storage/v1/b"
        if change.action is Action.DELETE:
            return f"DELETE {base}/{name}"
        body = json.dumps(encode(change), ensure_ascii=False)
        if change.action is Action.UPDATE:
            lines = [f"PATCH {base}/{name}?ifMetagenerationMatch={change.version} {body}"]
        else:
            made = json.dumps({"name": name, **encode(change)}, ensure_ascii=False)
            lines = [f"POST {base}?project={self._project.id} {made}", f"POST …/buckets/{name}:addFirebase"]
        if change.field_at("/public"):
            lines.append(f"PUT {base}/{name}/iam")
        return "\n".join([*lines, *([f"DELETE {base}/{former}"] if former else [])])


def _listed(answers: Answers) -> Iterator[tuple[str, dict[str, object]]]:
    for index, each in enumerate(expect_objects(answers.get(BUCKETS) or [], BUCKETS)):
        yield expect(each.get("name"), str, BUCKETS, f"/{index}/name"), each


def _linked(answers: Answers) -> tuple[str, ...]:
    found = expect(answers.get(LINKED) or [], list, LINKED, "")
    return tuple(expect(each, str, LINKED, f"/{index}") for index, each in enumerate(found))


def _desired(wanted: Wanted) -> Iterator[Resource]:
    return wanted.desired.of(KIND) if wanted.desired is not None else iter(())


def _normal(resource: Resource) -> Resource:
    attributes = dict(resource.attributes)
    rules, origins = attributes.get("lifecycle"), attributes.get("cors")
    if isinstance(rules, tuple):
        attributes["lifecycle"] = lifecycle.normal_form(_records(rules))
    if isinstance(origins, tuple):
        attributes["cors"] = cors.normal_form(_records(origins))
    if isinstance(attributes.get("location"), str):
        attributes["location"] = str(attributes["location"]).upper()
    return resource.with_attributes(attributes)


def _records(value: tuple[Value, ...]) -> list[Mapping[str, Value]]:
    return [each for each in value if isinstance(each, Mapping)]


def _unchangeable(desired: Resource, live: Resource | None) -> Iterator[Diagnostic]:
    for path in _FIXED if live is not None else ():
        wanted, found = at(desired.attributes, path), at(live.attributes if live else {}, path)
        if wanted is ABSENT or wanted is None or wanted == found:
            continue
        yield problem(
            desired,
            "SPEC604",
            "this cannot be changed in a bucket that is there",
            f"`{path}` of `{desired.address.local}` is {'not set' if found is ABSENT else f'`{found}`'} and was to"
            f" become `{wanted}`; Google sets it when the bucket is made, and never again",
            hint="make another bucket under another name, or write what it is",
            path=path,
        )


def _unlinked(desired: Iterator[Resource], answers: Answers) -> Iterator[Diagnostic]:
    """Buckets of the project that Firebase does not know yet: creating them links them."""
    if LINKED not in answers or BUCKETS not in answers:
        return
    linked, there = set(_linked(answers)), {name for name, _ in _listed(answers)}
    for one in desired:
        name = name_of(one)
        if name in there and name not in linked:
            yield Diagnostic(
                code="READ262",
                summary="a bucket is there, and Firebase does not know it yet",
                severity=Severity.NOTE,
                detail=f"`{one.address.local}` is a bucket of the project; apply changes and links it",
                span=one.declared_at,
                address=one.address,
            )
