"""What Amplify can do with `auth`, `email_templates` and `auth_hooks`, from the rows of their settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from baasctl.model.field import Field, Shape
from baasctl.model.value import tokens_of
from baasctl.providers.amplify import auth, auth_hooks, email_templates
from baasctl.providers.amplify.native_records import native_records
from baasctl.providers.amplify.user_pool.checks import (
    RECORD_MEMBERS,
    check_contradictions,
    check_hooks,
    check_members,
    check_redirects,
    check_types,
)
from baasctl.providers.amplify.user_pool.risks import risks
from baasctl.providers.amplify.user_pool.rows import BOTOCORE, NATIVE, dotted, yes
from baasctl.providers.amplify.user_pool.schema import FIELD, SCHEMA
from baasctl.providers.contract import Answered, Bounds, No, Yes
from baasctl.providers.entries import Entries

_VERIFIED: Final = date(2026, 11, 22)
_OUT: Final = "take it out for this target"
_ARN: Final = r"arn:[\w-]+:lambda:[\w-]+:[0-9]{12}:function:[\w-]+(:[\w$-]+)?"


def _no(reason: str, hint: str = _OUT, source: str = BOTOCORE) -> No:
    return No(reason=reason, hint=hint, verified=_VERIFIED, source=source)


def _native_of_auth() -> dict[str, Field]:
    fields = {".".join(tokens_of(SCHEMA)[2:]): FIELD}
    for setting in auth.SETTINGS:
        if setting.pointer.startswith(f"{NATIVE}/"):
            known = RECORD_MEMBERS.get(setting.pointer)
            field = setting.member
            if known is not None:
                element = Field(shape=Shape.RECORD, members={name: Field() for name in known})
                field = replace(field, element=element)
            fields[".".join(tokens_of(setting.pointer)[2:])] = field
    return native_records(fields)


_MIRRORED: Final = {
    f"native.{mirror}": _no("it repeats the newer text", f"write `email_templates.verification` ({wire})")
    for mirror, wire in email_templates.MIRRORS.items()
}
_AUTH: Final[dict[str, Answered]] = {
    **{dotted(setting.pointer): setting.answer for setting in auth.SETTINGS},
    "native.Schema": yes(
        "AddCustomAttributes", unset=False, note="attributes can be added, never changed or removed; names as written"
    ),
    "site_url": _no(
        "there is no default redirect: `DefaultRedirectURI` of a client replaces the redirect of a client with one"
        " provider, it does not fill in a missing one",
        "write `default_redirect_url` of a client under `app_clients`, if that is what is meant",
    ),
    "sign_in.anonymous_accounts": _no(
        "guests have no account", "write `identity_pool`, whose guests get credentials without an account"
    ),
    "email.smtp": _no(
        "mail goes out through SES", "write `native.amplify.EmailConfiguration`, with SourceArn of a verified identity"
    ),
    **{
        f"email.smtp.{name}": _no("mail goes out through SES", "write `native.amplify.EmailConfiguration`")
        for name in ("host", "port", "username", "password")
    },
    "sms": _no("Cognito has no numbers with a fixed code"),
    "sms.test_numbers": _no("Cognito has no numbers with a fixed code"),
    **_MIRRORED,
    "native.AdminCreateUserConfig.UnusedAccountValidityDays": _no(
        "it repeats the days of temporary passwords",
        "write `native.Policies.PasswordPolicy.TemporaryPasswordValidityDays`",
    ),
    "native.AutoVerifiedAttributes": _no(
        "its members have neutral names", "write `sign_up.confirm_email` and `sign_up.confirm_phone`"
    ),
    "native.MfaConfiguration": _no("it has a neutral name", "write `mfa.mode`"),
    "native.ImageFile": _no(
        "the logo of classic pages reads back as an address alone, so that nobody can compare it",
        "set it in the console, or use managed login (`native.ManagedLoginBranding.Assets`)",
    ),
}

_MAILS: Final[dict[str, Answered]] = {
    "subject": yes(
        *(row.wire for name in email_templates.ROWS for row in email_templates.ROWS[name] if row.pointer == "/subject")
    ),
    "body": yes(
        *(row.wire for name in email_templates.ROWS for row in email_templates.ROWS[name] if row.pointer == "/body")
    ),
}
_NATIVE_OF_MAILS: Final = {
    tokens_of(row.pointer)[-1]: (name, row)
    for name, rows in email_templates.ROWS.items()
    for row in rows
    if row.pointer.startswith(f"{NATIVE}/")
}

_HOOKS: Final[dict[str, Answered]] = {
    "function": yes(
        "LambdaConfig.*",
        note="sent as the ARN of that function in the pool's account and region, with leave to call it; null switches"
        " the hook off",
    ),
    "uri": _no("a trigger is a Lambda function", "write `function`, or `native.amplify.arn` for another account's"),
    "native.arn": yes("LambdaConfig.*", bounds=Bounds(pattern=_ARN), note="in the place of `function`"),
    "native.LambdaVersion": _no("this hook has one version of its event", "take it out"),
}


def _other_mail(name: str) -> No:
    one_text = "Cognito has one text for sign-up, change of address and password reset"
    if name in ("confirmation", "recovery"):
        return _no(one_text, "write `verification`")
    return _no("Cognito does not send this mail")


_NAMES: Final[Mapping[str, dict[str, Answered]]] = {
    email_templates.KIND: {
        **{name: yes(*(row.wire for row in rows)) for name, rows in email_templates.ROWS.items()},
        **{
            name: _other_mail(name)
            for name in (
                *("confirmation", "recovery", "email_changed", "mfa_factor_enrolled", "magic_link", "email_change"),
                *("reauthentication", "password_changed", "phone_changed", "identity_linked", "identity_unlinked"),
                *("mfa_factor_unenrolled", "legacy_recovery"),
            )
        },
    },
    auth_hooks.KIND: {
        **{name: yes(f"LambdaConfig.{wire}") for name, wire in auth_hooks.WIRE_NAMES.items()},
        "before_sign_in": _no("Cognito has two of them", "write `pre_authentication` or `post_authentication`"),
        "before_send_email": _no(
            "Cognito asks a hook to send the mail itself", "write `send_email` or `custom_message`"
        ),
        "before_send_sms": _no("Cognito asks a hook to send the message itself", "write `send_sms`"),
        "after_user_created": _no("Cognito tells of confirmed users alone", "write `post_confirmation`"),
        **{
            name: _no("Cognito has no hook at this moment")
            for name in ("mfa_verification_attempt", "password_verification_attempt")
        },
    },
}


def _exceptions() -> dict[tuple[str, str, str], Answered]:
    found: dict[tuple[str, str, str], Answered] = {}
    for name, rows in email_templates.ROWS.items():
        for row in rows:
            found[(email_templates.KIND, name, dotted(row.pointer))] = row.answer
        for member, (owner, _) in _NATIVE_OF_MAILS.items():
            if owner != name:
                elsewhere = _no(f"it is a text of `{owner}`", f"write it under `email_templates.{owner}`")
                found.setdefault((email_templates.KIND, name, f"native.{member}"), elsewhere)
    found[(auth_hooks.KIND, auth_hooks.TOKEN, "native.LambdaVersion")] = yes(
        f"LambdaConfig.{auth_hooks.WIRE_NAMES[auth_hooks.TOKEN]}.LambdaVersion",
        bounds=Bounds(choices=auth_hooks.TOKEN_VERSIONS),
        unset=False,
        note="V1_0 sees ID tokens alone; left out, V2_0, and a live V3_0 is kept",
    )
    return found


ENTRIES: Final = Entries(
    kinds={
        auth.KIND: Yes(source=BOTOCORE, graded="recorded"),
        email_templates.KIND: Yes(source=BOTOCORE, graded="recorded"),
        auth_hooks.KIND: Yes(source=BOTOCORE, graded="recorded"),
    },
    fields={
        auth.KIND: _AUTH,
        email_templates.KIND: _MAILS
        | {f"native.{member}": row.answer for member, (_, row) in _NATIVE_OF_MAILS.items()},
        auth_hooks.KIND: _HOOKS,
    },
    names=_NAMES,
    exceptions=_exceptions(),
    native={
        auth.KIND: _native_of_auth(),
        email_templates.KIND: {member: row.member for member, (_, row) in _NATIVE_OF_MAILS.items()},
        auth_hooks.KIND: {
            "arn": Field(doc="ARN of the function, where it is another account's or has a version."),
            "LambdaVersion": Field(doc="Version of the event that `before_token_issued` gets."),
        },
    },
    placeholders=email_templates.PLACEHOLDERS,
    checks=(check_types, check_members, check_redirects, check_contradictions, check_hooks),
    risks=(risks,),
)
