"""TypeScript and JavaScript as tokens: enough to tell an import from a text that looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class TokenKind(StrEnum):
    """Sorts of tokens; comments and blanks are none."""

    WORD = "word"
    TEXT = "text"
    REGEX = "regex"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Token:
    """One token.

    Attributes:
        text: Of a `TEXT` (a string, or a template without substitutions) its value, else as written.
        offset: Characters from the start of the file.
    """

    kind: TokenKind
    text: str
    offset: int

    def is_other(self, text: str) -> bool:
        """Whether it is this punctuation."""
        return self.kind is TokenKind.OTHER and self.text == text

    def is_word(self, text: str) -> bool:
        return self.kind is TokenKind.WORD and self.text == text


_BLANK = re.compile(r"(?:[\s\ufeff]++|//[^\n\r\u2028\u2029]*+|/\*.*?(?:\*/|\Z))++", re.DOTALL)
_HASHBANG = re.compile(r"\ufeff?#![^\n\r]*")
_OPENED = {
    '"': re.compile(r'"(?:[^"\\\n\r]|\\\r\n|\\.)*+', re.DOTALL),
    "'": re.compile(r"'(?:[^'\\\n\r]|\\\r\n|\\.)*+", re.DOTALL),
    "/": re.compile(r"/(?:[^\\/\[\n\r]|\\[^\n\r]|\[(?:[^\]\\\n\r]|\\[^\n\r])*+\])++"),
}
"""Strings and regular expressions by the character that opens and closes them, up to where they have to close."""

_FLAGS = re.compile(r"[\w$]*+")
_TEMPLATE = re.compile(r"((?:[^`\\$]|\\.|\$(?!\{))*+)(`|\$\{|\Z)", re.DOTALL)
_WORD = re.compile(r"(?:[^\W\d]|\$)[\w$]*+")
_NUMBER = re.compile(r"\d[\w.]*+")
_ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(\r\n|.))", re.DOTALL)
_PLAIN_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}

_BEFORE_REGEX = frozenset(
    ("await", "case", "delete", "do", "else", "in", "instanceof", "new", "of", "return", "throw", "typeof", "void")
) | {"yield"}
"""Words after which a slash begins a regular expression; after any other word or value it divides."""


def tokens_of(text: str) -> Iterator[Token]:
    """The tokens of a script, in order. Never fails: what cannot be read is punctuation."""
    return _Reader(text).tokens()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._offset = 0
        self._previous: Token | None = None
        self._braces: list[int] = []
        """Open braces inside each substitution `${…}` that is open, innermost last."""
        self._unclosed = dict.fromkeys(_OPENED, 0)
        """By opening character, up to where nothing closes it: looking again from each one would take for ever."""

    def tokens(self) -> Iterator[Token]:
        if match := _HASHBANG.match(self._text):
            self._offset = match.end()
        while True:
            if match := _BLANK.match(self._text, self._offset):
                self._offset = match.end()
            if self._offset >= len(self._text):
                return
            token = self._next()
            self._previous = token
            yield token

    def _next(self) -> Token:
        start, character = self._offset, self._text[self._offset]
        if character == "`":
            return self._template(start, start + 1)
        if character in "\"'" and (end := self._closed(character, start)):
            return self._take(TokenKind.TEXT, end, _unescaped(self._text[start + 1 : end - 1]))
        if match := _WORD.match(self._text, start):
            return self._take(TokenKind.WORD, match.end(), match[0])
        if match := _NUMBER.match(self._text, start):
            return self._take(TokenKind.OTHER, match.end(), match[0])
        if character == "/" and self._may_begin_regex() and (end := self._closed("/", start)):
            flags = _FLAGS.match(self._text, end)
            end = flags.end() if flags else end
            return self._take(TokenKind.REGEX, end, self._text[start:end])
        if character == "}" and self._braces and self._braces[-1] == 0:
            self._braces.pop()
            return self._template(start, start + 1)
        if self._braces and character in "{}":
            self._braces[-1] += 1 if character == "{" else -1
        return self._take(TokenKind.OTHER, start + 1, character)

    def _closed(self, opening: str, start: int) -> int:
        """The end of the string or regular expression that may begin at *start*; 0 if it is none."""
        if start < self._unclosed[opening]:
            return 0
        match = _OPENED[opening].match(self._text, start)
        end = match.end() if match else start
        if match and self._text.startswith(opening, end):
            return end + 1
        line_end = self._text.find("\n", end)
        self._unclosed[opening] = end if opening != "/" else line_end if line_end >= 0 else len(self._text)
        return 0

    def _template(self, start: int, inside: int) -> Token:
        """A template up to its end, or up to a substitution, whose tokens then follow."""
        match = _TEMPLATE.match(self._text, inside)
        text, end = (match[1], match[2]) if match else ("", "")
        self._offset = match.end() if match else len(self._text)
        if end == "${":
            self._braces.append(0)
        whole = end == "`" and self._text[start] == "`"
        kind = TokenKind.TEXT if whole else TokenKind.OTHER
        return Token(kind, _unescaped(text) if whole else "`", start)

    def _take(self, kind: TokenKind, end: int, text: str) -> Token:
        start, self._offset = self._offset, end
        return Token(kind, text, start)

    def _may_begin_regex(self) -> bool:
        previous = self._previous
        if previous is None:
            return True
        if previous.kind is TokenKind.WORD:
            return previous.text in _BEFORE_REGEX
        return previous.kind is TokenKind.OTHER and previous.text not in ")]}`" and not previous.text[0].isdigit()


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_meaning, text) if "\\" in text else text


def _meaning(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"
    return _PLAIN_ESCAPES.get(match[4], match[4])
