"""What lints about models say, at which place, and the request that shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from baasctl.access.facts import Facts
from baasctl.access.graphql_auth.deciding import Caller, Request, decide
from baasctl.access.graphql_auth.judge import GraphqlAuthJudge
from baasctl.access.graphql_auth.model import Mode, Rule, Type
from baasctl.access.graphql_auth.model import Place as Point
from baasctl.access.graphql_auth.reading import KnownSchema, schemas_of
from baasctl.access.lints.rule import Hit, Place, Witness
from baasctl.model.probe import Data, Operation, Probe, Who, WhoKind

AMPLIFY: Final = frozenset({"amplify"})
API: Final = frozenset({"graphql_api"})
AUTH_RULES: Final = "https://docs.amplify.aws/react/build-a-backend/data/customize-authz/"
WRITES: Final = ("create", "update", "delete")
READS: Final = ("get", "list", "listen", "search", "sync")
ANYBODY: Final = Who(kind=WhoKind.ANONYMOUS)
SOMEBODY: Final = Who(kind=WhoKind.USER, uid="ada")


def rules_of_models(facts: Facts) -> Iterator[tuple[KnownSchema, Type, Rule]]:
    """Every rule that stands on a model."""
    for known in facts.once(schemas_of):
        for model in known.schema.models:
            yield from ((known, model, rule) for rule in model.rules or ())


def hit(known: KnownSchema, place: Point, detail: str, hint: str, witness: Witness | None = None) -> Hit:
    """A finding at a rule, or at a field."""
    start = known.offset(place)
    end = known.text.find("\n", start)
    return Hit(
        resource=known.resource,
        path=known.path,
        detail=detail,
        hint=hint,
        place=Place(start=start, whole=(start, len(known.text) if end < 0 else end)),
        witness=witness,
    )


def witness(
    known: KnownSchema, model: Type, operation: Operation, who: Who, *, row: Data | None = None, new: Data | None = None
) -> Witness | None:
    """A request that the evaluator lets through; `None`: it does not."""
    existing = {model.key: "x", **(row or {})} if operation is not Operation.CREATE else None
    probe = Probe(who=who, operation=operation, resource=model.name, row="x", existing=existing, new=new)
    judge = _judge(known.text)
    if judge.judge([probe])[0].allowed is not True:
        return None
    name = "anonymous" if who.kind is WhoKind.ANONYMOUS else f"user {who.uid}"
    said = f" {dict(new)}" if new else ""
    owned = f", where the row has {dict(row)}," if row else ""
    text = f"{name} {operation} {model.name}{said}{owned} is allowed"
    return Witness(text=text, probe=probe, judge=judge.name)


@lru_cache(maxsize=4)
def _judge(text: str) -> GraphqlAuthJudge:
    return GraphqlAuthJudge(text)


def passes(known: KnownSchema, model: Type, operation: str, *, is_signed_in: bool) -> bool:
    """Whether somebody of whom nothing is known may do something with a row that is nobody's."""
    claims = {"sub": "ada", "username": "ada"}
    pool = [Caller(mode=Mode.USER_POOL, claims=claims), Caller(mode=Mode.IAM, is_signed_in=True)]
    callers = pool if is_signed_in else [Caller(mode=Mode.API_KEY), Caller(mode=Mode.IAM, is_signed_in=False)]
    asked = (Request(caller=each, model=model.name, operation=operation, row={"id": "x"}, new={}) for each in callers)
    return any(decide(known.schema, each).allowed for each in asked)


def words(operations: Sequence[str]) -> str:
    """`create, update and delete`."""
    return f"{', '.join(operations[:-1])} and {operations[-1]}" if len(operations) > 1 else "".join(operations)
