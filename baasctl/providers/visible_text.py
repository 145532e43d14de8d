"""Words of a server, before they go into a message."""

from __future__ import annotations


def visible(text: str) -> str:
    """The text on one line, with everything that is not printable escaped."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )
