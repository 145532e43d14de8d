"""What Google would refuse about functions of Firebase is told by baasctl, at its place and before apply."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baasctl.model.errors import NormaliseError, SpecError
from tests.contract.firebase.test_functions import A, written
from tests.sandbox_fixtures import FirebaseProject


@pytest.mark.parametrize(
    ("function", "code"),
    [
        ({"runtime": "nodejs18"}, "SPEC617"),
        ({"env": {"FIREBASE_CONFIG": "{}"}}, "SPEC619"),
        ({"env": {"no name": ""}}, "SPEC618"),
        ({"env": {"KEY": ""}, "secrets": ["KEY"]}, "SPEC628"),
        ({"labels": {"deployment-tool": "me"}}, "SPEC620"),
        ({"labels": {"Team": "me"}}, "SPEC620"),
        ({"trigger": {"object_created": {"bucket": "b"}, "http": {"auth": "none"}}}, "SPEC621"),
        ({"timeout": "10m", "trigger": {"object_created": {"bucket": "b"}}}, "SPEC622"),
        ({"timeout": "10s", "native": {"firebase": {"blocking": "before-sign-in"}}}, "SPEC622"),
        (
            {"native": {"firebase": {"eventTrigger": {"eventType": "a.b", "eventFilters": [{"attribute": "x"}]}}}},
            "SPEC625",
        ),
        (
            {
                "trigger": {"object_created": {"bucket": "b"}},
                "native": {"firebase": {"eventTrigger": {"eventType": "a.b"}}},
            },
            "SPEC626",
        ),
        (
            {
                "native": {
                    "firebase": {
                        "eventTrigger": {
                            "eventType": "google.cloud.storage.object.v1.finalized",
                            "eventFilters": [{"attribute": "bucket", "value": "b"}],
                        }
                    }
                }
            },
            "SPEC627",
        ),
        ({"memory": "64MiB"}, "SPEC088"),
        ({"trigger": {"http": {"auth": "jwt"}}}, "SPEC088"),
        ({"entrypoint": "index.js"}, "SPEC086"),
        ({"source": "nowhere"}, "RENDER013"),
        ({"native": {"firebase": {"serviceConfig": {"availableMemory": "1Gi"}}}}, "SPEC057"),
        ({"native": {"firebase": {"region": "europe-west1"}}}, "SPEC057"),
        ({"native": {"firebase": {"eventTrigger": {"pubsubTopic": "x"}}}}, "SPEC088"),
    ],
)
def test_what_google_would_refuse_is_refused_before_anything_is_sent(
    firebase: FirebaseProject, tmp_path: Path, function: dict[str, Any], code: str
) -> None:
    """At its place in the spec."""
    seen = len(firebase.calls())
    project = written(firebase, tmp_path, {"a": {"source": "functions", "runtime": "nodejs22", **function}})
    with pytest.raises(SpecError) as refused:
        project.plan()
    assert code in {each.code for each in refused.value.diagnostics}
    assert all(each.span for each in refused.value.diagnostics)
    assert firebase.calls()[seen:] == []


@pytest.mark.parametrize(("name", "code"), [("1st", "SPEC616"), ("a@nowhere", "SPEC616"), ("a.b", "SPEC616")])
def test_a_name_that_no_function_has_is_refused(
    firebase: FirebaseProject, tmp_path: Path, name: str, code: str
) -> None:
    """`name@region` is one in another region."""
    with pytest.raises(SpecError) as refused:
        written(firebase, tmp_path, {name: A}).plan()
    assert {each.code for each in refused.value.diagnostics} == {code}


@pytest.mark.parametrize(
    ("functions", "code"),
    [
        ({"a": A, "other": {**A, "name": "a"}}, "SPEC611"),
        ({"new": {"runtime": "nodejs22"}}, "SPEC613"),
        ({"new": {"source": "functions"}}, "SPEC613"),
        ({"new": {**A, "secrets": ["MISSING"]}}, "SPEC614"),
        ({"new": {**A, "trigger": {"schedule": {"enabled": False}}}}, "SPEC629"),
        ({"new": {**A, "native": {"firebase": {"serviceConfig": {"maxInstanceRequestConcurrency": 80}}}}}, "SPEC630"),
    ],
)
def test_what_cannot_be_done_in_this_project_is_told_by_the_plan(
    firebase: FirebaseProject, tmp_path: Path, functions: dict[str, Any], code: str
) -> None:
    """Before apply."""
    with pytest.raises(NormaliseError) as refused:
        written(firebase, tmp_path, functions).plan()
    assert [each.code for each in refused.value.diagnostics if each.is_error] == [code]
