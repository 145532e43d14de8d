"""What an update may change, where policies cannot say it: they see the row before or after, never both.

Policies are alternatives twice, before and after the update, so two rules together would let through what neither
allows. The guard compares both rows, rule by rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from baasctl.engines.postgres.names import quote_literal
from baasctl.model.access import AccessResource
from baasctl.model.access_rendering import Fill
from baasctl.model.probe import Operation
from baasctl.model.quoted import Quoted
from baasctl.providers.supabase.portable_access.conditions import ALWAYS, Sql, all_of, any_of
from baasctl.providers.supabase.portable_access.field_rules import filling
from baasctl.providers.supabase.portable_access.parties import Role, of_row, row_names
from baasctl.providers.supabase.portable_access.rules import (
    Rule,
    RuleConditions,
    changeable,
    filled_on_update,
    party_name,
)

TEMPLATE: Final = "supabase/update_guard.sql.j2"


def needs_guard(conditions: RuleConditions, rules: Sequence[Rule]) -> bool:
    """Whether grants and policies cannot say what updates may change."""
    resource = conditions.resource
    updating = _updating(rules)
    if not updating:
        return False
    if resource.extra_fields or filled_on_update(resource):
        return True
    return any(_needs(conditions, [rule for rule in updating if rule.role is role]) for role in Role)


def _updating(rules: Sequence[Rule]) -> list[Rule]:
    """Rules for updates, one for each party: whoever updates is the same before and after."""
    return [
        replace(rule, entry=replace(rule.entry, to=(party,)), who=party_name(party))
        for rule in rules
        if Operation.UPDATE in rule.operations
        for party in rule.entry.to
    ]


def _needs(conditions: RuleConditions, rules: Sequence[Rule]) -> bool:
    if len(rules) < 2:
        return False
    sets = {changeable(conditions.resource, rule.entry) for rule in rules}
    moving = {name for names in sets for name in names}
    names = row_names(conditions.resource)
    return len(sets) > 1 or any(conditions.stored(rule, names).fields & moving for rule in rules)


def guard_text(conditions: RuleConditions, rules: Sequence[Rule], fill: Fill) -> str:
    """The condition on `old` and `new` that updates of both roles meet."""
    updating = _updating(rules)
    alternatives = [
        {"why": Quoted(_why(rule)), "condition": Quoted(_alternative(conditions, rule, updating).factor)}
        for rule in updating
    ]
    always = all_of(_filled(conditions.resource))
    values = {"alternatives": alternatives, "always": Quoted("" if always == ALWAYS else always.factor)}
    return fill(TEMPLATE, values).strip()


def _why(rule: Rule) -> str:
    text = f"{rule.who} ({rule.entry.span})"
    return "".join(each if each.isprintable() else "?" for each in text)


def _alternative(conditions: RuleConditions, rule: Rule, rules: Sequence[Rule]) -> Sql:
    resource = conditions.resource
    role = Sql(f"current_user = {quote_literal(rule.role.value)}")
    others = {each.role for each in rules} - {rule.role}
    return all_of(
        (
            role if others else ALWAYS,
            conditions.stored(rule, row_names(resource, "old")),
            conditions.written(rule, row_names(resource, "new"), Operation.UPDATE),
            _unchanged(resource, rule, rules),
        )
    )


def _unchanged(resource: AccessResource, rule: Rule, rules: Sequence[Rule]) -> Sql:
    """Of fields that grants let somebody change, those that this rule does not let change."""
    mine = changeable(resource, rule.entry)
    if resource.extra_fields and rule.entry.may_change is not None:
        listed = {each.name for each in resource.fields}
        free = [*mine, *(name for name in rule.entry.may_change if name not in listed)]
        kept_free = [name for name in free if name not in rule.entry.may_not_change]
        columns = "{" + ",".join(_array_member(resource, name) for name in kept_free) + "}"
        without = f"- {quote_literal(columns).strip()}::text[]"
        return Sql(f"to_jsonb(new) {without} = to_jsonb(old) {without}")
    if resource.extra_fields:
        barred = [each.name for each in resource.fields if each.name not in mine]
        kept = [*dict.fromkeys((resource.key.name, *rule.entry.may_not_change, *barred))]
    else:
        granted = {name for each in rules for name in changeable(resource, each.entry)}
        kept = [each.name for each in resource.fields if each.name in granted and each.name not in mine]
    if not kept:
        return ALWAYS
    before, after = (", ".join(of_row(row, resource, name) for name in kept) for row in ("old", "new"))
    if len(kept) == 1:
        return Sql(f"{after} is not distinct from {before}")
    return Sql(f"({after}) is not distinct from ({before})")


def _filled(resource: AccessResource) -> Iterator[Sql]:
    for name, filled in filled_on_update(resource):
        old, new = of_row("old", resource, name), of_row("new", resource, name)
        same = Sql(f"{new} is not distinct from {old}", frozenset({name}))
        yield any_of((same, Sql(f"{new} = {filling(resource, name, filled)}", frozenset({name}))))


def _array_member(resource: AccessResource, name: str) -> str:
    rule = resource.field(name)
    text = rule.stored_as if rule is not None else name
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
