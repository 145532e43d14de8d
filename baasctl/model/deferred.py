"""References whose text only the live project knows, on their way from the spec to the provider."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from baasctl.model.secret import Secret
from baasctl.model.value import Value

TARGET: Final = "target"
"""The word in the place of a kind, in references to the project itself: `${ref:target.account}`."""
_OPEN: Final = "\ufdd0"
_CLOSE: Final = "\ufdd1"
"""Characters that Unicode keeps for the inside of one program (Unicode 16, §23.7 Noncharacters)."""
_TOKEN: Final = re.compile(f"{_OPEN}([^{_OPEN}{_CLOSE}]*){_CLOSE}")
_WRITTEN: Final = "${{ref:{}}}".format


def deferred(reference: str) -> str:
    """The text that stands for `${ref:…}` until the provider replaces it.

    Args:
        reference: Without `${ref:` and `}`.
    """
    return f"{_OPEN}{reference}{_CLOSE}"


def references_in(value: Value) -> Iterator[str]:
    """Every deferred reference inside a value, in order; of a secret, those in the text around it."""
    if isinstance(value, Mapping):
        for member in value.values():
            yield from references_in(member)
    elif isinstance(value, tuple):
        for member in value:
            yield from references_in(member)
    else:
        text = value.reference if isinstance(value, Secret) else value if isinstance(value, str) else ""
        yield from _TOKEN.findall(text)


def with_texts(value: Value, find: Callable[[str], str]) -> Value:
    """The value with its references replaced; one for which *find* has nothing stays, and so do secrets."""
    if isinstance(value, Mapping):
        return MappingProxyType({name: with_texts(member, find) for name, member in value.items()})
    if isinstance(value, tuple):
        return tuple(with_texts(member, find) for member in value)
    return _TOKEN.sub(lambda match: find(match[1]) or match[0], value) if isinstance(value, str) else value


def as_written(value: Value) -> Value:
    """The value with its references as the spec has them, for people."""
    return with_texts(value, _WRITTEN)


def text_as_written(text: str) -> str:
    """`as_written` of a text, which may be a message."""
    return _TOKEN.sub(lambda match: _WRITTEN(match[1]), text) if _OPEN in text else text
