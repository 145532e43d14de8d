"""Access to files below paths, as the statements that the roles of an app's users get, and requests for files.

    get     s3:GetObject     on <bucket>/<path>
    list    s3:ListBucket    on <bucket>, where s3:prefix is like the path, or the folder itself
    write   s3:PutObject     on <bucket>/<path>
    delete  s3:DeleteObject  on <bucket>/<path>

What a role has on a path above and not on the path itself is denied there (aws-amplify/amplify-backend:
packages/backend-storage/src/storage_access_policy_factory.ts).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from baasctl.access.iam.deciding import Request
from baasctl.access.iam.documents import Condition, Statement
from baasctl.model.probe import Operation
from baasctl.model.resource import Resource
from baasctl.model.value import at

GUEST: Final = "unauth"
SIGNED_IN: Final = "auth"
ENTITY: Final = "{entity_id}"
SUB: Final = "cognito-identity.amazonaws.com:sub"
ARN: Final = "arn:aws:s3:::"
ACTIONS: Final = {"get": "s3:GetObject", "list": "s3:ListBucket", "write": "s3:PutObject", "delete": "s3:DeleteObject"}
_ASKED: Final = {
    Operation.GET: "get",
    Operation.LIST: "list",
    Operation.CREATE: "write",
    Operation.UPDATE: "write",
    Operation.DELETE: "delete",
}
Role: TypeAlias = str
"""`unauth`, `auth`, or the name of a group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What one role may do with the files below one path.

    Attributes:
        bucket: As the spec names it.
        own: Operations in the folder of whoever asks, and in no other.
        whose: Operation to the member of `storage_access` that grants it: `authenticated`, `groups/admins`.
    """

    bucket: str
    path: str
    role: Role
    operations: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    whose: Mapping[str, str]


def grants_of(resources: Iterable[Resource], groups: Iterable[str] = ()) -> tuple[Grant, ...]:
    """What resources of the kind `storage_access` grant to each role.

    Args:
        groups: That have a role of their own beside those that the resources name.
    """
    paths = [each for each in resources if each.address.kind == "storage_access"]
    named = {group for each in paths for group in _members(at(each.attributes, "/groups"))}
    roles = (GUEST, SIGNED_IN, *sorted(named | set(groups)))
    return tuple(_grant(each, role) for each in paths for role in roles)


def statements_by_role(grants: Sequence[Grant]) -> Mapping[Role, tuple[Statement, ...]]:
    """The statements of each role's policy; `sid` is the entry of the spec that says so."""
    found: dict[Role, list[Statement]] = {}
    for grant in grants:
        mine = found.setdefault(grant.role, [])
        pattern = grant.path.replace(ENTITY, "*")
        mine += [_statement(grant, each, pattern, allows=True) for each in sorted(grant.operations)]
        own = grant.path.replace(ENTITY, f"${{{SUB}}}")
        mine += [_statement(grant, each, own, allows=True) for each in sorted(grant.own - grant.operations)]
        mine += [_statement(grant, each, pattern, allows=False) for each in sorted(_from_above(grant, grants))]
    return {role: tuple(each) for role, each in found.items()}


def request_for(operation: Operation, bucket: str, path: str, *, identity: str = "", principal: str) -> Request:
    """The call that asks for one file, or for what lies below a prefix.

    Args:
        identity: Id of the caller's identity of the identity pool.
        principal: ARN of the role.
    """
    said: dict[str, tuple[str, ...]] = {SUB: (identity,)} if identity else {}
    asked = _ASKED[operation]
    if asked == "list":
        said["s3:prefix"] = (path,)
    resource = f"{ARN}{bucket}" if asked == "list" else f"{ARN}{bucket}/{path}"
    return Request(action=ACTIONS[asked], resource=resource, principal=principal, values=said)


def _grant(resource: Resource, role: Role) -> Grant:
    bucket, path = resource.address.segments
    attributes = resource.attributes
    whose: dict[str, str] = {}
    own: frozenset[str] = frozenset()
    members = _members(at(attributes, "/groups"))
    entries = {GUEST: ["guest"], SIGNED_IN: ["authenticated"]}.get(role, [f"groups/{role}"])
    said = {f"groups/{group}": each for group, each in members.items()}
    said |= {name: attributes.get(name) for name in ("guest", "authenticated", "entity")}
    if role not in (GUEST, SIGNED_IN) and attributes.get("members") == "as_authenticated":
        entries.append("authenticated")
    if role == SIGNED_IN or "authenticated" in entries:
        own = _operations(said.get("entity"))
        whose |= dict.fromkeys(own, "entity")
    for entry in reversed(entries):
        whose |= dict.fromkeys(_operations(said.get(entry)), entry)
    operations = frozenset(each for entry in entries for each in _operations(said.get(entry)))
    return Grant(bucket=bucket, path=path, role=role, operations=operations, own=own, whose=whose)


def _from_above(grant: Grant, grants: Sequence[Grant]) -> Iterator[str]:
    """What a path above gives the role and this one does not; a folder of each user's own lies under no other."""
    if ENTITY in grant.path:
        return
    for other in grants:
        is_above = other.path != grant.path and grant.path.startswith(other.path.removesuffix("*"))
        if other.role == grant.role and other.bucket == grant.bucket and is_above:
            yield from other.operations - grant.operations


def _statement(grant: Grant, operation: str, pattern: str, *, allows: bool) -> Statement:
    entry = grant.whose.get(operation, "denied")
    conditions: tuple[Condition, ...] = ()
    resource = f"{ARN}{grant.bucket}/{pattern}"
    if operation == "list":
        resource = ARN + grant.bucket
        prefixes = (pattern, pattern.removesuffix("*"))
        conditions = (Condition(operator="StringLike", key="s3:prefix", values=prefixes),)
    return Statement(
        sid=f"storage_access/{grant.bucket}/{grant.path} {entry}: {operation}",
        allows=allows,
        actions=(ACTIONS[operation],),
        resources=(resource,),
        conditions=conditions,
    )


def _operations(value: object) -> frozenset[str]:
    said = {str(each) for each in value} if isinstance(value, tuple | list) else set()
    return frozenset((said - {"read"}) | ({"get", "list"} if "read" in said else set()))


def _members(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
