"""Settings, mails and hooks of Firebase Authentication against the sandbox: what cases cannot say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baasctl.model.address import Address
from baasctl.model.diagnostic import Severity
from baasctl.model.errors import Forbidden, NormaliseError, PlanStale
from baasctl.model.plan_document import plan_from_document, plan_to_document
from baasctl.model.result import Status
from baasctl.model.secret import Vault
from baasctl.providers import registry
from baasctl.providers.contract import Connection, Provider
from tests.contract.project import SpecProject, line
from tests.sandbox_fixtures import FirebaseProject

CONFIG = "identitytoolkit.googleapis.com/v2/projects/{project}/config"
HOOK = {"trigger": {"http": {"auth": "none"}}, "runtime": "nodejs22", "handler": "blockBanned", "source": "functions"}
SOURCES = {"functions/package.json": "{}", "functions/index.js": "exports.blockBanned = () => null;"}


def project_of(remote: FirebaseProject, folder: Path, spec: dict[str, Any], **environment: str) -> SpecProject:
    found = SpecProject(remote, folder, environment)
    found.write(spec)
    return found


def connected(project: SpecProject) -> Provider:
    """The provider alone, for a write that nobody checks beforehand."""
    plan = project.plan()
    connection = Connection(
        target=plan.target, root=project.folder, vault=Vault(), environment=project.remote.environment()
    )
    return registry.package("firebase").connect(connection)


def test_a_setting_that_moved_before_the_write_is_not_overwritten(firebase: FirebaseProject, tmp_path: Path) -> None:
    """There is no etag: what somebody changed between the last reading and the write stops it, and is named."""
    project = project_of(firebase, tmp_path, {"auth": {"native": {"firebase": {"authorizedDomains": ["a.example"]}}}})
    plan = project.plan()
    provider = connected(project)
    firebase.change("PATCH", f"{CONFIG}?updateMask=authorizedDomains", {"authorizedDomains": ["b.example"]})

    with pytest.raises(PlanStale, match="`auth` was changed by somebody else"):
        provider.execute(plan.batches[0], Vault())

    provider.close()
    assert firebase.get(CONFIG)["authorizedDomains"] == ["b.example"]


def test_a_hook_that_appeared_before_the_write_is_not_replaced(firebase: FirebaseProject, tmp_path: Path) -> None:
    """A trigger that the plan did not see is somebody's."""
    project = project_of(firebase, tmp_path, {"auth_hooks": {"before_sign_in": {"uri": "https://a.example/x"}}})
    plan = project.plan()
    provider = connected(project)
    trigger = {"blockingFunctions": {"triggers": {"beforeSignIn": {"functionUri": "https://b.example/y"}}}}
    firebase.change("PATCH", f"{CONFIG}?updateMask=blockingFunctions.triggers", trigger)

    with pytest.raises(PlanStale, match=r"`auth_hooks/before_sign_in`"):
        provider.execute(plan.batches[0], Vault())
    provider.close()


def test_one_request_names_every_changed_leaf_and_no_other(firebase: FirebaseProject, tmp_path: Path) -> None:
    """All kinds are one PATCH; a plan without changes is one GET."""
    spec = {
        "auth": {"sign_in": {"phone": True}, "password": {"minimum_length": 12}},
        "email_templates": {"recovery": {"subject": "Hello"}},
        "auth_hooks": {"before_sign_in": {"uri": "https://a.example/x"}},
    }
    project = project_of(firebase, tmp_path, spec)

    assert project.apply().is_converged

    log = (firebase.sandbox.data / "requests.jsonl").read_text(encoding="utf-8")
    assert [call.split()[0] for call in firebase.calls() if f"/{firebase.id}/config" in call].count("PATCH") == 1
    assert "hashConfig" not in log
    assert project.plan().calls == 1


