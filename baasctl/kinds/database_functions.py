"""`database_functions`: the security of functions in the database. Their code stays with migrations.

One sort of function is made here: with `rows_of` and `where`, without arguments, it gives rows of a table to policies
that would not see them. The `access` section makes such functions for memberships.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Edge, Kind, Match
from baasctl.kinds.types import SetOf, Text
from baasctl.model.change import Access, Change, FieldChange, Hazard, Risk


class DatabaseFunction(Attributed):
    """Security of one function or procedure."""

    security_definer: bool = Described(
        default=False, description="It runs with the rights of its owner, not of its caller."
    )
    search_path: Text | None = Described(
        None, description="Schemas that names in its body are looked up in; `''` is none, null is the caller's."
    )
    execute: SetOf[Text] = Described((), description="Roles that may call it; `public` is every role.")
    rows_of: Text | None = Described(
        None, description="Table whose rows it gives; baasctl makes the function. It takes no argument."
    )
    where: Text | None = Described(
        None, description="SQL condition on a row of that table, for the rows that it gives; names need their schema."
    )
    body: Text | None = Described(
        None, description="Digest of the code that was reviewed; other live code is drift that a migration repairs."
    )


def _members(side: object) -> set[str]:
    return {str(member) for member in side} if isinstance(side, tuple) else set()


def _moves(field: FieldChange) -> tuple[bool, bool]:
    """(something may become possible, something may become impossible)."""
    if field.path == "/execute":
        before, after = _members(field.before), _members(field.after)
        return bool(after - before), bool(before - after)
    if field.path == "/security_definer":
        return field.after is True, field.after is False
    if field.path in ("/rows_of", "/where"):
        return field.after is not None, isinstance(field.before, str)
    if field.path == "/search_path":
        # A path of its own in place of the caller's only takes away what callers could slip in.
        return isinstance(field.before, str), False
    return False, False


_WIDENS = {
    "/execute": "more roles may call it",
    "/security_definer": "callers act with the owner's rights",
    "/search_path": "names in its body may mean other objects",
    "/rows_of": "policies find other rows by it",
    "/where": "policies find other rows by it",
}
_NARROWS = {
    "/execute": "callers lose it",
    "/security_definer": "callers need rights of their own",
    "/rows_of": "policies miss rows that they found by it",
    "/where": "policies miss rows that they found by it",
}


def risks(change: Change) -> Iterator[Risk]:
    """More callers or more rights widen, less may lock out."""
    for field in change.fields:
        widens, narrows = _moves(field)
        if widens:
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why=_WIDENS[field.path])
        if narrows:
            yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why=_NARROWS[field.path])


def access(change: Change) -> Access:
    """Any gain widens; only losses narrow."""
    moves = [_moves(field) for field in change.fields]
    if any(widens for widens, _ in moves):
        return Access.WIDENS
    return Access.NARROWS if any(narrows for _, narrows in moves) else Access.NEUTRAL


KIND = Kind(
    name="database_functions",
    title="Rights of database functions: definer, search path, callers",
    model=DatabaseFunction,
    depth=1,
    segments=("signature",),
    fields=field_tree(DatabaseFunction),
    edges=(
        Edge(first=Match(kind="database_functions", path="/rows_of"), second=Match(kind="policies")),
        Edge(
            first=Match(kind="database_functions", path="/rows_of"), second=Match(kind="tables", path="/update_guard")
        ),
    ),
    risks=risks,
    access=access,
    prunes_only_marked=True,
)
