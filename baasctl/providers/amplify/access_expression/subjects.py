"""Whom rules of `@auth` and of storage can speak of, and why they cannot of others."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from baasctl.model.access import (
    AccessResource,
    AllOf,
    Anonymous,
    AnyOf,
    Authenticated,
    Group,
    Owner,
    Party,
    Principal,
    Service,
    Sort,
)
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.span import Span

_REFUSED: Final = {
    "Claim": (
        "`claim`: a rule looks for a text *in* the claim (`groupClaim`): `editor` would let in `not-editor`",
        "write `group`, which a hook before the token may add to, or let a function decide (`allow.custom()`)",
    ),
    "Member": (
        "`member`: a rule sees the row that is asked for, and no row of another model",
        "keep memberships as groups, or let a function decide (`allow.custom()`)",
    ),
    "AllOf": (
        "`all_of`: rules of Amplify are alternatives, and one rule names one sort of caller",
        "name one of them, or a group of its own for those who are both",
    ),
}


class Strategy(StrEnum):
    """Of `@auth`: guests of the identity pool, whoever is signed in, whoever a field names, members of a group."""

    PUBLIC = "public"
    PRIVATE = "private"
    OWNER = "owner"
    GROUPS = "groups"


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """One of them.

    Attributes:
        name: The owner's field (or key, or path variable), the group; empty for the others.
    """

    strategy: Strategy
    name: str = ""

    @property
    def is_signed_in(self) -> bool:
        return self.strategy is not Strategy.PUBLIC

    def is_within(self, other: Subject) -> bool:
        """Whether whoever is this is the other, too."""
        return self == other or (self.is_signed_in and other.strategy is Strategy.PRIVATE)

    def rule(self, operations: Iterable[str]) -> str:
        """As one rule of `@auth`; all of create, read, update and delete are left out, since they are what is meant."""
        said = [each for each in ("create", "read", "get", "list", "update", "delete") if each in set(operations)]
        parts = [f"allow: {self.strategy}"]
        match self.strategy:
            case Strategy.PUBLIC:
                parts.append("provider: identityPool")
            case Strategy.OWNER:
                parts += [f"ownerField: {json.dumps(self.name)}", 'identityClaim: "sub"']
            case Strategy.GROUPS:
                parts.append(f"groups: [{json.dumps(self.name)}]")
        if said != ["create", "read", "update", "delete"]:
            parts.append(f"operations: [{', '.join(said)}]")
        return f"{{{', '.join(parts)}}}"


class CannotSay(Exception):
    """What cannot be expressed: the text says what and why."""

    def __init__(self, code: str, summary: str, detail: str, hint: str, span: Span | None) -> None:
        super().__init__(detail)
        self.diagnostic = Diagnostic(code=code, summary=summary, detail=detail, hint=hint, span=span)


def subjects_of(parties: Iterable[Party], resource: AccessResource) -> tuple[Subject, ...]:
    """Everyone that one of the parties means, each once; nobody for the service, which stands above the rules.

    Raises:
        CannotSay: A party that no rule can mean.
    """
    found = [each for party in parties for each in _subjects(party.principal, party.span, resource)]
    return tuple(dict.fromkeys(found))


def _subjects(principal: Principal, span: Span, resource: AccessResource) -> tuple[Subject, ...]:
    match principal:
        case Anonymous():
            return (Subject(Strategy.PUBLIC),)
        case Authenticated():
            return (Subject(Strategy.PRIVATE),)
        case Service():
            return ()
        case Group(name=name):
            return (Subject(Strategy.GROUPS, name),)
        case Owner(field=field):
            return (_owner(field, resource),)
        case AnyOf(parts=parts):
            return subjects_of(parts, resource)
        case AllOf(parts=parts):
            each_of = [subjects_of([part], resource) for part in parts]
            for found in each_of:
                if found and all(any(one.is_within(it) for it in other) for one in found for other in each_of):
                    return found
    raise _cannot(type(principal).__name__, span)


def _cannot(name: str, span: Span) -> CannotSay:
    detail, hint = _REFUSED[name]
    return CannotSay("RENDER870", "Amplify has no rule for this principal", detail, hint, span)


def _owner(name: str, resource: AccessResource) -> Subject:
    """By a field, by the key, or by a variable of a path."""
    if resource.sort is Sort.FILES:
        return Subject(Strategy.OWNER, name)
    field = resource.field(name)
    return Subject(Strategy.OWNER, field.stored_as if field else name)
