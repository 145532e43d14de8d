"""Attribute values: JSON-like, immutable, with secrets as their own type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias, Union

from baasctl.model.secret import Secret

Scalar: TypeAlias = bool | int | float | str | Secret | None
Value: TypeAlias = Union[Scalar, tuple["Value", ...], Mapping[str, "Value"]]  # noqa: UP007 - it names itself
Attributes: TypeAlias = Mapping[str, Value]


class _Absent:
    """The other side of a field that only one side has."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()
Side: TypeAlias = Value | _Absent


def freeze(value: object) -> Value:
    """Turn plain data (as JSON, YAML or pydantic give it) into an immutable `Value`.

    Lists become tuples, mappings read-only with text keys, sets sorted tuples.

    Raises:
        TypeError: The data holds something that JSON cannot say.
    """
    if isinstance(value, Mapping):
        return MappingProxyType({str(key): freeze(member) for key, member in value.items()})
    if isinstance(value, list | tuple):
        return tuple(freeze(member) for member in value)
    if isinstance(value, set | frozenset):
        return tuple(sorted((freeze(member) for member in value), key=repr))
    if value is None or isinstance(value, bool | int | float | str | Secret):
        return value
    message = f"{type(value).__name__} is not an attribute value"
    raise TypeError(message)


def thaw(value: Value) -> object:
    """The plain dict/list form, as JSON encoders want it; `Secret` objects stay what they are."""
    if isinstance(value, Mapping):
        return {key: thaw(member) for key, member in value.items()}
    if isinstance(value, tuple):
        return [thaw(member) for member in value]
    return value


def same(left: Side, right: Side) -> bool:
    """Equality that tells `1`, `1.0` and `True` apart by what JSON would: numbers equal, booleans not numbers."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, bool) is not isinstance(right, bool):
        return False
    return left == right


def escape_pointer(token: str) -> str:
    """One reference token of a JSON Pointer (RFC 6901)."""
    return token.replace("~", "~0").replace("/", "~1")


def pointer(*tokens: str | int) -> str:
    """A JSON Pointer from its tokens; no token is the whole document, `""`."""
    return "".join(f"/{escape_pointer(str(token))}" for token in tokens)


def tokens_of(path: str) -> tuple[str, ...]:
    """The inverse of `pointer`."""
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in path.split("/")[1:])


def at(attributes: Attributes, path: str) -> Side:
    """The value at a JSON Pointer, `ABSENT` when a member on the way is missing."""
    value: Side = attributes
    for token in tokens_of(path):
        if isinstance(value, Mapping) and token in value:
            value = value[token]
        elif isinstance(value, tuple) and token.isdecimal() and int(token) < len(value):
            value = value[int(token)]
        else:
            return ABSENT
    return value


def put(attributes: Attributes, path: str, value: Side) -> Attributes:
    """A copy with the value at `path` set, or removed for `ABSENT`; records on the way are made."""
    head, *rest = tokens_of(path)
    copy = dict(attributes)
    if rest:
        inner = copy.get(head)
        member = put(inner if isinstance(inner, Mapping) else {}, pointer(*rest), value)
        copy[head] = member
    elif isinstance(value, _Absent):
        copy.pop(head, None)
    else:
        copy[head] = value
    return MappingProxyType(copy)


def leaves(value: Value, path: str = "") -> Iterator[tuple[str, Value]]:
    """Every (pointer, value) below mappings; lists and scalars are leaves, so is an empty mapping."""
    if isinstance(value, Mapping) and value:
        for key, member in value.items():
            yield from leaves(member, path + pointer(key))
    else:
        yield path, value


def secrets_in(value: Value) -> Iterator[Secret]:
    """Every secret inside a value, in order."""
    if isinstance(value, Secret):
        yield value
    elif isinstance(value, Mapping):
        for member in value.values():
            yield from secrets_in(member)
    elif isinstance(value, tuple):
        for member in value:
            yield from secrets_in(member)


def side_without_digests(side: Side) -> Side:
    """The same value with secrets that hold their reference only."""
    if isinstance(side, Secret):
        return side.without_digest()
    if isinstance(side, Mapping):
        return without_digests(side)
    if isinstance(side, tuple):
        return freeze([side_without_digests(member) for member in side])
    return side


def without_digests(attributes: Attributes) -> Attributes:
    """`side_without_digests` for a record."""
    return MappingProxyType({key: freeze(side_without_digests(member)) for key, member in attributes.items()})
