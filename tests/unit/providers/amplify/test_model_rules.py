"""Rules of models beside a live API, which shows the ways in and nothing of its resolvers."""

from __future__ import annotations

from typing import Any

import pytest

from baasctl.model.address import Address
from baasctl.model.resource import Resource
from baasctl.model.value import at, freeze, thaw
from baasctl.providers.amplify.appsync import model_rules

SCHEMA = """
type Query { getPost(id: ID!): Post %s listPosts(limit: Int): ModelPostConnection %s }
type Mutation @aws_cognito_user_pools { createPost(a: ID): Post @aws_iam updatePost(a: ID): Post }
type Post { id: ID }
type ModelPostConnection { items: [Post] }
"""
RULES = "type Post @model @auth(rules: [{allow: private, operations: [read, update]}]) { id: ID! }"


def api(**attributes: Any) -> Resource:
    frozen: Any = freeze(attributes)
    return Resource(address=Address("web", "graphql_api"), attributes=frozen)


def live(get: str, listed: str, default: str = "api_key") -> Resource:
    return api(schema=SCHEMA % (get, listed), auth={"default": {"type": default}})


def wanted(**callers: list[str]) -> Resource:
    return api(models={"Post": {"rules": RULES, "callers": callers}})


@pytest.mark.parametrize(
    ("get", "listed", "default", "shown"),
    [
        ("", "", "api_key", {"get": ["api_key"], "list": ["api_key"]}),
        ("@aws_cognito_user_pools @aws_iam", "@aws_iam", "api_key", {"get": ["user_pool"], "list": []}),
        ("@aws_api_key @aws_oidc", '@aws_auth(cognito_groups: ["a"])', "iam",
         {"get": ["api_key", "oidc"], "list": ["user_pool"]}),
        ("", "@aws_lambda", "iam", {"get": [], "list": ["lambda"]}),
    ],
)  # fmt: skip
def test_a_live_api_shows_the_ways_in(get: str, listed: str, default: str, shown: dict[str, list[str]]) -> None:
    """A field's directives, else its type's, else the default; that of IAM is left out."""
    found = model_rules.beside(wanted(get=[]), live(get, listed, default))

    assert found is not None
    callers: Any = at(found.attributes, "/models/Post/callers")
    assert thaw(callers) == {**shown, "create": [], "update": ["user_pool"], "delete": []}


def test_other_ways_in_than_the_rules_would_open_stop_an_apply() -> None:
    """What is compiled cannot be written here: the plan says so and where the rules belong."""
    desired = wanted(get=["user_pool"], create=["user_pool"])
    beside = model_rules.beside(desired, live("@aws_cognito_user_pools", ""))
    assert beside is not None

    (found,) = model_rules.problems(desired, beside)

    assert (found.code, found.stops_apply, found.is_error) == ("SPEC873", True, False)
    assert "baasctl export" in found.hint


def test_the_same_ways_in_are_told_not_to_be_all() -> None:
    """A plan does not call rules unchanged that it cannot see."""
    desired = wanted(get=["user_pool"], create=[])
    beside = model_rules.beside(desired, live("@aws_cognito_user_pools", ""))
    assert beside is not None

    (found,) = model_rules.problems(desired, beside)

    assert (found.code, found.stops_apply) == ("SPEC874", False)
    assert "is not seen" in found.detail


def test_a_model_that_the_api_does_not_have_differs() -> None:
    """Nothing is shown of it, and an API of which nothing is wanted tells nothing."""
    desired = api(models={"Note": {"rules": RULES, "callers": {"get": ["user_pool"]}}})
    beside = model_rules.beside(desired, live("", ""))
    assert beside is not None

    assert [each.code for each in model_rules.problems(desired, beside)] == ["SPEC873"]
    assert model_rules.beside(api(introspection=False), live("", "")) == live("", "")
    assert list(model_rules.problems(api(introspection=False), live("", ""))) == []
