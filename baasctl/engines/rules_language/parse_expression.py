"""Expressions: operators by precedence, from `?:` (weakest) to `!` (strongest)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeVar

from baasctl.engines.rules_language import syntax
from baasctl.engines.rules_language.cursor import Cursor
from baasctl.engines.rules_language.recursion import TOO_DEEP
from baasctl.engines.rules_language.string_values import bytes_value, string_value
from baasctl.engines.rules_language.tokens import Token, TokenKind

_STRENGTHS: Final = {
    **dict.fromkeys(("*", "/", "%"), 9),
    **dict.fromkeys(("+", "-"), 8),
    **dict.fromkeys(("<", "<=", ">", ">="), 7),
    **dict.fromkeys(("==", "!="), 6),
    "is": 5,
    "in": 4,
    "&&": 3,
    "||": 2,
    "?": 1,
}
_DEEPEST: Final = 99
_MOST_MEMBERS: Final = 1000
"""Of one value, each of the one before it. Google's own compiler dies of a few thousand."""
_Part = TypeVar("_Part")
_WORDS: Final = {"true": True, "false": False, "null": None}
_COUNTING: Final = "Increment (++) and decrement (--) operators are not supported."
_NEITHER: Final = ("/", "-", "[")
"""Behind a path and a slash they make neither a segment nor a division."""
NO_SEGMENT: Final = "Forward slash '/' found where identifier or binding expected."


def parse_expression(cursor: Cursor, *, weakest: int = 0, depth: int = 1) -> syntax.Expression:
    """The expression that begins at the cursor.

    Args:
        weakest: Operators of less strength end it.
        depth: How many expressions it is inside of, itself included.
    """
    left = _operand(cursor, depth)
    while True:
        strength = _STRENGTHS.get(cursor.word, -1)
        if cursor.is_at("++", "--"):
            cursor.refuse(_COUNTING)
        if strength < weakest or strength < 0:
            return left
        depth += 1
        _check_depth(cursor, depth)
        left = _with_operator(cursor, left, strength, depth)


def parse_path(cursor: Cursor, *, depth: int = 1) -> tuple[syntax.Segment, ...]:
    """The segments of a path in an expression."""
    segments: list[syntax.Segment] = []
    while not segments or _goes_on(cursor):
        segments.append(_computed(cursor, depth) if cursor.is_followed_by("$") else parse_segment(cursor))
    return tuple(segments)


def _goes_on(cursor: Cursor) -> bool:
    """Whether a path has a further segment; a slash before most other things divides."""
    if not cursor.is_at("/"):
        return cursor.here.kind is TokenKind.PATH_SEGMENT
    behind = cursor.behind
    if behind.kind is TokenKind.PATH_SEGMENT or behind.text in _NEITHER:
        cursor.refuse(NO_SEGMENT)
    return cursor.is_followed_by("$") or (cursor.is_followed_by("{") and cursor.is_followed_by("}", "=", after=3))


def is_at_segment(cursor: Cursor) -> bool:
    """Whether a segment of a path begins at the cursor."""
    return cursor.here.kind is TokenKind.PATH_SEGMENT or cursor.is_at("/")


def parse_segment(cursor: Cursor) -> syntax.LiteralSegment | syntax.Wildcard:
    """`/name`, `/{name}`, `/{name=*}` or `/{name=**}`."""
    first = cursor.take()
    if first.kind is TokenKind.PATH_SEGMENT:
        return syntax.LiteralSegment(text=first.text[1:], start=first.start, end=first.end)
    if not cursor.accept("{") or cursor.here.kind is not TokenKind.NAME:
        cursor.refuse(NO_SEGMENT, first)
    name = cursor.take()
    is_recursive = False
    if cursor.accept("="):
        is_recursive = cursor.accept("**")
        if not is_recursive:
            cursor.expect("*")
    last = cursor.expect("}")
    return syntax.Wildcard(name=name.text, is_recursive=is_recursive, at=name.start, start=first.start, end=last.end)


def _with_operator(cursor: Cursor, left: syntax.Expression, strength: int, depth: int) -> syntax.Expression:
    """*left* with the operator that the cursor is at and what stands behind it."""
    operator = cursor.take()
    if operator.text == "is":
        found = cursor.expect_kind(TokenKind.NAME, f"mismatched input '{cursor.here.text}' expecting IDENTIFIER")
        return syntax.TypeTest(
            operand=left,
            type=found.text,
            at=operator.start,
            behind=cursor.here.start,
            start=left.begin,
            end=found.end,
        )
    if operator.text == "?":
        then = parse_expression(cursor, depth=depth)
        cursor.expect(":", f"mismatched input '{cursor.here.text}' expecting ':'")
        last = parse_expression(cursor, weakest=strength, depth=depth)
        return syntax.Conditional(
            condition=left, then=then, otherwise=last, at=operator.start, start=left.begin, end=last.finish
        )
    right = parse_expression(cursor, weakest=strength + 1, depth=depth)
    return syntax.Binary(
        operator=operator.text, left=left, right=right, at=operator.start, start=left.begin, end=right.finish
    )


def _operand(cursor: Cursor, depth: int) -> syntax.Expression:
    _check_depth(cursor, depth)
    start = cursor.here.start
    if cursor.accept("!"):
        operand = _operand(cursor, depth + 1)
        return syntax.Not(operand=operand, start=start, end=operand.finish)
    if cursor.accept("-"):
        operand = _simple(cursor, depth)
        return syntax.Negation(operand=operand, start=start, end=operand.finish)
    if cursor.is_at("++", "--"):
        cursor.take()
        cursor.refuse(_COUNTING)
    return _simple(cursor, depth)


