"""Which resources differ, and what is live beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from baasctl.diff.direction import with_directions
from baasctl.diff.fields import all_fields, compare_fields
from baasctl.diff.ignoring import ignored_elements, is_ignored
from baasctl.kinds.kind import Kind, Ownership
from baasctl.kinds.registry import kind as kind_named
from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.plan import LeftAlone
from baasctl.model.resource import Resource
from baasctl.model.spec import Kept, Prune, PruneMode, Terms
from baasctl.model.state import DesiredState, Snapshot
from baasctl.providers.contract import Support


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What comparing desired with live found.

    Attributes:
        changes: Sorted by address. Empty means equal.
        unlisted: Live resources on objects that the spec owns whole and does not list; the plan refuses.
        left_alone: Live, not in the spec, not touched, by reason.
        not_compared: Addresses with pointers of secrets that one side cannot tell.
        live_counts: Live resources by kind, for guards.
    """

    changes: tuple[Change, ...]
    unlisted: tuple[Resource, ...] = ()
    left_alone: tuple[LeftAlone, ...] = ()
    not_compared: tuple[tuple[Address, str], ...] = ()
    live_counts: Mapping[str, int]


def compare(
    desired: DesiredState,
    live: Snapshot,
    terms: Terms,
    support: Support,
    base: DesiredState | None = None,
) -> Comparison:
    """Compare both sides in normal form.

    Kinds that could not be read yield no change. Nothing is deleted but what *terms* prune.

    Args:
        base: What the spec asked for at a git revision, in normal form; gives changes their direction.
    """
    at_base = base.by_address() if base is not None else None
    beside = {address: one for address, one in live.by_address().items() if not is_ignored(terms.ignore, address)}
    changes: list[Change] = []
    silent: list[tuple[Address, str]] = []
    matched: set[Address] = set()
    for resource in desired.resources:
        if resource.address.kind in live.unreadable:
            continue
        found = _match(resource, beside)
        if found is not None:
            matched.add(found.address)
        change, quiet = _change(resource, found, terms, support)
        silent.extend((resource.address, path) for path in quiet)
        if change is not None:
            changes.append(change)
    extra = [one for address, one in beside.items() if address not in matched]
    deletes, unlisted, alone = _beside_the_spec(extra, desired, terms)
    changes.extend(deletes)
    counts: dict[str, int] = defaultdict(int)
    for one in live.resources:
        counts[one.address.kind] += 1
    return Comparison(
        changes=tuple(
            sorted((with_directions(_judged(each, support), at_base) for each in changes), key=lambda c: c.address)
        ),
        unlisted=tuple(sorted(unlisted, key=lambda one: one.address)),
        left_alone=alone,
        not_compared=tuple(silent),
        live_counts=counts,
    )


def _match(resource: Resource, live: Mapping[Address, Resource]) -> Resource | None:
    """The live resource of the same name, else the one it is renamed from."""
    found = live.get(resource.address)
    if found is None and resource.renamed_from is not None:
        found = live.get(replace(resource.address, segments=resource.renamed_from))
    return found


def _change(
    resource: Resource, live: Resource | None, terms: Terms, support: Support
) -> tuple[Change | None, tuple[str, ...]]:
    """The change of one declared resource, if any, and the pointers that could not be compared."""
    kind = kind_named(resource.address.kind)
    fields = support.fields_of(kind.name, kind.fields)
    start = Change(
        address=resource.address,
        action=Action.CREATE,
        after=resource.attributes,
        span=resource.declared_at,
        facts=resource.facts,
    )
    if live is None:
        return replace(start, fields=all_fields(resource, fields)), ()
    result = compare_fields(resource, live, fields, ignored_elements(terms.ignore, resource.address))
    renamed = live.address != resource.address
    if not result.changes and not renamed:
        return None, result.not_compared
    fixed = live.facts.get("immutable")
    frozen = [
        change
        for change in result.changes
        if _is_immutable(kind, change.path) or (isinstance(fixed, tuple) and change.path in fixed)
    ]
    action = Action.RENAME if renamed else Action.REPLACE if frozen else Action.UPDATE
    change = replace(
        start,
        action=action,
        before=result.before,
        after=result.after,
        fields=result.changes,
        remote_id=live.remote_id,
        version=live.version,
        renamed_from=live.address.segments if renamed else None,
        reason=f"`{frozen[0].path}` cannot be changed in place" if frozen else _reason(resource),
        facts={**live.facts, **resource.facts},
    )
    return change, result.not_compared


