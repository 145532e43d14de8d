"""What the fields of a row may hold, as conditions on the new row."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.engines.postgres.names import quote_literal
from baasctl.model.access import AccessResource, FieldRule, FieldType, Filled
from baasctl.providers.supabase.portable_access.columns import caller_as, column_sql
from baasctl.providers.supabase.portable_access.conditions import Sql, any_of, literal
from baasctl.providers.supabase.portable_access.patterns import NotTranslatable, posix_pattern
from baasctl.providers.supabase.portable_access.problems import Refusals


def valid_row(resource: AccessResource, refusals: Refusals) -> tuple[Sql, ...]:
    """What holds of a row after every write."""
    return tuple(condition for rule in resource.fields for condition in _of_field(resource, rule, refusals))


def new_row(resource: AccessResource) -> tuple[Sql, ...]:
    """What holds of a row when it is made, beside that."""
    return tuple(
        _unless_absent(rule, column_sql(resource, rule.name), f"= {filling(resource, rule.name, rule.filled)}")
        for rule in resource.fields
        if rule.filled is not None
    )


def changed_row(resource: AccessResource) -> tuple[Sql, ...]:
    """What holds of a row after an update, beside that: what was to be filled in when it was made is there."""
    return tuple(
        Sql(f"{column_sql(resource, rule.name)} is not null", frozenset({rule.name}))
        for rule in resource.fields
        if rule.filled is not None and rule.required
    )


def filling(resource: AccessResource, name: str, filled: Filled) -> str:
    """The only legal value of a field that is filled in."""
    return "now()" if filled is Filled.NOW else caller_as(resource, name)


def _of_field(resource: AccessResource, rule: FieldRule, refusals: Refusals) -> Iterator[Sql]:
    column = column_sql(resource, rule.name)
    if _is_needed(rule):
        yield Sql(f"{column} is not null", frozenset({rule.name}))
    if rule.one_of:
        yield _unless_absent(rule, column, f"in ({', '.join(map(literal, rule.one_of))})")
    for sign, bound in ((">=", rule.minimum), ("<=", rule.maximum)):
        if bound is not None:
            yield _unless_absent(rule, column, f"{sign} {_number(bound)}", _measure(rule, column))
    if rule.pattern:
        try:
            pattern = posix_pattern(rule.pattern)
        except NotTranslatable as error:
            hint = "use literals, classes, groups, `|` and quantifiers, or write it under `native: {postgres: …}`"
            refusals.add(rule.span("pattern"), f"`{rule.name}`: PostgreSQL has no equal of {error}", hint)
        else:
            yield _unless_absent(rule, column, f"~ {quote_literal(pattern).strip()}")


def _unless_absent(rule: FieldRule, column: str, rest: str, measured: str = "") -> Sql:
    """A field that is not required may be null."""
    holds = Sql(f"{measured or column} {rest}", frozenset({rule.name}))
    return holds if _is_needed(rule) else any_of((Sql(f"{column} is null", frozenset({rule.name})), holds))


def _is_needed(rule: FieldRule) -> bool:
    """Whether null is refused; a field that is filled in may be left to the column's default."""
    return rule.required and rule.filled is None


def _measure(rule: FieldRule, column: str) -> str:
    if rule.type is FieldType.LIST:
        return f"cardinality({column})"
    if rule.type in (FieldType.STRING, FieldType.USER, FieldType.REF):
        return f"char_length({column}{'' if rule.type is FieldType.STRING else '::text'})"
    return column


def _number(bound: float) -> str:
    return str(int(bound)) if float(bound).is_integer() else repr(bound)
