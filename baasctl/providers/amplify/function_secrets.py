"""`function_secrets`: encrypted parameters that functions of a branch read.

They are where Amplify has them: `/amplify/<app>/<branch>-branch-<hash>/<NAME>`, from the name of the root stack
(aws-amplify/amplify-backend, `packages/platform-core/src/parameter_path_conversions.ts`). A value is compared by a
digest that is made where the answer comes in; without the permission to decrypt it is not compared, and a note says so.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.errors import Forbidden
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome, Status
from baasctl.model.secret import Secret, Vault
from baasctl.providers.amplify.clients.parameters import Parameters
from baasctl.providers.amplify.discovery import Found, found
from baasctl.providers.amplify.functions import OWNER_TAG
from baasctl.providers.amplify.project import Project
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.secret_digests import SecretDigests
from baasctl.providers.spec_place import problem
from baasctl.providers.strict import expect
from baasctl.providers.writing import dropped, write_together

KIND: Final = "function_secrets"
LONGEST_STANDARD: Final = 4096
LONGEST_SECRET: Final = 8192
"""Bytes of a parameter (docs.aws.amazon.com/systems-manager, parameter-store-advanced-parameters)."""
_STACK: Final = re.compile(r"amplify-(\w+)-(\w+)-(branch|sandbox|standalone)-(\w+)")
_LONGEST_NAME: Final = 50
_HASH_LENGTH: Final = 10
_SAVE_KEY: Final = "function secrets"
_DELETE_KEY: Final = "function secrets, delete"


def path_of(known: Found) -> str:
    """Where the secrets of a backend are; empty where nothing tells (no app), or Gen 1 has them elsewhere."""
    stack = _STACK.fullmatch(known.stack)
    if stack:
        namespace, name, sort, digest = stack.groups()
        return f"/amplify/{namespace}/{name}-{sort}-{digest}"
    if not known.app or not known.branch or known.environment:
        return ""
    digest = hashlib.sha512(f"{known.app}{known.branch}".encode()).hexdigest()[:_HASH_LENGTH]
    name = re.sub(r"[^A-Za-z0-9]", "", known.branch)[:_LONGEST_NAME]
    return f"/amplify/{known.app}/{name}-branch-{digest}"


class FunctionSecretsPart:
    """Secrets of one branch. The answer of `parameters/PATH` is a map from name to digest, or null for unread ones."""

    kinds = frozenset({KIND})

    def __init__(self, project: Project) -> None:
        self._project = project
        self._parameters = Parameters(project.aws)
        self._digests = SecretDigests()

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """The values; and where all of them are wanted, the tags that tell which ones baasctl made."""
        path = path_of(found(answers))
        if not path:
            return ()
        names = [f"parameters{path}"]
        listed = answers.get(names[0])
        if wanted.is_whole(KIND) and isinstance(listed, Mapping):
            names += [f"parameter tags{path}/{name}" for name in listed]
        return tuple(Source(name, self.kinds) for name in names)

    def fetch(self, name: str) -> Answer:
        """See the class."""
        kind, _, path = name.partition("/")
        if kind == "parameter tags":
            return self._parameters.tags(f"/{path}")
        try:
            return self._parameters.digests(f"/{path}", self._digests.of)
        except Forbidden:
            return self._parameters.digests(f"/{path}", None)

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """Live secrets, sorted."""
        del kind, wanted
        path = path_of(found(answers))
        if not path:
            return ()
        document = f"parameters{path}"
        listed = expect(answers.get(document), dict, document, "")
        return tuple(
            Resource(
                address=Address(self._project.target.name, KIND, (name,)),
                attributes={"value": Secret(digest=listed[name])},
                remote_id=f"{path}/{name}",
                marker=_marker(answers.get(f"parameter tags{path}/{name}")),
            )
            for name in sorted(listed)
        )

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Digest the desired values that *vault* holds; say which live ones may not be read."""
        path = path_of(found(answers))
        problems = [_no_place(each) for each in state.desired.of(KIND)] if not path else []
        resources = tuple(
            self._digested(resource, path, vault, problems) if resource.address.kind == KIND else resource
            for resource in state.desired.resources
        )
        listed = answers.get(f"parameters{path}")
        known = listed if isinstance(listed, Mapping) else {}
        unread = [each for each in state.desired.of(KIND) if known.get(each.address.segments[0], "") is None]
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
        name = str(change.remote_id or f"{change.facts.get('path')}/{change.address.segments[0]}")
        if change.action is Action.DELETE:
            return f"ssm DeleteParameter {name}"
        put = f"ssm PutParameter {change.facts.get('path')}/{change.address.segments[0]} SecureString ***"
        return put + (f"\nssm DeleteParameter {name}" if change.renamed_from else "")

    def _digested(self, resource: Resource, path: str, vault: Vault, problems: list[Diagnostic]) -> Resource:
        resource = replace(resource, facts={**resource.facts, "path": path})
        value = resource.attributes.get("value")
        if not isinstance(value, Secret) or value not in vault:
            return resource
        text = vault.reveal(value)
        size = len(text.encode())
        if not 0 < size <= LONGEST_SECRET:
            detail = f"`{resource.address.local}` has {size} bytes; Parameter Store takes 1 to {LONGEST_SECRET}"
            hint = "keep it in Secrets Manager, or in a bucket that the function reads"
            summary = "the value of the secret cannot be stored"
            problems.append(problem(resource, "READ373", summary, detail, hint=hint, path="/value"))
        return resource.with_attributes({**resource.attributes, "value": value.with_digest(self._digests.of(text))})

    def _write(self, change: Change, vault: Vault) -> None:
        name = change.address.segments[0]
        if change.action is Action.DELETE:
            self._parameters.delete(str(change.remote_id))
            return
        value = (change.after or {}).get("value")
        if not isinstance(value, Secret):
            raise TypeError(f"{change.address} has no secret to send")
        text, whole = vault.reveal(value), f"{change.facts['path']}/{name}"
        tier = {"Tier": "Advanced"} if len(text.encode()) > LONGEST_STANDARD else {}
        self._parameters.put(whole, text, tier)
        if change.action is not Action.UPDATE:
            self._parameters.tag(whole, OWNER_TAG, f"{KIND}/{name}")
        if change.renamed_from and change.remote_id:
            self._parameters.delete(change.remote_id)


def _no_place(resource: Resource) -> Diagnostic:
    detail = f"`{resource.address.local}`: the target leads to no branch of an app of Amplify Gen 2"
    hint = "name the app of the target (`app: d…`), or write `skip: [function_secrets]` there"
    return problem(resource, "SPEC819", "there is no place for secrets of functions", detail, hint=hint)


def _marker(tags: Answer) -> str | None:
    found = tags.get(OWNER_TAG) if isinstance(tags, Mapping) else None
    return f"baasctl={found}" if isinstance(found, str) else None


def _not_compared(resources: Sequence[Resource]) -> Diagnostic:
    names = ", ".join(f"`{resource.address.segments[0]}`" for resource in resources)
    return Diagnostic(
        code="READ374",
        severity=Severity.NOTE,
        summary="values of secrets are not compared",
        detail=f"{names}: the credential may not decrypt them, so that a changed value is not seen",
        hint="allow ssm:GetParametersByPath and kms:Decrypt on them",
        span=resources[0].declared_at,
    )
