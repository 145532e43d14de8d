"""Conditions of the Realtime Database: a part of JavaScript's expressions.

What there is, and what is refused, is research/rules.md §2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Never

from baasctl.engines.rules_language import database_syntax as syntax

_BLANK: Final = re.compile(r"\s*")
_TOKEN: Final = re.compile(
    r"""(?P<text>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")|(?P<name>[A-Za-z_$][A-Za-z0-9_$]*)"""
    r"|(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<sign>===|!==|==|!=|<=|>=|&&|\|\||[][(){}<>!+*/%?:,.;=&|^~-])"
)
_PATTERN: Final = re.compile(r"/((?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)/([A-Za-z]*)")
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([\s\S]))")
_ESCAPES: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "0": "\0"}
_STRENGTHS: Final = {
    "?": 1,
    "||": 2,
    "&&": 3,
    **dict.fromkeys(("==", "===", "!=", "!=="), 4),
    **dict.fromkeys(("<", "<=", ">", ">="), 5),
    **dict.fromkeys(("+", "-"), 6),
    **dict.fromkeys(("*", "/", "%"), 7),
}
_JOINING: Final = {"||", "&&"}
_CONSTANTS: Final = {"true": True, "false": False, "null": None}
_NO_EXPRESSIONS: Final = frozenset({"var", "function", "return", "new", "typeof", "in", "instanceof", "delete", "void"})
_DEEPEST: Final = 80
_LONGEST_SHOWN: Final = 40


class ExpressionProblem(Exception):
    """A condition is none; the offset is that in its own text."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int


_END: Final = "end"


def parse_condition(text: str) -> syntax.Expression:
    """The tree of a condition.

    Raises:
        ExpressionProblem: It is no expression of this language. Types are not looked at.
    """
    reader = _Reader(text)
    found = reader.expression(0, 1)
    if reader.here.kind != _END:
        reader.refuse(f"unexpected `{_shown(reader.here.text)}` behind the end of the expression")
    return found


class _Reader:
    """Reads token by token: whether a slash divides or begins a pattern is known by what stands before it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.here = _Token(_END, "", 0)
        self._take_from(0)

    def refuse(self, reason: str, at: int | None = None) -> Never:
        raise ExpressionProblem(reason, self.here.start if at is None else at)

    def _take_from(self, position: int) -> None:
        blank = _BLANK.match(self._text, position)
        position = blank.end() if blank else position
        if position == len(self._text):
            self.here = _Token(_END, "", position)
            return
        found = _TOKEN.match(self._text, position)
        if found is None:
            character = self._text[position]
            self.here = _Token(_END, "", position)
            self.refuse("a text is not closed" if character in "'\"" else f"unexpected `{character}`")
        self.here = _Token(str(found.lastgroup), found[0], position)

    def _take(self) -> _Token:
        taken = self.here
        self._take_from(taken.start + len(taken.text))
        return taken

    def _expect(self, sign: str) -> _Token:
        if self.here.text != sign or self.here.kind == "text":
            self.refuse(f"expected `{sign}`{self._instead()}")
        return self._take()

    def _instead(self) -> str:
        return f", but found `{_shown(self.here.text)}`" if self.here.kind != _END else ", but the expression ends"

    def expression(self, weakest: int, depth: int) -> syntax.Expression:
        """Up to an operator that is weaker than that."""
        self._check(depth)
        left = self._operand(depth)
        while self.here.kind == "sign" and _STRENGTHS.get(self.here.text, -1) > weakest:
            depth += 1
            self._check(depth)
            left = self._operated(left, depth)
        return left

    def _operated(self, left: syntax.Expression, depth: int) -> syntax.Expression:
        sign = self._take()
        strength = _STRENGTHS[sign.text]
        if sign.text == "?":
            then = self.expression(0, depth)
            self._expect(":")
            otherwise = self.expression(0, depth)
            return syntax.Choice(condition=left, then=then, otherwise=otherwise, start=sign.start)
        right = self.expression(strength, depth)
        if sign.text not in _JOINING:
            return syntax.Operation(operator=sign.text, left=left, right=right, start=sign.start)
        operands = [left, right]
        while self.here.kind == "sign" and self.here.text == sign.text:
            self._take()
            operands.append(self.expression(strength, depth))
        return syntax.Joined(operator=sign.text, operands=tuple(operands), start=sign.start)

    def _operand(self, depth: int) -> syntax.Expression:
        if self.here.kind == "sign" and self.here.text in {"!", "-"}:
            self._check(depth)
            sign = self._take()
            return syntax.Prefixed(operator=sign.text, operand=self._operand(depth + 1), start=sign.start)
        found = self._primary(depth)
        while self.here.kind == "sign" and self.here.text in {".", "[", "("}:
            depth += 1
            self._check(depth)
            found = self._taken_of(found, depth)
        return found

    def _check(self, depth: int) -> None:
        if depth > _DEEPEST:
            self.refuse(f"expressions are nested deeper than {_DEEPEST} levels")

    def _taken_of(self, of: syntax.Expression, depth: int) -> syntax.Expression:
        sign = self._take()
        if sign.text == ".":
            name = self.here
            if name.kind != "name":
                self.refuse(f"expected a name behind the dot{self._instead()}")
            self._take()
            return syntax.Property(of=of, name=name.text, start=name.start)
        if sign.text == "(":
            return syntax.Invocation(function=of, arguments=tuple(self._several(")", depth)), start=sign.start)
        start = self.here.start
        key = self.expression(0, depth + 1)
        self._expect("]")
        if isinstance(key, syntax.Constant) and isinstance(key.value, str):
            return syntax.Property(of=of, name=key.value, start=start)
        return syntax.Element(of=of, key=key, start=start)

    def _several(self, closing: str, depth: int) -> Iterator[syntax.Expression]:
        while not (self.here.kind == "sign" and self.here.text == closing):
            yield self.expression(0, depth + 1)
            if not (self.here.kind == "sign" and self.here.text == closing):
                self._expect(",")
        self._take()

    def _primary(self, depth: int) -> syntax.Expression:
        token = self.here
        if token.kind == "sign":
            return self._enclosed(token, depth)
        if token.kind == _END:
            self.refuse("the expression ends where a value is expected")
        if token.text in _NO_EXPRESSIONS:
            self.refuse(f"`{token.text}` is not part of this language")
        self._take()
        if token.kind == "text":
            return syntax.Constant(value=_unescaped(token.text[1:-1]), start=token.start)
        if token.kind == "number":
            return syntax.Constant(value=float(token.text), start=token.start)
        if token.text in _CONSTANTS:
            return syntax.Constant(value=_CONSTANTS[token.text], start=token.start)
        return syntax.Name(name=token.text, start=token.start)

    def _enclosed(self, token: _Token, depth: int) -> syntax.Expression:
        if token.text == "(":
            self._take()
            inside = self.expression(0, depth + 1)
            self._expect(")")
            return inside
        if token.text == "[":
            self._take()
            return syntax.Texts(members=tuple(self._several("]", depth)), start=token.start)
        if token.text != "/":
            self.refuse(f"unexpected `{token.text}` where a value is expected")
        found = _PATTERN.match(self._text, token.start)
        if found is None:
            self.refuse("a regular expression is not closed")
        self._take_from(found.end())
        return syntax.Pattern(pattern=found[1], flags=found[2], start=token.start)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(
        lambda found: chr(int(found[1] or found[2], 16)) if found[1] or found[2] else _ESCAPES.get(found[3], found[3]),
        text,
    )


def _shown(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
