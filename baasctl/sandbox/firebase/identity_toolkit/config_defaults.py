"""What the settings of a project are before anybody changed them (research/firebase.md §8).

Projects of 2026 and older ones differ, and so do those with and without Identity Platform. The subjects of mails are
the recorded ones, the bodies are our words with the recorded placeholders.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

from baasctl.sandbox.exchange import Json, JsonObject
from baasctl.sandbox.firebase.project import Project

TEMPLATES: Final = (
    "resetPasswordTemplate",
    "verifyEmailTemplate",
    "changeEmailTemplate",
    "revertSecondFactorAdditionTemplate",
)
_SUBJECTS: Final = {
    "resetPasswordTemplate": "Reset your password for %APP_NAME%",
    "verifyEmailTemplate": "Verify your email for %APP_NAME%",
    "changeEmailTemplate": "Your sign-in email was changed for %APP_NAME%",
    "revertSecondFactorAdditionTemplate": "You've added 2 step verification to your %APP_NAME% account.",
}
_BODIES: Final = {
    "resetPasswordTemplate": "<p>Set a new password for %EMAIL% at %APP_NAME%: <a href='%LINK%'>%LINK%</a></p>",
    "verifyEmailTemplate": "<p>%DISPLAY_NAME%, confirm your address: <a href='%LINK%'>%LINK%</a></p>",
    "changeEmailTemplate": "<p>%DISPLAY_NAME%, you now sign in to %APP_NAME% as %NEW_EMAIL%."
    " Undo it: <a href='%LINK%'>%LINK%</a></p>",
    "revertSecondFactorAdditionTemplate": "<p>%DISPLAY_NAME%, %SECOND_FACTOR% was added to your account."
    " Undo it: <a href='%LINK%'>%LINK%</a></p>",
}


def default_config(project: Project) -> JsonObject:
    """The writable settings of a project that nobody changed."""
    options = project.options
    domains: list[Json] = [f"{project.id}.firebaseapp.com", f"{project.id}.web.app"]
    config: JsonObject = {
        "signIn": {},
        "notification": {
            "sendEmail": {"method": "DEFAULT", "callbackUri": f"https://{project.id}.firebaseapp.com/__/auth/action"},
            "sendSms": {},
            "defaultLocale": "en",
        },
        "quota": {},
        "monitoring": {"requestLogging": {}},
        "multiTenant": {},
        "authorizedDomains": ["localhost", *domains],
        "client": {"permissions": {}},
        "mfa": {"state": "DISABLED"},
    }
    age: JsonObject = {
        "blockingFunctions": {},
        "smsRegionConfig": {"allowlistOnly": {}},
        "emailPrivacyConfig": {"enableImprovedEmailPrivacy": True},
        "mobileLinksConfig": {"domain": "HOSTING_DOMAIN"},
    }
    old: JsonObject = {
        "blockingFunctions": {"forwardInboundCredentials": {}},
        "smsRegionConfig": {},
        "emailPrivacyConfig": {},
        "mobileLinksConfig": {},
    }
    return {**config, **(age if options.fresh else old)}


def set_by_google(project: Project, subtype: str) -> JsonObject:
    """What only Google sets, beside the hash settings."""
    return {
        "name": f"projects/{project.number}/config",
        "subtype": subtype,
        "defaultHostingSite": project.id,
    }


def hash_config(seed: str) -> JsonObject:
    """How passwords are hashed; `signerKey` is a secret that a caller with the permission is shown."""
    key = base64.b64encode(hashlib.sha512(seed.encode()).digest()).decode()
    return {"algorithm": "SCRYPT", "signerKey": key, "saltSeparator": "Bw==", "rounds": 8, "memoryCost": 14}


def api_key(project: Project) -> str:
    """The project's browser key: no secret, the same at every read."""
    return "AIzaSy" + base64.urlsafe_b64encode(hashlib.sha256(project.id.encode()).digest())[:33].decode()


def template(name: str, locale: str) -> JsonObject:
    """A mail template that nobody changed; its language is the project's."""
    mark = "" if locale == "en" else f"[{locale}] "
    return {
        "senderLocalPart": "noreply",
        "subject": mark + _SUBJECTS[name],
        "body": mark + _BODIES[name],
        "bodyFormat": "HTML",
        "replyTo": "noreply",
    }
