"""Remote Config: a template under its etag, versions, what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox_fixtures import FirebaseProject
from tests.unit.sandbox.firebase.deploying import message

ADDRESS = "firebaseremoteconfig.googleapis.com/v1/projects/{project}/remoteConfig"
IOS = {"name": "ios", "expression": "device.os == 'ios'"}


def put(firebase: FirebaseProject, template: Any, match: str = "*", query: str = "") -> Any:
    return firebase.change("PUT", ADDRESS + query, template, **{"if-match": match})


def refused(firebase: FirebaseProject, template: Any, match: str = "*") -> tuple[int, str]:
    answer = firebase.request("PUT", ADDRESS, template, **({"if-match": match} if match else {}))
    return answer.status, message(answer)


def test_every_published_template_has_the_next_number_and_its_etag(firebase: FirebaseProject) -> None:
    """The etag holds the project's number and the version's; validating gives 0 and publishes nothing."""
    number = firebase.project.number
    assert firebase.get(ADDRESS) == {}
    assert firebase.request("GET", ADDRESS).headers["etag"] == f"etag-{number}-0"
    put(firebase, {"conditions": [IOS]}, f"etag-{number}-0")
    template = {"conditions": [{**IOS, "tagColor": "PINK"}], "version": {"description": "pink"}}
    answer = firebase.request("PUT", f"{ADDRESS}?validateOnly=true", template, **{"if-match": f"etag-{number}-1"})
    assert answer.headers["etag"] == f"etag-{number}-0"
    assert firebase.get(ADDRESS)["version"]["versionNumber"] == "1"
    published = put(firebase, template)
    assert published["version"]["versionNumber"] == "2"
    assert published["version"]["updateType"] == "FORCED_UPDATE"
    assert published["version"]["description"] == "pink"


def test_an_old_etag_is_refused(firebase: FirebaseProject) -> None:
    """So is none at all."""
    put(firebase, {})
    number = firebase.project.number
    assert refused(firebase, {}, f"etag-{number}-0") == (
        409,
        f"[VERSION_MISMATCH]: Expected version 0, found version 1 for project: {number}",
    )
    assert refused(firebase, {}, "")[0] == 400


def test_versions_are_listed_read_and_rolled_back_to(firebase: FirebaseProject) -> None:
    """Newest first, page by page; a rollback is a version of its own. 300 are kept."""
    for text in ("a", "b", "c"):
        put(firebase, {"parameters": {"p": {"defaultValue": {"value": text}}}})
    first = firebase.get(f"{ADDRESS}:listVersions?pageSize=2")
    assert [each["versionNumber"] for each in first["versions"]] == ["3", "2"]
    rest = firebase.get(f"{ADDRESS}:listVersions?pageSize=2&pageToken={first['nextPageToken']}")
    assert [each["versionNumber"] for each in rest["versions"]] == ["1"]
    assert firebase.get(f"{ADDRESS}?versionNumber=1")["parameters"]["p"]["defaultValue"] == {"value": "a"}
    back = firebase.change("POST", f"{ADDRESS}:rollback", {"versionNumber": "1"})
    assert back["version"]["updateType"] == "ROLLBACK"
    assert back["version"]["rollbackSource"] == "1"
    assert firebase.get(ADDRESS)["parameters"]["p"]["defaultValue"] == {"value": "a"}
    for method, address in (("GET", f"{ADDRESS}?versionNumber=9"), ("POST", f"{ADDRESS}:rollback?versionNumber=9")):
        assert firebase.request(method, address).status == 404


def test_only_three_hundred_versions_are_kept(firebase: FirebaseProject) -> None:
    """The oldest is gone first."""
    for _ in range(301):
        put(firebase, {})
    assert firebase.request("GET", f"{ADDRESS}?versionNumber=1").status == 404
    assert firebase.get(ADDRESS)["version"]["versionNumber"] == "301"


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ({"unheardOf": 1}, "Unknown name \"unheardOf\" at 'remote_config'"),
        ({"conditions": [{"name": "a"}]}, "needs a expression"),
        ({"conditions": [IOS, IOS]}, "must be unique"),
        ({"conditions": [{**IOS, "tagColor": "MAUVE"}]}, "MAUVE"),
        ({"conditions": {}}, "expected a list"),
        ({"parameters": {"1a": {}}}, "Parameter key 1a"),
        ({"parameters": {"a": "b"}}, "expected an object"),
        ({"parameters": {"a": {"valueType": "DATE"}}}, "DATE"),
        ({"parameters": {"a": {"conditionalValues": {"ios": {"value": "1"}}}}}, "Condition ios of parameter a"),
        ({"parameters": {"a": {"defaultValue": {"value": "1", "useInAppDefault": True}}}}, "oneof"),
        ({"parameters": {"a": {"defaultValue": {"value": 1}}}}, "TYPE_STRING"),
        ({"parameters": {"a": {"defaultValue": {"value": "yes"}, "valueType": "BOOLEAN"}}}, "not of type BOOLEAN"),
        ({"parameters": {"a": {"defaultValue": {"value": "{"}, "valueType": "JSON"}}}, "not of type JSON"),
        ({"parameters": {"a": {}}, "parameterGroups": {"g": {"parameters": {"a": {}}}}}, "twice"),
        ({"parameters": {"a": {"defaultValue": {"value": "x" * 1_000_001}}}}, "too large"),
    ],
)
def test_what_is_no_template_is_refused(firebase: FirebaseProject, template: Any, words: str) -> None:
    """And the old one stays."""
    put(firebase, {"conditions": [IOS]})
    status, told = refused(firebase, template)
    assert status == 400
    assert words in told
    assert firebase.get(ADDRESS)["version"]["versionNumber"] == "1"


def test_a_parameter_without_a_type_is_a_string(firebase: FirebaseProject) -> None:
    """Empty members are not kept, and what the console makes is."""
    values = {
        "a": {"defaultValue": {"value": "1"}, "description": "", "valueType": "PARAMETER_VALUE_TYPE_UNSPECIFIED"},
        "b": {"defaultValue": {"rolloutValue": {"rolloutId": "r", "value": "x", "percent": 5}}, "valueType": "NUMBER"},
    }
    put(firebase, {"parameters": values, "parameterGroups": {"empty": {"description": "none yet"}}, "conditions": []})
    found = firebase.get(ADDRESS)
    assert found["parameters"] == {"a": {"defaultValue": {"value": "1"}, "valueType": "STRING"}, "b": values["b"]}
    assert found["parameterGroups"] == {"empty": {"description": "none yet"}}
    assert json.dumps(found).count("conditions") == 0
