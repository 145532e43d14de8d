"""Identity providers: a list that leads to a document for each wanted one; on or off is the default client's word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, Final, cast

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import UnexpectedAnswer
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret, Vault
from baasctl.model.value import ABSENT, Attributes, freeze
from baasctl.providers.amplify.app_clients import KIND as CLIENTS
from baasctl.providers.amplify.app_clients import PROVIDERS_WIRE, WIRE_NAMES
from baasctl.providers.amplify.clients.user_pool_members import UserPoolMembers
from baasctl.providers.amplify.discovery import Found, found
from baasctl.providers.amplify.identity_providers import (
    DETAILS,
    DOCUMENT,
    ENABLED,
    KIND,
    NAME,
    RESOURCE_TYPE,
    SCOPES,
    TYPE,
    declared_details,
    protocol_of,
    provider_name,
    sendable,
    settings_of,
    type_of,
)
from baasctl.providers.amplify.pool_members.client_matching import beside_the_only_one, default_client
from baasctl.providers.amplify.pool_members.drafting import draft, lost, read
from baasctl.providers.amplify.pool_members.part import PoolMembersPart
from baasctl.providers.amplify.pool_members.provider_needs import beside_another_client, missing, without_client
from baasctl.providers.amplify.pool_members.requests import told
from baasctl.providers.amplify.user_pool.rows import Setting
from baasctl.providers.contract import Answers, Normalised, Wanted
from baasctl.providers.strict import expect, expect_objects

CLIENT: Final = "default_client"
"""Member of `Resource.facts`: id of the client whose list says whether a provider is on; empty: nobody knows."""
_BUILT_IN: Final[Mapping[str, str]] = {wire: name for name, wire in WIRE_NAMES.items()}


class IdentityProvidersPart(PoolMembersPart):
    """Identity providers of the pool."""

    kind: ClassVar[str] = KIND
    resource_type: ClassVar[str] = RESOURCE_TYPE

    def names(self, wanted: Wanted, answers: Answers, known: Found) -> Iterable[str]:
        """The list, the default client, and a document for each provider that the spec names, or for each."""
        source = self.list_name(known.user_pool)
        yield source
        client = default_client(known, answers)
        yield _client_source(known, client) if client else _client_source(known, "").rstrip("/")
        desired = tuple(wanted.desired.of(KIND)) if wanted.desired is not None else ()
        signs = {_wire(one.attributes, name) for one in desired for name in (*one.address.segments,
                 *(one.renamed_from or ()))}  # fmt: skip
        try:
            for name, _ in _listed(answers.get(source), source):
                if wanted.is_whole(KIND) or name in signs:
                    yield f"{source}/{name}"
        except UnexpectedAnswer:
            return

    def decoded(self, wanted: Wanted, answers: Answers, known: Found) -> Iterable[Resource]:
        """Every provider; of one that nobody asked about its protocol alone."""
        source = self.list_name(known.user_pool)
        specs = {one.address.segments[0]: one for one in wanted.desired.of(KIND)} if wanted.desired else {}
        client_id = default_client(known, answers)
        client = answers.get(_client_source(known, client_id)) if client_id else None
        enabled = client.get(PROVIDERS_WIRE) or [] if isinstance(client, Mapping) else None
        for wire, provider_type in _listed(answers.get(source), source):
            protocol = protocol_of(provider_type)
            name = wire if protocol else _BUILT_IN.get(wire, wire)
            values: dict[str, object] = {"protocol": protocol} if protocol else {}
            if isinstance(enabled, list):
                values["enabled"] = wire in enabled
            unset: frozenset[str] = frozenset()
            document = answers.get(f"{source}/{wire}")
            if document is not None:
                message = expect(document, dict, f"{source}/{wire}", "")
                declared = declared_details(specs[name].attributes) if name in specs else {}
                settings = settings_of(name, protocol, {**_details(message), **declared})
                attributes, unset = read(settings, message, DOCUMENT)
                values |= attributes
            yield Resource(
                address=Address(self.project.target.name, KIND, (name,)),
                attributes=cast(Attributes, freeze(values)),
                unset=unset,
                remote_id=wire,
                facts={**self.facts(known, wire), CLIENT: client_id},
            )

    def normal(self, resource: Resource, known: Found, answers: Answers, vault: Vault) -> Resource:
        """Also tells it the default client."""
        normal = super().normal(resource, known, answers, vault)
        return replace(normal, facts={**normal.facts, CLIENT: default_client(known, answers)})

    def problems(
        self, desired: Sequence[Resource], live: Sequence[Resource], state: Normalised, answers: Answers
    ) -> Iterable[Diagnostic]:
        """What new ones lack, and that nobody knows which client is meant."""
        default = default_client(found(answers), answers)
        other = beside_the_only_one(state.desired, found(answers), answers)
        known = {one.address.segments for one in live}
        for one in desired:
            if one.address.segments not in known and one.renamed_from not in known:
                yield from missing(one)
            if "enabled" in one.attributes and not default:
                yield without_client(one)
            elif "enabled" in one.attributes and other:
                yield beside_another_client(one, default, other)

    def write(self, change: Change, api: UserPoolMembers, vault: Vault) -> None:
        """A provider is there before a client names it, and no client names it when it goes."""
        former, client = change.remote_id or "", str(change.facts.get(CLIENT) or "")
        wire = _wire(change.after or change.before or {}, change.address.segments[0])
        if change.action is Action.UPDATE:
            self._update(change, api, wire, client, vault)
            return
        named_by = _clients_with(api, former) if change.action is not Action.CREATE else []
        if change.action in (Action.DELETE, Action.REPLACE):
            _name_in(api, named_by, former, is_on=False)
            api.delete_identity_provider(former)
        if change.action in (Action.CREATE, Action.REPLACE):
            members = _revealed(_drafted(change, {}), vault)
            api.create_identity_provider(wire, _type(change), members)
        if change.action is Action.RENAME:
            api.copy_identity_provider(former, wire, lambda live: _revealed(_drafted(change, live), vault))
        if change.action is Action.DELETE:
            return
        wanted = (change.after or {}).get("enabled", ABSENT)
        is_on = wanted is True or (wanted is ABSENT and (change.action is Action.CREATE or client in named_by))
        clients = {*named_by, *((client,) if client and is_on else ())} - ({client} if not is_on else set())
        _name_in(api, sorted(clients), wire, is_on=True)
        if change.action is Action.RENAME:
            _name_in(api, named_by, former, is_on=False)
            api.delete_identity_provider(former)

    def _update(self, change: Change, api: UserPoolMembers, wire: str, client: str, vault: Vault) -> None:
        switch = change.field_at(ENABLED)
        if switch is not None and switch.after is not True:
            _name_in(api, [client], wire, is_on=False)
        if any(field.path != ENABLED for field in change.fields):
            api.change_identity_provider(wire, lambda live: _revealed(_drafted(change, live), vault))
            live = api.identity_provider(wire)
            self.refuse_loss(change, lost(_settings(change, live), change, live, DOCUMENT), "make a new plan")
        if switch is not None and switch.after is True:
            _name_in(api, [client], wire, is_on=True)

    def describe(self, change: Change) -> str:
        """The requests, in order; an update also sends what it does not change."""
        wire = _wire(change.after or change.before or {}, change.address.segments[0])
        removal = told("DeleteIdentityProvider", {NAME: change.remote_id or wire})
        if change.action is Action.DELETE:
            return removal
        members = _drafted(change, {})
        if change.action is Action.UPDATE:
            switch = change.field_at(ENABLED)
            verb = "with" if switch is not None and switch.after is True else "without"
            lines = (
                [told("UpdateIdentityProvider", {NAME: wire, **members})] if len(change.fields) > bool(switch) else []
            )
            lines += [f"cognito-idp UpdateUserPoolClient {PROVIDERS_WIRE} {verb} {wire}"] if switch is not None else []
            return "\n".join(lines)
        made = told("CreateIdentityProvider", {NAME: wire, TYPE: _type(change), **members})
        if change.action is Action.RENAME:
            return f"{made}\n{removal}"
        return f"{removal}\n{made}" if change.action is Action.REPLACE else made


def _client_source(known: Found, client: str) -> str:
    return f"{CLIENTS}/{known.user_pool}/{client}"


def _wire(attributes: Attributes, name: str) -> str:
    return provider_name(name, str(attributes.get("protocol") or ""))


def _type(change: Change) -> str:
    return type_of(change.address.segments[0], str((change.after or {}).get("protocol") or ""))


def _details(message: Mapping[str, object]) -> Mapping[str, object]:
    found_ones = message.get(DETAILS)
    return found_ones if isinstance(found_ones, Mapping) else {}


def _settings(change: Change, live: Mapping[str, object]) -> tuple[Setting, ...]:
    after = change.after or {}
    protocol = str(after.get("protocol") or "")
    return settings_of(change.address.segments[0], protocol, {**_details(live), **declared_details(after)})


def _drafted(change: Change, live: Mapping[str, object]) -> dict[str, object]:
    """The provider's members as they go out; a private key, which is not answered, always does."""
    is_moved = change.field_at("/issuer") is not None
    base = sendable(live, _type(change), is_moved=is_moved) if live else {}
    made = draft(_settings(change, live), change, base, DOCUMENT)
    details = dict(_details(made))
    after = change.after or {}
    key = after.get("private_key")
    if isinstance(key, Secret):
        details["private_key"] = key
    if live and change.field_at("/metadata_url") and after.get("metadata_url"):
        details.pop("MetadataFile", None)
    if live and change.field_at("/metadata_xml") and after.get("metadata_xml"):
        details.pop("MetadataURL", None)
    if change.action in (Action.CREATE, Action.REPLACE) and _type(change) in SCOPES:
        details.setdefault("authorize_scopes", SCOPES[_type(change)])
        if _type(change) == "OIDC":
            details.setdefault("attributes_request_method", "GET")
    return {**made, DETAILS: details}


