"""`signing_keys`: read with their public halves, made, moved from status to status, deleted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome, Status
from baasctl.model.secret import Secret, Vault
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.strict import expect, expect_objects, unexpected
from baasctl.providers.supabase.clients import signing_keys as client
from baasctl.providers.supabase.project import Project
from baasctl.providers.supabase.project_keys.entries import SIGNING_KEYS
from baasctl.providers.supabase.project_keys.signing_key_matching import NEW_STATUSES, STEPS, match
from baasctl.providers.writing import dropped, write_together

SOURCE: Final = "signing-keys"
_PUBLIC: Final = ("kty", "crv", "x", "y", "n", "e")


def decode(answer: Answer, target: str) -> tuple[Resource, ...]:
    """The keys, named after algorithm and status.

    Raises:
        UnexpectedAnswer: The list is not what the API promises, or has a status that nobody knows.
    """
    found: list[Resource] = []
    entries = expect_objects(expect(answer, dict, SOURCE, "").get("keys"), SOURCE, "/keys")
    for index, entry in enumerate(entries):
        place = f"/keys/{index}"
        algorithm = expect(entry.get("algorithm"), str, SOURCE, f"{place}/algorithm")
        status = expect(entry.get("status"), str, SOURCE, f"{place}/status")
        if status not in STEPS:
            raise unexpected(SOURCE, f"{place}/status", "a status that this version does not know")
        name, number = f"{algorithm.lower()}_{status}", 1
        while any(one.address.segments[0] == name for one in found):
            number += 1
            name = f"{algorithm.lower()}_{status}_{number}"
        public = entry.get("public_jwk")
        digest = digest_of(public) if isinstance(public, Mapping) else None
        found.append(
            Resource(
                address=Address(target, SIGNING_KEYS, (name,)),
                attributes={"algorithm": algorithm, "status": status, "private_jwk": Secret(digest=digest)},
                unset=frozenset({"/private_jwk"}),
                remote_id=expect(entry.get("id"), str, SOURCE, f"{place}/id"),
            )
        )
    return tuple(found)


def digest_of(jwk: Mapping[str, object]) -> str | None:
    """SHA-256 of the public half of a JWK (RFC 7638); `None` where all of it is secret (HS256)."""
    public = {name: jwk[name] for name in _PUBLIC if name in jwk}
    if public.get("kty") not in ("EC", "RSA", "OKP") or len(public) < 2:
        return None
    return hashlib.sha256(json.dumps(public, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


class SigningKeysPart:
    """Signing keys of one project."""

    kinds = frozenset({SIGNING_KEYS})

    def __init__(self, project: Project) -> None:
        self._project = project

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """One list."""
        del wanted, answers
        return (Source(SOURCE, self.kinds),)

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        del name
        return client.signing_keys(self._project.api)

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """See `decode`. Where nothing is declared (adopt), keys of the past are left out: they cannot be made."""
        del kind
        keys = decode(answers[SOURCE], self._project.target.name)
        if wanted.desired is not None:
            return keys
        return tuple(one for one in keys if one.attributes["status"] in NEW_STATUSES)

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Digest public halves, match both sides, and say which steps are not open."""
        del answers
        problems: list[Diagnostic] = []
        desired = tuple(
            _with_digest(one, vault, problems) if one.address.kind == SIGNING_KEYS else one
            for one in state.desired.resources
        )
        matched = match([one for one in desired if one.address.kind == SIGNING_KEYS], list(state.live.of(SIGNING_KEYS)))
        others = (one for one in state.live.resources if one.address.kind != SIGNING_KEYS)
        return replace(
            state,
            desired=replace(state.desired, resources=desired),
            live=replace(state.live, resources=(*others, *matched.live)),
            diagnostics=(*state.diagnostics, *problems, *matched.problems),
        )

    def batch_key(self, change: Change) -> str:
        """All together: a key leaves its place because another one takes it."""
        del change
        return "signing keys"

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """One request a key, in the order that keeps one key in use and one on standby; stops at the first failure."""
        outcomes: list[Outcome] = []
        for change in sorted(batch.changes, key=_turn):
            if any(outcome.status is not Status.APPLIED for outcome in outcomes):
                outcomes += dropped([change])
            else:
                outcomes += write_together([change], partial(self._write, change, vault))
        return outcomes

    def describe(self, change: Change) -> str:
        """See `Part.describe`."""
        path = f"/v1/projects/{self._project.ref}/config/auth/signing-keys"
        if change.action is Action.DELETE:
            return f"DELETE {path}/{change.remote_id}"
        if change.action is Action.CREATE:
            body = {name: "***" if isinstance(value, Secret) else value for name, value in (change.after or {}).items()}
            return f"POST {path} {json.dumps(body)}"
        if _is_done_by_rotation(change):
            return "nothing: the server does it when another key comes into use"
        return f'PATCH {path}/{change.remote_id} {{"status": "{_status(change)}"}}'

    def _write(self, change: Change, vault: Vault) -> None:
        subject = f'signing key "{change.address.segments[0]}" of project `{self._project.ref}`'
        if change.action is Action.DELETE:
            client.delete_signing_key(self._project.api, change.remote_id or "", subject)
        elif change.action is Action.CREATE:
            client.create_signing_key(self._project.api, _new(change, vault), subject)
        elif change.field_at("/status") is not None and not _is_done_by_rotation(change):
            client.move_signing_key(self._project.api, change.remote_id or "", _status(change), subject)


def _new(change: Change, vault: Vault) -> dict[str, object]:
    after = change.after or {}
    body: dict[str, object] = {name: after[name] for name in ("algorithm", "status") if name in after}
    secret = after.get("private_jwk")
    if isinstance(secret, Secret):
        body["private_jwk"] = json.loads(vault.reveal(secret))
    return body


def _status(change: Change) -> str:
    return str((change.after or {}).get("status"))


def _is_done_by_rotation(change: Change) -> bool:
    status = change.field_at("/status")
    return status is not None and (status.before, status.after) == ("in_use", "previously_used")


def _turn(change: Change) -> tuple[int, str]:
    """Into use first, which frees the place on standby; then away from standby; then onto it; deletes last."""
    if change.action is Action.DELETE:
        turn = 4
    elif _status(change) == "in_use":
        turn = 0
    elif _status(change) != "standby":
        turn = 1
    else:
        turn = 3 if change.action is Action.CREATE else 2
    return turn, change.address.name


def _with_digest(resource: Resource, vault: Vault, problems: list[Diagnostic]) -> Resource:
    secret = resource.attributes.get("private_jwk")
    if not isinstance(secret, Secret) or secret not in vault:
        return resource
    jwk = _jwk(vault.reveal(secret))
    if jwk is None or not ({"d", "k"} & jwk.keys()):
        problems.append(
            Diagnostic(
                code="SPEC376",
                summary="the text of a secret cannot be used",
                detail=f"`{resource.address.local}#/private_jwk` is no private key as a JWK (RFC 7517)",
                hint="such as the output of `supabase gen signing-key`",
                span=resource.span_of("/private_jwk"),
                address=resource.address,
            )
        )
        return resource
    digest = digest_of(jwk)
    if digest is None:
        return resource
    return resource.with_attributes({**resource.attributes, "private_jwk": secret.with_digest(digest)})


def _jwk(text: str) -> dict[str, object] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
