"""Two readings of the same paths: policies as the provider writes them, and as the judge understands them."""

from __future__ import annotations

import random
from typing import Any, Final

from baasctl.access.iam.deciding import Policies, decide
from baasctl.access.iam.documents import statements_of
from baasctl.access.iam.judge import IamJudge
from baasctl.access.iam.storage import request_for
from baasctl.model.address import Address
from baasctl.model.probe import Family, Operation, Probe, Who, WhoKind
from baasctl.model.resource import Resource
from baasctl.model.value import freeze
from baasctl.providers.amplify.iam.access_table import writes
from baasctl.providers.amplify.storage_access import Roles, operations_of

SEED: Final = 20261123
ROLES: Final = Roles(authenticated="auth", guest="unauth", groups={"admins": "admins", "staff": "staff"})
PATHS: Final = ("public/*", "public/locked/*", "private/{entity_id}/*", "shared/*")
FILES: Final = ("public/a", "public/locked/a", "private/ada/a", "private/bob/a", "shared/a", "top")
FOLDERS: Final = ("public/", "public/locked/", "private/ada/", "private/bob/", "shared/", "")
OPERATIONS: Final = ("get", "list", "write", "delete")
WHO: Final = {
    "unauth": Who(kind=WhoKind.ANONYMOUS),
    "auth": Who(kind=WhoKind.USER, uid="ada"),
    "admins": Who(kind=WhoKind.USER, uid="ada", groups=("admins",)),
    "staff": Who(kind=WhoKind.USER, uid="ada", groups=("staff",)),
}


def paths(chance: random.Random) -> list[Resource]:
    def some(most: int) -> list[str]:
        return sorted(chance.sample(OPERATIONS, chance.randint(0, most)))

    found = []
    for path in chance.sample(PATHS, chance.randint(1, len(PATHS))):
        attributes: dict[str, Any] = {"guest": some(2), "authenticated": some(3), "entity": []}
        if "{entity_id}" in path:
            attributes["entity"] = some(4)
        attributes["groups"] = {"admins": some(3), "staff": some(1)}
        attributes["members"] = chance.choice(("as_authenticated", "group_only"))
        frozen: Any = freeze(attributes)
        found.append(Resource(address=Address("web", "storage_access", ("files", path)), attributes=frozen))
    return found


def test_the_policies_that_are_written_mean_what_the_judge_says() -> None:
    """Every role, operation and path has the same answer in both."""
    chance = random.Random(SEED)
    asked = 0
    for _ in range(60):
        resources = paths(chance)
        changed = {("files", each.address.segments[1]): operations_of(each.attributes, ROLES) for each in resources}
        documents = {each.role: each.document for each in writes({name: {} for name in ROLES.names()}, changed)}
        judge = IamJudge([*resources, *(Resource(address=Address("web", "groups", (name,)), attributes={})
                                        for name in ROLES.groups)])  # fmt: skip
        for role, who in WHO.items():
            document = documents.get(role)
            written = Policies(identity={"own": statements_of(document) if document is not None else ()})
            for operation in Operation:
                for path in FOLDERS if operation is Operation.LIST else FILES:
                    probe = Probe(who=who, operation=operation, resource="", family=Family.OBJECTS, row=path)
                    request = request_for(
                        operation, "files", path, identity=who.uid, principal=f"arn:aws:iam::1:role/{role}"
                    )
                    assert judge.judge([probe])[0].allowed is decide(written, request).allowed, (resources, probe)
                    asked += 1
    print(f"\nIAM judge beside the policies that are written: {asked} requests, seed {SEED}, 0 differ")
