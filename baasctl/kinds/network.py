"""`network`: from where the database can be reached. One per target."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field as Described

from baasctl.kinds.fields import field_tree
from baasctl.kinds.kind import Attributed, Identity, Kind
from baasctl.kinds.types import SetOf, Text
from baasctl.model.change import Access, Change, FieldChange, Hazard, Risk


class Network(Attributed):
    """Addresses that may connect to the database and its pooler; HTTP interfaces are not affected."""

    allowed_cidrs: SetOf[Text] | None = Described(
        None, description="IPv4 and IPv6 ranges, such as 203.0.113.0/24; everybody is 0.0.0.0/0 and ::/0."
    )


def risks(change: Change) -> Iterator[Risk]:
    """A range more widens, a range less locks out."""
    for field in change.fields:
        gained, lost = _ranges(field)
        if gained:
            why = f"{', '.join(gained)} can reach the database"
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why=why)
        if lost:
            why = f"{', '.join(lost)} can no longer reach the database"
            yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why=why)


def access(change: Change) -> Access:
    """By the ranges that come and go."""
    moved = [_ranges(field) for field in change.fields]
    if any(gained for gained, _ in moved):
        return Access.WIDENS
    return Access.NARROWS if any(lost for _, lost in moved) else Access.NEUTRAL


def _ranges(field: FieldChange) -> tuple[list[str], list[str]]:
    before, after = (
        {str(each) for each in side} if isinstance(side, tuple) else set() for side in (field.before, field.after)
    )
    return sorted(after - before), sorted(before - after)


KIND = Kind(
    name="network",
    title="Addresses from which the database can be reached",
    model=Network,
    depth=0,
    fields=field_tree(Network),
    identity=Identity.SINGLETON,
    risks=risks,
    access=access,
    prunable=False,
)
