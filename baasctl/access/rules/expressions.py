"""Expressions as functions from a frame to a value: made once, run for every request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from baasctl.access.rules.failure import Failure, no_function, null_value, undefined, unsupported, wrong_type
from baasctl.access.rules.functions import FUNCTIONS, NAMESPACES
from baasctl.access.rules.methods import METHODS, text_of
from baasctl.access.rules.operators import OPERATORS, checked
from baasctl.access.rules.scope import Block
from baasctl.access.rules.signatures import call_function, call_method
from baasctl.access.rules.texts import piece, size
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
        return lambda frame: tuple(member(frame) for member in members)

    def _mapliteral(self, node: syntax.MapLiteral) -> Evaluate:
        entries = [(self.compiled(key), self.compiled(value)) for key, value in node.entries]
        return lambda frame: {_key(key(frame)): value(frame) for key, value in entries}

    def _member(self, node: syntax.Member) -> Evaluate:
        of, name = self.compiled(node.of), node.name
        return lambda frame: member_of(of(frame), name)

    def _index(self, node: syntax.Index) -> Evaluate:
        of, key = self.compiled(node.of), self.compiled(node.key)
        return lambda frame: _indexed(of(frame), key(frame))

    def _slice(self, node: syntax.Slice) -> Evaluate:
        of = self.compiled(node.of)
        first = self.compiled(node.first) if node.first else None
        last = self.compiled(node.last) if node.last else None

        def run(frame: Frame) -> Value:
            value = of(frame)
            return _sliced(value, first(frame) if first else None, last(frame) if last else None)

        return run

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
        return lambda frame: apply(left(frame), right(frame))

    def _typetest(self, node: syntax.TypeTest) -> Evaluate:
        operand = self.compiled(node.operand)
        names = _TYPES.get(node.type, (node.type,))
        return lambda frame: type_of(operand(frame)) in names

    def _conditional(self, node: syntax.Conditional) -> Evaluate:
        condition, then, otherwise = map(self.branch, (node.condition, node.then, node.otherwise))

        def run(frame: Frame) -> Value:
            return then(frame) if _bool(condition(frame)) else otherwise(frame)

        return run

    def _path(self, node: syntax.Path) -> Evaluate:
        parts = [self._segment(segment) for segment in node.segments]
        return lambda frame: Path(tuple(segment for part in parts for segment in part(frame)))

    def _segment(self, segment: syntax.Segment) -> Callable[[Frame], tuple[str | Capture, ...]]:
        if isinstance(segment, syntax.LiteralSegment):
            text = segment.text
            return lambda _: (text,)
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
            return lambda frame: _read(frame, name, [argument(frame) for argument in arguments])
        return lambda frame: call_function(FUNCTIONS, name, [argument(frame) for argument in arguments])

    def _own_call(self, node: syntax.Call, function: syntax.Function, block: Block) -> Evaluate:
        """Arguments and `let`s are evaluated when they are used, and then once."""
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
                names[name] = once(value, inner)
            return result(inner)

        return run

    def _methodcall(self, node: syntax.MethodCall) -> Evaluate:
        arguments = [self.compiled(argument) for argument in node.arguments]
        name = node.name
        if isinstance(node.of, syntax.Variable) and self._is_namespace(node.of.name):
            full = f"{node.of.name}.{name}"
            if node.of.name == CROSS_SERVICE:
                return lambda frame: _read(frame, full, [argument(frame) for argument in arguments])
            return lambda frame: call_function(FUNCTIONS, full, [argument(frame) for argument in arguments])
        of = self.compiled(node.of)
        return lambda frame: call_method(METHODS, of(frame), name, [argument(frame) for argument in arguments])

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
        if not found:
            try:
                found.append(evaluate(frame))
            except Failure as failure:
                found.append(failure)
        (result,) = found
        if isinstance(result, Failure):
            raise result
        return result

    return value


def _kleene(left: Evaluate, right: Evaluate, *, absorbing: bool) -> Evaluate:
    """`||` (absorbing true) or `&&` (absorbing false): that value on one side decides, whatever the other is."""

    def run(frame: Frame) -> Value:
        failure: Failure | None = None
        for side in (left, right):
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


def member_of(of: Value, name: str) -> Value:
    """`of.name`.

    Raises:
        Failure: There is no such member, or the value has none.
    """
    if isinstance(of, dict):
        if name in of:
            return of[name]  # type: ignore[no-any-return]
        raise undefined(name)
    if isinstance(of, Path):
        return _of_path(of, name)
    if of is None:
        raise null_value()
    raise wrong_type(type_of(of), "map,path")


def _of_path(of: Path, name: str) -> Value:
    for segment in of.segments:
        if isinstance(segment, Capture) and segment.name == name and segment.bound is not None:
            return segment.bound
    raise undefined(name)


def _indexed(of: Value, key: Value) -> Value:
    if isinstance(of, dict):
        if isinstance(key, str):
            return member_of(of, key)
        raise unsupported(f"map[{type_of(key)}]", "map[string]")
    if isinstance(of, Path) and isinstance(key, str):
        return _of_path(of, key)
    if isinstance(of, Path | str | tuple):
        kind = type_of(of)
        if type(key) is not int:
            raise unsupported(f"{kind}[{type_of(key)}]", f"{kind}[int]")
        return _at(of, key)
    if of is None:
        raise null_value()
    raise no_function("[]")


def _at(of: Path | str | tuple[Value, ...], place: int) -> Value:
    if isinstance(of, str):
        _check_place(place, size(of))
        return piece(of, place, place + 1)
    members = _bound(of) if isinstance(of, Path) else of
    _check_place(place, len(members))
    found = members[place]
    return found.bound if isinstance(found, Capture) else found


def _sliced(of: Value, first: Value, last: Value) -> Value:
    if not isinstance(of, str | tuple | Path):
        raise null_value() if of is None else no_function("[:]")
    if first is None and last is None:
        return of
    if isinstance(of, Path):
        segments = _bound(of)
        return Path(segments[slice(*_range("path", first, last, len(segments)))])
    if isinstance(of, str):
        return piece(of, *_range("string", first, last, size(of)))
    return of[slice(*_range("list", first, last, len(of)))]


def _range(kind: str, first: Value, last: Value, length: int) -> tuple[int, int]:
    begin, end = 0 if first is None else first, length if last is None else last
    if type(begin) is not int or type(end) is not int:
        raise unsupported(f"{kind}[{type_of(begin)}:{type_of(end)}]", f"{kind}[int:int]")
    _check_place(begin, length)
    _check_place(end - 1, length)
    if begin > end:
        raise Failure(f"Illegal range error. From index: [{begin}] , To index: [{end}].")
    return begin, end


def _bound(path: Path) -> tuple[str | Capture, ...]:
    """The segments, if each has a text."""
    for segment in path.segments:
        if isinstance(segment, Capture) and segment.bound is None:
            raise Failure(f"Variable {segment.name} is not bound in path template.")
    return path.segments


def _check_place(place: int, length: int) -> None:
    if not 0 <= place < length:
        raise Failure(f"Index out of bound error. Index: [{place}] , size: [{length}].")
