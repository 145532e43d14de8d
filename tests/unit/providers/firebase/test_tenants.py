"""Tenants between attributes and Google's message, and which live one a declared one is; without a server."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from baasctl.kinds.tenants import KIND as TENANTS
from baasctl.model.address import Address
from baasctl.model.change import Action, Change, FieldChange, Hazard
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret
from baasctl.model.value import ABSENT, freeze
from baasctl.providers.firebase.identity_toolkit import password_policy
from baasctl.providers.firebase.identity_toolkit.auth_rows import REGION_ROWS
from baasctl.providers.firebase.identity_toolkit.tenant_matching import match, named
from baasctl.providers.firebase.identity_toolkit.tenant_rows import FACTORS, POLICY, ROWS
from baasctl.providers.firebase.support import SUPPORT
from baasctl.providers.firebase.tenants import decode, encode
from tests.unit.providers.firebase.test_identity_providers import writable

ADDRESS = Address("prod", "tenants", ("acme",))
WITHOUT_ROW = {
    "displayName": "the key of the tenant",
    f"{POLICY}.passwordPolicyEnforcementState": "password",
    f"{FACTORS}.state": "mfa.mode",
    f"{FACTORS}.enabledProviders": "mfa.factors",
    f"{FACTORS}.providerConfigs.state": "mfa.mode",
    f"{FACTORS}.providerConfigs.totpProviderConfig.adjacentIntervals": "native.mfa",
}


def test_every_writable_field_has_one_name() -> None:
    """Google's discovery document is the list; password policy and second factors are written together."""
    wires = [row.wire for row in (*ROWS, *REGION_ROWS)]
    assert len(wires) == len(set(wires))
    named_fields = {
        each for each in writable("Tenant") for wire in wires if each == wire or each.startswith(f"{wire}.")
    }
    together = {each for each in writable("Tenant") if each.startswith(f"{POLICY}.passwordPolicyVersions.")}
    assert writable("Tenant") - named_fields - together == set(WITHOUT_ROW)
    known = {wire for wires in password_policy.WIRES.values() for wire in wires}
    assert together <= known
    assert all(dotted in SUPPORT.fields["tenants"] for dotted in ("password.require", "mfa.mode", "mfa.factors"))


def test_a_fresh_tenant_is_on_and_has_nothing_set() -> None:
    """Absent is the default, and unset but for the switch of the whole."""
    found = decode({"name": "projects/1/tenants/acme-x1y2z", "displayName": "acme", "inheritance": {}}, "prod")
    assert (found.address, found.remote_id) == (ADDRESS, "acme-x1y2z")
    assert found.attributes["enabled"] is True
    assert found.attributes["sign_up"] == {"enabled": True}
    assert {"/sign_in", "/sign_up", "/password", "/mfa", "/native"} <= found.unset
    assert "/enabled" not in found.unset


def test_a_tenant_without_a_display_name_has_its_id_for_a_name() -> None:
    """Nothing that is live is lost."""
    assert decode({"name": "projects/1/tenants/x1"}, "prod").address.segments == ("x1",)


def change(action: Action, after: dict[str, Any], *paths: str) -> Change:
    frozen = freeze(after)
    fields = tuple(FieldChange(path=path, before=ABSENT, after=None) for path in paths)
    return Change(address=ADDRESS, action=action, after=frozen, fields=fields)  # type: ignore[arg-type]


def reveal(secret: Secret, path: str) -> str:
    return f"{secret.reference} at {path}"


def test_only_what_differs_is_written() -> None:
    """One leaf a setting; the policy keeps what the spec does not say; the regions are one choice."""
    live = {
        "passwordPolicyConfig": {
            "passwordPolicyEnforcementState": "ENFORCE",
            "passwordPolicyVersions": [
                {"customStrengthOptions": {"minPasswordLength": 8, "containsNumericCharacter": True}}
            ],
        }
    }
    after = {
        "enabled": False,
        "sign_in": {"email": True},
        "password": {"minimum_length": 12},
        "native": {"firebase": {"smsRegionConfig": {"allowlistOnly": {"allowedRegions": ("DE",)}}}},
    }
    assert encode(change(Action.UPDATE, after, "/enabled"), live, reveal) == {"disableAuth": True}
    assert encode(change(Action.UPDATE, after, "/password/minimum_length"), live, reveal) == {
        "passwordPolicyConfig.passwordPolicyVersions": [
            {"customStrengthOptions": {"minPasswordLength": 12, "containsNumericCharacter": True}}
        ]
    }
    region = "/native/firebase/smsRegionConfig/allowlistOnly/allowedRegions"
    assert encode(change(Action.UPDATE, after, region), live, reveal) == {
        "smsRegionConfig": {"allowlistOnly": {"allowedRegions": ["DE"]}}
    }


