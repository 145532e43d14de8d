"""What rules of Firestore and Storage cannot say, found before anything is rendered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from baasctl.model.access import AccessResource, AllOf, Allow, AnyOf, Member, Party, Principal, Sort
from baasctl.model.probe import Operation
from baasctl.providers.firebase.access_rules.problems import Impossible
from baasctl.providers.firebase.access_rules.scope import parts_of
from baasctl.providers.firebase.access_rules.texts import is_segment

_MOST_LOOKUPS: Final = {Sort.ROWS: 10, Sort.FILES: 2}
"""Documents that one request may read: firebase.google.com/docs/firestore/security/rules-conditions,
"Access call limits"; firebase.google.com/docs/storage/security/rules-conditions, "enhance with Firestore"."""
_WHOLE_NAME: Final = re.compile(r"/?databases/([^/]+)/documents/(.+)")
"""As Google writes a collection of a database."""


def check_limits(resources: Iterable[AccessResource], impossible: Impossible) -> None:
    """Note what the language cannot say of these resources."""
    for resource in resources:
        _check_path(resource, impossible)
        _check_private(resource, impossible)
        _check_lists_of_files(resource, impossible)
        _check_lookups(resource, impossible)


def _check_path(resource: AccessResource, impossible: Impossible) -> None:
    parts = list(parts_of(resource.place.path))
    what = f"`{resource.name}` at `{resource.place.path}`"
    if any(not wildcard and not is_segment(part) for part, wildcard in parts):
        why = "a part of the path has characters that rules cannot name"
        impossible.add(resource.place.span, what, why, "parts are {variable}, or letters, digits and -._~!&'*:@")
    elif len({part for part, wildcard in parts if wildcard}) < sum(wildcard for _, wildcard in parts):
        impossible.add(resource.place.span, what, "two variables have one name", "rename one of them")
    elif resource.sort is Sort.ROWS and (len(parts) % 2 == 0 or any(wildcard for _, wildcard in parts[::2])):
        why = "that is no collection: names of collections and ids of documents take turns"
        whole = _WHOLE_NAME.fullmatch(resource.place.path)
        instead = f"`database: {whole[1]}` and `{whole[2]}`" if whole else "such as posts or posts/{post}/comments"
        impossible.add(resource.place.span, what, why, instead)
    elif resource.sort is Sort.ROWS and "=**}" in resource.place.path:
        why = "a variable for several parts leaves open which collection is meant"
        impossible.add(resource.place.span, what, why, "write one variable for each document")


def _check_private(resource: AccessResource, impossible: Impossible) -> None:
    """Whole documents are read: a private field needs that all readers may see it."""
    readers = [entry for entry in resource.allow if {Operation.GET, Operation.LIST} & set(entry.operations)]
    for rule in resource.fields:
        private = [party.principal for party in rule.private_to]
        others = [party for entry in readers for party in entry.to if party.principal not in private]
        if private and others:
            who = f"`{others[0].name}`" if others[0].name else "somebody else"
            why = f"{who} may read the row, and {impossible.language} gives whole documents"
            instead = "move the field to a resource of its own, which only they may read"
            impossible.add(rule.span("private_to"), f"`private_to` of `{rule.name}`", why, instead)


def _check_lists_of_files(resource: AccessResource, impossible: Impossible) -> None:
    for entry in resource.allow:
        if resource.sort is Sort.FILES and entry.when and Operation.LIST in entry.operations:
            why = "a list is asked of a folder, whose files the rules do not see"
            instead = "write `do: get` here, and an entry without `when` for `list`"
            impossible.add(entry.span_of("when"), "`when` for `list`", why, instead)


def _check_lookups(resource: AccessResource, impossible: Impossible) -> None:
    most = _MOST_LOOKUPS[resource.sort]
    for operation in Operation:
        entries = [entry for entry in resource.allow if operation in entry.operations]
        found = {member for entry in entries for member in _members(entry)}
        twice = 2 if operation is Operation.UPDATE else 1
        if len(found) * twice > most:
            why = f"it may read {len(found) * twice} memberships, {impossible.language}'s limit is {most} a request"
            instead = "use fewer principals by `member`, or a claim of the token"
            impossible.add(entries[-1].span, f"`{operation}` of `{resource.name}`", why, instead)


def _members(entry: Allow) -> Iterator[Member]:
    for party in entry.to:
        yield from _members_of(party.principal)


def _members_of(principal: Principal) -> Iterator[Member]:
    if isinstance(principal, AnyOf | AllOf):
        parts: tuple[Party, ...] = principal.parts
        for part in parts:
            yield from _members_of(part.principal)
    elif isinstance(principal, Member):
        yield principal
