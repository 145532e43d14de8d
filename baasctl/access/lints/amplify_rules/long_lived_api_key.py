"""API keys that last longer than a month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from baasctl.access.facts import Facts
from baasctl.access.lints.amplify_rules.saying import AMPLIFY, API
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.model.value import pointer

_LONGEST: Final = timedelta(days=30)


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each key."""
    for api in facts.of("graphql_api"):
        keys = api.attributes.get("api_keys")
        for name, key in keys.items() if isinstance(keys, Mapping) else ():
            lasts = _lasts(key, facts.now)
            if lasts is not None and lasts > _LONGEST:
                yield Hit(
                    resource=api,
                    path=pointer("api_keys", name),
                    detail=f"the key `{name}` lasts another {lasts.days} days, more than 30",
                    hint="write `valid_for: 30d` with `renew_before: 7d`, and apply often",
                )


def _lasts(key: object, now: datetime) -> timedelta | None:
    expires = key.get("expires") if isinstance(key, Mapping) else None
    valid_for = key.get("valid_for") if isinstance(key, Mapping) else None
    if isinstance(expires, str):
        with suppress(ValueError):
            return datetime.fromisoformat(expires) - now
    if isinstance(valid_for, int | float) and not isinstance(valid_for, bool):
        return timedelta(seconds=min(valid_for, 10 * 365 * 86400))
    return None


RULE = Rule(
    number=189,
    name="long_lived_api_key",
    title="An API key lasts long",
    weight=Weight.MEDIUM,
    category="SECURITY",
    about="A key that got out opens the API until it stops.",
    remediation="https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#api-key-authorization",
    providers=AMPLIFY,
    each_of=API,
    hits=hits,
)