def test_frozen_mails_are_explained(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Google's abuse control is no fault of the spec, and has a way around."""
    frozen = firebase.another(frozen_templates=True)
    project = project_of(frozen, tmp_path, {"email_templates": {"email_changed": {"subject": "Hello"}}})

    result = project.apply()

    (told,) = result.diagnostics
    assert told.code == "APPLY232"
    assert "EMAIL_TEMPLATE_UPDATE_NOT_ALLOWED" in told.detail
    assert "auth.email.smtp" in told.hint
    assert told.address == Address("prod", "email_templates", ("email_changed",))
    assert [outcome.status for outcome in result.outcomes] == [Status.FAILED]


def test_a_project_without_authentication_says_how_to_set_it_up(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Never set up is not empty: the kinds cannot be read, and the way to begin is told."""
    project = project_of(firebase.another(auth=False), tmp_path, {"auth": {"sign_in": {"email": True}}})

    planned = project.planned()

    (failure,) = planned.unreadable["prod"].values()
    assert [each.code for each in failure.diagnostics] == ["READ230"]
    assert "Get started" in str(failure)
    assert planned.plans[0].changes == ()


def test_adopting_a_project_without_authentication_adopts_the_rest(firebase: FirebaseProject, tmp_path: Path) -> None:
    """There is nothing to adopt of it, which is said once and is no error."""
    bare = firebase.another(auth=False)
    project = project_of(bare, tmp_path, {})
    template = {"parameters": {"greeting": {"defaultValue": {"value": "Hello"}}}}
    address = "firebaseremoteconfig.googleapis.com/v1/projects/{project}/remoteConfig"
    assert bare.request("PUT", address, template, **{"if-match": "*"}).status == 200

    adopted = project.adopt()

    told = {each.code: each.severity for each in adopted.warnings}
    assert told["READ230"] is Severity.WARNING
    assert "remote_config:" in adopted.files["baas.yaml"].decode()


def test_a_switched_off_api_is_no_empty_project(firebase: FirebaseProject, tmp_path: Path) -> None:
    """The kinds are unreadable, with the link that switches the API on."""
    closed = firebase.another(disabled=("identitytoolkit.googleapis.com",))
    project = project_of(closed, tmp_path, {"auth": {"sign_in": {"email": True}}})

    planned = project.planned()

    (failure,) = planned.unreadable["prod"].values()
    assert isinstance(failure, Forbidden)
    assert "https://console.developers.google.com/apis/api/identitytoolkit.googleapis.com" in str(failure)
    assert planned.plans[0].changes == ()


PLAIN: dict[str, dict[str, Any]] = {
    "factors": {"auth": {"mfa": {"mode": "optional", "factors": ["totp"]}}},
    "tenants": {"auth": {"native": {"firebase": {"multiTenant": {"allowTenants": True}}}}},
    "a hook": {"auth_hooks": {"before_sign_in": {"uri": "https://a.example/x"}}},
}


@pytest.mark.parametrize("name", PLAIN)
def test_what_needs_identity_platform_fails_the_plan(name: str, firebase: FirebaseProject, tmp_path: Path) -> None:
    """With its place, before a write; what is off asks for nothing."""
    plain = firebase.another(identity_platform=False)
    project = project_of(plain, tmp_path, PLAIN[name])

    with pytest.raises(NormaliseError, match="Identity Platform") as refused:
        project.plan()

    assert {each.code for each in refused.value.diagnostics} == {"SPEC518"}
    assert all(each.span for each in refused.value.diagnostics)


def test_a_mode_without_any_factor_fails_the_plan(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Nobody could add one; with a factor that is live the mode alone is enough."""
    project = project_of(firebase, tmp_path, {"auth": {"mfa": {"mode": "required"}}})

    with pytest.raises(NormaliseError, match=r"`mfa.mode` needs `mfa.factors`"):
        project.plan()

    live = {"mfa": {"providerConfigs": [{"state": "ENABLED", "totpProviderConfig": {}}]}}
    firebase.change("PATCH", f"{CONFIG}?updateMask=mfa.providerConfigs", live)
    assert project.apply().is_converged
    assert firebase.get(CONFIG)["mfa"]["providerConfigs"][0]["state"] == "MANDATORY"


def test_a_code_that_ignore_keeps_is_written_back_as_it_was(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Its text is in no spec, and in no plan that was saved."""
    numbers = {"signIn": {"phoneNumber": {"testPhoneNumbers": {"+15550100": "654321"}}}}
    firebase.change("PATCH", f"{CONFIG}?updateMask=signIn.phoneNumber.testPhoneNumbers", numbers)
    spec = {
        "ignore": ["/auth/sms/test_numbers/+1555*"],
        "auth": {"sms": {"test_numbers": {"+4915112345678": "${secret:env:CODE}"}}},
    }
    project = project_of(firebase, tmp_path, spec, CODE="123456")
    saved = plan_from_document(plan_to_document(project.plan()))

    assert project.apply(saved).is_converged

    stored = firebase.get(CONFIG)["signIn"]["phoneNumber"]["testPhoneNumbers"]
    assert stored == {"+15550100": "654321", "+4915112345678": "123456"}
    assert project.plan().is_empty


def test_a_password_that_google_does_not_show_goes_with_the_next_change(
    firebase: FirebaseProject, tmp_path: Path
) -> None:
    """It cannot be compared, which the plan says, and is sent with every change of the mail server."""
    server = {"host": "smtp.example.com", "port": 587, "username": "a", "password": "${secret:env:P}"}
    spec = {"auth": {"email": {"from_address": "a@b.example", "smtp": server}}}
    project = project_of(firebase, tmp_path, spec, P="first password")
    assert project.apply().is_converged
    project.environment["P"] = "second password"

    plan = project.plan()
    assert plan.is_empty
    assert [path for _, path in plan.not_compared] == ["/email/smtp/password"]

    project.write({"auth": {"email": {"smtp": {**server, "port": 465}}}})
    assert list(map(line, project.plan().changes)) == ["~ auth /email/smtp/port"]
    assert project.apply().is_converged
    stored: Any = firebase.project.settings("auth_config")
    assert stored["notification"]["sendEmail"]["smtp"]["password"] == "second password"


def test_a_hook_calls_a_function_of_the_same_spec(firebase: FirebaseProject, tmp_path: Path) -> None:
    """The function is made first; the hook gets the address that Google gave it, under whatever key it has."""
    project = SpecProject(firebase, tmp_path)
    spec = {
        "target": {"region": "europe-west1"},
        "functions": {"block": {**HOOK, "name": "block-banned"}},
        "auth_hooks": {"before_sign_in": {"function": "block"}},
    }
    project.write(spec, SOURCES)

    result = project.apply()

    assert result.is_converged, [str(each) for each in result.diagnostics]
    uri = firebase.get(CONFIG)["blockingFunctions"]["triggers"]["beforeSignIn"]["functionUri"]
    assert uri.endswith(".run.app")
    assert project.plan().is_empty
    project.write({key: value for key, value in spec.items() if key != "functions"})
    assert [line(change) for change in project.plan().changes] == ["~ auth_hooks/before_sign_in /function"]


@pytest.mark.parametrize("trigger", [{"trigger": {"http": {"auth": "iam"}}}, {}], ids=["closed", "left out"])
def test_a_function_that_asks_for_a_credential_is_no_hook(
    firebase: FirebaseProject, tmp_path: Path, trigger: dict[str, Any]
) -> None:
    """Identity Toolkit has none to show; a new function that says nothing asks for one, too."""
    function = {**{name: value for name, value in HOOK.items() if name != "trigger"}, **trigger}
    project = SpecProject(firebase, tmp_path)
    project.write({"functions": {"block": function}, "auth_hooks": {"before_sign_in": {"function": "block"}}}, SOURCES)

    with pytest.raises(Exception, match=r"error\[SPEC520\].*"):
        project.plan()


def test_a_hook_that_is_refused_already_can_be_adopted(firebase: FirebaseProject, tmp_path: Path) -> None:
    """What is live is told as it is, with a warning, and the plan stays empty."""
    project = SpecProject(firebase, tmp_path)
    hook = {"auth_hooks": {"before_sign_in": {"function": "block"}}}
    project.write({"functions": {"block": HOOK}, **hook}, SOURCES)
    assert project.apply().is_converged
    closed = {**HOOK, "trigger": {"http": {"auth": "iam"}}}
    project.write({"functions": {"block": closed}}, SOURCES)
    assert project.apply().is_converged

    adopted = project.beside("adopted")
    adopted.write_adopted(project.adopt())

    planned = adopted.planned()
    assert [plan.is_empty for plan in planned.plans] == [True]
    assert "SPEC520" in {each.code for each in planned.plans[0].warnings}
