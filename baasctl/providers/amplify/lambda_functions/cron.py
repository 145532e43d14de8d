"""Crontab lines as EventBridge Scheduler writes them, and back.

    0 3 * * 0      cron(0 3 ? * 1 *)      Sunday is 0 or 7 there, 1 here
    */5 * * * *    cron(0/5 * * * ? *)    a step needs the value that it begins at; one day field is `?`

A line that restricts both day fields means "either" in a crontab and cannot be said here. Expressions of AWS itself
(`rate(5 minutes)`, `cron(…)` with a year or `L`, `at(…)`) are let through as they are.

Source: docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html; POSIX crontab.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

_OWN: Final = re.compile(r"(rate|cron|at)\(.+\)")
_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS: Final = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_NAMES: Final[tuple[Mapping[str, int], ...]] = (
    *({}, {}, {}),
    {name: index + 1 for index, name in enumerate(_MONTHS)},
    {name: index for index, name in enumerate(_DAYS)},
)
_RANGES: Final = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_FIELDS: Final = ("the minute", "the hour", "the day of the month", "the month", "the day of the week")
_DAY, _WEEKDAY = 2, 4
_PART: Final = re.compile(r"(\*|[0-9A-Za-z]+)(?:-([0-9A-Za-z]+))?(?:/(\d+))?")


def expression_of(cron: str) -> str:
    """The expression of EventBridge Scheduler for a crontab line.

    Raises:
        ValueError: It is no crontab line, or one that the service cannot say; the message tells which and why.
    """
    text = cron.strip()
    if _OWN.fullmatch(text):
        return text
    fields = text.split()
    if len(fields) != len(_FIELDS):
        message = f"it has {len(fields)} fields; five are needed: minute, hour, day, month and day of the week"
        raise ValueError(message)
    sets = [_values(index, field) for index, field in enumerate(fields)]
    is_day_free, is_weekday_free = (_is_free(fields[index]) for index in (_DAY, _WEEKDAY))
    if not is_day_free and not is_weekday_free:
        message = (
            "it restricts the day of the month and the day of the week: a crontab means either of both,"
            " and EventBridge Scheduler takes one of them only"
        )
        raise ValueError(message)
    minute, hour, day, month = (_written(index, values) for index, values in enumerate(sets[:_WEEKDAY]))
    weekdays = sorted({each % 7 + 1 for each in sets[_WEEKDAY]})
    if not is_weekday_free:
        return f"cron({minute} {hour} ? {month} {_joined(weekdays)} *)"
    return f"cron({minute} {hour} {day} {month} ? *)"


def crontab_of(expression: str) -> str:
    """The crontab line that means the same; an expression that none can say is returned as it is."""
    found = re.fullmatch(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) \*\)", expression)
    if found is None:
        return expression
    fields = ["*" if each == "?" else re.sub(r"(^|,)0/", r"\1*/", each) for each in found.groups()]
    if fields[_WEEKDAY] != "*":
        fields[_WEEKDAY] = re.sub(r"(?<![/\d])\d+", lambda each: str(int(each[0]) - 1), fields[_WEEKDAY])
    fields = [re.sub(r"(^|,)1/", r"\1*/", each) if i in (_DAY, 3) else each for i, each in enumerate(fields)]
    line = " ".join(fields)
    try:
        return line if _meaning(expression_of(line)) == _meaning(expression) else expression
    except ValueError:
        return expression


def same_times(one: str, other: str) -> bool:
    """Whether two lines or expressions mean the same times."""
    try:
        return _meaning(expression_of(one)) == _meaning(expression_of(other))
    except ValueError:
        return one == other


def _meaning(expression: str) -> object:
    """What can be compared: sets of values where they are known, else the text."""
    found = re.fullmatch(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)", expression)
    if found is None:
        return " ".join(expression.split())
    try:
        values = [
            None if field in ("?", "*") else _values(index, field, begins_at=1 if index == _WEEKDAY else 0)
            for index, field in enumerate(found.groups()[:5])
        ]
    except ValueError:
        return expression.upper()
    whole = [None if each is not None and each == _all(index) else each for index, each in enumerate(values)]
    return (tuple(map(_frozen, whole)), found[6])


def _frozen(values: Sequence[int] | None) -> tuple[int, ...] | None:
    return None if values is None else tuple(values)


def _all(index: int) -> list[int]:
    first, last = (1, 7) if index == _WEEKDAY else _RANGES[index]
    return list(range(first, last + 1))


def _is_free(field: str) -> bool:
    return field in ("*", "?")


def _values(index: int, field: str, *, begins_at: int = 0) -> list[int]:
    """The values that a field names, sorted.

    Args:
        begins_at: Of the days of the week: number of Sunday.
    """
    first, last = _RANGES[index]
    if index == _WEEKDAY and begins_at:
        first, last = 1, 7
    found: set[int] = set()
    for part in field.split(","):
        match = _PART.fullmatch("*" if part == "?" else part)
        if match is None:
            message = f"`{part}` cannot be read as {_FIELDS[index]}"
            raise ValueError(message)
        begin, end, step = match.groups()
        low = first if begin == "*" else _number(index, begin, begins_at)
        high = _number(index, end, begins_at) if end else (last if begin == "*" or step else low)
        if begin == "*" and index == _WEEKDAY and not begins_at:
            high = 6
        if not first <= low <= high <= last or step == "0":
            message = f"`{part}` is out of range for {_FIELDS[index]}: {first} to {last}"
            raise ValueError(message)
        found.update(range(low, high + 1, int(step or 1)))
    return sorted(found)


def _number(index: int, text: str, begins_at: int) -> int:
    if text.isdecimal():
        return int(text)
    named = _NAMES[index].get(text.upper())
    if named is None:
        message = f"`{text}` is no value of {_FIELDS[index]}"
        raise ValueError(message)
    return named + (begins_at if index == _WEEKDAY else 0)


def _written(index: int, values: Sequence[int]) -> str:
    """The shortest spelling: `*`, a step from its begin, or the values and their ranges."""
    first, last = _RANGES[index]
    if list(values) == list(range(first, last + 1)):
        return "*"
    step = values[1] - values[0] if len(values) > 2 else 0
    if step > 1 and list(values) == list(range(values[0], last + 1, step)):
        return f"{values[0]}/{step}"
    return _joined(values)


def _joined(values: Sequence[int]) -> str:
    """`1,3-5`."""
    parts: list[list[int]] = []
    for each in values:
        if parts and parts[-1][-1] == each - 1:
            parts[-1].append(each)
        else:
            parts.append([each])
    return ",".join(str(part[0]) if len(part) == 1 else f"{part[0]}-{part[-1]}" for part in parts)
