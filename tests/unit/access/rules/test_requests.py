"""Requests against rulesets, without anything recorded: what the documentation and the measurements promise."""

from __future__ import annotations

import pytest

from baasctl.access.rules.requests import Query, Request, Rules
from baasctl.access.rules.values import Value
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset

DOCUMENTS: dict[str, dict[str, Value]] = {
    "/notes/a": {"owner": "u", "size": 5, "tags": ("p", "q")},
    "/users/u": {"role": "admin"},
}


def rules(*statements: str, version: str = "2") -> Rules:
    body = "\n".join(statements)
    text = f"service cloud.firestore {{ match /databases/{{db}}/documents {{ {body} }} }}"
    return Rules(parse_ruleset(f"rules_version = '{version}';\n{text}"))


def is_allowed(condition: str, request: Request) -> bool:
    ruleset = rules(f"match /notes/{{id}} {{ allow read, write: if {condition}; }}")
    return ruleset.decide(request, DOCUMENTS).is_allowed


def signed_in(method: str = "get", path: str = "/notes/a", **more: object) -> Request:
    return Request(method=method, path=path, auth={"uid": "u", "token": {"admin": True}}, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("request.zz || true", True),
        ("true || request.zz", True),
        ("!(request.zz && false)", True),
        ("request.zz || false", False),
        ("!(request.zz)", False),
        ("request.auth.token.admin", True),
        ("resource.data.owner == request.auth.uid", True),
        ("resource.data.size", False),
        ("get(/databases/$(db)/documents/users/$(request.auth.uid)).data.role == 'admin'", True),
        ("exists(/databases/$(db)/documents/users/nobody)", False),
        ("get(/databases/$(db)/documents/users/nobody) == null", False),
        ("resource.data.tags.hasOnly(['p', 'q', 'r']) && 'p' in resource.data.tags", True),
        ("'ab'.matches('a') == false && 'ab'.matches('(?i)A.')", True),
    ],
)
def test_an_error_denies_unless_a_side_absorbs_it(condition: str, expected: bool) -> None:
    """`&&` and `||` are Kleene's, in both orders; a condition that is no boolean denies."""
    assert is_allowed(condition, signed_in()) is expected


@pytest.mark.parametrize(
    ("filters", "limit", "condition", "expected"),
    [
        ((("owner", "EQUAL", "u"),), None, "resource.data.owner == request.auth.uid", True),
        ((), None, "resource.data.owner == request.auth.uid", False),
        ((("size", "GREATER_THAN", 3),), None, "resource.data.size > 3", True),
        ((("size", "GREATER_THAN", 3),), None, "resource.data.size >= 4.5", False),
        ((("size", "LESS_THAN", 3),), None, "!(resource.data.size > 3)", False),
        ((("size", "IN", (4, 5)),), None, "resource.data.size > 3", True),
        ((("size", "IN", (2, 5)),), None, "resource.data.size > 3", False),
        ((("tags", "ARRAY_CONTAINS", "p"),), None, "resource.data.tags.hasAny(['p', 'z'])", True),
        ((("m.role", "EQUAL", "x"),), None, "resource.data.m.role == 'x'", True),
        ((), 10, "request.query.limit <= 10", True),
        ((), None, "request.query.limit <= 10", False),
        ((), None, "id == 'a' || id != 'a'", False),
        ((), None, "request.query.limit == null && request.query.offset == 0", True),
        ((("size", "GREATER_THAN", 3.0),), None, "resource.data.size != 1", False),
        ((("size", "GREATER_THAN", 3),), None, "resource.data.size != 1 && resource.data.size != null", True),
        ((("size", "GREATER_THAN", 3),), None, "!(resource.data.size == 1)", False),
        ((("size", "LESS_THAN", 3),), None, "resource.data.size < request.time", False),
        ((("size", "NOT_IN", (3, 4)),), None, "resource.data.size != 3.0", True),
        ((("size", "IN", (4, 5)),), None, "resource.data.size is int && resource.data.size + 1 > 4", True),
        ((("size", "IN", (4, 5)),), None, "resource.data.size in [4]", False),
        ((("size", "IN", tuple(range(31))),), None, "true", False),
        ((("tags", "ARRAY_CONTAINS", "p"),), None, "resource.data.tags.hasAll(['p'])", False),
        ((("tags", "ARRAY_CONTAINS_ANY", ("p", "q")),), None, "resource.data.tags.hasAny(['p', 'q'])", True),
        ((("tags", "ARRAY_CONTAINS_ANY", ("p", "q")),), None, "resource.data.tags.hasAny(['p'])", False),
        ((("open", "NOT_EQUAL", None),), None, "resource.data.open == true", False),
        ((("m.role", "EQUAL", "x"), ("m", "GREATER_THAN", {})), None, "resource.data.m.role == 'x'", True),
        ((("size", "EQUAL", 4), ("size", "GREATER_THAN", 3)), None, "resource.data.size is constraint", True),
    ],
)
def test_a_list_is_judged_by_its_query(
    filters: tuple[tuple[str, str, Value], ...], limit: int | None, condition: str, expected: bool
) -> None:  # fmt: skip
    """Rules are no filters: what the query does not imply is not known, whatever the documents hold."""
    query = Query(filters=filters, limit=limit)
    assert is_allowed(condition, signed_in("list", "/notes", query=query)) is expected


