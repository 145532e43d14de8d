"""Parts of values: members, places and pieces."""

from __future__ import annotations

from baasctl.access.rules.failure import Failure, no_function, null_value, undefined, unsupported, wrong_type
from baasctl.access.rules.texts import piece, size
from baasctl.access.rules.values import Capture, Path, Value, type_of


def member_of(of: Value, name: str) -> Value:
    """`of.name`.

    Raises:
        Failure: There is no such member, or the value has none.
    """
    if isinstance(of, dict):
        if name in of:
            return of[name]  # type: ignore[no-any-return]
        raise undefined(name)
    if isinstance(of, Path):
        return _of_path(of, name)
    if of is None:
        raise null_value()
    raise wrong_type(type_of(of), "map,path")


def _of_path(of: Path, name: str) -> Value:
    for segment in of.segments:
        if isinstance(segment, Capture) and segment.name == name and segment.bound is not None:
            return segment.bound
    raise undefined(name)


def indexed(of: Value, key: Value) -> Value:
    """`of[key]`.

    Raises:
        Failure: There is no such place, or the value has none.
    """
    if isinstance(of, dict):
        if isinstance(key, str):
            return member_of(of, key)
        raise unsupported(f"map[{type_of(key)}]", "map[string]")
    if isinstance(of, Path) and isinstance(key, str):
        return _of_path(of, key)
    if isinstance(of, Path | str | tuple):
        kind = type_of(of)
        if type(key) is not int:
            raise unsupported(f"{kind}[{type_of(key)}]", f"{kind}[int]")
        return _at(of, key)
    if of is None:
        raise null_value()
    raise no_function("[]")


def _at(of: Path | str | tuple[Value, ...], place: int) -> Value:
    if isinstance(of, str):
        _check_place(place, size(of))
        return piece(of, place, place + 1)
    members = _bound(of) if isinstance(of, Path) else of
    _check_place(place, len(members))
    found = members[place]
    return found.bound if isinstance(found, Capture) else found


def sliced(of: Value, first: Value, last: Value) -> Value:
    """`of[first:last]`; `None` is a side that is left out.

    Raises:
        Failure: There are no such places, or the value has none.
    """
    if not isinstance(of, str | tuple | Path):
        raise null_value() if of is None else no_function("[:]")
    if first is None and last is None:
        return of
    if isinstance(of, Path):
        segments = _bound(of)
        return Path(segments[slice(*_range("path", first, last, len(segments)))])
    if isinstance(of, str):
        return piece(of, *_range("string", first, last, size(of)))
    return of[slice(*_range("list", first, last, len(of)))]


def _range(kind: str, first: Value, last: Value, length: int) -> tuple[int, int]:
    begin, end = 0 if first is None else first, length if last is None else last
    if type(begin) is not int or type(end) is not int:
        raise unsupported(f"{kind}[{type_of(begin)}:{type_of(end)}]", f"{kind}[int:int]")
    _check_place(begin, length)
    _check_place(end - 1, length)
    if begin > end:
        raise Failure(f"Illegal range error. From index: [{begin}] , To index: [{end}].")
    return begin, end


def _bound(path: Path) -> tuple[str | Capture, ...]:
    """The segments, if each has a text."""
    for segment in path.segments:
        if isinstance(segment, Capture) and segment.bound is None:
            raise Failure(f"Variable {segment.name} is not bound in path template.")
    return path.segments


def _check_place(place: int, length: int) -> None:
    if not 0 <= place < length:
        raise Failure(f"Index out of bound error. Index: [{place}] , size: [{length}].")
