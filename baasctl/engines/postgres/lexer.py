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


WORD = re.compile(r"[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_$\x80-\U0010ffff]*")
DIGITS = r"[0-9](?:_?[0-9])*"
NUMBER = re.compile(
    r"0[xX](?:_?[0-9A-Fa-f])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+"
    rf"|(?:{DIGITS}(?:\.(?!\.)(?:{DIGITS})?)?|\.{DIGITS})(?:[eE][+-]?{DIGITS})?"
)
DOLLAR_QUOTE = re.compile(r"\$(?:[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_\x80-\U0010ffff]*)?\$")
PLAIN_STRING = re.compile(r"'[^']*+(?:''[^']*+)*+'")
ESCAPE_STRING = re.compile(r"'[^'\\]*+(?:(?:''|\\.)[^'\\]*+)*+'", re.DOTALL)
QUOTED_NAME = re.compile(r'"[^"]*+(?:""[^"]*+)*+"')
CONTINUES = re.compile(r"(?:[ \t\f\v]|--[^\n\r]*+)*+[\n\r](?:[ \t\n\r\f\v]|--[^\n\r]*+[\n\r])*+(?=')")
COMMENT_MARK = re.compile(r"/\*|\*/")
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
STRING_PREFIXES = {"e": ESCAPE_STRING}
# White space and line comments, then what the next token begins with. Only words, numbers and single characters
# are read to their end here; one search for each token is what makes megabytes of policies bearable.
NEXT = re.compile(
    r"(?:[ \t\n\r\f\v]++|--[^\n\r]*+)*+"
    r"(?:(?P<string>(?:[eEbBxXnN]|[uU]&)?')"
    r'|(?P<quoted>(?:[uU]&)?")'
    rf"|(?P<word>{WORD.pattern})"
    rf"|(?P<number>{NUMBER.pattern})"
    r"|(?P<comment>/\*)|(?P<dollar>\$)|(?P<open>[(\[])|(?P<close>[)\]])|(?P<semicolon>;)|(?P<symbol>.)|\Z)",
    re.DOTALL,
)
# What may follow in an expression without deciding anything: words that prefix no string, white space, operators.
HARMLESS_RUN = re.compile(rf"(?:{WORD.pattern}+(?![\"'&])|[ \t\n\r\f\v]++|[=<>+*!%^|~@#?:&]|\.(?![0-9]))*+")
CLOSES = {"(": ")", "[": "]"}
QUERY_STARTS = ("select", "with", "values", "table")
_KINDS = {
    "word": TokenKind.WORD,
    "number": TokenKind.NUMBER,
    "open": TokenKind.OPEN,
    "close": TokenKind.CLOSE,
    "semicolon": TokenKind.SEMICOLON,
    "symbol": TokenKind.SYMBOL,
}
_HARMLESS = frozenset({TokenKind.WORD, TokenKind.NUMBER, TokenKind.STRING, TokenKind.QUOTED_NAME})


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of *text* in order.

    Raises:
        NotLexical: A string, quoted name, dollar quote or comment is not closed, a number runs into a word, or there
            is a character that PostgreSQL cannot hold (NUL, half of a surrogate pair).
    """
    for kind, start, end in _pieces(text):
        yield Token(kind=kind, text=text[start:end], start=start, end=end)


def require_expression(text: str) -> None:
    r"""Prove that *text*, spliced as `(\n<text>\n)`, stays one expression inside those parentheses.

    Raises:
        NotLexical: It is empty, holds a semicolon, a comma outside brackets or a parameter, its brackets do not match,
            it is a bare query (which needs parentheses of its own in a policy), or it cannot be read.
    """
    waiting: list[int] = []
    is_first = True
    for kind, start, end in _pieces(text, between=HARMLESS_RUN):
        if is_first:
            is_first = False
            _refuse_query(kind, text[start:end], start)
        if kind in _HARMLESS:
            continue
        if kind is TokenKind.OPEN:
            waiting.append(start)
        elif kind is TokenKind.CLOSE:
            if not waiting or CLOSES[text[waiting.pop()]] != text[start]:
                raise NotLexical(f"`{text[start]}` closes nothing", offset=start)
        else:
            _refuse_separator(text[start], start, is_outside=not waiting)
    if is_first:
        raise NotLexical("the expression is empty", offset=0)
    if waiting:
        raise NotLexical(f"`{text[waiting[-1]]}` is not closed", offset=waiting[-1])


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


def _refuse_query(kind: TokenKind, word: str, start: int) -> None:
    if kind is TokenKind.WORD and word.lower() in QUERY_STARTS:
        raise NotLexical("a query is not an expression", offset=start, hint="put it in parentheses")


def _refuse_separator(character: str, start: int, *, is_outside: bool) -> None:
    if character == ";":
        raise NotLexical("an expression cannot contain a semicolon", offset=start)
    if character == "," and is_outside:
        raise NotLexical("a comma outside parentheses makes this more than one expression", offset=start)


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


def _pieces(text: str, between: re.Pattern[str] | None = None) -> Iterator[tuple[TokenKind, int, int]]:
    """Yield kind, start and end of each token, without those that *between* matches; raises as `tokens`."""
    refuse_unstorable(text)
    following = NEXT.match
    position = 0
    while (found := following(text, position)) and (group := found.lastgroup):
        start, position = found.span(group)
        kind = _KINDS.get(group)
        if kind is None:
            kind, position = _long(text, group, start, position)
        elif kind is TokenKind.NUMBER and WORD.match(text, position):
            raise NotLexical("a number runs into a word", offset=start)
        if kind is not None:
            yield kind, start, position
            if between and (run := between.match(text, position)):
                position = run.end()


def _long(text: str, group: str, start: int, end: int) -> tuple[TokenKind | None, int]:
    """Kind and end of what can span lines and begins at *start* with a mark that ends at *end*; a comment is none."""
    if group == "comment":
        return None, _end_of_comment(text, start)
    if group == "string":
        shape = STRING_PREFIXES.get(text[start : end - 1].lower(), PLAIN_STRING)
        return TokenKind.STRING, _end_of_string(text, start, end - 1, shape)
    if group == "quoted":
        name = QUOTED_NAME.match(text, end - 1)
        if name is None:
            raise NotLexical("the quoted name is not closed", offset=start)
        return TokenKind.QUOTED_NAME, name.end()
    return TokenKind.STRING, _end_of_dollar_quote(text, start)


def _end_of_string(text: str, start: int, quote: int, shape: re.Pattern[str]) -> int:
    """Behind a string and its continuations on further lines, which follow the rules of its first part."""
    end = quote
    while True:
        part = shape.match(text, end)
        if part is None:
            raise NotLexical("the string is not closed", offset=start)
        end = part.end()
        continuation = CONTINUES.match(text, end)
        if continuation is None:
            return end
        end = continuation.end()


def _end_of_dollar_quote(text: str, position: int) -> int:
    opening = DOLLAR_QUOTE.match(text, position)
    if opening is None:
        raise NotLexical("`$` opens neither a dollar quote nor anything else allowed here", offset=position)
    closing = text.find(opening[0], opening.end())
    if closing < 0:
        raise NotLexical(f"the dollar quote {opening[0]} is not closed", offset=position)
    return closing + len(opening[0])


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
    if found := UNSTORABLE.search(text):
        raise NotLexical(f"PostgreSQL cannot hold the character U+{ord(found[0]):04X}", offset=found.start())