def test_reads_of_a_query_of_several_count_together() -> None:
    """A query with `in` is judged once for each value; what that reads shares one limit."""
    condition = " && ".join(f"!exists(/databases/$(db)/documents/n/$(resource.data.size)/n/n{n})" for n in range(6))

    def is_listed(*sizes: int) -> bool:
        query = Query(filters=(("size", "IN", sizes),))
        return is_allowed(condition, signed_in("list", "/notes", query=query))

    assert is_listed(1)
    assert not is_listed(1, 2)


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [("/a%41", "/aA/x", True), ("/a%41", "/a%41/x", False), ("/a+b", "/a b/x", True), ("/a+b", "/a+b/x", False)],
)
def test_segments_are_written_as_in_addresses(pattern: str, path: str, expected: bool) -> None:
    """`%HH` are bytes, and `+` is a blank: measured with the emulator."""
    ruleset = rules(f"match {pattern}/{{id}} {{ allow get; }}")
    assert ruleset.decide(signed_in(path=path), DOCUMENTS).is_allowed is expected


def test_the_document_of_a_write_is_the_one_that_would_be_there() -> None:
    """`request.resource` and `getAfter` see it, `resource` and `get` do not."""
    condition = (
        "request.resource.data.size == 7 && resource.data.size == 5"
        " && getAfter(/databases/$(db)/documents/notes/$(id)).data.size == 7"
        " && get(/databases/$(db)/documents/notes/$(id)).data.size == 5"
        " && request.resource.data.diff(resource.data).affectedKeys().hasOnly(['size'])"
    )
    document = {**DOCUMENTS["/notes/a"], "size": 7}
    assert is_allowed(condition, signed_in("update", document=document))


def test_a_collection_group_is_open_only_where_a_wildcard_takes_any_place() -> None:
    """`/notes/{id}` speaks of one collection, `/{where=**}/notes/{id}` of all."""
    request = signed_in("list", "/notes", query=Query(collection_group=True))
    one = rules("match /notes/{id} { allow list; }")
    every = rules("match /{where=**}/notes/{id} { allow list; }")
    assert [each.decide(request, {}).is_allowed for each in (one, every)] == [False, True]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("rest == rest", False),
        ("rest != rest", True),
        ("rest == /sub", False),
        ("rest in [rest]", False),
        ("[rest] == [rest]", True),
        ("{'a': rest}.diff({'a': rest}).affectedKeys().size() == 0", True),
        ("rest[0] == 'sub'", False),
        ("rest.bind({})[0] == 'sub'", True),
        ("rest is path", True),
    ],
)
@pytest.mark.parametrize("pattern", ["/notes/{id}/{rest=**}", "/{id}/{some}/{rest=**}"])
def test_a_wildcard_that_holds_the_unknown_id_of_a_list_equals_nothing(
    pattern: str, condition: str, expected: bool
) -> None:
    """Nor can its segments be had (the same on the Firestore emulator 1.19.9); in lists and maps it is like itself."""
    request = signed_in("list", "/notes/a/sub", query=Query())
    assert rules(f"match {pattern} {{ allow list: if {condition}; }}").decide(request, {}).is_allowed is expected


@pytest.mark.parametrize(("version", "expected"), [("1", False), ("2", True)])
def test_a_recursive_wildcard_takes_nothing_in_version_2_alone(version: str, expected: bool) -> None:
    """`/notes/{id}/{rest=**}` speaks of `/notes/a` too, or not."""
    ruleset = rules("match /notes/{id}/{rest=**} { allow get; }", version=version)
    assert ruleset.decide(signed_in(), DOCUMENTS).is_allowed is expected


@pytest.mark.parametrize(("count", "expected"), [(10, True), (11, False)])
def test_more_than_ten_documents_cannot_be_read(count: int, expected: bool) -> None:
    """The same document counts once."""
    reads = [f"!exists(/databases/$(db)/documents/x/{number})" for number in range(count)]
    assert is_allowed(" && ".join([*reads, reads[0]]), signed_in()) is expected


def test_a_denied_request_tells_which_condition_had_no_value() -> None:
    """The place is the permission's in the text."""
    decision = rules("match /notes/{id} { allow get: if resource.data.nobody == 1; }").decide(signed_in(), DOCUMENTS)
    assert list(decision.failures.values()) == ["Property nobody is undefined on object."]
