"""`function_secrets`: secrets of Secret Manager that functions read as environment variables.

A value is compared by its SHA-256, made where the answer comes in; that takes the permission to read secrets. Without
it the value is not compared, and a note says so. Former versions are never destroyed: functions that pin one go on.
Of a project's other secrets nothing is read, adopted or pruned: only what a spec names, or what is labelled as made
for functions. Source: discovery document secretmanager v1; firebase-tools 15.34.2, `gcp/secretManager`.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.errors import NotFound
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome, Status
from baasctl.model.secret import Secret, Vault
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.firebase.clients.secret_manager import SecretManager
from baasctl.providers.firebase.project import Project
from baasctl.providers.spec_place import problem
from baasctl.providers.strict import expect, expect_objects
from baasctl.providers.writing import dropped, write_together

KIND: Final = "function_secrets"
LIST: Final = "secrets"
LONGEST_SECRET: Final = 64 * 1024
"""Bytes of one version (discovery document, `SecretPayload.data`)."""
LABELS: Final = {"managed-by": "baasctl", "firebase-managed": "functions"}
_CLI_VALUES: Final = ("true", "functions")
_READ: Final = re.compile(r"secrets/([^/]+)/value")
_SAVE_KEY: Final = "function secrets"
_DELETE_KEY: Final = "function secrets, delete"


def decode(answer: Answer, values: Mapping[str, Answer], target: str, named: Iterable[str]) -> tuple[Resource, ...]:
    """Live secrets, sorted: those that are named, and those that were made for functions.

    Args:
        answer: The list of all secrets.
        values: `SecretManager.digest_of_newest` by name, of those that were read.
        named: Names that the spec declares, or renames from.

    Raises:
        UnexpectedAnswer: The answer is not what the API promises.
    """
    wanted = frozenset(named)
    found: dict[str, Resource] = {}
    for index, entry in enumerate(expect_objects(answer, LIST)):
        name = expect(entry.get("name"), str, LIST, f"/{index}/name").rpartition("/")[2]
        labels = expect(entry.get("labels", {}), dict, LIST, f"/{index}/labels")
        is_ours = labels.get("managed-by") == LABELS["managed-by"]
        if name in wanted or is_ours or labels.get("firebase-managed") in _CLI_VALUES:
            found[name] = Resource(
                address=Address(target, KIND, (name,)),
                attributes=_value(name, values),
                remote_id=str(entry["name"]),
                marker=f"baasctl={KIND}/{name}" if is_ours else None,
            )
    return tuple(found[name] for name in sorted(found))


def digest_of(text: str) -> str:
    """The form in which values are compared: SHA-256 of the bytes, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


