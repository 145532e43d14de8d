"""What a TypeScript or JavaScript file imports, as far as its text alone says."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baasctl.providers.supabase.edge_functions.script_tokens import Token, TokenKind, tokens_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One import; line and column of its specifier, from 1."""

    specifier: str
    line: int
    column: int


def imports_of(text: str) -> tuple[Import, ...]:
    """Every `import … from`, `import "…"`, `export … from` and `import("literal")`, in order, types included."""
    found = list(_specifiers(list(tokens_of(text))))
    lines = [0, *(match.end() for match in re.finditer("\n", text))] if found else []
    return tuple(_at(lines, specifier) for specifier in found)


def _at(lines: Sequence[int], token: Token) -> Import:
    line = bisect_right(lines, token.offset)
    return Import(specifier=token.text, line=line, column=token.offset - lines[line - 1] + 1)


def _specifiers(tokens: Sequence[Token]) -> Iterator[Token]:
    read_until = 0
    for index, token in enumerate(tokens):
        if token.kind is not TokenKind.WORD or _is_member(tokens, index):
            continue
        following = tokens[index + 1 : index + 4]
        found = _directly(following) if token.text == "import" and following else None
        if found is None and index >= read_until and _begins_clause(token, following):
            # Whatever begins inside a clause ends where the clause ends: it is not read again.
            read_until, found = _clause(tokens, index + 1)
        if found is not None:
            yield found


def _begins_clause(token: Token, following: Sequence[Token]) -> bool:
    if not following or token.text not in ("import", "export"):
        return False
    return token.text == "import" or _re_exports(following)


def _is_member(tokens: Sequence[Token], index: int) -> bool:
    """Whether the word is a property (`a.import`), and no spread (`...import("x")`)."""
    dots = 0
    while index - dots > 0 and tokens[index - dots - 1].is_other("."):
        dots += 1
    return dots in (1, 2)


def _directly(following: Sequence[Token]) -> Token | None:
    """The specifier of `import "x"` or `import("x")`."""
    if following[0].kind is TokenKind.TEXT:
        return following[0]
    call = following[0].is_other("(") and len(following) == 3 and following[1].kind is TokenKind.TEXT
    return following[1] if call and following[2].text in (")", ",") else None


def _re_exports(following: Sequence[Token]) -> bool:
    first = following[1] if following[0].is_word("type") and len(following) > 1 else following[0]
    return first.is_other("*") or first.is_other("{")


def _clause(tokens: Sequence[Token], index: int) -> tuple[int, Token | None]:
    """Where the clause that begins at *index* ends, and the text after its `from`, if it is such a clause."""
    while index + 1 < len(tokens):
        token, following = tokens[index], tokens[index + 1]
        if token.is_word("from") and following.kind is TokenKind.TEXT:
            return index, following
        if token.is_other("}") and not following.is_word("from"):
            break
        if token.kind not in (TokenKind.WORD, TokenKind.TEXT) and token.text not in ("{", "}", ",", "*"):
            break
        index += 1
    return index, None
