"""Groups: the list says everything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.resource import Resource
from baasctl.model.secret import Vault
from baasctl.providers.amplify.clients.user_pool_members import UserPoolMembers
from baasctl.providers.amplify.discovery import Found
from baasctl.providers.amplify.groups import DOCUMENT, KIND, NAME, RESOURCE_TYPE, ROWS, is_made_by_cognito
from baasctl.providers.amplify.pool_members.drafting import draft, lost, read
from baasctl.providers.amplify.pool_members.part import PoolMembersPart
from baasctl.providers.amplify.pool_members.requests import told
from baasctl.providers.contract import Answers, Wanted
from baasctl.providers.strict import expect, expect_objects

_WIRES: Final = tuple(row.wire for row in ROWS)


class GroupsPart(PoolMembersPart):
    """Groups of the pool."""

    kind: ClassVar[str] = KIND
    resource_type: ClassVar[str] = RESOURCE_TYPE

    def decoded(self, wanted: Wanted, answers: Answers, known: Found) -> Iterable[Resource]:
        """All groups but those that Cognito keeps for itself."""
        declared = {one.address.segments[0] for one in wanted.desired.of(KIND)} if wanted.desired else set()
        source = self.list_name(known.user_pool)
        for index, entry in enumerate(expect_objects(answers.get(source) or [], source)):
            name = expect(entry.get(NAME), str, source, f"/{index}/{NAME}")
            if is_made_by_cognito(name, known.user_pool) and name not in declared:
                continue
            attributes, unset = read(ROWS, entry, DOCUMENT)
            yield Resource(
                address=Address(self.project.target.name, KIND, (name,)),
                attributes=attributes,
                unset=unset,
                remote_id=name,
                facts=self.facts(known, name),
            )

    def write(self, change: Change, api: UserPoolMembers, vault: Vault) -> None:
        """Read, change and send all: what is left out may be reset."""
        del vault
        name, former = change.address.segments[0], change.remote_id or ""
        if change.action is Action.DELETE:
            api.delete_group(former)
        elif change.action is Action.CREATE:
            api.create_group(name, draft(ROWS, change, {}, DOCUMENT))
        elif change.action is Action.RENAME:
            api.create_group(name, draft(ROWS, change, _writable(api.group(former)), DOCUMENT))
            api.delete_group(former)
        else:
            api.update_group(name, draft(ROWS, change, _writable(api.group(name)), DOCUMENT))
            hint = "Cognito keeps a role and a precedence that were set once; delete the group and make it again"
            self.refuse_loss(change, lost(ROWS, change, api.group(name), DOCUMENT), hint)

    def describe(self, change: Change) -> str:
        """The requests, in order."""
        name, members = change.address.segments[0], draft(ROWS, change, {}, DOCUMENT)
        removal = told("DeleteGroup", {NAME: change.remote_id or name})
        if change.action is Action.DELETE:
            return removal
        if change.action is Action.RENAME:
            return f"{told('CreateGroup', {NAME: name, **members})}\n{removal}"
        return told("CreateGroup" if change.action is Action.CREATE else "UpdateGroup", {NAME: name, **members})


def _writable(group: dict[str, object]) -> dict[str, object]:
    """What may be sent; an empty text is no role."""
    return {wire: group[wire] for wire in _WIRES if group.get(wire) not in (None, "")}
