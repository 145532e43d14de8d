"""Name and password of a site: on the wire the Base64 of `name:password`, readable to whoever may read the app."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass

from baasctl.model.value import ABSENT, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What is to be sent; a side that the spec leaves out is `ABSENT`."""

    username: Side = ABSENT
    password: Side = ABSENT


def parts(wire: str) -> tuple[str, str]:
    """Name and password; both empty when it is no Base64 of a pair."""
    try:
        text = b64decode(wire, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    name, _, password = text.partition(":")
    return name, password


def joined(username: str, password: str) -> str:
    """What is sent."""
    return b64encode(f"{username}:{password}".encode()).decode("ascii")
