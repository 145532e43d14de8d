"""Tenants of Firebase in projects that lack something, have many, or were changed by others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from baasctl.model.errors import NormaliseError
from baasctl.sandbox.exchange import Answer, Request, json_answer
from baasctl.sandbox.faults import Fault
from tests.contract.project import SpecProject, line
from tests.sandbox_fixtures import FirebaseProject

HOST = "identitytoolkit.googleapis.com"
TENANTS = f"{HOST}/v2/projects/{{project}}/tenants"
ALLOWED = {"auth": {"native": {"firebase": {"multiTenant": {"allowTenants": True}}}}}


@pytest.fixture
def allowed(firebase: FirebaseProject) -> FirebaseProject:
    """A project that allows tenants."""
    firebase.change(
        "PATCH",
        f"{HOST}/v2/projects/{{project}}/config?updateMask=multiTenant.allowTenants",
        {"multiTenant": {"allowTenants": True}},
    )
    return firebase


def project(firebase: FirebaseProject, folder: Path, spec: dict[str, Any]) -> SpecProject:
    found = SpecProject(firebase, folder / "spec")
    found.write(spec)
    return found


def codes(found: SpecProject) -> list[str]:
    with pytest.raises(NormaliseError) as refused:
        found.plan()
    return [each.code for each in refused.value.diagnostics if each.is_error]


def test_a_project_that_does_not_allow_tenants_is_told_so(firebase: FirebaseProject, tmp_path: Path) -> None:
    """By a plan, with what to declare; that makes it possible, and the switch comes first."""
    assert codes(project(firebase, tmp_path, {"tenants": {"acme": {}}})) == ["SPEC541"]
    switched_off = {"auth": {"native": {"firebase": {"multiTenant": {"allowTenants": False}}}}}
    assert codes(project(firebase, tmp_path, {**switched_off, "tenants": {"acme": {}}})) == ["SPEC541"]

    plan = project(firebase, tmp_path, {**ALLOWED, "tenants": {"acme": {}}}).plan()
    assert [[line(change) for change in batch.changes] for batch in plan.batches] == [
        ["~ auth /native/firebase/multiTenant/allowTenants"],
        ["+ tenants/acme"],
    ]


def test_a_disabled_api_makes_the_kind_unreadable(firebase: FirebaseProject, tmp_path: Path) -> None:
    """It is not empty."""
    plan = project(firebase.another(disabled=(HOST,)), tmp_path, {"tenants": {"acme": {}}}).plan()
    assert set(plan.unreadable) == {"tenants"}
    assert not plan.is_complete


def test_nothing_is_adopted_where_there_is_nothing(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Neither where tenants are not allowed nor where there is no Authentication."""
    for remote in (firebase, firebase.another(auth=False)):
        found = project(remote, tmp_path, {})
        assert found.adopt().count.get("tenants", 0) == 0


def test_two_tenants_of_one_display_name(allowed: FirebaseProject, tmp_path: Path) -> None:
    """An error that lists the ids; adopted by their ids, with an empty plan."""
    for _ in range(2):
        allowed.change("POST", TENANTS, {"displayName": "acme"})
    found = project(allowed, tmp_path, {"tenants": {"acme": {"enabled": True}}})
    assert codes(found) == ["SPEC542"]
    adopted = found.adopt()
    assert adopted.count["tenants"] == 2
    found.write_adopted(adopted)
    assert found.plan().is_empty

    tenant_id = min(each["name"].rpartition("/")[2] for each in allowed.get(TENANTS)["tenants"])
    chosen = project(allowed, tmp_path, {"tenants": {"acme": {"id": tenant_id, "enabled": False}}})
    assert [line(change) for change in chosen.plan().changes] == ["~ tenants/acme /enabled"]
    renamed = project(allowed, tmp_path, {"tenants": {"blue": {"id": tenant_id}}})
    assert [line(change) for change in renamed.plan().changes] == ["» tenants/blue"]
    assert renamed.apply().is_converged
    names = {each["name"].rpartition("/")[2]: each["displayName"] for each in allowed.get(TENANTS)["tenants"]}
    assert names[tenant_id] == "blue"


def test_many_tenants_are_one_request(allowed: FirebaseProject, tmp_path: Path) -> None:
    """Beside the one that tells whether tenants are allowed; providers are read where the spec lists them."""
    for number in range(25):
        allowed.change("POST", TENANTS, {"displayName": f"acme-{number:02}", "allowPasswordSignup": True})
    spec = {"tenants": {f"acme-{number:02}": {"sign_in": {"email": True}} for number in range(25)}}
    found = project(allowed, tmp_path, spec)
    plan = found.plan()
    assert plan.is_empty
    assert plan.calls == 2


