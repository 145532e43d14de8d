"""Types that can never fit, found as Google's compiler finds them.

Every expression is asked for the types that are expected of it. A function or operator keeps those of its forms that
give one of them; each argument is then asked for whatever these forms take in its place. What has a type at run time
only (fields, `request`, `resource`, results that depend on them) fits everything. Parameters and `let`s collect what
is expected of them; arguments and values are held against that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from baasctl.engines.rules_language import syntax
from baasctl.engines.rules_language.mistake import Findings
from baasctl.engines.rules_language.scopes import Block, Declared, Scopes
from baasctl.engines.rules_language.standard_library import SEGMENT, Forms, Types
from baasctl.engines.rules_language.typed_forms import applied, literal_type
from baasctl.engines.rules_language.walking import parts_of

_DEEPEST_CALL: Final = 20
_BOOL: Final[Types] = ("bool",)
_STRING: Final[Types] = ("string",)
_NUMBERS: Final = frozenset({"int", "float"})
_NO_TYPE: Final = "Invalid type. There is no type for variable '{}' that satisfies all clauses."


def check_types(scopes: Scopes, findings: Findings) -> None:
    """Every function by itself, and every condition."""
    bodies = _Bodies()
    for function in scopes.functions:
        _Typing(findings, function.block, bodies).body(function, None)
    for permission in scopes.permissions:
        if permission.node.condition is not None:
            _Typing(findings, permission.block, bodies).condition(permission.node.condition)


class _Use(Enum):
    """What an expression is to what is around it."""

    CONDITION = "the whole behind `if`"
    RECEIVER = "in front of a member"
    PART = "anything else"


@dataclass(slots=True)
class _Open:
    """A parameter or `let`.

    Attributes:
        expected: What is expected of it so far; `None`: anything.
        first: Where something was first expected of it.
        is_torn: Whether no type is all that is expected.
        is_told: Whether that has been said.
    """

    expected: Types = None
    first: int = -1
    is_torn: bool = False
    is_told: bool = False

    def narrow(self, expected: Types, offset: int) -> None:
        if expected is None or self.is_torn:
            return
        self.first = offset if self.first < 0 else self.first
        left = expected if self.expected is None else tuple(each for each in self.expected if each in expected)
        self.is_torn = not left
        self.expected = left or None


@dataclass(frozen=True, slots=True)
class _Body:
    """What a function asks of its arguments and gives, where a type is expected of it."""

    parameters: tuple[Types, ...]
    gives: Types


class _Nowhere(Findings):
    """Counts what is found."""

    def __init__(self) -> None:
        super().__init__("")
        self.is_empty = True

    def error(self, offset: int, reason: str) -> None:
        del offset, reason
        self.is_empty = False

    def warn(self, offset: int, reason: str) -> None:
        self.error(offset, reason)


class _Bodies:
    """Bodies of functions, worked out once for each expectation."""

    def __init__(self) -> None:
        self._known: dict[tuple[Declared, Types], _Body] = {}
        self._open: set[Declared] = set()

    def of(self, function: Declared, expected: Types) -> _Body:
        key = (function, expected)
        nothing = _Body((None,) * len(function.node.parameters), None)
        if function in self._open or len(self._open) > _DEEPEST_CALL:
            return nothing
        if key not in self._known:
            self._open.add(function)
            findings = _Nowhere()
            found = _Typing(findings, function.block, self).body(function, expected)
            self._known[key] = found or nothing
            self._open.discard(function)
        return self._known[key]


@dataclass(slots=True)
class _Typing:
    """The types of expressions that see the same names."""

    findings: Findings
    block: Block
    bodies: _Bodies
    names: dict[str, _Open] = field(default_factory=dict)
    does_fit: bool = True

    def condition(self, node: syntax.Expression) -> None:
        """What stands behind `if`."""
        self.check(node, _BOOL, use=_Use.CONDITION)

    def body(self, function: Declared, expected: Types) -> _Body | None:
        """A function's expressions, what is behind first; `None`: it cannot give what is expected."""
        node = function.node
        self.names = {name: _Open() for name in node.parameters}
        before = []
        for let in node.lets:
            before.append(dict(self.names))
            self.names = {**self.names, let.name: _Open()}
        own = self.names
        gives = self.check(node.result, expected)
        does_fit = self.does_fit
        for index in reversed(range(len(node.lets))):
            let = node.lets[index]
            known = own[let.name]
            own = before[index]
            self.names = own
            self.check(let.value, known.expected)
            self._tell_torn(let.start, node.end)
        if not does_fit:
            return None
        return _Body(tuple(own[name].expected for name in node.parameters), gives)

    def _tell_torn(self, start: int, end: int) -> None:
        """Say of which names two parts of this piece of the text expect what no type is."""
        for name, known in self.names.items():
            if known.is_torn and not known.is_told and start <= known.first < end:
                known.is_told = True
                self.findings.warn(start, _NO_TYPE.format(name))

    def check(self, node: syntax.Expression, expected: Types, *, use: _Use = _Use.PART) -> Types:
        """The types of an expression, after what does not fit in it has been told."""
        found = self._found(node, expected, use=use)
        self._tell_torn(node.begin, node.finish)
        return found

    def _found(self, node: syntax.Expression, expected: Types, *, use: _Use) -> Types:
        match node:
            case syntax.Variable():
                return self._variable(node, expected, use)
            case syntax.Conditional():
                return self._conditional(node, expected)
            case syntax.Call():
                own = self.block.function(node.name)
                if own is not None:
                    return self._own_call(node, own, expected)
            case syntax.ListLiteral() | syntax.MapLiteral() | syntax.Path():
                self._settle(node, literal_type(node), expected, use=use)
                self._members(node)
                return literal_type(node)
        forms, given = applied(node)
        if forms is None:
            found = literal_type(node)
            self._settle(node, found, expected, use=use)
            self._freely(given)
            return found
        return self._apply(node, forms, given, expected, use=use)

    def _apply(
        self,
        node: syntax.Expression,
        forms: Forms,
        given: tuple[syntax.Expression | None, ...],
        expected: Types,
        *,
        use: _Use,
    ) -> Types:
        forms = tuple(form for form in forms if len(form.takes) == len(given))
        if not forms:
            self._freely(given)
            return None
        fitting = tuple(form for form in forms if _meet(form.gives, expected))
        gives = _union(form.gives for form in fitting or forms)
        if not fitting:
            self._settle(node, gives, expected, use=use)
            self._freely(given)
            return gives
        is_member = isinstance(node, syntax.Member | syntax.MethodCall | syntax.Index | syntax.Slice)
        uses = (_Use.RECEIVER if is_member else _Use.PART, *[_Use.PART] * len(given))
        sides = [
            None if each is None else self.check(each, _union(form.takes[place] for form in fitting), use=uses[place])
            for place, each in enumerate(given)
        ]
        if isinstance(node, syntax.Binary) and node.operator in ("==", "!="):
            self._comparable(node, *sides)
        return gives

    def _freely(self, nodes: Iterable[syntax.Expression | None]) -> None:
        for node in nodes:
            if node is not None:
                self.check(node, None)

    def _settle(self, node: syntax.Expression, found: Types, expected: Types, *, use: _Use) -> None:
        if _meet(found, expected):
            return
        self.does_fit = False
        received, wanted = ", ".join(found or ()), ", ".join(expected or ())
        reason = (
            f"Permission statements expect a boolean value. Received one of [{received}]."
            if use is _Use.CONDITION
            else f"Received one of [{received}]. Expected one of [{wanted}]."
        )
        self.findings.warn(_place(node, use), f"Invalid type. {reason}")

    def _variable(self, node: syntax.Variable, expected: Types, use: _Use) -> Types:
        if node.name in self.names:
            self.names[node.name].narrow(expected, node.start)
            return None
        captured = self.block.captures.get(node.name)
        if captured is None:
            return None
        found = (captured,)
        if not _meet(found, expected):
            self._settle(node, found, expected, use=use)
            self.findings.warn(_place(node, use), _NO_TYPE.format(node.name))
        return found

    def _conditional(self, node: syntax.Conditional, expected: Types) -> Types:
        self.check(node.condition, _BOOL)
        arms = [self.check(arm, expected) for arm in (node.then, node.otherwise)]
        if expected is None and not _meet(*arms):
            reason = "Ternary operator result if condition is true has a different type than if condition is false."
            self.findings.warn(node.at, reason)
        return None

    def _own_call(self, node: syntax.Call, own: Declared, expected: Types) -> Types:
        if len(node.arguments) != len(own.node.parameters):
            self._freely(node.arguments)
            return None
        body = self.bodies.of(own, expected)
        for argument, wanted in zip(node.arguments, body.parameters, strict=True):
            self.check(argument, wanted)
        return body.gives

    def _comparable(self, node: syntax.Binary, left: Types, right: Types) -> None:
        if left is None or right is None:
            return
        is_close = set(left) & set(right) or (set(left) & _NUMBERS and set(right) & _NUMBERS)
        if not is_close:
            always = "true" if node.operator == "!=" else "false"
            reason = f"The sub-expressions are not comparable, so this comparison will always return {always}."
            self.findings.warn(node.at, reason)

    def _members(self, node: syntax.ListLiteral | syntax.MapLiteral | syntax.Path) -> None:
        if isinstance(node, syntax.MapLiteral):
            for key, value in node.entries:
                self.check(key, _STRING)
                self.check(value, None)
            return
        expected = SEGMENT if isinstance(node, syntax.Path) else None
        for part in parts_of(node):
            self.check(part, expected)


def _place(node: syntax.Expression, use: _Use) -> int:
    """Where the compiler speaks of an expression: at its operator or name, or at the parenthesis before a value."""
    if isinstance(node, syntax.Binary | syntax.TypeTest | syntax.Conditional | syntax.MethodCall):
        return node.at
    is_applied = isinstance(node, syntax.Call | syntax.Slice | syntax.Negation | syntax.Not)
    return node.start if is_applied or use is _Use.RECEIVER else node.begin


def _meet(one: Types, other: Types) -> bool:
    return one is None or other is None or bool(set(one) & set(other))


def _union(several: Iterable[Types]) -> Types:
    """All types, in the order in which they first come."""
    found: dict[str, None] = {}
    for types in several:
        if types is None:
            return None
        found.update(dict.fromkeys(types))
    return tuple(found)
