"""The project's settings: `GET` and `PATCH …/config`, and the upgrade to Identity Platform.

Recorded (research/firebase.md §2.1): default values are left out, names come back with the project's number, unknown
and read-only paths of a mask are ignored, the answer of PATCH has no mail templates.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, cast

from baasctl.sandbox.exchange import Answer, Json, JsonObject
from baasctl.sandbox.firebase import masks
from baasctl.sandbox.firebase.call import Call
from baasctl.sandbox.firebase.identity_toolkit.config_checks import normalised_numbers, refuse_bad_settings
from baasctl.sandbox.firebase.identity_toolkit.config_defaults import (
    TEMPLATES,
    api_key,
    default_config,
    hash_config,
    set_by_google,
    template,
)
from baasctl.sandbox.firebase.identity_toolkit.messages import CONFIG, messages
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.refusals import GoogleRefusal, billing_disabled

DOCUMENT: Final = "auth_config"
_STALE: Final = "auth_config_before"
_TEXTS: Final = {"subject", "body"}
"""What `customized` tells of: whether one of them is the project's own (discovery document identitytoolkit.v2)."""
_MEMBERS_OF_UPGRADE: Final = {
    "blockingFunctions": "Blocking Functions",
    "mfa": "Multi-factor authentication",
    "multiTenant": "Multi-tenancy",
}


def refuse_without_auth(project: Project) -> None:
    """Refuse what needs Authentication in a project that never set it up.

    Raises:
        GoogleRefusal: 404.
    """
    if not project.options.auth:
        raise GoogleRefusal(404, "CONFIGURATION_NOT_FOUND")


def settings(project: Project) -> JsonObject:
    """The writable settings in force.

    Raises:
        GoogleRefusal: 404, Authentication was never set up.
    """
    refuse_without_auth(project)
    return cast("JsonObject", project.documents.read(DOCUMENT, default_config(project)))


def _seen(project: Project) -> JsonObject:
    """What a read sees: for some reads after a change, what was there before it (recorded: eventual consistency)."""
    with project.lock:
        now, stale = settings(project), project.settings(_STALE)
        left = cast("int", stale.get("reads_left", 0))
        if not left:
            return now
        project.store(_STALE, {**stale, "reads_left": left - 1})
        return cast("JsonObject", stale["before"])


def read(call: Call) -> Answer:
    """`GET …/config`: everything, mail templates too."""
    stored = _seen(call.project)
    shown = _shown(call.project, stored)
    mails = cast("JsonObject", cast("JsonObject", shown["notification"])["sendEmail"])
    locale = str(cast("JsonObject", stored.get("notification") or {}).get("defaultLocale") or "en")
    for name in TEMPLATES:
        mails[name] = _mail(name, locale, cast("JsonObject", mails.get(name) or {}))
    return call.answer(shown)


def change(call: Call) -> Answer:
    """`PATCH …/config`; without a mask every member of the body is set."""
    project = call.project
    with project.lock:
        before = settings(project)
        mask = call.mask() or tuple(call.body)
        paths = masks.honoured(messages(), CONFIG, mask)
        if project.options.frozen_templates and any("Template" in path for path in paths):
            raise GoogleRefusal(400, "EMAIL_TEMPLATE_UPDATE_NOT_ALLOWED")
        after = masks.masked(before, call.body, paths)
        _refuse_without_upgrade(project, before, after)
        refuse_bad_settings(after)
        _normalise_numbers(after)
        stamp_policy(before, after)
        _stamp_triggers(before, after)
        project.store(DOCUMENT, after)
        if project.options.stale_reads:
            project.store(_STALE, {"before": before, "reads_left": project.options.stale_reads})
    shown = _shown(project, after)
    mails = cast("JsonObject", cast("JsonObject", shown["notification"])["sendEmail"])
    for name in TEMPLATES:
        mails.pop(name, None)
    return call.answer(shown)


