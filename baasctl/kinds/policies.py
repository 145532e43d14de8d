"""`policies`: row level security policies, grouped by table. Owned whole per table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Kind, Ownership
from baasctl.kinds.types import IMMUTABLE, SetOf, Text
from baasctl.model.change import Access, Action, Change, Hazard, Risk
from baasctl.model.value import Attributes, at


class Policy(Attributed):
    """One policy."""

    operation: Annotated[Literal["all", "select", "insert", "update", "delete"], IMMUTABLE] = Described(
        "all", alias="for", description="Which statements it speaks of."
    )
    to: SetOf[Text] = Described(("public",), description="Roles it holds for; `public` is every role.")
    mode: Annotated[Literal["permissive", "restrictive"], IMMUTABLE] = Described(
        "permissive", alias="as", description="Permissive policies add rights, restrictive ones take them away."
    )
    using: Text | None = Described(None, description="SQL condition on existing rows.")
    check: Text | None = Described(None, description="SQL condition on new rows; left out, `using` holds.")


def _is_permissive(attributes: Attributes | None) -> bool:
    return attributes is not None and at(attributes, "/as") != "restrictive"


def risks(change: Change) -> Iterator[Risk]:
    """What opens rows may widen; what closes rows may lock out."""
    permissive = _is_permissive(change.after if change.after is not None else change.before)
    if change.action is Action.CREATE:
        opens = permissive
    elif change.action is Action.DELETE:
        opens = not permissive
    elif change.action is Action.RENAME and not change.fields:
        return
    else:
        yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=change.fields[0].path, why="the rule itself changes")
        return
    if opens:
        yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, why="rows become reachable" if permissive else "a limit falls")
    else:
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, why="rows become unreachable")


def access(change: Change) -> Access:
    """A permissive policy less, or a restrictive one more, narrows; everything else may widen."""
    if change.action is Action.DELETE:
        return Access.NARROWS if _is_permissive(change.before) else Access.WIDENS
    if change.action is Action.CREATE:
        return Access.WIDENS if _is_permissive(change.after) else Access.NARROWS
    return Access.WIDENS if change.fields else Access.NEUTRAL


KIND = Kind(
    name="policies",
    title="Row level security policies",
    model=Policy,
    depth=2,
    segments=("table", "policy"),
    fields=field_tree(Policy),
    ownership=Ownership.WHOLE_OBJECT,
    defaults={"for": "all", "to": ("public",), "as": "permissive", "using": None, "check": None},
    risks=risks,
    access=access,
)
