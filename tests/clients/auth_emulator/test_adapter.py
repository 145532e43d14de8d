"""What baasctl writes to Google's Auth emulator: stored as meant, read back as written, of the shape it documents."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from baasctl.model.result import Status
from tests.clients.auth_emulator.conftest import HOST, Emulator, asked
from tests.contract.project import SpecProject, line

pytestmark = pytest.mark.npm

SETTINGS = Path(__file__).with_name("settings.yaml")
_NUMBERS = itertools.count(1)


@dataclass(frozen=True, slots=True)
class EmulatedProject:
    """A project of the emulator, as the contract suite's projects are."""

    emulator: Emulator
    name: str
    provider: str = "firebase"

    def environment(self) -> dict[str, str]:
        return {
            "BAASCTL_FIREBASE_API_URL": self.emulator.url,
            "SMTP_PASSWORD": "correct horse",
            "REVIEW_CODE": "123456",
        }


@pytest.fixture
def project(emulator: Emulator, tmp_path: Path) -> Iterator[SpecProject]:
    """A new project of the emulator with an empty folder."""
    emulator.written.clear()
    remote: Any = EmulatedProject(emulator, f"demo-emulated-{next(_NUMBERS)}")
    return SpecProject(remote, tmp_path / "spec")


def settings() -> dict[str, Any]:
    found = yaml.safe_load(SETTINGS.read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def stored(project: SpecProject) -> Any:
    return project.remote.emulator.config(project.remote.name)  # type: ignore[attr-defined]


def test_every_kind_of_setting_is_stored_and_planned_no_more(project: SpecProject) -> None:
    """A server that we did not write keeps every leaf that is declared: the second plan is empty."""
    project.write(settings())

    result = project.apply()

    assert result.is_converged, [str(each) for each in result.diagnostics]
    assert project.plan().is_empty
    found = stored(project)
    assert found["client"]["permissions"] == {"disabledUserDeletion": True, "disabledUserSignup": True}
    assert found["mfa"]["providerConfigs"] == [{"totpProviderConfig": {"adjacentIntervals": 3}, "state": "ENABLED"}]
    assert found["blockingFunctions"]["triggers"] == {
        "beforeSignIn": {"functionUri": f"https://us-central1-{project.remote.name}.cloudfunctions.net/block"},
        "beforeCreate": {"functionUri": "https://hooks.example.com/sign-up"},
    }
    assert found["notification"]["sendEmail"]["resetPasswordTemplate"]["bodyFormat"] == "HTML"


def test_every_body_has_the_shape_that_the_emulator_documents(project: SpecProject) -> None:
    """No request carries a member, an enum or a type that Google's description of the API does not have."""
    project.write(settings())
    project.apply()
    schemas = project.remote.emulator.schemas()  # type: ignore[attr-defined]
    bodies = [body for method, path, body in project.remote.emulator.written if "/config" in path]  # type: ignore[attr-defined]

    assert bodies
    for body in bodies:
        problems = validator(schemas, "GoogleCloudIdentitytoolkitAdminV2Config").iter_errors(body)
        assert [f"{each.json_path}: {each.message}" for each in problems] == []


def test_a_change_names_its_leaf_alone(project: SpecProject) -> None:
    """What the spec does not declare stays at a server that replaces whole messages for a parent's path."""
    project.write(settings())
    project.apply()
    before = stored(project)
    project.remote.emulator.written.clear()  # type: ignore[attr-defined]
    project.write({"auth": {"sign_in": {"phone": False}, "password": {"minimum_length": 14}}})

    assert list(map(line, project.plan().changes)) == ["~ auth /password/minimum_length /sign_in/phone"]
    assert project.apply().is_converged

    masks = [path.partition("updateMask=")[2] for _, path, _ in project.remote.emulator.written]  # type: ignore[attr-defined]
    assert masks == ["passwordPolicyConfig.passwordPolicyVersions%2CsignIn.phoneNumber.enabled"]
    after = stored(project)
    before["signIn"]["phoneNumber"]["enabled"] = False
    before["passwordPolicyConfig"]["passwordPolicyVersions"][0]["customStrengthOptions"]["minPasswordLength"] = 14
    assert after == before


def test_a_setting_changed_by_somebody_else_is_drift(project: SpecProject) -> None:
    """The emulator's own answer is what the spec is compared with."""
    project.write({"auth": {"native": {"firebase": {"signIn": {"allowDuplicateEmails": False}}}}})
    assert project.plan().is_empty
    other = project.beside("other")
    other.write({"auth": {"native": {"firebase": {"signIn": {"allowDuplicateEmails": True}}}}})
    other.apply()

    assert list(map(line, project.plan().changes)) == ["~ auth /native/firebase/signIn/allowDuplicateEmails"]
    assert project.apply().is_converged


def test_a_leaf_that_the_server_does_not_clear_is_named(project: SpecProject) -> None:
    """An answer of 200 is not believed: this emulator clears nothing, which a user is told leaf by leaf."""
    project.write(
        {"auth": {"sign_in": {"phone": True}, "native": {"firebase": {"multiTenant": {"allowTenants": True}}}}}
    )
    project.apply()
    project.write({"auth": {"sign_in": {"phone": False}, "native": {"firebase": {"multiTenant": None}}}})

    result = project.apply()

    assert [outcome.status for outcome in result.outcomes] == [Status.FAILED]
    (told,) = result.diagnostics
    assert told.code == "APPLY231"
    assert "`multiTenant.allowTenants`" in told.detail
    assert "signIn" not in told.detail


def test_what_is_applied_is_what_people_meet(project: SpecProject) -> None:
    """The emulator acts on protection against enumeration: a wrong address and a wrong password look the same."""
    address = f"{project.remote.emulator.url}/{HOST}/v1/accounts:signInWithPassword"  # type: ignore[attr-defined]
    someone = {"email": "nobody@example.com", "password": "secret", "targetProjectId": project.remote.name}

    def refusal() -> str:
        return str(json.loads(asked(address, "POST", json.dumps(someone).encode()))["error"]["message"])

    project.write({"auth": {"sign_in": {"enumeration_protection": False}}})
    project.apply()
    assert refusal() == "EMAIL_NOT_FOUND"

    project.write({"auth": {"sign_in": {"enumeration_protection": True}}})
    assert project.apply().is_converged
    assert refusal() == "INVALID_LOGIN_CREDENTIALS"


def validator(document: Any, name: str) -> jsonschema.Draft202012Validator:
    """One schema of an OpenAPI document; members that it does not know are refused, as Google does."""
    return jsonschema.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": {"schemas": closed(document["components"]["schemas"])}}
    )


def closed(schema: Any) -> Any:
    """The schema with `additionalProperties: false` wherever it lists its properties."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: closed(value) for key, value in schema.items()}
    if isinstance(found.get("properties"), dict) and found.get("type") == "object":
        found.setdefault("additionalProperties", False)
    return found