def _reason(resource: Resource) -> str:
    """What normalising found out about the difference of both sides, such as that only the formatting differs."""
    found = resource.facts.get("reason")
    return found if isinstance(found, str) else ""


def _is_immutable(kind: Kind, path: str) -> bool:
    field = kind.fields.at(tuple(path.split("/")[1:]))
    return field is not None and field.immutable


def _judged(change: Change, support: Support) -> Change:
    """The change with its hazards and its effect on access."""
    kind = kind_named(change.address.kind)
    found = {*kind.risks(change), *(risk for judge in support.risks for risk in judge(change))}
    return replace(change, risks=tuple(sorted(found)), access=kind.access(change))


def _beside_the_spec(
    extra: list[Resource], desired: DesiredState, terms: Terms
) -> tuple[list[Change], list[Resource], tuple[LeftAlone, ...]]:
    """Sort live resources that the spec does not name into deletes, refusals and what is left alone."""
    owned = {
        (one.address.kind, _object(one.address))
        for one in desired.resources
        if one.address.segments and kind_named(one.address.kind).ownership is Ownership.WHOLE_OBJECT
    } | {(one.address.kind, one.address.segments[0]) for one in desired.emptied}
    kept = {(each.kind, each.name): each for each in terms.keep}
    deletes: list[Change] = []
    unlisted: list[Resource] = []
    alone: dict[tuple[str, str], list[Address]] = defaultdict(list)
    for one in extra:
        address = one.address
        keeper = _keeper(address, kept)
        if keeper is not None:
            alone[address.kind, f"keep: {keeper.reason}"].append(address)
        elif _may_prune(one, terms.prune.get(address.kind)):
            deletes.append(_delete(one))
        elif address.segments and (address.kind, _object(address)) in owned:
            unlisted.append(one)
        elif address.segments:
            alone[address.kind, "not in the spec"].append(address)
    groups = (
        LeftAlone(kind=kind, addresses=tuple(sorted(addresses)), reason=reason)
        for (kind, reason), addresses in sorted(alone.items())
    )
    return deletes, unlisted, tuple(groups)


def _object(address: Address) -> str:
    """What is owned whole: the first of two names; where there is one name, all of the kind."""
    return address.segments[0] if kind_named(address.kind).depth > 1 else ""


def _keeper(address: Address, kept: Mapping[tuple[str, str], Kept]) -> Kept | None:
    names = (address.name, "/".join(address.segments))
    return next((kept[address.kind, name] for name in names if (address.kind, name) in kept), None)


def _may_prune(one: Resource, rule: Prune | None) -> bool:
    kind = kind_named(one.address.kind)
    if rule is None or rule.mode is PruneMode.NEVER or not kind.prunable:
        return False
    is_marked = one.marker is not None and one.marker.startswith("baasctl=")
    if rule.mode is PruneMode.OWNED or (kind.prunes_only_marked and not is_marked):
        return is_marked
    return not rule.within or any(_within(one.address, scope) for scope in rule.within)


def _within(address: Address, scope: str) -> bool:
    """A schema for `schema.table` names, a glob for the others."""
    first = address.segments[0]
    return first.startswith(f"{scope}.") or fnmatchcase(first, scope)


def _delete(one: Resource) -> Change:
    return Change(
        address=one.address,
        action=Action.DELETE,
        before=one.attributes,
        remote_id=one.remote_id,
        version=one.version,
        facts=one.facts,
    )
