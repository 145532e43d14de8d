"""What a provider accepts for a value, and the words for what it does not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from baasctl.kinds.types import write_duration, write_size
from baasctl.model.deferred import references_in
from baasctl.model.field import Field, Unit
from baasctl.model.secret import Secret
from baasctl.model.value import Value, same
from baasctl.providers.contract import Bounds
from baasctl.render.reading import describe_value

_WRITERS = {Unit.SECONDS: write_duration, Unit.BYTES: write_size}


def violation(value: Value, bounds: Bounds, field: Field) -> str:
    """How a value breaks the bounds, with limit and owner; empty when it does not, or when nobody can tell yet."""
    if bounds == Bounds() or value is None or isinstance(value, Secret) or any(references_in(value)):
        return ""
    found = _of_collection(value, bounds) if isinstance(value, tuple | Mapping) else _of_scalar(value, bounds, field)
    whose = f"; the limit is {bounds.whose}'s" if bounds.whose else ""
    return f"{found}{whose}" if found else ""


def _of_scalar(value: Value, bounds: Bounds, field: Field) -> str:
    if bounds.choices:
        if any(same(value, choice) for choice in bounds.choices):
            return ""
        if all(isinstance(choice, bool) for choice in bounds.choices):
            return "must be `true` or `false` without quotes"
        return f"must be one of: {_list(bounds.choices)}"
    if bounds.minimum is not None or bounds.maximum is not None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return "must be a number"
        if (bounds.minimum is not None and value < bounds.minimum) or (
            bounds.maximum is not None and value > bounds.maximum
        ):
            return f"must be {_range(bounds, field.unit)}"
    if bounds.shortest is not None or bounds.longest is not None or bounds.pattern is not None:
        return _of_text(value, bounds)
    return ""


def _of_text(value: Value, bounds: Bounds) -> str:
    if not isinstance(value, str):
        return "must be text"
    if bounds.longest is not None and len(value) > bounds.longest:
        return f"must have at most {bounds.longest:,} characters, and these are {len(value):,}"
    if bounds.shortest is not None and len(value) < bounds.shortest:
        return f"must have at least {bounds.shortest:,} characters, and these are {len(value):,}"
    if bounds.pattern is not None and not _pattern(bounds.pattern).fullmatch(value):
        return f"must match {bounds.pattern}"
    return ""


def _of_collection(value: Value, bounds: Bounds) -> str:
    members = tuple(value) if isinstance(value, tuple | Mapping) else ()
    if bounds.longest is not None and len(members) > bounds.longest:
        return f"has {len(members)} members, but may have {bounds.longest}"
    if bounds.shortest is not None and len(members) < bounds.shortest:
        return f"has {len(members)} members, but must have {bounds.shortest}"
    if not isinstance(value, tuple):
        return ""
    for member in members:
        if bounds.choices and member not in bounds.choices:
            return f"has {describe_value(member)}, but may hold only: {_list(bounds.choices)}"
        if bounds.pattern and not (isinstance(member, str) and _pattern(bounds.pattern).fullmatch(member)):
            return f"has {describe_value(member)}, but each member must match {bounds.pattern}"
    if bounds.sets and tuple(sorted(map(str, members))) not in bounds.sets:
        whole = "; ".join(f"[{', '.join(each)}]" for each in bounds.sets)
        return f"is [{', '.join(map(str, members))}], but must be one of these: {whole}"
    return ""


def _list(choices: tuple[Value, ...]) -> str:
    return ", ".join(str(choice).lower() if isinstance(choice, bool) else str(choice) for choice in choices)


def _range(bounds: Bounds, unit: Unit) -> str:
    write = _WRITERS.get(unit, _plain)
    if bounds.maximum is None:
        return f"{write(bounds.minimum or 0)} or more"
    if bounds.minimum is None:
        return f"{write(bounds.maximum)} or less"
    return f"from {write(bounds.minimum)} to {write(bounds.maximum)}"


def _plain(number: float) -> str:
    return f"{int(number)}" if number == int(number) else f"{number:g}"


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
