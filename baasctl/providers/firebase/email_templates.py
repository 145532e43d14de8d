"""`email_templates`: the mails of Identity Toolkit (research/vocabulary.md §4).

Every mail is always there, with Google's text until somebody writes another one. Whether the text is the project's
own is told by one flag (`customized`) for subject and body together, so both go back to Google's text together.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Attributes, Side
from baasctl.providers.contract import No
from baasctl.providers.firebase.identity_toolkit.codecs import TEXT
from baasctl.providers.firebase.identity_toolkit.rows import NATIVE, Row, nested, with_records
from baasctl.providers.firebase.identity_toolkit.update import Reveal, is_touched, leaves_of
from baasctl.providers.firebase.identity_toolkit.wire import Message, message_at

KIND: Final = "email_templates"
SUBJECT, BODY = "/subject", "/body"
_PARENT: Final = "notification.sendEmail"
WIRE_NAMES: Final[Mapping[str, str]] = {
    "confirmation": "verifyEmailTemplate",
    "email_changed": "changeEmailTemplate",
    "legacy_recovery": "legacyResetPasswordTemplate",
    "mfa_factor_enrolled": "revertSecondFactorAdditionTemplate",
    "recovery": "resetPasswordTemplate",
}
_GOOGLES_SENDER: Final = "noreply"
"""What Google answers for `senderLocalPart` and `replyTo` that nobody set (research/firebase.md §8)."""


def _none(reason: str) -> No:
    return No(
        reason=reason,
        verified=date(2026, 11, 22),
        source="firebase.google.com/docs/auth/email-custom, placeholders of templates",
    )


_PLACEHOLDERS: Final[Mapping[str, str | No]] = {
    "link": "%LINK%",
    "code": _none("the mails of Firebase carry a link, never a code"),
    "email": "%EMAIL%",
    "new_email": _none("only `email_changed` knows of a new address"),
}
PLACEHOLDERS: Final[Mapping[str, Mapping[str, str | No]]] = {
    "*": _PLACEHOLDERS,
    "email_changed": {**_PLACEHOLDERS, "new_email": "%NEW_EMAIL%"},
}


def rows(name: str) -> tuple[Row, ...]:
    """The settings of one mail; `bodyFormat` goes with the body."""
    wire = f"{_PARENT}.{WIRE_NAMES[name]}"
    return (
        Row(pointer=SUBJECT, wire=f"{wire}.subject", codec=TEXT, note="null together with `body`"),
        Row(pointer=BODY, wire=f"{wire}.body", codec=TEXT, note="HTML; null together with `subject`"),
        *(
            Row(pointer=f"{NATIVE}/{member}", wire=f"{wire}.{member}", codec=TEXT)
            for member in ("senderLocalPart", "senderDisplayName", "replyTo")
        ),
    )


def decode(config: Message, name: str, address: Address, spec: Attributes | None = None) -> Resource | None:
    """The mail, if anything about it is the project's own, or if the spec names it.

    Raises:
        UnexpectedAnswer: A setting has another type than the discovery document says.
    """
    mail = message_at(config, f"{_PARENT}.{WIRE_NAMES[name]}")
    values: dict[str, Side] = {}
    unset: set[str] = set()
    for row in rows(name):
        value, is_unset = row.read(config)
        values[row.pointer] = value
        is_googles = value == _GOOGLES_SENDER if row.is_native else mail.get("customized") is not True
        unset |= {row.pointer} if is_unset or value is ABSENT or is_googles else set()
    if len(unset) == len(values) and spec is None:
        return None
    return Resource(address=address, attributes=nested(values), unset=with_records(unset, values))


def encode(change: Change, reveal: Reveal) -> dict[str, object]:
    """The leaves to write for a change of one mail; a delete gives Google's texts back."""
    name = change.address.segments[0]
    mine = rows(name)
    if change.action is Action.DELETE:
        return _cleared(name)
    former = _cleared(change.renamed_from[0]) if change.renamed_from else {}
    found = {**former, **leaves_of(mine, change, reveal)}
    body = f"{_PARENT}.{WIRE_NAMES[name]}.body"
    if body in found and is_touched(change, BODY):
        found[f"{body}Format"] = None if found[body] is None else "HTML"
    return found


def _cleared(name: str) -> dict[str, object]:
    return {**{row.wire: None for row in rows(name)}, f"{_PARENT}.{WIRE_NAMES[name]}.bodyFormat": None}
