"""Methods of every type (research/rules.md §1.3)."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Final

from baasctl.access.rules import java_doubles, texts, times
from baasctl.access.rules.constraints import CONSTRAINT_METHODS
from baasctl.access.rules.failure import Failure, unsupported, wrong_type
from baasctl.access.rules.globe import distance
from baasctl.access.rules.signatures import Methods, Signature, form
from baasctl.access.rules.values import (
    Capture,
    MapDiff,
    Path,
    RulesSet,
    Value,
    check_known,
    contains,
    equal,
    holds,
    set_of,
    type_of,
)

WITH_TEXT: Final = ("int", "float", "null", "string", "bool", "path")
"""Types that have a text, in the order of messages."""
_JOINED: Final = {True: "true", False: "false", None: "null"}


def text_of(value: Value) -> str:
    """What `join` and `string` make of a value."""
    if value is None or isinstance(value, bool):
        return _JOINED[value]
    return java_doubles.text_of(value) if isinstance(value, float) else str(value)


def _has_all(of: Iterable[Value], wanted: Iterable[Value]) -> bool:
    members = tuple(of)
    return all(contains(members, each) for each in wanted)


def _has_any(of: Iterable[Value], wanted: Iterable[Value]) -> bool:
    members = tuple(of)
    return any(contains(members, each) for each in wanted)


def _has_only(of: Iterable[Value], allowed: Iterable[Value]) -> bool:
    return _has_all(allowed, of)


def _holds_all(of: RulesSet, wanted: RulesSet) -> bool:
    return all(holds(of, each) for each in wanted.members)


def _holds_any(of: RulesSet, wanted: RulesSet) -> bool:
    return any(holds(of, each) for each in wanted.members)


def _holds_only(of: RulesSet, allowed: RulesSet) -> bool:
    return _holds_all(allowed, of)


def _members(value: Value) -> tuple[Value, ...]:
    return value.members if isinstance(value, RulesSet) else value  # type: ignore[return-value]  # a list


def _joined(of: tuple[Value, ...], by: str) -> str:
    for each in of:
        if type_of(each) not in WITH_TEXT:
            expected = ", ".join(f"string({kind})" for kind in WITH_TEXT)
            raise unsupported(f"string({type_of(each)})", expected)
    return by.join(map(text_of, of))


def _removed(of: tuple[Value, ...], unwanted: tuple[Value, ...]) -> tuple[Value, ...]:
    return tuple(each for each in of if not contains(unwanted, each))


def _map_get(of: Mapping[str, Value], key: str, default: Value) -> Value:
    return of.get(key, default)


def _map_get_path(of: Value, keys: tuple[Value, ...], default: Value) -> Value:
    for key in keys:
        if not isinstance(key, str):
            raise wrong_type(type_of(key), "string")
    for key in keys:
        if not isinstance(of, dict) or not isinstance(key, str) or key not in of:
            return default
        of = of[key]
    return of


def _names(of: Mapping[str, Value]) -> tuple[str, ...]:
    """Sorted, as the emulator answers them."""
    return tuple(sorted(of))


def _values(of: Mapping[str, Value]) -> tuple[Value, ...]:
    """As they were written, not in the order of the names."""
    return tuple(of.values())


def _diff(after: Mapping[str, Value], before: Mapping[str, Value]) -> MapDiff:
    return MapDiff(after, before)


def _added(of: MapDiff) -> RulesSet:
    return RulesSet(tuple(sorted(of.after.keys() - of.before.keys())))


def _lost(of: MapDiff) -> RulesSet:
    return RulesSet(tuple(sorted(of.before.keys() - of.after.keys())))


def _both(of: MapDiff) -> list[str]:
    return sorted(of.after.keys() & of.before.keys())


def _changed(of: MapDiff) -> RulesSet:
    return RulesSet(tuple(key for key in _both(of) if not _same(of.after[key], of.before[key])))


def _unchanged(of: MapDiff) -> RulesSet:
    return RulesSet(tuple(key for key in _both(of) if _same(of.after[key], of.before[key])))


def _same(left: Value, right: Value) -> bool:
    """As `==`: `{'a': 1}.diff({'a': 1.0})` affects nothing (measured)."""
    check_known(left)
    check_known(right)
    return equal(left, right)


def _affected(of: MapDiff) -> RulesSet:
    return RulesSet(tuple(sorted({*_added(of).members, *_lost(of).members, *_changed(of).members})))  # type: ignore[type-var]  # texts


def _bind(of: Path, values: Mapping[str, Value]) -> Path:
    names = [each.name for each in of.segments if isinstance(each, Capture)]
    unknown = [name for name in values if name not in names]
    if unknown:
        raise Failure(f"Variable(s) {', '.join(unknown)} do not exist in the path template.")
    bound = (
        Capture(each.name, str(values[each.name])) if isinstance(each, Capture) and each.name in values else each
        for each in of.segments
    )
    # What is not bound then is no longer there (measured).
    return Path(tuple(each for each in bound if not isinstance(each, Capture) or each.bound is not None))


def _plain(call: object) -> tuple[Signature, ...]:
    return (Signature((), call),)  # type: ignore[arg-type]  # every caller passes a function


_TEXT: Methods = {
    ("string", "size"): _plain(texts.size),
    ("string", "lower"): _plain(texts.lower),
    ("string", "upper"): _plain(texts.upper),
    ("string", "trim"): _plain(lambda text: text.strip(" \t\n\x0b\f\r")),
    ("string", "split"): (form("string")(texts.split),),
    ("string", "replace"): (form("string", "string")(texts.replace),),
    ("string", "matches"): (form("string")(texts.matches),),
    ("string", "toUtf8"): _plain(lambda text: text.encode("utf-8", "replace")),
    ("bytes", "size"): _plain(len),
    ("bytes", "toBase64"): _plain(lambda content: base64.urlsafe_b64encode(content).decode()),
    ("bytes", "toHexString"): _plain(lambda content: content.hex().upper()),
}
_COLLECTION: Methods = {
    ("list", "size"): _plain(len),
    ("list", "concat"): (form("list")(lambda of, more: of + more),),
    ("list", "hasAll"): (form("list")(_has_all),),
    ("list", "hasAny"): (form("list")(_has_any),),
    ("list", "hasOnly"): (form("list")(_has_only),),
    ("list", "join"): (form("string")(_joined),),
    ("list", "removeAll"): (form("list")(_removed),),
    ("list", "toSet"): _plain(set_of),
    ("set", "size"): _plain(lambda of: len(of.members)),
    **{
        ("set", name): tuple(
            form(taken)(lambda of, other, check=check: check(of, RulesSet(_members(other))))
            for taken in ("set", "list")
        )
        for name, check in (("hasAll", _holds_all), ("hasAny", _holds_any), ("hasOnly", _holds_only))
    },
    ("set", "union"): (form("set")(lambda of, other: set_of((*of.members, *other.members))),),
    ("set", "intersection"): (
        form("set")(lambda of, other: RulesSet(tuple(each for each in of.members if holds(other, each)))),
    ),
    ("set", "difference"): (
        form("set")(lambda of, other: RulesSet(tuple(each for each in of.members if not holds(other, each)))),
    ),
    ("map", "size"): _plain(len),
    ("map", "keys"): _plain(_names),
    ("map", "values"): _plain(_values),
    ("map", "get"): (form("string", "any")(_map_get), form("list", "any")(_map_get_path)),
    ("map", "diff"): (form("map")(_diff),),
    ("map_diff", "addedKeys"): _plain(_added),
    ("map_diff", "removedKeys"): _plain(_lost),
    ("map_diff", "changedKeys"): _plain(_changed),
    ("map_diff", "unchangedKeys"): _plain(_unchanged),
    ("map_diff", "affectedKeys"): _plain(_affected),
    ("path", "bind"): (form("map")(_bind),),
}


def _part(name: str) -> tuple[Signature, ...]:
    return _plain(lambda of: getattr(times.moment(of), name))


_TIME: Methods = {
    **{("timestamp", name): _part(name) for name in ("year", "month", "day")},
    **{("timestamp", f"{name}s"): _part(name) for name in ("hour", "minute", "second")},
    ("timestamp", "nanos"): _plain(lambda of: of.nanos % times.SECOND),
    ("timestamp", "dayOfWeek"): _plain(lambda of: times.moment(of).isoweekday()),
    ("timestamp", "dayOfYear"): _plain(lambda of: times.moment(of).timetuple().tm_yday),
    ("timestamp", "date"): _plain(times.start_of_day),
    ("timestamp", "time"): _plain(times.time_of_day),
    ("timestamp", "toMillis"): _plain(lambda of: of.nanos // 1_000_000),
    ("duration", "seconds"): _plain(times.whole_seconds),
    ("duration", "nanos"): _plain(times.rest_of_second),
    ("latlng", "latitude"): _plain(lambda of: of.latitude),
    ("latlng", "longitude"): _plain(lambda of: of.longitude),
    ("latlng", "distance"): (form("latlng")(distance),),
}
METHODS: Final[Methods] = {**_TEXT, **_COLLECTION, **_TIME, **CONSTRAINT_METHODS}
"""(type, name) to the forms of a method."""
