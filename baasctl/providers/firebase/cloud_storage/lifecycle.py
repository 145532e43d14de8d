"""`lifecycle` of a bucket: one rule on the wire for each action; what the fields cannot say stays native.

`expire_after` is `Delete` with `age` and `isLive: true`: without the latter former versions would go too
(research/vocabulary.md §7).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from baasctl.model.value import Value, freeze
from baasctl.providers.strict import expect, expect_objects, expect_or_none

DAY_S: Final = 86400
ACTIONS: Final = ("expire_after", "expire_noncurrent_after", "abort_uploads_after")
_ABORT: Final = "AbortIncompleteMultipartUpload"

Rules = tuple[Mapping[str, Value], ...]


def split(wire: object, document: str, place: str) -> tuple[Rules, Rules]:
    """What the fields can say of the wire's rules, in normal form, and the wire's other rules as they are.

    Raises:
        UnexpectedAnswer: They are no list of rules.
    """
    lifecycle = expect_or_none(wire, dict, document, place) or {}
    said: list[Mapping[str, Value]] = []
    others: list[object] = []
    for index, rule in enumerate(expect_objects(lifecycle.get("rule", []), document, f"{place}/rule")):
        found = _neutral(rule, document, f"{place}/rule/{index}")
        said.extend(found)
        if not found:
            others.append(rule)
    frozen = freeze(others)
    assert isinstance(frozen, tuple)
    return normal_form(said), tuple(each for each in frozen if isinstance(each, Mapping))


def encode(rules: Iterable[Mapping[str, Value]]) -> list[dict[str, object]]:
    """The wire's rules for rules in normal form."""
    found: list[dict[str, object]] = []
    for rule in rules:
        prefix = rule.get("prefix")
        where: dict[str, object] = {"matchesPrefix": [prefix]} if prefix else {}
        for action in ACTIONS:
            seconds = rule.get(action)
            if isinstance(seconds, int):
                found.append(_wire(action, seconds // DAY_S, where))
    return found


def normal_form(rules: Iterable[Mapping[str, Value]]) -> Rules:
    """One rule for each prefix, sorted; of two durations the shorter one, since it takes effect first."""
    by_prefix: dict[str, dict[str, Value]] = {}
    for rule in rules:
        prefix = str(rule.get("prefix") or "")
        kept = by_prefix.setdefault(prefix, {"prefix": prefix} if prefix else {})
        for action in ACTIONS:
            seconds, other = rule.get(action), kept.get(action)
            if isinstance(seconds, int):
                kept[action] = min(seconds, other) if isinstance(other, int) else seconds
    ordered = [by_prefix[prefix] for prefix in sorted(by_prefix)]
    frozen = freeze([each for each in ordered if any(action in each for action in ACTIONS)])
    assert isinstance(frozen, tuple)
    return tuple(each for each in frozen if isinstance(each, Mapping))


def _wire(action: str, days: int, where: Mapping[str, object]) -> dict[str, object]:
    if action == "expire_after":
        return {"action": {"type": "Delete"}, "condition": {"age": days, "isLive": True, **where}}
    if action == "expire_noncurrent_after":
        return {"action": {"type": "Delete"}, "condition": {"daysSinceNoncurrentTime": days, **where}}
    return {"action": {"type": _ABORT}, "condition": {"age": days, **where}}


def _neutral(rule: Mapping[str, object], document: str, place: str) -> list[Mapping[str, Value]]:
    """The rule once for each of its prefixes; none when the fields cannot say it."""
    condition = dict(expect_or_none(rule.get("condition"), dict, document, f"{place}/condition") or {})
    action = expect(rule.get("action"), dict, document, f"{place}/action").get("type")
    prefixes = condition.pop("matchesPrefix", None) or [""]
    if not isinstance(prefixes, list):
        return []
    field, days = "", condition.get("age")
    if action == "Delete" and condition.keys() == {"age", "isLive"} and condition["isLive"] is True:
        field = "expire_after"
    elif action == "Delete" and condition.keys() == {"daysSinceNoncurrentTime"}:
        field, days = "expire_noncurrent_after", condition["daysSinceNoncurrentTime"]
    elif action == _ABORT and condition.keys() == {"age"}:
        field = "abort_uploads_after"
    if not field or type(days) is not int or days < 1:
        return []
    return [{**({"prefix": str(each)} if each else {}), field: days * DAY_S} for each in prefixes]
