"""App clients: a list of names that leads to a document for each wanted one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, Final

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import UnexpectedAnswer
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret, Vault
from baasctl.providers.amplify.app_clients import CREATE_ONLY, ID, KIND, NAME, RESOURCE_TYPE, SETTINGS, completed
from baasctl.providers.amplify.clients.user_pool_members import UserPoolMembers
from baasctl.providers.amplify.discovery import Found, found
from baasctl.providers.amplify.pool_members import client_matching, client_risk, one_place
from baasctl.providers.amplify.pool_members.client_matching import CLIENT_NAME, named
from baasctl.providers.amplify.pool_members.drafting import draft, lost, read
from baasctl.providers.amplify.pool_members.part import OF_RISK, PoolMembersPart
from baasctl.providers.amplify.pool_members.requests import told
from baasctl.providers.amplify.user_pool.documents import CLIENT, RISK
from baasctl.providers.contract import Answers, Normalised, Wanted
from baasctl.providers.strict import expect, expect_objects

_NO_PLUS: Final = "the pool needs `auth.native.amplify.UserPoolTier: PLUS`; else make a new plan"


class AppClientsPart(PoolMembersPart):
    """App clients of the pool."""

    kind: ClassVar[str] = KIND
    resource_type: ClassVar[str] = RESOURCE_TYPE

    def names(self, wanted: Wanted, answers: Answers, known: Found) -> Iterable[str]:
        """The list, and a document for each client that the spec names, or for each where there is no spec."""
        source = self.list_name(known.user_pool)
        yield source
        signs = _signs(wanted)
        signs_of_risk = _signs(wanted, client_risk.is_declared)
        try:
            for client_id, name in _listed(answers.get(source), source):
                if wanted.is_whole(KIND) or {client_id, name} & signs:
                    yield f"{source}/{client_id}"
                if wanted.desired is None or {client_id, name} & signs_of_risk:
                    yield f"{source}/{client_id}{OF_RISK}"
        except UnexpectedAnswer:
            return

    def decoded(self, wanted: Wanted, answers: Answers, known: Found) -> Iterable[Resource]:
        """Every client; of one that nobody asked about its id alone."""
        source, resources = self.list_name(known.user_pool), []
        own = (
            {one.address.segments[0] for one in wanted.desired.of(KIND) if "client_secret" in one.attributes}
            if (wanted.desired)
            else set()
        )
        for client_id, name in _listed(answers.get(source), source):
            document = answers.get(f"{source}/{client_id}")
            settings = (*SETTINGS, *(CREATE_ONLY if name in own else CREATE_ONLY[:1]))
            attributes, unset = (
                read(settings, expect(document, dict, f"{source}/{client_id}", ""), CLIENT)
                if document is not None
                else ({}, frozenset())
            )
            risk = answers.get(f"{source}/{client_id}{OF_RISK}")
            if isinstance(risk, Mapping):
                of_risk, unset_risk = read(client_risk.ROWS, risk, RISK)
                attributes, unset = {**attributes, **of_risk}, unset | unset_risk
            if wanted.desired is None and client_id == client_matching.default_client(known, answers):
                attributes = one_place.without_shared(attributes)
            resources.append(
                Resource(
                    address=Address(self.project.target.name, KIND, (name,)),
                    attributes=attributes,
                    unset=unset,
                    remote_id=client_id,
                    facts={**self.facts(known, client_id), CLIENT_NAME: name},
                )
            )
        return named(resources)

    def matched(
        self, desired: tuple[Resource, ...], live: tuple[Resource, ...]
    ) -> tuple[tuple[Resource, ...], tuple[Resource, ...]]:
        """See `client_matching.matched`."""
        return client_matching.matched(desired, live)

    def problems(
        self, desired: Sequence[Resource], live: Sequence[Resource], state: Normalised, answers: Answers
    ) -> Iterable[Diagnostic]:
        """Clients that cannot be told apart, and settings that are written twice."""
        yield from client_matching.problems(desired, live)
        pinned = [
            replace(one, remote_id=(client_matching.candidates(one, live) or [one])[0].remote_id) for one in desired
        ]
        yield from one_place.problems(pinned, state.desired, client_matching.default_client(found(answers), answers))

    def write(self, change: Change, api: UserPoolMembers, vault: Vault) -> None:
        """Describe, change, send all, read back."""
        name, client_id = change.address.segments[0], change.remote_id or ""
        if change.action in (Action.DELETE, Action.REPLACE):
            api.delete_client(client_id)
        if change.action in (Action.CREATE, Action.REPLACE):
            members = draft((*SETTINGS, *CREATE_ONLY), change, {}, CLIENT)
            client_id = api.create_client(name, _revealed(completed(members), vault))
        elif change.action in (Action.UPDATE, Action.RENAME):
            fresh = {NAME: name} if change.action is Action.RENAME else {}
            api.change_client(client_id, lambda live: {**completed(draft(SETTINGS, change, live, CLIENT)), **fresh})
            self.refuse_loss(change, lost(SETTINGS, change, api.client(client_id), CLIENT), "make a new plan")
        if change.action is not Action.DELETE and client_risk.is_changed(change):
            api.set_client_risk(client_id, client_risk.request(change, api.client_risk(client_id)))
            self.refuse_loss(change, lost(client_risk.ROWS, change, api.client_risk(client_id), RISK), _NO_PLUS)

    def describe(self, change: Change) -> str:
        """The requests, in order; an update also sends what it does not change."""
        return "\n".join(told(operation, members) for operation, members in _requests(change))


def _requests(change: Change) -> Iterator[tuple[str, dict[str, object]]]:
    name, client_id = change.address.segments[0], change.remote_id or ""
    if change.action in (Action.DELETE, Action.REPLACE):
        yield "DeleteUserPoolClient", {ID: client_id}
    if change.action in (Action.CREATE, Action.REPLACE):
        yield "CreateUserPoolClient", {NAME: name, **completed(draft((*SETTINGS, *CREATE_ONLY), change, {}, CLIENT))}
    elif change.action is not Action.DELETE:
        fresh = {NAME: name} if change.action is Action.RENAME else {}
        members = completed(draft(SETTINGS, change, {}, CLIENT))
        if members or fresh:
            yield "UpdateUserPoolClient", {ID: client_id, **members, **fresh}
    if change.action is not Action.DELETE and client_risk.is_changed(change):
        yield "SetRiskConfiguration", {ID: client_id or name, **client_risk.request(change, {})}


def _listed(answer: object, source: str) -> Iterable[tuple[str, str]]:
    """Id and name of each client of the list."""
    for index, entry in enumerate(expect_objects(answer or [], source)):
        yield (
            expect(entry.get(ID), str, source, f"/{index}/{ID}"),
            expect(entry.get(NAME), str, source, f"/{index}/{NAME}"),
        )


def _signs(wanted: Wanted, is_meant: Callable[[Resource], bool] = lambda _: True) -> set[str]:
    """Ids and names, also former ones, that the spec has for clients."""
    desired = tuple(wanted.desired.of(KIND)) if wanted.desired is not None else ()
    meant = [one for one in desired if is_meant(one)]
    return {sign for one in meant for sign in (*one.address.segments, *(one.renamed_from or ()), one.remote_id) if sign}


def _revealed(members: Mapping[str, object], vault: Vault) -> dict[str, object]:
    return {name: vault.reveal(value) if isinstance(value, Secret) else value for name, value in members.items()}
