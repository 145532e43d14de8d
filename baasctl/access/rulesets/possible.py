"""What a condition can come out as, for all requests of a sort: known without trying any.

The answer is never too narrow: what cannot be told may come out as anything. So *always* and *never* are proofs, under
Google's rules of §1.5: errors are values that `&&` and `||` absorb in both orders.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntFlag
from typing import Any, Final

from baasctl.access.rules.failure import Failure
from baasctl.access.rules.functions import FUNCTIONS
from baasctl.access.rules.values import Timestamp, Value, equal
from baasctl.access.rulesets.mentions import mention_of
from baasctl.engines.rules_language import syntax


class Outcome(IntFlag):
    """What may come out; `OTHER` is any value that is neither a boolean nor null."""

    NOTHING = 0
    TRUE = 1
    FALSE = 2
    FAILS = 4
    NULL = 8
    OTHER = 16
    BOOLEAN = 3
    ANYTHING = 31


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a value, and the value itself where it is one."""

    outcome: Outcome
    value: Value = None
    is_constant: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A sort of requests.

    Attributes:
        is_signed_in: Somebody is, of whom nothing else is known.
        method: `get`, `list`, `create`, `update` or `delete`.
        now: Time of the request.
        has_resource: `resource` has a value; not so where files are listed.
        hidden: Wildcard that has no value: that of the documents' id in a `list`; empty for none.
    """

    is_signed_in: bool
    method: str
    now: datetime
    hidden: str = ""
    has_resource: bool = True


_READING: Final = frozenset({"get", "list"})
_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_TRUTHS: Final = {True: Outcome.TRUE, False: Outcome.FALSE}
_MAYBE: Final = Known(Outcome.BOOLEAN | Outcome.FAILS)
_ANYTHING: Final = Known(Outcome.ANYTHING)
_SOMETHING: Final = Known(Outcome.OTHER)
_FAILS: Final = Known(Outcome.FAILS)
_VALUE: Final = Known(Outcome.OTHER | Outcome.FAILS)
_NULL: Final = Known(Outcome.NULL, None, is_constant=True)
_TRY: Final = frozenset({"timestamp.date", "timestamp.value", "duration.value", "duration.time"})
_NAMED: Final = frozenset({"request", "resource"})
_TESTS: Final = frozenset({"exists", "existsAfter"})
_TRUTH_METHODS: Final = frozenset({"matches", "hasAll", "hasAny", "hasOnly"})
_VALUE_METHODS: Final = frozenset(
    {
        *("size", "keys", "values", "lower", "upper", "trim", "split", "toSet", "toMillis"),
        *("diff", "affectedKeys", "addedKeys", "removedKeys", "changedKeys", "unchangedKeys"),
    }
)


def always(node: syntax.Expression, at: Situation) -> bool:
    """Whether every request of the sort makes it true."""
    return _surely(node, at, Outcome.TRUE)


def never(node: syntax.Expression, at: Situation) -> bool:
    """Whether no request of the sort makes it true."""
    match node:
        case syntax.Binary(operator="&&", left=left, right=right):
            return never(left, at) or never(right, at)
        case syntax.Binary(operator="||", left=left, right=right):
            return never(left, at) and never(right, at)
        case _:
            return not known(node, at).outcome & Outcome.TRUE


def _surely(node: syntax.Expression, at: Situation, wanted: Outcome) -> bool:
    """As `known(node).outcome == wanted`, and quick to give up."""
    match node:
        case syntax.Binary(operator="&&" | "||" as operator, left=left, right=right):
            if (operator == "&&") == (wanted is Outcome.TRUE):
                return _surely(left, at, wanted) and _surely(right, at, wanted)
            return _surely(left, at, wanted) or _surely(right, at, wanted)
        case syntax.Not(operand=operand):
            return _surely(operand, at, Outcome.FALSE if wanted is Outcome.TRUE else Outcome.TRUE)
        case _:
            return known(node, at).outcome == wanted


def known(node: syntax.Expression, at: Situation) -> Known:
    """What can come out of an expression."""
    tell = _TELLING.get(type(node))
    return tell(node, at) if tell else _ANYTHING


def _binary(node: syntax.Binary, at: Situation) -> Known:
    left, right = known(node.left, at), known(node.right, at)
    match node.operator:
        case "&&" | "||":
            return Known(_joined(left.outcome, right.outcome, node.operator))
        case "==" | "!=":
            return Known(_compared(left, right, is_equal=node.operator == "=="))
        case "<" | "<=" | ">" | ">=":
            return Known(_ordered(left, right, node.operator))
        case "in":
            return _failing_with(_MAYBE, left, right)
        case _:
            return _ANYTHING


def _conditional(node: syntax.Conditional, at: Situation) -> Known:
    return _chosen(known(node.condition, at).outcome, known(node.then, at), known(node.otherwise, at))


def _call(node: syntax.Call, _: Situation) -> Known:
    return _MAYBE if node.name in _TESTS else _ANYTHING


def _constant(value: Value) -> Known:
    if value is None:
        return _NULL
    return Known(_TRUTHS[value] if isinstance(value, bool) else Outcome.OTHER, value, is_constant=True)


def _named(node: syntax.Variable | syntax.Member, at: Situation) -> Known:
    found = mention_of(node)
    if found is None:
        return _member(known(node.of, at)) if isinstance(node, syntax.Member) else _ANYTHING
    if found.root == at.hidden:
        return _FAILS
    if found.call is not None:
        return _ANYTHING
    whole = (found.root, *found.path)
    tell = _MEMBERS.get(whole[:2]) or _MEMBERS.get(whole[:1])
    if tell is not None:
        return tell(at, found.path)
    return _ANYTHING if found.path else _SOMETHING


def _resource(at: Situation, path: tuple[str, ...]) -> Known:
    if not at.has_resource:
        return _FAILS
    if at.method == "create":
        return _FAILS if path else _NULL
    return _SOMETHING if path in ((), ("data",)) else _ANYTHING


def _new(at: Situation, path: tuple[str, ...]) -> Known:
    if at.method in _READING:
        return _FAILS
    if at.method == "delete":
        return _FAILS if len(path) > 1 else _NULL
    return _SOMETHING if path in (("resource",), ("resource", "data")) else _ANYTHING


def _auth(at: Situation, path: tuple[str, ...]) -> Known:
    if not at.is_signed_in:
        return _FAILS if len(path) > 1 else _NULL
    return _SOMETHING if path in (("auth",), ("auth", "uid"), ("auth", "token")) else _ANYTHING


def _time(at: Situation, path: tuple[str, ...]) -> Known:
    return Known(Outcome.OTHER, moment(at.now), is_constant=True) if path == ("time",) else _ANYTHING


def _asked(at: Situation, path: tuple[str, ...]) -> Known:
    return _constant(at.method) if path == ("method",) else _ANYTHING


_MEMBERS: Final[Mapping[tuple[str, ...], Callable[[Situation, tuple[str, ...]], Known]]] = {
    ("resource",): _resource,
    ("request", "resource"): _new,
    ("request", "auth"): _auth,
    ("request", "time"): _time,
    ("request", "method"): _asked,
}


def moment(when: datetime) -> Timestamp:
    """A time as rules have it."""
    return Timestamp((when - _EPOCH) // timedelta(microseconds=1) * 1000)


def _member(of: Known) -> Known:
    return _ANYTHING if of.outcome & Outcome.OTHER else _FAILS


def _negated(outcome: Outcome) -> Outcome:
    found = Outcome.NOTHING
    if outcome & Outcome.TRUE:
        found |= Outcome.FALSE
    if outcome & Outcome.FALSE:
        found |= Outcome.TRUE
    return found | Outcome.FAILS if outcome & ~Outcome.BOOLEAN else found


def _joined(left: Outcome, right: Outcome, operator: str) -> Outcome:
    """Kleene's tables over sets of what may come out."""
    weak, strong = (Outcome.TRUE, Outcome.FALSE) if operator == "&&" else (Outcome.FALSE, Outcome.TRUE)
    found = strong if (left | right) & strong else Outcome.NOTHING
    if left & weak and right & weak:
        found |= weak
    wrong_left, wrong_right = left & ~Outcome.BOOLEAN, right & ~Outcome.BOOLEAN
    if (wrong_left and right & ~strong) or (wrong_right and left & ~strong):
        found |= Outcome.FAILS
    return found


