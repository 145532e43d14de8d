"""PostgreSQL's lexical rules, as far as they decide where an expression ends.

Follows src/backend/parser/scan.l of PostgreSQL 15 to 18 with `standard_conforming_strings` on, which the shadow pins.
Whatever those versions read differently is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import EngineError


class TokenKind(Enum):
    """What a token is, coarsely: enough to find the ends of expressions and statements."""

    WORD = "word"
    QUOTED_NAME = "quoted name"
    STRING = "string"
    NUMBER = "number"
    OPEN = "opening bracket"
    CLOSE = "closing bracket"
    SEMICOLON = "semicolon"
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A piece of SQL that is neither white space nor comment.

    Attributes:
        start: Offset of the first character.
        end: Offset behind the last character.
    """

    kind: TokenKind
    text: str
    start: int
    end: int

    def is_word(self, *words: str) -> bool:
        """Whether this is one of *words*, given in lower case, without quotes and in any case."""
        return self.kind is TokenKind.WORD and self.text.lower() in words


class NotLexical(EngineError):
    """The text cannot be read, or is not what was asked for.

    Attributes:
        offset: Where, in characters from 0.
        reason: A clause without a full stop, for example `the string is not closed`.
    """

    def __init__(self, reason: str, *, offset: int, hint: str = "") -> None:
        detail = f"At character {offset + 1}: {reason}."
        super().__init__(Diagnostic(code="PLAN803", summary="SQL text cannot be used", detail=detail, hint=hint))
        self.offset = offset
        self.reason = reason


