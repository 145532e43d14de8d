"""Rules of `@auth`: what they let through, which ones cannot be, and what cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.access.graphql_auth.judge import GraphqlAuthJudge
from baasctl.access.graphql_auth.schema import Unreadable, schema_of
from baasctl.access.graphql_auth.validity import invalid_rules
from baasctl.model.errors import EngineError
from baasctl.model.probe import Comparing, Family, Filter, Operation, Probe, Query, Row, Who, WhoKind
from baasctl.model.value import freeze

FOLDER = Path(__file__).resolve().parents[3] / "cases" / "access" / "graphql_auth"


def cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return found


def asks() -> list[Any]:
    return [
        pytest.param(case["schema"], ask, id=f"{case['why']}-{number}".replace(" ", "_"))
        for case in cases("deciding")
        for number, ask in enumerate(case["asks"])
    ]


def who(said: str, claims: Mapping[str, Any]) -> Who:
    if said in ("anonymous", "service"):
        return Who(kind=WhoKind(said))
    user, _, groups = said.partition(" in ")
    kept: Any = freeze(claims)
    return Who(kind=WhoKind.USER, uid=user, claims=kept, groups=tuple(groups.split(" and ")) if groups else ())


def probe_of(ask: Mapping[str, Any]) -> Probe:
    model, family = ask.get("of", "Post"), Family(ask.get("family", "rows"))
    frozen: Any = freeze({name: ask.get(name) for name in ("row", "new", "world", "query")})
    return Probe(
        who=who(ask["who"], ask.get("claims", {})),
        operation=Operation(ask["does"]),
        resource=model,
        family=family,
        existing=frozen["row"],
        new=frozen["new"],
        query=Query(
            filters=tuple(Filter(name, Comparing.EQUAL, each) for name, each in (frozen["query"] or {}).items())
        ),
        world=tuple(Row(resource=model, values=each) for each in frozen["world"] or ()),
    )


@pytest.mark.parametrize(("schema", "ask"), asks())
def test_a_request_is_answered_as_the_compiled_resolvers_do(schema: str, ask: dict[str, Any]) -> None:
    """Verdict, reason and rule are those of the case."""
    (found,) = GraphqlAuthJudge(schema).judge([probe_of(ask)])

    assert found.allowed is ask["allow"], found.reason
    assert ask.get("says", "") in found.reason
    assert found.rule == ask.get("rule", found.rule)


@pytest.mark.parametrize("case", cases("validity"), ids=lambda each: str(each["why"]))
def test_a_rule_that_the_compiler_refuses_is_told_with_its_place(case: dict[str, Any]) -> None:
    """What Amplify's compiler would refuse is known before it runs."""
    assert [f"{each.place}: {each.reason}" for each in invalid_rules(schema_of(case["schema"]))] == case["wrong"]


@pytest.mark.parametrize("case", cases("unreadable"), ids=lambda each: str(each["why"]))
def test_a_text_without_readable_rules_is_refused_with_its_place(case: dict[str, Any]) -> None:
    """Every reason has line and column, and the judge says the same as one diagnostic each."""
    with pytest.raises(Unreadable) as refused:
        schema_of(case["schema"])
    with pytest.raises(EngineError) as told:
        GraphqlAuthJudge(case["schema"], source="api.graphql")

    assert str(refused.value).splitlines() == case["wrong"]
    assert [each.detail for each in told.value.diagnostics] == [f"api.graphql:{each}" for each in case["wrong"]]


@pytest.mark.parametrize(
    "text",
    [
        "type A {" + "a: " + "[" * 50_000 + "B" + "]" * 50_000 + "}",
        "type A @auth(rules: " + "[" * 50_000 + "]" * 50_000 + ") { id: ID }",
        "type A { " + "a: String " * 300_000 + "}",
        "type A @auth(rules: [{allow: owner, operations: " + "{a: " * 30_000 + "1" + "}" * 30_000 + "}]) { id: ID }",
    ],
    ids=["types", "rules", "tokens", "operations"],
)
def test_a_text_that_is_too_deep_or_too_long_is_refused(text: str) -> None:
    """Neither a traceback nor a hang: nesting and tokens are bounded."""
    with pytest.raises(Unreadable):
        schema_of(text)
