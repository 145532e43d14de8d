"""The settings of `auth` that are one wire leaf each: neutral ones, and `native.firebase.<wire path>`.

Passwords (`password_policy`), second factors (`second_factors`) and the switch of the own mail server (`mail_server`)
are written together with others and have no row of their own here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.providers.contract import Bounds
from baasctl.providers.firebase.identity_toolkit.codecs import (
    INSTANT,
    INT64,
    INVERTED,
    RECORDS,
    SECONDS,
    SECRET,
    SET,
    SWITCH,
    TEST_CODES,
    TEXT,
    WHOLE,
)
from baasctl.providers.firebase.identity_toolkit.rows import NATIVE, Row, native_row

_SMTP: Final = "notification.sendEmail.smtp"
_EMAIL: Final = r"[^@\s]+@[^@\s]+\.[^@\s.]+"
_SWITCHES: Final = Bounds(choices=(True, False))
_ENFORCEMENT: Final = Bounds(choices=("OFF", "AUDIT", "ENFORCE"))

EMAIL, PASSWORDLESS = "/sign_in/email", "/sign_in/passwordless_email"
ENUMERATION_PROTECTION: Final = "/sign_in/enumeration_protection"
TEST_NUMBERS: Final = "/sms/test_numbers"
MOST_TEST_NUMBERS: Final = 10

NEUTRAL_ROWS: Final[tuple[Row, ...]] = (
    Row(pointer="/sign_up/enabled", wire="client.permissions.disabledUserSignup", codec=INVERTED),
    Row(pointer=EMAIL, wire="signIn.email.enabled", codec=SWITCH),
    Row(
        pointer=PASSWORDLESS,
        wire="signIn.email.passwordRequired",
        codec=INVERTED,
        note="by link; unset means that it is open wherever `sign_in.email` is",
    ),
    Row(pointer="/sign_in/phone", wire="signIn.phoneNumber.enabled", codec=SWITCH),
    Row(pointer="/sign_in/anonymous_accounts", wire="signIn.anonymous.enabled", codec=SWITCH),
    Row(
        pointer=ENUMERATION_PROTECTION,
        wire="emailPrivacyConfig.enableImprovedEmailPrivacy",
        codec=SWITCH,
        note="also ends `fetchSignInMethodsForEmail`",
    ),
    Row(
        pointer=TEST_NUMBERS,
        wire="signIn.phoneNumber.testPhoneNumbers",
        codec=TEST_CODES,
        bounds=Bounds(longest=MOST_TEST_NUMBERS),
        note="codes have six digits",
    ),
)

MAIL_ROWS: Final[tuple[Row, ...]] = (
    Row(
        pointer="/email/from_address",
        wire=f"{_SMTP}.senderEmail",
        codec=TEXT,
        bounds=Bounds(pattern=_EMAIL),
        note="of the project's own mail server",
    ),
    Row(
        pointer="/email/smtp/host",
        wire=f"{_SMTP}.host",
        codec=TEXT,
        bounds=Bounds(pattern=r"\S+"),
        note="also switches `notification.sendEmail.method`",
    ),
    Row(pointer="/email/smtp/port", wire=f"{_SMTP}.port", codec=WHOLE, bounds=Bounds(minimum=1, maximum=65535)),
    Row(pointer="/email/smtp/username", wire=f"{_SMTP}.username", codec=TEXT),
    Row(
        pointer="/email/smtp/password",
        wire=f"{_SMTP}.password",
        codec=SECRET,
        note="where Google does not answer with it, it cannot be compared, and is sent with any change of `email.smtp`",
    ),
    native_row(
        f"{_SMTP}.securityMode", TEXT, Bounds(choices=("SSL", "START_TLS")), doc="How the mail server is spoken to."
    ),
)

REGION_ROWS: Final[tuple[Row, ...]] = (
    Row(
        pointer=f"{NATIVE}/smsRegionConfig/allowByDefault/disallowedRegions",
        wire="smsRegionConfig.allowByDefault.disallowedRegions",
        codec=SET,
        is_choice=True,
        doc="Regions that no text message goes to; every other is open.",
    ),
    Row(
        pointer=f"{NATIVE}/smsRegionConfig/allowlistOnly/allowedRegions",
        wire="smsRegionConfig.allowlistOnly.allowedRegions",
        codec=SET,
        is_choice=True,
        doc="Regions that text messages go to, and no other; an empty list closes all.",
    ),
)

NATIVE_ROWS: Final[tuple[Row, ...]] = (
    native_row("authorizedDomains", SET, doc="Hosts that sign-ins may come from and return to."),
    native_row("autodeleteAnonymousUsers", SWITCH, _SWITCHES, doc="Anonymous accounts are deleted after 30 days."),
    native_row(
        "blockingFunctions.forwardInboundCredentials.accessToken",
        SWITCH,
        _SWITCHES,
        doc="Hooks get the access token of the user's identity provider.",
    ),
    native_row(
        "blockingFunctions.forwardInboundCredentials.idToken",
        SWITCH,
        _SWITCHES,
        doc="Hooks get the ID token of the user's identity provider.",
    ),
    native_row(
        "blockingFunctions.forwardInboundCredentials.refreshToken",
        SWITCH,
        _SWITCHES,
        doc="Hooks get the refresh token of the user's identity provider.",
    ),
    native_row(
        "client.permissions.disabledUserDeletion", SWITCH, _SWITCHES, doc="Users cannot delete their own account."
    ),
    native_row(
        "mobileLinksConfig.domain",
        TEXT,
        Bounds(choices=("FIREBASE_DYNAMIC_LINK_DOMAIN", "HOSTING_DOMAIN")),
        doc="Domain of the links that open apps on phones.",
    ),
    native_row(
        "monitoring.requestLogging.enabled", SWITCH, _SWITCHES, doc="Requests of users are logged in Cloud Logging."
    ),
    native_row("multiTenant.allowTenants", SWITCH, _SWITCHES, doc="The project may have tenants."),
    native_row(
        "multiTenant.defaultTenantLocation",
        TEXT,
        Bounds(pattern=r"(folders|organizations)/[0-9]+"),
        doc="Folder or organization that tenants' projects are made in, such as `folders/123`.",
    ),
    native_row(
        "notification.defaultLocale",
        TEXT,
        Bounds(pattern=r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*"),
        doc="Language of mails and text messages, and of the texts that nobody changed (BCP 47).",
    ),
    native_row(
        "notification.sendEmail.callbackUri",
        TEXT,
        Bounds(pattern=r"https?://\S+"),
        doc="Page that the links in mails lead to.",
    ),
    native_row(
        "notification.sendEmail.dnsInfo.useCustomDomain",
        SWITCH,
        _SWITCHES,
        doc="Mails come from the project's own verified domain.",
    ),
    native_row(
        "notification.sendSms.useDeviceLocale",
        SWITCH,
        _SWITCHES,
        doc="Text messages follow the language of the device.",
    ),
    native_row(
        "passwordPolicyConfig.forceUpgradeOnSignin",
        SWITCH,
        _SWITCHES,
        doc="Passwords that no longer fit the policy are refused at sign-in.",
    ),
    native_row(
        "quota.signUpQuotaConfig.quota",
        INT64,
        Bounds(minimum=1),
        doc="Accounts that may be made while the quota lasts.",
    ),
    native_row(
        "quota.signUpQuotaConfig.quotaDuration",
        SECONDS,
        Bounds(pattern=r"[0-9]+(\.[0-9]{1,9})?s"),
        doc="How long the quota lasts, such as `86400s`.",
    ),
    native_row("quota.signUpQuotaConfig.startTime", INSTANT, doc="When the quota begins (RFC 3339)."),
    native_row(
        "recaptchaConfig.emailPasswordEnforcementState", TEXT, _ENFORCEMENT, doc="reCAPTCHA for e-mail and password."
    ),
    native_row("recaptchaConfig.managedRules", RECORDS, doc="Scores of reCAPTCHA up to which a request is blocked."),
    native_row("recaptchaConfig.phoneEnforcementState", TEXT, _ENFORCEMENT, doc="reCAPTCHA for text messages."),
    native_row("recaptchaConfig.recaptchaKeys", RECORDS, doc="Keys of reCAPTCHA Enterprise, by platform."),
    native_row(
        "recaptchaConfig.tollFraudManagedRules", RECORDS, doc="Scores of toll fraud from which a request is blocked."
    ),
    native_row("recaptchaConfig.useAccountDefender", SWITCH, _SWITCHES, doc="reCAPTCHA looks for stolen accounts."),
    native_row(
        "recaptchaConfig.useSmsBotScore",
        SWITCH,
        _SWITCHES,
        doc="Text messages are stopped by reCAPTCHA's score for robots.",
    ),
    native_row(
        "recaptchaConfig.useSmsTollFraudProtection",
        SWITCH,
        _SWITCHES,
        doc="Text messages are stopped by reCAPTCHA's score for toll fraud.",
    ),
    native_row("signIn.allowDuplicateEmails", SWITCH, _SWITCHES, doc="Several accounts may have one e-mail address."),
)

RECORD_MEMBERS: Final[Mapping[str, Mapping[str, tuple[object, ...] | None]]] = {
    "recaptchaConfig.managedRules": {"action": ("BLOCK",), "endScore": (0.0, 1.0)},
    "recaptchaConfig.tollFraudManagedRules": {"action": ("BLOCK",), "startScore": (0.0, 1.0)},
    "recaptchaConfig.recaptchaKeys": {"key": None, "type": ("WEB", "IOS", "ANDROID")},
}
"""Members of the maps in lists: words to choose from, lowest and highest number, or `None` for any text."""

ROWS: Final = (*NEUTRAL_ROWS, *MAIL_ROWS, *REGION_ROWS, *NATIVE_ROWS)
