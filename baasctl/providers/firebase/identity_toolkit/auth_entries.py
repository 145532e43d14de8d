"""What Firebase can do with `auth`, `email_templates` and `auth_hooks`, from the rows of their settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from baasctl.model.field import Field, Shape
from baasctl.model.value import tokens_of
from baasctl.providers.contract import Answered, Bounds, No, Yes
from baasctl.providers.entries import Entries
from baasctl.providers.firebase import auth, auth_hooks, email_templates
from baasctl.providers.firebase.identity_toolkit import hook_callers, mail_server, password_policy, second_factors
from baasctl.providers.firebase.identity_toolkit.auth_risks import risks
from baasctl.providers.firebase.identity_toolkit.auth_rows import RECORD_MEMBERS, ROWS
from baasctl.providers.firebase.identity_toolkit.checks import check_lists, check_test_numbers, check_types
from baasctl.providers.firebase.identity_toolkit.mail_texts import check_mail_texts
from baasctl.providers.firebase.identity_toolkit.needs import check_contradictions, check_needs
from baasctl.providers.firebase.identity_toolkit.rows import DISCOVERY, NATIVE, WHOSE, Row

_VERIFIED: Final = date(2026, 11, 22)
_OUT: Final = "take it out for this target"
HOOKS: Final = "firebase-tools 15.28.1, src/gcp/identityPlatform.ts"


def _no(reason: str, hint: str = _OUT, source: str = DISCOVERY) -> No:
    return No(reason=reason, hint=hint, verified=_VERIFIED, source=source)


def _answers(rows: Iterable[Row]) -> dict[str, Answered]:
    return {row.dotted: row.answer for row in rows}


def _with_format(row: Row) -> Yes:
    """The answer for a setting of a mail; a body is written together with its format."""
    both = f"{row.wire} {row.wire}Format"
    return replace(row.answer, wire=both) if row.pointer == email_templates.BODY else row.answer


def native_tree(members: Mapping[str, Field]) -> dict[str, Field]:
    """Records by wire name from fields by wire path."""
    inner: dict[str, dict[str, Field]] = {}
    found: dict[str, Field] = {}
    for path, field in members.items():
        name, _, rest = path.partition(".")
        if rest:
            inner.setdefault(name, {})[rest] = field
        else:
            found[name] = field
    return {**found, **{name: Field(shape=Shape.RECORD, members=native_tree(below)) for name, below in inner.items()}}


def _native_members() -> Iterator[tuple[str, Field]]:
    for row in ROWS:
        if row.is_native:
            element = row.codec.member.element
            if row.wire in RECORD_MEMBERS:
                members = {name: Field() for name in RECORD_MEMBERS[row.wire]}
                element = Field(shape=Shape.RECORD, members=members)
            yield row.wire, replace(row.codec.member, element=element, doc=row.doc)
    for path, doc in (
        (password_policy.MAXIMUM, "Longest password that is taken, in characters."),
        (second_factors.INTERVALS, "Intervals before and after the current one whose TOTP code is taken."),
    ):
        yield path.removeprefix(f"{NATIVE}/").replace("/", "."), Field(doc=doc)


_AUTH: Final[dict[str, Answered]] = {
    **_answers(ROWS),
    **password_policy.ANSWERS,
    **second_factors.ANSWERS,
    "email.smtp": Yes(wire=mail_server.METHOD, source=DISCOVERY, note="null goes back to Google's own sender"),
    "site_url": _no(
        "there is no default redirect",
        "for the page behind links in mails write `native.firebase.notification.sendEmail.callbackUri`",
    ),
    "redirect_urls": _no(
        "hosts alone are checked, so that a URL would be widened to its host",
        "write the hosts as `native.firebase.authorizedDomains`",
    ),
    "sign_up.confirm_email": _no(
        "sign-in never waits for it", "test the claim `email_verified` in rules, and take it out for this target"
    ),
    "sign_up.confirm_phone": _no("signing in by SMS is the proof"),
    "sign_in.passkey": _no("there are no passkeys"),
    "password.reject_leaked": _no("there is no list of leaked passwords"),
    "sessions": _no("a token lives for an hour and a session until it is revoked; neither can be set"),
    "sessions.access_token_ttl": _no("an ID token always lives for one hour"),
    "sessions.overall_timeout": _no("refresh tokens do not expire"),
    "sessions.refresh_token_reuse_interval": _no("refresh tokens are not rotated"),
    "email.from_name": _no(
        "it is set mail by mail", "write `native.firebase.senderDisplayName` of the mails in `email_templates`"
    ),
    "passkeys": _no("there are no passkeys"),
    "passkeys.relying_party_id": _no("there are no passkeys"),
    "oauth_server": _no("Firebase is no OAuth server"),
    "oauth_server.open_registration": _no("Firebase is no OAuth server"),
    "native.passwordPolicyConfig.passwordPolicyEnforcementState": _no(
        "the policy is in force while `auth.password` asks for something",
        "write `auth.password`; `password: null` switches it off",
    ),
    "native.notification.sendEmail.method": _no(
        "the own server is used while it has a host", "write `auth.email.smtp`; `smtp: null` goes back to Google's"
    ),
    "native.blockingFunctions.triggers": _no("hooks are resources", "write them as `auth_hooks`"),
    "native.signIn.hashConfig": _no("the server makes it, and baasctl never reads it"),
    **{
        f"native.notification.sendEmail.{wire}": _no("mails are resources", f"write `email_templates.{name}`")
        for name, wire in email_templates.WIRE_NAMES.items()
    },
}

_MAILS: Final[dict[str, Answered]] = {
    row.dotted: Yes(wire=row.wire.replace(email_templates.WIRE_NAMES["recovery"], "*"), source=DISCOVERY, note=row.note)
    for row in email_templates.rows("recovery")
} | {"native.bodyFormat": _no("bodies are HTML", "write `body`")}

_HOOKS: Final[dict[str, Answered]] = {
    "uri": Yes(
        wire=f"{auth_hooks.TRIGGERS}.*.functionUri",
        bounds=Bounds(pattern=auth_hooks.URI_PATTERN, whose=WHOSE),
        source=DISCOVERY,
        note="https; null switches the hook off",
    ),
    "function": Yes(
        wire=f"{auth_hooks.TRIGGERS}.*.functionUri",
        source=HOOKS,
        note="sent as the address of that function; null switches the hook off",
    ),
}

_NAMES: Final[Mapping[str, dict[str, Answered]]] = {
    email_templates.KIND: {
        **{name: Yes(wire=wire, source=DISCOVERY) for name, wire in email_templates.WIRE_NAMES.items()},
        **{
            name: _no("Firebase does not send this mail")
            for name in (
                *("invite", "magic_link", "email_change", "reauthentication", "password_changed", "phone_changed"),
                *("identity_linked", "identity_unlinked", "mfa_factor_unenrolled", "sign_in_code"),
            )
        },
        "verification": _no("Firebase does not send this mail", "write `confirmation`"),
    },
    auth_hooks.KIND: {
        **{
            name: Yes(wire=wire, source=HOOKS if name.startswith("before_send") else DISCOVERY)
            for name, wire in auth_hooks.WIRE_NAMES.items()
        },
        "before_token_issued": _no("`before_sign_in` does not run when a token is refreshed", "write `before_sign_in`"),
        "send_email": _no("`before_send_email` can only stop a mail", "write `before_send_email`"),
        "send_sms": _no("`before_send_sms` can only stop a message", "write `before_send_sms`"),
        **{
            name: _no("Firebase has no hook at this moment")
            for name in (
                *("after_user_created", "mfa_verification_attempt", "password_verification_attempt"),
                *("pre_authentication", "post_authentication", "post_confirmation", "custom_message"),
                *("define_auth_challenge", "create_auth_challenge", "verify_auth_challenge"),
                *("user_migration", "inbound_federation"),
            )
        },
    },
}

ENTRIES: Final = Entries(
    kinds={
        auth.KIND: Yes(source=DISCOVERY, graded="recorded"),
        email_templates.KIND: Yes(source=DISCOVERY, graded="recorded"),
        auth_hooks.KIND: Yes(source=HOOKS, graded="recorded"),
    },
    fields={auth.KIND: _AUTH, email_templates.KIND: _MAILS, auth_hooks.KIND: _HOOKS},
    names=_NAMES,
    exceptions={
        (email_templates.KIND, name, row.dotted): _with_format(row)
        for name in email_templates.WIRE_NAMES
        for row in email_templates.rows(name)
    },
    native={
        auth.KIND: native_tree(dict(_native_members())),
        email_templates.KIND: {
            tokens_of(row.pointer)[-1]: row.codec.member for row in email_templates.rows("recovery") if row.is_native
        },
    },
    placeholders=email_templates.PLACEHOLDERS,
    checks=(
        check_types,
        check_lists,
        check_test_numbers,
        check_contradictions,
        check_needs,
        hook_callers.refused_offline,
        check_mail_texts,
    ),
    risks=(risks,),
)
