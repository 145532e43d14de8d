"""`buckets` of an app: those that Amplify or the app's tags lead to, and those that the spec names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.model.value import ABSENT, Attributes, Value, at, freeze, leaves, put
from baasctl.providers.amplify.buckets import KIND, NATIVE, STATEMENTS, decode, documents_for, freeze_mapping, tags_of
from baasctl.providers.amplify.clients import object_storage as client
from baasctl.providers.amplify.discovery import Found, facts_for, found
from baasctl.providers.amplify.iam.policy_document import canonical_statement, document_of
from baasctl.providers.amplify.object_storage import cors, lifecycle, native
from baasctl.providers.amplify.object_storage.bucket_names import physical_name, physical_names
from baasctl.providers.amplify.object_storage.bucket_writing import BucketWriting, documents_of, names_of
from baasctl.providers.amplify.object_storage.checks import is_name, not_a_name
from baasctl.providers.amplify.project import Project
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.spec_place import problem
from baasctl.providers.strict import expect
from baasctl.providers.writing import write_together

PREFIX: Final = "s3/"
REGION: Final = "region"
_FIXED: Final = ("/location", *(f"{NATIVE}/{name}" for name, leaf in native.LEAVES.items() if leaf.fixed))


class BucketsPart:
    """Buckets of one app."""

    kinds = frozenset({KIND})

    def __init__(self, project: Project) -> None:
        self._project = project

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """Whether each bucket is there, then its documents: all of them, or those that hold what is declared."""
        names = physical_names(found(answers))
        asked: dict[str, frozenset[str]] = {}
        if wanted.is_whole(KIND):
            asked = dict.fromkeys(names.values(), frozenset(client.DOCUMENTS))
        for one in wanted.desired.of(KIND) if wanted.desired is not None else ():
            bucket = physical_name(one, names)
            if is_name(bucket):
                needed = documents_for(path for path, _ in leaves(one.attributes)) | {"tagging"}
                asked[bucket] = asked.get(bucket, frozenset()) | needed
            former = names.get(one.renamed_from[0], one.renamed_from[0]) if one.renamed_from else ""
            if is_name(former):
                asked[former] = asked.get(former, frozenset()) | {"tagging"}
        sources = [f"{PREFIX}{bucket}/{REGION}" for bucket in asked]
        for bucket, documents in asked.items():
            if answers.get(f"{PREFIX}{bucket}/{REGION}") is not None:
                sources.extend(f"{PREFIX}{bucket}/{document}" for document in sorted(documents))
        return tuple(Source(name, self.kinds) for name in sources)

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        bucket, _, document = name.removeprefix(PREFIX).partition("/")
        if document == REGION:
            return client.region_of(self._project.aws, bucket)
        return client.body_of(self._project.aws, document, bucket)

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """Buckets that are there."""
        del kind, wanted
        known = found(answers)
        names = {bucket: name for name, bucket in physical_names(known).items()}
        resources = []
        for name, answer in answers.items():
            bucket, _, document = name.removeprefix(PREFIX).partition("/")
            if name.startswith(PREFIX) and document == REGION and answer is not None:
                resources.append(self._decoded(bucket, names.get(bucket, bucket), answers, known))
        return tuple(resources)

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Live buckets under the keys of the spec, rules and statements of both sides in one form."""
        del vault
        known = found(answers)
        names = physical_names(known)
        keys = {physical_name(one, names): one.address for one in state.desired.of(KIND)}
        live = tuple(
            replace(one, address=keys.get(one.remote_id or "", one.address)) if one.address.kind == KIND else one
            for one in state.live.resources
        )
        resources = tuple(
            _normal(one, _tags(known, one)) if one.address.kind == KIND else one for one in state.desired.resources
        )
        desired = replace(state.desired, resources=resources)
        by_address = {one.address: one for one in live if one.address.kind == KIND}
        problems = [
            each
            for one in desired.of(KIND)
            for each in (*_unchangeable(one, by_address.get(one.address)), *self._unusable(one, names))
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
        """The requests, in order; each document is read before it is written."""
        name, former = names_of(change)
        if change.action is Action.DELETE:
            return f"s3 DeleteBucket {name}"
        made = [] if change.action is Action.UPDATE else [f"s3 CreateBucket {name}"]
        written = [f"s3 {_wire(client.DOCUMENTS[each].write)} {name}" for each in documents_of(change)]
        fields = [f"  {field.path}: {_shown(field.after)}" for field in change.fields]
        return "\n".join([*made, *written, *fields, *([f"s3 DeleteBucket {former}"] if former else [])])

    def _decoded(self, bucket: str, key: str, answers: Answers, known: Found) -> Resource:
        bodies = {
            document: expect(answers[f"{PREFIX}{bucket}/{document}"], dict, f"{PREFIX}{bucket}/{document}", "")
            for document in client.DOCUMENTS
            if f"{PREFIX}{bucket}/{document}" in answers
        }
        region = expect(answers[f"{PREFIX}{bucket}/{REGION}"], str, f"{PREFIX}{bucket}/{REGION}", "")
        tags = tags_of(bodies.get("tagging", {}), bucket)
        target = self._project.target
        facts = facts_for(known, KIND, bucket, target, resource_type="AWS::S3::Bucket", tags=tags)
        address = Address(target.name, KIND, (key,))
        made_by = tags.get("created-by") == "baasctl"
        one = decode(bucket, region, bodies, address, dict(facts))
        return replace(one, marker=f"baasctl={KIND}/{bucket}" if made_by else None)

    def _unusable(self, one: Resource, names: Mapping[str, str]) -> Iterator[Diagnostic]:
        bucket = physical_name(one, names)
        if not is_name(bucket) and not isinstance(one.attributes.get("name"), str):
            yield not_a_name(one, bucket)
        location, region = one.attributes.get("location"), self._project.aws.region
        if isinstance(location, str) and location != region:
            yield problem(
                one,
                "SPEC794",
                "the bucket would lie in another region than the target",
                f"`location` of `{one.address.local}` is `{location}`, the target's region is `{region}`",
                hint="leave `location` out, or give the bucket a target of its own with that `region`",
                path="/location",
            )


def _tags(known: Found, one: Resource) -> Mapping[str, str]:
    """Tags by which discovery finds a bucket again; none where no app is known."""
    if not known.app:
        return {"created-by": "baasctl"}
    return {
        "amplify:app-id": known.app,
        "amplify:branch-name": known.branch,
        "amplify:friendly-name": one.address.segments[0],
        "created-by": "baasctl",
    }


def _normal(resource: Resource, tags: Mapping[str, str]) -> Resource:
    attributes: Attributes = dict(resource.attributes)
    rules, origins = attributes.get("lifecycle"), attributes.get("cors")
    if isinstance(rules, tuple):
        attributes = {**attributes, "lifecycle": lifecycle.normal_form(_records(rules))}
    if isinstance(origins, tuple):
        attributes = {**attributes, "cors": cors.normal_form(_records(origins))}
    blocked = f"{NATIVE}/Encryption/BlockedEncryptionTypes"
    types = at(attributes, blocked)
    if isinstance(types, tuple):
        attributes = put(attributes, blocked, tuple(sorted(types, key=str)))
    statements = at(attributes, STATEMENTS)
    if isinstance(statements, Mapping):
        attributes = put(attributes, STATEMENTS, {sid: _statement(each) for sid, each in statements.items()})
    facts = {**resource.facts, "tags": freeze(tags)}
    return replace(resource.with_attributes(freeze_mapping(attributes)), facts=facts)


def _statement(written: Value) -> Value:
    found = document_of(written)
    if found is None:
        return written
    return freeze_mapping({key: value for key, value in canonical_statement(found).items() if key != "Sid"})


def _records(value: tuple[Value, ...]) -> list[Mapping[str, Value]]:
    return [each for each in value if isinstance(each, Mapping)]


def _unchangeable(desired: Resource, live: Resource | None) -> Iterator[Diagnostic]:
    for path in _FIXED if live is not None else ():
        wanted, found_there = at(desired.attributes, path), at(live.attributes if live else {}, path)
        if wanted is ABSENT or wanted is None or wanted == found_there:
            continue
        yield problem(
            desired,
            "SPEC795",
            "this cannot be changed in a bucket that is there",
            f"`{path}` of `{desired.address.local}` is {'not set' if found_there is ABSENT else f'`{found_there}`'} and"
            f" was to become `{wanted}`; it is set when the bucket is made",
            hint="make another bucket under another name, or write what it is",
            path=path,
        )


def _wire(operation: str) -> str:
    return "".join(word.capitalize() for word in operation.split("_"))


def _shown(value: object) -> str:
    return "" if value is ABSENT else json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _plain(member) for key, member in value.items()}
    return [_plain(member) for member in value] if isinstance(value, tuple) else value
