"""Values of rows and claims in `access_tests`: as YAML has them, and some that YAML cannot say.

`$now` is the time of the request, `$uid` the uid of who asks, `$removed` takes a field away, `$$` begins text with `$`;
`{$timestamp: 2026-01-31T12:00:00Z}`, `{$bytes: aGk=}` and `{$path: posts/p1}` are values of other types.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from baasctl.model.document import ListNode, MapNode, Node, ScalarNode, describe
from baasctl.model.probe import Data, Datum, Reference, Special
from baasctl.model.problems import Problems, nearest
from baasctl.model.secret import Secret

_SPECIAL: Final[Mapping[str, Special]] = {"$now": Special.NOW, "$removed": Special.REMOVED}
_UID: Final = "$uid"


def data_of(node: Node, uid: str, problems: Problems) -> Data:
    """A map of fields; empty after a problem.

    Args:
        uid: What `$uid` stands for; empty where nobody asks.
    """
    if isinstance(node, MapNode):
        return MappingProxyType({entry.key: datum_of(entry.value, uid, problems) for entry in node})
    problems.add("SPEC040", "a map is expected", node.span, f"here is {describe(node)}", "such as {title: Hello}")
    return {}


def datum_of(node: Node, uid: str, problems: Problems) -> Datum:
    """One value."""
    if isinstance(node, ListNode):
        return tuple(datum_of(member, uid, problems) for member in node.members)
    if isinstance(node, MapNode):
        first = next(iter(node), None)
        if len(node.entries) == 1 and first is not None and first.key in _TYPED:
            return _typed(first.key, first.value, problems)
        return MappingProxyType({entry.key: datum_of(entry.value, uid, problems) for entry in node})
    if isinstance(node.value, Secret):
        detail = "the values of access tests are shown"
        problems.add("SPEC050", "a secret may not be used here", node.span, detail)
        return None
    return _text(node, node.value, uid, problems) if isinstance(node.value, str) else node.value


def _text(node: ScalarNode, text: str, uid: str, problems: Problems) -> Datum:
    if text.startswith("$$"):
        return text[1:]
    if not text.startswith("$"):
        return text
    if text in _SPECIAL:
        return _SPECIAL[text]
    if text == _UID and uid:
        return uid
    detail = f"`{text}`" + (": nobody who has a uid asks here" if text == _UID else "")
    near = "" if text == _UID else f"{nearest(text, [*_SPECIAL, _UID])}; "
    hint = f"{near}text that begins with a dollar sign is written `${text}`"
    problems.add("SPEC884", "this stands for nothing", node.span, detail, hint)
    return None


def _typed(key: str, node: Node, problems: Problems) -> Datum:
    value = node.value if isinstance(node, ScalarNode) else None
    try:
        return _TYPED[key](str(value) if isinstance(value, str) else "")
    except ValueError:
        detail = f"`{key}` is {describe(node)}"
        problems.add("SPEC885", "this is no value of that type", node.span, detail, f"such as {_EXAMPLES[key]}")
        return None


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(text) from error


def moment_of(text: str) -> datetime:
    """A time with its zone; without one it is UTC.

    Raises:
        ValueError: The text is none.
    """
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _reference(text: str) -> Reference:
    if not text.strip("/"):
        raise ValueError(text)
    return Reference(text.strip("/"))


_TYPED: Final[Mapping[str, Callable[[str], Datum]]] = {
    "$timestamp": moment_of,
    "$bytes": _bytes,
    "$path": _reference,
}
_EXAMPLES: Final = {
    "$timestamp": "{$timestamp: 2026-01-31T12:00:00Z}",
    "$bytes": "{$bytes: aGVsbG8=}",
    "$path": "{$path: posts/p1}",
}
