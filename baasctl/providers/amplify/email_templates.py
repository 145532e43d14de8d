"""`email_templates`: the texts of a user pool (research/vocabulary.md §4).

`verification` and `invite` are in the pool, `sign_in_code` is the second factor by e-mail, which its being there
switches on. Texts of one's own are sent only through the account's own SES (`EmailSendingAccount: DEVELOPER`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Attributes, Side
from baasctl.providers.amplify.user_pool.documents import MFA, POOL, Documents, Drafts
from baasctl.providers.amplify.user_pool.rows import NATIVE, Row
from baasctl.providers.attribute_paths import declared_at, record_of, touched_by, unset_with_records
from baasctl.providers.contract import Bounds, No

KIND: Final = "email_templates"
SUBJECT, BODY = "/subject", "/body"
_CODE: Final = r"[\s\S]*\{####\}[\s\S]*"
_SUBJECTS: Final = Bounds(longest=140, pattern=r"[\s\S]+")
_BODIES: Final = Bounds(longest=20000, pattern=_CODE)
_MESSAGES: Final = Bounds(longest=140, pattern=_CODE)
_TEMPLATE: Final = "VerificationMessageTemplate"
_INVITE: Final = "AdminCreateUserConfig.InviteMessageTemplate"
_CODE_NOTE: Final = "has to hold {####}, the place of the code; needs `EmailSendingAccount: DEVELOPER`"
MIRRORS: Final[Mapping[str, str]] = {
    "EmailVerificationMessage": f"{_TEMPLATE}.EmailMessage",
    "EmailVerificationSubject": f"{_TEMPLATE}.EmailSubject",
    "SmsVerificationMessage": f"{_TEMPLATE}.SmsMessage",
}
"""Older members of the pool to the ones that they repeat (research/amplify.md §2.1)."""


def _row(pointer: str, wire: str, bounds: Bounds, *, document: str = POOL, doc: str = "", note: str = "") -> Row:
    return Row(pointer=pointer, document=document, wire=wire, bounds=bounds, doc=doc, note=note)


ROWS: Final[Mapping[str, tuple[Row, ...]]] = {
    "invite": (
        _row(SUBJECT, f"{_INVITE}.EmailSubject", _SUBJECTS),
        _row(
            BODY,
            f"{_INVITE}.EmailMessage",
            Bounds(longest=20000, pattern=r"(?=[\s\S]*\{####\})[\s\S]*\{username\}[\s\S]*"),
            note="has to hold {username} and {####}, the temporary password",
        ),
        _row(
            f"{NATIVE}/SMSMessage",
            f"{_INVITE}.SMSMessage",
            Bounds(longest=140, pattern=r"(?=[\s\S]*\{####\})[\s\S]*\{username\}[\s\S]*"),
            doc="The invitation as a text message, with {username} and {####}.",
        ),
    ),
    "sign_in_code": (
        _row(
            SUBJECT,
            "EmailMfaConfiguration.Subject",
            Bounds(longest=140, pattern=r"[\s\S]+"),
            document=MFA,
            note="its being there switches the second factor by e-mail on",
        ),
        _row(BODY, "EmailMfaConfiguration.Message", _BODIES, document=MFA, note=_CODE_NOTE),
        _row(
            f"{NATIVE}/SmsAuthenticationMessage",
            "SmsAuthenticationMessage",
            _MESSAGES,
            doc="The code of a second factor as a text message, with {####}.",
        ),
    ),
    "verification": (
        _row(SUBJECT, f"{_TEMPLATE}.EmailSubject", _SUBJECTS),
        _row(BODY, f"{_TEMPLATE}.EmailMessage", _BODIES, note=_CODE_NOTE),
        _row(
            f"{NATIVE}/SmsMessage",
            f"{_TEMPLATE}.SmsMessage",
            _MESSAGES,
            doc="The code as a text message, with {####}.",
        ),
        _row(
            f"{NATIVE}/EmailSubjectByLink",
            f"{_TEMPLATE}.EmailSubjectByLink",
            _SUBJECTS,
            doc="Subject of the mail that carries a link instead of a code.",
        ),
        _row(
            f"{NATIVE}/EmailMessageByLink",
            f"{_TEMPLATE}.EmailMessageByLink",
            Bounds(longest=20000, pattern=r"[\s\S]*\{##[\s\S]*##\}[\s\S]*"),
            doc="Body of that mail, with the link's words between {## and ##}.",
        ),
        Row(
            pointer=f"{NATIVE}/DefaultEmailOption",
            document=POOL,
            wire=f"{_TEMPLATE}.DefaultEmailOption",
            bounds=Bounds(choices=("CONFIRM_WITH_CODE", "CONFIRM_WITH_LINK")),
            default="CONFIRM_WITH_CODE",
            doc="Which of both mails is sent.",
        ),
    ),
}


def _none(reason: str) -> No:
    return No(reason=reason, verified=date(2026, 11, 22), source="botocore 1.43.106, cognito-idp, message templates")


_PLACEHOLDERS: Final[Mapping[str, str | No]] = {
    "link": _none("Cognito's link is a labelled button, `{##label##}` in `native.amplify.EmailMessageByLink`"),
    "code": "{####}",
    "email": _none("Cognito has no placeholder for the recipient"),
    "new_email": _none("Cognito has no placeholder for an address"),
}
PLACEHOLDERS: Final[Mapping[str, Mapping[str, str | No]]] = {"*": _PLACEHOLDERS}


def decode(documents: Documents, name: str, address: Address, spec: Attributes | None = None) -> Resource | None:
    """The texts, if any of them is the project's own, or if the spec names them.

    Raises:
        UnexpectedAnswer: A text is none.
    """
    values: dict[str, Side] = {}
    unset: set[str] = set()
    for row in ROWS[name]:
        if row.document in documents:
            values[row.pointer], is_unset = row.read(documents)
            unset |= {row.pointer} if is_unset else set()
    if len(unset) == len(values) and spec is None:
        return None
    return Resource(address=address, attributes=record_of(values), unset=unset_with_records(unset, values))


def apply(change: Change, drafts: Drafts) -> None:
    """Put a change into the drafts; a delete gives AWS's texts back."""
    if change.renamed_from:
        _clear(change.renamed_from[0], drafts)
    name = change.address.segments[0]
    if change.action is Action.DELETE:
        _clear(name, drafts)
        return
    for row in ROWS[name]:
        value = declared_at(change.after, row.pointer)
        if value is not ABSENT and touched_by(change, row.pointer):
            row.write(drafts, value)  # type: ignore[arg-type]


def documents_of(change: Change) -> frozenset[str]:
    """The documents that a change is written to."""
    names = (change.address.segments[0], *(change.renamed_from or ()))
    return frozenset(
        row.document
        for name in names
        for row in ROWS[name]
        if change.action is not Action.UPDATE or touched_by(change, row.pointer)
    )


def _clear(name: str, drafts: Drafts) -> None:
    for row in ROWS[name]:
        row.write(drafts, None)
