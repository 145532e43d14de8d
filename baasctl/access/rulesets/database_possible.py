"""What a condition of the Realtime Database can come out as, for all requests of a sort.

As `possible`, under other rules (research/rules.md §2): what is taken of null is null and no error, `&&` and `||` look
at their left side first, and an error there is one of the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from baasctl.access.rulesets.possible import Known, Outcome
from baasctl.engines.rules_language import database_syntax as syntax
from baasctl.engines.rules_language.database_rules import Condition

_TRUTHS: Final = {
    truth: Known(outcome, truth, is_constant=True) for truth, outcome in ((True, Outcome.TRUE), (False, Outcome.FALSE))
}
_NULL: Final = Known(Outcome.NULL, None, is_constant=True)
_SOMETHING: Final = Known(Outcome.OTHER)
_ANYTHING: Final = Known(Outcome.ANYTHING)
_MAYBE: Final = Known(Outcome.BOOLEAN | Outcome.FAILS)
_TESTS: Final = frozenset({"exists", "isString", "isNumber", "isBoolean", "hasChildren"})
_EQUALITY: Final = {"==": True, "===": True, "!=": False, "!==": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseSituation:
    """A sort of requests: of somebody signed in of whom nothing else is known, or of nobody."""

    is_signed_in: bool
    now: datetime


def holds_always(condition: Condition, at: DatabaseSituation) -> bool:
    """Whether every request of the sort makes it true."""
    if condition.tree is None:
        return condition.expression is True
    return known(condition.tree, at).outcome == Outcome.TRUE


def known(node: syntax.Expression, at: DatabaseSituation) -> Known:
    """What can come out of an expression."""
    tell = _TELLING.get(type(node))
    return tell(node, at) if tell else _ANYTHING


def _constant(node: syntax.Constant, _: DatabaseSituation) -> Known:
    value = node.value
    if isinstance(value, bool):
        return _TRUTHS[value]
    return _NULL if value is None else Known(Outcome.OTHER, value, is_constant=True)


def _name(node: syntax.Name, at: DatabaseSituation) -> Known:
    if node.name == "auth":
        return _SOMETHING if at.is_signed_in else _NULL
    if node.name == "now":
        return Known(Outcome.OTHER, at.now.timestamp() * 1000, is_constant=True)
    return _SOMETHING


def _property(node: syntax.Property, at: DatabaseSituation) -> Known:
    of = known(node.of, at)
    if of.outcome == Outcome.NULL:
        return Known(Outcome.FAILS) if node.name == "length" else _NULL
    is_own = isinstance(node.of, syntax.Name) and node.of.name == "auth"
    return _SOMETHING if is_own and node.name in {"uid", "token", "provider"} else _ANYTHING


def _element(node: syntax.Element, at: DatabaseSituation) -> Known:
    return _NULL if known(node.of, at).outcome == Outcome.NULL else _ANYTHING


def _invocation(node: syntax.Invocation, at: DatabaseSituation) -> Known:
    function = node.function
    if not isinstance(function, syntax.Property):
        return _ANYTHING
    if known(function.of, at).outcome == Outcome.NULL:
        return Known(Outcome.FAILS)
    return _MAYBE if function.name in _TESTS else _ANYTHING


def _prefixed(node: syntax.Prefixed, at: DatabaseSituation) -> Known:
    if node.operator != "!":
        return Known(Outcome.OTHER | Outcome.FAILS)
    of = known(node.operand, at).outcome
    found = Outcome.TRUE if of & Outcome.FALSE else Outcome.NOTHING
    found |= Outcome.FALSE if of & Outcome.TRUE else Outcome.NOTHING
    return Known(found | Outcome.FAILS if of & ~Outcome.BOOLEAN else found)


def _joined(node: syntax.Joined, at: DatabaseSituation) -> Known:
    """From left to right, until one decides."""
    on, ends = (Outcome.TRUE, Outcome.FALSE) if node.operator == "&&" else (Outcome.FALSE, Outcome.TRUE)
    found = Outcome.NOTHING
    for each in node.operands:
        outcome = known(each, at).outcome
        found |= outcome & ends
        if outcome & ~Outcome.BOOLEAN:
            found |= Outcome.FAILS
        if not outcome & on:
            return Known(found)
    return Known(found | on)


def _operation(node: syntax.Operation, at: DatabaseSituation) -> Known:
    left, right = known(node.left, at), known(node.right, at)
    if node.operator in _EQUALITY:
        return _compared(left, right, is_equal=_EQUALITY[node.operator])
    one, other = left.value, right.value
    if node.operator in _ORDERS and isinstance(one, float) and isinstance(other, float):
        return _TRUTHS[_ORDERS[node.operator](one, other)]
    return _MAYBE if node.operator in _ORDERS else Known(Outcome.OTHER | Outcome.FAILS)


_ORDERS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


def _compared(left: Known, right: Known, *, is_equal: bool) -> Known:
    failing = (left.outcome | right.outcome) & Outcome.FAILS
    if left.is_constant and right.is_constant:
        is_same = type(left.value) is type(right.value) and left.value == right.value
        return Known(_TRUTHS[is_same is is_equal].outcome | failing)
    if not left.outcome & right.outcome & ~Outcome.FAILS:
        return Known(_TRUTHS[not is_equal].outcome | failing)
    return Known(Outcome.BOOLEAN | failing)


def _choice(node: syntax.Choice, at: DatabaseSituation) -> Known:
    condition = known(node.condition, at).outcome
    found = Outcome.FAILS if condition & ~Outcome.BOOLEAN else Outcome.NOTHING
    found |= known(node.then, at).outcome if condition & Outcome.TRUE else Outcome.NOTHING
    return Known(found | (known(node.otherwise, at).outcome if condition & Outcome.FALSE else Outcome.NOTHING))


_TELLING: Final[Mapping[type, Callable[[Any, DatabaseSituation], Known]]] = {
    syntax.Constant: _constant,
    syntax.Name: _name,
    syntax.Property: _property,
    syntax.Element: _element,
    syntax.Invocation: _invocation,
    syntax.Prefixed: _prefixed,
    syntax.Joined: _joined,
    syntax.Operation: _operation,
    syntax.Choice: _choice,
}
"""By the type of a node; what is not here may be anything."""
