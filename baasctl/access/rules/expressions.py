"""Expressions as functions that push one result on the operands of a request: made once, run for every request.

Google's engine is a stack machine: an operator evaluates its operands, which push one result each, and takes as many
from the top. `&&` and `||` evaluate from left to right; all else has its last operand evaluated first, `is` its type.
A failure is a result as any other. A list or a path stops taking at a member that failed and leaves those behind it
(`World.leaves_operands`), and then the operators around it take those for operands of theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from baasctl.access.rules.failure import Failure, no_function, null_value, unsupported, wrong_type
from baasctl.access.rules.functions import FUNCTIONS, NAMESPACES
from baasctl.access.rules.methods import METHODS, text_of
from baasctl.access.rules.operators import OPERATORS, checked
from baasctl.access.rules.parts import indexed, member_of, sliced
from baasctl.access.rules.scope import Block
from baasctl.access.rules.signatures import call_function, call_method
from baasctl.access.rules.tracing import Outcome, Trace, place_of
from baasctl.access.rules.values import Capture, Duration, Path, Value, type_of
from baasctl.access.rules.world import FIRESTORE_READERS, Evaluate, Frame, Result
from baasctl.engines.rules_language import syntax

Pieces: TypeAlias = tuple[Any, ...]
"""Members of a list, or segments of a path."""
CROSS_SERVICE: Final = "firestore"
"""The package with which rules of Storage read documents."""
_TYPES: Final[Mapping[str, tuple[str, ...]]] = {"number": ("int", "float"), "set": ()}
"""What `is` takes for a type where it is not its own name; a set is none (measured)."""
_TRANSPARENT: Final = "debug"
"""Gives its first argument, with whatever is behind it (measured)."""
_OUTCOMES: Final = {True: Outcome.TRUE, False: Outcome.FALSE}
_WITHOUT_BOOL: Final = {True: Outcome.ERROR, False: Outcome.OTHER}


def value_of(evaluate: Evaluate, frame: Frame) -> Value:
    """What an expression comes to.

    Raises:
        Failure: It has no value.
    """
    frame.world.operands.clear()
    evaluate(frame)
    return _succeeded(frame.world.operands.pop())


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
        """What pushes the result of an expression."""
        made: Evaluate = getattr(self, f"_{type(node).__name__.lower()}")(node)

        def counted(frame: Frame) -> None:
            frame.world.count_expression()
            made(frame)

        return counted

    def branch(self, node: syntax.Expression) -> Evaluate:
        """As `compiled`, for a part that decides."""
        made = self.compiled(node)
        return made if self._trace is None else _recorded(made, self._trace, node)

    def _literal(self, node: syntax.Literal | syntax.BytesLiteral) -> Evaluate:
        value = node.value
        return lambda frame: frame.world.operands.append(value)

    _bytesliteral = _literal

    def _variable(self, node: syntax.Variable) -> Evaluate:
        name = node.name
        if name in self._parameters:
            return lambda frame: frame.world.operands.append(frame.locals[name])
        depth = self._block.depth_of(name)
        if depth is not None:
            found = depth
            return lambda frame: frame.world.operands.append(_known(frame.captures[found][name]))
        return lambda frame: frame.world.operands.append(_global(frame, name))

    def _listliteral(self, node: syntax.ListLiteral) -> Evaluate:
        members = self._last_first(node.members)
        return lambda frame: frame.world.operands.append(_members(frame, members, [None] * len(members), _itself))

    def _path(self, node: syntax.Path) -> Evaluate:
        captures = [Capture(each.name) if isinstance(each, syntax.Wildcard) else None for each in node.segments]
        parts = [self._segment(each) for each in reversed(node.segments) if not isinstance(each, syntax.Wildcard)]

        def run(frame: Frame) -> None:
            segments = _members(frame, parts, captures, _spliced)
            frame.world.operands.append(segments if isinstance(segments, Failure) else Path(segments))

        return run

    def _segment(self, segment: syntax.Segment) -> Evaluate:
        if isinstance(segment, syntax.LiteralSegment):
            return _counted(segment.name)
        assert isinstance(segment, syntax.ComputedSegment)
        return self.compiled(segment.value)

    def _mapliteral(self, node: syntax.MapLiteral) -> Evaluate:
        return _operation(self._last_first([part for entry in node.entries for part in entry]), _map)

    def _member(self, node: syntax.Member) -> Evaluate:
        name = node.name
        return _operation([self.compiled(node.of)], lambda of: member_of(of, name))

    def _index(self, node: syntax.Index) -> Evaluate:
        return _operation(self._last_first((node.of, node.key)), indexed)

    def _slice(self, node: syntax.Slice) -> Evaluate:
        ends = [self.compiled(end) if end else _counted(None) for end in (node.last, node.first)]
        return _operation([*ends, self.compiled(node.of)], sliced)

    def _negation(self, node: syntax.Negation) -> Evaluate:
        return _operation([self.compiled(node.operand)], _negative)

    def _not(self, node: syntax.Not) -> Evaluate:
        return _operation([self.compiled(node.operand)], _contrary)

    def _binary(self, node: syntax.Binary) -> Evaluate:
        if node.operator in ("&&", "||"):
            return _kleene(self.branch(node.left), self.branch(node.right), absorbing=node.operator == "||")
        return _operation(self._last_first((node.left, node.right)), OPERATORS[node.operator])

    def _typetest(self, node: syntax.TypeTest) -> Evaluate:
        return _operation([_counted(node.type), self.compiled(node.operand)], _is_of)

    def _conditional(self, node: syntax.Conditional) -> Evaluate:
        condition, then, otherwise = map(self.branch, (node.condition, node.then, node.otherwise))

        def run(frame: Frame) -> None:
            frame.world.count_expression()
            condition(frame)
            decided = _bool(frame.world.operands.pop())
            if isinstance(decided, Failure):
                frame.world.operands.append(decided)
            else:
                (then if decided else otherwise)(frame)

        return run

    def _call(self, node: syntax.Call) -> Evaluate:
        found = self._block.function(node.name)
        if found is not None:
            return self._own_call(node, *found)
        return self._built_in_call(node.name, node.arguments, is_reader=node.name in FIRESTORE_READERS)

    def _built_in_call(self, name: str, arguments: Sequence[syntax.Expression], *, is_reader: bool) -> Evaluate:
        parts = self._last_first(arguments)
        if name == _TRANSPARENT and parts:
            return _operation(parts, lambda first, *_: first)
        if is_reader:
            return _operation(parts, lambda frame, *given: _read(frame, name, given), with_frame=True)
        return _operation(parts, lambda *given: call_function(FUNCTIONS, name, given))

    def _own_call(self, node: syntax.Call, function: syntax.Function, block: Block) -> Evaluate:
        """What fails in an argument or a `let` fails where that is used."""
        arguments = self._last_first(node.arguments)
        parameters = function.parameters
        body: list[tuple[Evaluate, list[tuple[str, Evaluate]]]] = []

        def run(frame: Frame) -> None:
            given = _evaluated(frame, arguments)
            if len(given) != len(parameters):
                frame.world.operands.append(Failure(f"Incorrect number of arguments. Received: {len(given)}."))
                return
            if not body:
                body.append(_body(function, block, self._trace))
            result, lets = body[0]
            names = dict(zip(parameters, given, strict=True))
            inner = Frame(frame.world, frame.captures, names)
            for name, value in lets:
                frame.world.count_expression()
                value(inner)
                names[name] = frame.world.operands.pop()
            result(inner)

        return run

    def _methodcall(self, node: syntax.MethodCall) -> Evaluate:
        name = node.name
        if isinstance(node.of, syntax.Variable) and self._is_namespace(node.of.name):
            is_reader = node.of.name == CROSS_SERVICE
            return self._built_in_call(f"{node.of.name}.{name}", node.arguments, is_reader=is_reader)
        parts = self._last_first((node.of, *node.arguments))
        return _operation(parts, lambda of, *given: call_method(METHODS, of, name, given))

    def _last_first(self, nodes: Sequence[syntax.Expression]) -> list[Evaluate]:
        return [self.compiled(node) for node in reversed(nodes)]

    def _is_namespace(self, name: str) -> bool:
        is_known = name in NAMESPACES or name == CROSS_SERVICE
        return is_known and name not in self._parameters and self._block.depth_of(name) is None


def _body(function: syntax.Function, block: Block, trace: Trace | None) -> tuple[Evaluate, list[tuple[str, Evaluate]]]:
    names = frozenset(function.parameters) | {let.name for let in function.lets}
    inside = Compiler(block, names, trace=trace)
    return inside.branch(function.result), [(let.name, inside.compiled(let.value)) for let in function.lets]


def _recorded(evaluate: Evaluate, trace: Trace, node: syntax.Expression) -> Evaluate:
    place = place_of(node)

    def run(frame: Frame) -> None:
        try:
            evaluate(frame)
        except Failure:
            trace.record(place, Outcome.ERROR)
            raise
        result = frame.world.operands[-1]
        is_failure = isinstance(result, Failure)
        trace.record(place, _OUTCOMES[result] if isinstance(result, bool) else _WITHOUT_BOOL[is_failure])

    return run


def _evaluated(frame: Frame, parts: Sequence[Evaluate]) -> list[Result]:
    """Results of all parts, of which the last comes first."""
    for part in parts:
        part(frame)
    operands = frame.world.operands
    return [operands.pop() for _ in parts]


def _operation(parts: Sequence[Evaluate], apply: Callable[..., Value], *, with_frame: bool = False) -> Evaluate:
    """What takes its operands from the stack and fails where one of them failed.

    Args:
        parts: The last operand first.
    """

    def run(frame: Frame) -> None:
        given = _evaluated(frame, parts)
        frame.world.operands.append(_applied(apply, [frame, *given] if with_frame else given))

    return run


def _applied(apply: Callable[..., Value], given: Sequence[Frame | Result]) -> Result:
    for each in given:
        if isinstance(each, Failure):
            return each
    try:
        return apply(*given)
    except Failure as failure:
        return failure


def _members(
    frame: Frame,
    parts: Sequence[Evaluate],
    places: Sequence[Capture | None],
    pieces: Callable[[Value], Pieces],
) -> Pieces | Failure:
    """What the parts, of which the last comes first, are pieces of, or the first failure.

    Args:
        places: A capture where one stands, `None` for each part.
    """
    operands = frame.world.operands
    for part in parts:
        part(frame)
    rest = len(operands) - len(parts)
    found: list[Any] = []
    for capture in places:
        try:
            found += (capture,) if capture else pieces(_succeeded(operands.pop()))
        except Failure as failure:
            if not frame.world.leaves_operands:
                del operands[rest:]
            return failure
    return tuple(found)


def _succeeded(result: Result) -> Value:
    if isinstance(result, Failure):
        raise result
    return result


def _kleene(left: Evaluate, right: Evaluate, *, absorbing: bool) -> Evaluate:
    """`||` (absorbing true) or `&&` (absorbing false): that value on one side decides, whatever the other is."""

    def run(frame: Frame) -> None:
        operands = frame.world.operands
        left(frame)
        operands[-1] = _bool(operands[-1])
        if operands[-1] is absorbing:
            return
        frame.world.count_expression()
        right(frame)
        result, beside = _bool(operands.pop()), operands.pop()
        is_decided = result is absorbing or isinstance(result, Failure) or isinstance(beside, bool)
        operands.append(result if is_decided else beside)

    return run


def _counted(value: Value) -> Evaluate:
    def run(frame: Frame) -> None:
        frame.world.count_expression()
        frame.world.operands.append(value)

    return run


def _itself(value: Value) -> Pieces:
    return (value,)


def _global(frame: Frame, name: str) -> Result:
    return frame.world.names[name] if name in frame.world.names else null_value()


def _known(value: Value) -> Result:
    """The id of the documents of a `list` is null, which nothing can be done with (measured)."""
    return null_value() if value is None else value


def _bool(result: Result) -> bool | Failure:
    return result if isinstance(result, bool | Failure) else wrong_type(type_of(result), "bool")


def _negative(value: Value) -> Value:
    if type(value) is int:
        return checked(-value)
    if isinstance(value, float):
        return -value
    if isinstance(value, Duration):
        return Duration(-value.nanos)
    raise unsupported(f"-{type_of(value)}", "-int, -float")


def _contrary(value: Value) -> Value:
    if isinstance(value, bool):
        return not value
    raise unsupported(f"!{type_of(value)}", "!bool")


def _is_of(value: Value, name: Value) -> Value:
    if not isinstance(name, str):
        raise unsupported(f"{type_of(value)} is {type_of(name)}", "any is string")
    return type_of(value) in _TYPES.get(name, (name,))


def _map(*parts: Value) -> Value:
    pairs = iter(parts)
    return {_key(key): value for key, value in zip(pairs, pairs, strict=True)}


def _key(value: Value) -> str:
    if isinstance(value, str):
        return value
    raise wrong_type(type_of(value), "string")


def _read(frame: Frame, name: str, arguments: Sequence[Value]) -> Value:
    if name not in frame.world.readers:
        raise null_value() if name.startswith(f"{CROSS_SERVICE}.") else no_function(name)
    if len(arguments) != 1 or not isinstance(arguments[0], Path):
        raise unsupported(f"{name}({', '.join(map(type_of, arguments))})", f"{name}(path)")
    return frame.world.read(name, arguments[0])


def _spliced(value: Value) -> Pieces:
    if isinstance(value, Path):
        return value.segments
    if value is None or isinstance(value, bool | int | float | str):
        return (text_of(value),)
    raise wrong_type(type_of(value), "string")
