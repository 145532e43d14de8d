"""Auth settings that Firebase cannot have: told at their place, before anything is sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baasctl import pipeline
from baasctl.model.errors import BaasctlError
from tests.contract.project import SpecProject

ELEVEN = "auth: {sms: {test_numbers: {" + ", ".join(f"+155501{n}: '${{secret:env:A}}'" for n in range(10, 21)) + "}}}"
NATIVE = "auth: {native: {firebase: {%s}}}"

REFUSED: dict[str, tuple[str, str, str]] = {
    "a redirect by URL": ("auth: {redirect_urls: ['https://a.example/**']}", "SPEC086", "authorizedDomains"),
    "a site": ("auth: {site_url: https://a.example}", "SPEC086", "callbackUri"),
    "a session's end": ("auth: {sessions: {overall_timeout: 30d}}", "SPEC086", "refresh tokens do not expire"),
    "all of sessions": ("auth: {sessions: null}", "SPEC086", "neither can be set"),
    "a passkey": ("auth: {sign_in: {passkey: true}}", "SPEC086", "no passkeys"),
    "a password of two": ("auth: {password: {minimum_length: 2}}", "SPEC088", "from 6 to 30"),
    "a password of forty": ("auth: {password: {minimum_length: 40}}", "SPEC088", "Identity Toolkit's"),
    "a class of letters": ("auth: {password: {require: [letter]}}", "SPEC088", "`letter`"),
    "factors of a mode without": ("auth: {mfa: {mode: disabled, factors: [totp]}}", "SPEC511", "mfa.factors"),
    "a mode without factors": ("auth: {mfa: {mode: required, factors: []}}", "SPEC511", "needs a second factor"),
    "a port without a host": ("auth: {email: {smtp: {host: null, port: 25}}}", "SPEC511", "email.smtp.port"),
    "a sender without a host": (
        "auth: {email: {smtp: null, from_address: a@b.example}}",
        "SPEC511",
        "email.from_address",
    ),
    "no number": (
        "auth: {sms: {test_numbers: {'0151 123': '${secret:env:A}'}}}",
        "SPEC513",
        "+4915112345678",
    ),
    "eleven numbers": (ELEVEN, "SPEC088", "may have 10"),
    "a domain that is a URL": (
        NATIVE % "authorizedDomains: ['https://App.example:8080/x']",
        "SPEC515",
        "`app.example`",
    ),
    "a domain with a blank": (NATIVE % "authorizedDomains: ['a b']", "SPEC515", "such as"),
    "a region in small letters": (
        NATIVE % "smsRegionConfig: {allowlistOnly: {allowedRegions: [de]}}",
        "SPEC516",
        "write `DE`",
    ),
    "a region by another name": (
        NATIVE % "smsRegionConfig: {allowByDefault: {disallowedRegions: [UK]}}",
        "SPEC516",
        "write `GB`",
    ),
    "a region that is none": (
        NATIVE % "smsRegionConfig: {allowlistOnly: {allowedRegions: [ZZ]}}",
        "SPEC516",
        "ISO 3166-1",
    ),
    "both sides of a choice": (
        NATIVE % "smsRegionConfig: {allowlistOnly: {allowedRegions: [DE]}, allowByDefault: {disallowedRegions: [AT]}}",
        "SPEC511",
        "exclude each other",
    ),
    "a rule with another member": (
        NATIVE % "recaptchaConfig: {managedRules: [{end_score: 0.1, action: BLOCK}]}",
        "SPEC517",
        "`endScore`",
    ),
    "a score beyond one": (
        NATIVE % "recaptchaConfig: {managedRules: [{endScore: 2, action: BLOCK}]}",
        "SPEC517",
        "from 0 to 1",
    ),
    "an action that is none": (
        NATIVE % "recaptchaConfig: {managedRules: [{endScore: 1, action: ALLOW}]}",
        "SPEC517",
        "must be one of: BLOCK",
    ),
    "a key that is empty": (
        NATIVE % "recaptchaConfig: {recaptchaKeys: [{key: '', type: WEB}]}",
        "SPEC517",
        "must be text",
    ),
    "a text for a list": (NATIVE % "authorizedDomains: localhost", "SPEC510", "a list of texts"),
    "an empty text": (NATIVE % "notification: {sendEmail: {smtp: {securityMode: ''}}}", "SPEC088", "SSL"),
    "a duration in words": (NATIVE % "quota: {signUpQuotaConfig: {quotaDuration: 1d}}", "SPEC088", "s"),
    "a time without offset": (
        NATIVE % "quota: {signUpQuotaConfig: {startTime: '2027-01-01T00:00:00'}}",
        "SPEC510",
        "2027-01-31T00:00:00Z",
    ),
    "a switch in quotes": (NATIVE % "multiTenant: {allowTenants: 'yes'}", "SPEC088", "without quotes"),
    "a neutral setting by its path": (
        NATIVE % "client: {permissions: {disabledUserSignup: true}}",
        "SPEC057",
        "`sign_up.enabled`",
    ),
    "the policy's state": (
        NATIVE % "passwordPolicyConfig: {passwordPolicyEnforcementState: 'OFF'}",
        "SPEC057",
        "password: null",
    ),
    "a trigger": (NATIVE % "blockingFunctions: {triggers: {}}", "SPEC057", "auth_hooks"),
    "a template by its path": (
        NATIVE % "notification: {sendEmail: {resetPasswordTemplate: {subject: x}}}",
        "SPEC057",
        "email_templates.recovery",
    ),
    "what Google alone sets": (NATIVE % "subtype: IDENTITY_PLATFORM", "SPEC058", "subtype"),
    "a member that is none": (NATIVE % "monitoring: {requestLoging: {enabled: true}}", "SPEC058", "requestLogging"),
    "one text of a mail": ("email_templates: {recovery: {subject: null}}", "SPEC519", "both null"),
    "one text of a mail beside another": (
        "email_templates: {recovery: {subject: x, body: null}}",
        "SPEC519",
        "unsets `body` alone",
    ),
    "a mail of another provider": ("email_templates: {invite: {subject: x}}", "SPEC085", "does not send this mail"),
    "a hook of another provider": ("auth_hooks: {send_sms: {function: x}}", "SPEC085", "before_send_sms"),
    "a hook by two names": (
        "auth_hooks: {before_sign_in: {function: x, uri: 'https://a.example'}}",
        "SPEC511",
        "either a `function` or a `uri`",
    ),
    "a hook without encryption": ("auth_hooks: {before_sign_in: {uri: 'http://a.example'}}", "SPEC088", "https"),
    "anonymous accounts past a hook": (
        "auth: {sign_in: {anonymous_accounts: true}}\nauth_hooks: {before_sign_up: {function: x}}",
        "SPEC511",
        "never called for anonymous accounts",
    ),
}


class Nowhere:
    """A project that is never asked."""

    provider, name = "firebase", "demo-offline"

    def environment(self) -> dict[str, str]:
        return {}


def told(text: str, folder: Path) -> str:
    """What `validate` says about a spec of one target."""
    remote: Any = Nowhere()
    project = SpecProject(remote, folder)
    project.write(f"baasctl: 1\ntargets: {{prod: {{provider: firebase, project: demo-offline}}}}\n{text}\n")
    try:
        rendered = pipeline.render(project.run())
    except BaasctlError as error:
        return str(error)
    return "\n".join(str(each) for one in rendered for each in one.warnings)


@pytest.mark.parametrize("name", REFUSED)
def test_what_google_would_refuse_is_refused_at_its_place(name: str, tmp_path: Path) -> None:
    """Every message has file, line, the value and what to write instead."""
    text, code, part = REFUSED[name]

    message = told(text, tmp_path)

    assert f"error[{code}]" in message, message
    assert part in message, message
    assert "baas.yaml:3:" in message or "baas.yaml:4:" in message


def test_a_mail_server_that_is_half_declared_is_warned_of(tmp_path: Path) -> None:
    """What may be set live already is a warning: four settings that the server needs."""
    message = told("auth: {email: {smtp: {host: smtp.example.com}}}", tmp_path)

    assert message.count("warning[SPEC512]") == 4
    assert "error" not in message


def test_a_sender_alone_is_warned_of(tmp_path: Path) -> None:
    """Google's own sender does not take an address."""
    assert "`email.from_address` needs `email.smtp.host`" in told(
        "auth: {email: {from_address: a@b.example}}", tmp_path
    )


def test_a_mail_that_is_no_template_is_warned_of(tmp_path: Path) -> None:
    """Its placeholders would be read by people; Google's own, and other brackets, are taken as they are."""
    message = told(
        "email_templates: {confirmation: {subject: 'Hi [[ email ]]', body: '<a href=[[link]]>x</a>'}}", tmp_path
    )

    assert message.count("warning[SPEC521]") == 2
    assert "`%LINK%`" in message
    assert told("email_templates: {confirmation: {subject: Hi %EMAIL%, body: '[[ 1 ]] %LINK%'}}", tmp_path) == ""


def test_what_firebase_has_is_accepted(tmp_path: Path) -> None:
    """Extensions of Chrome, local names, both kinds of rules."""
    text = NATIVE % (
        "authorizedDomains: [localhost, 127.0.0.1, a.b.example, 'chrome-extension://abcdefghijklmnopabcdefghijklmnop'],"
        " recaptchaConfig: {managedRules: [{endScore: 0.5, action: BLOCK}]},"
        " smsRegionConfig: {allowlistOnly: {allowedRegions: [DE, XK]}, allowByDefault: null}"
    )

    assert told(text, tmp_path) == ""
