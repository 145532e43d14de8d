"""Resource servers: the list says everything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.secret import Vault
from baasctl.providers.amplify.clients.user_pool_members import UserPoolMembers
from baasctl.providers.amplify.discovery import Found
from baasctl.providers.amplify.pool_members.drafting import draft, lost, read
from baasctl.providers.amplify.pool_members.part import PoolMembersPart
from baasctl.providers.amplify.pool_members.requests import told
from baasctl.providers.amplify.resource_servers import DOCUMENT, IDENTIFIER, KIND, RESOURCE_TYPE, ROWS
from baasctl.providers.contract import Answers, Normalised, Wanted
from baasctl.providers.spec_place import problem
from baasctl.providers.strict import expect, expect_objects


class ResourceServersPart(PoolMembersPart):
    """Resource servers of the pool."""

    kind: ClassVar[str] = KIND
    resource_type: ClassVar[str] = RESOURCE_TYPE

    def decoded(self, wanted: Wanted, answers: Answers, known: Found) -> Iterable[Resource]:
        """All of them."""
        del wanted
        source = self.list_name(known.user_pool)
        for index, entry in enumerate(expect_objects(answers.get(source) or [], source)):
            identifier = expect(entry.get(IDENTIFIER), str, source, f"/{index}/{IDENTIFIER}")
            attributes, unset = read(ROWS, entry, DOCUMENT)
            yield Resource(
                address=Address(self.project.target.name, KIND, (identifier,)),
                attributes=attributes,
                unset=unset,
                remote_id=identifier,
                facts=self.facts(known, identifier),
            )

    def problems(
        self, desired: Sequence[Resource], live: Sequence[Resource], state: Normalised, answers: Answers
    ) -> Iterable[Diagnostic]:
        """A new one needs a name."""
        del state, answers
        known = {one.address.segments for one in live}
        for one in desired:
            is_new = one.address.segments not in known and one.renamed_from not in known
            if is_new and not one.attributes.get("name"):
                yield problem(
                    one,
                    "SPEC749",
                    "a new resource server needs a name",
                    f"`{one.address.local}` is not there yet, and Cognito makes none without `name`",
                    hint="add `name: …`",
                )

    def write(self, change: Change, api: UserPoolMembers, vault: Vault) -> None:
        """Read, change and send all: scopes that are left out are cleared."""
        del vault
        identifier, former = change.address.segments[0], change.remote_id or ""
        if change.action is Action.DELETE:
            api.delete_resource_server(former)
        elif change.action is Action.CREATE:
            api.create_resource_server(identifier, draft(ROWS, change, {}, DOCUMENT))
        elif change.action is Action.RENAME:
            api.create_resource_server(
                identifier, draft(ROWS, change, _writable(api.resource_server(former)), DOCUMENT)
            )
            api.delete_resource_server(former)
        else:
            live = _writable(api.resource_server(identifier))
            api.update_resource_server(identifier, draft(ROWS, change, live, DOCUMENT))
            self.refuse_loss(change, lost(ROWS, change, api.resource_server(identifier), DOCUMENT), "make a new plan")

    def describe(self, change: Change) -> str:
        """The requests, in order."""
        identifier, members = change.address.segments[0], draft(ROWS, change, {}, DOCUMENT)
        removal = told("DeleteResourceServer", {IDENTIFIER: change.remote_id or identifier})
        if change.action is Action.DELETE:
            return removal
        if change.action is Action.RENAME:
            return f"{told('CreateResourceServer', {IDENTIFIER: identifier, **members})}\n{removal}"
        operation = "CreateResourceServer" if change.action is Action.CREATE else "UpdateResourceServer"
        return told(operation, {IDENTIFIER: identifier, **members})


def _writable(server: dict[str, object]) -> dict[str, object]:
    """What an update takes: always the name and all scopes."""
    return {"Name": server.get("Name", ""), "Scopes": server.get("Scopes") or []}
