"""Remote Config: etags, what a template may not hold, what is lost with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baasctl import pipeline
from baasctl.model.address import Address
from baasctl.model.change import Hazard
from baasctl.model.errors import BaasctlError
from baasctl.model.result import Status
from baasctl.model.secret import Vault
from baasctl.sandbox.faults import Fault
from tests.contract.project import SpecProject
from tests.sandbox_fixtures import FirebaseProject

ADDRESS = "firebaseremoteconfig.googleapis.com/v1/projects/{project}/remoteConfig"
IOS = {"name": "ios", "expression": "device.os == 'ios'"}


def publish(firebase: FirebaseProject, template: Any) -> None:
    firebase.change("PUT", ADDRESS, template, **{"if-match": "*"})


def with_spec(firebase: FirebaseProject, folder: Path, remote_config: Any) -> SpecProject:
    project = SpecProject(firebase, folder)
    project.write({"remote_config": remote_config})
    return project


def test_a_template_published_after_the_plan_is_not_overwritten(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Even where it changed nothing that the spec names: the etag is another one."""
    project = with_spec(firebase, tmp_path / "spec", {"conditions": [IOS]})
    plan = project.plan()
    publish(firebase, {"parameters": {"mine": {"defaultValue": {"value": "1"}}}})

    result = project.apply(plan)

    (outcome,) = result.outcomes
    assert (outcome.status, outcome.exit_code) == (Status.FAILED, 6)
    assert outcome.diagnostic is not None
    assert outcome.diagnostic.code == "APPLY280"
    assert list(firebase.get(ADDRESS)["parameters"]) == ["mine"]


def test_a_template_that_google_refuses_is_not_published(firebase: FirebaseProject, tmp_path: Path) -> None:
    """It is validated first; a conflict there is a stale plan as well."""
    project = with_spec(firebase, tmp_path / "spec", {"parameters": {"a": {"default": "1"}}})
    for status, code in ((400, 1), (409, 6)):
        firebase.sandbox.faults.add(Fault(method="PUT", path="remoteConfig", status=status, count=1))
        (outcome,) = project.apply().outcomes
        assert (outcome.status, outcome.exit_code) == (Status.FAILED, code)
        assert "version" not in firebase.get(ADDRESS)


def test_what_is_taken_away_needs_consent(firebase: FirebaseProject, tmp_path: Path) -> None:
    """A parameter and a condition go with their values."""
    publish(firebase, {"conditions": [IOS], "parameters": {"old": {"defaultValue": {"value": "1"}}}})
    project = with_spec(firebase, tmp_path / "spec", {"conditions": [], "parameters": {}})
    plan = project.plan(allow=frozenset())
    assert plan.hazards == {Hazard.DELETES_DATA}
    assert sorted(risk.path for change in plan.changes for risk in change.risks) == ["/conditions", "/parameters/old"]


def test_an_api_that_is_off_is_no_empty_template(firebase: FirebaseProject, tmp_path: Path) -> None:
    """The plan is incomplete and says where to switch it on."""
    off = firebase.another(disabled=["firebaseremoteconfig.googleapis.com"])
    planned = with_spec(off, tmp_path / "spec", {"parameters": {"a": {"default": "1"}}}).planned()
    (plan,) = planned.plans
    assert not plan.is_complete
    assert "firebaseremoteconfig.googleapis.com" in plan.unreadable["remote_config"].hint


def test_an_adopted_template_makes_another_project_the_same(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Order of conditions, groups and types included; version numbers are each project's own."""
    template = {
        "conditions": [IOS, {"name": "beta", "expression": "true", "tagColor": "TEAL"}],
        "parameters": {"a": {"defaultValue": {"useInAppDefault": True}, "valueType": "BOOLEAN"}},
        "parameterGroups": {
            "G": {
                "description": "Some",
                "parameters": {
                    "b": {"conditionalValues": {"beta": {"value": "{}"}}, "valueType": "JSON", "description": "why"}
                },
            }
        },
    }
    publish(firebase, template)
    first = SpecProject(firebase, tmp_path / "first")
    first.write({})
    second = SpecProject(firebase.another(), tmp_path / "second")
    second.write_adopted(first.adopt())
    spec = second.folder / "baas.yaml"
    spec.write_text(spec.read_text("utf-8").replace(firebase.id, second.remote.name), encoding="utf-8")
    assert second.apply().is_converged
    assert isinstance(second.remote, FirebaseProject)
    assert {key: value for key, value in second.remote.get(ADDRESS).items() if key != "version"} == template


@pytest.mark.parametrize(
    ("remote_config", "code", "words"),
    [
        ({"parameters": {"a": {"when": {"ios": "1"}}}}, "SPEC640", "`a` has a value for `ios`"),
        ({"conditions": [IOS, IOS]}, "SPEC641", "`ios`"),
        ({"conditions": [{**IOS, "name": "n" * 101}]}, "SPEC642", "101 characters"),
        ({"parameters": {"1a": {"default": "1"}}}, "SPEC642", "no digit first"),
        ({"parameters": {"a": {"default": "1", "group": "g" * 257}}}, "SPEC642", "257 characters"),
        ({"parameters": {"a": {"default": "yes", "type": "boolean"}}}, "SPEC643", 'write "true" or "false"'),
        ({"parameters": {"a": {"default": "true", "type": "number"}}}, "SPEC643", "of type number"),
        ({"parameters": {"a": {"default": "{", "type": "json"}}}, "SPEC643", "of type json"),
        ({"parameters": {"a": {"default": "x" * 1_000_001}}}, "SPEC644", "1,000,001 characters"),
        ({"parameters": {"a": {"default": {"in_app_default": False}}}}, "SPEC081", "{in_app_default: true}"),
        ({"parameters": {"a": {"default": True}}}, "SPEC081", "put it in quotes"),
        ({"parameters": {"a": {"default": "1", "type": None}}}, "SPEC087", "`parameters.*.type` is always set"),
    ],
)
def test_what_google_would_refuse_is_told_with_its_place(
    firebase: FirebaseProject, tmp_path: Path, remote_config: Any, code: str, words: str
) -> None:
    """Before anything is written."""
    project = with_spec(firebase, tmp_path / "spec", remote_config)
    with pytest.raises(BaasctlError) as caught:
        project.plan()
    (problem,) = caught.value.diagnostics
    assert problem.code == code
    assert problem.span is not None
    assert problem.span.line > 3
    assert words in f"{problem.detail} {problem.hint}"


def test_a_live_value_keeps_its_condition(firebase: FirebaseProject, tmp_path: Path) -> None:
    """A list without a condition that a parameter outside of the spec needs is refused."""
    values = {"ios": {"value": "1"}}
    publish(firebase, {"conditions": [IOS], "parameters": {"live": {"conditionalValues": values}}})
    project = with_spec(firebase, tmp_path / "spec", {"conditions": []})
    with pytest.raises(BaasctlError, match=r"the value is live: list the condition"):
        project.plan()


def test_a_parameter_is_explained_by_what_all_of_them_have(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Its name is the user's own; wire, source and meaning are those of every parameter."""
    project = with_spec(firebase, tmp_path / "spec", {"parameters": {"a": {"default": "1"}}})
    address = Address("prod", "remote_config")
    found = pipeline.explain(project.run(), address, "/parameters/a/default", Vault())
    assert (found.wire, found.desired, found.is_unset) == ("defaultValue", "1", False)
    assert "in_app_default" in found.doc
    assert '"a": {"defaultValue": {"value": "1"}}' in found.would_send
