"""What the first segment of a database address names: a table, a function's signature, or objects to come."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baasctl.engines.postgres.lexer import NotLexical, Token, TokenKind, tokens
from baasctl.engines.postgres.names import fold, identifier, quote_identifier, table_name

DEFAULTS = "default privileges on "
OBJECTS = ("tables", "sequences", "functions")
_DEFAULTS = re.compile(rf"{DEFAULTS}({'|'.join(OBJECTS)})(?: in (.+))?", re.DOTALL)
_TYPES = {
    "int": "integer", "int4": "integer", "int2": "smallint", "int8": "bigint", "bool": "boolean",
    "varchar": "character varying", "char": "character", "float4": "real", "float8": "double precision",
    "float": "double precision", "decimal": "numeric", "timestamptz": "timestamp with time zone",
    "timestamp": "timestamp without time zone", "timetz": "time with time zone",
    "time": "time without time zone", "varbit": "bit varying",
}  # fmt: skip
"""Names that PostgreSQL reads to the name that it shows (manual, table 8.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What `ALTER DEFAULT PRIVILEGES FOR ROLE postgres` speaks of; without a *schema*, objects of every schema."""

    objects: str
    schema: str | None

    @property
    def text(self) -> str:
        """The canonical spelling in addresses."""
        return DEFAULTS + self.objects + (f" in {quote_identifier(self.schema)}" if self.schema else "")


def read_defaults(text: str) -> Defaults | None:
    """Read `default privileges on tables in public`; `None` when it starts otherwise.

    Raises:
        NotLexical: It starts so and goes on otherwise.
    """
    if not text.startswith(DEFAULTS):
        return None
    found = _DEFAULTS.fullmatch(text)
    schema = identifier(found[2]) if found and found[2] else ()
    if not found or len(schema) > 1:
        raise NotLexical(
            f"`{DEFAULTS}` goes on with {', '.join(OBJECTS)}, then `in` and a schema", offset=len(DEFAULTS)
        )
    return Defaults(objects=found[1], schema=schema[0] if schema else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A function and the types of its arguments, as `regprocedure` shows them without the schema `public`."""

    schema: str
    name: str
    arguments: tuple[str, ...]

    @property
    def text(self) -> str:
        """The canonical spelling in addresses."""
        return f"{quote_identifier(self.schema, self.name)}({','.join(self.arguments)})"


def read_signature(text: str) -> Signature:
    """Read `public.is_admin(uuid, int)`; without a schema it is in `public`.

    Raises:
        NotLexical: It is no name with types in parentheses behind it.
    """
    found = list(tokens(text))
    opening = next((index for index, token in enumerate(found) if token.text == "("), None)
    if opening is None or opening == 0 or found[-1].text != ")":
        raise NotLexical("the types of the arguments were expected in parentheses", offset=len(text))
    schema, name = table_name(text[: found[opening].start])
    arguments = tuple(_type(part) for part in _parts(found[opening + 1 : -1], len(text)))
    return Signature(schema=schema, name=name, arguments=arguments)


def canonical_text(text: str) -> str:
    """The canonical spelling of whatever a first segment names.

    Raises:
        NotLexical: It names nothing.
    """
    defaults = read_defaults(text)
    if defaults is not None:
        return defaults.text
    return read_signature(text).text if text.endswith(")") else quote_identifier(*table_name(text))


def schema_of(text: str) -> str:
    """The schema of whatever a canonical first segment names; empty for default privileges of every schema.

    Raises:
        NotLexical: It names nothing.
    """
    defaults = read_defaults(text)
    if defaults is not None:
        return defaults.schema or ""
    return read_signature(text).schema if text.endswith(")") else table_name(text)[0]


def _parts(found: Sequence[Token], end: int) -> Iterator[list[Token]]:
    if not found:
        return
    part: list[Token] = []
    for token in found:
        if token.text == ",":
            yield part
            part = []
        elif token.kind in (TokenKind.WORD, TokenKind.QUOTED_NAME) or token.text in (".", "[", "]", "[]"):
            part.append(token)
        else:
            raise NotLexical("a type without modifiers was expected here", offset=token.start)
    if not part:
        raise NotLexical("a type was expected here", offset=end)
    yield part


def _type(part: Sequence[Token]) -> str:
    if not part:
        raise NotLexical("a type was expected here", offset=0)
    text = ""
    for token in part:
        word = _name(token)
        glued = not text or word in ".[]" or text[-1] in ".["
        text += word if glued else f" {word}"
    base = text.rstrip("[]")
    base, array = base.strip(), text[len(base) :].replace(" ", "")
    for schema in ("public.", "pg_catalog."):
        base = base.removeprefix(schema)
    return _TYPES.get(base, base) + array


def _name(token: Token) -> str:
    if token.kind is TokenKind.WORD:
        return fold(token.text)
    if token.kind is TokenKind.QUOTED_NAME:
        return quote_identifier(token.text[1:-1].replace('""', '"'))
    return token.text
