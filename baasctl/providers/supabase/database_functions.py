"""`database_functions`: definer, search path and callers, between `pg_proc` and attributes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from baasctl.engines.postgres.lexer import NotLexical, TokenKind, tokens
from baasctl.engines.postgres.names import fold, quote_identifier, quote_literal
from baasctl.model.address import Address
from baasctl.model.change import Action, Change, FieldChange
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Value
from baasctl.providers.supabase.database_access import row_functions
from baasctl.providers.supabase.database_access.names import Scope
from baasctl.providers.supabase.database_access.places import read_signature
from baasctl.providers.supabase.database_access.security_state import LiveFunction, SecurityState

KIND = "database_functions"
_OF_CODE = (f"/{row_functions.ROWS_OF}", f"/{row_functions.WHERE}")
SHOWN = "shown"
"""Fact: the signature as PostgreSQL shows it when no schema is searched."""


def decode(security: SecurityState, target: str, scope: Scope) -> Iterator[Resource]:
    """The functions that the user could own; `body` for those that a policy calls or whose digest is declared.

    Those that baasctl made are always among them, so that one that the spec no longer has is told.
    """
    for text, function in security.functions.items():
        declared = scope.declared.get((text,))
        is_made_here = function.gives is not None and function.signature.schema == row_functions.SCHEMA
        if declared is None and not ((scope.everything or is_made_here) and function.is_ours):
            continue
        attributes: dict[str, Value] = {"security_definer": function.security_definer, "execute": function.execute}
        if function.search_path is not None:
            attributes["search_path"] = search_path(function.search_path)
        if (function.is_called and not is_made_here) or (declared is not None and "body" in declared):
            attributes["body"] = f"sha256:{function.body}"
        if function.gives is not None and (
            is_made_here or (declared is not None and row_functions.ROWS_OF in declared)
        ):
            attributes |= dict(zip((row_functions.ROWS_OF, row_functions.WHERE), function.gives, strict=True))
        yield Resource(
            address=Address(target, KIND, (text,)),
            attributes=attributes,
            unset=frozenset({"/search_path"} if function.search_path is None else ()),
            version=function.version,
            marker=f"baasctl={KIND}/{text}" if is_made_here else None,
            facts={SHOWN: function.shown},
        )


def encode(change: Change) -> Iterator[str]:
    """The statements that make the change, in order; `body` is no statement's business.

    Raises:
        NotLexical: A name cannot be stored, or a condition is none.
    """
    name = shown(change)
    if change.action is Action.DELETE:
        yield f"drop function {name}"
        return
    if any(field.path in _OF_CODE for field in change.fields):
        yield from _code(name, change)
    for field in change.fields:
        yield from _ENCODERS.get(field.path, _nothing)(name, field)


def _code(name: str, change: Change) -> Iterator[str]:
    attributes = {**(change.before or {}), **(change.after or {})}
    attributes[row_functions.WHERE] = change.facts.get(row_functions.WHERE, attributes.get(row_functions.WHERE))
    if change.action is Action.CREATE:
        yield from row_functions.creating(name, attributes)
    else:
        yield row_functions.replacing(name, attributes)


def _rights(name: str, field: FieldChange) -> Iterator[str]:
    yield f"alter routine {name} security {'definer' if field.after is True else 'invoker'}"


def _path(name: str, field: FieldChange) -> Iterator[str]:
    if isinstance(field.after, str):
        schemas = [quote_literal(schema) for schema in schemas_of(field.after)] or ["''"]
        yield f"alter routine {name} set search_path = {', '.join(schemas)}"
    else:
        yield f"alter routine {name} reset search_path"


def _callers(name: str, field: FieldChange) -> Iterator[str]:
    before, after = _roles(field.before), _roles(field.after)
    if lost := _written(before - after):
        yield f"revoke execute on routine {name} from {lost}"
    if gained := _written(after - before):
        yield from row_functions.looking_up(name, sorted(after - before))
        yield f"grant execute on routine {name} to {gained}"


def _nothing(name: str, field: FieldChange) -> Iterator[str]:
    del name, field
    return iter(())


_ENCODERS: Mapping[str, Callable[[str, FieldChange], Iterator[str]]] = {
    "/security_definer": _rights,
    "/search_path": _path,
    "/execute": _callers,
}


def shown(change: Change) -> str:
    """The signature that SQL finds whatever schemas are searched.

    Raises:
        NotLexical: It is none.
    """
    text = change.facts.get(SHOWN, change.address.segments[0])
    read_signature(str(text))
    return str(text)


def search_path(text: str) -> str:
    """The canonical spelling of a list of schemas; empty for none.

    Raises:
        NotLexical: It is no list of names.
    """
    return ", ".join(quote_identifier(schema) for schema in schemas_of(text))


def schemas_of(text: str) -> tuple[str, ...]:
    """The schemas of a list, without the empty name that PostgreSQL stores for no schema at all.

    Raises:
        NotLexical: It is no list of names.
    """
    schemas: list[str] = []
    wants_name = True
    for token in tokens(text):
        if not wants_name and token.text != ",":
            raise NotLexical("a comma was expected here", offset=token.start)
        if wants_name and token.kind is TokenKind.WORD:
            schemas.append(fold(token.text))
        elif wants_name and token.kind is TokenKind.QUOTED_NAME:
            schemas.append(token.text[1:-1].replace('""', '"'))
        elif wants_name and token.text != "''":
            raise NotLexical("the name of a schema was expected here", offset=token.start)
        wants_name = not wants_name
    return tuple(filter(None, schemas))


def differs_in_body(resource: Resource, live: LiveFunction | None) -> bool:
    """Whether the live code is not the one whose digest the spec declares."""
    body = resource.attributes.get("body")
    return live is not None and body is not None and body != f"sha256:{live.body}"


def _roles(side: object) -> set[str]:
    return {str(role) for role in side} if side is not ABSENT and isinstance(side, tuple) else set()


def _written(roles: set[str]) -> str:
    return ", ".join(quote_identifier(role) for role in sorted(roles))
