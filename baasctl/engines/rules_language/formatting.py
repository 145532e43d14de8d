"""One layout for Firestore and Storage rules: the same tokens and comments, with white space of our own.

A statement begins a line, blocks are indented by two, operators have spaces around them. Line ends inside a statement
stay where they are; lines of more than 100 characters are broken before `||` and `&&`. One empty line may part
statements. A function that its author wrote on one line stays there while it fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from baasctl.engines.rules_language.formatting_marks import Marks, marks_of
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset
from baasctl.engines.rules_language.tokens import Token, TokenKind, tokens

WIDTH: Final = 100
_STEP: Final = 2
_TRIVIA: Final = re.compile(r"//[^\n]*|/\*.*?\*/|\n", re.DOTALL)
_OPENING: Final = frozenset("([{")
_CLOSING: Final = frozenset(")]}")
_NOTHING_BEFORE: Final = frozenset({",", ";", ")", "]", ".", ":"})
_NOTHING_BEHIND: Final = frozenset({"(", "[", ".", "$"})
_CALLED: Final = frozenset({TokenKind.NAME})
_INDEXED: Final = frozenset({TokenKind.NAME, TokenKind.STRING, TokenKind.BYTES})
_LONG_TEXT: Final = ("//", "/*")


@dataclass(slots=True)
class _Piece:
    """A token or comment with the white space before it, where it does not begin a line.

    Attributes:
        brackets: How many brackets of its statement are open before it.
        breaks: `||` or `&&`, before which a line may be broken; empty: not here.
    """

    text: str
    gap: str
    brackets: int = 0
    breaks: str = ""


@dataclass(slots=True)
class _Line:
    """Attributes: blocks: how many are around it. is_continued: whether its statement began above."""

    blocks: int
    is_continued: bool = False
    pieces: list[_Piece] = field(default_factory=list)

    @property
    def indent(self) -> int:
        inside = 0
        if self.is_continued and self.pieces:
            first = self.pieces[0]
            inside = first.brackets + (first.text not in _CLOSING)
        return _STEP * (self.blocks + inside)

    def __str__(self) -> str:
        if not self.pieces:
            return ""
        first, *others = self.pieces
        return " " * self.indent + first.text + "".join(piece.gap + piece.text for piece in others)

    @property
    def width(self) -> int:
        """Without a comment at its end."""
        kept = [piece for piece in self.pieces if not piece.text.startswith(_LONG_TEXT)]
        return self.indent + sum(len(piece.gap) + len(piece.text) for piece in kept)


def formatted(text: str) -> str:
    """The rules in our layout; what is in it already comes back as it is. Line ends are those of the text.

    Raises:
        RulesProblem: The text is no ruleset.
    """
    plain = text.replace("\r\n", "\n")
    tree = parse_ruleset(plain)
    pieces = [token for token in tokens(plain) if token.kind is not TokenKind.END]
    writer = _Writer(plain, pieces, marks_of(tree, pieces))
    lines = [str(part) for line in writer.lines() for part in _broken(line)]
    found = "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"
    return found.replace("\n", "\r\n") if "\r\n" in text else found


def _broken(line: _Line) -> Iterator[_Line]:
    """A line, or where it is too long and can be broken, its parts."""
    places = [place for place, piece in enumerate(line.pieces) if place and piece.breaks]
    if line.width <= WIDTH or not places:
        yield line
        return
    outermost = min(line.pieces[place].brackets for place in places)
    places = [place for place in places if line.pieces[place].brackets == outermost]
    weakest = [place for place in places if line.pieces[place].breaks == "||"] or places
    begins = [0, *weakest]
    for number, (begin, end) in enumerate(zip(begins, [*weakest, len(line.pieces)], strict=True)):
        part = _Line(line.blocks, line.is_continued or number > 0, line.pieces[begin:end])
        yield from _broken(part)


class _Writer:
    """Puts tokens and comments into lines."""

    def __init__(self, text: str, pieces: Sequence[Token], marks: Marks) -> None:
        self._text = text
        self._pieces = pieces
        self._marks = marks
        self._lines: list[_Line] = [_Line(0)]
        self._blocks = 0
        self._brackets = 0
        self._kept = self._on_one_line()

    def lines(self) -> list[_Line]:
        """All lines; an empty one is an empty line."""
        before: Token | None = None
        for token in self._pieces:
            newlines = self._between(before.end if before else 0, token)
            self._token(before, token, newlines)
            before = token
        self._between(before.end if before else 0, None)
        return self._lines

    def _between(self, start: int, token: Token | None) -> int:
        """Write the comments before a token; how many line ends stand right before it."""
        newlines, end = 0, token.start if token else len(self._text)
        is_first = start == 0
        for found in _TRIVIA.finditer(self._text, start, end):
            if found[0] == "\n":
                newlines += 1
                continue
            if newlines or is_first:
                self._begin(token, newlines, is_comment=True)
            gap = "" if not self._lines[-1].pieces else " "
            self._lines[-1].pieces.append(_Piece(found[0], gap, self._brackets))
            newlines, is_first = 0, False
        return newlines

    def _begin(self, token: Token | None, newlines: int, *, is_comment: bool = False) -> None:
        """A new line for a token or for a comment before it."""
        ends_block = token is not None and token.start in self._marks.closes
        is_boundary = token is None or token.start in self._marks.statements or ends_block
        last = self._lines[-1]
        opened = bool(last.pieces) and last.pieces[-1].text == "{" and last.pieces[-1].breaks == "{"
        if newlines > 1 and is_boundary and last.pieces and not opened and (is_comment or not ends_block):
            self._lines.append(_Line(0))
        blocks = self._blocks - (ends_block and not is_comment)
        self._lines.append(_Line(blocks, not is_boundary))

    def _token(self, before: Token | None, token: Token, newlines: int) -> None:
        marks = self._marks
        starts = token.start in marks.statements
        if starts:
            self._brackets = 0
        begins = starts or token.start in marks.closes or (before is not None and before.start in marks.closes)
        is_apart = (begins or bool(newlines)) and token.start not in self._kept and token.start not in marks.opens
        written = self._lines[-1].pieces
        if written and (is_apart or written[-1].text.startswith("//")):
            self._begin(token, newlines)
        if token.text in _CLOSING and token.start not in marks.closes:
            self._brackets = max(0, self._brackets - 1)
        gap = self._gap(before, token)
        breaks = token.text if token.start in marks.operators and token.text in ("||", "&&") else ""
        is_open = token.start in marks.opens
        self._lines[-1].pieces.append(_Piece(token.text, gap, self._brackets, "{" if is_open else breaks))
        if is_open:
            self._blocks += 1
            self._brackets = 0
        elif token.start in marks.closes:
            self._blocks -= 1
        elif token.text in _OPENING:
            self._brackets += 1

    def _on_one_line(self) -> frozenset[int]:
        """Tokens behind the first one of functions that stand on one line and fit there."""
        kept: set[int] = set()
        depth, places = 0, {token.start: place for place, token in enumerate(self._pieces)}
        for place, token in enumerate(self._pieces):
            last = self._marks.functions.get(token.start)
            if last is not None:
                inside = self._pieces[place : places[last] + 1]
                source = self._text[token.start : last]
                gaps = (self._gap(one, other) for one, other in pairwise(inside))
                width = _STEP * depth + sum(len(gap) for gap in gaps) + sum(len(each.text) for each in inside)
                if "\n" not in source and "/*" not in source and width <= WIDTH:
                    kept.update(each.start for each in inside[1:])
            depth += token.start in self._marks.opens
            depth -= token.start in self._marks.closes
        return frozenset(kept)

    def _gap(self, before: Token | None, token: Token) -> str:  # noqa: PLR0911  one case a reason
        """The space between two tokens of one line."""
        marks = self._marks
        if before is None or token.start in marks.tight:
            return ""
        if token.start in marks.operators or before.start in marks.operators:
            return " "
        if token.start in marks.slices or before.start in marks.slices:
            # A path would take the colon as a part of its last segment.
            return " " if before.kind is TokenKind.PATH_SEGMENT else ""
        if before.start in marks.signs or (before.text in _NOTHING_BEHIND and before.kind is TokenKind.SYMBOL):
            return ""
        if before.kind is TokenKind.PATH_SEGMENT and token.text in (".", ":"):
            return " "
        if before.kind is TokenKind.INTEGER and token.text == ".":
            return " "
        if token.kind is TokenKind.SYMBOL and token.text in _NOTHING_BEFORE:
            return ""
        if token.text == "(" and before.kind in _CALLED:
            return ""
        if token.text == "[" and (before.kind in _INDEXED or before.text in (")", "]", "}")):
            return ""
        return self._brace_gap(before, token)

    def _brace_gap(self, before: Token, token: Token) -> str:
        """Braces of blocks have a space around them, those of maps none inside."""
        marks = self._marks
        opens_map = before.text == "{" and before.start not in marks.opens
        closes_map = token.text == "}" and token.start not in marks.closes
        return "" if opens_map or closes_map else " "
