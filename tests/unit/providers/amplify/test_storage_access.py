"""Access to files: from attributes to the policies of roles and back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baasctl.model.value import same
from baasctl.providers.amplify.iam.access_checks import wrong_path
from baasctl.providers.amplify.iam.access_table import Policies, table_of, writes
from baasctl.providers.amplify.iam.role_checks import unpinned
from baasctl.providers.amplify.roles import STORAGE_POLICY
from baasctl.providers.amplify.storage_access import (
    OPERATIONS,
    OWN,
    Roles,
    attributes_of,
    lost_by,
    normal_form,
    operations_of,
)

ROLES = Roles(authenticated="signed-in", guest="anyone", groups={"admins": "admin-role"})
PATHS = ("public/*", "public/locked/*", "private/{entity_id}/*", "other/*")
granted = st.frozensets(st.sampled_from(OPERATIONS))
tables = st.fixed_dictionaries({path: st.fixed_dictionaries(dict.fromkeys(ROLES.names(), granted)) for path in PATHS})


def _applied(policies: Policies, changed: Any) -> dict[str, dict[str, object]]:
    found = {role: dict(documents) for role, documents in policies.items()}
    for each in writes(policies, changed):
        found[each.role].pop(each.policy, None)
        if each.document is not None:
            found[each.role][each.policy] = each.document
    return found


@given(tables)
def test_what_is_written_reads_back(table: Any) -> None:
    """Whatever each role is given on each path, also less than on the path above, is what it then has."""
    wanted = {("b", path): operations for path, operations in table.items()}
    policies = _applied({role: {} for role in ROLES.names()}, wanted)
    found = table_of(policies)
    assert {place: each for place, each in found.items() if any(each.values())} == {
        place: each for place, each in wanted.items() if any(each.values())
    }
    assert writes(policies, wanted) == []


@given(tables, tables)
def test_a_second_table_replaces_the_first(first: Any, second: Any) -> None:
    """No grant of the former state is left, and other statements stay."""
    other = {"Effect": "Allow", "Action": "appsync:GraphQL", "Resource": "*"}
    start = {role: {"theirs": {"Version": "2012-10-17", "Statement": [other]}} for role in ROLES.names()}
    policies = _applied(start, {("b", path): each for path, each in first.items()})
    policies = _applied(policies, {("b", path): each for path, each in second.items()})
    found = table_of(policies)
    for path, operations in second.items():
        for role, each in operations.items():
            assert found.get(("b", path), {}).get(role, frozenset()) == each
    assert all(documents["theirs"] == start[role]["theirs"] for role, documents in policies.items())


def test_a_path_is_taken_out_of_the_policy_of_somebody_else() -> None:
    """Nothing else could take the grant away; its other statements stay, and so do its other paths."""
    theirs = {
        "Statement": [
            {"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::b/a/*", "arn:aws:s3:::b/c/*"]},
            {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
        ]
    }
    policies = _applied({"signed-in": {"theirs": theirs}}, {("b", "a/*"): {"signed-in": frozenset({"write"})}})
    found = table_of(policies)
    assert found["b", "a/*"] == {"signed-in": {"write"}}
    assert found["b", "c/*"] == {"signed-in": {"get"}}
    assert "s3:*" in str(policies["signed-in"]["theirs"])
    assert STORAGE_POLICY in policies["signed-in"]


def test_members_of_a_group_lose_what_nobody_copies() -> None:
    """Unsaid it is refused; `as_authenticated` gives the group the same, own files included."""
    attributes = {"guest": (), "authenticated": ("read",), "entity": ("write",), "groups": {"admins": ("get",)}}
    assert lost_by(attributes, ["admins"]) == {"admins": ("list", "write (own files)")}
    assert lost_by({**attributes, "members": "group_only"}, ["admins"]) == {}
    copied = normal_form({**attributes, "members": "as_authenticated"}, ROLES)
    assert operations_of(copied, ROLES)["admin-role"] == {"get", "list", f"{OWN}write"}


@given(st.fixed_dictionaries(dict.fromkeys(ROLES.names(), granted)))
def test_attributes_say_what_roles_may_do(operations: Any) -> None:
    """Both ways lead to each other, whatever the group has beside who is signed in."""
    attributes = attributes_of(operations, ROLES)
    assert operations_of(attributes, ROLES) == operations
    assert same(attributes_of(operations_of(attributes, ROLES), ROLES), attributes)


@pytest.mark.parametrize(
    ("path", "others", "reason"),
    [
        ("public/*", [], ""),
        ("private/{entity_id}/*", [], ""),
        ("/public/*", [], "begins with `/`"),
        ("public", [], "does not end with `/*`"),
        ("a//*", [], "has `//` in it"),
        ("a*/*", [], "has a wildcard that is not at its end"),
        ("a/b/c/*", ["a/*", "a/b/*"], "lies under two others: `a/*`, `a/b/*`"),
        ("a/{entity_id}/*", ["a/*"], "has `{entity_id}` and lies under `a/*`"),
        ("a/{entity_id}/b/*", [], "has more behind `{entity_id}` than `/*`"),
        ("{entity_id}/*", [], "begins with `{entity_id}`"),
        ("a/b{entity_id}/*", [], "has more than `{entity_id}` in one part"),
    ],
)
def test_paths_that_amplify_refuses_are_told_why(path: str, others: list[str], reason: str) -> None:
    """The rules of Amplify's own compiler."""
    assert wrong_path(path, [path, *others]) == reason


def test_trust_in_identities_names_the_pool_and_the_sort() -> None:
    """Without `aud` every identity pool in the world is let in, without `amr` guests are, too."""
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
    }
    aud = {"cognito-identity.amazonaws.com:aud": "eu-west-1:1"}
    amr = {"cognito-identity.amazonaws.com:amr": "authenticated"}
    whole = {"StringEquals": aud, "ForAnyValue:StringLike": amr}
    assert [each.rpartition(":")[2] for each in unpinned({"Statement": (statement,)})] == ["aud", "amr"]
    assert list(unpinned({"Statement": ({**statement, "Condition": whole},)})) == []
    loose = {**whole, "StringEquals": {"cognito-identity.amazonaws.com:aud": "*"}}
    assert [each.rpartition(":")[2] for each in unpinned({"Statement": ({**statement, "Condition": loose},)})] == [
        "aud"
    ]
