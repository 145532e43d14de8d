"""What Supabase can do with functions, views and webhooks of the database, and what can be wrong with them offline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from baasctl.engines.postgres.lexer import NotLexical
from baasctl.engines.postgres.names import table_name
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import Value, pointer
from baasctl.providers.contract import Answered, Bounds, Yes
from baasctl.providers.entries import Entries
from baasctl.providers.spec_place import pointed_at, problem
from baasctl.providers.supabase.database_access.default_privileges import PRIVILEGES
from baasctl.providers.supabase.database_access.expression_places import not_one
from baasctl.providers.supabase.database_access.names import name_problems
from baasctl.providers.supabase.database_access.places import read_defaults, read_signature
from baasctl.providers.supabase.database_functions import schemas_of
from baasctl.providers.supabase.grants import PRIVILEGES as OF_TABLES
from baasctl.providers.supabase.webhooks import PLAIN_HEADERS

_MANUAL = "PostgreSQL manual"
_WEBHOOKS = "Supabase guide, Database Webhooks; supabase/postgres supabase_functions.http_request"

_FUNCTIONS: Mapping[str, Answered] = {
    "security_definer": Yes(wire="pg_proc.prosecdef", unset=False, source=f"{_MANUAL}, ALTER FUNCTION"),
    "search_path": Yes(wire="pg_proc.proconfig", source=f"{_MANUAL}, ALTER FUNCTION"),
    "execute": Yes(
        wire="pg_proc.proacl",
        unset=False,
        source=f"{_MANUAL}, GRANT",
        note="a new function may be called by `public`; its owner, superusers and `postgres` are not managed",
    ),
    "rows_of": Yes(
        wire="pg_proc.prorettype",
        unset=False,
        source=f"{_MANUAL}, CREATE FUNCTION",
        note="with `where`: baasctl makes `stable` functions in SQL without arguments, and the schema `baasctl`",
    ),
    "where": Yes(wire="pg_proc.prosrc", unset=False, source=f"{_MANUAL}, CREATE FUNCTION"),
    "body": Yes(
        wire="pg_proc.prosrc",
        bounds=Bounds(pattern="sha256:[0-9a-f]{64}", whose="baasctl"),
        unset=False,
        source="digest of language, arguments, result, volatility and code",
        note="compared and never written: code belongs to migrations",
    ),
}
_VIEWS: Mapping[str, Answered] = {
    "security_invoker": Yes(wire="pg_class.reloptions", unset=False, source=f"{_MANUAL}, ALTER VIEW"),
}
_HOOKS: Mapping[str, Answered] = {
    "events": Yes(wire="pg_trigger.tgtype", unset=False, source=f"{_MANUAL}, CREATE TRIGGER"),
    "enabled": Yes(wire="pg_trigger.tgenabled", unset=False, source=f"{_MANUAL}, ALTER TABLE"),
    **{
        name: Yes(wire="pg_trigger.tgargs", unset=False, source=_WEBHOOKS)
        for name in ("url", "method", "headers", "headers.*", "timeout_ms")
    },
    **{
        name: Yes(
            wire="pg_trigger.tgargs",
            unset=False,
            source=_WEBHOOKS,
            note="readable in the database by whoever may read its catalog",
        )
        for name in ("secret_headers", "secret_headers.*", "params", "params.*")
    },
}


def check_functions(desired: DesiredState) -> Iterator[Diagnostic]:
    """Search paths and roles that cannot be."""
    for resource in desired.of("database_functions"):
        text = resource.attributes.get("search_path")
        try:
            schemas_of(text if isinstance(text, str) else "")
        except NotLexical as error:
            detail = f"{error.reason}\n{pointed_at(str(text), error.offset)}"
            hint = "write names with commas between them: public, extensions"
            yield problem(resource, "SPEC389", "this is no list of schemas", detail, hint=hint, path="/search_path")
        roles = resource.attributes.get("execute")
        for index, role in enumerate(roles if isinstance(roles, tuple) else ()):
            yield from _bad_name(resource, "role", str(role), pointer("execute", index))
            if role == "postgres":
                detail = "`postgres` is the role that baasctl writes as; its privileges are not managed"
                path = pointer("execute", index)
                yield problem(
                    resource,
                    "SPEC390",
                    "the rights of this role are not managed",
                    detail,
                    hint="take it out",
                    path=path,
                )


def check_code(desired: DesiredState) -> Iterator[Diagnostic]:
    """Functions that baasctl is to make and that say too little, or too much, for it."""
    for resource in desired.of("database_functions"):
        table, condition = resource.attributes.get("rows_of"), resource.attributes.get("where")
        if table is None and condition is None:
            continue
        hint = "write `name(): {rows_of: public.members, where: uid = (select auth.uid())}`"
        for why in _code_problems(resource.address.segments[0], table, condition):
            yield problem(resource, "SPEC860", "this function cannot be made", why, hint=hint)
        if isinstance(condition, str):
            yield from not_one(resource, "where", condition)


def _code_problems(signature: str, table: Value, condition: Value) -> Iterator[str]:
    if table is None or condition is None:
        yield "`rows_of` and `where` have a meaning together only"
    try:
        if read_signature(signature).arguments:
            yield f"`{signature}`: baasctl makes functions without arguments; others are for migrations to make"
        table_name(str(table or "x"))
    except NotLexical as error:
        yield f"`{table}`: {error.reason}"


def check_privileges(desired: DesiredState) -> Iterator[Diagnostic]:
    """Privileges that the kind of object does not have."""
    for resource in desired.of("grants"):
        text = resource.address.segments[0]
        try:
            place = read_defaults(text)
        except NotLexical:
            continue
        known = PRIVILEGES[place.objects] if place else OF_TABLES
        granted = resource.attributes.get("privileges")
        wrong = [each for each in granted if each not in known] if isinstance(granted, tuple) else []
        if wrong:
            detail = f"{', '.join(f'`{each}`' for each in wrong)} on {place.objects if place else 'tables'}"
            hint = f"write some of: {', '.join(known)}"
            yield problem(resource, "SPEC391", "there is no such privilege", detail, hint=hint, path="/privileges")
        if place and resource.attributes.get("columns"):
            detail = "default privileges are on whole objects"
            yield problem(resource, "SPEC392", "columns cannot stand here", detail, hint="take it out", path="/columns")


def check_webhooks(desired: DesiredState) -> Iterator[Diagnostic]:
    """Headers in the wrong place, addresses and names that cannot be, webhooks without an event."""
    for resource in desired.of("webhooks"):
        yield from _bad_name(resource, "webhook", resource.address.segments[1], "")
        if not resource.attributes.get("events"):
            detail = f"`{resource.address.local}` is sent on no event"
            hint = "write some of insert, update, delete; `enabled: false` pauses it"
            yield problem(resource, "SPEC393", "a webhook needs an event", detail, hint=hint, path="/events")
        url = str(resource.attributes.get("url") or "")
        if not url.startswith(("https://", "http://")):
            detail = f"`url` is `{url}`; it starts with https:// or http://"
            yield problem(resource, "SPEC394", "this is no address of a webhook", detail, path="/url")
        yield from _headers(resource)


def _headers(resource: Resource) -> Iterator[Diagnostic]:
    plain, secret = resource.attributes.get("headers"), resource.attributes.get("secret_headers")
    for name in plain if isinstance(plain, Mapping) else ():
        if name.lower() not in PLAIN_HEADERS:
            detail = f"`{name}` may hold a secret; without one there are {', '.join(sorted(PLAIN_HEADERS))}"
            hint = "move it to `secret_headers`, with a reference such as ${secret:env:NAME}"
            path = pointer("headers", name)
            yield problem(resource, "SPEC395", "this header may not stand in plain text", detail, hint=hint, path=path)
    for name in secret if isinstance(secret, Mapping) else ():
        if name.lower() in PLAIN_HEADERS:
            detail = f"`{name}` describes the content, and is shown"
            path = pointer("secret_headers", name)
            yield problem(
                resource, "SPEC396", "this header is no secret", detail, hint="move it to `headers`", path=path
            )


def _bad_name(resource: Resource, what: str, name: str, path: str) -> Iterator[Diagnostic]:
    for why in name_problems(name):
        detail = f"{what} {name!r}: {why}"
        yield problem(resource, "SPEC397", "this name cannot be used", detail, hint="choose another name", path=path)


ENTRIES = Entries(
    kinds={
        "database_functions": Yes(
            source=f"{_MANUAL}, ALTER FUNCTION",
            note="outside extensions and Supabase's own schemas; migrations make them, but those with `rows_of`",
        ),
        "views": Yes(source=f"{_MANUAL}, ALTER VIEW", note="migrations make them"),
        "webhooks": Yes(source=_WEBHOOKS, note="triggers with a condition or columns are left to migrations"),
    },
    fields={"database_functions": _FUNCTIONS, "views": _VIEWS, "webhooks": _HOOKS},
    checks=(check_functions, check_code, check_privileges, check_webhooks),
)
