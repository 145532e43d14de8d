"""`function_secrets`: `GET`, `POST` and `DELETE /secrets`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome, Status
from baasctl.model.secret import Secret, Vault
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.strict import expect, expect_objects
from baasctl.providers.supabase.edge_functions.entries import LONGEST_SECRET, RESERVED_PREFIX
from baasctl.providers.supabase.project import Project
from baasctl.providers.writing import dropped, write_together

SOURCE = "secrets"
_KIND = "function_secrets"
_PER_CALL = 100
_DELETE_KEY = "function secrets, delete"
_SAVE_KEY = "function secrets"


def decode(answer: Answer, target: str) -> tuple[Resource, ...]:
    """The secrets that are not the platform's own; a value is known by its SHA-256 only.

    Raises:
        UnexpectedAnswer: The list is not what the API promises.
    """
    digests = {
        expect(entry.get("name"), str, SOURCE, f"/{index}/name"): expect(
            entry.get("value"), str, SOURCE, f"/{index}/value"
        )
        for index, entry in enumerate(expect_objects(answer, SOURCE))
    }
    return tuple(
        Resource(
            address=Address(target, _KIND, (name,)),
            attributes={"value": Secret(digest=digests[name])},
            remote_id=name,
        )
        for name in sorted(digests)
        if not name.startswith(RESERVED_PREFIX)
    )


def digest_of(text: str) -> str:
    """The form in which `GET /secrets` answers: SHA-256 of the text, hexadecimal, without a key."""
    return hashlib.sha256(text.encode()).hexdigest()


class FunctionSecretsPart:
    """Secrets that all functions of a project read."""

    kinds = frozenset({_KIND})

    def __init__(self, project: Project) -> None:
        self._project = project

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """One list."""
        del wanted, answers
        return (Source(SOURCE, self.kinds),)

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        del name
        return self._project.api.secrets()

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """See `decode`."""
        del kind, wanted
        return decode(answers[SOURCE], self._project.target.name)

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Digest the desired values that *vault* holds."""
        del answers
        problems: list[Diagnostic] = []
        resources = tuple(
            _with_digest(resource, vault, problems) if resource.address.kind == _KIND else resource
            for resource in state.desired.resources
        )
        desired = replace(state.desired, resources=resources)
        return replace(state, desired=desired, diagnostics=(*state.diagnostics, *problems))

    def batch_key(self, change: Change) -> str:
        """Deletes are one batch, everything else another."""
        return _DELETE_KEY if change.action is Action.DELETE else _SAVE_KEY

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """At most 100 secrets a request; after one that did not succeed no other is sent."""
        outcomes: list[Outcome] = []
        for changes in _hundreds(batch.changes):
            if any(outcome.status is not Status.APPLIED for outcome in outcomes):
                outcomes += dropped(changes)
            else:
                outcomes += write_together(changes, partial(self._write, changes, vault))
        return outcomes

    def describe(self, change: Change) -> str:
        """See `Part.describe`."""
        name = change.address.segments[0]
        if change.action is Action.DELETE:
            return f'DELETE /v1/projects/{self._project.ref}/secrets ["{name}"]'
        return f'POST /v1/projects/{self._project.ref}/secrets [{{"name": "{name}", "value": "***"}}]'

    def _write(self, changes: Sequence[Change], vault: Vault) -> None:
        former = [change.renamed_from[0] for change in changes if change.renamed_from]
        if changes[0].action is Action.DELETE:
            self._project.api.delete_secrets([change.address.segments[0] for change in changes])
            return
        self._project.api.save_secrets({change.address.segments[0]: _text(change, vault) for change in changes})
        if former:
            self._project.api.delete_secrets(former)


def _hundreds(changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
    for start in range(0, len(changes), _PER_CALL):
        yield changes[start : start + _PER_CALL]


def _text(change: Change, vault: Vault) -> str:
    value = (change.after or {}).get("value")
    if not isinstance(value, Secret):
        raise TypeError(f"{change.address} has no secret to send")
    return vault.reveal(value)


def _with_digest(resource: Resource, vault: Vault, problems: list[Diagnostic]) -> Resource:
    value = resource.attributes.get("value")
    if not isinstance(value, Secret) or value not in vault:
        return resource
    text = vault.reveal(value)
    if len(text) > LONGEST_SECRET:
        problems.append(
            Diagnostic(
                code="SPEC313",
                summary="the value of the secret is too long",
                detail=f"`{resource.address.local}` has {len(text)} characters; Supabase takes {LONGEST_SECRET}",
                hint="split it, or keep it in a storage bucket that the function reads",
                span=resource.span_of("/value"),
                address=resource.address,
            )
        )
    return resource.with_attributes({**resource.attributes, "value": value.with_digest(digest_of(text))})
