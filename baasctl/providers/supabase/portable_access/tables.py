"""One resource of rows: its table's switches, policies and grants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from baasctl.model.access import AccessResource, AccessSection, Engine
from baasctl.model.access_rendering import Expressed, Fill
from baasctl.model.address import Address
from baasctl.model.probe import Operation
from baasctl.model.resource import Resource
from baasctl.model.state import Emptied
from baasctl.model.value import Value
from baasctl.providers.supabase.portable_access import field_rules, reading_first
from baasctl.providers.supabase.portable_access.columns import table_sql
from baasctl.providers.supabase.portable_access.conditions import ALWAYS, Sql, all_of
from baasctl.providers.supabase.portable_access.grants import grants
from baasctl.providers.supabase.portable_access.guard import guard_text, needs_guard
from baasctl.providers.supabase.portable_access.parties import Role, row_names
from baasctl.providers.supabase.portable_access.policies import Wanted, commands_of, joined, resources
from baasctl.providers.supabase.portable_access.problems import Refusals
from baasctl.providers.supabase.portable_access.rules import Rule, RuleConditions, rules_of

_BOTH = (Role.ANON, Role.AUTHENTICATED)


def expressed(section: AccessSection, resource: AccessResource, target: str, fill: Fill) -> Expressed:
    """Everything for one table."""
    refusals = Refusals()
    names = row_names(resource)
    rules = rules_of(section, resource, names)
    conditions = RuleConditions(section, resource)
    reading_first.check(resource, rules, refusals)
    table = table_sql(resource)
    wanted = [*joined(_policies(conditions, rules)), *_limits(resource, rules, refusals)]
    switches: dict[str, Value] = {"rls": True, "update_guard": None}
    if needs_guard(conditions, rules) and not refusals.found:
        switches["update_guard"] = guard_text(conditions, rules, fill)
    found = [
        Resource(address=Address(target, "tables", (table,)), attributes=switches, declared_at=resource.span),
        *resources(target, table, wanted, fill),
        *grants(target, table, resource, rules, refusals),
    ]
    bare = Emptied(address=Address(target, "policies", (table,)), declared_at=resource.span)
    return Expressed(resources=tuple(found), emptied=() if wanted else (bare,), diagnostics=tuple(refusals.found))


def _policies(conditions: RuleConditions, rules: Sequence[Rule]) -> Iterator[Wanted]:
    names = row_names(conditions.resource)
    for rule in rules:
        for command in commands_of(rule.operations):
            stored = conditions.stored(rule, names)
            operation = Operation.CREATE if command == "insert" else Operation.UPDATE
            written = conditions.written(rule, names, operation)
            yield Wanted(
                who=rule.who,
                command=command,
                roles=(rule.role,),
                place=rule.entry.span,
                why=str(rule.entry.span),
                using=None if command == "insert" else stored,
                check=written if command in ("insert", "update") else None,
            )


def _limits(resource: AccessResource, rules: Sequence[Rule], refusals: Refusals) -> Iterator[Wanted]:
    """What holds whatever a rule allows: restrictive policies, so that it is said once."""
    operations = {each for rule in rules for each in rule.operations}
    writes = operations & {Operation.CREATE, Operation.UPDATE}
    valid, new = all_of(field_rules.valid_row(resource, refusals)), all_of(field_rules.new_row(resource))
    if writes and valid != ALWAYS:
        yield _limit(resource, f"Rows of {resource.name} are valid", "all", ALWAYS, valid)
    if Operation.CREATE in writes and new != ALWAYS:
        yield _limit(resource, f"New rows of {resource.name} are filled in", "insert", None, new)
    stays = all_of(field_rules.changed_row(resource))
    if Operation.UPDATE in writes and stays != ALWAYS:
        yield _limit(resource, f"Rows of {resource.name} stay filled in", "update", ALWAYS, stays)
    native = resource.native(Engine.POSTGRES)
    if native is not None and rules:
        text = Sql(native.text.strip(), is_sum=True)
        limit = _limit(resource, f"The native condition of {resource.name} holds", "all", text, text)
        yield limit


def _limit(resource: AccessResource, name: str, command: str, using: Sql | None, check: Sql) -> Wanted:
    native = resource.native(Engine.POSTGRES)
    place = native.span if native is not None and using not in (None, ALWAYS) else resource.span
    return Wanted(
        who=name,
        command=command,
        roles=_BOTH,
        place=place,
        why=str(place),
        using=using,
        check=check,
        is_restrictive=True,
    )
