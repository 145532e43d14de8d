"""Tenants of one project: a list that leads to three lists of identity providers for each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from typing import Final
from urllib.parse import quote

from baasctl.model.change import Action, Change
from baasctl.model.errors import UnexpectedAnswer
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Secret, Vault
from baasctl.model.value import freeze
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.firebase.clients import identity_toolkit
from baasctl.providers.firebase.clients import tenants as client
from baasctl.providers.firebase.clients.firebase_admin import FirebaseAdmin, firebase_admin
from baasctl.providers.firebase.clients.identity_providers import IdentityProvidersApi
from baasctl.providers.firebase.identity_providers import normal as normal_provider
from baasctl.providers.firebase.identity_toolkit.auth_rows import TEST_NUMBERS
from baasctl.providers.firebase.identity_toolkit.auth_values import unusual_codes
from baasctl.providers.firebase.identity_toolkit.idp_matching import with_names
from baasctl.providers.firebase.identity_toolkit.idp_names import LISTS, wire_id
from baasctl.providers.firebase.identity_toolkit.idp_part import decoded
from baasctl.providers.firebase.identity_toolkit.idp_writing import IdentityProviderWriter, described
from baasctl.providers.firebase.identity_toolkit.tenant_matching import match, named
from baasctl.providers.firebase.identity_toolkit.tenant_pairs import live_of, needs, not_allowed, paired
from baasctl.providers.firebase.identity_toolkit.tenant_rows import DISPLAY_NAME
from baasctl.providers.firebase.identity_toolkit.tenant_writing import TenantWriter, provider_paths
from baasctl.providers.firebase.identity_toolkit.update import masked
from baasctl.providers.firebase.identity_toolkit.wire import CONFIG, body_of, mask_of
from baasctl.providers.firebase.project import Project
from baasctl.providers.firebase.tenants import KIND, PROVIDERS, decode, encode, normal, with_providers
from baasctl.providers.kept_secrets import with_kept_secrets
from baasctl.providers.secret_digests import SecretDigests
from baasctl.providers.strict import expect, expect_objects, expect_or_none
from baasctl.providers.writing import write_together

SOURCE: Final = "tenants"


class TenantsPart:
    """Tenants with their settings and identity providers."""

    kinds = frozenset({KIND})

    def __init__(self, project: Project) -> None:
        self._project = project
        self._digests = SecretDigests()

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """The list; then the providers of those whose providers the spec lists, or of all where there is no spec."""
        ids = _leading_on(wanted, answers.get(SOURCE))
        lists = (_source(tenant_id, collection) for tenant_id in ids for collection in LISTS.values())
        return tuple(Source(name, self.kinds) for name in (CONFIG, SOURCE, *lists))

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`; secrets are digests."""
        if name == CONFIG:
            return identity_toolkit.config(self._project.google, self._project.id, self._digests.of)
        if name == SOURCE:
            return client.tenants(self._project.google, self._project.id, self._digests.of)
        _, tenant_id, collection = name.split("/")
        return self._api(tenant_id).providers(collection)

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """Every tenant, under names that are different from each other."""
        del kind
        specs = {} if wanted.desired is None else {one.address.segments[0]: one for one in wanted.desired.of(KIND)}
        found = []
        for entry in expect_objects(answers.get(SOURCE) or [], SOURCE):
            name = entry.get(DISPLAY_NAME)
            spec = specs.get(name) if isinstance(name, str) else None
            tenant = decode(entry, self._project.target.name, spec.attributes if spec is not None else None)
            providers = self._providers(tenant, answers)
            found.append(tenant if providers is None else with_providers(tenant, with_names(providers)))
        return named(found)

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Match declared tenants with live ones, and the providers of each pair; digest secrets."""
        matched = match(
            tuple(self._normal(one, vault) for one in state.desired.of(KIND)),
            tuple(one for one in state.live.resources if one.address.kind == KIND),
        )
        by_address = {one.address: one for one in matched.live}
        desired: dict[str, Resource] = {}
        live = {one.address: one for one in matched.live}
        for one in matched.desired:
            beside = live_of(one, by_address)
            whole = with_kept_secrets(one, beside, TEST_NUMBERS)
            providers = self._providers(beside, answers) if beside is not None else None
            desired[str(one.address)], other = paired(whole, beside, providers)
            if other is not None:
                live[other.address] = other
        return replace(
            state,
            desired=replace(
                state.desired,
                resources=tuple(desired.get(str(one.address), one) for one in state.desired.resources),
            ),
            live=replace(
                state.live,
                resources=tuple(
                    sorted(
                        (*(one for one in state.live.resources if one.address.kind != KIND), *live.values()),
                        key=lambda one: one.address,
                    )
                ),
            ),
            diagnostics=(
                *state.diagnostics,
                *matched.problems,
                *(each for one in matched.desired for each in unusual_codes(one, vault)),
                *needs(matched.desired, live.values()),
                *not_allowed(state, answers),
            ),
        )

    def batch_key(self, change: Change) -> str:
        """Each tenant is a batch of its own."""
        return change.address.local

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """See `Part.execute`."""
        (change,) = batch.changes
        return write_together(batch.changes, partial(self._writer(vault).write, change))

    def describe(self, change: Change) -> str:
        """The requests, in order."""
        path = f"/v2/projects/{self._project.id}/tenants"
        if change.action is Action.DELETE:
            return f"DELETE {path}/{change.remote_id}"
        update = encode(replace(change, action=Action.UPDATE) if change.before is not None else change, {}, masked)
        if change.action is not Action.UPDATE:
            update[DISPLAY_NAME] = change.address.segments[0]
        body = json.dumps(body_of(update), ensure_ascii=False, sort_keys=True)
        tenant_id = change.remote_id or f"{change.address.segments[0]}-*"
        first = [f"POST {path} {body}"] if change.action is Action.CREATE else []
        first += [f"PATCH {path}/{tenant_id}?updateMask={mask_of(update)} {body}"] if not first and update else []
        return "\n".join([*first, *_described(change, f"projects/{self._project.id}/tenants/{tenant_id}")])

    def _providers(self, tenant: Resource, answers: Answers) -> tuple[Resource, ...] | None:
        """The live providers of a tenant by their ids; `None` where they were not asked for."""
        if answers.get(_source(tenant.remote_id or "", LISTS["oidc"])) is None:
            return None
        return tuple(
            one
            for protocol, collection in LISTS.items()
            for one in decoded(answers[_source(tenant.remote_id or "", collection)], protocol, tenant.address.target)
        )

    def _normal(self, tenant: Resource, vault: Vault) -> Resource:
        attributes = normal(tenant.attributes)
        providers = attributes.get(PROVIDERS)
        if isinstance(providers, Mapping):
            members = {
                name: normal_provider(each) if isinstance(each, Mapping) else each for name, each in providers.items()
            }
            attributes = {**attributes, PROVIDERS: freeze(members)}
        return tenant.with_attributes(self._digests.put_in(attributes, vault))

    def _api(self, tenant_id: str) -> IdentityProvidersApi:
        return IdentityProvidersApi(
            google=self._project.google,
            parent=f"projects/{self._project.id}/tenants/{quote(tenant_id, safe='')}",
            digest=self._digests.of,
        )

    def _writer(self, vault: Vault) -> TenantWriter:
        project = self._project

        def reveal(secret: Secret, path: str) -> str:
            del path
            return vault.reveal(secret)

        def admin(tenant_id: str = "") -> AbstractContextManager[FirebaseAdmin]:
            return firebase_admin(project.google, project.id, vault.redact, tenant_id)

        def providers(tenant_id: str) -> IdentityProviderWriter:
            return IdentityProviderWriter(
                api=self._api(tenant_id),
                admin=partial(admin, tenant_id),
                reveal=reveal,
                hide=vault.also_redact,
                pause=project.pause,
            )

        return TenantWriter(
            google=project.google,
            project=project.id,
            admin=admin,
            providers=providers,
            reveal=reveal,
            digest=self._digests.of,
            pause=project.pause,
        )


def _source(tenant_id: str, collection: str) -> str:
    return f"{SOURCE}/{tenant_id}/{collection}"


def _leading_on(wanted: Wanted, answer: Answer) -> Iterator[str]:
    """Ids of the tenants whose providers are wanted; none where the list is broken: decoding says so."""
    desired = tuple(wanted.desired.of(KIND)) if wanted.desired is not None else ()
    listing = [one for one in desired if PROVIDERS in one.attributes]
    signs = {sign for one in listing for sign in (*one.address.segments, one.remote_id, *(one.renamed_from or ()))}
    try:
        for entry in expect_objects(answer or [], SOURCE):
            tenant_id = expect(entry.get("name"), str, SOURCE, "/name").rpartition("/")[2]
            name = expect_or_none(entry.get(DISPLAY_NAME), str, SOURCE, f"/{DISPLAY_NAME}")
            if wanted.desired is None or {tenant_id, name} & signs - {None}:
                yield tenant_id
    except UnexpectedAnswer:
        return


def _described(change: Change, parent: str) -> Iterator[str]:
    after = (change.after or {}).get(PROVIDERS)
    live = change.facts.get(PROVIDERS)
    ids = live if isinstance(live, Mapping) else {}
    for name, paths in provider_paths(change).items():
        provider = after.get(name) if isinstance(after, Mapping) else None
        if not isinstance(provider, Mapping):
            yield described(parent, str(ids.get(name, name)), "DELETE", {}, ())
            continue
        provider_id = wire_id(name, str(provider.get("protocol") or ""))
        yield described(parent, provider_id, "PATCH" if ids.get(name) == provider_id else "POST", provider, paths)