def initialise(call: Call) -> Answer:
    """`POST …/identityPlatform:initializeAuth`: set up Authentication with Identity Platform, or upgrade to it."""
    project = call.project
    with project.lock:
        if not project.options.billing:
            raise GoogleRefusal(400, "BILLING_NOT_ENABLED", details=billing_disabled(call.host, project.number).details)
        if project.options.auth and project.options.identity_platform:
            raise GoogleRefusal(
                400, "INVALID_PROJECT_ID : Identity Platform has already been enabled for this project."
            )
        call.account.change_options(project.id, replace(project.options, auth=True, identity_platform=True))
    return call.answer({})


def stamp_policy(before: JsonObject, after: JsonObject) -> None:
    """Add to a password policy what Google adds when it changes."""
    policy = after.get("passwordPolicyConfig")
    if isinstance(policy, dict) and policy != before.get("passwordPolicyConfig"):
        for version in cast("list[JsonObject]", policy.get("passwordPolicyVersions") or []):
            version["schemaVersion"] = 1
        policy["lastUpdateTime"] = _now()


def _stamp_triggers(before: JsonObject, after: JsonObject) -> None:
    known = _object(_object(before, "blockingFunctions"), "triggers")
    for name, trigger in _object(_object(after, "blockingFunctions"), "triggers").items():
        if isinstance(trigger, dict):
            old = _object(known, name)
            same = old.get("functionUri") == trigger.get("functionUri")
            trigger["updateTime"] = old["updateTime"] if same and "updateTime" in old else _now()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _shown(project: Project, stored: JsonObject) -> JsonObject:
    subtype = "IDENTITY_PLATFORM" if project.options.identity_platform else "FIREBASE_AUTH"
    shown: JsonObject = {**set_by_google(project, subtype), **stored}
    shown["signIn"] = {**_object(stored, "signIn"), "hashConfig": hash_config(project.id)}
    shown["client"] = {**_object(stored, "client"), "apiKey": api_key(project), "firebaseSubdomain": project.id}
    shown["notification"] = _notification(_object(stored, "notification"))
    return shown


def _notification(stored: JsonObject) -> JsonObject:
    mail, text_message = _object(stored, "sendEmail"), _object(stored, "sendSms")
    state: JsonObject = {
        **_object(mail, "dnsInfo"),
        "customDomainState": "NOT_STARTED",
        "domainVerificationRequestTime": "1970-01-01T00:00:00Z",
    }
    content = "%LOGIN_CODE% is your verification code for %APP_NAME%."
    if "smtp" in mail:
        mail["smtp"] = {name: value for name, value in _object(mail, "smtp").items() if name != "password"}
    return {
        **stored,
        "sendEmail": {**mail, "dnsInfo": state},
        "sendSms": {**text_message, "smsTemplate": {"content": content}},
    }


def _mail(name: str, locale: str, written: JsonObject) -> JsonObject:
    given = {member: value for member, value in written.items() if value not in {"", None}}
    return {**template(name, locale), **given, **({"customized": True} if given.keys() & _TEXTS else {})}


def _object(stored: JsonObject, name: str) -> JsonObject:
    found = stored.get(name)
    return found if isinstance(found, dict) else {}


def _normalise_numbers(after: JsonObject) -> None:
    phone = _object(_object(after, "signIn"), "phoneNumber")
    numbers: Json = phone.get("testPhoneNumbers")
    if isinstance(numbers, dict):
        phone["testPhoneNumbers"] = normalised_numbers(numbers)


def _refuse_without_upgrade(project: Project, before: JsonObject, after: JsonObject) -> None:
    if project.options.identity_platform:
        return
    for member, title in _MEMBERS_OF_UPGRADE.items():
        if after.get(member) != before.get(member):
            raise GoogleRefusal(400, f"OPERATION_NOT_ALLOWED : {title} may only be configured for GCIP projects.")