SPACE = re.compile(r"[ \t\n\r\f\v]+")
LINE_COMMENT = re.compile(r"--[^\n\r]*")
WORD = re.compile(r"[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_$\x80-\U0010ffff]*")
DIGITS = r"[0-9](?:_?[0-9])*"
NUMBER = re.compile(
    r"0[xX](?:_?[0-9A-Fa-f])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+"
    rf"|(?:{DIGITS}(?:\.(?!\.)(?:{DIGITS})?)?|\.{DIGITS})(?:[eE][+-]?{DIGITS})?"
)
DOLLAR_QUOTE = re.compile(r"\$(?:[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_\x80-\U0010ffff]*)?\$")
PLAIN_STRING = re.compile(r"'(?:[^']|'')*+'")
ESCAPE_STRING = re.compile(r"'(?:[^'\\]|''|\\.)*+'", re.DOTALL)
QUOTED_NAME = re.compile(r'"(?:[^"]|"")*+"')
CONTINUES = re.compile(r"(?:[ \t\f\v]|--[^\n\r]*+)*+[\n\r](?:[ \t\n\r\f\v]|--[^\n\r]*+[\n\r])*+(?=')")
COMMENT_MARK = re.compile(r"/\*|\*/")
STRING_PREFIXES = {"e": ESCAPE_STRING, "b": PLAIN_STRING, "x": PLAIN_STRING, "n": PLAIN_STRING, "u&": PLAIN_STRING}
CLOSES = {"(": ")", "[": "]"}
QUERY_STARTS = ("select", "with", "values", "table")


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of *text* in order.

    Raises:
        NotLexical: A string, quoted name, dollar quote or comment is not closed, a number runs into a word, or there
            is a character that PostgreSQL cannot hold (NUL, half of a surrogate pair).
    """
    refuse_unstorable(text)
    position = 0
    while position < len(text):
        if space := SPACE.match(text, position) or LINE_COMMENT.match(text, position):
            position = space.end()
        elif text.startswith("/*", position):
            position = _end_of_comment(text, position)
        else:
            token = _token_at(text, position)
            yield token
            position = token.end


def require_expression(text: str) -> None:
    r"""Prove that *text*, spliced as `(\n<text>\n)`, stays one expression inside those parentheses.

    Raises:
        NotLexical: It is empty, holds a semicolon, a comma outside brackets or a parameter, its brackets do not match,
            it is a bare query (which needs parentheses of its own in a policy), or it cannot be read.
    """
    waiting: list[Token] = []
    first: Token | None = None
    for token in tokens(text):
        if first is None:
            first = token
            _refuse_query(token)
        _refuse_separator(token, is_outside=not waiting)
        if token.kind is TokenKind.OPEN:
            waiting.append(token)
        elif token.kind is TokenKind.CLOSE:
            if not waiting or CLOSES[waiting[-1].text] != token.text:
                raise NotLexical(f"`{token.text}` closes nothing", offset=token.start)
            waiting.pop()
    if first is None:
        raise NotLexical("the expression is empty", offset=0)
    if waiting:
        raise NotLexical(f"`{waiting[-1].text}` is not closed", offset=waiting[-1].start)


def statements(text: str) -> list[tuple[int, str]]:
    """Split a script at its top-level semicolons into (offset of the first token, text without the semicolon).

    Bodies `BEGIN ATOMIC … END` of SQL functions stay whole. Empty statements are dropped.

    Raises:
        NotLexical: As `tokens`.
    """
    found: list[tuple[int, str]] = []
    start: int | None = None
    end = 0
    depth = 0
    previous: Token | None = None
    for token in tokens(text):
        if token.kind is TokenKind.SEMICOLON and depth == 0:
            if start is not None:
                found.append((start, text[start:end]))
            start = None
        else:
            start = token.start if start is None else start
            end = token.end
            depth = max(0, depth + _depth_change(token, previous, in_body=depth > 0))
        previous = token
    if start is not None:
        found.append((start, text[start:end]))
    return found


def _refuse_query(first: Token) -> None:
    if first.is_word(*QUERY_STARTS):
        raise NotLexical("a query is not an expression", offset=first.start, hint="put it in parentheses")


def _refuse_separator(token: Token, *, is_outside: bool) -> None:
    if token.kind is TokenKind.SEMICOLON:
        raise NotLexical("an expression cannot contain a semicolon", offset=token.start)
    if token.kind is TokenKind.SYMBOL and token.text == "," and is_outside:
        raise NotLexical("a comma outside parentheses makes this more than one expression", offset=token.start)


def _depth_change(token: Token, previous: Token | None, *, in_body: bool) -> int:
    if token.kind is TokenKind.OPEN:
        return 1
    if token.kind is TokenKind.CLOSE:
        return -1
    if token.is_word("atomic") and previous is not None and previous.is_word("begin"):
        return 1
    if in_body and token.is_word("case"):
        return 1
    return -1 if in_body and token.is_word("end") else 0


def _token_at(text: str, position: int) -> Token:
    character = text[position]
    if character == "'":
        return _string(text, position, position, PLAIN_STRING)
    if character == '"':
        return _quoted_name(text, position, position)
    if character == "$":
        return _dollar_quote(text, position)
    if word := WORD.match(text, position):
        return _word(text, word)
    if number := NUMBER.match(text, position):
        if WORD.match(text, number.end()):
            raise NotLexical("a number runs into a word", offset=position)
        return _token(TokenKind.NUMBER, text, position, number.end())
    kind = {"(": TokenKind.OPEN, "[": TokenKind.OPEN, ")": TokenKind.CLOSE, "]": TokenKind.CLOSE}.get(character)
    if character == ";":
        kind = TokenKind.SEMICOLON
    return _token(kind or TokenKind.SYMBOL, text, position, position + 1)


def _word(text: str, word: re.Match[str]) -> Token:
    """A word, or the string or name whose prefix it is."""
    prefix, end = word[0].lower(), word.end()
    if prefix == "u" and text[end : end + 1] == "&" and text[end + 1 : end + 2] in {"'", '"'}:
        prefix, end = "u&", end + 1
        if text[end] == '"':
            return _quoted_name(text, word.start(), end)
    if prefix in STRING_PREFIXES and text[end : end + 1] == "'":
        return _string(text, word.start(), end, STRING_PREFIXES[prefix])
    return _token(TokenKind.WORD, text, word.start(), word.end())


def _string(text: str, start: int, quote: int, shape: re.Pattern[str]) -> Token:
    """A string with its continuations on further lines, which follow the rules of its first part."""
    end = quote
    while True:
        part = shape.match(text, end)
        if part is None:
            raise NotLexical("the string is not closed", offset=start)
        end = part.end()
        continuation = CONTINUES.match(text, end)
        if continuation is None:
            return _token(TokenKind.STRING, text, start, end)
        end = continuation.end()


def _quoted_name(text: str, start: int, quote: int) -> Token:
    name = QUOTED_NAME.match(text, quote)
    if name is None:
        raise NotLexical("the quoted name is not closed", offset=start)
    return _token(TokenKind.QUOTED_NAME, text, start, name.end())


def _dollar_quote(text: str, position: int) -> Token:
    opening = DOLLAR_QUOTE.match(text, position)
    if opening is None:
        raise NotLexical("`$` opens neither a dollar quote nor anything else allowed here", offset=position)
    closing = text.find(opening[0], opening.end())
    if closing < 0:
        raise NotLexical(f"the dollar quote {opening[0]} is not closed", offset=position)
    return _token(TokenKind.STRING, text, position, closing + len(opening[0]))


def _end_of_comment(text: str, start: int) -> int:
    depth, position = 1, start + 2
    while depth:
        mark = COMMENT_MARK.search(text, position)
        if mark is None:
            raise NotLexical("the comment is not closed", offset=start)
        depth += 1 if mark[0] == "/*" else -1
        position = mark.end()
    return position


def refuse_unstorable(text: str) -> None:
    """Refuse NUL and halves of surrogate pairs.

    Raises:
        NotLexical: There is one.
    """
    for offset, character in enumerate(text):
        if character == "\0" or "\ud800" <= character <= "\udfff":
            raise NotLexical(f"PostgreSQL cannot hold the character U+{ord(character):04X}", offset=offset)


def _token(kind: TokenKind, text: str, start: int, end: int) -> Token:
    return Token(kind=kind, text=text[start:end], start=start, end=end)
