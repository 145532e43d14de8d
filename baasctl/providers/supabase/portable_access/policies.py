"""Policies of one table or of the files in one bucket: one for each rule, as few statements as say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from baasctl.engines.postgres.names import MAXIMUM_BYTES
from baasctl.model.access_rendering import Fill
from baasctl.model.address import Address
from baasctl.model.probe import Operation
from baasctl.model.quoted import Quoted
from baasctl.model.resource import Resource
from baasctl.model.span import Span
from baasctl.model.value import Value
from baasctl.providers.supabase.portable_access.conditions import Sql
from baasctl.providers.supabase.portable_access.parties import Role

TEMPLATE: Final = "supabase/policies.sql.j2"
_COMMANDS: Final = {
    "select": (Operation.GET, Operation.LIST),
    "insert": (Operation.CREATE,),
    "update": (Operation.UPDATE,),
    "delete": (Operation.DELETE,),
}
_WORDS: Final = {"all": "read and write", "select": "read", "insert": "create", "update": "update", "delete": "delete"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One policy.

    Attributes:
        who: Its parties, in words.
        place: Entry of the section that it comes from.
        why: What the comment above its conditions says.
        using, check: `None`: the command has none.
        where: Of a table that several resources share, which one.
    """

    who: str
    command: str
    roles: tuple[Role, ...]
    place: Span
    why: str
    using: Sql | None = None
    check: Sql | None = None
    is_restrictive: bool = False
    where: str = ""


def commands_of(operations: frozenset[Operation]) -> tuple[str, ...]:
    """Commands of PostgreSQL for operations; get and list are one."""
    return tuple(command for command, needed in _COMMANDS.items() if operations & frozenset(needed))


def joined(wanted: Iterable[Wanted]) -> Iterator[Wanted]:
    """Policies that differ in their command only become one for all, those that differ in their role one for both."""
    left = list(wanted)
    groups: dict[object, list[Wanted]] = {}
    for each in left:
        groups.setdefault((each.where, each.who, each.roles, each.place, each.is_restrictive), []).append(each)
    whole: list[Wanted] = []
    for group in groups.values():
        whole += _for_all(group)
    by_rest: dict[object, Wanted] = {}
    for each in whole:
        key = (each.command, each.place, each.using, each.check, each.is_restrictive)
        found = by_rest.get(key)
        by_rest[key] = each if found is None else _for_both(found, each)
    yield from by_rest.values()


def resources(target: str, table: str, wanted: Iterable[Wanted], fill: Fill) -> Iterator[Resource]:
    """Policies as resources, each with a name of its own."""
    taken: dict[str, int] = {}
    for each in wanted:
        yield Resource(
            address=Address(target, "policies", (table, _name(each, taken))),
            attributes=_attributes(each, fill),
            declared_at=each.place,
        )


def condition_text(fill: Fill, why: str, condition: Sql) -> str:
    """A condition as it is written, with a comment that says where it comes from."""
    return fill(TEMPLATE, {"why": Quoted(_one_line(why)), "condition": Quoted(condition.text)}).strip()


def _attributes(wanted: Wanted, fill: Fill) -> Mapping[str, Value]:
    found: dict[str, Value] = {
        "for": wanted.command,
        "to": tuple(sorted(role.value for role in wanted.roles)),
        "as": "restrictive" if wanted.is_restrictive else "permissive",
    }
    for name, condition in (("using", wanted.using), ("check", wanted.check)):
        if condition is not None:
            found[name] = condition_text(fill, wanted.why, condition)
    return found


def _for_all(group: list[Wanted]) -> list[Wanted]:
    """One policy for all four commands where each has the same condition."""
    conditions = {each for one in group for each in (one.using, one.check) if each is not None}
    if len(group) != len(_COMMANDS) or len(conditions) != 1:
        return group
    condition = conditions.pop()
    return [replace(group[0], command="all", using=condition, check=condition)]


def _for_both(one: Wanted, other: Wanted) -> Wanted:
    who = one.who if one.who == other.who else f"{one.who} or {other.who}"
    return replace(one, who=who, roles=(*one.roles, *other.roles))


def _name(wanted: Wanted, taken: dict[str, int]) -> str:
    words = _WORDS[wanted.command]
    where = f"{wanted.where}: " if wanted.where else ""
    name = wanted.who if wanted.is_restrictive else f"{where}{wanted.who} may {words}"
    if len(name.encode()) > MAXIMUM_BYTES - 4:
        name = f"{name.encode()[: MAXIMUM_BYTES - 14].decode(errors='ignore')} {sha256(name.encode()).hexdigest()[:8]}"
    taken[name] = taken.get(name, 0) + 1
    return name if taken[name] == 1 else f"{name} {taken[name]}"


def _one_line(text: str) -> str:
    """No character of a file's name ends the comment."""
    return "".join(each if each.isprintable() else "?" for each in text)
