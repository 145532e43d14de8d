"""Hazards of settings that only Cognito has, and of neutral ones that are unset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final

from baasctl.model.change import Action, Change, FieldChange, Hazard, Risk
from baasctl.model.value import ABSENT, Side, leaves
from baasctl.providers.amplify.user_pool.rows import native


class When(Enum):
    """Which move of a value is risky."""

    ANY = "changed"
    CHANGED = "changed where there was a value"
    OFF = "no longer its strongest value"
    FEWER = "loses a member, or is unset"
    MORE = "gains a member"
    LESS = "a smaller number, or unset"
    GREATER = "a greater number"


_STRONGEST: Final[Mapping[str, tuple[object, ...]]] = {
    "DeletionProtection": ("ACTIVE",),
    "UserPoolAddOns.AdvancedSecurityMode": ("ENFORCED",),
    "UserPoolAddOns.AdvancedSecurityAdditionalFlows.CustomAuthMode": ("ENFORCED",),
    "WebAuthnConfiguration.UserVerification": ("required",),
    "UserPoolTier": ("PLUS",),
    **{
        f"AccountTakeoverRiskConfiguration.Actions.{level}Action.EventAction": ("BLOCK", "MFA_REQUIRED")
        for level in ("Low", "Medium", "High")
    },
}
_RISKS: Final[tuple[tuple[str, When, Hazard, str], ...]] = (
    ("AccountRecoverySetting", When.ANY, Hazard.LOCKS_OUT_USERS, "passwords are recovered in another way"),
    *(
        (
            f"AccountTakeoverRiskConfiguration.Actions.{level}Action.EventAction",
            When.OFF,
            Hazard.WEAKENS_AUTH,
            "a risky sign-in is no longer stopped",
        )
        for level in ("Low", "Medium", "High")
    ),
    ("CompromisedCredentialsRiskConfiguration.EventFilter", When.FEWER, Hazard.WEAKENS_AUTH, "fewer checks for leaks"),
    ("RiskExceptionConfiguration.SkippedIPRangeList", When.MORE, Hazard.WEAKENS_AUTH, "addresses that nobody checks"),
    ("RiskExceptionConfiguration.BlockedIPRangeList", When.FEWER, Hazard.WEAKENS_AUTH, "addresses may sign in again"),
    ("RiskExceptionConfiguration.BlockedIPRangeList", When.MORE, Hazard.LOCKS_OUT_USERS, "addresses are shut out"),
    ("Domain", When.CHANGED, Hazard.LOCKS_OUT_USERS, "sign-in pages and providers' callbacks move"),
    ("CustomDomain", When.CHANGED, Hazard.LOCKS_OUT_USERS, "sign-in pages and providers' callbacks move"),
    ("DcrConfiguration", When.ANY, Hazard.WEAKENS_AUTH, "other apps may get a client of their own"),
    ("DeletionProtection", When.OFF, Hazard.DELETES_DATA, "the pool and its users may be deleted"),
    ("DeviceConfiguration.ChallengeRequiredOnNewDevice", When.ANY, Hazard.WEAKENS_AUTH, "devices skip second factors"),
    ("EmailConfiguration", When.ANY, Hazard.DOWNTIME, "mail may stop"),
    ("IssuerConfiguration", When.ANY, Hazard.LOCKS_OUT_USERS, "who checks tokens has to know the new issuer"),
    ("KeyConfiguration", When.ANY, Hazard.DOWNTIME, "the pool stops if its key cannot be used"),
    ("LambdaConfig.KMSKeyID", When.ANY, Hazard.DOWNTIME, "functions have to decrypt codes with the new key"),
    ("Policies.PasswordPolicy.PasswordHistorySize", When.LESS, Hazard.WEAKENS_AUTH, "old passwords come back"),
    (
        "Policies.PasswordPolicy.TemporaryPasswordValidityDays",
        When.GREATER,
        Hazard.WEAKENS_AUTH,
        "a temporary password lives longer",
    ),
    (
        "Policies.PasswordPolicy.TemporaryPasswordValidityDays",
        When.LESS,
        Hazard.LOCKS_OUT_USERS,
        "invitations expire sooner",
    ),
    ("Policies.SignInPolicy.AllowedFirstAuthFactors", When.FEWER, Hazard.LOCKS_OUT_USERS, "closes a way in"),
    ("Policies.SignInPolicy.AllowedFirstAuthFactors", When.MORE, Hazard.WEAKENS_AUTH, "opens a way in"),
    ("SmsConfiguration", When.ANY, Hazard.DOWNTIME, "text messages may stop"),
    (
        "UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate",
        When.FEWER,
        Hazard.WEAKENS_AUTH,
        "an address counts before it is proven",
    ),
    ("UserPoolAddOns.AdvancedSecurityMode", When.OFF, Hazard.WEAKENS_AUTH, "threat protection acts no more"),
    (
        "UserPoolAddOns.AdvancedSecurityAdditionalFlows.CustomAuthMode",
        When.OFF,
        Hazard.WEAKENS_AUTH,
        "threat protection acts no more",
    ),
    ("UserPoolTier", When.OFF, Hazard.WEAKENS_AUTH, "the plan loses features"),
    ("WebAuthnConfiguration.UserVerification", When.OFF, Hazard.WEAKENS_AUTH, "passkeys check less who uses them"),
    ("WebAuthnConfiguration.FactorConfiguration", When.ANY, Hazard.WEAKENS_AUTH, "passkeys count differently"),
    ("LogConfigurations", When.FEWER, Hazard.WEAKENS_AUTH, "sign-ins are no longer logged"),
)
_UNSET: Final[Mapping[str, tuple[Hazard, str]]] = {
    "/sign_up/enabled": (Hazard.WEAKENS_AUTH, "opens a way in"),
    "/password/minimum_length": (Hazard.WEAKENS_AUTH, "allows shorter passwords"),
    "/mfa/mode": (Hazard.WEAKENS_AUTH, "second factors are asked for less"),
    "/redirect_urls": (Hazard.LOCKS_OUT_USERS, "a redirect in use may be refused"),
    "/password/reject_leaked": (Hazard.WEAKENS_AUTH, "switches a check off"),
    "/sign_in/enumeration_protection": (Hazard.WEAKENS_AUTH, "switches a check off"),
}
"""What null does where it is the record around the field that is unset, which no kind looks into."""


def risks(change: Change) -> Iterator[Risk]:
    """Hazards of native members and of records that are unset."""
    if change.address.kind == "email_templates" and change.address.segments[0] == "sign_in_code":
        yield from _of_mail_factor(change)
    if change.address.kind not in ("auth", "app_clients"):
        return
    found: dict[Risk, None] = {}
    for field in change.fields:
        found |= dict.fromkeys(_of_field(field))
    yield from found


def _of_mail_factor(change: Change) -> Iterator[Risk]:
    if change.action is Action.DELETE:
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, why="users of the factor by e-mail cannot sign in")
    elif any(field.path in ("/subject", "/body") and field.before is ABSENT for field in change.fields):
        yield Risk(hazard=Hazard.WEAKENS_AUTH, why="a code by e-mail becomes a second factor")


def _of_field(field: FieldChange) -> Iterator[Risk]:
    for path, before, after in _leaves(field):
        if after is None and path != field.path and path in _UNSET:
            yield Risk(hazard=_UNSET[path][0], path=field.path, why=_UNSET[path][1])
        for wire, when, hazard, why in _RISKS:
            pointer = native(wire)
            if (path == pointer or path.startswith(f"{pointer}/")) and _happens(wire, when, before, after):
                yield Risk(hazard=hazard, path=field.path, why=why)


def _leaves(field: FieldChange) -> Iterator[tuple[str, Side, Side]]:
    """The field, or when a record is unset each leaf that was in it."""
    if field.after is None and isinstance(field.before, Mapping) and field.before:
        for below, before in leaves(field.before):
            yield field.path + below, before, None
    else:
        yield field.path, field.before, field.after


def _happens(wire: str, when: When, before: Side, after: Side) -> bool:
    if when is When.ANY:
        return True
    if when is When.CHANGED:
        return isinstance(before, str | int)
    if when is When.OFF:
        strong = _STRONGEST[wire]
        return before in strong and after not in strong
    if when in (When.FEWER, When.MORE):
        was, becomes = (_members(side) for side in (before, after))
        return bool(was - becomes if when is When.FEWER else becomes - was)
    number = after if isinstance(after, int) else 0
    if not isinstance(before, int):
        return False
    return number < before if when is When.LESS else number > before


def _members(side: Side) -> set[str]:
    return {str(member) for member in side} if isinstance(side, tuple) else set()
