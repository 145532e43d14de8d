"""Principals as conditions and named functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from baasctl.model.access import (
    AccessSection,
    AllOf,
    Anonymous,
    AnyOf,
    Authenticated,
    Claim,
    ClaimValue,
    Group,
    Member,
    Owner,
    Party,
    Principal,
)
from baasctl.model.span import Span
from baasctl.providers.firebase.access_rules.conditions import ALWAYS, NEVER, Condition, either, every
from baasctl.providers.firebase.access_rules.lookups import CALLER, Lookup, fields_of_row
from baasctl.providers.firebase.access_rules.problems import Impossible
from baasctl.providers.firebase.access_rules.scope import Row, Scope
from baasctl.providers.firebase.access_rules.texts import Names, listed, text
from baasctl.providers.firebase.access_rules.values import equal, one_of

NOBODY: Final = "request.auth == null"
SIGNED_IN: Final = "signedIn()"
GROUPS: Final = "groups"
"""Claim of the token that lists the groups of a user: Firebase has none of its own."""
ROW: Final = "row"
KEY: Final = "documentId"


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function of the rules.

    Attributes:
        of: Where the spec says so; `None`: it follows from the language.
        lines: What it returns: all of these hold.
        words: What it is, for its comment.
    """

    name: str
    parameters: tuple[str, ...] = ()
    lines: tuple[Condition, ...]
    words: str
    of: Span | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    """Functions for what the token alone decides.

    Attributes:
        names: The function's name by principal, for each that could have one.
        functions: Those that are in use, by principal.
    """

    names: dict[str, str]
    functions: dict[str, Function] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Principals inside one block.

    Attributes:
        shared: Functions that mean the same in every block, shared by all of them.
        functions: Functions of this block so far, by principal.
    """

    section: AccessSection
    scope: Scope
    names: Names
    shared: Shared
    impossible: Impossible
    functions: dict[str, Function] = field(default_factory=dict)

    def anyone(self, parties: tuple[Party, ...], row: Row) -> Condition:
        """Whether the caller is one of them, as seen from the row."""
        if {Anonymous(), Authenticated()} <= {party.principal for party in parties}:
            return ALWAYS
        return either(self.is_one(party, row) for party in parties)

    def is_one(self, party: Party, row: Row) -> Condition:
        """Whether the caller is the principal: a call of its function, if it has a name."""
        if not party.name or party.principal in (Anonymous(), Authenticated()):
            return self._principal(party.principal, row, party)
        known = self.shared.functions if party.name in self.shared.names else self.functions
        if party.name not in known:
            body = self._principal(party.principal, Row(ROW, KEY), party)
            if body in (ALWAYS, NEVER):
                return body
            known[party.name] = self._function(party, body)
        function = known[party.name]
        given = {ROW: row.data, KEY: row.key}
        return f"{function.name}({', '.join(given[name] for name in function.parameters)})"

    def _function(self, party: Party, body: Condition) -> Function:
        definition = next((each for each in self.section.principals if each.name == party.name), party)
        return Function(
            name=self.shared.names.get(party.name) or self.names.claim(party.name),
            parameters=tuple(self._parameters(party.principal)),
            lines=(body,),
            words=party.name,
            of=definition.span,
        )

    def _parameters(self, principal: Principal) -> Iterator[str]:
        fields = tuple(depends_on(principal))
        if any(not self.scope.is_in_path(name) for name in fields):
            yield ROW
        if any(self.scope.depends_on_key(name) for name in fields):
            yield KEY

    def _principal(self, principal: Principal, row: Row, party: Party) -> Condition:
        if isinstance(principal, AnyOf):
            return self.anyone(principal.parts, row)
        if isinstance(principal, AllOf):
            return every(self.is_one(part, row) for part in principal.parts)
        if isinstance(principal, Owner):
            return every([SIGNED_IN, equal(self.scope.value(principal.field, row), CALLER)])
        if isinstance(principal, Member):
            rows = self.section.resource(principal.resource)
            assert rows is not None
            lookup = Lookup(self.scope, rows, party, self.impossible)
            return every([SIGNED_IN, lookup.condition(principal, row)])
        return of_token(principal)


def of_token(principal: Principal) -> Condition:
    """A principal that the token alone decides."""
    if isinstance(principal, Anonymous):
        return NOBODY
    if isinstance(principal, Authenticated):
        return SIGNED_IN
    if isinstance(principal, Group):
        return every([SIGNED_IN, f"{text(principal.name)} in request.auth.token.get('{GROUPS}', [])"])
    if isinstance(principal, Claim):
        return every([SIGNED_IN, *(one_of(_claim(each), each.values) for each in principal.values)])
    return NEVER


def _claim(value: ClaimValue) -> str:
    path = text(value.path[0]) if len(value.path) == 1 else listed(value.path)
    return f"request.auth.token.get({path}, null)"


def depends_on(principal: Principal) -> Iterator[str]:
    """Fields of the row that decide whether somebody is the principal."""
    if isinstance(principal, AnyOf | AllOf):
        for part in principal.parts:
            yield from depends_on(part.principal)
    elif isinstance(principal, Owner):
        yield principal.field
    elif isinstance(principal, Member):
        yield from fields_of_row(principal)


def is_of_token(principal: Principal) -> bool:
    """Whether no row decides it: it means the same in every block."""
    if isinstance(principal, AnyOf | AllOf):
        return all(is_of_token(part.principal) for part in principal.parts)
    return not isinstance(principal, Owner | Member)
