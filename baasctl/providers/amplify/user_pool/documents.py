"""The documents of a user pool and values in them by wire path (`Policies.PasswordPolicy.MinimumLength`)."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Final, TypeAlias, cast

from baasctl.providers.strict import expect_or_none

Message: TypeAlias = Mapping[str, object]
Documents: TypeAlias = Mapping[str, Message]
"""Document to its content; one that nobody fetched is missing, one that AWS does not have is empty."""

Drafts: TypeAlias = dict[str, dict[str, object]]
"""Copies of the live documents, as they are to become."""

POOL: Final = "user pool"
MFA: Final = "user pool second factors"
CLIENT: Final = "user pool default client"
RISK: Final = "user pool risk configuration"
LOGS: Final = "user pool log delivery"
UI: Final = "user pool classic sign-in pages"
BRANDING: Final = "user pool managed sign-in pages"
DOMAIN: Final = "user pool prefix domain"
CUSTOM_DOMAIN: Final = "user pool own domain"
CLIENTS: Final = "user pool app clients"
"""Asked for where nothing leads to the default one: it is the only one then, or nobody knows."""
ALL: Final = (POOL, MFA, CLIENT, RISK, LOGS, UI, BRANDING, DOMAIN, CUSTOM_DOMAIN)
"""Also the order in which they are written, but for `writing.order`."""

ACCEPTED: Final = "accepted"
"""Member of the answer for `POOL`: what `UpdateUserPool` of the installed botocore can send."""
NEWER: Final = ("AcrConfiguration", "DcrConfiguration")
"""Members that an older botocore neither sends nor reads."""


def unknown_members(documents: Documents) -> frozenset[str]:
    """The newer members that the installed botocore does not have; none where nobody asked it."""
    accepted = documents.get(POOL, {}).get(ACCEPTED)
    return frozenset(NEWER).difference(accepted) if isinstance(accepted, list) else frozenset()


def at_wire(message: Message, path: str, document: str) -> object:
    """The value at a wire path, `None` where it is missing.

    Raises:
        UnexpectedAnswer: A member on the way is no object.
    """
    *records, last = path.split(".")
    place = ""
    for name in records:
        place += f"/{name}"
        message = expect_or_none(message.get(name), dict, document, place) or {}
    return message.get(last)


def texts_at(message: Message, path: str, document: str) -> list[str]:
    """The texts of a list, empty where it is missing.

    Raises:
        UnexpectedAnswer: It is no list of texts.
    """
    place = f"/{path.replace('.', '/')}"
    found = expect_or_none(at_wire(message, path, document), list, document, place) or []
    return [expect_or_none(member, str, document, f"{place}/{index}") or "" for index, member in enumerate(found)]


def put_wire(draft: MutableMapping[str, object], path: str, value: object) -> None:
    """Set the value at a wire path; records on the way are made."""
    *records, last = path.split(".")
    for name in records:
        inner = draft.get(name)
        draft[name] = copied = dict(cast(Message, inner)) if isinstance(inner, Mapping) else {}
        draft = copied
    draft[last] = value


def drop_wire(draft: MutableMapping[str, object], path: str) -> None:
    """Take the value at a wire path away, and every record that holds nothing then."""
    head, _, rest = path.partition(".")
    if not rest:
        draft.pop(head, None)
        return
    inner = draft.get(head)
    if isinstance(inner, Mapping):
        copied = dict(cast(Message, inner))
        drop_wire(copied, rest)
        if copied:
            draft[head] = copied
        else:
            draft.pop(head)
