"""Migrations that are not live yet, applied to the shadow so that a policy on a new table can be planned.

Only what makes, changes or drops names and types is run: tables, views, types, schemas, functions, extensions, and `DO`
blocks that may do so. Statements about rows, rights, indexes, triggers and policies change no expression's form and are
left out; where requests are to be answered, those about rights, triggers and policies are run too. The role that runs
them is no superuser, and the server is a throw-away one on loopback.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from baasctl.engines.postgres.connection import Connection
from baasctl.engines.postgres.errors import PostgresError
from baasctl.engines.postgres.lexer import NotLexical, Token, TokenKind, statements, tokens
from baasctl.engines.postgres.names import fold
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import EngineError

VERBS = ("create", "alter", "drop", "do", "set", "reset")
OBJECTS = (
    "table",
    "view",
    "type",
    "domain",
    "schema",
    "function",
    "procedure",
    "routine",
    "aggregate",
    "operator",
    "cast",
    "sequence",
    "collation",
)
PASSED_OVER = (
    "or",
    "replace",
    "temporary",
    "temp",
    "unlogged",
    "materialized",
    "recursive",
    "foreign",
    "local",
    "global",
)
CODE = ("function", "procedure", "routine", "aggregate", "do")
RIGHTS = ("policy", "trigger", "default", "grant", "revoke")
"""What decides about requests and not about the form of expressions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One file of the migrations folder.

    Attributes:
        version: The digits before the first underscore of its file name.
        name: The rest of the file name; may be empty.
    """

    version: str
    name: str
    sql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationNote:
    """A statement that had no effect but that an expression might miss, such as an extension without a stub."""

    version: str
    line: int
    thing: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionWanted:
    """`create extension`: its name, and the schema that it asks for (empty for none)."""

    name: str
    schema: str


class MigrationFailed(EngineError):
    """A statement of a migration fails on the copy of the live catalog.

    Attributes:
        line: Line of the statement's error in the migration, from 1.
        sqlstate: 42601 when the text cannot even be read.
    """

    def __init__(self, migration: Migration, *, line: int, sqlstate: str, message: str) -> None:
        super().__init__(
            Diagnostic(
                code="PLAN805",
                summary="a migration that is not live yet cannot be applied",
                detail=f"Migration {migration.version} {migration.name}, line {line}: {sqlstate}: {message}",
                hint="try it with `supabase db reset`, or take it out of the migrations folder",
            )
        )
        self.migration = migration
        self.line = line
        self.sqlstate = sqlstate


def apply_migration(
    connection: Connection, migration: Migration, install: Callable[[ExtensionWanted], str], *, rights: bool = False
) -> tuple[MigrationNote, ...]:
    """Run the relevant statements of *migration*, each on its own.

    Args:
        connection: As the owner of the shadow's objects.
        migration: Statements about rows and indexes in it are passed over.
        install: Installs or stubs an extension and returns why it cannot; empty when it could.
        rights: Whether those about rights, triggers and policies are run.

    Raises:
        MigrationFailed: A statement that makes or changes tables, types or schemas fails.
    """
    notes = []
    for offset, statement in _read(migration):
        line = migration.sql.count("\n", 0, offset) + 1
        wanted = extension_wanted(statement)
        if wanted:
            reason = install(wanted)
            if reason:
                thing = f"extension {wanted.name}"
                notes.append(MigrationNote(version=migration.version, line=line, thing=thing, reason=reason))
        elif is_relevant(statement, rights=rights):
            notes.extend(_run(connection, migration, statement, offset))
    return tuple(notes)


def is_relevant(statement: str, *, rights: bool = False) -> bool:
    """Whether *statement* may make, change or drop names and types; with *rights*, or decide about requests."""
    words = _leading_words(statement)
    if rights and words and _object(words) in RIGHTS:
        return True
    if not words or words[0] not in VERBS:
        return False
    if words[0] in {"set", "reset"}:
        return words[1:2] not in (["role"], ["session"], ["transaction"], ["constraints"])
    return words[0] == "do" or (_object(words) in OBJECTS and not _changes_owner(statement))


def extension_wanted(statement: str) -> ExtensionWanted | None:
    """What `create extension` asks for; `None` for any other statement."""
    found = list(tokens(statement))
    if len(found) < 3 or not (found[0].is_word("create") and found[1].is_word("extension")):
        return None
    rest = [token for token in found[2:] if not token.is_word("if", "not", "exists", "with", "cascade")]
    names = [_name(token) for token in rest]
    schema = next((names[index + 1] for index, token in enumerate(rest[:-1]) if token.is_word("schema")), "")
    return ExtensionWanted(name=names[0], schema=schema) if names else None


def _run(connection: Connection, migration: Migration, statement: str, offset: int) -> Sequence[MigrationNote]:
    try:
        connection.query(statement)
    except PostgresError as error:
        line = migration.sql.count("\n", 0, offset + (error.position or 0)) + 1
        thing = _object(_leading_words(statement))
        if thing not in (*CODE, *RIGHTS) or not connection.is_open:
            raise MigrationFailed(migration, line=line, sqlstate=error.sqlstate, message=error.message) from None
        reason = f"{error.sqlstate}: {error.message}"
        return (MigrationNote(version=migration.version, line=line, thing=thing, reason=reason),)
    return ()


def _read(migration: Migration) -> list[tuple[int, str]]:
    try:
        return statements(migration.sql)
    except NotLexical as error:
        line = migration.sql.count("\n", 0, error.offset) + 1
        raise MigrationFailed(migration, line=line, sqlstate="42601", message=error.reason) from None


def _leading_words(statement: str) -> list[str]:
    words: list[str] = []
    for token in tokens(statement):
        if token.kind is not TokenKind.WORD or len(words) == 6:
            break
        words.append(fold(token.text))
    return words


def _object(words: Sequence[str]) -> str:
    """The word that says what a statement is about, past `or replace` and the like."""
    if words[0] in {"do", "grant", "revoke"}:
        return words[0]
    return next((word for word in words[1:] if word not in PASSED_OVER), "")


def _changes_owner(statement: str) -> bool:
    found = list(tokens(statement))
    return len(found) > 3 and found[-3].is_word("owner") and found[-2].is_word("to")


def _name(token: Token) -> str:
    if token.kind is TokenKind.QUOTED_NAME:
        return token.text[1:-1].replace('""', '"')
    return fold(token.text)
