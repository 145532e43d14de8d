"""Asking everything that can be asked is a proof that two schemas mean the same."""

from __future__ import annotations

import pytest

from baasctl.access.graphql_auth.judge import GraphqlAuthJudge
from baasctl.access.graphql_auth.schema import schema_of
from baasctl.access.graphql_auth.space import cells, differences, matrix_of
from baasctl.model.probe import Operation, Probe, Who, WhoKind


def post(rules: str, title: str = "") -> str:
    return f"type Post @model @auth(rules: [{rules}]) {{ id: ID! title: String {title} }}"


OWNER = post("{allow: owner}")


@pytest.mark.parametrize(
    "other",
    [
        post('{allow: owner, ownerField: "owner", provider: userPools}'),
        post("{allow: owner, operations: [create, update, delete, read]}"),
    ],
)
def test_schemas_that_say_the_same_in_other_words_do_not_differ(other: str) -> None:
    """Defaults that are written out, and an order of fields, change nothing."""
    assert differences(schema_of(OWNER), schema_of(other)) == ()


@pytest.mark.parametrize(
    ("other", "first", "count"),
    [
        (
            post("{allow: owner, operations: [create, read]}"),
            "user pool: update of Post, where owner names the caller",
            6,
        ),
        (
            post("{allow: owner}, {allow: public, operations: [get]}"),
            "api key: get of Post, where owner names the caller",
            9,
        ),
        (post("{allow: owner}", "@auth(rules: [{allow: private}])"), "", 0),
    ],
)
def test_a_difference_is_a_question_with_two_answers(other: str, first: str, count: int) -> None:
    """Every question that two schemas answer differently is told, and no other."""
    found = differences(schema_of(OWNER), schema_of(other))

    assert all(each.before is not each.after for each in found)
    if first:
        assert first in [str(each.cell) for each in found]
        assert len(found) == count


def test_the_questions_of_a_model_are_finite_and_each_has_an_answer() -> None:
    """Modes × groups × owners × operations × fields, each once."""
    schema = schema_of(
        'type Post @model @auth(rules: [{allow: owner}, {allow: groups, groups: ["a", "b"]}]) { id: ID! title: String }'
    )
    asked = list(cells(schema))

    assert len(asked) == len(set(asked)) == len(matrix_of(schema))
    assert all(answer is not None for answer in matrix_of(schema).values())


def test_every_rule_and_operation_tells_what_it_was_asked() -> None:
    """Coverage names the place of a rule, the operation, and which answers came out so far."""
    judge = GraphqlAuthJudge(OWNER, source="api.graphql")
    before = judge.coverage()
    judge.judge(
        [
            Probe(who=Who(kind=WhoKind.USER, uid=user), operation=Operation.GET, resource="Post",
                  existing={"owner": "alice"})
            for user in ("alice", "bob")
        ]
    )  # fmt: skip
    after = {each.part: each.outcomes for each in judge.coverage()}

    assert {each.rule for each in before} == {"api.graphql:1:32"}
    assert not any(each.outcomes for each in before)
    assert after == {"get": {"true", "false"}, "list": set(), "create": set(), "update": set(), "delete": set()}
