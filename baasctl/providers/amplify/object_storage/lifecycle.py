"""`lifecycle` of a bucket: what the fields can say of its rules; all others stay native, as S3 has them.

A rule of S3 has several actions and one filter; two rules for one prefix are one in normal form, and of two durations
the shorter one, since it takes effect first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, cast

from baasctl.model.value import Value, freeze
from baasctl.providers.strict import expect_objects

DAY_S: Final = 86400
ACTIONS: Final = {
    "expire_after": ("Expiration", "Days"),
    "expire_noncurrent_after": ("NoncurrentVersionExpiration", "NoncurrentDays"),
    "abort_uploads_after": ("AbortIncompleteMultipartUpload", "DaysAfterInitiation"),
}
_ENVELOPE: Final = {"ID", "Status", "Filter", "Prefix"}

Rules = tuple[Mapping[str, Value], ...]


def split(body: Mapping[str, object], document: str) -> tuple[Rules, Rules]:
    """What the fields can say of a lifecycle document, in normal form, and its other rules as they are.

    Raises:
        UnexpectedAnswer: It holds no list of rules.
    """
    said: list[Mapping[str, Value]] = []
    others: list[object] = []
    for rule in expect_objects(body.get("Rules") or [], document, "/Rules"):
        found = _neutral(rule)
        if found is None:
            others.append(rule)
        else:
            said.append(found)
    return normal_form(said), cast(Rules, freeze(others))


def encode(rules: Iterable[Mapping[str, Value]]) -> list[dict[str, object]]:
    """The rules of S3 for rules in normal form."""
    return [
        {
            "Status": "Enabled",
            "Filter": {"Prefix": str(rule.get("prefix") or "")},
            **{
                action: {member: seconds // DAY_S}
                for name, (action, member) in ACTIONS.items()
                if isinstance(seconds := rule.get(name), int)
            },
        }
        for rule in rules
    ]


def normal_form(rules: Iterable[Mapping[str, Value]]) -> Rules:
    """One rule for each prefix, sorted."""
    by_prefix: dict[str, dict[str, Value]] = {}
    for rule in rules:
        prefix = str(rule.get("prefix") or "")
        kept = by_prefix.setdefault(prefix, {"prefix": prefix} if prefix else {})
        for action in ACTIONS:
            seconds, other = rule.get(action), kept.get(action)
            if isinstance(seconds, int):
                kept[action] = min(seconds, other) if isinstance(other, int) else seconds
    ordered = [by_prefix[prefix] for prefix in sorted(by_prefix)]
    return cast(Rules, freeze([each for each in ordered if any(action in each for action in ACTIONS)]))


def _neutral(rule: Mapping[str, object]) -> Mapping[str, Value] | None:
    prefix = _prefix(rule)
    actions = rule.keys() - _ENVELOPE
    if rule.get("Status") != "Enabled" or prefix is None or not actions:
        return None
    found: dict[str, Value] = {"prefix": prefix} if prefix else {}
    for name, (action, member) in ACTIONS.items():
        said = rule.get(action)
        days = said.get(member) if isinstance(said, Mapping) and said.keys() == {member} else None
        if type(days) is int and days > 0:
            found[name] = days * DAY_S
            actions -= {action}
    return None if actions else found


def _prefix(rule: Mapping[str, object]) -> str | None:
    """The prefix that a rule is limited to; `None` where it is limited by something else."""
    limits = rule.get("Filter")
    if isinstance(limits, Mapping) and limits.keys() - {"Prefix"}:
        return None
    inner = limits.get("Prefix") if isinstance(limits, Mapping) else None
    return str(inner or rule.get("Prefix") or "")
