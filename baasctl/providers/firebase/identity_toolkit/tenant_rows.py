"""The settings of a tenant that are one wire leaf each: the names are those of `auth` (message Tenant).

Password policy and second factors are written together, as in `auth`.
"""

from __future__ import annotations

from typing import Final

from baasctl.providers.contract import Bounds
from baasctl.providers.firebase.identity_toolkit import password_policy, second_factors
from baasctl.providers.firebase.identity_toolkit.auth_rows import (
    MOST_TEST_NUMBERS,
    NATIVE_ROWS,
    REGION_ROWS,
    TEST_NUMBERS,
)
from baasctl.providers.firebase.identity_toolkit.codecs import INVERTED, SWITCH, TEST_CODES
from baasctl.providers.firebase.identity_toolkit.rows import NATIVE, Row, native_row

POLICY, FACTORS, REGIONS = "passwordPolicyConfig", "mfaConfig", "smsRegionConfig"
DISPLAY_NAME: Final = "displayName"
AUTODELETE: Final = f"{NATIVE}/autodeleteAnonymousUsers"
"""Taken by Google and never answered (research/firebase.md §2.1-16)."""
_AS_IN_AUTH: Final = ("client.", "mobileLinksConfig.", "monitoring.", f"{POLICY}.", "recaptchaConfig.")
ROWS: Final[tuple[Row, ...]] = (
    Row(pointer="/enabled", wire="disableAuth", codec=INVERTED, nullable=False),
    Row(pointer="/sign_up/enabled", wire="client.permissions.disabledUserSignup", codec=INVERTED),
    Row(pointer="/sign_in/email", wire="allowPasswordSignup", codec=SWITCH),
    Row(pointer="/sign_in/passwordless_email", wire="enableEmailLinkSignin", codec=SWITCH, note="by link"),
    Row(pointer="/sign_in/anonymous_accounts", wire="enableAnonymousUser", codec=SWITCH),
    Row(
        pointer="/sign_in/enumeration_protection",
        wire="emailPrivacyConfig.enableImprovedEmailPrivacy",
        codec=SWITCH,
        note="also ends `fetchSignInMethodsForEmail`",
    ),
    Row(
        pointer=TEST_NUMBERS,
        wire="testPhoneNumbers",
        codec=TEST_CODES,
        bounds=Bounds(longest=MOST_TEST_NUMBERS),
        note="codes have six digits",
    ),
    native_row(
        "autodeleteAnonymousUsers",
        SWITCH,
        Bounds(choices=(True, False)),
        note="Google does not answer it: it is not compared, and sent whenever something else of the tenant changes",
        doc="Anonymous accounts are deleted after 30 days.",
    ),
    native_row(
        "inheritance.emailSendingConfig",
        SWITCH,
        Bounds(choices=(True, False)),
        doc="Mails are sent as those of the project are.",
    ),
    *(row for row in NATIVE_ROWS if row.wire.startswith(_AS_IN_AUTH)),
)
"""All but the regions of text messages, which are a choice of two lists."""
POINTERS: Final = (
    *(row.pointer for row in (*ROWS, *REGION_ROWS)),
    *password_policy.POINTERS,
    *second_factors.POINTERS,
)
