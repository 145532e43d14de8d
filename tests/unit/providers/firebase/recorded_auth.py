"""`GET …/config` as production answers it: recorded in 2026, values generalised (research/firebase.md §8)."""

from __future__ import annotations

import copy
from typing import Any

_FRESH: dict[str, Any] = {
    "name": "projects/123456789012/config",
    "signIn": {
        "hashConfig": {
            "algorithm": "SCRYPT",
            "signerKey": "signer-key-of-the-project",
            "saltSeparator": "Bw==",
            "rounds": 8,
            "memoryCost": 14,
        }
    },
    "notification": {
        "sendEmail": {
            "method": "DEFAULT",
            "resetPasswordTemplate": {
                "senderLocalPart": "noreply",
                "subject": "Reset your password for %APP_NAME%",
                "body": "<p>Hello,</p>",
                "bodyFormat": "HTML",
                "replyTo": "noreply",
            },
            "verifyEmailTemplate": {"subject": "Verify your email for %APP_NAME%", "body": "<p>Hello</p>"},
            "changeEmailTemplate": {"subject": "Your sign-in email was changed for %APP_NAME%", "body": "<p>Hello</p>"},
            "revertSecondFactorAdditionTemplate": {
                "subject": "You've added 2 step verification",
                "body": "<p>Hello</p>",
            },
            "callbackUri": "https://acme-fit.firebaseapp.com/__/auth/action",
            "dnsInfo": {"customDomainState": "NOT_STARTED", "domainVerificationRequestTime": "1970-01-01T00:00:00Z"},
        },
        "sendSms": {"smsTemplate": {"content": "%LOGIN_CODE% is your verification code for %APP_NAME%."}},
        "defaultLocale": "en",
    },
    "quota": {},
    "monitoring": {"requestLogging": {}},
    "multiTenant": {},
    "authorizedDomains": ["localhost", "acme-fit.firebaseapp.com", "acme-fit.web.app"],
    "subtype": "IDENTITY_PLATFORM",
    "client": {"apiKey": "AIza…", "permissions": {}, "firebaseSubdomain": "acme-fit"},
    "mfa": {"state": "DISABLED"},
    "blockingFunctions": {},
    "smsRegionConfig": {"allowlistOnly": {}},
    "emailPrivacyConfig": {"enableImprovedEmailPrivacy": True},
    "mobileLinksConfig": {"domain": "HOSTING_DOMAIN"},
    "defaultHostingSite": "acme-fit",
}
_OLD: dict[str, Any] = {
    "smsRegionConfig": {},
    "emailPrivacyConfig": {},
    "mobileLinksConfig": {},
    "blockingFunctions": {"forwardInboundCredentials": {}},
}


def fresh() -> dict[str, Any]:
    """A project of 2026 that nobody has changed."""
    return copy.deepcopy(_FRESH)


def old() -> dict[str, Any]:
    """A project of some years ago that nobody has changed."""
    return {**fresh(), **copy.deepcopy(_OLD)}