def test_what_google_never_answers_goes_with_every_change() -> None:
    """And alone is no change."""
    after = {"enabled": False, "native": {"firebase": {"autodeleteAnonymousUsers": True}}}
    found = encode(change(Action.UPDATE, after, "/enabled"), {}, reveal)
    assert found == {"disableAuth": True, "autodeleteAnonymousUsers": True}


def tenant(name: str, tenant_id: str) -> Resource:
    return decode({"name": f"projects/1/tenants/{tenant_id}", "displayName": name}, "prod")


def wish(name: str, tenant_id: str | None = None, former: str = "") -> Resource:
    address = Address("prod", "tenants", (name,))
    return Resource(address=address, attributes={}, remote_id=tenant_id, renamed_from=(former,) if former else None)


def test_two_of_one_display_name_have_to_be_told_apart() -> None:
    """The error lists the ids; `id:` or an id as the key says which one it is."""
    live = named([tenant("acme", "acme-aaaaa"), tenant("acme", "acme-bbbbb"), tenant("blue", "blue-ccccc")])
    assert [one.address.segments[0] for one in live] == ["acme-aaaaa", "acme-bbbbb", "blue"]

    (problem,) = match([wish("acme")], live).problems
    assert (problem.code, "acme-aaaaa" in problem.detail, "acme-bbbbb" in problem.detail) == ("SPEC542", True, True)
    for declared in (wish("acme", "acme-bbbbb"), wish("acme-bbbbb")):
        found = match([declared], live)
        assert found.problems == ()
        assert {one.remote_id for one in found.live if one.address == declared.address} == {"acme-bbbbb"}


def test_another_key_with_an_id_is_another_display_name() -> None:
    """The same as `renamed_from`."""
    live = named([tenant("acme", "acme-aaaaa")])
    found = match([wish("green", "acme-aaaaa")], live)
    assert found.desired[0].renamed_from == ("acme",)
    assert [one.address.segments[0] for one in found.live] == ["acme"]


@pytest.mark.parametrize(
    ("declared", "code"), [(wish("acme", "acme-zzzzz"), "SPEC543"), (wish("a-name-that-is-long-aaaaa"), "SPEC540")]
)
def test_a_tenant_that_cannot_be_is_told(declared: Resource, code: str) -> None:
    """Ids are Google's to make."""
    assert [each.code for each in match([declared], named([tenant("blue", "blue-ccccc")])).problems] == [code]


def test_hazards_are_those_of_auth_and_of_providers() -> None:
    """At the place inside the tenant; its deletion takes the users along."""
    fields = (
        FieldChange(path="/enabled", before=True, after=False),
        FieldChange(path="/identity_providers/google", before=freeze({"enabled": True}), after=None),
        FieldChange(path="/identity_providers/okta/client_secret", before=Secret(), after=Secret("x")),
        FieldChange(path="/password/minimum_length", before=10, after=8),
    )
    update = Change(address=ADDRESS, action=Action.UPDATE, fields=fields)
    assert {(risk.hazard, risk.path) for risk in TENANTS.risks(update)} == {
        (Hazard.LOCKS_OUT_USERS, "/enabled"),
        (Hazard.LOCKS_OUT_USERS, "/identity_providers/google"),
        (Hazard.ROTATES_SECRET, "/identity_providers/okta/client_secret"),
        (Hazard.WEAKENS_AUTH, "/password/minimum_length"),
    }
    gone = {risk.hazard for risk in TENANTS.risks(replace(update, action=Action.DELETE, fields=()))}
    assert gone == {Hazard.DELETES_DATA, Hazard.LOCKS_OUT_USERS}
