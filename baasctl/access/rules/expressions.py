"""Expressions as functions from a frame to a value: made once, run for every request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from baasctl.access.rules.failure import Failure, no_function, null_value, unsupported, wrong_type
from baasctl.access.rules.functions import FUNCTIONS, NAMESPACES
from baasctl.access.rules.methods import METHODS, text_of
from baasctl.access.rules.operators import OPERATORS, checked
from baasctl.access.rules.parts import indexed, member_of, sliced
from baasctl.access.rules.scope import Block
from baasctl.access.rules.signatures import call_function, call_method
from baasctl.access.rules.tracing import Outcome, Trace, place_of
from baasctl.access.rules.values import Capture, Duration, Path, Value, type_of
from baasctl.access.rules.world import FIRESTORE_READERS, Evaluate, Frame
from baasctl.engines.rules_language import syntax

CROSS_SERVICE: Final = "firestore"
"""The package with which rules of Storage read documents."""
_TYPES: Final[Mapping[str, tuple[str, ...]]] = {"number": ("int", "float"), "set": ()}
"""What `is` takes for a type where it is not its own name; a set is none (measured)."""
_OUTCOMES: Final = {True: Outcome.TRUE, False: Outcome.FALSE}


class Compiler:
    """Expressions of one block.

    Functions are compiled when they are first called, once for each; Google's compiler refuses recursion.

    Args:
        trace: Where outcomes of branches are recorded; `None`: nowhere, at no cost.
    """

    def __init__(self, block: Block, parameters: frozenset[str] = frozenset(), *, trace: Trace | None = None) -> None:
        self._block = block
        self._parameters = parameters
        self._trace = trace

    def compiled(self, node: syntax.Expression) -> Evaluate:
        """The function of an expression."""
        made: Evaluate = getattr(self, f"_{type(node).__name__.lower()}")(node)

        def counted(frame: Frame) -> Value:
            frame.world.count_expression()
            return made(frame)

        return counted

    def branch(self, node: syntax.Expression) -> Evaluate:
        """As `compiled`, for a part that decides."""
        made = self.compiled(node)
        return made if self._trace is None else _recorded(made, self._trace, node)

    def _literal(self, node: syntax.Literal) -> Evaluate:
        value = node.value
        return lambda _: value

    def _bytesliteral(self, node: syntax.BytesLiteral) -> Evaluate:
        value = node.value
        return lambda _: value

    def _variable(self, node: syntax.Variable) -> Evaluate:
        name = node.name
        if name in self._parameters:
            return lambda frame: frame.locals[name]()
        depth = self._block.depth_of(name)
        if depth is not None:
            found = depth
            return lambda frame: _known(frame.captures[found][name])
        return lambda frame: _global(frame, name)

    def _listliteral(self, node: syntax.ListLiteral) -> Evaluate:
        members = [self.compiled(member) for member in node.members]
        return lambda frame: tuple(_all(members, frame))

    def _mapliteral(self, node: syntax.MapLiteral) -> Evaluate:
        parts = [self.compiled(part) for entry in node.entries for part in entry]

        def run(frame: Frame) -> Value:
            found = iter(_all(parts, frame))
            return {_key(key): value for key, value in zip(found, found, strict=True)}

        return run

    def _member(self, node: syntax.Member) -> Evaluate:
        of, name = self.compiled(node.of), node.name
        return lambda frame: member_of(of(frame), name)

    def _index(self, node: syntax.Index) -> Evaluate:
        parts = (self.compiled(node.of), self.compiled(node.key))
        return lambda frame: indexed(*_all(parts, frame))

    def _slice(self, node: syntax.Slice) -> Evaluate:
        of = self.compiled(node.of)
        first = self.compiled(node.first) if node.first else _left_out
        last = self.compiled(node.last) if node.last else _left_out
        return lambda frame: sliced(*_all((of, first, last), frame))

    def _negation(self, node: syntax.Negation) -> Evaluate:
        operand = self.compiled(node.operand)

        def run(frame: Frame) -> Value:
            value = operand(frame)
            if type(value) is int:
                return checked(-value)
            if isinstance(value, float):
                return -value
            if isinstance(value, Duration):
                return Duration(-value.nanos)
            raise unsupported(f"-{type_of(value)}", "-int, -float")

        return run

    def _not(self, node: syntax.Not) -> Evaluate:
        operand = self.compiled(node.operand)

        def run(frame: Frame) -> Value:
            value = operand(frame)
            if isinstance(value, bool):
                return not value
            raise unsupported(f"!{type_of(value)}", "!bool")

        return run

    def _binary(self, node: syntax.Binary) -> Evaluate:
        if node.operator in ("&&", "||"):
            return _kleene(self.branch(node.left), self.branch(node.right), absorbing=node.operator == "||")
        left, right = self.compiled(node.left), self.compiled(node.right)
        apply = OPERATORS[node.operator]

        return lambda frame: apply(*_all((left, right), frame))

    def _typetest(self, node: syntax.TypeTest) -> Evaluate:
        operand = self.compiled(node.operand)
        names = _TYPES.get(node.type, (node.type,))

        def run(frame: Frame) -> Value:
            frame.world.count_expression()
            return type_of(operand(frame)) in names

        return run

    def _conditional(self, node: syntax.Conditional) -> Evaluate:
        condition, then, otherwise = map(self.branch, (node.condition, node.then, node.otherwise))

        def run(frame: Frame) -> Value:
            frame.world.count_expression()
            return then(frame) if _bool(condition(frame)) else otherwise(frame)

        return run

    def _path(self, node: syntax.Path) -> Evaluate:
        parts = [self._segment(segment) for segment in node.segments]
        return lambda frame: Path(tuple(segment for part in parts for segment in part(frame)))

    def _segment(self, segment: syntax.Segment) -> Callable[[Frame], tuple[str | Capture, ...]]:
        if isinstance(segment, syntax.LiteralSegment):
            return _counted_text(segment.text)
        if isinstance(segment, syntax.Wildcard):
            capture = Capture(segment.name)
            return lambda _: (capture,)
        value = self.compiled(segment.value)
        return lambda frame: _spliced(value(frame))

    def _call(self, node: syntax.Call) -> Evaluate:
        found = self._block.function(node.name)
        if found is not None:
            return self._own_call(node, *found)
        arguments = [self.compiled(argument) for argument in node.arguments]
        name = node.name
        if name in FIRESTORE_READERS:
            return lambda frame: _read(frame, name, _all(arguments, frame))
        return lambda frame: call_function(FUNCTIONS, name, _all(arguments, frame))

    def _own_call(self, node: syntax.Call, function: syntax.Function, block: Block) -> Evaluate:
        """Arguments are evaluated when they are used, and then once; `let`s at once, to fail when they are used."""
        arguments = [self.compiled(argument) for argument in node.arguments]
        if len(arguments) != len(function.parameters):
            return _failing(Failure(f"Incorrect number of arguments. Received: {len(arguments)}."))
        body: list[tuple[Evaluate, list[tuple[str, Evaluate]]]] = []

        def run(frame: Frame) -> Value:
            if not body:
                body.append(_body(function, block, self._trace))
            result, lets = body[0]
            names = {name: once(argument, frame) for name, argument in zip(function.parameters, arguments, strict=True)}
            inner = Frame(frame.world, frame.captures, names)
            for name, value in lets:
                names[name] = _settled(value, inner)
            return result(inner)

        return run

    def _methodcall(self, node: syntax.MethodCall) -> Evaluate:
        arguments = [self.compiled(argument) for argument in node.arguments]
        name = node.name
        if isinstance(node.of, syntax.Variable) and self._is_namespace(node.of.name):
            full = f"{node.of.name}.{name}"
            if node.of.name == CROSS_SERVICE:
                return lambda frame: _read(frame, full, _all(arguments, frame))
            return lambda frame: call_function(FUNCTIONS, full, _all(arguments, frame))
        of = self.compiled(node.of)

        def run(frame: Frame) -> Value:
            owner, *given = _all((of, *arguments), frame)
            return call_method(METHODS, owner, name, given)

        return run

    def _is_namespace(self, name: str) -> bool:
        is_known = name in NAMESPACES or name == CROSS_SERVICE
        return is_known and name not in self._parameters and self._block.depth_of(name) is None


def _body(function: syntax.Function, block: Block, trace: Trace | None) -> tuple[Evaluate, list[tuple[str, Evaluate]]]:
    names = frozenset(function.parameters) | {let.name for let in function.lets}
    inside = Compiler(block, names, trace=trace)
    return inside.branch(function.result), [(let.name, inside.compiled(let.value)) for let in function.lets]


def _recorded(evaluate: Evaluate, trace: Trace, node: syntax.Expression) -> Evaluate:
    place = place_of(node)

    def run(frame: Frame) -> Value:
        try:
            value = evaluate(frame)
        except Failure:
            trace.record(place, Outcome.ERROR)
            raise
        trace.record(place, _OUTCOMES[value] if isinstance(value, bool) else Outcome.OTHER)
        return value

    return run


def once(evaluate: Evaluate, frame: Frame) -> Callable[[], Value]:
    """The value of an expression, or its failure, found out when it is first asked for."""
    found: list[Value | Failure] = []

    def value() -> Value:
        if found:
            frame.world.count_expression()
        else:
            try:
                found.append(evaluate(frame))
            except Failure as failure:
                found.append(failure)
        (result,) = found
        if isinstance(result, Failure):
            raise result
        return result

    return value


def _settled(evaluate: Evaluate, frame: Frame) -> Callable[[], Value]:
    """As `once`, found out now."""
    frame.world.count_expression()
    result: Value | Failure
    try:
        result = evaluate(frame)
    except Failure as failure:
        result = failure

    def value() -> Value:
        if isinstance(result, Failure):
            raise result
        return result

    return value


def _all(parts: Iterable[Evaluate], frame: Frame) -> list[Value]:
    """Values of all parts; where one fails, those behind it are evaluated, too, and counted (measured)."""
    found = []
    failure: Failure | None = None
    for part in parts:
        try:
            found.append(part(frame))
        except Failure as caught:
            failure = failure or caught
    if failure is not None:
        raise failure
    return found


def _kleene(left: Evaluate, right: Evaluate, *, absorbing: bool) -> Evaluate:
    """`||` (absorbing true) or `&&` (absorbing false): that value on one side decides, whatever the other is."""

    def run(frame: Frame) -> Value:
        failure: Failure | None = None
        for side in (left, right):
            if side is right:
                frame.world.count_expression()
            try:
                value = side(frame)
                if value is absorbing:
                    return absorbing
                if not isinstance(value, bool):
                    failure = failure or wrong_type(type_of(value), "bool")
            except Failure as caught:
                failure = failure or caught
        if failure is not None:
            raise failure
        return not absorbing

    return run


def _left_out(frame: Frame) -> Value:
    frame.world.count_expression()
    return None


def _counted_text(text: str) -> Callable[[Frame], tuple[str | Capture, ...]]:
    def run(frame: Frame) -> tuple[str | Capture, ...]:
        frame.world.count_expression()
        return (text,)

    return run


def _failing(failure: Failure) -> Evaluate:
    def run(_: Frame) -> Value:
        raise failure

    return run


def _global(frame: Frame, name: str) -> Value:
    if name not in frame.world.names:
        raise null_value()
    return frame.world.names[name]


def _known(value: Value) -> Value:
    """The id of the documents of a `list` is null, which nothing can be done with (measured)."""
    if value is None:
        raise null_value()
    return value


def _bool(value: Value) -> bool:
    if isinstance(value, bool):
        return value
    raise wrong_type(type_of(value), "bool")


def _key(value: Value) -> str:
    if isinstance(value, str):
        return value
    raise wrong_type(type_of(value), "string")


def _read(frame: Frame, name: str, arguments: list[Value]) -> Value:
    if name not in frame.world.readers:
        raise null_value() if name.startswith(f"{CROSS_SERVICE}.") else no_function(name)
    if len(arguments) != 1 or not isinstance(arguments[0], Path):
        raise unsupported(f"{name}({', '.join(map(type_of, arguments))})", f"{name}(path)")
    return frame.world.read(name, arguments[0])


def _spliced(value: Value) -> tuple[str | Capture, ...]:
    if isinstance(value, Path):
        return value.segments
    if value is None or isinstance(value, bool | int | float | str):
        return (text_of(value),)
    raise wrong_type(type_of(value), "string")
