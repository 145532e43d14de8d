"""Values that a condition would like to see: where to begin looking for a request that it lets through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from baasctl.access.rules.values import Timestamp, Value
from baasctl.access.rulesets.mentions import Mention, mention_of
from baasctl.engines.rules_language import syntax

UID: Final = "u1"
_PLAIN: Final = "x"
_SAMPLES: Final[dict[str, Value]] = {
    "string": _PLAIN, "int": 1, "float": 1.5, "number": 1, "bool": True, "list": (), "map": {}, "bytes": b"x",
}  # fmt: skip
_OPPOSITE: Final = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_TURNED: Final = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_STEPS: Final = {"<": -1, ">": 1, "<=": 0, ">=": 0}


@dataclass(slots=True)
class Wishes:
    """What was found, by where it belongs.

    Attributes:
        existing, new: Fields of the document before and after; names joined by dots for members of maps.
        claims: Of the token.
        wildcards: Wildcards with a wanted text.
        documents: The path of another document, and fields of it.
        weak: Places whose value is a guess, which a better one replaces.
    """

    now: Timestamp
    existing: dict[str, Value] = field(default_factory=dict)
    new: dict[str, Value] = field(default_factory=dict)
    claims: dict[str, Value] = field(default_factory=dict)
    wildcards: dict[str, str] = field(default_factory=dict)
    documents: dict[syntax.Expression, dict[str, Value]] = field(default_factory=dict)
    weak: set[tuple[int, str]] = field(default_factory=set)

    def home(self, found: Mention) -> tuple[dict[str, Value], str] | None:
        """Where a mentioned value is kept, and under which name; `None`: it is not ours to choose."""
        whole = (found.root, *found.path)
        if "*" in whole:
            return None
        if found.call is not None and found.path[:1] == ("data",) and found.call.arguments:
            return self.documents.setdefault(found.call.arguments[0], {}), ".".join(found.path[1:])
        for beginning, home in (
            (("request", "resource", "data"), self.new),
            (("resource", "data"), self.existing),
            (("request", "auth", "token"), self.claims),
        ):
            if whole[: len(beginning)] == beginning:
                return home, ".".join(whole[len(beginning) :])
        return None

    def wish(self, found: Mention | None, value: Value, *, is_guess: bool = False) -> None:
        """Want a value there, unless a better wish is known."""
        if found is None:
            return
        if not found.path and found.call is None and isinstance(value, str):
            self.wildcards.setdefault(found.root, value)
            return
        home = self.home(found)
        if home is None or not home[1]:
            return
        kept, name = home
        key = (id(kept), name)
        if name not in kept or (key in self.weak and not is_guess):
            kept[name] = value
            self.weak.discard(key)
            if is_guess:
                self.weak.add(key)


def wishes_of(condition: syntax.Expression, now: Timestamp) -> Wishes:
    """What a condition wants, both sides of its `||` alike; wishes that contradict each other are not all there."""
    found = Wishes(now=now)
    for _ in range(2):  # The second time, wildcards are known that stand behind their use.
        _look(condition, found, wanted=True)
    return found


def _look(node: syntax.Expression, found: Wishes, *, wanted: bool) -> None:
    match node:
        case syntax.Not(operand=operand):
            _look(operand, found, wanted=not wanted)
        case syntax.Binary():
            _operator(node, found, wanted=wanted)
        case syntax.TypeTest(operand=operand, type=type_):
            value = found.now if type_ == "timestamp" else _SAMPLES.get(type_, _PLAIN)
            found.wish(mention_of(operand) if wanted else None, value, is_guess=True)
        case syntax.MethodCall() if mention_of(node) is None:
            _method(node, found, wanted=wanted)
        case syntax.Conditional(condition=condition, then=then):
            _look(condition, found, wanted=True)
            _look(then, found, wanted=wanted)
        case _:
            found.wish(mention_of(node), wanted)


def _operator(node: syntax.Binary, found: Wishes, *, wanted: bool) -> None:
    if node.operator in ("&&", "||"):
        _look(node.left, found, wanted=wanted)
        _look(node.right, found, wanted=wanted)
    elif node.operator in _OPPOSITE:
        _comparison(node, found, node.operator if wanted else _OPPOSITE[node.operator])
    elif node.operator == "in" and wanted:
        _member(node.left, node.right, found)


def _comparison(node: syntax.Binary, found: Wishes, operator: str) -> None:
    for one, other, sign in ((node.left, node.right, operator), (node.right, node.left, _TURNED[operator])):
        if isinstance(one, syntax.MethodCall) and one.name == "size" and not one.arguments:
            wanted = _value(other, found)
            if isinstance(wanted, int):
                size = max(0, min(wanted + _STEPS.get(sign, 0), 2000))
                found.wish(mention_of(one.of), _PLAIN * size, is_guess=sign != "==")
            continue
        target = mention_of(one)
        if target is None or (target.root == "request" and target.path[:2] == ("auth", "uid")):
            continue
        value = _value(other, found)
        if value is not None:
            found.wish(target, _beside(value, sign))


def _beside(value: Value, sign: str) -> Value:
    """A value for which *sign* holds, with *value* on its right."""
    if sign == "==":
        return value
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + (_STEPS.get(sign, 1))
    if isinstance(value, Timestamp):
        return Timestamp(value.nanos + _STEPS.get(sign, 1) * 3_600_000_000_000)
    return f"{value}-" if isinstance(value, str) else value


def _value(node: syntax.Expression, found: Wishes) -> Value:
    """What stands there; `None`: nobody knows yet."""
    match node:
        case syntax.Literal(value=value):
            return value
        case syntax.ListLiteral(members=members):
            return tuple(_value(each, found) for each in members)
        case syntax.Negation(operand=syntax.Literal(value=int() | float() as number)):
            return -number
    said = mention_of(node)
    return _of_mention(said, found) if said is not None else None


def _of_mention(said: Mention, found: Wishes) -> Value:
    if said.is_below("request", "auth", "uid") or said.is_below("request", "auth", "token", "sub"):
        return UID
    if said.is_below("request", "time"):
        return found.now
    if not said.path and said.call is None:
        return found.wildcards.get(said.root, _PLAIN)
    home = found.home(said)
    if home is None or not home[1]:
        return None
    found.wish(said, _PLAIN, is_guess=True)
    return home[0][home[1]]


def _member(left: syntax.Expression, right: syntax.Expression, found: Wishes) -> None:
    if isinstance(right, syntax.ListLiteral):
        if right.members:
            value = _value(right.members[0], found)
            found.wish(mention_of(left), value)
        return
    value = _value(left, found)
    if isinstance(right, syntax.MethodCall) and right.name == "keys":
        right = right.of
    target = mention_of(right)
    if target is None or not isinstance(value, str):
        return
    if target.path[-1:] == ("data",) or (target.root, *target.path) == ("request", "auth", "token"):
        found.wish(replace(target, path=(*target.path, value)), _PLAIN, is_guess=True)
    else:
        found.wish(target, (value,))


def _method(node: syntax.MethodCall, found: Wishes, *, wanted: bool) -> None:
    texts = tuple(_texts(node.arguments[0])) if node.arguments and wanted else ()
    of = node.of
    if isinstance(of, syntax.MethodCall) and of.name == "keys" and node.name in ("hasAll", "hasAny"):
        target = mention_of(of.of)
        if target is not None:
            for text in texts:
                found.wish(replace(target, path=(*target.path, text)), _PLAIN, is_guess=True)
    elif isinstance(of, syntax.MethodCall) and of.name == "affectedKeys" and node.name in ("hasAll", "hasAny"):
        target = mention_of(of.of.of) if isinstance(of.of, syntax.MethodCall) and of.of.name == "diff" else None
        if target is not None:
            for text in texts:
                found.wish(replace(target, path=(*target.path, text)), _PLAIN, is_guess=True)
    elif node.name in ("hasAll", "hasAny", "hasOnly") and texts:
        found.wish(mention_of(of), texts)


def _texts(node: syntax.Expression) -> Iterator[str]:
    if isinstance(node, syntax.ListLiteral):
        yield from (
            each.value for each in node.members if isinstance(each, syntax.Literal) and isinstance(each.value, str)
        )
