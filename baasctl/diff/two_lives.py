"""One live state beside another, as if the spec of the second asked for the first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from baasctl.diff.resources import Comparison, compare
from baasctl.kinds.registry import kind as kind_named
from baasctl.model.change import Action, Change
from baasctl.model.field import Field, Shape
from baasctl.model.resource import Resource
from baasctl.model.spec import Terms
from baasctl.model.state import DesiredState, Snapshot
from baasctl.model.value import Attributes, Value, pointer, without_digests
from baasctl.providers.contract import Support, Yes


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoLives:
    """Both sides, ready to be compared.

    Attributes:
        desired: The first one, under the name of the second.
        live: The second one, without the kinds that only one of the two has told; its costs are those of both.
        found: What would make the second like the first, and nothing about hazards: nobody asks for it.
        kinds: Those that were compared.
    """

    desired: DesiredState
    live: Snapshot
    found: Comparison
    kinds: tuple[str, ...]


def compare_lives(
    left: Snapshot, right: Snapshot, blank: DesiredState, support: Support, *, skip: Iterable[str] = ()
) -> TwoLives:
    """What would make *right* like *left*.

    What is set on one side only counts, too: a setting that *left* lacks is wanted unset, a resource that it lacks
    is wanted gone. Secrets of two projects have no digest in common, and are not compared.

    Args:
        left: In normal form.
        right: In normal form.
        blank: The second target's desired state, for its name and folder; kinds that it skips are left out.
        skip: Kinds that the first target skips.
    """
    target = replace(blank.target, skip=tuple(dict.fromkeys((*skip, *blank.target.skip))))
    unreadable = {**left.unreadable, **right.unreadable}
    hidden = unreadable.keys() | set(target.skip)
    theirs = {one.address: one for one in right.resources if one.address.kind not in hidden}
    wanted = []
    for one in left.resources:
        if one.address.kind not in hidden:
            address = replace(one.address, target=target.name)
            wanted.append(_wanted(replace(one, address=address), theirs.get(address), support))
    desired = replace(blank, target=target, resources=tuple(wanted), digests={}, emptied=())
    live = replace(
        right,
        resources=tuple(theirs.values()),
        unreadable=unreadable,
        calls=left.calls + right.calls,
        seconds=left.seconds + right.seconds,
    )
    kinds = {kind for kind, answer in support.kinds.items() if isinstance(answer, Yes)} - hidden
    return TwoLives(desired=desired, live=live, found=_compared(desired, live, support), kinds=tuple(sorted(kinds)))


def _compared(desired: DesiredState, live: Snapshot, support: Support) -> Comparison:
    named = desired.by_address()
    found = compare(desired, live, Terms(), support)
    gone = [
        Change(address=one.address, action=Action.DELETE, before=one.attributes)
        for one in live.resources
        if one.address not in named
    ]
    changes = sorted((*found.changes, *gone), key=lambda change: change.address)
    return replace(found, changes=tuple(replace(each, risks=()) for each in changes), unlisted=(), left_alone=())


def _wanted(one: Resource, other: Resource | None, support: Support) -> Resource:
    attributes = without_digests(one.attributes)
    if other is not None:
        kind = kind_named(one.address.kind)
        fields = support.fields_of(kind.name, kind.fields)
        attributes = _with_nulls(attributes, other.attributes, fields, "", other.unset)
    return replace(one, attributes=attributes, declared_at=None, origins={})


def _with_nulls(mine: Attributes, theirs: Attributes, fields: Field, path: str, unset: frozenset[str]) -> Attributes:
    """With null for what only the other one has set; maps and lists are whole and stay as they are."""
    found: dict[str, Value] = dict(mine)
    for name, value in theirs.items():
        here, member = path + pointer(name), fields.member(name)
        if here in unset or member is None or member.informative:
            continue
        if member.shape is Shape.RECORD and isinstance(value, Mapping):
            inner = mine.get(name)
            below = _with_nulls(inner if isinstance(inner, Mapping) else {}, value, member, here, unset)
            if below:
                found[name] = below
        elif name not in mine:
            found[name] = None
    return MappingProxyType(found)
