"""Everything that can be asked of rules of `@auth`, so that asking all of it is a proof.

What rules tell apart is finite: the way a caller comes, which of the groups that rules name it is in, whether each
field that rules look at names the caller, the operation, and the field that is read or written (research/rules.md §4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, combinations, product
from typing import Final

from baasctl.access.graphql_auth.deciding import Caller, Request, decide, readable_fields
from baasctl.access.graphql_auth.matrix import role_of
from baasctl.access.graphql_auth.model import CREATE, OPERATIONS, UPDATE, Mode, Rule, Schema, Strategy, Type

_NOBODY: Final = "somebody else"
_READS: Final = frozenset(("get", "list", "listen"))
_MOST_GROUPS: Final = 8


class Names(StrEnum):
    """What a field that a rule looks at says of the caller."""

    CALLER = "names the caller"
    OTHERS = "names others"
    ABSENT = "is absent"


class Way(StrEnum):
    """How a caller comes; of IAM, as which identity."""

    API_KEY = "api key"
    GUEST = "guest"
    IDENTITY = "signed-in identity"
    USER_POOL = "user pool"
    OIDC = "oidc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One question.

    Attributes:
        groups: The caller's, of those that rules name.
        fields: Field that a dynamic rule looks at to what it says of the caller.
        field: That is read or written beside them; empty: none.
        clears: The field is set to null.
    """

    model: str
    way: Way
    groups: tuple[str, ...]
    fields: tuple[tuple[str, Names], ...]
    operation: str
    field: str = ""
    clears: bool = False

    def __str__(self) -> str:
        who = f"{self.way} in {', '.join(self.groups)}" if self.groups else str(self.way)
        rows = "".join(f", where {name} {says}" for name, says in self.fields)
        written = f" {'clearing ' if self.clears else ''}{self.field}" if self.field else ""
        return f"{who}: {self.operation}{written} of {self.model}{rows}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A question that two schemas answer differently; `None`: a function decides."""

    cell: Cell
    before: bool | None
    after: bool | None


def cells(*schemas: Schema) -> Iterator[Cell]:
    """Every question that one of the schemas could answer in another way than some other schema of their kind.

    Above eight groups in one model only single groups, pairs, none and all of them are asked for.
    """
    for model in sorted({each.name for schema in schemas for each in schema.models}):
        types = [schema.types[model] for schema in schemas if model in schema.types]
        groups = sorted({group for each in types for rule in _rules(each) for group in rule.groups})
        looked_at = sorted({role.field for each in types for rule in _rules(each) for role in role_of(rule)} - {""})
        members = sorted({name for each in types for name in each.members})
        says = [tuple(zip(looked_at, chosen, strict=True)) for chosen in product(Names, repeat=len(looked_at))]
        for way, theirs, fields, operation in product(Way, _subsets(groups), says, OPERATIONS):
            if theirs and way not in (Way.USER_POOL, Way.OIDC):
                continue
            yield Cell(model=model, way=way, groups=theirs, fields=fields, operation=operation)
            for member in members:
                if operation in (UPDATE, *_READS) or (operation == CREATE and member not in looked_at):
                    cell = Cell(model=model, way=way, groups=theirs, fields=fields, operation=operation, field=member)
                    yield from (cell, replace(cell, clears=True)) if operation == UPDATE else (cell,)


def answer(schema: Schema, cell: Cell) -> bool | None:
    """What a schema says to a question."""
    if cell.model not in schema.types:
        return False
    request = request_of(schema, cell)
    found = decide(schema, request).allowed
    if cell.field and cell.operation in _READS and found:
        return cell.field in readable_fields(schema, request)
    return found


def differences(before: Schema, after: Schema) -> tuple[Difference, ...]:
    """All questions that two schemas answer differently; none: they mean the same."""
    found = ((cell, answer(before, cell), answer(after, cell)) for cell in cells(before, after))
    return tuple(Difference(cell=cell, before=old, after=new) for cell, old, new in found if old is not new)


def request_of(schema: Schema, cell: Cell) -> Request:
    """A request that asks the question."""
    model = schema.types[cell.model]
    row: dict[str, object] = {name: _value(model, name, says) for name, says in cell.fields if says is not Names.ABSENT}
    written: dict[str, object] = {cell.field: None if cell.clears else "x"} if cell.field else {}
    stored, new = {CREATE: (None, {**row, **written}), UPDATE: (row, written)}.get(cell.operation, (row, None))
    return Request(caller=_caller(model, cell), model=cell.model, operation=cell.operation, row=stored, new=new)


def _caller(model: Type, cell: Cell) -> Caller:
    if cell.way in (Way.GUEST, Way.IDENTITY):
        return Caller(mode=Mode.IAM, is_signed_in=cell.way is Way.IDENTITY)
    if cell.way is Way.API_KEY:
        return Caller(mode=Mode.API_KEY)
    claims: dict[str, object] = {}
    for rule in _rules(model):
        for claim in rule.claim.split("::") if rule.strategy is Strategy.OWNER else ():
            claims[claim] = _mine(claim)
        if rule.strategy is Strategy.GROUPS:
            claims[rule.claim] = (*cell.groups, _mine(rule.claim))
    return Caller(mode=Mode.USER_POOL if cell.way is Way.USER_POOL else Mode.OIDC, claims=claims)


def _value(model: Type, name: str, says: Names) -> object:
    if says is Names.OTHERS:
        return _NOBODY
    claims = (rule.claim for rule in _rules(model) for role in role_of(rule) if role.field == name)
    mine = next((_mine(claim.rpartition("::")[2]) for claim in claims), _NOBODY)
    return [mine] if name in model.members and model.members[name].is_list else mine


def _mine(claim: str) -> str:
    return f"the caller's {claim}"


def _rules(model: Type) -> Iterable[Rule]:
    return chain(model.rules or (), *(member.rules or () for member in model.members.values()))


def _subsets(groups: list[str]) -> list[tuple[str, ...]]:
    if len(groups) <= _MOST_GROUPS:
        sizes: Iterable[int] = range(len(groups) + 1)
    else:
        sizes = (0, 1, 2, len(groups))
    return [each for size in sizes for each in combinations(groups, size)]


def matrix_of(schema: Schema) -> Mapping[Cell, bool | None]:
    """The answer to every question about a schema."""
    return {cell: answer(schema, cell) for cell in cells(schema)}