def test_a_tenant_is_made_once_whatever_becomes_of_the_answer(allowed: FirebaseProject, tmp_path: Path) -> None:
    """The request is not sent again when its answer is lost: there is no name that would stop a second one."""
    found = project(allowed, tmp_path, {"tenants": {"acme": {"sign_in": {"email": True}}}})
    plan = found.plan()
    allowed.sandbox.faults.add(Fault(method="POST", path=f"/{allowed.id}/tenants", drop_after=True, count=1))
    result = found.apply(plan)
    assert not result.is_converged or result.remaining is not None
    assert len(allowed.get(TENANTS)["tenants"]) == 1
    assert found.plan().is_empty


def test_a_code_that_is_ignored_is_sent_again(allowed: FirebaseProject, tmp_path: Path) -> None:
    """Numbers are written whole: the ones that the spec leaves to others keep their codes."""
    kept = {"+15005550007": "111111"}
    allowed.change("POST", TENANTS, {"displayName": "acme", "testPhoneNumbers": {"+15005550006": "123456", **kept}})
    spec = {
        "ignore": ["/tenants/acme/sms/test_numbers/+15005550007"],
        "tenants": {"acme": {"sms": {"test_numbers": {"+15005550006": "${secret:env:CODE}"}}}},
    }
    found = project(allowed, tmp_path, spec)
    found.environment["CODE"] = "654321"
    assert [line(change) for change in found.plan().changes] == ["~ tenants/acme /sms/test_numbers"]
    assert found.apply().is_converged
    assert allowed.get(TENANTS)["tenants"][0]["testPhoneNumbers"] == {"+15005550006": "654321", **kept}
    assert found.plan().is_empty


def test_what_google_does_not_keep_fails_the_apply(allowed: FirebaseProject, tmp_path: Path) -> None:
    """A mask that is ignored is answered with 200; the tenant is read back and the setting named."""
    allowed.change("POST", TENANTS, {"displayName": "acme"})
    found = project(allowed, tmp_path, {"tenants": {"acme": {"sign_in": {"anonymous_accounts": True}}}})
    plan = found.plan()
    original = allowed.sandbox.answer

    def forgetful(request: Request) -> Answer:
        kept = request if request.method != "PATCH" else replace(request, query={"updateMask": "none"})
        return original(kept)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(allowed.sandbox, "answer", forgetful)
        result = found.apply(plan)
    assert [each.code for each in result.diagnostics] == ["APPLY243"]
    assert "`enableAnonymousUser`" in result.diagnostics[0].detail


@pytest.mark.parametrize(
    ("answer", "readable"),
    [({"tenants": [{"displayName": {}, "name": "x"}]}, False), ({"tenants": [{}]}, False), ({}, True)],
)
def test_an_answer_of_another_form_is_an_error(
    allowed: FirebaseProject, tmp_path: Path, answer: dict[str, Any], readable: bool
) -> None:
    """The kind is unreadable; nothing breaks."""
    found = project(allowed, tmp_path, {"tenants": {"acme": {"identity_providers": {}}}})
    original = allowed.sandbox.answer

    def odd(request: Request) -> Answer:
        return json_answer(200, answer) if request.path.endswith("/tenants") else original(request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(allowed.sandbox, "answer", odd)
        assert found.plan().is_complete is readable


def test_deleting_a_tenant_needs_consent_by_name(allowed: FirebaseProject, tmp_path: Path) -> None:
    """Its accounts go with it."""
    allowed.change("POST", TENANTS, {"displayName": "acme"})
    plan = project(allowed, tmp_path, {"prune": {"tenants": "all"}, "tenants": {}}).plan(allow=frozenset())
    (change,) = plan.changes
    assert "DELETES_DATA" in {hazard.value for hazard in change.hazards}


def test_a_provider_that_somebody_adds_to_a_tenant_is_drift(allowed: FirebaseProject, tmp_path: Path) -> None:
    """Where the spec lists the tenant's providers; else they are not read at all."""
    made = allowed.change("POST", TENANTS, {"displayName": "acme"})
    path = f"{TENANTS}/{made['name'].rpartition('/')[2]}"
    allowed.change("POST", f"{path}/defaultSupportedIdpConfigs?idpId=google.com", {"clientId": "a", "enabled": True})
    silent = project(allowed, tmp_path, {"tenants": {"acme": {"enabled": True}}}).plan()
    assert (silent.is_empty, silent.calls) == (True, 2)

    found = project(allowed, tmp_path, {"tenants": {"acme": {"identity_providers": {}}}})
    (change,) = found.plan().changes
    assert line(change) == "~ tenants/acme /identity_providers/google"
    assert "LOCKS_OUT_USERS" in {hazard.value for hazard in change.hazards}
    assert found.apply().is_converged
    assert allowed.get(f"{path}/defaultSupportedIdpConfigs") == {}
