"""API keys: known by their description, never by their id, which is what callers send."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from baasctl.model.resource import Resource
from baasctl.model.value import Attributes, Value, at, freeze, pointer, put
from baasctl.providers.strict import expect

UNDESCRIBED: Final = "default"
_HOUR: Final = 3600
_DAY: Final = 86400
LONGEST: Final = 365 * _DAY
SHORTEST: Final = _DAY
"""How long a key may last, from when it is made or renewed (botocore appsync `CreateApiKeyRequest$expires`)."""


def told(wire: Sequence[Mapping[str, Any]]) -> list[dict[str, object]]:
    """The keys as a run may hold them: without their ids."""
    return [{"description": each.get("description") or "", "expires": each.get("expires")} for each in wire]


def named(keys: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each key with its name: its description; of several with one description the longest-lived comes first."""
    seen: dict[str, int] = {}
    for each in sorted(keys, key=lambda key: (-int(key.get("expires") or 0), str(key.get("id", "")))):
        name = str(each.get("description") or UNDESCRIBED)
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})", each


def decode(answer: object) -> Attributes:
    """Name to when the key stops.

    Raises:
        UnexpectedAnswer: The list is not what the API promises.
    """
    keys = expect(answer, list, "apiKeys", "")
    found = {
        name: freeze({"expires": time_of(expect(each.get("expires"), int, "apiKeys", f"/{name}/expires"))})
        for name, each in named(keys)
    }
    return dict(sorted(found.items()))


def with_expiry(desired: Resource, live: Resource | None, now: float) -> Resource:
    """The desired keys with a time for each: those that say how long they last keep theirs until it is near.

    What a plan has settled stays as it is.

    Args:
        now: Seconds since 1970.
    """
    wanted = desired.attributes.get("api_keys")
    if not isinstance(wanted, Mapping):
        return desired
    attributes = desired.attributes
    for name, key in wanted.items():
        lasts = key.get("valid_for") if isinstance(key, Mapping) else None
        if not isinstance(key, Mapping) or not isinstance(lasts, int) or "expires" in key:
            continue
        path = pointer("api_keys", name, "expires")
        beside = at(live.attributes, path) if live is not None else None
        renew_before = key.get("renew_before") or 0
        assert isinstance(renew_before, int)
        is_far = isinstance(beside, str) and seconds_of(beside) - now > renew_before
        attributes = put(attributes, path, beside if is_far else _expiry(now, lasts))
    return replace(desired, attributes=attributes)


def time_of(seconds: int) -> str:
    """Seconds since 1970 as a spec says it: the hour, in UTC."""
    return datetime.fromtimestamp(seconds // _HOUR * _HOUR, UTC).strftime("%Y-%m-%dT%H:%MZ")


def seconds_of(time: Value) -> int:
    """The inverse of `time_of`."""
    return int(datetime.fromisoformat(str(time).removesuffix("Z")).replace(tzinfo=UTC).timestamp())


def _expiry(now: float, lasts: int) -> str:
    """AppSync rounds down to the hour, and takes nothing that is less than a day away."""
    return time_of(max(int(now) + lasts, int(now) + SHORTEST + _HOUR))
