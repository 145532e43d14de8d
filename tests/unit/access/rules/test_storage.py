"""Requests to Storage: objects, folders, documents of Firestore, and both versions of the language."""

from __future__ import annotations

import pytest

from baasctl.access.rules.profiles import DIFFERENCES, Profile
from baasctl.access.rules.requests import Query, Request, Rules
from baasctl.access.rules.storage import StorageRequest, StorageRules
from baasctl.access.rules.tracing import Trace, branches
from baasctl.access.rules.values import Value
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset

OBJECTS: dict[str, dict[str, Value]] = {"/avatars/ada/a.png": {"size": 10, "metadata": {"owner": "ada"}}}
DOCUMENTS: dict[str, dict[str, Value]] = {f"/users/{name}": {"role": "editor"} for name in ("ada", "bob", "cy")}


def is_allowed(condition: str, request: StorageRequest, *, profile: Profile = Profile.PRODUCTION) -> bool:
    text = (
        "rules_version = '2'; service firebase.storage { match /b/{bucket}/o { match /avatars/{user}/{file} {"
        f" allow read, write: if {condition}; }} }} }}"
    )
    return StorageRules(parse_ruleset(text), profile=profile).decide(request, OBJECTS, DOCUMENTS).is_allowed


def asked(method: str = "get", path: str = "/avatars/ada/a.png", **more: object) -> StorageRequest:
    return StorageRequest(
        method=method,  # type: ignore[arg-type]  # one of the methods
        path=path,
        bucket="acme.appspot.com",
        auth={"uid": "ada", "token": {}},
        **more,  # type: ignore[arg-type]  # as the test has them
    )


@pytest.mark.parametrize(
    ("condition", "request_", "expected"),
    [
        ("resource.size == 10 && resource.name == 'avatars/ada/a.png'", asked(), True),
        ("resource.metadata.owner == request.auth.uid", asked(), True),
        ("resource.bucket == bucket && bucket == 'acme.appspot.com'", asked(), True),
        ("resource == null", asked(path="/avatars/ada/none.png"), True),
        ("resource.size == 10", asked(path="/avatars/ada/none.png"), False),
        ("request.resource == null || true", asked(), True),
        ("request.resource.size == null", asked(), False),
        ("user == request.auth.uid && request.resource.size < 20", asked("create", object={"size": 5}), True),
        (
            "request.resource.contentType.matches('image/.*')",
            asked("update", object={"contentType": "image/png"}),
            True,
        ),
        ("request.resource.contentType.matches('image/.*')", asked("update", object={}), False),
        ("request.resource == null && resource != null", asked("delete"), True),
        ("request.resource.metadata.keys().size() == 0", asked("create", object={}), True),
        ("get(/databases/(default)/documents/users/ada) != null", asked(), False),
    ],
)
def test_a_condition_sees_the_object(condition: str, request_: StorageRequest, expected: bool) -> None:
    """`resource` is the object that is there, `request.resource` what a write makes of it."""
    assert is_allowed(condition, request_) is expected


def read(name: str, function: str = "exists") -> str:
    return f"firestore.{function}(/databases/(default)/documents/users/{name})"


@pytest.mark.parametrize(
    ("condition", "profile", "expected"),
    [
        (f"{read('$(request.auth.uid)', 'get')}.data.role == 'editor'", Profile.PRODUCTION, True),
        (f"{read('ada')} && {read('bob')} && {read('ada')}", Profile.PRODUCTION, True),
        (f"{read('ada')} && {read('bob')} && {read('cy')}", Profile.PRODUCTION, False),
        (read("nobody"), Profile.PRODUCTION, False),
        (read("ada"), Profile.EMULATOR, False),
    ],
)
def test_rules_of_storage_read_two_documents(condition: str, profile: Profile, expected: bool) -> None:
    """By `firestore.get` and `firestore.exists`, which the emulator's engine does not know."""
    assert is_allowed(condition, asked(), profile=profile) is expected


@pytest.mark.parametrize(("version", "expected"), [("1", [True, False, False]), ("2", [True, True, True])])
def test_a_folder_is_listed_by_version_2_alone(version: str, expected: list[bool]) -> None:
    """There `{file=**}` takes the folder itself, too."""
    text = (
        f"rules_version = '{version}'; service firebase.storage {{ match /b/{{bucket}}/o {{"
        " match /avatars/{file=**} { allow read; } } }"
    )
    rules = StorageRules(parse_ruleset(text))
    requests = [asked(), asked("list", "/avatars"), asked("get", "/avatars")]
    assert [rules.decide(each, OBJECTS).is_allowed for each in requests] == expected


def test_a_list_has_no_resource() -> None:
    """Not even null."""
    text = (
        "rules_version = '2'; service firebase.storage { match /b/{bucket}/o { match /{file=**} {"
        " allow list: if resource == null; } } }"
    )
    assert not StorageRules(parse_ruleset(text)).decide(asked("list", "/"), OBJECTS).is_allowed


def test_branches_of_storage_are_traced() -> None:
    """As those of Firestore."""
    text = "service firebase.storage { match /b/{bucket}/o/{file} { allow get: if file == 'a' || false; } }"
    tree, trace = parse_ruleset(text), Trace()
    StorageRules(tree, trace=trace).decide(asked(path="/a"), {})
    assert [sorted(trace.outcomes.get(each.place, ())) for each in branches(tree)] == [["true"], ["true"], []]


@pytest.mark.parametrize(("profile", "expected"), [(Profile.PRODUCTION, False), (Profile.EMULATOR, True)])
def test_a_list_may_read_more_documents_in_the_emulator(profile: Profile, expected: bool) -> None:
    """Twenty in place of ten."""
    assert any("list" in each.of for each in DIFFERENCES)
    reads = " && ".join(f"!exists(/databases/$(db)/documents/x/{number})" for number in range(15))
    text = (
        "rules_version = '2'; service cloud.firestore { match /databases/{db}/documents { match /notes/{id} {"
        f" allow list: if {reads}; }} }} }}"
    )
    rules = Rules(parse_ruleset(text), profile=profile)
    assert rules.decide(Request(method="list", path="/notes", query=Query()), {}).is_allowed is expected
