"""Which principals are always another one as well: editors of a team are its members."""

from __future__ import annotations

from collections.abc import Iterable

from baasctl.model.access import AllOf, Anonymous, AnyOf, Authenticated, Claim, Literal, Member, Principal


def implies(one: Principal, other: Principal) -> bool:
    """Whether whoever is *one* is *other* too, as far as their definitions tell."""
    if isinstance(one, AnyOf):
        return all(implies(part.principal, other) for part in one.parts)
    if isinstance(other, AllOf):
        return all(implies(one, part.principal) for part in other.parts)
    if isinstance(other, AnyOf):
        return any(implies(one, part.principal) for part in other.parts)
    if isinstance(one, AllOf):
        return any(implies(part.principal, other) for part in one.parts)
    return _is_one_of(one, other)


def _is_one_of(one: Principal, other: Principal) -> bool:
    if isinstance(other, Authenticated):
        return not isinstance(one, Anonymous)
    if isinstance(one, Claim) and isinstance(other, Claim):
        pairs = [(each.path, each.values) for each in one.values]
        return all(_is_asked(asked.path, asked.values, pairs) for asked in other.values)
    if isinstance(one, Member) and isinstance(other, Member):
        is_same = one.resource == other.resource and set(map(repr, other.where)) <= set(map(repr, one.where))
        roles = [(each.field, each.values) for each in one.role]
        return is_same and all(_is_asked(asked.field, asked.values, roles) for asked in other.role)
    return one == other


def _is_asked(name: object, values: Iterable[Literal], held: Iterable[tuple[object, Iterable[Literal]]]) -> bool:
    """Whether what is held of a name is as narrow as what is asked; `true` and 1 are two values."""
    wanted = set(map(repr, values))
    return any(name == each and set(map(repr, own)) <= wanted for each, own in held)
