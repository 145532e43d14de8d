"""What a live database said about functions, views, default privileges and webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from baasctl.engines.postgres.catalog import Name
from baasctl.engines.postgres.lexer import NotLexical
from baasctl.providers.supabase.database_access.answer import (
    list_of,
    members_of,
    optional_text,
    text_of,
    truth_of,
    wrong,
)
from baasctl.providers.supabase.database_access.places import Signature, read_signature
from baasctl.providers.supabase.database_access.row_functions import rows_given


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveFunction:
    """A function or procedure.

    Attributes:
        shown: Its signature as PostgreSQL shows it when no schema is searched.
        search_path: As stored: quoted names with commas; `None` when it is the caller's.
        execute: Roles that may call it, sorted; `public` is every role.
        body: Digest of everything that only a migration changes.
        is_ours: Whether `postgres` has its owner's rights.
        is_called: Whether a policy calls it.
        gives: Table and condition of one that baasctl could have made; `None`: it is another sort of function.
        version: Digest of all of it.
    """

    signature: Signature
    shown: str
    security_definer: bool
    search_path: str | None
    execute: tuple[str, ...]
    body: str
    is_ours: bool
    is_called: bool
    gives: tuple[str, str] | None
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveView:
    """A view."""

    name: Name
    security_invoker: bool
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGrant:
    """What one role will get on objects that `postgres` makes.

    Attributes:
        place: As addresses spell it.
        is_set: False for what PostgreSQL does by itself.
    """

    place: str
    is_set: bool
    role: str
    privileges: tuple[str, ...]
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveWebhook:
    """A trigger that calls `supabase_functions.http_request`.

    Attributes:
        kind: `pg_trigger.tgtype`, bits.
        firing: `pg_trigger.tgenabled`.
        arguments: Of the call, without the texts of secrets once `webhooks.without_secrets` has seen them.
        is_plain: Without condition, columns and transition tables.
    """

    table: Name
    name: str
    kind: int
    firing: str
    arguments: object = field(repr=False)
    is_plain: bool
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityState:
    """All of it; functions by canonical signature."""

    functions: Mapping[str, LiveFunction]
    views: Mapping[Name, LiveView]
    new_grants: tuple[NewGrant, ...]
    webhooks: tuple[LiveWebhook, ...]
    webhooks_enabled: bool


def parse_security(state: Mapping[object, object]) -> SecurityState:
    """Read the members that `security_sql` adds to the answer.

    Raises:
        UnexpectedAnswer: A member is missing or has another type.
    """
    functions = list_of(state.get("database_functions"), "/database_functions", _function)
    views = list_of(state.get("views"), "/views", _view)
    return SecurityState(
        functions={each.signature.text: each for each in functions},
        views={each.name: each for each in views},
        new_grants=list_of(state.get("new_grants"), "/new_grants", _new_grant),
        webhooks=list_of(state.get("webhooks"), "/webhooks", _webhook),
        webhooks_enabled=truth_of(state.get("webhooks_enabled"), "/webhooks_enabled"),
    )


def _function(value: object, path: str) -> LiveFunction:
    shown, definer, search_path, execute, body, is_ours, is_called, *more = members_of(value, path, 9)
    answer, version = more
    text = text_of(shown, path)
    try:
        signature = read_signature(text)
    except NotLexical:
        raise wrong(path, "a signature") from None
    return LiveFunction(
        signature=signature,
        shown=text,
        security_definer=truth_of(definer, path),
        search_path=optional_text(search_path, path),
        execute=tuple(sorted(list_of(execute, path, text_of))),
        body=text_of(body, path),
        is_ours=truth_of(is_ours, path),
        is_called=truth_of(is_called, path),
        gives=None if answer is None else rows_given(*_texts(answer, path)),
        version=text_of(version, path),
    )


def _texts(value: object, path: str) -> tuple[str, str]:
    result, code = members_of(value, path, 2)
    return text_of(result, path), text_of(code, path)


def _view(value: object, path: str) -> LiveView:
    schema, name, invoker, version = members_of(value, path, 4)
    return LiveView(
        name=(text_of(schema, path), text_of(name, path)),
        security_invoker=truth_of(invoker, path),
        version=text_of(version, path),
    )


def _new_grant(value: object, path: str) -> NewGrant:
    place, is_set, role, privileges, version = members_of(value, path, 5)
    return NewGrant(
        place=text_of(place, path),
        is_set=truth_of(is_set, path),
        role=text_of(role, path),
        privileges=tuple(sorted(list_of(privileges, path, text_of))),
        version=text_of(version, path),
    )


def _webhook(value: object, path: str) -> LiveWebhook:
    schema, table, name, kind, firing, arguments, is_plain, version = members_of(value, path, 8)
    if isinstance(kind, bool) or not isinstance(kind, int):
        raise wrong(path, "a number")
    return LiveWebhook(
        table=(text_of(schema, path), text_of(table, path)),
        name=text_of(name, path),
        kind=kind,
        firing=text_of(firing, path),
        arguments=arguments,
        is_plain=truth_of(is_plain, path),
        version=text_of(version, path),
    )
