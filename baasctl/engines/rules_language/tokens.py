"""From the text of Firestore and Storage rules to tokens with positions.

The longest token wins, as in Google's lexer; so `x/2` is a name and a path segment and no division.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from baasctl.engines.rules_language.problem import RulesProblem

IN_USE: Final = frozenset(
    {
        *("allow", "deny", "extends", "false", "function", "if", "import", "in", "is", "match", "null", "package"),
        *("return", "service", "true"),
    }
)
"""Keywords that no service may be called."""

KEYWORDS: Final = IN_USE | {
    *("let", "rules_version", "arguments", "break", "case", "continue", "default", "do", "each", "else"),
    *("for", "goto", "not", "switch", "then", "var", "while"),
}

END_OF_FILE: Final = "<EOF>"


class TokenKind(Enum):
    """What a token is."""

    NAME = "IDENTIFIER"
    KEYWORD = "keyword"
    SERVICE_NAME = "service name"
    INTEGER = "NUM_INT"
    FLOAT = "NUM_FLOAT"
    STRING = "STRING"
    BYTES = "BYTES"
    PATH_SEGMENT = "PATH_SEGMENT"
    SYMBOL = "symbol"
    END = END_OF_FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A piece of rules that is neither white space nor comment.

    Attributes:
        start: Offset of the first character.
        end: Offset behind the last character.
    """

    kind: TokenKind
    text: str
    start: int
    end: int


_ESCAPE: Final = r"""\\(?:["'\\bfnrt]|x[0-9A-Fa-f]{2}|[0-3][0-7]{2}|u[0-9A-Fa-f]{4})"""
_INSIDE: Final = {
    "'": rf"(?:[^\x08\n\f\r'\\\x91\x92\u2018\u2019]|{_ESCAPE})*",
    '"': rf'(?:[^\x08\n\f\r"\\\x93\x94\u201c\u201d]|{_ESCAPE})*',
}
_STRING: Final = "|".join(f"{quote}{inside}{quote}" for quote, inside in _INSIDE.items())
UNPAIRED: Final = {quote: re.compile(quote + inside) for quote, inside in _INSIDE.items()}
"""A quotation mark that nothing closes, with what could stand between two."""
_SEGMENT: Final = r"(?:[A-Za-z0-9._~&'*+:@-]|%[0-9A-Fa-f]{2})+"
_PATH_SEGMENT: Final = re.compile(rf"/(?:\({_SEGMENT}\)|{_SEGMENT})")
_SPACE: Final = re.compile(r"(?:[ \t\n\f\r]+|//[^\n]*)*")
_BYTES: Final = (TokenKind.BYTES, re.compile(rf"[bB](?:{_STRING})"))
_TEXT: Final = (TokenKind.STRING, re.compile(_STRING))
_NAME: Final = (TokenKind.NAME, re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*"))
_FLOAT: Final = (TokenKind.FLOAT, re.compile(r"(?:0|[1-9][0-9]*)\.[0-9]*|\.[0-9]+"))
_INTEGER: Final = (TokenKind.INTEGER, re.compile(r"0|[1-9][0-9]*"))
_SEGMENT_OF_PATH: Final = (TokenKind.PATH_SEGMENT, _PATH_SEGMENT)
_SYMBOL: Final = (TokenKind.SYMBOL, re.compile(r"&&|\|\||==|!=|<=|>=|\+\+|--|\*\*|[][(){}<>=!+*/%?:;,.$@-]"))
_TOKENS: Final[Mapping[str, tuple[tuple[TokenKind, re.Pattern[str]], ...]]] = {
    **dict.fromkeys(string.ascii_letters + "_", (_NAME,)),
    **dict.fromkeys("bB", (_BYTES, _NAME)),
    **dict.fromkeys(string.digits, (_FLOAT, _INTEGER)),
    **dict.fromkeys("'\"", (_TEXT,)),
    **dict.fromkeys("&|=!<>+-*][(){}%?:;,@", (_SYMBOL,)),
    "$": (_NAME, _SYMBOL),
    ".": (_FLOAT, _SYMBOL),
    "/": (_SEGMENT_OF_PATH, _SYMBOL),
}
"""What can begin with a character; the longest wins, and of two of one length the first."""
_SERVICE_NAME: Final = re.compile(r"[A-Za-z0-9.-]+")
_BEFORE_SERVICE_NAME: Final = re.compile(r"[ \t\n\f\r]*")


def tokens(text: str) -> Iterator[Token]:
    """The tokens in order, the last one of kind `END`.

    Raises:
        RulesProblem: A string is not closed, or a character begins no token.
    """
    position, last_close = 0, text.rfind("*/")
    while True:
        position = after_blanks(text, position, last_close)
        if position == len(text):
            yield Token(kind=TokenKind.END, text=END_OF_FILE, start=position, end=position)
            return
        token = token_at(text, position)
        if token is None:
            raise RulesProblem(_no_token(text, position), text, position)
        yield token
        position = token.end
        if is_before_service_name(token):
            name = service_name_at(text, position)
            if name is not None:
                yield name
                position = name.end
            elif rest := text[position:].lstrip(" \t\n\f\r"):
                raise RulesProblem(f"Unexpected '{rest[0]}'.", text, len(text) - len(rest))


def same_tokens(one: str, other: str) -> bool:
    """Whether two rulesets differ at most in white space and comments; what cannot be read is equal to itself only."""
    if one == other:
        return True
    try:
        return _meanings(one) == _meanings(other)
    except RulesProblem:
        return False


def _meanings(text: str) -> list[tuple[TokenKind, str]]:
    return [(token.kind, token.text) for token in tokens(text)]


def is_before_service_name(token: Token) -> bool:
    """Whether what follows is read by rules of its own, comments included, wherever the word stands."""
    return token.text == "service" and token.kind is TokenKind.KEYWORD


def after_blanks(text: str, position: int, last_close: int) -> int:
    """Behind white space and comments; a comment that is not closed by *last_close* is none."""
    while True:
        space = _SPACE.match(text, position)
        position = space.end() if space else position
        if not text.startswith("/*", position) or position + 2 > last_close:
            return position
        end = text.index("*/", position + 2) + 2
        # `/*a*b` may be read as a path segment that is longer than a comment which ends before it.
        segment = _PATH_SEGMENT.match(text, position)
        if segment and segment.end() > end:
            return position
        position = end


def token_at(text: str, position: int) -> Token | None:
    """The longest token that begins with a character; `None`: there is none."""
    longest, kind = position, TokenKind.END
    for each, pattern in _TOKENS.get(text[position], ()):
        found = pattern.match(text, position)
        if found and found.end() > longest:
            longest, kind = found.end(), each
    word = text[position:longest]
    if kind is TokenKind.END:
        return None
    if kind is TokenKind.NAME and (word in KEYWORDS or word == "$"):
        kind = TokenKind.SYMBOL if word == "$" else TokenKind.KEYWORD
    return Token(kind=kind, text=word, start=position, end=longest)


def _no_token(text: str, position: int) -> str:
    character = text[position]
    return f"Missing a closing {character}" if character in "'\"" else f"token recognition error at: '{character}'"


def service_name_at(text: str, position: int) -> Token | None:
    """The name behind `service` and white space; `None`: there is none."""
    blank = _BEFORE_SERVICE_NAME.match(text, position)
    start = blank.end() if blank else position
    found = _SERVICE_NAME.match(text, start)
    if found is None:
        return None
    return Token(kind=TokenKind.SERVICE_NAME, text=found[0], start=start, end=found.end())
