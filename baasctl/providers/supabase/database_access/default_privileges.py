"""`grants` on objects to come: `ALTER DEFAULT PRIVILEGES FOR ROLE postgres`, between `pg_default_acl` and attributes.

Only for what `postgres` makes: the Management API writes as that role, which may not alter the defaults of
`supabase_admin` or another owner (PostgreSQL manual, ALTER DEFAULT PRIVILEGES).
"""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.engines.postgres.lexer import NotLexical
from baasctl.engines.postgres.names import quote_identifier
from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.resource import Resource
from baasctl.model.value import Attributes
from baasctl.providers.supabase.database_access.names import API_ROLES, Scope
from baasctl.providers.supabase.database_access.places import DEFAULTS, OBJECTS, Defaults, read_defaults
from baasctl.providers.supabase.database_access.schemas import PLATFORM_SCHEMAS
from baasctl.providers.supabase.database_access.security_state import NewGrant, SecurityState

PRIVILEGES = {
    "tables": ("select", "insert", "update", "delete", "truncate", "references", "trigger", "maintain"),
    "sequences": ("usage", "select", "update"),
    "functions": ("execute",),
}


def decode(security: SecurityState, target: str, scope: Scope) -> Iterator[Resource]:
    """One resource for each role and place; a role that the spec names has one even if it will get nothing.

    So has, where there is no spec, each role of the API in `public`, where the platform would grant it everything.
    """
    granted = {(grant.place, grant.role): grant for grant in security.new_grants}
    places = {segments[0] for segments in scope.declared if is_default(segments[0])}
    named = sorted((segments[0], segments[1]) for segments in scope.declared if segments[0] in places and segments[1:])
    locked_out = [
        (f"{DEFAULTS}{each} in public", role) for each in OBJECTS for role in API_ROLES if scope.is_of_no_spec
    ]
    for place, role in dict.fromkeys((*granted, *named, *locked_out)):
        grant = granted.get((place, role))
        is_adopted = (place, role) in locked_out if grant is None else _is_adopted(grant)
        if place in places or (scope.everything and is_adopted):
            yield Resource(
                address=Address(target, "grants", (place, role)),
                attributes={"privileges": grant.privileges if grant else (), "columns": {}},
                version=grant.version if grant else None,
            )


def encode(change: Change) -> Iterator[str]:
    """The statements that make the change, in order: what is taken away first."""
    place = read_defaults(change.address.segments[0])
    if place is None:
        return
    before, after = _privileges(change.before or {}, place), _privileges(change.after or {}, place)
    scope = f" in schema {quote_identifier(place.schema)}" if place.schema else ""
    head, role = f"alter default privileges for role postgres{scope}", quote_identifier(change.address.segments[1])
    if lost := _ordered(before - after, place):
        yield f"{head} revoke {lost} on {place.objects} from {role}"
    if gained := _ordered(after - before, place):
        yield f"{head} grant {gained} on {place.objects} to {role}"


def is_default(text: str) -> bool:
    """Whether a first segment speaks of objects to come."""
    try:
        return read_defaults(text) is not None
    except NotLexical:
        return False


def _is_adopted(grant: NewGrant) -> bool:
    place = read_defaults(grant.place)
    return grant.is_set and (place is None or place.schema not in PLATFORM_SCHEMAS)


def _privileges(attributes: Attributes, place: Defaults) -> set[str]:
    found = attributes.get("privileges")
    known = PRIVILEGES[place.objects]
    return {str(privilege) for privilege in found if privilege in known} if isinstance(found, tuple) else set()


def _ordered(privileges: set[str], place: Defaults) -> str:
    return ", ".join(privilege for privilege in PRIVILEGES[place.objects] if privilege in privileges)
