"""Timestamps and durations, in whole nanoseconds."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta
from typing import Final

from baasctl.access.rules.failure import Failure
from baasctl.access.rules.values import Duration, Timestamp

SECOND: Final = 1_000_000_000
_DAY: Final = 86_400 * SECOND
_UNITS: Final = {
    "w": 7 * _DAY,
    "d": _DAY,
    "h": 3600 * SECOND,
    "m": 60 * SECOND,
    "s": SECOND,
    "ms": 1_000_000,
    "ns": 1,
}
_FIRST: Final = -62_135_596_800
_LAST: Final = 253_402_300_799
_LONGEST: Final = 315_576_000_000
_NO_TIMESTAMP: Final = (
    "Timestamp is not valid. Seconds must be in range [-62,135,596,800, +253,402,300,799]."
    " Nanos must be in range [0, +999,999,999]."
)
_NO_DURATION: Final = (
    "Duration is not valid. Seconds must be in range [-315,576,000,000, +315,576,000,000]."
    " Nanos must be in range [-999,999,999, +999,999,999]. Nanos must have the same sign as seconds."
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def valid_timestamp(nanos: int) -> Timestamp:
    """The moment.

    Raises:
        Failure: It is not in the years 1 to 9999.
    """
    if _FIRST <= nanos // SECOND <= _LAST:
        return Timestamp(nanos)
    raise Failure(_NO_TIMESTAMP)


def valid_duration(nanos: int) -> Duration:
    """The length of time.

    Raises:
        Failure: It is longer than ten thousand years.
    """
    if abs(nanos) // SECOND <= _LONGEST:
        return Duration(nanos)
    raise Failure(_NO_DURATION)


def timestamp_of_millis(millis: int) -> Timestamp:
    """`timestamp.value(0)`."""
    return valid_timestamp(millis * 1_000_000)


def timestamp_of_words(text: str) -> Timestamp:
    """`timestamp.value('2024-02-29T00:00:00Z')`.

    Raises:
        Failure: It is no moment.
    """
    try:
        return timestamp_of_text(text)
    except ValueError as error:
        raise Failure(_NO_TIMESTAMP) from error


def timestamp_of_date(year: int, month: int, day: int) -> Timestamp:
    """Midnight.

    Raises:
        Failure: There is no such day.
    """
    if not MINYEAR <= year <= MAXYEAR:
        raise Failure(f"Timestamp should be between 0001-01-01T00.00.00Z and 9999-12-31T23.59.59Z. year: {year}.")
    try:
        days = (date(year, month, day) - _EPOCH.date()).days
    except (ValueError, OverflowError) as error:
        raise Failure(f"Date is not valid. year: {year}, month: {month} day: {day}.") from error
    return Timestamp(days * _DAY)


def timestamp_of_text(text: str) -> Timestamp:
    """An RFC 3339 text, as JSON has it.

    Raises:
        ValueError: It is none.
    """
    whole, dot, rest = text.removesuffix("Z").partition(".")
    moment = datetime.fromisoformat(whole).replace(tzinfo=UTC)
    return Timestamp((moment - _EPOCH) // timedelta(seconds=1) * SECOND + (int(f"{rest:0<9}"[:9]) if dot else 0))


def moment(value: Timestamp) -> datetime:
    """Without its nanoseconds."""
    return _EPOCH + timedelta(seconds=value.nanos // SECOND)


def start_of_day(value: Timestamp) -> Timestamp:
    """Midnight of the same day, in UTC."""
    return Timestamp(value.nanos - value.nanos % _DAY)


def time_of_day(value: Timestamp) -> Duration:
    """Since midnight."""
    return Duration(value.nanos % _DAY)


def duration_of(number: int, unit: str) -> Duration:
    """`duration.value(1, 'h')`.

    Raises:
        Failure: There is no such unit.
    """
    if unit not in _UNITS:
        raise Failure(f"Invalid regular expression pattern. Pattern: {unit}.")
    return valid_duration(number * _UNITS[unit])


def duration_of_time(hours: int, minutes: int, seconds: int, nanos: int) -> Duration:
    """`duration.time(1, 2, 3, 4)`; no longer than a moment may be after 1970 (measured)."""
    return Duration(valid_timestamp(((hours * 60 + minutes) * 60 + seconds) * SECOND + nanos).nanos)


def whole_seconds(value: Duration) -> int:
    """Towards zero."""
    return _towards_zero(value.nanos)


def rest_of_second(value: Duration) -> int:
    """Nanoseconds beside the whole seconds, with the sign of the duration."""
    return value.nanos - _towards_zero(value.nanos) * SECOND


def _towards_zero(nanos: int) -> int:
    return -(-nanos // SECOND) if nanos < 0 else nanos // SECOND
