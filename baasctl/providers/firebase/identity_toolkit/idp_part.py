"""Identity providers of one project: three lists, and a request sequence for each that changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Secret, Vault
from baasctl.model.value import Attributes
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.firebase.clients import identity_toolkit
from baasctl.providers.firebase.clients.firebase_admin import FirebaseAdmin, firebase_admin
from baasctl.providers.firebase.clients.identity_providers import IdentityProvidersApi
from baasctl.providers.firebase.identity_providers import decode, normal
from baasctl.providers.firebase.identity_toolkit.idp_matching import id_of, match, with_names
from baasctl.providers.firebase.identity_toolkit.idp_names import KIND, LISTS, wire_id
from baasctl.providers.firebase.identity_toolkit.idp_needs import (
    beyond_plain_authentication,
    missing_of_a_new_one,
)
from baasctl.providers.firebase.identity_toolkit.idp_writing import IdentityProviderWriter, described
from baasctl.providers.firebase.identity_toolkit.wire import CONFIG
from baasctl.providers.firebase.project import Project
from baasctl.providers.secret_digests import SecretDigests
from baasctl.providers.strict import expect, expect_objects
from baasctl.providers.writing import write_together

_PREFIX: Final = "identity providers: "


class IdentityProvidersPart:
    """Built-in, OIDC and SAML providers of a project."""

    kinds = frozenset({KIND})

    def __init__(self, project: Project) -> None:
        self._project = project
        self._digests = SecretDigests()
        self._api = IdentityProvidersApi(
            google=project.google, parent=f"projects/{project.id}", digest=self._digests.of
        )

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """The list of built-in ones, those of the others, or all when everything is wanted.

        OIDC and SAML go together: a provider that changes its protocol is in the other list. Whether the project may
        have them stands in its config.
        """
        del answers
        desired = tuple(wanted.desired.of(KIND)) if wanted.desired is not None else ()
        everything = wanted.is_whole(KIND)
        has_own = any(one.attributes.get("protocol") for one in desired)
        has_built_in = any(not one.attributes.get("protocol") for one in desired)
        lists = [LISTS[""]] if everything or has_built_in or not has_own else []
        lists += [LISTS["oidc"], LISTS["saml"]] if everything or has_own else []
        names = [*((CONFIG,) if has_own else ()), *(f"{_PREFIX}{each}" for each in lists)]
        return tuple(Source(name, self.kinds) for name in names)

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`; secrets are digests."""
        if name == CONFIG:
            return identity_toolkit.config(self._project.google, self._project.id, self._digests.of)
        return self._api.providers(name.removeprefix(_PREFIX))

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """Every provider, under names that are different from each other."""
        del kind, wanted
        found = [
            resource
            for protocol, collection in LISTS.items()
            if answers.get(f"{_PREFIX}{collection}") is not None
            for resource in decoded(answers[f"{_PREFIX}{collection}"], protocol, self._project.target.name)
        ]
        return with_names(found)

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Bring desired ones into normal form, and live ones under their names."""
        desired = tuple(
            one.with_attributes(self._digests.put_in(normal(one.attributes), vault))
            if one.address.kind == KIND
            else one
            for one in state.desired.resources
        )
        own = tuple(one for one in desired if one.address.kind == KIND)
        live = match(own, tuple(one for one in state.live.resources if one.address.kind == KIND))
        others = (one for one in state.live.resources if one.address.kind != KIND)
        return replace(
            state,
            desired=replace(state.desired, resources=desired),
            live=replace(state.live, resources=tuple(sorted((*others, *live), key=lambda one: one.address))),
            diagnostics=(*state.diagnostics, *self._problems(own, live, answers)),
        )

    def batch_key(self, change: Change) -> str:
        """Each provider is a batch of its own."""
        return change.address.local

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """See `Part.execute`."""
        (change,) = batch.changes
        return write_together(batch.changes, partial(self._write, change, vault))

    def describe(self, change: Change) -> str:
        """The requests, in order."""
        parent, attributes = f"projects/{self._project.id}", change.after or {}
        former, provider_id = change.remote_id or "", _id(change)
        removal = described(parent, former or provider_id, "DELETE", {}, ())
        if change.action is Action.DELETE:
            return removal
        if change.action is Action.UPDATE:
            return described(parent, provider_id, "PATCH", attributes, _paths(change))
        made = described(parent, provider_id, "POST", attributes, ())
        if change.action is Action.REPLACE:
            return f"{removal}\n{made}"
        return f"{made}\n{removal}" if change.action is Action.RENAME else made

    def _problems(
        self, desired: Sequence[Resource], live: Sequence[Resource], answers: Answers
    ) -> Iterator[Diagnostic]:
        """What new providers lack, and what the project lacks for them."""
        known = {one.remote_id for one in live}
        config = answers.get(CONFIG)
        for one in desired:
            if id_of(one) not in known and one.renamed_from is None:
                yield from missing_of_a_new_one(one)
                yield from beyond_plain_authentication(one, config if isinstance(config, Mapping) else {})

    def _write(self, change: Change, vault: Vault) -> None:
        writer = self._writer(vault)
        former, provider_id, attributes = change.remote_id or "", _id(change), change.after or {}
        if change.action in (Action.DELETE, Action.REPLACE):
            writer.delete(former)
        if change.action in (Action.CREATE, Action.REPLACE):
            writer.create(provider_id, attributes)
        elif change.action is Action.RENAME:
            writer.copy(former, provider_id, attributes)
        elif change.action is Action.UPDATE:
            writer.update(provider_id, attributes, _paths(change))

    def _writer(self, vault: Vault) -> IdentityProviderWriter:
        def reveal(secret: Secret, path: str) -> str:
            del path
            return vault.reveal(secret)

        def admin() -> AbstractContextManager[FirebaseAdmin]:
            return firebase_admin(self._project.google, self._project.id, vault.redact)

        return IdentityProviderWriter(
            api=self._api, admin=admin, reveal=reveal, hide=vault.also_redact, pause=self._project.pause
        )


def decoded(answer: Answer, protocol: str, target: str) -> Iterator[Resource]:
    """The providers of one list, each named by its id.

    Raises:
        UnexpectedAnswer: The list is not what the API promises.
    """
    document = LISTS[protocol]
    for index, entry in enumerate(expect_objects(answer, document)):
        provider_id = expect(entry.get("name"), str, document, f"/{index}/name").rpartition("/")[2]
        attributes, unset = decode(entry, protocol, document)
        yield Resource(
            address=Address(target, KIND, (provider_id,)),
            attributes=attributes,
            unset=unset,
            remote_id=provider_id,
        )


def _id(change: Change) -> str:
    attributes: Attributes = change.after or change.before or {}
    return wire_id(change.address.segments[-1], str(attributes.get("protocol") or ""))


def _paths(change: Change) -> tuple[str, ...]:
    return tuple(field.path for field in change.fields)
