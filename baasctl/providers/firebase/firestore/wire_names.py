"""Names that a server tells and that become a part of an address again."""

from __future__ import annotations

from baasctl.providers.strict import unexpected

_OTHER_PLACES = {"", ".", ".."}


def path_segment(text: str, document: str, place: str) -> str:
    """The name, if it can stand in a path.

    Raises:
        UnexpectedAnswer: It would lead to another place.
    """
    if text in _OTHER_PLACES:
        raise unexpected(document, place, "expected a name that can stand in a path")
    return text
