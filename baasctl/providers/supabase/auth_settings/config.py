"""One document, four kinds: `auth`, `identity_providers`, `email_templates` and `auth_hooks`.

`decode` splits the document that both answers make into resources; `encode` joins the changes of all four kinds
into the body of one `PATCH /v1/projects/{ref}/config/auth` that holds only what changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.resource import Resource
from baasctl.model.value import Attributes
from baasctl.providers.supabase import auth, auth_hooks, email_templates, identity_providers
from baasctl.providers.supabase.auth_settings.document import AuthDocument
from baasctl.providers.supabase.auth_settings.writing import Reveal

KINDS = frozenset({auth.KIND, identity_providers.KIND, email_templates.KIND, auth_hooks.KIND})

Specs = Mapping[Address, Attributes]
"""What the spec declares, by address; empty when nothing is (adopt)."""


def decode(kind: str, document: AuthDocument, target: str, specs: Specs | None = None) -> tuple[Resource, ...]:
    """The live resources of one of the four kinds.

    *specs* decide how settings read that the server keeps although they are off, and whether a hook's
    address is a `function` or a `uri`: as the spec writes it, so that both spellings compare equal.

    Raises:
        UnexpectedAnswer: A setting has another type than the contract says.
    """
    return tuple(sorted(_resources(kind, document, target, specs or {}), key=lambda each: each.address))


def encode(changes: Sequence[Change], ref: str, reveal: Reveal) -> dict[str, object]:
    """The body of the request, sorted by field; `None` unsets.

    Raises:
        Invalid: A change must not be sent, or a secret is not known.
    """
    body: dict[str, object] = {}
    for change in changes:
        body.update(_fields(change, ref, reveal))
    return dict(sorted(body.items()))


def _fields(change: Change, ref: str, reveal: Reveal) -> dict[str, object]:
    if change.address.kind == auth.KIND:
        return auth.encode(change, reveal)
    if change.address.kind == identity_providers.KIND:
        return identity_providers.encode(change, reveal)
    if change.address.kind == email_templates.KIND:
        return email_templates.encode(change, reveal)
    return auth_hooks.encode(change, ref, reveal)


def _resources(kind: str, document: AuthDocument, target: str, specs: Specs) -> Iterator[Resource]:
    if kind == auth.KIND:
        address = Address(target, kind)
        yield auth.decode(document, address, specs.get(address))
        return
    names, decode_one = _NAMED[kind]
    for name in names:
        address = Address(target, kind, (name,))
        found = decode_one(document, name, address, specs.get(address))
        if found is not None:
            yield found


_NAMED = {
    identity_providers.KIND: (tuple(identity_providers.WIRE_NAMES), identity_providers.decode),
    email_templates.KIND: (email_templates.NAMES, email_templates.decode),
    auth_hooks.KIND: (tuple(auth_hooks.WIRE_NAMES), auth_hooks.decode),
}
