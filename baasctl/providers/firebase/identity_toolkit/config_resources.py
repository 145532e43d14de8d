"""One document, three kinds: `auth`, `email_templates` and `auth_hooks`.

`decode` splits the document into resources; `encode` joins the changes of all kinds into one update that names only
the leaves that change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.resource import Resource
from baasctl.model.value import Attributes
from baasctl.providers.firebase import auth, auth_hooks, email_templates
from baasctl.providers.firebase.identity_toolkit.hook_address import Functions
from baasctl.providers.firebase.identity_toolkit.update import Reveal
from baasctl.providers.firebase.identity_toolkit.wire import Message

KINDS: Final = frozenset({auth.KIND, email_templates.KIND, auth_hooks.KIND})

Specs = Mapping[Address, Attributes]
"""What the spec declares, by address; empty when nothing is (adopt)."""


def decode(
    kind: str, config: Message, target: str, functions: Functions, specs: Specs | None = None
) -> tuple[Resource, ...]:
    """The live resources of one of the kinds.

    *specs* decide how settings read that Google keeps although they are off, and whether a hook's address is a
    `function` or a `uri`: as the spec writes it, so that both spellings compare equal.

    Raises:
        UnexpectedAnswer: A setting has another type than the discovery document says.
    """
    return tuple(sorted(_resources(kind, config, target, functions, specs or {}), key=lambda each: each.address))


def encode(changes: Sequence[Change], config: Message, functions: Functions, reveal: Reveal) -> dict[str, object]:
    """The leaves to write, `None` to clear.

    Args:
        config: The live document, for what is read, merged and kept.

    Raises:
        Invalid: A change must not be sent, or a secret is not known.
    """
    update: dict[str, object] = {}
    for change in changes:
        if change.address.kind == auth.KIND:
            update |= auth.encode(change, config, reveal)
        elif change.address.kind == email_templates.KIND:
            update |= email_templates.encode(change, reveal)
    return update | auth_hooks.encode(
        [one for one in changes if one.address.kind == auth_hooks.KIND], config, functions
    )


def wires_of(change: Change, paths: Sequence[str]) -> tuple[str, ...]:
    """The wire leaves behind fields of a change, for messages."""
    if change.address.kind == auth.KIND:
        return auth.wires_of(paths)
    name = change.address.segments[0]
    if change.address.kind == auth_hooks.KIND:
        return (f"{auth_hooks.TRIGGERS}.{auth_hooks.WIRE_NAMES[name]}",)
    rows = email_templates.rows(name)
    whole = change.action is Action.DELETE
    return tuple(row.wire for row in rows if whole or any(f"{row.pointer}/".startswith(f"{path}/") for path in paths))


def _resources(kind: str, config: Message, target: str, functions: Functions, specs: Specs) -> Iterator[Resource]:
    if kind == auth.KIND:
        address = Address(target, kind)
        yield auth.decode(config, address, specs.get(address))
        return
    for name in auth_hooks.WIRE_NAMES if kind == auth_hooks.KIND else email_templates.WIRE_NAMES:
        address = Address(target, kind, (name,))
        spec = specs.get(address)
        if kind == auth_hooks.KIND:
            found = auth_hooks.decode(config, address, functions, spec)
        else:
            found = email_templates.decode(config, name, address, spec)
        if found is not None:
            yield found
