"""`email_templates`: subjects and bodies of 13 mails (research/vocabulary.md §4)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import cache

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Attributes, Value, leaves
from baasctl.providers.contract import Bounds, No
from baasctl.providers.supabase.auth_settings.codecs import SWITCH, TEXT
from baasctl.providers.supabase.auth_settings.document import AuthDocument
from baasctl.providers.supabase.auth_settings.mail_texts import PLATFORM_TEXTS
from baasctl.providers.supabase.auth_settings.rows import NATIVE, Row, nested, with_records
from baasctl.providers.supabase.auth_settings.writing import Reveal, written

KIND = "email_templates"

MAILS = ("confirmation", "recovery", "invite", "magic_link", "email_change", "reauthentication")
NOTIFICATIONS = (
    "email_changed",
    "identity_linked",
    "identity_unlinked",
    "mfa_factor_enrolled",
    "mfa_factor_unenrolled",
    "password_changed",
    "phone_changed",
)
"""Mails that tell of something done; each is sent only when its own switch is on."""

NAMES = (*MAILS, *NOTIFICATIONS)
_SWITCH = f"{NATIVE}enabled"
_LINK, _CODE, _EMAIL, _NEW_EMAIL = "{{ .ConfirmationURL }}", "{{ .Token }}", "{{ .Email }}", "{{ .NewEmail }}"


def _none(reason: str) -> No:
    return No(reason=reason, verified=date(2026, 11, 22), source="supabase/auth bc32168 internal/mailer")


_NO_NEW_EMAIL = _none("only `email_change` and `email_changed` know of a new address")
_TOLD_ONLY: Mapping[str, str | No] = {
    "link": _none("this mail tells of something done; it has no link to confirm"),
    "code": _none("this mail tells of something done; it has no code"),
    "email": _EMAIL,
    "new_email": _NO_NEW_EMAIL,
}

PLACEHOLDERS: Mapping[str, Mapping[str, str | No]] = {
    "*": {"link": _LINK, "code": _CODE, "email": _EMAIL, "new_email": _NO_NEW_EMAIL},
    "email_change": {"link": _LINK, "code": _CODE, "email": _EMAIL, "new_email": _NEW_EMAIL},
    "reauthentication": {
        "link": _none("this mail carries a code only"),
        "code": _CODE,
        "email": _EMAIL,
        "new_email": _NO_NEW_EMAIL,
    },
    **dict.fromkeys(NOTIFICATIONS, _TOLD_ONLY),
    "email_changed": {**_TOLD_ONLY, "email": "{{ .OldEmail }}", "new_email": _EMAIL},
}
"""Neutral placeholders of templates; `email_changed` goes to the former address (research/vocabulary.md §4)."""


@cache
def rows(name: str) -> tuple[Row, ...]:
    """The settings of one mail."""
    wire = f"{name}_notification" if name in NOTIFICATIONS else name
    texts = (
        Row(pointer="/subject", wire=f"mailer_subjects_{wire}", codec=TEXT),
        Row(pointer="/body", wire=f"mailer_templates_{wire}_content", codec=TEXT),
    )
    if name not in NOTIFICATIONS:
        return texts
    switch = Row(
        pointer=_SWITCH,
        wire=f"mailer_notifications_{name}_enabled",
        codec=SWITCH,
        bounds=Bounds(choices=(True, False)),
    )
    return (*texts, switch)


def decode(document: AuthDocument, name: str, address: Address, spec: Attributes | None = None) -> Resource | None:
    """The mail, if anything about it is the project's own, or if the spec asks for nothing of its own.

    A text that the platform renders where none is set counts as unset, also where v1 shows it.

    Raises:
        UnexpectedAnswer: A setting has another type than the contract says.
    """
    values: dict[str, Value] = {}
    unset = set()
    own = False
    for row in rows(name):
        value, is_unset = document.read(row)
        if value is not ABSENT:
            values[row.pointer] = value  # type: ignore[assignment]
        if is_unset or _is_platform_text(row.wire, value):
            unset.add(row.pointer)
        own = own or (row.pointer not in unset and value is not False)
    if not own and not _asks_for_nothing(spec):
        return None
    attributes = nested(values)
    return Resource(
        address=address, attributes=attributes, unset=with_records(unset, [row.pointer for row in rows(name)])
    )


def encode(change: Change, reveal: Reveal) -> dict[str, object]:
    """The fields to send for a change of one mail; a delete gives the platform's texts back."""
    mine = rows(change.address.segments[0])
    if change.action is Action.DELETE:
        return {row.wire: None for row in mine}
    former = rows(change.renamed_from[0]) if change.renamed_from else ()
    return {**{row.wire: None for row in former}, **written(mine, change, reveal)}


def _is_platform_text(wire: str, value: object) -> bool:
    return isinstance(value, str) and hashlib.sha256(value.encode()).hexdigest()[:32] == PLATFORM_TEXTS[wire]


def _asks_for_nothing(spec: Attributes | None) -> bool:
    return spec is not None and all(value is None or value is False or value == {} for _, value in leaves(spec))
