"""Whether native values have the shape that AWS's models want: what boto3 would refuse is refused before it.

boto3 checks types, required members, unknown members and least lengths of what it is sent (botocore/validate.py); its
words name Python's types and no place in the spec. Limits of single values are those of `Yes.bounds`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from baasctl.model.deferred import references_in
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.problems import nearest
from baasctl.model.state import DesiredState
from baasctl.model.value import ABSENT, Side, Value, at, pointer
from baasctl.providers.amplify.bounds import shape_at, shapes_of
from baasctl.providers.contract import Check
from baasctl.providers.spec_place import problem

CODE: Final = "SPEC841"
_NATIVE: Final = "/native/amplify"


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


_TYPES: Final[Mapping[str, tuple[str, Callable[[Value], bool]]]] = {
    "string": ("text", lambda value: isinstance(value, str)),
    "timestamp": ("a time such as 2027-01-31T12:00:00Z", lambda value: isinstance(value, str) and _is_time(value)),
    "boolean": ("true or false", lambda value: isinstance(value, bool)),
    "integer": ("a whole number", lambda value: isinstance(value, int) and not isinstance(value, bool)),
    "long": ("a whole number", lambda value: isinstance(value, int) and not isinstance(value, bool)),
    "double": ("a number", lambda value: isinstance(value, int | float) and not isinstance(value, bool)),
    "list": ("a list", lambda value: isinstance(value, tuple)),
    "map": ("a map", lambda value: isinstance(value, Mapping)),
    "structure": ("a map", lambda value: isinstance(value, Mapping)),
}


def check_of(kind: str, places: Callable[[], Mapping[str, tuple[str, str, str]]]) -> Check:
    """The check of a kind's native values.

    Args:
        places: Pointer below `native.amplify`, where `*` stands for a key, to service, operation and member; asked for
            when something of the kind is declared.
    """

    def check(desired: DesiredState) -> Iterator[Diagnostic]:
        """Native values that AWS's model has another shape for."""
        resources = tuple(desired.of(kind))
        known = places() if resources else {}
        for resource in resources:
            for pattern, place in known.items():
                for path, value in _declared(resource.attributes, _NATIVE, pattern.strip("/").split("/")):
                    for where, words in misfits(place, value):
                        name = f"native.amplify{(path.removeprefix(_NATIVE) + where).replace('/', '.')}"
                        detail = f"`{name}` {words}"
                        yield problem(resource, CODE, "AWS takes no such value here", detail, path=path)

    return check


def _declared(attributes: Mapping[str, Value], above: str, tokens: list[str]) -> Iterator[tuple[str, Value]]:
    """Pointer and value of what is declared at a pattern; what is null is unset and has no shape."""
    record = at(attributes, above)
    if not isinstance(record, Mapping):
        return
    head, *rest = tokens
    for name in record if head == "*" else (head,):
        path = f"{above}{pointer(name)}"
        value: Side = at(attributes, path)
        if rest:
            yield from _declared(attributes, path, rest)
        elif value is not ABSENT and value is not None:
            yield path, value  # type: ignore[misc]


def misfits(place: tuple[str, str, str], value: Value) -> Iterator[tuple[str, str]]:
    """Pointer below the value and words, for everything that is not as the model has it."""
    service, operation, path = place
    yield from _misfits(shapes_of(service), shape_at(service, operation, path), value, "", is_inside=False)


def _misfits(
    shapes: Mapping[str, Mapping[str, Any]], shape: Mapping[str, Any], value: Value, path: str, *, is_inside: bool
) -> Iterator[tuple[str, str]]:
    sort = str(shape["type"])
    expected, fits = _TYPES.get(sort, ("", lambda _: True))
    if any(references_in(value)):
        return
    if not fits(value):
        yield path, f"takes {expected}"
    elif sort == "structure":
        yield from _members(shapes, shape, value, path)  # type: ignore[arg-type]
    elif sort == "list":
        for number, each in enumerate(value):  # type: ignore[arg-type]
            yield from _misfits(shapes, shapes[shape["member"]], each, f"{path}/{number}", is_inside=True)
    elif is_inside:
        yield from _limits(shape, value, path)


def _members(
    shapes: Mapping[str, Mapping[str, Any]], shape: Mapping[str, Any], value: Mapping[str, Value], path: str
) -> Iterator[tuple[str, str]]:
    known: Mapping[str, str] = shape["members"]
    for name in value:
        if name not in known:
            yield f"{path}/{name}", f"is no member that AWS knows; {nearest(name, tuple(known))}"
    for name in shape.get("required", ()):
        if value.get(name) is None:
            yield path, f"needs `{name}`"
    for name, each in value.items():
        if name in known and each is not None:
            yield from _misfits(shapes, shapes[known[name]], each, f"{path}/{name}", is_inside=True)


def _limits(shape: Mapping[str, Any], value: Value, path: str) -> Iterator[tuple[str, str]]:
    """Choices, bounds and lengths of values inside lists, which have no bounds of their own."""
    size = len(value) if isinstance(value, str) else value
    if "enum" in shape:
        if value not in shape["enum"]:
            yield path, f"is `{value}`, but must be one of: {', '.join(shape['enum'])}"
    elif isinstance(size, int) and not isinstance(size, bool):
        unit = " characters" if isinstance(value, str) else ""
        if size < shape.get("min", size):
            yield path, f"has to be at least {shape['min']}{unit}"
        if size > shape.get("max", size):
            yield path, f"has to be at most {shape['max']}{unit}"
