"""Privileges of the three roles on one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from baasctl.model.access import AccessResource, Anonymous, Authenticated, FieldRule, Service
from baasctl.model.address import Address
from baasctl.model.probe import Operation
from baasctl.model.resource import Resource
from baasctl.model.value import Value
from baasctl.providers.supabase.portable_access.parties import Role
from baasctl.providers.supabase.portable_access.problems import Refusals
from baasctl.providers.supabase.portable_access.rules import READ, Rule, changeable, creatable

_SERVICE = "service_role"
_EVERYTHING = ("delete", "insert", "select", "update")


def grants(
    target: str, table: str, resource: AccessResource, rules: Sequence[Rule], refusals: Refusals
) -> Iterator[Resource]:
    """One for each role, also where it may do nothing: the platform would have granted it everything."""
    for role in Role:
        own = [rule for rule in rules if rule.role is role]
        yield Resource(
            address=Address(target, "grants", (table, role.value)),
            attributes=_attributes(resource, role, own, refusals),
            declared_at=resource.span,
        )
    yield Resource(
        address=Address(target, "grants", (table, _SERVICE)),
        attributes={"privileges": _EVERYTHING, "columns": {}},
        declared_at=resource.span,
    )


def _attributes(resource: AccessResource, role: Role, rules: Sequence[Rule], refusals: Refusals) -> Mapping[str, Value]:
    operations = {each for rule in rules for each in rule.operations}
    whole: set[str] = set()
    columns: dict[str, set[str]] = {}

    def grant(privilege: str, names: Sequence[str] | None) -> None:
        if names is None:
            whole.add(privilege)
        for name in names or ():
            columns.setdefault(_stored_as(resource, name), set()).add(privilege)

    if operations & READ:
        grant("select", _readable(resource, role, refusals))
    if Operation.CREATE in operations:
        grant("insert", _creatable(resource, rules, refusals))
    if Operation.UPDATE in operations:
        updating = [rule for rule in rules if Operation.UPDATE in rule.operations]
        names = [name for rule in updating for name in changeable(resource, rule.entry)]
        grant("update", None if resource.extra_fields else list(dict.fromkeys(names)))
    if Operation.DELETE in operations:
        grant("delete", None)
    return {
        "privileges": tuple(sorted(whole)),
        "columns": {name: tuple(sorted(granted)) for name, granted in sorted(columns.items())},
    }


def _creatable(resource: AccessResource, rules: Sequence[Rule], refusals: Refusals) -> Sequence[str] | None:
    """Fields that a new row may have; `None`: all columns."""
    creating = [rule for rule in rules if Operation.CREATE in rule.operations]
    names = [creatable(resource, rule.entry) for rule in creating]
    if resource.extra_fields and all(len(each) == len(resource.fields) for each in names):
        return None
    if resource.extra_fields or len(set(names)) > 1:
        refusals.add(
            creating[0].entry.span_of("do"),
            "fields that may not change may not be set by everyone who creates rows, and PostgreSQL grants columns to a"
            " role, which every signed-in user has",
            "let only servers set them, and list the fields with `extra_fields: deny`",
        )
    return [resource.key.name, *(each.name for each in resource.fields if each.name in names[0])]


def _readable(resource: AccessResource, role: Role, refusals: Refusals) -> Sequence[str] | None:
    """Fields that a role may read; `None`: all columns."""
    private = [rule for rule in resource.fields if rule.private_to]
    if not private:
        return None
    hidden = {rule.name for rule in private if not _is_for(rule, role, refusals)}
    if resource.extra_fields and hidden:
        first = next(rule for rule in private if rule.name in hidden)
        refusals.add(
            first.span("private_to"),
            f"`{first.name}` is hidden by granting the other columns, and `extra_fields: allow` leaves them unnamed",
            "list the fields and write `extra_fields: deny`",
        )
    if not hidden:
        return None
    key = () if any(rule.name == resource.key.name for rule in resource.fields) else (resource.key.name,)
    return [*key, *(rule.name for rule in resource.fields if rule.name not in hidden)]


def _is_for(rule: FieldRule, role: Role, refusals: Refusals) -> bool:
    """Whether everyone who has a role may read a field."""
    is_for = False
    for party in rule.private_to:
        if isinstance(party.principal, Authenticated | Anonymous):
            wanted = Role.AUTHENTICATED if isinstance(party.principal, Authenticated) else Role.ANON
            is_for = is_for or wanted is role
        elif not isinstance(party.principal, Service) and role is Role.AUTHENTICATED:
            refusals.add(
                rule.span("private_to"),
                f"`{rule.name}` is private to `{party.name or 'some users'}`: PostgreSQL grants columns to a role, and"
                " every signed-in user has the same one",
                "keep it in a resource of its own, with the same key, that only they may read",
            )
    return is_for


def _stored_as(resource: AccessResource, name: str) -> str:
    rule = resource.field(name)
    return rule.stored_as if rule is not None else name
