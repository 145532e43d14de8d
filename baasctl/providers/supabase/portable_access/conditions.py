"""Conditions in SQL: put together by `and` and `or`, with the columns that they depend on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from baasctl.engines.postgres.names import quote_literal
from baasctl.model.access import Comparator, Condition, Literal

ColumnSql: TypeAlias = Callable[[str], str]
"""Name of a field, key or path variable → SQL for its value in the row that is spoken of."""


@dataclass(frozen=True, slots=True)
class Sql:
    """A condition.

    Attributes:
        text: SQL; every piece of the user's text in it is quoted.
        fields: Fields of the row that it depends on.
        is_sum: It is alternatives, and needs parentheses beside `and`.
    """

    text: str
    fields: frozenset[str] = frozenset()
    is_sum: bool = False

    @property
    def factor(self) -> str:
        return f"({self.text})" if self.is_sum else self.text


_LINE: Final = 100
ALWAYS: Final = Sql("true")
NEVER: Final = Sql("false")


def all_of(parts: Iterable[Sql]) -> Sql:
    """All must hold; of nothing, `true`."""
    factors = [each for each in dict.fromkeys(parts) if each != ALWAYS]
    if NEVER in factors:
        return NEVER
    if len(factors) < 2:
        return factors[0] if factors else ALWAYS
    return Sql(_joined("and", [each.factor for each in factors]), _fields(factors))


def any_of(parts: Iterable[Sql]) -> Sql:
    """One must hold; of nothing, `false`."""
    terms = [each for each in dict.fromkeys(parts) if each != NEVER]
    if ALWAYS in terms:
        return ALWAYS
    if len(terms) < 2:
        return terms[0] if terms else NEVER
    return Sql(_joined("or", [each.text for each in terms]), _fields(terms), is_sum=True)


def comparison(condition: Condition, column: ColumnSql) -> Sql:
    """One comparison of `when`; a null in the row makes it null, which counts as false."""
    name, fields = column(condition.field), frozenset({condition.field})
    if condition.comparator is Comparator.ONE_OF:
        return Sql(f"{name} in ({', '.join(literal(each) for each in condition.values)})", fields)
    value = condition.values[0]
    if isinstance(value, bool) and condition.comparator in (Comparator.EQUAL, Comparator.NOT_EQUAL):
        wants = value is (condition.comparator is Comparator.EQUAL)
        return Sql(name if wants else f"not {name}", fields)
    sign = {Comparator.EQUAL: "=", Comparator.NOT_EQUAL: "<>"}.get(condition.comparator, condition.comparator.value)
    return Sql(f"{name} {sign} {literal(value)}", fields)


def literal(value: Literal) -> str:
    """A constant in SQL."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return quote_literal(value).strip() if isinstance(value, str) else repr(value)


def _joined(word: str, pieces: list[str]) -> str:
    """On one line where it is a short one."""
    line = f" {word} ".join(pieces)
    return line if len(line) <= _LINE else f"\n  {word} ".join(pieces)


def _fields(parts: Iterable[Sql]) -> frozenset[str]:
    return frozenset(field for each in parts for field in each.fields)
