"""Hazards of auth settings that only Firebase has, and of switches that are left to their default."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final

from baasctl.model.change import Change, FieldChange, Hazard, Risk
from baasctl.model.value import Side, Value, leaves
from baasctl.providers.firebase.identity_toolkit.rows import NATIVE, declared


class When(Enum):
    """Which move of a value is risky."""

    ON = "switched on"
    OFF = "switched off"
    NOT_ENFORCED = "no longer enforced"
    HIGHER = "raised, or unset"
    LOST = "loses a member"
    GAINED = "gains a member, or is unset"
    ANY = "changed"


_RISKS: Final[tuple[tuple[str, When, Hazard, str], ...]] = (
    ("authorizedDomains", When.GAINED, Hazard.WEAKENS_AUTH, "sign-ins may be sent to another host"),
    ("authorizedDomains", When.LOST, Hazard.LOCKS_OUT_USERS, "sign-ins from a host stop working"),
    ("autodeleteAnonymousUsers", When.ON, Hazard.DELETES_DATA, "anonymous accounts older than 30 days are deleted"),
    (
        "blockingFunctions/forwardInboundCredentials",
        When.ON,
        Hazard.MAY_WIDEN_ACCESS,
        "the hook gets to see credentials of identity providers",
    ),
    ("client/permissions/disabledUserDeletion", When.ON, Hazard.LOCKS_OUT_USERS, "users cannot delete their account"),
    ("client/permissions/disabledUserDeletion", When.OFF, Hazard.WEAKENS_AUTH, "users may delete their account"),
    ("mobileLinksConfig/domain", When.ANY, Hazard.LOCKS_OUT_USERS, "links of sign-ins stop opening older apps"),
    ("multiTenant/allowTenants", When.OFF, Hazard.LOCKS_OUT_USERS, "users of tenants cannot sign in"),
    ("notification/sendEmail/callbackUri", When.ANY, Hazard.LOCKS_OUT_USERS, "links in mails lead elsewhere"),
    ("notification/sendEmail/dnsInfo/useCustomDomain", When.ANY, Hazard.DOWNTIME, "mail comes from another domain"),
    ("notification/sendEmail/smtp/securityMode", When.ANY, Hazard.DOWNTIME, "mail may stop"),
    ("passwordPolicyConfig/forceUpgradeOnSignin", When.ON, Hazard.LOCKS_OUT_USERS, "old passwords are refused"),
    ("passwordPolicyConfig/forceUpgradeOnSignin", When.OFF, Hazard.WEAKENS_AUTH, "old passwords stay good"),
    ("quota/signUpQuotaConfig/quota", When.HIGHER, Hazard.WEAKENS_AUTH, "more accounts can be made at once"),
    (
        "recaptchaConfig/emailPasswordEnforcementState",
        When.NOT_ENFORCED,
        Hazard.WEAKENS_AUTH,
        "robots are no longer held back",
    ),
    (
        "recaptchaConfig/phoneEnforcementState",
        When.NOT_ENFORCED,
        Hazard.WEAKENS_AUTH,
        "robots are no longer held back",
    ),
    ("recaptchaConfig/managedRules", When.ANY, Hazard.WEAKENS_AUTH, "another score lets robots in"),
    ("recaptchaConfig/tollFraudManagedRules", When.ANY, Hazard.WEAKENS_AUTH, "another score lets fraud in"),
    ("recaptchaConfig/recaptchaKeys", When.ANY, Hazard.LOCKS_OUT_USERS, "clients of other keys are refused"),
    ("recaptchaConfig/useAccountDefender", When.OFF, Hazard.WEAKENS_AUTH, "stolen accounts are no longer told"),
    ("recaptchaConfig/useSmsBotScore", When.OFF, Hazard.WEAKENS_AUTH, "robots may ask for text messages"),
    ("recaptchaConfig/useSmsTollFraudProtection", When.OFF, Hazard.WEAKENS_AUTH, "fraud may ask for text messages"),
    ("signIn/allowDuplicateEmails", When.ON, Hazard.WEAKENS_AUTH, "two accounts may have one address"),
    ("signIn/allowDuplicateEmails", When.OFF, Hazard.LOCKS_OUT_USERS, "a second account with an address is refused"),
)
_UNSET: Final[Mapping[str, tuple[Hazard, str]]] = {
    "/sign_up/enabled": (Hazard.WEAKENS_AUTH, "opens a way in"),
    "/sign_in/passwordless_email": (Hazard.WEAKENS_AUTH, "opens a way in"),
    "/sign_in/email": (Hazard.LOCKS_OUT_USERS, "closes a way in"),
    "/sign_in/phone": (Hazard.LOCKS_OUT_USERS, "closes a way in"),
    "/sign_in/anonymous_accounts": (Hazard.LOCKS_OUT_USERS, "closes a way in"),
    "/mfa/mode": (Hazard.WEAKENS_AUTH, "second factors are asked for less"),
    "/password/require": (Hazard.WEAKENS_AUTH, "asks for fewer character classes"),
    "/password/minimum_length": (Hazard.WEAKENS_AUTH, "allows shorter passwords"),
}
"""What null does to a neutral setting here; of the others than sign-up and sign-in the kind knows it, unless it is the
record around it that is unset."""
_REGIONS: Final = f"{NATIVE}/smsRegionConfig"


def risks(change: Change) -> Iterator[Risk]:
    """Hazards of native members of `auth` and of neutral ones that are unset."""
    if change.address.kind != "auth":
        return
    found: dict[Risk, None] = {}
    for field in change.fields:
        found |= dict.fromkeys(_of_field(change, field))
    yield from found


def _of_field(change: Change, field: FieldChange) -> Iterator[Risk]:
    for path, before, after in _leaves(field):
        if after is None and path in _UNSET and (path != field.path or path.startswith("/sign_")):
            yield Risk(hazard=_UNSET[path][0], path=field.path, why=_UNSET[path][1])
        for name, when, hazard, why in _RISKS:
            pointer = f"{NATIVE}/{name}"
            if (path == pointer or path.startswith(f"{pointer}/")) and _happens(when, before, after):
                yield Risk(hazard=hazard, path=path, why=why)
    if field.path == "/sign_in/enumeration_protection" and field.after is True:
        yield Risk(hazard=Hazard.DOWNTIME, path=field.path, why="apps that ask for an account's sign-in methods fail")
    if field.path in ("/password/minimum_length", "/password/require") and _is_forced(change):
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why="old passwords are refused")
    if field.path.startswith(_REGIONS):
        yield from _of_regions(field)


def _leaves(field: FieldChange) -> Iterator[tuple[str, Side, Side]]:
    """The field, or when a record is unset each leaf that was in it."""
    if field.after is None and isinstance(field.before, Mapping) and field.before:
        for below, before in leaves(field.before):
            yield field.path + below, before, None
    else:
        yield field.path, field.before, field.after


def _happens(when: When, before: Side, after: Side) -> bool:
    if when is When.ON:
        return after is True
    if when is When.OFF:
        return before is True and after is not True
    if when is When.NOT_ENFORCED:
        return before == "ENFORCE" and after != "ENFORCE"
    if when is When.HIGHER:
        numbers = isinstance(before, int) and isinstance(after, int)
        return after > before if numbers else not isinstance(after, int)  # type: ignore[operator]
    if when in (When.LOST, When.GAINED):
        lost, gained = _members(before) - _members(after), _members(after) - _members(before)
        return bool(lost if when is When.LOST else gained)
    return True


def _members(side: Side) -> set[Value]:
    return set(side) if isinstance(side, tuple) else set()


def _is_forced(change: Change) -> bool:
    """Passwords that no longer fit are refused at sign-in: as the spec declares it."""
    return declared(change.after, f"{NATIVE}/passwordPolicyConfig/forceUpgradeOnSignin") is True


def _of_regions(field: FieldChange) -> Iterator[Risk]:
    """Fewer regions lock out; more of them open a way to pump text messages. Without a choice every region is open."""
    before, after = _members(field.before), _members(field.after)
    was_chosen = isinstance(field.before, tuple)
    if field.path.endswith("/allowedRegions"):
        wider, narrower = was_chosen and bool(after - before), not was_chosen or bool(before - after)
    else:
        wider, narrower = not was_chosen or bool(before - after), bool(after - before)
    if wider or field.after is None:
        yield Risk(hazard=Hazard.WEAKENS_AUTH, path=field.path, why="text messages may be sent to more regions")
    if narrower and field.after is not None:
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why="text messages stop going to some regions")
