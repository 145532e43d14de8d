"""Who moved: the spec, or live, seen from a base."""

from __future__ import annotations

from dataclasses import replace

from baasctl.model.address import Address
from baasctl.model.change import Action, Change, Direction, FieldChange
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, at, same


def with_directions(change: Change, base: dict[Address, Resource] | None) -> Change:
    """The change with a direction on it and on each of its fields; as it was when there is no base.

    Args:
        change: From comparing the spec with live.
        base: What the spec asked for at the base, in normal form, by address.
    """
    if base is None:
        return change
    before = base.get(change.address)
    if change.action in (Action.CREATE, Action.DELETE) or before is None:
        in_base = before is not None
        moved_by_spec = in_base if change.action is Action.DELETE else not in_base
        direction = Direction.SPEC_CHANGED if moved_by_spec else Direction.DRIFTED
        fields = tuple(replace(field, direction=direction) for field in change.fields)
        return replace(change, direction=direction, fields=fields)
    fields = tuple(replace(field, direction=_direction(field, before)) for field in change.fields)
    found = {field.direction for field in fields}
    if change.action is Action.RENAME:
        found.add(Direction.SPEC_CHANGED)
    if len(found) == 1:
        overall = found.pop()
    else:
        overall = Direction.CONFLICT if Direction.CONFLICT in found else Direction.UNKNOWN
    return replace(change, direction=overall, fields=fields)


def _direction(field: FieldChange, base: Resource) -> Direction:
    was = at(base.attributes, field.path)
    if was is ABSENT or same(was, field.before):
        return Direction.SPEC_CHANGED
    return Direction.DRIFTED if same(was, field.after) else Direction.CONFLICT