def _check_depth(cursor: Cursor, depth: int) -> None:
    if depth > _DEEPEST:
        cursor.refuse(TOO_DEEP)


def _simple(cursor: Cursor, depth: int) -> syntax.Expression:
    found = _primary(cursor, depth)
    members = 0
    while cursor.is_at(".", "["):
        members += 1
        if members > _MOST_MEMBERS:
            cursor.refuse(TOO_DEEP)
        found = _member(cursor, found, depth) if cursor.is_at(".") else _indexed(cursor, found, depth)
    return found


def _primary(cursor: Cursor, depth: int) -> syntax.Expression:
    token = cursor.here
    if is_at_segment(cursor):
        segments = parse_path(cursor, depth=depth)
        return syntax.Path(segments=segments, start=token.start, end=cursor.before.end)
    if cursor.is_at("("):
        cursor.take()
        inside = parse_expression(cursor, depth=depth + 1)
        return replace(inside, parentheses=(token.start, cursor.expect(")").end))
    if cursor.is_at("["):
        members = _several(cursor, "[", "]", lambda: parse_expression(cursor, depth=depth + 1))
        return syntax.ListLiteral(members=members, start=token.start, end=cursor.before.end)
    if cursor.is_at("{"):
        entries = _several(cursor, "{", "}", lambda: _entry(cursor, depth))
        return syntax.MapLiteral(entries=entries, start=token.start, end=cursor.before.end)
    if token.kind is TokenKind.NAME:
        return _named(cursor, depth)
    return _literal(cursor)


def _named(cursor: Cursor, depth: int) -> syntax.Variable | syntax.Call:
    name = cursor.take()
    if not cursor.is_at("("):
        return syntax.Variable(name=name.text, start=name.start, end=name.end)
    arguments = _arguments(cursor, depth)
    return syntax.Call(name=name.text, arguments=arguments, start=name.start, end=cursor.before.end)


def _literal(cursor: Cursor) -> syntax.Literal | syntax.BytesLiteral:
    token = cursor.here
    value: bool | int | float | str | None
    if token.kind is TokenKind.BYTES:
        cursor.take()
        return syntax.BytesLiteral(value=bytes_value(token.text), start=token.start, end=token.end)
    if token.kind is TokenKind.STRING:
        value = string_value(token.text)
    elif token.kind is TokenKind.INTEGER:
        value = _integer(cursor, token)
    elif token.kind is TokenKind.FLOAT:
        value = float(token.text)
    elif cursor.is_at(*_WORDS):
        value = _WORDS[token.text]
    else:
        cursor.refuse()
    cursor.take()
    return syntax.Literal(value=value, start=token.start, end=token.end)


def _integer(cursor: Cursor, token: Token) -> int:
    """The number; 64 bits, and one more below zero than above."""
    largest = 2**63 - (cursor.before.text != "-")
    if len(token.text) > len(str(largest)) or int(token.text) > largest:
        cursor.refuse(f"Invalid number literal {token.text}.", token)
    return int(token.text)


def _entry(cursor: Cursor, depth: int) -> tuple[syntax.Expression, syntax.Expression]:
    key = parse_expression(cursor, depth=depth + 1)
    cursor.expect(":")
    return key, parse_expression(cursor, depth=depth + 1)


def _arguments(cursor: Cursor, depth: int) -> tuple[syntax.Expression, ...]:
    return _several(cursor, "(", ")", lambda: parse_expression(cursor, depth=depth + 1))


def _several(cursor: Cursor, opens: str, closes: str, part: Callable[[], _Part]) -> tuple[_Part, ...]:
    """Parts between brackets; a comma may follow the last one."""
    cursor.expect(opens)
    found: list[_Part] = []
    while not cursor.is_at(closes):
        found.append(part())
        if not cursor.accept(","):
            break
    cursor.expect(closes)
    return tuple(found)


def _member(cursor: Cursor, of: syntax.Expression, depth: int) -> syntax.Member | syntax.MethodCall:
    cursor.expect(".")
    name = cursor.here
    if name.kind not in {TokenKind.NAME, TokenKind.KEYWORD} or name.text == "rules_version":
        cursor.refuse()
    cursor.take()
    if name.kind is TokenKind.NAME and cursor.is_at("("):
        arguments = _arguments(cursor, depth)
        return syntax.MethodCall(
            of=of, name=name.text, arguments=arguments, at=name.start, start=of.begin, end=cursor.before.end
        )
    return syntax.Member(of=of, name=name.text, start=of.begin, end=name.end)


def _indexed(cursor: Cursor, of: syntax.Expression, depth: int) -> syntax.Index | syntax.Slice:
    cursor.expect("[")
    first = None if cursor.is_at(":") else parse_expression(cursor, depth=depth + 1)
    if first is not None and not cursor.is_at(":"):
        last_bracket = cursor.expect("]")
        return syntax.Index(of=of, key=first, start=of.begin, end=last_bracket.end)
    cursor.expect(":")
    last = None if cursor.is_at("]") else parse_expression(cursor, depth=depth + 1)
    return syntax.Slice(of=of, first=first, last=last, start=of.begin, end=cursor.expect("]").end)


def _computed(cursor: Cursor, depth: int) -> syntax.ComputedSegment:
    start = cursor.expect("/").start
    cursor.expect("$")
    cursor.expect("(")
    value = parse_expression(cursor, depth=depth + 1)
    return syntax.ComputedSegment(value=value, start=start, end=cursor.expect(")").end)
