"""What Supabase can do with tables, policies and grants, and what can be wrong with them before anything is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from baasctl.engines.postgres.lexer import NotLexical
from baasctl.engines.postgres.names import table_name
from baasctl.model.address import Address
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.providers.contract import Answered, Yes
from baasctl.providers.entries import Entries
from baasctl.providers.spec_place import problem
from baasctl.providers.supabase.database_access.expression_places import not_one
from baasctl.providers.supabase.database_access.names import (
    KINDS,
    PUBLIC,
    canonical_segments,
    name_problems,
)
from baasctl.providers.supabase.database_access.places import DEFAULTS, read_signature, schema_of
from baasctl.providers.supabase.database_access.schemas import MANAGED_SCHEMAS

_MANUAL = "PostgreSQL manual"
_SPELLED = {
    "tables": 'write schema.table, with double quotes around parts that need them: public."My Table"',
    "database_functions": "write schema.name and the types of the arguments: public.is_admin(uuid)",
    "grants": "write schema.table, or `default privileges on tables in public`",
}
_REFUSED = {
    "using": (("insert",), "`using` looks at existing rows, and an insert has none; write `check`"),
    "check": (("select", "delete"), "`check` looks at new rows, and {operation} writes none; write `using`"),
}

_TABLES: Mapping[str, Answered] = {
    "rls": Yes(wire="pg_class.relrowsecurity", unset=False, source=f"{_MANUAL}, ALTER TABLE"),
    "force_rls": Yes(wire="pg_class.relforcerowsecurity", unset=False, source=f"{_MANUAL}, ALTER TABLE"),
    "update_guard": Yes(
        wire="pg_trigger",
        source=f"{_MANUAL}, CREATE TRIGGER",
        note="the trigger `baasctl_update_guard`; roles `anon` and `authenticated` meet it; names need their schema",
    ),
}
_POLICIES: Mapping[str, Answered] = {
    "for": Yes(
        wire="pg_policy.polcmd", unset=False, source=f"{_MANUAL}, CREATE POLICY", note="a change makes the policy again"
    ),
    "to": Yes(wire="pg_policy.polroles", unset=False, source=f"{_MANUAL}, CREATE POLICY"),
    "as": Yes(
        wire="pg_policy.polpermissive",
        unset=False,
        source=f"{_MANUAL}, CREATE POLICY",
        note="a change makes the policy again",
    ),
    "using": Yes(
        wire="pg_policy.polqual",
        source=f"{_MANUAL}, CREATE POLICY",
        note="compared in PostgreSQL's own form; names without a schema are looked up in public, then extensions",
    ),
    "check": Yes(
        wire="pg_policy.polwithcheck",
        source=f"{_MANUAL}, CREATE POLICY",
        note="compared in PostgreSQL's own form; names without a schema are looked up in public, then extensions",
    ),
}
_GRANTS: Mapping[str, Answered] = {
    "privileges": Yes(
        wire="pg_class.relacl",
        unset=False,
        source=f"{_MANUAL}, GRANT",
        note="`maintain` exists from PostgreSQL 17; `usage` and `execute` are default privileges of sequences and"
        " functions; grant options are left as they are",
    ),
    "columns": Yes(wire="pg_attribute.attacl", unset=False, source=f"{_MANUAL}, GRANT"),
    "columns.*": Yes(wire="pg_attribute.attacl", unset=False, source=f"{_MANUAL}, GRANT"),
}


def check_tables(desired: DesiredState) -> Iterator[Diagnostic]:
    """Names of tables that cannot be, are written twice, or belong to Supabase."""
    seen: dict[tuple[str, tuple[str, ...]], Resource] = {}
    for resource in _resources(desired):
        address = resource.address
        try:
            schema = _schema(address)
        except NotLexical as error:
            yield problem(
                resource,
                "SPEC380",
                "this names nothing in a database",
                f"`{address.segments[0]}`, character {error.offset + 1}: {error.reason}",
                hint=_SPELLED.get(address.kind, _SPELLED["tables"]),
            )
            continue
        if address.kind != "policies" and schema in MANAGED_SCHEMAS:
            yield problem(
                resource,
                "SPEC381",
                "this belongs to Supabase",
                f"`{address.segments[0]}`: in the schemas {', '.join(sorted(MANAGED_SCHEMAS))} the role `postgres` may"
                f" write policies alone; a statement about `{address.kind}` fails and undoes the whole transaction",
                hint="take it out; row level security is on there already",
            )
        first = seen.setdefault((address.kind, canonical_segments(address.segments)), resource)
        if first is not resource:
            place = f" (first at {first.declared_at})" if first.declared_at else ""
            yield problem(
                resource,
                "SPEC382",
                "the same name is written twice",
                f"`{address.local}` and `{first.address.local}` are one{place}",
                hint="keep one of them",
            )


def check_names(desired: DesiredState) -> Iterator[Diagnostic]:
    """Names of policies and roles that PostgreSQL would cut, or that a reader cannot see."""
    for resource in _resources(desired):
        kind = resource.address.kind
        if kind not in ("policies", "grants"):
            continue
        names = [("policy" if kind == "policies" else "role", resource.address.segments[1])]
        names += [("role", role) for role in _roles(resource)]
        for what, name in names:
            for why in name_problems(name):
                yield problem(
                    resource,
                    "SPEC383",
                    "this name cannot be used",
                    f"{what} {name!r}: {why}",
                    hint="choose another name",
                )


def check_policies(desired: DesiredState) -> Iterator[Diagnostic]:
    """Parts of a policy that exclude each other, and expressions that are not one expression."""
    for resource in desired.of("policies"):
        yield from _check_roles(resource)
        operation = str(resource.attributes.get("for", "all"))
        for name, (operations, reason) in _REFUSED.items():
            text = resource.attributes.get(name)
            if not isinstance(text, str):
                continue
            if operation in operations:
                detail = f"`for: {operation}`: {reason.format(operation=operation)} ({_MANUAL}, CREATE POLICY)"
                yield problem(
                    resource, "SPEC385", "this condition has no meaning for the operation", detail, path=f"/{name}"
                )
            yield from not_one(resource, name, text)


def check_guards(desired: DesiredState) -> Iterator[Diagnostic]:
    """Guards that are not one expression."""
    for resource in desired.of("tables"):
        text = resource.attributes.get("update_guard")
        if isinstance(text, str):
            yield from not_one(resource, "update_guard", text)


def check_grants(desired: DesiredState) -> Iterator[Diagnostic]:
    """Roles whose privileges are not managed."""
    for resource in desired.of("grants"):
        if resource.address.segments[1] == "postgres":
            yield problem(
                resource,
                "SPEC387",
                "the privileges of this role are not managed",
                "`postgres` is the role that baasctl writes as; taking a privilege from it would lock baasctl out",
                hint="take it out",
            )


def _check_roles(resource: Resource) -> Iterator[Diagnostic]:
    roles = _roles(resource)
    if "to" in resource.attributes and not roles:
        detail = "`to` is empty; a policy without roles would hold for every role"
        hint = "name the roles, or write `to: [public]` for every role"
        yield problem(resource, "SPEC384", "the roles of the policy cannot be", detail, hint=hint, path="/to")
    elif PUBLIC in roles and len(roles) > 1:
        detail = f"`to` names `public`, which is every role, beside {', '.join(r for r in roles if r != PUBLIC)}"
        hint = "keep `public` alone, or take it out"
        yield problem(resource, "SPEC384", "the roles of the policy cannot be", detail, hint=hint, path="/to")


def _schema(address: Address) -> str:
    """The schema of what an address names.

    Raises:
        NotLexical: It names nothing that the kind has.
    """
    text = address.segments[0]
    if address.kind == "grants" and text.startswith(DEFAULTS):
        return schema_of(text)
    return read_signature(text).schema if address.kind == "database_functions" else table_name(text)[0]


def _resources(desired: DesiredState) -> Iterator[Resource]:
    return (resource for resource in desired.resources if resource.address.kind in KINDS)


def _roles(resource: Resource) -> Sequence[str]:
    roles = resource.attributes.get("to")
    return tuple(map(str, roles)) if isinstance(roles, tuple) else ()


ENTRIES = Entries(
    kinds={
        "tables": Yes(source=f"{_MANUAL}, ALTER TABLE"),
        "policies": Yes(source=f"{_MANUAL}, CREATE POLICY"),
        "grants": Yes(source=f"{_MANUAL}, GRANT", note="of the table's owner, superusers and `postgres`: not managed"),
    },
    fields={"tables": _TABLES, "policies": _POLICIES, "grants": _GRANTS},
    checks=(check_tables, check_names, check_policies, check_guards, check_grants),
)
