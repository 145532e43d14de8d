"""Cuts a text into words whatever is wrong with it, as Google's lexer does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from baasctl.engines.rules_language.recovering.automaton import END_OF_FILE
from baasctl.engines.rules_language.recovering.grammar import TERMINALS
from baasctl.engines.rules_language.tokens import (
    IN_USE,
    UNPAIRED,
    Token,
    TokenKind,
    after_blanks,
    is_before_service_name,
    service_name_at,
    token_at,
)

_KINDS: Final = {name: number for number, name in enumerate(TERMINALS)}
_UNPAIRED: Final = {"'": _KINDS["UNPAIRED_SINGLE_QUOTE"], '"': _KINDS["UNPAIRED_DOUBLE_QUOTE"]}
_DOUBLED: Final = frozenset("&|")
"""Characters that begin a word only twice: Google's lexer drops them with what stands behind them."""
_ESCAPES: Final = str.maketrans({"\n": "\\n", "\r": "\\r", "\t": "\\t"})


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a text.

    Attributes:
        kind: Its place in `TERMINALS`; -1 where it is no token of the language.
        start: Offset of the first character.
    """

    kind: int
    text: str
    start: int

    @property
    def quoted(self) -> str:
        """As messages have it."""
        return f"'{self.text.translate(_ESCAPES)}'"


def words_of(text: str) -> tuple[Sequence[Word], Sequence[Word]]:
    """The words in order, the last one the end; and what is none."""
    found: list[Word] = []
    strange: list[Word] = []
    position, last_close = 0, text.rfind("*/")
    is_name_next = False
    while True:
        position = after_blanks(text, position, last_close) if not is_name_next else _after_space(text, position)
        if position == len(text):
            found.append(Word(END_OF_FILE, TERMINALS[END_OF_FILE], position))
            return found, strange
        token = service_name_at(text, position) if is_name_next else token_at(text, position)
        if token is not None:
            found.append(Word(_kind(token), token.text, token.start))
            is_name_next = is_before_service_name(token)
            position = token.end
        elif not is_name_next and (unpaired := _unpaired(text, position)):
            found.append(unpaired)
            position += len(unpaired.text)
        else:
            dropped = text[position : position + 1 + (text[position] in _DOUBLED and not is_name_next)]
            strange.append(Word(-1, dropped, position))
            position += len(dropped)


def _unpaired(text: str, position: int) -> Word | None:
    quote = text[position]
    found = UNPAIRED[quote].match(text, position) if quote in UNPAIRED else None
    return Word(_UNPAIRED[quote], found[0], position) if found else None


def _after_space(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\n\f\r":
        position += 1
    return position


def _kind(token: Token) -> int:
    if token.kind is TokenKind.SERVICE_NAME:
        return _KINDS["BAD_KEYWORD" if token.text in IN_USE else "SERVICE_IDENTIFIER"]
    if token.kind in (TokenKind.SYMBOL, TokenKind.KEYWORD):
        return _KINDS[f"'{token.text}'"]
    return _KINDS[token.kind.value]
