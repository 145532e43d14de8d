"""Identity providers of Firebase in projects that lack something, have many, or were changed by others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import NormaliseError
from baasctl.model.result import Status
from baasctl.sandbox.exchange import Answer, Request
from baasctl.sandbox.faults import Fault
from tests.contract.project import SpecProject, line
from tests.sandbox_fixtures import FirebaseProject

HOST = "identitytoolkit.googleapis.com"
PARENT = f"{HOST}/v2/projects/{{project}}"
OKTA = {"protocol": "oidc", "client_id": "a", "issuer": "https://okta.example"}


def project(firebase: FirebaseProject, folder: Path, providers: dict[str, Any]) -> SpecProject:
    found = SpecProject(firebase, folder / "spec", {"SECRET": "a-client-secret"})
    found.write({"identity_providers": providers})
    return found


def problems(found: SpecProject) -> list[Diagnostic]:
    with pytest.raises(NormaliseError) as refused:
        found.plan()
    return [each for each in refused.value.diagnostics if each.is_error]


@pytest.mark.parametrize("providers", [{"google": {"client_id": "a"}}, {"okta": OKTA}])
def test_a_disabled_api_makes_the_kind_unreadable(
    firebase: FirebaseProject, tmp_path: Path, providers: dict[str, Any]
) -> None:
    """It is not empty: the plan is not complete, and says how to switch the API on."""
    found = project(firebase.another(disabled=(HOST,)), tmp_path, providers)
    plan = found.plan()
    assert not plan.is_complete
    assert plan.changes == ()
    (reason,) = plan.unreadable.values()
    assert reason.code == "READ218"
    assert "https://" in reason.hint


@pytest.mark.parametrize("providers", [{"google": {"client_id": "a"}}, {"okta": OKTA}])
def test_a_project_without_authentication_is_told_so(
    firebase: FirebaseProject, tmp_path: Path, providers: dict[str, Any]
) -> None:
    """The kind is unreadable, and the plan says where to begin."""
    plan = project(firebase.another(auth=False), tmp_path, providers).plan()
    assert not plan.is_complete
    assert all("Get started" in reason.hint for reason in plan.unreadable.values())
    assert set(plan.unreadable) == {"identity_providers"}


def test_plain_authentication_has_built_in_providers_only(firebase: FirebaseProject, tmp_path: Path) -> None:
    """OIDC and SAML need Identity Platform; the plan says so, not the apply."""
    plain = firebase.another(identity_platform=False)
    (found,) = problems(project(plain, tmp_path, {"google": {"client_id": "a"}, "okta": OKTA}))
    assert (found.code, found.span is not None) == ("SPEC546", True)


@pytest.mark.parametrize(
    ("provider", "missing"),
    [
        ({"protocol": "oidc"}, {"client_id", "issuer"}),
        ({"protocol": "saml"}, {"metadata_xml", "spEntityId", "callbackUri"}),
    ],
)
def test_a_new_provider_needs_what_it_cannot_be_made_without(
    firebase: FirebaseProject, tmp_path: Path, provider: dict[str, Any], missing: set[str]
) -> None:
    """All of it at once."""
    found = problems(project(firebase, tmp_path, {"okta": provider}))
    assert {each.code for each in found} == {"SPEC532"}
    assert len(found) == len(missing)
    assert all(any(name in each.hint for each in found) for name in missing)


def test_lists_are_read_over_all_their_pages(firebase: FirebaseProject, tmp_path: Path) -> None:
    """More than one page of them is live, and all are adopted."""
    for number in range(123):
        body = {"clientId": "a", "issuer": "https://id.example", "clientSecret": f"secret-{number:03}"}
        firebase.change("POST", f"{PARENT}/oauthIdpConfigs?oauthIdpConfigId=oidc.p{number:03}", body)
    found = SpecProject(firebase, tmp_path / "spec")
    found.write({"identity_providers": {"p122": {"protocol": "oidc", "client_id": "a"}}})
    assert found.plan().is_empty
    adopted = found.adopt()
    assert adopted.count["identity_providers"] == 123
    assert not any(b"secret-0" in content for content in adopted.files.values())


def test_what_is_live_stays_readable_whatever_its_name(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Names that are taken, ids of another time: adopted, and the adopted spec has an empty plan."""
    entry = {"clientId": "a", "issuer": "https://id.example"}
    for name in ("oidc.google", "oidc.same"):
        firebase.change("POST", f"{PARENT}/oauthIdpConfigs?oauthIdpConfigId={name}", entry)
    saml = {
        "idpConfig": {
            "idpEntityId": "a & b",
            "ssoUrl": "https://a?b=1&c=2",
            "idpCertificates": [{"x509Certificate": "YQ=="}],
        },
        "spConfig": {"spEntityId": "x"},
    }
    firebase.change("POST", f"{PARENT}/inboundSamlConfigs?inboundSamlConfigId=saml.same", saml)
    known = firebase.project.settings("identity_providers")
    new = {"name": "x", "enabled": True, "clientId": "b"}
    firebase.project.store("identity_providers", {**known, "/defaultSupportedIdpConfigs/new.example.com": new})

    found = SpecProject(firebase, tmp_path / "spec")
    found.write({"identity_providers": {"google": {"enabled": False}}})
    assert [line(change) for change in found.plan().changes] == ["+ identity_providers/google"]
    adopted = found.adopt()
    found.write_adopted(adopted)
    text = adopted.files["baas.yaml"].decode()
    assert all(f"  {name}:" in text for name in ("oidc.google", "oidc.same", "saml.same", "new.example.com"))
    assert found.plan().is_empty


