"""Whether a caller is a principal, as seen from one row."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from baasctl.access.portable.data import same
from baasctl.access.portable.sight import Sight, sights
from baasctl.model.access import (
    AccessSection,
    AllOf,
    Anonymous,
    AnyOf,
    Authenticated,
    CallerId,
    Claim,
    ClaimValue,
    Group,
    Member,
    Owner,
    Principal,
    RowField,
    Term,
)
from baasctl.model.probe import Datum, Row, Who, WhoKind

Exempt: TypeAlias = Collection[str]
"""Fields of which nothing is asked: what depends on them holds."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and the rows that are there."""

    section: AccessSection
    who: Who
    world: tuple[Row, ...]

    def is_one(self, principal: Principal, row: Sight, exempt: Exempt = ()) -> bool:
        """Whether the caller is the principal of a row."""
        if isinstance(principal, AnyOf):
            return any(self.is_one(part.principal, row, exempt) for part in principal.parts)
        if isinstance(principal, AllOf):
            return all(self.is_one(part.principal, row, exempt) for part in principal.parts)
        if isinstance(principal, Anonymous):
            return self.who.kind is WhoKind.ANONYMOUS
        return self.who.kind is WhoKind.USER and self._is_user(principal, row, exempt)

    def _is_user(self, principal: Principal, row: Sight, exempt: Exempt) -> bool:
        """Of somebody who is signed in."""
        match principal:
            case Owner():
                return principal.field in exempt or same(row.value(principal.field), self.who.uid)
            case Group():
                return principal.name in self.who.groups
            case Claim():
                return all(self._claims(value) for value in principal.values)
            case Member():
                return self._is_member(principal, row, exempt)
        return isinstance(principal, Authenticated)

    def _claims(self, wanted: ClaimValue) -> bool:
        value: Datum = self.who.claims
        for part in wanted.path:
            value = value.get(part) if isinstance(value, Mapping) else None
        return any(same(value, each) for each in wanted.values)

    def _is_member(self, principal: Member, row: Sight, exempt: Exempt) -> bool:
        terms = [each.term for each in principal.where]
        if any(isinstance(term, RowField) and term.field in exempt for term in terms):
            return True
        return any(
            self._makes_member(principal, sight, row)
            for each in self.world
            for sight in sights(self.section, each)
            if sight.resource.name == principal.resource
        )

    def _makes_member(self, principal: Member, membership: Sight, row: Sight) -> bool:
        found = all(self._matches(membership, each.field, self._term(each.term, row)) for each in principal.where)
        return found and all(
            any(same(membership.value(role.field), each) for each in role.values) for role in principal.role
        )

    def _matches(self, membership: Sight, name: str, wanted: Datum) -> bool:
        """Whether a field is what it must be; keys and parts of paths are texts, also of whole numbers."""
        is_number = isinstance(wanted, int) and not isinstance(wanted, bool)
        value = membership.value(name)
        return value is not None and same(value, str(wanted) if is_number and membership.fixed(name) else wanted)

    def _term(self, term: Term, row: Sight) -> Datum:
        if isinstance(term, CallerId):
            return self.who.uid
        return row.value(term.field) if isinstance(term, RowField) else term
