"""What can be said of an SQL expression by its tokens, in the form that PostgreSQL's `pg_get_expr` gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from baasctl.engines.postgres.lexer import NotLexical, TokenKind, tokens

_CLAIMS = "request.jwt.claims"
_ROUGHLY = re.compile(r"\w+|'(?:[^']|'')*'|\S")
_TYPE = re.compile(r"\w+(?: \. \w+)*")
_DEEPEST = 10
"""Alternatives in alternatives; nobody writes more."""
_AUTH_FUNCTIONS = frozenset({"uid", "jwt", "role", "email"})


def words(expression: str) -> tuple[str, ...]:
    """The tokens: words outside quotes in small letters, everything else as it stands."""
    try:
        return tuple(token.text.lower() if token.kind is TokenKind.WORD else token.text for token in tokens(expression))
    except NotLexical:
        return tuple(_ROUGHLY.findall(expression))


def calls_per_row(expression: str) -> tuple[str, ...]:
    """Calls of `auth.…()` and `current_setting(…)` that no `select` stands right before, each once.

    PostgreSQL works those out again for every row; `(select auth.uid())` only once a statement.
    """
    found = words(expression)
    return tuple(dict.fromkeys(_unwrapped(found)))


def _unwrapped(found: Sequence[str]) -> Iterator[str]:
    for index, word in enumerate(found):
        before = found[index - 1] if index else ""
        if word == "auth" and found[index + 1 : index + 2] == (".",) and before != "select":
            name, *call = found[index + 2 : index + 5]
            if name in _AUTH_FUNCTIONS and call == ["(", ")"]:
                yield f"auth.{name}()"
        elif word == "current_setting" and found[index + 1 : index + 2] == ("(",) and before != "select":
            yield "current_setting()"


def reads_user_metadata(expression: str) -> bool:
    """Whether it looks for `user_metadata`, which users write themselves, in the claims of a token."""
    found = words(expression)
    claims = [index for index in range(len(found)) if _reads_claims(found[index : index + 5])]
    return bool(claims) and any("user_metadata" in word for word in found[claims[0] :] if word.endswith("'"))


def _reads_claims(here: Sequence[str]) -> bool:
    return tuple(here) == ("auth", ".", "jwt", "(", ")") or (
        tuple(here[:2]) == ("current_setting", "(") and any(_CLAIMS in word for word in here[2:3])
    )


def is_always_true(expression: str) -> bool:
    """Whether it is `true` or `1 = 1`, alone or by `or` beside anything, with any parentheses around."""
    return _is_true(words(expression), 0)


def _is_true(found: tuple[str, ...], depth: int) -> bool:
    inner = _inside(found)
    if inner in (("true",), ("1", "=", "1")):
        return True
    if depth >= _DEEPEST or "case" in inner or "or" not in inner:
        return False
    return any(_is_true(part, depth + 1) for part in _alternatives(inner))


def _alternatives(found: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """What `or` joins outside of parentheses."""
    depth, begun = 0, 0
    for index, word in enumerate(found):
        depth += (word == "(") - (word == ")")
        if word == "or" and depth == 0:
            yield found[begun:index]
            begun = index + 1
    yield found[begun:] if begun else ()


def only_bucket(expression: str) -> str | None:
    """The bucket in an expression that is nothing but `bucket_id = '…'`, cast or not; `None` for any other."""
    found = _inside(words(expression))
    text, cast = "".join(found[2:3]), found[3:]
    is_cast = not cast or (cast[:2] == (":", ":") and _TYPE.fullmatch(" ".join(cast[2:])) is not None)
    if found[:2] != ("bucket_id", "=") or not text.startswith("'") or not is_cast:
        return None
    return text[1:-1].replace("''", "'")


def _inside(found: tuple[str, ...]) -> tuple[str, ...]:
    """Without the parentheses that enclose all of it."""
    while len(found) > 2 and found[0] == "(" and _closes_at(found) == len(found) - 1:
        found = found[1:-1]
    return found


def _closes_at(found: Sequence[str]) -> int:
    depth = 0
    for index, word in enumerate(found):
        depth += (word == "(") - (word == ")")
        if depth == 0:
            return index
    return -1
