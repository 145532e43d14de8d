"""What a TypeScript or JavaScript file imports, as far as its text alone says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baasctl.providers.supabase.script_tokens import Token, TokenKind, tokens_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One import; line and column of its specifier, from 1."""

    specifier: str
    line: int
    column: int


def imports_of(text: str) -> tuple[Import, ...]:
    """Every `import … from`, `import "…"`, `export … from` and `import("literal")`, in order, types included."""
    tokens = list(tokens_of(text))
    return tuple(_at(text, specifier) for specifier in _specifiers(tokens))


def _at(text: str, token: Token) -> Import:
    line_start = text.rfind("\n", 0, token.offset) + 1
    line = text.count("\n", 0, token.offset) + 1
    return Import(specifier=token.text, line=line, column=token.offset - line_start + 1)


def _specifiers(tokens: Sequence[Token]) -> Iterator[Token]:
    for index, token in enumerate(tokens):
        if token.kind is not TokenKind.WORD or _is_member(tokens, index):
            continue
        following = tokens[index + 1 : index + 4]
        found = None
        if token.text == "import" and following:
            found = _directly(following) or _clause(tokens, index + 1)
        elif token.text == "export" and following and _re_exports(following):
            found = _clause(tokens, index + 1)
        if found is not None:
            yield found


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


def _clause(tokens: Sequence[Token], index: int) -> Token | None:
    """The text after `from` of the clause that begins at *index*; `None` when it is no such clause."""
    while index + 1 < len(tokens):
        token, following = tokens[index], tokens[index + 1]
        if token.is_word("from") and following.kind is TokenKind.TEXT:
            return following
        if token.is_other("}") and not following.is_word("from"):
            return None
        if token.kind not in (TokenKind.WORD, TokenKind.TEXT) and token.text not in ("{", "}", ",", "*"):
            return None
        index += 1
    return None
