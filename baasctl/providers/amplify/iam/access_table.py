"""Who may do what with which path, from the policies of all roles and back into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from baasctl.providers.amplify.iam.access_statements import Said, document_for, others_in, said_in
from baasctl.providers.amplify.iam.policy_document import Document, document_of
from baasctl.providers.amplify.roles import STORAGE_POLICY
from baasctl.providers.amplify.storage_access import ENTITY, OPERATIONS, OWN, Operations, is_below

Place: TypeAlias = tuple[str, str]
"""Bucket and path."""
Policies: TypeAlias = Mapping[str, Mapping[str, object]]
"""Role to the documents of its own policies, by name."""
Table: TypeAlias = dict[Place, dict[str, Operations]]
"""What each role may really do: what is denied is not there, what a path above gives is."""


def table_of(policies: Policies) -> Table:
    """The table that the policies amount to."""
    found: Table = {}
    everything = {role: [*_said(documents.values())] for role, documents in policies.items()}
    places = {(each.bucket, each.path) for said in everything.values() for each in said}
    for place in sorted(places):
        found[place] = {role: _at(place, said) for role, said in everything.items()}
    return found


def owners(policies: Policies) -> Mapping[Place, tuple[str, ...]]:
    """The policies that speak of a place and are not ours: `<policy> of role <role>`."""
    found: dict[Place, list[str]] = {}
    for role, documents in policies.items():
        for name, document in documents.items():
            if name != STORAGE_POLICY:
                for place in {(each.bucket, each.path) for each in _said([document])}:
                    found.setdefault(place, []).append(f"{name} of role {role}")
    return {place: tuple(each) for place, each in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyWrite:
    """One policy of a role as it has to become; `None`: it goes."""

    role: str
    policy: str
    document: Document | None


def writes(policies: Policies, changed: Mapping[Place, Mapping[str, Operations] | None]) -> list[PolicyWrite]:
    """What makes the changed places so, and leaves every other place as it is.

    A place that another policy speaks of is taken out of it: nothing else could take a grant away.

    Args:
        changed: What each role may do there; `None`: the place is not spoken of any more.
    """
    wanted: Table = table_of(policies)
    ours = {place for documents in policies.values() for place in _places(documents.get(STORAGE_POLICY))}
    for place, operations in changed.items():
        if operations is None:
            wanted.pop(place, None)
            ours.discard(place)
        else:
            wanted[place] = dict(operations)
            ours.add(place)
    found: list[PolicyWrite] = []
    for role, documents in policies.items():
        others: list[Said] = []
        for name, document in documents.items():
            if name == STORAGE_POLICY:
                continue
            before = list(_said([document]))
            kept = [each for each in before if (each.bucket, each.path) not in changed]
            others.extend(kept)
            if kept != before:
                left = document_for(kept, others_in(document_of(document) or {}))
                found.append(PolicyWrite(role=role, policy=name, document=left))
        found.extend(_own(role, documents.get(STORAGE_POLICY), wanted, ours, others))
    return found


def _own(role: str, live: object, wanted: Table, ours: set[Place], others: list[Said]) -> list[PolicyWrite]:
    """Our policy of one role: grants of our places, and denials wherever a path above would give too much."""
    said: list[Said] = []
    for place in sorted(wanted):
        bucket, path = place
        granted = wanted[place].get(role, frozenset())
        if place in ours:
            said += [Said(bucket=bucket, path=path, operation=each, allowed=True) for each in sorted(granted)]
        above = _from_above(place, role, wanted)
        denied = {each.operation for each in others if (each.bucket, each.path) == place and not each.allowed}
        said += [
            Said(bucket=bucket, path=path, operation=each, allowed=False) for each in sorted(above - granted - denied)
        ]
    document = document_of(live)
    after = document_for(said, others_in(document) if document is not None else ())
    if after is None and document is None:
        return []
    if after is not None and document is not None and set(said) == set(_said([document])):
        return []
    return [PolicyWrite(role=role, policy=STORAGE_POLICY, document=after)]


def _from_above(place: Place, role: str, wanted: Table) -> Operations:
    bucket, path = place
    if ENTITY in path:
        return frozenset()
    return frozenset(
        each
        for (other, above), operations in wanted.items()
        if other == bucket and is_below(path, above)
        for each in operations.get(role, frozenset())
        if not each.startswith(OWN)
    )


def _at(place: Place, said: list[Said]) -> Operations:
    """What one role may do at a place."""
    bucket, path = place
    here = [each for each in said if (each.bucket, each.path) == place]
    denied = {each.operation for each in here if not each.allowed}
    allowed = {each.operation for each in here if each.allowed}
    if ENTITY not in path:
        allowed |= {
            each.operation
            for each in said
            if each.allowed and each.bucket == bucket and is_below(path, each.path) and each.operation in OPERATIONS
        }
    return frozenset(allowed - denied)


def _said(documents: Iterable[object]) -> Iterable[Said]:
    for written in documents:
        document = document_of(written)
        if document is not None:
            yield from said_in(document)


def _places(document: object) -> set[Place]:
    return {(each.bucket, each.path) for each in _said([document])}
