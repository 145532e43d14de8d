"""Values of probes as values of the rules language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from baasctl.access.rules.values import Path, Timestamp, Value
from baasctl.access.rules_judges.tokens import Json, token_of
from baasctl.model.probe import Data, Datum, Reference, Special, Who

DEFAULT: Final = "(default)"
"""The usual database."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def fields_of(data: Data, database: str = DEFAULT) -> dict[str, Value]:
    """Fields without `NOW` and `REMOVED`; references are paths in a database."""
    return {name: value_of(value, database) for name, value in data.items()}


def value_of(value: Datum, database: str = DEFAULT) -> Value:
    """One value."""
    if isinstance(value, datetime):
        return timestamp_of(value)
    if isinstance(value, Reference):
        return Path(("databases", database, "documents", *value.path.split("/")))
    if isinstance(value, tuple):
        return tuple(value_of(member, database) for member in value)
    if isinstance(value, Mapping):
        return fields_of(value, database)
    if isinstance(value, Special):
        return None
    return value


def auth_of(who: Who) -> dict[str, Value] | None:
    """`request.auth`; `None`: nobody is signed in."""
    token = token_of(who)
    if token is None:
        return None
    return {"uid": who.uid, "token": {name: _claim(value) for name, value in token.items()}}


def timestamp_of(moment: datetime) -> Timestamp:
    """A time that has a zone."""
    return Timestamp((moment - _EPOCH) // timedelta(microseconds=1) * 1000)


def _claim(value: Json) -> Value:
    if isinstance(value, list):
        return tuple(map(_claim, value))
    if isinstance(value, dict):
        return {name: _claim(member) for name, member in value.items()}
    return value
