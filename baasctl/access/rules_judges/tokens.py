"""What a caller's token says: `request.auth.token`, alike for every engine."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias, Union

from baasctl.model.probe import Datum, Reference, Who, WhoKind

Json: TypeAlias = Union[bool, int, float, str, list["Json"], dict[str, "Json"], None]  # noqa: UP007 - it names itself

GROUPS = "groups"
"""The claim that holds groups, since Firebase has none of its own."""


def token_of(who: Who) -> dict[str, Json] | None:
    """The claims of a user's token, those of Firebase's own included; `None`: nobody is signed in.

    Claims of the same name that the caller says win: `{firebase: {sign_in_provider: anonymous}}`.
    """
    if who.kind is not WhoKind.USER:
        return None
    claims = {name: as_json(value) for name, value in who.claims.items()}
    groups: dict[str, Json] = {GROUPS: list(who.groups)} if who.groups else {}
    return {
        "sub": who.uid,
        "user_id": who.uid,
        "firebase": {"sign_in_provider": "custom", "identities": {}},
        **groups,
        **claims,
    }


def as_json(value: Datum) -> Json:
    """A claim as a token has it, which knows no types beside those of JSON."""
    if isinstance(value, Mapping):
        return {name: as_json(member) for name, member in value.items()}
    if isinstance(value, tuple):
        return [as_json(member) for member in value]
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return int(value.timestamp())
    return value.path if isinstance(value, Reference) else None
