"""AppSync's own directives, which a live API carries in the place of rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.access.graphql_auth.deciding import Caller, caller_of_pool
from baasctl.access.graphql_auth.gates import Ways, let_in
from baasctl.access.graphql_auth.judge import GraphqlAuthJudge
from baasctl.access.graphql_auth.model import Mode
from baasctl.access.graphql_auth.schema import schema_of
from baasctl.model.probe import Operation, Probe, Who, WhoKind

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).resolve().parents[3] / "cases" / "access" / "graphql_auth" / "gates.yaml").read_text("utf-8")
)


def ways(said: list[str]) -> Ways:
    modes = [Mode(each) for each in said if each != "deny"]
    return Ways(default=modes[0], additional=frozenset(modes[1:]), denies="deny" in said)


def caller(said: str) -> Caller:
    if said in ("anonymous", "guest"):
        return Caller(mode=Mode.API_KEY) if said == "anonymous" else Caller(mode=Mode.IAM, is_signed_in=False)
    user, _, groups = said.partition(" in ")
    return caller_of_pool(user, groups.split() if groups else ())


@pytest.mark.parametrize(
    ("case", "ask"),
    [pytest.param(each, ask, id=f"{each['why']}-{ask['who']}") for each in CASES for ask in each["asks"]],
)
def test_directives_let_in_as_appsync_does(case: dict[str, Any], ask: dict[str, Any]) -> None:
    """A field's directives take the place of its type's; without any the default way counts."""
    found = let_in(schema_of(case["schema"]), "Query", ask["field"], caller(ask["who"]), ways(case["ways"]))

    assert found.allowed is ask["allow"], found.reason
    assert ask.get("says", "") in found.reason


def test_a_compiled_schema_says_who_is_kept_out_and_not_who_gets_through() -> None:
    """What a resolver does to those that are let in is not known, and is not guessed."""
    text = (
        "type Query { getPost: Post @aws_cognito_user_pools } type Mutation { createPost: Post } type Post { id: ID }"
    )
    judge = GraphqlAuthJudge(text, Ways(default=Mode.API_KEY, additional=frozenset({Mode.USER_POOL})))
    alice, nobody = Who(kind=WhoKind.USER, uid="alice"), Who(kind=WhoKind.ANONYMOUS)
    asked = [(alice, Operation.GET), (nobody, Operation.GET), (alice, Operation.CREATE), (nobody, Operation.DELETE)]

    found = judge.judge([Probe(who=who, operation=each, resource="Post", existing={}, new={}) for who, each in asked])

    assert [each.allowed for each in found] == [None, False, False, False]
    assert judge.coverage() == []
