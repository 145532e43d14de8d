"""Tenants behave as the recordings of a real project do."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from baasctl.sandbox.server import SandboxServer
from tests.sandbox_fixtures import FirebaseProject, new_firebase_project

PROJECT = "identitytoolkit.googleapis.com/v2/projects/{project}"
TENANTS = f"{PROJECT}/tenants"


@pytest.fixture
def tenants(firebase: FirebaseProject) -> FirebaseProject:
    """A project that allows tenants."""
    return allowed(firebase)


def allowed(firebase: FirebaseProject) -> FirebaseProject:
    firebase.change("PATCH", f"{PROJECT}/config?updateMask=multiTenant", {"multiTenant": {"allowTenants": True}})
    return firebase


def create(firebase: FirebaseProject, display_name: str, **settings: Any) -> tuple[str, Any]:
    """Id and answer of a new tenant."""
    made = firebase.change("POST", TENANTS, {"displayName": display_name, **settings})
    return made["name"].rpartition("/")[2], made


def message(firebase: FirebaseProject, method: str, address: str, body: Any = None) -> tuple[int, str]:
    answer = firebase.request(method, address, body)
    return answer.status, json.loads(answer.body)["error"]["message"]


def test_the_server_makes_the_id(tenants: FirebaseProject) -> None:
    """From the display name and five characters; two tenants can share a display name."""
    first, made = create(tenants, "acme")
    second, _ = create(tenants, "acme")

    assert re.fullmatch("acme-[a-z0-9]{5}", first)
    assert first != second
    name = f"projects/{tenants.project.number}/tenants/{first}"
    assert made == {"name": name, "displayName": "acme", "inheritance": {}}


def test_only_a_read_of_one_shows_the_hash_settings(tenants: FirebaseProject) -> None:
    """Neither the answer of a creation nor the list."""
    name, made = create(tenants, "acme", allowPasswordSignup=True, autodeleteAnonymousUsers=True)
    read = tenants.get(f"{TENANTS}/{name}")

    assert read.pop("hashConfig")["algorithm"] == "SCRYPT"
    assert read == made == tenants.get(TENANTS)["tenants"][0]
    assert "autodeleteAnonymousUsers" not in read


@pytest.mark.parametrize("display_name", ["abc", "1abc", "a_bcd", "a" * 21])
def test_a_display_name_has_its_form(tenants: FirebaseProject, display_name: str) -> None:
    """4 to 20 letters, digits and hyphens, a letter first."""
    status, said = message(tenants, "POST", TENANTS, {"displayName": display_name})

    assert (status, said.partition(" ")[0]) == (400, "INVALID_DISPLAY_NAME")


def test_a_change_follows_its_mask(tenants: FirebaseProject) -> None:
    """Unknown paths are ignored, a path without a value clears, without a mask a display name is needed."""
    name, _ = create(tenants, "acme", allowPasswordSignup=True)
    one = f"{TENANTS}/{name}"

    assert (
        tenants.change("PATCH", f"{one}?updateMask=displayName,unknown", {"displayName": "acme2"})["displayName"]
        == "acme2"
    )
    assert "allowPasswordSignup" not in tenants.change("PATCH", f"{one}?updateMask=allowPasswordSignup", {})
    assert message(tenants, "PATCH", one, {"allowPasswordSignup": True}) == (
        400,
        "MISSING_DISPLAY_NAME : Missing tenant with valid display_name.",
    )
    assert message(tenants, "POST", TENANTS, {})[1].startswith("MISSING_DISPLAY_NAME")


def test_a_tenant_that_is_not_there_is_not_found(tenants: FirebaseProject) -> None:
    """At every operation, also after its deletion."""
    name, _ = create(tenants, "acme")
    assert tenants.change("DELETE", f"{TENANTS}/{name}", None) == {}

    for method in ("GET", "PATCH", "DELETE"):
        assert message(tenants, method, f"{TENANTS}/{name}") == (404, "TENANT_NOT_FOUND")
    assert message(tenants, "GET", f"{TENANTS}/{name}/oauthIdpConfigs") == (404, "TENANT_NOT_FOUND")


def test_the_list_comes_in_pages_by_id(tenants: FirebaseProject) -> None:
    """Sizes of 0 and below mean the usual one; a token that nobody gave finds nothing."""
    names = sorted(create(tenants, display_name)[0] for display_name in ("bbbb", "aaaa", "Upper"))
    listed = tenants.get(TENANTS)["tenants"]

    assert [each["name"].rpartition("/")[2] for each in listed] == names
    assert tenants.get(f"{TENANTS}?pageSize=0")["tenants"] == tenants.get(f"{TENANTS}?pageSize=-1")["tenants"] == listed
    first = tenants.get(f"{TENANTS}?pageSize=2")
    second = tenants.get(f"{TENANTS}?pageSize=2&pageToken={first['nextPageToken']}")
    assert first["tenants"] + second["tenants"] == listed
    assert tenants.get(f"{TENANTS}?pageToken=nobody") == {}


def test_tenants_have_to_be_allowed(firebase: FirebaseProject) -> None:
    """A project that does not allow them refuses every operation."""
    status, said = message(firebase, "GET", TENANTS)

    assert (status, said.partition(" ")[0]) == (400, "INVALID_PROJECT_ID")


def test_without_billing_there_are_two(sandbox: SandboxServer) -> None:
    """The quota of the documentation."""
    firebase = allowed(new_firebase_project(sandbox, billing=False))
    create(firebase, "acme")
    create(firebase, "acme")

    assert message(firebase, "POST", TENANTS, {"displayName": "acme"})[0] == 400


def test_a_policy_of_a_tenant_goes_with_it(tenants: FirebaseProject) -> None:
    """Read, replaced under its etag, and asked."""
    name, _ = create(tenants, "acme")
    one = f"{TENANTS}/{name}"
    binding = {"role": "roles/firebaseauth.viewer", "members": ["user:ada@example.com"]}
    etag = tenants.change("POST", f"{one}:getIamPolicy", {})["etag"]
    policy = tenants.change("POST", f"{one}:setIamPolicy", {"policy": {"bindings": [binding], "etag": etag}})

    assert policy["bindings"] == [binding]
    assert tenants.change("POST", f"{one}:getIamPolicy", {}) == policy
    asked = {"permissions": ["firebaseauth.configs.get"]}
    assert tenants.change("POST", f"{one}:testIamPermissions", asked) == asked