class FunctionSecretsPart:
    """Secrets of a project, as far as they are for functions."""

    kinds = frozenset({KIND})

    def __init__(self, project: Project) -> None:
        self._project = project
        self._secrets = SecretManager(project.google, project.id)

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """The list, and the newest version of each declared secret that it has."""
        names = [LIST]
        if answers.get(LIST) is not None:
            there = {str(entry.get("name")).rpartition("/")[2] for entry in expect_objects(answers[LIST], LIST)}
            names += [_value_of(name) for name in sorted(_named(wanted) & there)]
        return tuple(Source(name, self.kinds) for name in names)

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`; of a value, its digest."""
        return self._secrets.secrets() if name == LIST else self._secrets.digest_of_newest(name.split("/")[1])

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """See `decode`."""
        del kind
        names = [found[1] for name in answers if (found := _READ.fullmatch(name))]
        values = {name: answers[_value_of(name)] for name in names}
        return decode(answers[LIST], values, self._project.target.name, _named(wanted))

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Digest the desired values that *vault* holds; say which live ones may not be read."""
        problems: list[Diagnostic] = []
        resources = tuple(
            _with_digest(resource, vault, problems) if resource.address.kind == KIND else resource
            for resource in state.desired.resources
        )
        unread = [resource for resource in state.desired.of(KIND) if _is_hidden(answers, resource.address.segments[0])]
        if unread:
            problems.append(_not_compared(unread))
        desired = replace(state.desired, resources=resources)
        return replace(state, desired=desired, diagnostics=(*state.diagnostics, *problems))

    def batch_key(self, change: Change) -> str:
        """Deletes are one batch, everything else another."""
        return _DELETE_KEY if change.action is Action.DELETE else _SAVE_KEY

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """One secret after another; after one that did not succeed no other is written."""
        outcomes: list[Outcome] = []
        for change in batch.changes:
            if any(outcome.status is not Status.APPLIED for outcome in outcomes):
                outcomes += dropped([change])
            else:
                outcomes += write_together([change], partial(self._write, change, vault))
        return outcomes

    def describe(self, change: Change) -> str:
        """See `Part.describe`."""
        name, secrets = change.address.segments[0], f"/v1/projects/{self._project.id}/secrets"
        if change.action is Action.DELETE:
            return f"DELETE {secrets}/{name}"
        add = f'POST {secrets}/{name}:addVersion {{"payload": {{"data": "***"}}}}'
        created = f"POST {secrets}?secretId={name}\n" if change.action in (Action.CREATE, Action.RENAME) else ""
        deleted = f"\nDELETE {secrets}/{change.renamed_from[0]}" if change.renamed_from else ""
        return created + add + deleted

    def _write(self, change: Change, vault: Vault) -> None:
        name = change.address.segments[0]
        if change.action is Action.DELETE:
            with contextlib.suppress(NotFound):
                self._secrets.delete(name)
            return
        if change.action is not Action.UPDATE:
            self._secrets.create(name, LABELS)
        value = (change.after or {}).get("value")
        if not isinstance(value, Secret):
            raise TypeError(f"{change.address} has no secret to send")
        self._secrets.add_version(name, vault.reveal(value))
        if change.renamed_from:
            with contextlib.suppress(NotFound):
                self._secrets.delete(change.renamed_from[0])


def _named(wanted: Wanted) -> frozenset[str]:
    declared = () if wanted.desired is None else tuple(wanted.desired.of(KIND))
    former = {each.renamed_from[-1] for each in declared if each.renamed_from}
    return frozenset(each.address.segments[0] for each in declared) | former


def _value(name: str, values: Mapping[str, Answer]) -> Mapping[str, Secret]:
    """The attributes of a live secret: none for one that never had a value."""
    if name not in values:
        return {"value": Secret()}
    value = values[name]
    if not isinstance(value, Mapping):
        return {}
    digest = value.get("digest")
    return {"value": Secret(digest=digest if isinstance(digest, str) else None)}


def _value_of(name: str) -> str:
    return f"secrets/{name}/value"


def _is_hidden(answers: Answers, name: str) -> bool:
    answer = answers.get(_value_of(name))
    return isinstance(answer, Mapping) and answer.get("digest") is None


def _with_digest(resource: Resource, vault: Vault, problems: list[Diagnostic]) -> Resource:
    value = resource.attributes.get("value")
    if not isinstance(value, Secret) or value not in vault:
        return resource
    text = vault.reveal(value)
    if len(text.encode()) > LONGEST_SECRET:
        detail = f"`{resource.address.local}` has {len(text.encode())} bytes; Secret Manager takes {LONGEST_SECRET}"
        hint = "split it, or keep it in a storage bucket that the function reads"
        problems.append(
            problem(resource, "SPEC615", "the value of the secret is too long", detail, hint=hint, path="/value")
        )
    return resource.with_attributes({**resource.attributes, "value": value.with_digest(digest_of(text))})


def _not_compared(resources: Sequence[Resource]) -> Diagnostic:
    names = ", ".join(f"`{resource.address.segments[0]}`" for resource in resources)
    return Diagnostic(
        code="READ275",
        severity=Severity.NOTE,
        summary="values of secrets are not compared",
        detail=f"{names}: the credential may not read them, so that a changed value is not seen",
        hint="give the account the role Secret Manager Secret Accessor",
        span=resources[0].declared_at,
    )
