"""Whom rules of the Realtime Database let in whatever they ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from baasctl.access.facts import Facts
from baasctl.access.rulesets.database_possible import DatabaseSituation, holds_always
from baasctl.access.rulesets.database_tree import DatabaseRule, database_conditions
from baasctl.access.rulesets.openness import Openness
from baasctl.engines.rules_language import database_syntax as syntax

_DAY: Final = timedelta(days=1)
_LAST: Final = 4_102_444_800_000.0
"""2100-01-01; later days are none that anybody waits for."""


def database_opennesses(facts: Facts) -> Mapping[DatabaseRule, Openness]:
    """Of every `.read` and `.write` that is open to somebody, at the time of the facts; its one method is its name."""
    return facts.once(_opennesses)


def _opennesses(facts: Facts) -> Mapping[DatabaseRule, Openness]:
    found = ((each, _openness(each, facts.now)) for each in database_conditions(facts, ".read", ".write"))
    return {rule: openness for rule, openness in found if openness.everybody or openness.signed_in}


def _openness(rule: DatabaseRule, now: datetime) -> Openness:
    dates = sorted(_dates(rule))
    if dates:
        before, behind = _at(rule, dates[0] - _DAY), _at(rule, dates[-1] + _DAY)
        if (before.everybody or before.signed_in) and not (behind.everybody or behind.signed_in):
            return Openness(everybody=before.everybody, signed_in=before.signed_in, until=dates[-1])
    return _at(rule, now)


def _at(rule: DatabaseRule, now: datetime) -> Openness:
    if holds_always(rule.condition, DatabaseSituation(is_signed_in=False, now=now)):
        return Openness(everybody=(rule.name,))
    if holds_always(rule.condition, DatabaseSituation(is_signed_in=True, now=now)):
        return Openness(signed_in=(rule.name,))
    return Openness()


def _dates(rule: DatabaseRule) -> Iterator[datetime]:
    """Moments that `now` is compared with, in milliseconds."""
    for node in syntax.walk(rule.condition.tree) if rule.condition.tree is not None else ():
        if isinstance(node, syntax.Operation) and any(_is_now(each) for each in (node.left, node.right)):
            for side in (node.left, node.right):
                if isinstance(side, syntax.Constant) and isinstance(side.value, float):
                    yield datetime.fromtimestamp(min(side.value, _LAST) / 1000, UTC)


def _is_now(node: syntax.Expression) -> bool:
    return isinstance(node, syntax.Name) and node.name == "now"