def _revealed(members: Mapping[str, object], vault: Vault) -> dict[str, object]:
    details = {
        key: vault.reveal(value) if isinstance(value, Secret) else value for key, value in _details(members).items()
    }
    return {**members, DETAILS: details}


def _listed(answer: object, source: str) -> Iterable[tuple[str, str]]:
    """Name and type of each provider of the list."""
    for index, entry in enumerate(expect_objects(answer or [], source)):
        yield (
            expect(entry.get(NAME), str, source, f"/{index}/{NAME}"),
            expect(entry.get(TYPE), str, source, f"/{index}/{TYPE}"),
        )


def _clients_with(api: UserPoolMembers, wire: str) -> list[str]:
    """Ids of the app clients that name a provider."""
    ids = [str(each.get("ClientId")) for each in api.clients()]
    return [each for each in ids if wire in cast(list[str], api.client(each).get(PROVIDERS_WIRE) or [])]


def _name_in(api: UserPoolMembers, clients: Iterable[str], wire: str, *, is_on: bool) -> None:
    """Let clients name a provider, or no longer."""

    def edit(live: dict[str, object]) -> dict[str, object]:
        names = cast(list[str], live.get(PROVIDERS_WIRE) or [])
        becomes = [*names, wire] if is_on and wire not in names else [each for each in names if is_on or each != wire]
        return {**live, PROVIDERS_WIRE: becomes}

    for client in clients:
        if client:
            api.change_client(client, edit)
