"""Hazards of auth settings that only Firebase has, and of what null amounts to there."""

from __future__ import annotations

import pytest

from baasctl.model.address import Address
from baasctl.model.change import Action, Change, FieldChange, Hazard
from baasctl.model.value import ABSENT, Attributes, Side, freeze
from baasctl.providers.firebase.identity_toolkit.auth_entries import ENTRIES
from baasctl.providers.firebase.identity_toolkit.auth_risks import _RISKS, risks

NATIVE = "/native/firebase/"
WEAKENS, LOCKS_OUT = Hazard.WEAKENS_AUTH, Hazard.LOCKS_OUT_USERS


def hazards(path: str, before: Side, after: Side, spec: Attributes | None = None) -> list[Hazard]:
    field = FieldChange(path=path, before=before, after=after)
    address = Address("t", "auth")
    change = Change(address=address, action=Action.UPDATE, before={}, after=spec or {}, fields=(field,))
    return sorted(risk.hazard for risk in risks(change))


@pytest.mark.parametrize(
    ("wire", "before", "after", "expected"),
    [
        ("authorizedDomains", ("a", "b"), ("a", "c"), [LOCKS_OUT, WEAKENS]),
        ("authorizedDomains", ("a", "b"), ("a",), [LOCKS_OUT]),
        ("autodeleteAnonymousUsers", False, True, [Hazard.DELETES_DATA]),
        ("autodeleteAnonymousUsers", True, False, []),
        ("multiTenant/allowTenants", True, False, [LOCKS_OUT]),
        ("multiTenant/allowTenants", False, True, []),
        ("recaptchaConfig/phoneEnforcementState", "ENFORCE", "AUDIT", [WEAKENS]),
        ("recaptchaConfig/phoneEnforcementState", "OFF", "ENFORCE", []),
        ("signIn/allowDuplicateEmails", False, True, [WEAKENS]),
        ("signIn/allowDuplicateEmails", True, None, [LOCKS_OUT]),
        ("client/permissions/disabledUserDeletion", False, True, [LOCKS_OUT]),
        ("client/permissions/disabledUserDeletion", True, None, [WEAKENS]),
        ("quota/signUpQuotaConfig/quota", 5, 500, [WEAKENS]),
        ("quota/signUpQuotaConfig/quota", 500, 5, []),
        ("quota/signUpQuotaConfig/quota", 500, None, [WEAKENS]),
        ("notification/defaultLocale", "en", "de", []),
        ("smsRegionConfig/allowlistOnly/allowedRegions", ("DE",), ("AT", "DE"), [WEAKENS]),
        ("smsRegionConfig/allowlistOnly/allowedRegions", ("AT", "DE"), ("DE",), [LOCKS_OUT]),
        ("smsRegionConfig/allowlistOnly/allowedRegions", ABSENT, ("DE",), [LOCKS_OUT]),
        ("smsRegionConfig/allowlistOnly/allowedRegions", ("DE",), None, [WEAKENS]),
        ("smsRegionConfig/allowByDefault/disallowedRegions", ("KP",), ("CU", "KP"), [LOCKS_OUT]),
        ("smsRegionConfig/allowByDefault/disallowedRegions", ("CU", "KP"), ("KP",), [WEAKENS]),
        ("smsRegionConfig", freeze({"allowlistOnly": {"allowedRegions": ["DE"]}}), None, [WEAKENS]),
        ("multiTenant", freeze({"allowTenants": True}), None, [LOCKS_OUT]),
    ],
)
def test_a_native_setting_has_its_hazard(wire: str, before: Side, after: Side, expected: list[Hazard]) -> None:
    """What loosens is named, and what shuts people out; the other direction is not."""
    assert hazards(NATIVE + wire, before, after) == expected


@pytest.mark.parametrize(
    ("path", "before", "expected"),
    [
        ("/sign_up/enabled", False, [WEAKENS]),
        ("/sign_in/passwordless_email", False, [WEAKENS]),
        ("/sign_in/phone", True, [LOCKS_OUT]),
        ("/sign_in", freeze({"email": True}), [LOCKS_OUT]),
        ("/password", freeze({"minimum_length": 12}), [WEAKENS]),
        ("/mfa", freeze({"mode": "required"}), [WEAKENS]),
    ],
)
def test_null_has_the_hazard_of_what_it_amounts_to(path: str, before: Side, expected: list[Hazard]) -> None:
    """A cleared switch is no neutral word: sign-up opens, sign-in by SMS closes, a policy goes."""
    assert hazards(path, before, None) == expected


def test_a_stricter_policy_that_is_forced_locks_out() -> None:
    """Only where old passwords are refused at sign-in."""
    forced = freeze({"native": {"firebase": {"passwordPolicyConfig": {"forceUpgradeOnSignin": True}}}})

    assert hazards("/password/minimum_length", 6, 12) == []
    assert hazards("/password/minimum_length", 6, 12, forced) == [LOCKS_OUT]  # type: ignore[arg-type]


def test_protection_against_enumeration_stops_older_apps() -> None:
    """They ask which sign-in methods an address has, and are no longer told."""
    assert hazards("/sign_in/enumeration_protection", False, True) == [Hazard.DOWNTIME]


def test_hazards_of_other_kinds_are_not_ours() -> None:
    """A hook or a mail with the same pointer says nothing here."""
    field = FieldChange(path=f"{NATIVE}authorizedDomains", before=(), after=("a",))
    change = Change(address=Address("t", "tenants", ("a",)), action=Action.UPDATE, after={}, fields=(field,))

    assert list(risks(change)) == []


def test_every_setting_of_the_table_exists() -> None:
    """A renamed setting does not lose its hazard unnoticed."""
    native = ENTRIES.native["auth"]
    for path, *_ in _RISKS:
        first, *rest = path.split("/")
        field = native[first]
        for token in rest:
            field = field.members[token]
