"""Field masks: which members of a stored message a PATCH changes (google.protobuf.FieldMask).

Recorded (research/firebase.md §2.1, item 3): a path that the body leaves out is cleared, a member outside the mask
is ignored, and the path of a message replaces all of it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from typing import Final, cast

from baasctl.sandbox.exchange import Json, JsonObject
from baasctl.sandbox.firebase.api_tables import Field, Message
from baasctl.sandbox.firebase.messages import camel_case
from baasctl.sandbox.firebase.refusals import GoogleRefusal

_SEGMENT: Final = re.compile(r"`([^`]*)`|([^.`]+)")
_MISSING: Final = object()

Path = tuple[str, ...]


def paths(mask: str) -> tuple[str, ...]:
    """The paths of `a.b_c, d` in camelCase: `("a.bC", "d")`. A segment in backticks stays as it is."""
    written = (each.strip() for each in re.findall(r"(?:`[^`]*`|[^,`])+", mask))
    return tuple(_SEGMENT.sub(_camel_cased, each) for each in written if each)


def masked(stored: Mapping[str, Json], body: Mapping[str, Json], mask: Iterable[str]) -> JsonObject:
    """The stored message after a PATCH with these paths; `*` replaces all of it.

    Args:
        stored: Stays as it is.
        body: In canonical camelCase JSON, as `Call.body`.
        mask: Paths as `paths` and `Call.mask` give them.
    """
    result: JsonObject = copy.deepcopy(dict(stored))
    for path in mask:
        if path == "*":
            result = copy.deepcopy(dict(body))
            continue
        segments = _segments(path)
        value = _at(body, segments)
        if value is _MISSING:
            _clear(result, segments)
        else:
            _set(result, segments, copy.deepcopy(cast("Json", value)))
    return result


def honoured(messages: Mapping[str, Message], name: str, mask: Iterable[str]) -> tuple[str, ...]:
    """The paths that a lenient service follows: unknown and read-only ones are ignored (Identity Toolkit).

    Args:
        messages: Of the API: `api_tables.api("identitytoolkit.v2").messages`.
        name: Of the message that is changed.
        mask: As `Call.mask` gives it.
    """
    return tuple(path for path in mask if _is_settable(messages, name, _segments(path)))


def refuse_unknown(messages: Mapping[str, Message], name: str, mask: Iterable[str]) -> None:
    """Refuse a mask as strict services do (Firestore).

    Raises:
        GoogleRefusal: 400, a path that leads nowhere.
    """
    for path in mask:
        if path != "*" and not _is_known(messages, name, _segments(path)):
            raise GoogleRefusal(400, f"Invalid field mask path: {path}")


def _is_known(messages: Mapping[str, Message], name: str, path: Path) -> bool:
    """Below a map or a list any path leads somewhere."""
    wanted = _field(messages, name, path)
    if wanted is None:
        return False
    return len(path) == 1 or _is_free(wanted) or _is_known(messages, wanted.message, path[1:])


def _is_settable(messages: Mapping[str, Message], name: str, path: Path) -> bool:
    wanted = _field(messages, name, path)
    if wanted is None or wanted.is_output:
        return False
    return len(path) == 1 or _is_free(wanted) or _is_settable(messages, wanted.message, path[1:])


def _field(messages: Mapping[str, Message], name: str, path: Path) -> Field | None:
    fields = messages.get(name, {})
    return fields.get(path[0]) or fields.get("*")


def _is_free(wanted: Field) -> bool:
    return wanted.is_map or wanted.is_list or wanted.type == "any"


def _camel_cased(segment: re.Match[str]) -> str:
    return segment[0] if segment[1] is not None else camel_case(segment[0])


def _segments(path: str) -> Path:
    return tuple(found[1] if found[1] is not None else found[2] for found in _SEGMENT.finditer(path))


def _at(value: Mapping[str, Json], path: Path) -> object:
    found: object = value
    for segment in path:
        if not isinstance(found, dict) or segment not in found:
            return _MISSING
        found = found[segment]
    return found


def _set(result: JsonObject, path: Path, value: Json) -> None:
    for segment in path[:-1]:
        inner = result.setdefault(segment, {})
        if not isinstance(inner, dict):
            return
        result = inner
    result[path[-1]] = value


def _clear(result: JsonObject, path: Path) -> None:
    """Take a member away; the messages around it stay, as empty ones if need be."""
    for segment in path[:-1]:
        inner = result.get(segment)
        if not isinstance(inner, dict):
            return
        result = inner
    result.pop(path[-1], None)
