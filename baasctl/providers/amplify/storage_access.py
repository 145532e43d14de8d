"""`storage_access`: what roles may do with the files below a path, as attributes and as operations of each role.

Amplify's own compiler writes one statement for each operation into a policy of each role; a path that is denied is one
below another that the role has (aws-amplify/amplify-backend: packages/backend-storage/src, research/amplify.md §4.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, cast

from baasctl.model.value import Attributes, Value, freeze

KIND: Final = "storage_access"
ENTITY: Final = "{entity_id}"
OPERATIONS: Final = ("get", "list", "write", "delete")
OWN: Final = "own "
"""Before an operation that holds in the folder of whoever asks, and in no other."""
COPIED: Final = "as_authenticated"
ALONE: Final = "group_only"

Operations = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Names of the roles that users act as; empty: there is none.

    Attributes:
        groups: Of groups that have a role of their own.
    """

    authenticated: str = ""
    guest: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, users: Mapping[str, str], groups: Mapping[str, str]) -> Roles:
        """From what discovery and Cognito say; a group that acts as `auth` has no role of its own."""
        signed_in = users.get("auth", "")
        own = {name: role for name, role in sorted(groups.items()) if role != signed_in}
        return cls(authenticated=signed_in, guest=users.get("unauth", ""), groups=own)

    @classmethod
    def from_facts(cls, facts: Attributes) -> Roles:
        """The inverse of `as_facts`."""
        said = facts.get("roles")
        known = cast(Mapping[str, Mapping[str, str]], said if isinstance(said, Mapping) else {})
        return cls.of(known.get("users", {}), known.get("groups", {}))

    def as_facts(self) -> Value:
        """For `Resource.facts`."""
        users = {"auth": self.authenticated, "unauth": self.guest}
        return freeze({"users": users, "groups": dict(self.groups)})

    def names(self) -> tuple[str, ...]:
        """Every role once."""
        return tuple(dict.fromkeys(each for each in (self.authenticated, self.guest, *self.groups.values()) if each))


def operations_of(attributes: Attributes, roles: Roles) -> Mapping[str, Operations]:
    """What each role may do where these attributes hold."""
    signed_in, entity = _set(attributes.get("authenticated")), {OWN + each for each in _set(attributes.get("entity"))}
    found: dict[str, set[str]] = {name: set() for name in roles.names()}
    found.setdefault(roles.guest, set()).update(_set(attributes.get("guest")))
    found.setdefault(roles.authenticated, set()).update(signed_in, entity)
    granted = attributes.get("groups")
    for group, role in roles.groups.items():
        own = _set(granted.get(group)) if isinstance(granted, Mapping) else set()
        copied = signed_in | entity if attributes.get("members") == COPIED else set()
        found[role].update(own, copied)
    return {role: frozenset(each) for role, each in found.items() if role}


def attributes_of(operations: Mapping[str, Operations], roles: Roles) -> Attributes:
    """The attributes that give each role these operations; the inverse of `operations_of`, in normal form."""
    signed_in = operations.get(roles.authenticated, frozenset())
    plain = frozenset(each for each in signed_in if not each.startswith(OWN))
    by_group = {group: operations.get(role, frozenset()) for group, role in roles.groups.items()}
    copied = bool(by_group) and bool(signed_in) and all(signed_in <= each for each in by_group.values())
    alone = not any(each.startswith(OWN) for own in by_group.values() for each in own)
    rest = {group: _plain(each - signed_in if copied else each) for group, each in by_group.items()}
    values: dict[str, Value] = {
        "guest": _plain(operations.get(roles.guest, frozenset())),
        "authenticated": _plain(plain),
        "entity": tuple(sorted(each.removeprefix(OWN) for each in signed_in if each.startswith(OWN))),
        "groups": {group: each for group, each in rest.items() if each},
    }
    if by_group and signed_in and (copied or alone):
        values["members"] = COPIED if copied else ALONE
    return cast(Attributes, freeze(values))


def normal_form(attributes: Attributes, roles: Roles) -> Attributes:
    """Desired attributes as `attributes_of` has them; groups without a role of their own stay, to be refused."""
    expanded = with_single_operations(attributes)
    found = dict(attributes_of(operations_of(expanded, roles), roles))
    written, kept = expanded.get("groups"), found["groups"]
    strangers = (
        {group: each for group, each in written.items() if group not in roles.groups}
        if isinstance(written, Mapping)
        else {}
    )
    groups = {**(kept if isinstance(kept, Mapping) else {}), **{name: each for name, each in strangers.items() if each}}
    return cast(Attributes, freeze({**found, "groups": groups}))


def with_single_operations(attributes: Attributes) -> Attributes:
    """`read` as what it stands for."""
    groups = attributes.get("groups")
    return {
        **attributes,
        **{name: _single(attributes.get(name)) for name in ("guest", "authenticated", "entity")},
        "groups": {name: _single(each) for name, each in groups.items()} if isinstance(groups, Mapping) else {},
    }


def lost_by(attributes: Attributes, groups: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """What members of each group lose, who act as the group and not as who is signed in; empty when it is said."""
    if attributes.get("members") is not None:
        return {}
    said = with_single_operations(attributes)
    granted = said.get("groups")
    wanted = _set(said.get("authenticated")) | {f"{each} (own files)" for each in _set(said.get("entity"))}
    found = {
        group: tuple(sorted(wanted - (_set(granted.get(group)) if isinstance(granted, Mapping) else set())))
        for group in sorted(groups)
    }
    return {group: each for group, each in found.items() if each}


def is_below(path: str, other: str) -> bool:
    """Whether a path lies under another one."""
    return path != other and path.startswith(other.removesuffix("*"))


def _single(value: Value) -> tuple[str, ...]:
    found = _set(value)
    return tuple(sorted((found - {"read"}) | ({"get", "list"} if "read" in found else set())))


def _plain(operations: Operations) -> tuple[str, ...]:
    return tuple(sorted(each for each in operations if not each.startswith(OWN)))


def _set(value: object) -> set[str]:
    return {str(each) for each in value} if isinstance(value, tuple | list) else set()
