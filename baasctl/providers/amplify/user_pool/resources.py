"""Documents of a user pool ⇄ resources of three kinds: `auth`, `email_templates` and `auth_hooks`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.resource import Resource
from baasctl.model.value import Attributes, at, leaves, put, thaw
from baasctl.providers.amplify import auth, auth_hooks, email_templates
from baasctl.providers.amplify.auth_hooks import Functions
from baasctl.providers.amplify.user_pool import schema
from baasctl.providers.amplify.user_pool.documents import MFA, POOL, Documents, Drafts, Message
from baasctl.providers.amplify.user_pool.requests import folded
from baasctl.providers.amplify.user_pool.rows import Row
from baasctl.providers.contract import Wanted

KINDS: Final = frozenset((auth.KIND, email_templates.KIND, auth_hooks.KIND))
Specs = Mapping[Address, Attributes]
"""What the spec declares, by address; empty when nothing is (adopt)."""


def documents_wanted(wanted: Wanted) -> dict[str, frozenset[str]]:
    """Document to the kinds that need it; of `auth` only those that hold a declared field."""
    found: dict[str, set[str]] = {}
    desired = wanted.desired.resources if wanted.desired is not None else ()
    for kind in KINDS & wanted.kinds:
        mine = [each for each in desired if each.address.kind == kind]
        for document in _needed(kind, mine, is_whole=wanted.is_whole(kind)):
            found.setdefault(document, set()).add(kind)
    return {document: frozenset(kinds) for document, kinds in found.items()}


def _needed(kind: str, declared: Sequence[Resource], *, is_whole: bool) -> frozenset[str]:
    if kind == auth.KIND:
        paths = [path for one in declared for path, _ in leaves(one.attributes)]
        return auth.documents_for(None if is_whole else paths)
    if kind == email_templates.KIND and (is_whole or any("sign_in_code" in _names(one) for one in declared)):
        return frozenset((POOL, MFA))
    return frozenset((POOL,))


def _names(resource: Resource) -> Iterable[str]:
    return (*resource.address.segments, *(resource.renamed_from or ()))


def documents_of(changes: Sequence[Change]) -> frozenset[str]:
    """The documents that changes are written to; the pool is always read along."""
    found = {POOL}
    for change in changes:
        if change.address.kind == auth.KIND:
            found |= {document for setting in auth.touched(change) for document in setting.documents}
        elif change.address.kind == email_templates.KIND:
            found |= email_templates.documents_of(change)
    return frozenset(found)


def decode(
    kind: str, documents: Documents, target: str, functions: Functions, specs: Specs | None = None
) -> tuple[Resource, ...]:
    """The live resources of one of the kinds.

    Raises:
        UnexpectedAnswer: A setting has another type than botocore's model says.
    """
    known = {**documents, POOL: folded(documents[POOL])} if POOL in documents else documents
    found = _resources(kind, known, target, functions, specs or {})
    return tuple(sorted(found, key=lambda each: each.address))


def apply(changes: Sequence[Change], drafts: Drafts, functions: Functions) -> None:
    """Put all changes into the drafts.

    Raises:
        Invalid: A change must not be sent.
    """
    for change in sorted(changes, key=lambda one: one.action is not Action.DELETE):
        if change.address.kind == auth.KIND:
            auth.apply(change, drafts)
        elif change.address.kind == email_templates.KIND:
            email_templates.apply(change, drafts)
        else:
            auth_hooks.apply(change, drafts, functions)


def wires_of(change: Change, paths: Iterable[str]) -> tuple[str, ...]:
    """The wire paths behind fields of a change, for messages."""
    wanted = tuple(paths)
    if change.address.kind == auth.KIND:
        return auth.wires_of(wanted)
    name = change.address.segments[0]
    if change.address.kind == auth_hooks.KIND:
        return (f"LambdaConfig.{auth_hooks.WIRE_NAMES[name]}",)
    return tuple(row.wire for row in email_templates.ROWS[name] if not wanted or row.pointer in wanted)


def normal_form(resource: Resource, functions: Functions, pool: Message) -> Resource:
    """A declared resource as it would read back: native sets without order, functions by the name that code has."""
    attributes = resource.attributes
    name = attributes.get("function") if resource.address.kind == auth_hooks.KIND else None
    if isinstance(name, str):
        return resource.with_attributes(put(attributes, auth_hooks.FUNCTION, functions.meant_by(name)))
    for setting in auth.SETTINGS if resource.address.kind == auth.KIND else ():
        value = at(attributes, setting.pointer)
        if isinstance(setting, Row) and isinstance(value, tuple) and setting.form.accepts(value):
            attributes = put(attributes, setting.pointer, setting.form.read(thaw(value)))
    if resource.address.kind == auth.KIND:
        attributes = schema.filled(attributes, pool)
    return resource if attributes is resource.attributes else resource.with_attributes(attributes)


def _resources(kind: str, documents: Documents, target: str, functions: Functions, specs: Specs) -> Iterator[Resource]:
    if kind == auth.KIND:
        address = Address(target, kind)
        yield auth.decode(documents, address, specs.get(address))
        return
    for name in auth_hooks.WIRE_NAMES if kind == auth_hooks.KIND else email_templates.ROWS:
        address = Address(target, kind, (name,))
        spec = specs.get(address)
        if kind == auth_hooks.KIND:
            found = auth_hooks.decode(documents, address, functions, spec)
        else:
            found = email_templates.decode(documents, name, address, spec)
        if found is not None:
            yield found