def _compared(left: Known, right: Known, *, is_equal: bool) -> Outcome:
    failing = (left.outcome | right.outcome) & Outcome.FAILS
    ones, others = left.outcome & ~Outcome.FAILS, right.outcome & ~Outcome.FAILS
    if not ones or not others:
        return Outcome.FAILS
    if left.is_constant and right.is_constant:
        return _TRUTHS[equal(left.value, right.value) is is_equal] | failing
    if not ones & others:
        return (Outcome.FALSE if is_equal else Outcome.TRUE) | failing
    return Outcome.BOOLEAN | failing


def _ordered(left: Known, right: Known, operator: str) -> Outcome:
    one, other = left.value, right.value
    if left.is_constant and right.is_constant and isinstance(one, Timestamp) and isinstance(other, Timestamp):
        is_less, is_same = one.nanos < other.nanos, one.nanos == other.nanos
        truth = {"<": is_less, "<=": is_less or is_same, ">": not is_less and not is_same, ">=": not is_less}
        return _TRUTHS[truth[operator]]
    if not left.outcome & Outcome.OTHER or not right.outcome & Outcome.OTHER:
        return Outcome.FAILS
    return _MAYBE.outcome


def _typed(node: syntax.TypeTest, at: Situation) -> Known:
    of, found = known(node.operand, at), mention_of(node.operand)
    if of.outcome == Outcome.OTHER and found is not None and (found.root, *found.path, node.type) == _UID_IS_TEXT:
        return Known(Outcome.TRUE)
    return _failing_with(Known(Outcome.BOOLEAN), of)


