"""`auth`: the project's own settings in the document of Identity Toolkit (research/vocabulary.md §2).

Some settings are written together: the password policy, second factors, the mail server, the regions of text
messages. Links by mail mean nothing while `sign_in.email` is off, and do not come with it unless they are declared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Attributes, Side, tokens_of
from baasctl.providers.firebase.identity_toolkit import mail_server, password_policy, second_factors
from baasctl.providers.firebase.identity_toolkit.auth_rows import (
    EMAIL,
    ENUMERATION_PROTECTION,
    NATIVE_ROWS,
    NEUTRAL_ROWS,
    PASSWORDLESS,
    REGION_ROWS,
    ROWS,
)
from baasctl.providers.firebase.identity_toolkit.rows import declared, is_declared, nested, with_records
from baasctl.providers.firebase.identity_toolkit.update import Reveal, is_touched, leaves_of
from baasctl.providers.firebase.identity_toolkit.wire import Message, at_wire, message_at

KIND: Final = "auth"
_SECTIONS: Final = ("sign_up", "sign_in", "password", "mfa", "email", "sms", "native")
"""The order in which adopted settings are written, the kind's own."""
_LEAVES: Final = (*NEUTRAL_ROWS, *NATIVE_ROWS)
_POLICY, _FACTORS, _REGIONS = "passwordPolicyConfig", "mfa", "smsRegionConfig"
_SAID_BY_ADOPT: Final = (PASSWORDLESS, ENUMERATION_PROTECTION)
"""What unset means something else for in another project: links that sign-in by e-mail would come without, and what new
projects protect by themselves. A spec that is adopted says it, so that it describes both."""
POINTERS: Final = (*(row.pointer for row in ROWS), *password_policy.POINTERS, *second_factors.POINTERS)
WIRES: Final[Mapping[str, tuple[str, ...]]] = {
    **{row.pointer: (row.wire,) for row in ROWS},
    **password_policy.WIRES,
    **second_factors.WIRES,
}
"""Pointer to the wire leaves that it sets; `notification.sendEmail.method` goes with the host."""


def decode(config: Message, address: Address, spec: Attributes | None = None) -> Resource:
    """The one resource.

    Args:
        config: The document, its secrets as digests.
        spec: What the spec declares, which decides how settings read that Google keeps although they are off.

    Raises:
        UnexpectedAnswer: A setting has another type than the discovery document says.
    """
    values: dict[str, Side] = {}
    unset: set[str] = set()
    for row in (*_LEAVES, *REGION_ROWS):
        values[row.pointer], is_unset = row.read(config)
        unset |= {row.pointer} if is_unset else set()
    if not _is_email_on(config) and not is_declared(spec, PASSWORDLESS):
        del values[PASSWORDLESS]
        unset.add(PASSWORDLESS)
    unset -= {path for path in _SAID_BY_ADOPT if path in values and declared(spec, path) is not None}
    for found, also_unset in (
        password_policy.decode(message_at(config, _POLICY)),
        second_factors.decode(message_at(config, _FACTORS), spec),
        mail_server.decode(config, spec),
    ):
        values |= found
        unset |= also_unset
    ordered = dict(sorted(values.items(), key=lambda item: _SECTIONS.index(tokens_of(item[0])[0])))
    return Resource(address=address, attributes=nested(ordered), unset=with_records(unset, POINTERS))


def encode(change: Change, config: Message, reveal: Reveal) -> dict[str, object]:
    """The leaves to write.

    Args:
        config: The live document, for what is read, merged and kept.
    """
    return {
        **leaves_of(_LEAVES, change, reveal),
        **_email(change, config),
        **_under(_POLICY, password_policy.update(change, message_at(config, _POLICY))),
        **_under(_FACTORS, second_factors.update(change, message_at(config, _FACTORS))),
        **mail_server.update(change, config, reveal),
        **_regions(change),
    }


def _is_email_on(config: Message) -> bool:
    return at_wire(config, "signIn.email.enabled") is True


def _email(change: Change, config: Message) -> dict[str, object]:
    """Links by mail stay shut when sign-in by e-mail opens and the spec says nothing about them."""
    opens = is_touched(change, EMAIL) and declared(change.after, EMAIL) is True and not _is_email_on(config)
    silent = declared(change.after, PASSWORDLESS) is ABSENT
    return {"signIn.email.passwordRequired": True} if opens and silent else {}


def _regions(change: Change) -> dict[str, object]:
    """The whole oneof: naming one leaf would not say what becomes of the other side."""
    if not any(is_touched(change, row.pointer) for row in REGION_ROWS):
        return {}
    wanted = {row: declared(change.after, row.pointer) for row in REGION_ROWS}
    if all(value is ABSENT for value in wanted.values()):
        return {}
    for row, value in wanted.items():
        if value is not ABSENT and value is not None:
            _, choice, member = row.wire.split(".")
            return {_REGIONS: {choice: {member: row.codec.write(value)}}}  # type: ignore[arg-type]
    return {_REGIONS: None}


def _under(record: str, update: Mapping[str, object]) -> dict[str, object]:
    return {f"{record}.{path}": value for path, value in update.items()}


def wires_of(paths: Iterable[str]) -> tuple[str, ...]:
    """The wire leaves behind pointers and records of them, for messages."""
    found = (
        wire
        for path in paths
        for each, wires in WIRES.items()
        if each == path or each.startswith(f"{path}/") or path.startswith(f"{each}/")
        for wire in wires
    )
    return tuple(dict.fromkeys(found))
