"""Principals of the section: definitions, references by name, and ones that are written in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from baasctl.access.portable.literals import literal, literals
from baasctl.access.portable.written import Written
from baasctl.model.access import (
    AllOf,
    Anonymous,
    AnyOf,
    Authenticated,
    CallerId,
    Claim,
    ClaimValue,
    FieldValues,
    Group,
    Matching,
    Member,
    Owner,
    Party,
    Principal,
    RowField,
    Service,
    Term,
)
from baasctl.model.problems import Problems, nearest

BUILT_IN: Final[Mapping[str, Principal]] = {
    "anonymous": Anonymous(),
    "authenticated": Authenticated(),
    "service": Service(),
}
MOST_PARTS: Final = 64
"""Simple principals in one that is put together of others."""
_ROW: Final = "$row."


def simple_parts(principal: Principal) -> int:
    """How many simple principals one is put together of."""
    if isinstance(principal, AnyOf | AllOf):
        return sum(simple_parts(part.principal) for part in principal.parts)
    return 1


@dataclass(slots=True)
class Parties:
    """Reads principals; what is wrong is noted and left out.

    Attributes:
        definitions: What stands under `principals`, by name.
    """

    definitions: Mapping[str, Written]
    problems: Problems
    _known: dict[str, Party | None] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)

    def defined(self) -> tuple[Party, ...]:
        """The named ones, in written order."""
        found = []
        for name, node in self.definitions.items():
            if name in BUILT_IN:
                detail = f"`{name}` is built in"
                self.problems.add("RENDER841", "the name of a principal is taken", node.span, detail, "choose another")
            elif (party := self._definition(name)) is not None:
                found.append(party)
        return tuple(found)

    def read(self, node: Written | None, name: str) -> tuple[Party, ...]:
        """The parties of a list."""
        members = node.members(name) if node else ()
        return tuple(party for member in members if (party := self._party(member)) is not None)

    def _party(self, node: Written) -> Party | None:
        if not isinstance(node.value, str):
            principal = self._principal(node)
            return None if principal is None else Party(name="", principal=principal, span=node.span)
        name = node.value
        if name in BUILT_IN:
            return Party(name=name, principal=BUILT_IN[name], span=node.span)
        if name not in self.definitions:
            hint = nearest(name, [*self.definitions, *BUILT_IN])
            self.problems.add("RENDER840", "there is no such principal", node.span, f"`{name}`", hint)
            return None
        if name in self._open:
            circle = " → ".join([*self._open[self._open.index(name) :], name])
            self.problems.add("RENDER842", "principals name each other in a circle", node.span, circle)
            return None
        party = self._definition(name)
        return None if party is None else Party(name=name, principal=party.principal, span=node.span)

    def _definition(self, name: str) -> Party | None:
        if name not in self._known:
            node = self.definitions[name]
            self._open.append(name)
            principal = self._principal(node)
            self._open.pop()
            self._known[name] = None if principal is None else Party(name=name, principal=principal, span=node.span)
        return self._known[name]

    def _principal(self, node: Written) -> Principal | None:
        ((sort, member),) = node.entries()
        if sort == "owner":
            return Owner(member.text)
        if sort == "group":
            return Group(member.text)
        if sort == "claim":
            for path, values in member.entries():
                if not all(path.split(".")):
                    detail = f"`{path}` has an empty part"
                    self.problems.add("RENDER845", "this cannot be compared", values.span, detail, "such as app.role")
            return Claim(
                tuple(
                    ClaimValue(tuple(path.split(".")), literals(values, self.problems))
                    for path, values in member.entries()
                )
            )
        if sort == "member":
            return self._member(member)
        parts = self.read(node, sort)
        if len(parts) < len(tuple(node.members(sort))):
            return None
        principal: Principal = AnyOf(parts) if sort == "any_of" else AllOf(parts)
        if simple_parts(principal) > MOST_PARTS:
            detail = f"it is put together of {simple_parts(principal)} simple ones, baasctl's limit is {MOST_PARTS}"
            self.problems.add("RENDER850", "a principal is too large", node.span, detail)
            return None
        return principal

    def _member(self, node: Written) -> Principal:
        where = tuple(Matching(name, self._term(value)) for name, value in node.entries("where"))
        if not any(isinstance(each.term, CallerId) for each in where):
            detail = "no field under `where` is `$uid`: whoever is signed in would be a member"
            hint = "name the field of the membership that holds the user's id, such as {uid: $uid}"
            self.problems.add("RENDER858", "a membership is nobody's own", node.span, detail, hint)
        role = tuple(FieldValues(name, literals(values, self.problems)) for name, values in node.entries("role"))
        resource = node.get("in")
        return Member(resource.text if resource else "", where, role)

    def _term(self, node: Written) -> Term:
        value = node.value
        if value == "$uid":
            return CallerId()
        if isinstance(value, str) and value.startswith(_ROW) and len(value) > len(_ROW):
            return RowField(value.removeprefix(_ROW))
        if isinstance(value, str) and value.startswith("$"):
            detail = f"`{value}`"
            self.problems.add(
                "RENDER845", "this cannot be compared", node.span, detail, "there are $uid and $row.FIELD"
            )
        return literal(node, self.problems)