def test_what_google_does_not_keep_fails_the_apply(firebase: FirebaseProject, tmp_path: Path) -> None:
    """A mask that is ignored is answered with 200; the provider is read back and the setting named."""
    firebase.change("POST", f"{PARENT}/defaultSupportedIdpConfigs?idpId=google.com", {"clientId": "a"})
    found = project(firebase, tmp_path, {"google": {"client_id": "b", "enabled": True}})
    plan = found.plan()
    router = firebase.sandbox

    original = router.answer

    def forgetful(request: Request) -> Answer:
        if request.method == "PATCH":
            request = Request(
                method="PATCH",
                path=request.path,
                query={"updateMask": "enabled"},
                headers=request.headers,
                body=request.body,
            )
        return original(request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(router, "answer", forgetful)
        result = found.apply(plan)
    (failure,) = result.diagnostics
    assert failure.code == "APPLY240"
    assert "`clientId`" in failure.detail
    assert not result.is_converged


def test_a_busy_google_is_asked_again_and_a_silent_one_is_not(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Through firebase-admin too: 429 did nothing, a lost answer may have done everything."""
    found = project(firebase, tmp_path, {"okta": OKTA})
    firebase.sandbox.faults.add(Fault(method="POST", path=f"/{firebase.id}/oauthIdpConfigs", status=429, count=1))
    assert found.apply().is_converged

    found.write({"identity_providers": {"okta": OKTA, "other": OKTA}})
    plan = found.plan()
    path = f"/{firebase.id}/oauthIdpConfigs"
    firebase.sandbox.faults.add(Fault(method="POST", path=path, drop_after=True, count=1))
    result = found.apply(plan)
    assert [outcome.status for outcome in result.outcomes] == [Status.UNKNOWN]
    assert found.plan().is_empty


def test_no_secret_is_shown_or_kept(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Live ones neither in the plan nor in what is explained, though Google answers with them."""
    live = {"clientId": "a", "clientSecret": "live-client-secret"}
    firebase.change("POST", f"{PARENT}/defaultSupportedIdpConfigs?idpId=google.com", live)
    found = project(firebase, tmp_path, {"google": {"client_secret": "${secret:env:SECRET}"}})
    plan = found.plan()
    assert [line(change) for change in plan.changes] == ["~ identity_providers/google /client_secret"]
    assert found.apply(plan).is_converged
    written = [path.read_text("utf-8") for path in (tmp_path / "spec").rglob("*") if path.is_file()]
    assert not any(
        secret in text for text in (repr(plan), *written) for secret in ("live-client-secret", "a-client-secret")
    )