_UID_IS_TEXT: Final = ("request", "auth", "uid", "string")


def _failing_with(whole: Known, *of: Known) -> Known:
    """As *whole*, and an error where a part is one."""
    if any(each.outcome == Outcome.FAILS for each in of):
        return _FAILS
    if any(each.outcome & Outcome.FAILS for each in of):
        return Known(whole.outcome | Outcome.FAILS)
    return whole


def _chosen(condition: Outcome, then: Known, otherwise: Known) -> Known:
    found = Outcome.NOTHING
    if condition & Outcome.TRUE:
        found |= then.outcome
    if condition & Outcome.FALSE:
        found |= otherwise.outcome
    return Known(found | Outcome.FAILS if condition & ~Outcome.BOOLEAN else found)


def _method(node: syntax.MethodCall, at: Situation) -> Known:
    if isinstance(node.of, syntax.Variable) and f"{node.of.name}.{node.name}" in _TRY:
        return _tried(f"{node.of.name}.{node.name}", tuple(known(each, at) for each in node.arguments))
    of = _ANYTHING if isinstance(node.of, syntax.Variable) and node.of.name not in _NAMED else known(node.of, at)
    if not of.outcome & Outcome.OTHER:
        return _FAILS
    if node.name in _TRUTH_METHODS:
        return _MAYBE
    return _VALUE if node.name in _VALUE_METHODS else _ANYTHING


def _tried(name: str, given: tuple[Known, ...]) -> Known:
    """A function of constants, asked."""
    if not all(each.is_constant for each in given):
        return _VALUE
    values = tuple(each.value for each in given)
    for signature in FUNCTIONS.get(name, ()):
        if signature.fits(values):
            try:
                return _constant(signature.call(*values))
            except Failure:
                return _FAILS
    return _FAILS


_TELLING: Final[Mapping[type, Callable[[Any, Situation], Known]]] = {
    syntax.Literal: lambda node, _: _constant(node.value),
    syntax.Variable: _named,
    syntax.Member: _named,
    syntax.Not: lambda node, at: Known(_negated(known(node.operand, at).outcome)),
    syntax.Binary: _binary,
    syntax.TypeTest: _typed,
    syntax.Conditional: _conditional,
    syntax.Call: _call,
    syntax.MethodCall: _method,
    syntax.ListLiteral: lambda *_: _VALUE,
    syntax.MapLiteral: lambda *_: _VALUE,
    syntax.Path: lambda *_: _VALUE,
    syntax.BytesLiteral: lambda *_: _SOMETHING,
}
"""By the type of a node; what is not here may be anything."""
