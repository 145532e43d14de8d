"""What a live pool can never become, and what declared settings need that neither the spec nor the pool has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.model.address import Address
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import ABSENT, at, same
from baasctl.providers.amplify import auth, email_templates
from baasctl.providers.amplify.user_pool import schema
from baasctl.providers.amplify.user_pool.documents import (
    CLIENT,
    MFA,
    POOL,
    Documents,
    at_wire,
    texts_at,
    unknown_members,
)
from baasctl.providers.amplify.user_pool.place import Place, another_client
from baasctl.providers.amplify.user_pool.requests import first_factors
from baasctl.providers.amplify.user_pool.rows import native
from baasctl.providers.amplify.user_pool.second_factor_settings import FACTORS
from baasctl.providers.attribute_paths import declared_at, has_value
from baasctl.providers.spec_place import problem

SENDING: Final = native("EmailConfiguration.EmailSendingAccount")
TIER: Final = native("UserPoolTier")
PROTECTION: Final = native("UserPoolAddOns.AdvancedSecurityMode")
_PASSKEY_FACTOR: Final = native("WebAuthnConfiguration.FactorConfiguration")
_CODES: Final = {"SMS_OTP": "/sign_in/phone", "EMAIL_OTP": "/sign_in/passwordless_email"}
_NEWER: Final = {
    "AcrConfiguration": (native("AcrConfiguration"),),
    "DcrConfiguration": ("/oauth_server", native("DcrConfiguration")),
}
"""Members of `documents.NEWER` to the pointers that write them."""


def problems(
    desired: DesiredState, live: Mapping[Address, Resource], documents: Documents, place: Place
) -> Iterator[Diagnostic]:
    """Errors about declared resources beside what is live."""
    settings = next(desired.of(auth.KIND), None)
    if settings is not None:
        beside = live.get(settings.address)
        yield from _create_only(settings, beside)
        yield from schema.impossible(settings, beside, documents[POOL])
        yield from _too_new(settings, documents)
        yield from _of_the_default_client(settings, desired, documents, place)
        yield from _second_factors(settings, documents)
        yield from _threat_protection(settings, documents)
        yield from _closed_sign_up(settings, documents)
        yield from _rotation(settings, documents)
    yield from _own_mails(desired, settings, documents)


def _create_only(settings: Resource, beside: Resource | None) -> Iterator[Diagnostic]:
    for path in auth.create_only():
        value = declared_at(settings.attributes, path)
        now = at(beside.attributes, path) if beside is not None else ABSENT
        unset = beside is not None and path in beside.unset
        if value is ABSENT or same(value, now) or (value is None and unset):
            continue
        yield problem(
            settings,
            "SPEC724",
            "this cannot be changed once the pool is made",
            f"`{_word(path)}` is {_shown(now)}, and Cognito takes it only when a pool is made; another value would"
            " mean another pool, without its users",
            hint="write what is live, or take the line out",
            path=path,
        )


def _too_new(settings: Resource, documents: Documents) -> Iterator[Diagnostic]:
    for member in sorted(unknown_members(documents)):
        path = next((each for each in _NEWER[member] if declared_at(settings.attributes, each) is not ABSENT), None)
        if path is not None:
            yield problem(
                settings,
                "SPEC729",
                "the installed botocore does not know this setting",
                f"`{_word(path)}` is `{member}` of UpdateUserPool, which botocore has from 1.44.5 on",
                hint='pip install --upgrade "boto3>=1.44.5"',
                path=path,
            )


def _of_the_default_client(
    settings: Resource, desired: DesiredState, documents: Documents, place: Place
) -> Iterator[Diagnostic]:
    """Settings of a client that nothing leads to, or that could not be told from another one after this run."""
    declared = [
        each.pointer
        for each in auth.SETTINGS
        if each.documents[0] == CLIENT and declared_at(settings.attributes, each.pointer) is not ABSENT
    ]
    path = next((each for each in declared if place.client or has_value(settings.attributes, each)), None)
    if path is None:
        return
    if not place.client:
        why = f"nothing leads from target `{settings.address.target}` to one"
        hint = "name it in the target (`user_pool_client: …`), or write the setting under `app_clients`"
    elif place.is_alone and (
        other := another_client(desired, place.client, documents.get(CLIENT, {}).get("ClientName"))
    ):
        why = f"the only one is taken for it, which it is no more beside `{other}`"
        hint = f"name it in the target: `user_pool_client: {place.client}`"
    else:
        return
    detail = f"`{_word(path)}` is a setting of the app client that Amplify's own code signs in with, and {why}"
    yield problem(settings, "SPEC731", "there is no default app client", detail, hint=hint, path=path)


def _second_factors(settings: Resource, documents: Documents) -> Iterator[Diagnostic]:
    """What `SetUserPoolMfaConfig` refuses (research/amplify.md §2.1)."""
    pool, mfa = documents[POOL], documents.get(MFA, {})
    mode = _after(settings, "/mfa/mode", {"OFF": "disabled", "OPTIONAL": "optional", "ON": "required"}.get(
        str(mfa.get("MfaConfiguration") or pool.get("MfaConfiguration") or "OFF"), "disabled"
    ))  # fmt: skip
    factors: object = declared_at(settings.attributes, FACTORS)
    if factors is ABSENT and MFA in documents:
        live = [name for name, member in (("totp", "SoftwareTokenMfaConfiguration"), ("sms", "SmsMfaConfiguration"),
                ("email", "EmailMfaConfiguration")) if mfa.get(member)]  # fmt: skip
        factors = tuple(live)
    if has_value(settings.attributes, "/mfa/mode") and mode != "disabled" and factors in ((), None):
        yield _needs(settings, "/mfa/mode", "`mfa.factors`", "neither the spec declares one nor the pool has one")
    sender = has_value(settings.attributes, native("SmsConfiguration.SnsCallerArn")) or has_value(
        settings.attributes, native("SmsConfiguration.EumsSms.CallerArn")
    )
    texts = isinstance(factors, tuple) and "sms" in factors and has_value(settings.attributes, FACTORS)
    if texts and not sender and not pool.get("SmsConfiguration"):
        yield _needs(settings, FACTORS, "`native.amplify.SmsConfiguration`", "the pool has no sender of messages")
    if mode == "required":
        yield from _codes_first(settings, documents)


def _codes_first(settings: Resource, documents: Documents) -> Iterator[Diagnostic]:
    live = first_factors(documents[POOL])
    for factor, path in _CODES.items():
        is_on = _after(settings, path, factor in live) is True
        declared = next((each for each in (path, "/mfa/mode") if has_value(settings.attributes, each)), None)
        if is_on and declared is not None:
            yield problem(
                settings,
                "SPEC727",
                "a code cannot be the first factor while second factors are required",
                f"`mfa.mode` is required and `{_word(path)}` is on; Cognito refuses both together",
                hint="make `mfa.mode` optional, or switch the code off",
                path=declared,
            )
    passkey = _after(settings, "/sign_in/passkey", "WEB_AUTHN" in live) is True
    declared = next((each for each in ("/sign_in/passkey", "/mfa/mode") if has_value(settings.attributes, each)), None)
    kept = at_wire(documents.get(MFA, {}), "WebAuthnConfiguration.FactorConfiguration", MFA) or "SINGLE_FACTOR"
    if passkey and declared and _after(settings, _PASSKEY_FACTOR, kept) != "MULTI_FACTOR_WITH_USER_VERIFICATION":
        why = "a passkey alone does not satisfy `mfa.mode: required` otherwise"
        yield _needs(settings, declared, "`WebAuthnConfiguration.FactorConfiguration:"
                     " MULTI_FACTOR_WITH_USER_VERIFICATION`", why)  # fmt: skip


def _threat_protection(settings: Resource, documents: Documents) -> Iterator[Diagnostic]:
    pool = documents[POOL]
    mode = _after(settings, PROTECTION, at_wire(pool, "UserPoolAddOns.AdvancedSecurityMode", POOL) or "OFF")
    tier = _after(settings, TIER, pool.get("UserPoolTier") or "ESSENTIALS")
    if declared_at(settings.attributes, "/password/reject_leaked") is True and mode != "ENFORCED":
        why = f"it is {mode}"
        yield _needs(
            settings, "/password/reject_leaked", "`native.amplify.UserPoolAddOns.AdvancedSecurityMode: ENFORCED`", why
        )
    if declared_at(settings.attributes, PROTECTION) in ("AUDIT", "ENFORCED") and tier != "PLUS":
        yield _needs(settings, PROTECTION, "`native.amplify.UserPoolTier: PLUS`", f"the tier is {tier}")
    for path in ("/sign_in/phone", "/sign_in/passwordless_email", "/sign_in/passkey"):
        if declared_at(settings.attributes, path) is True and tier == "LITE":
            yield _needs(settings, path, "`native.amplify.UserPoolTier: ESSENTIALS` or PLUS", "the tier is LITE")


def _closed_sign_up(settings: Resource, documents: Documents) -> Iterator[Diagnostic]:
    listed = texts_at(documents.get(CLIENT, {}), "SupportedIdentityProviders", CLIENT)
    others = [each for each in listed if each != "COGNITO"]
    if declared_at(settings.attributes, "/sign_up/enabled") is False and others:
        yield problem(
            settings,
            "SPEC730",
            "sign-up stays open through an identity provider",
            f"`sign_up.enabled: false` stops Cognito's SignUp call alone, and the default app client lets people in by"
            f" {', '.join(others)}, whose first sign-in makes an account",
            hint="refuse them in `auth_hooks.before_sign_up`, or take the providers from the client",
            path="/sign_up/enabled",
        )


def _rotation(settings: Resource, documents: Documents) -> Iterator[Diagnostic]:
    path = "/sessions/refresh_token_reuse_interval"
    feature = at_wire(documents.get(CLIENT, {}), "RefreshTokenRotation.Feature", CLIENT)
    asks = has_value(settings.attributes, path) and declared_at(settings.attributes, path) != 0
    if asks and CLIENT in documents and feature != "ENABLED":
        needed = "`RefreshTokenRotation.Feature: ENABLED` of the default app client"
        yield _needs(settings, path, needed, "refresh tokens are not rotated")


def _own_mails(desired: DesiredState, settings: Resource | None, documents: Documents) -> Iterator[Diagnostic]:
    """Texts and senders of one's own go out only through the account's own SES."""
    live = at_wire(documents[POOL], "EmailConfiguration.EmailSendingAccount", POOL) or "COGNITO_DEFAULT"
    account = _after(settings, SENDING, live) if settings is not None else live
    if account == "DEVELOPER":
        return
    needed = "`auth.native.amplify.EmailConfiguration.EmailSendingAccount: DEVELOPER`"
    for resource in desired.of(email_templates.KIND):
        for path in (email_templates.SUBJECT, email_templates.BODY):
            if has_value(resource.attributes, path):
                is_factor = resource.address.segments[0] == "sign_in_code"
                why = "a factor by e-mail" if is_factor else "AWS documents texts of one's own as sent by SES alone"
                yield _needs(resource, path, needed, why, severity=Severity.ERROR if is_factor else Severity.WARNING)
                break
    for path in ("/email/from_address", "/email/from_name"):
        if settings is not None and has_value(settings.attributes, path):
            yield _needs(settings, path, needed, "Cognito's own sender has an address of its own")


def _after(settings: Resource, path: str, live: object) -> object:
    """What is there after the write: as declared, else as live."""
    value = declared_at(settings.attributes, path)
    return live if value is ABSENT else value


def _needs(resource: Resource, path: str, needed: str, why: str, *, severity: Severity = Severity.ERROR) -> Diagnostic:
    return Diagnostic(
        code="SPEC728",
        summary="a setting needs another one",
        severity=severity,
        detail=f"`{_word(path)}` needs {needed}: {why}",
        hint="declare both",
        span=resource.span_of(path),
        address=resource.address,
    )


def _word(path: str) -> str:
    return path[1:].replace("/", ".")


def _shown(value: object) -> str:
    if value is ABSENT or value is None:
        return "not set"
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
