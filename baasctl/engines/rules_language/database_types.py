"""Types of conditions of the Realtime Database, which Google checks when rules are uploaded.

What fits where is what targaryen (ISC) recorded from live Firebase: logic takes booleans only, values of the database
and of tokens may turn out to be anything and are let pass, except there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from baasctl.engines.rules_language import database_syntax as syntax
from baasctl.engines.rules_language.database_expressions import ExpressionProblem


class Type(Enum):
    """What a value is; `VALUE` is text, number, boolean or null, and `ANYTHING` also what tokens hold."""

    BOOLEAN = "a boolean"
    NUMBER = "a number"
    TEXT = "a text"
    NULL = "null"
    VALUE = "a value of the database"
    ANYTHING = "a value of any type"
    SNAPSHOT = "a place in the database"
    QUERY = "a query"
    PATTERN = "a regular expression"
    TEXTS = "a list"


@dataclass(frozen=True, slots=True)
class _Method:
    takes: tuple[Type, ...]
    gives: Type


_UNKNOWN: Final = frozenset({Type.VALUE, Type.ANYTHING})
_ORDERED: Final = frozenset({Type.TEXT, Type.NUMBER, Type.NULL}) | _UNKNOWN
_ADDED: Final = frozenset({Type.TEXT, Type.NUMBER}) | _UNKNOWN
_COMPARED: Final = frozenset({Type.TEXT, Type.NUMBER, Type.BOOLEAN, Type.NULL}) | _UNKNOWN
_NUMERIC: Final = frozenset({Type.NUMBER}) | _UNKNOWN
_TRUTH: Final = frozenset({Type.BOOLEAN})
_QUERY: Final = {
    **dict.fromkeys(("orderByKey", "orderByPriority", "orderByValue"), Type.BOOLEAN),
    "orderByChild": Type.TEXT,
    **dict.fromkeys(("startAt", "endAt", "equalTo"), Type.VALUE),
    **dict.fromkeys(("limitToFirst", "limitToLast"), Type.NUMBER),
}
_TEXT: Final[Mapping[str, _Method | Type]] = {
    "length": Type.NUMBER,
    **dict.fromkeys(("contains", "beginsWith", "endsWith"), _Method((Type.TEXT,), Type.BOOLEAN)),
    "replace": _Method((Type.TEXT, Type.TEXT), Type.TEXT),
    **dict.fromkeys(("toLowerCase", "toUpperCase"), _Method((), Type.TEXT)),
    "matches": _Method((Type.PATTERN,), Type.BOOLEAN),
}
_SNAPSHOT: Final[Mapping[str, _Method | Type]] = {
    "val": _Method((), Type.VALUE),
    "getPriority": _Method((), Type.VALUE),
    "child": _Method((Type.TEXT,), Type.SNAPSHOT),
    "parent": _Method((), Type.SNAPSHOT),
    "hasChild": _Method((Type.TEXT,), Type.BOOLEAN),
    "hasChildren": _Method((Type.TEXTS,), Type.BOOLEAN),
    **dict.fromkeys(("exists", "isNumber", "isString", "isBoolean"), _Method((), Type.BOOLEAN)),
}
_NAMES: Final = {"auth": Type.ANYTHING, "now": Type.NUMBER, "root": Type.SNAPSHOT, "data": Type.SNAPSHOT}
_ANCHOR_INSIDE: Final = re.compile(r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]|(?P<begin>(?<!^)\^)|(?P<end>\$(?!$))")


def check_condition(condition: syntax.Expression, rule: str, wildcards: Iterable[str]) -> None:
    """Whether a condition can be uploaded.

    Args:
        rule: `.read`, `.write` or `.validate`; what names there are depends on it.
        wildcards: Names of those on the way to it, with their dollars.

    Raises:
        ExpressionProblem: A name is unknown, or a value is of another type than is wanted there.
    """
    own = {"query": Type.QUERY} if rule == ".read" else {"newData": Type.SNAPSHOT}
    found = _Checking({**_NAMES, **own, **dict.fromkeys(wildcards, Type.TEXT)}, rule).type_of(condition)
    if found is not Type.BOOLEAN:
        raise ExpressionProblem(f"the condition is {found.value}, not a boolean", _first(condition))


class _Checking:
    def __init__(self, names: Mapping[str, Type], rule: str) -> None:
        self._names = names
        self._rule = rule

    def type_of(self, node: syntax.Expression) -> Type:
        check: Callable[[Any], Type] = getattr(self, f"_{type(node).__name__.lower()}")
        return check(node)

    def _want(self, node: syntax.Expression, allowed: frozenset[Type], where: str) -> Type:
        found = self.type_of(node)
        if found not in allowed:
            wanted = " or ".join(each.value for each in Type if each in allowed - _UNKNOWN)
            way_out = "; compare it, such as `… === true`" if found in _UNKNOWN else ""
            raise ExpressionProblem(f"{where} is {found.value}, not {wanted}{way_out}", _first(node))
        return found

    def _constant(self, node: syntax.Constant) -> Type:
        if isinstance(node.value, bool):
            return Type.BOOLEAN
        if node.value is None:
            return Type.NULL
        return Type.TEXT if isinstance(node.value, str) else Type.NUMBER

    def _pattern(self, node: syntax.Pattern) -> Type:
        if node.flags not in {"", "i"}:
            raise ExpressionProblem(f"the flags `{node.flags}`: only `i` is one", node.start)
        for found in _ANCHOR_INSIDE.finditer(node.pattern):
            if found.lastgroup:
                place = "beginning" if found.lastgroup == "begin" else "end"
                raise ExpressionProblem(
                    f"`{found[0]}` may stand at the {place} of a regular expression only",
                    node.start + 1 + found.start(),
                )
        return Type.PATTERN

    def _name(self, node: syntax.Name) -> Type:
        if node.name not in self._names:
            known = ", ".join(self._names)
            raise ExpressionProblem(f"unknown variable `{node.name}`; in `{self._rule}` there are {known}", node.start)
        return self._names[node.name]

    def _property(self, node: syntax.Property) -> Type:
        found = self._member(node)
        if isinstance(found, _Method):
            raise ExpressionProblem(f"`{node.name}` is a function and is not called", node.start)
        return found

    def _member(self, node: syntax.Property, *, is_called: bool = False) -> _Method | Type:
        of = self.type_of(node.of)
        if of is Type.ANYTHING and not is_called:
            return _TEXT["length"] if node.name == "length" else Type.ANYTHING
        members: Mapping[str, _Method | Type] = {Type.SNAPSHOT: _SNAPSHOT, Type.QUERY: _QUERY}.get(of, {})
        members = _TEXT if of in {Type.TEXT, Type.VALUE, Type.ANYTHING} else members
        if node.name not in members:
            known = f"; there are {', '.join(members)}" if members else ""
            raise ExpressionProblem(f"{of.value} has no `{node.name}`{known}", node.start)
        return members[node.name]

    def _element(self, node: syntax.Element) -> Type:
        of = self.type_of(node.of)
        self._want(node.key, _ADDED, "the name in brackets")
        if of not in _UNKNOWN:
            raise ExpressionProblem(f"{of.value} has no members whose names are computed", node.start)
        return Type.ANYTHING

    def _invocation(self, node: syntax.Invocation) -> Type:
        method = self._member(node.function, is_called=True) if isinstance(node.function, syntax.Property) else None
        if not isinstance(method, _Method) or not isinstance(node.function, syntax.Property):
            raise ExpressionProblem("what is called here is no function", _first(node.function))
        if method.takes == (Type.TEXTS,):
            self._children(node)
        elif method.takes:
            self._arguments(node, method, node.function.name)
        return method.gives

    def _arguments(self, node: syntax.Invocation, method: _Method, name: str) -> None:
        if len(node.arguments) != len(method.takes):
            count = f"{len(method.takes)} argument{'s'[: len(method.takes) != 1]}"
            raise ExpressionProblem(f"`{name}` takes {count}, not {len(node.arguments)}", node.start)
        for number, (wanted, given) in enumerate(zip(method.takes, node.arguments, strict=True), 1):
            allowed = frozenset({wanted}) | (_UNKNOWN if wanted is Type.TEXT else frozenset())
            self._want(given, allowed, f"argument {number} of `{name}`")

    def _children(self, node: syntax.Invocation) -> None:
        """`hasChildren()`, or with a list of names that is written there."""
        if not node.arguments:
            return
        names = node.arguments[0]
        if len(node.arguments) > 1 or not isinstance(names, syntax.Texts) or not names.members:
            raise ExpressionProblem("`hasChildren` takes a list of names, such as `['a', 'b']`", node.start)
        for each in names.members:
            self._want(each, frozenset({Type.TEXT}) | _UNKNOWN, "a name in `hasChildren`")

    def _texts(self, node: syntax.Texts) -> Type:
        raise ExpressionProblem("a list may stand in `hasChildren` only", node.start)

    def _prefixed(self, node: syntax.Prefixed) -> Type:
        if node.operator == "!":
            return self._want(node.operand, _TRUTH, "what `!` negates")
        self._want(node.operand, _NUMERIC, "what stands behind `-`")
        return Type.NUMBER

    def _joined(self, node: syntax.Joined) -> Type:
        for each in node.operands:
            self._want(each, _TRUTH, f"an operand of `{node.operator}`")
        return Type.BOOLEAN

    def _operation(self, node: syntax.Operation) -> Type:
        if node.operator in {"==", "===", "!=", "!=="}:
            self._both(node, _COMPARED)
            return Type.BOOLEAN
        if node.operator in {"<", "<=", ">", ">="}:
            left, right = self._both(node, _ORDERED)
            if left is not right and not {left, right} & _UNKNOWN:
                reason = f"`{node.operator}` compares {left.value} with {right.value}"
                raise ExpressionProblem(reason, node.start)
            return Type.BOOLEAN
        if node.operator != "+":
            self._both(node, _NUMERIC)
            return Type.NUMBER
        sides = set(self._both(node, _ADDED))
        if Type.TEXT in sides:
            return Type.TEXT
        return Type.NUMBER if sides == {Type.NUMBER} else Type.VALUE

    def _both(self, node: syntax.Operation, allowed: frozenset[Type]) -> tuple[Type, Type]:
        where = f"operand of `{node.operator}`"
        return self._want(node.left, allowed, f"the left {where}"), self._want(
            node.right, allowed, f"the right {where}"
        )

    def _choice(self, node: syntax.Choice) -> Type:
        self._want(node.condition, _TRUTH, "the condition of `?`")
        then, otherwise = self.type_of(node.then), self.type_of(node.otherwise)
        if then is otherwise:
            return then
        return Type.VALUE if {then, otherwise} <= _COMPARED - {Type.ANYTHING} else Type.ANYTHING


def _first(node: syntax.Expression) -> int:
    """Where an expression begins."""
    while True:
        inner = next(syntax.parts_of(node), None)
        if inner is None or isinstance(node, syntax.Prefixed | syntax.Texts):
            return node.start
        node = inner
