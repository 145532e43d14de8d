"""`network`: from where the database can be reached. One per target."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Identity, Kind
from baasctl.kinds.membership import members
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
    """Ranges that get in and ranges that no longer do; what a wider range of the other side covers does not move."""
    before, after = members(field.before), members(field.after)
    return _beyond(after, before), _beyond(before, after)


def _beyond(ranges: frozenset[str], others: frozenset[str]) -> list[str]:
    return sorted(each for each in ranges - others if not any(_covers(other, each) for other in others))


def _covers(wide: str, narrow: str) -> bool:
    try:
        outer, inner = ip_network(wide, strict=False), ip_network(narrow, strict=False)
    except ValueError:
        return False
    if isinstance(outer, IPv4Network) and isinstance(inner, IPv4Network):
        return inner.subnet_of(outer)
    return isinstance(outer, IPv6Network) and isinstance(inner, IPv6Network) and inner.subnet_of(outer)


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
