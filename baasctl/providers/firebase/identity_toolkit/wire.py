"""Documents of Identity Toolkit by wire path (`signIn.email.enabled`), and updates of them with a mask.

proto3 JSON leaves out what is false, 0, empty or unset, so a missing member is the default. An update names one leaf
a changed setting: a path in the mask that the body lacks is cleared, and a parent's path would replace its whole
message (research/firebase.md §2.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from baasctl.providers.strict import expect_or_none

CONFIG: Final = "identity toolkit config"
"""Source name of `GET /v2/projects/{project}/config`."""

Message: TypeAlias = Mapping[str, object]
"""A JSON object as the API answers with it."""

Update: TypeAlias = Mapping[str, object]
"""Wire path to the value to write; `None` clears it."""


def at_wire(message: Message, path: str, document: str = CONFIG) -> object:
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


def message_at(message: Message, path: str, document: str = CONFIG) -> dict[str, object]:
    """The message at a wire path, empty where it is missing.

    Raises:
        UnexpectedAnswer: It is no object.
    """
    return expect_or_none(at_wire(message, path, document), dict, document, f"/{path.replace('.', '/')}") or {}


def messages_at(message: Message, path: str, document: str = CONFIG) -> list[dict[str, object]]:
    """The messages of a list, empty where it is missing.

    Raises:
        UnexpectedAnswer: It is no list of objects.
    """
    place = f"/{path.replace('.', '/')}"
    found = expect_or_none(at_wire(message, path, document), list, document, place) or []
    return [expect_or_none(member, dict, document, f"{place}/{index}") or {} for index, member in enumerate(found)]


def texts_at(message: Message, path: str, document: str = CONFIG) -> list[str]:
    """The texts of a list, empty where it is missing.

    Raises:
        UnexpectedAnswer: It is no list of texts.
    """
    place = f"/{path.replace('.', '/')}"
    found = expect_or_none(at_wire(message, path, document), list, document, place) or []
    return [expect_or_none(member, str, document, f"{place}/{index}") or "" for index, member in enumerate(found)]


def mask_of(update: Update) -> str:
    """The `updateMask` of an update: its paths, sorted."""
    return ",".join(sorted(update))


def body_of(update: Update) -> dict[str, object]:
    """The body of an update: what is not cleared, in its messages; those of cleared leaves are there without them."""
    body: dict[str, object] = {}
    for path, value in sorted(update.items()):
        *records, last = path.split(".")
        record = body
        for name in records:
            record = record.setdefault(name, {})  # type: ignore[assignment]
        if value is not None:
            record[last] = value
    return body
