"""`auth`: 28 neutral settings and the native rest of `config/auth` (research/vocabulary.md §2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Attributes, Value
from baasctl.providers.contract import Bounds
from baasctl.providers.supabase.auth_settings import factors as auth_factors
from baasctl.providers.supabase.auth_settings.codecs import (
    ADDRESS,
    CHARACTER_CLASSES,
    HOURS,
    INVERTED,
    PORT,
    SECRET,
    SET,
    SWITCH,
    TEST_CODES,
    TEXT,
    WHOLE,
)
from baasctl.providers.supabase.auth_settings.document import AuthDocument
from baasctl.providers.supabase.auth_settings.native import NATIVE_ROWS
from baasctl.providers.supabase.auth_settings.rows import Row, declared, is_declared, nested, with_records
from baasctl.providers.supabase.auth_settings.writing import Reveal, written

KIND = "auth"
_NO_COMMA = "^[^,]+$"
_EMAIL = r"^(?!\.)(?!.*\.\.)([A-Za-z0-9_'+\-\.]*)[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9\-]*\.)+[A-Za-z]{2,}$"
_HOURS_PER_YEAR = 8760

ROWS: tuple[Row, ...] = (
    Row(pointer="/site_url", wire="site_url", codec=TEXT, bounds=Bounds(pattern=_NO_COMMA)),
    Row(pointer="/redirect_urls", wire="uri_allow_list", codec=SET, bounds=Bounds(pattern=r"^[^,\s]+$")),
    Row(
        pointer="/sign_up/enabled",
        wire="disable_signup",
        codec=INVERTED,
        note="off also stops the first sign-in of federated and anonymous accounts",
    ),
    Row(pointer="/sign_up/confirm_email", wire="mailer_autoconfirm", codec=INVERTED),
    Row(pointer="/sign_up/confirm_phone", wire="sms_autoconfirm", codec=INVERTED),
    Row(pointer="/sign_in/email", wire="external_email_enabled", codec=SWITCH),
    Row(
        pointer="/sign_in/phone",
        wire="external_phone_enabled",
        codec=SWITCH,
        note="also opens sign-in with a phone number and a password",
    ),
    Row(pointer="/sign_in/passkey", wire="passkey_enabled", codec=SWITCH, nullable=False),
    Row(pointer="/sign_in/anonymous_accounts", wire="external_anonymous_users_enabled", codec=SWITCH),
    Row(
        pointer="/password/minimum_length",
        wire="password_min_length",
        codec=WHOLE,
        bounds=Bounds(minimum=6, maximum=72),
        note="the API takes up to 32767, but Auth refuses every password beyond 72 characters",
    ),
    Row(pointer="/password/require", wire="password_required_characters", codec=CHARACTER_CLASSES),
    Row(pointer="/password/reject_leaked", wire="password_hibp_enabled", codec=SWITCH),
    Row(
        pointer="/sessions/access_token_ttl",
        wire="jwt_exp",
        codec=WHOLE,
        bounds=Bounds(minimum=0, maximum=604800),
    ),
    Row(
        pointer="/sessions/overall_timeout",
        wire="sessions_timebox",
        codec=HOURS,
        bounds=Bounds(minimum=0, maximum=_HOURS_PER_YEAR * 3600),
        note="0 and unset both mean that sessions do not end",
    ),
    Row(
        pointer="/sessions/refresh_token_reuse_interval",
        wire="security_refresh_token_reuse_interval",
        codec=WHOLE,
        bounds=Bounds(minimum=0, maximum=300),
    ),
    Row(pointer="/email/from_address", wire="smtp_admin_email", codec=ADDRESS, bounds=Bounds(pattern=_EMAIL)),
    Row(pointer="/email/from_name", wire="smtp_sender_name", codec=ADDRESS),
    Row(pointer="/email/smtp/host", wire="smtp_host", codec=ADDRESS, bounds=Bounds(pattern=r"^\S+$")),
    Row(pointer="/email/smtp/port", wire="smtp_port", codec=PORT, bounds=Bounds(minimum=1, maximum=65535)),
    Row(pointer="/email/smtp/username", wire="smtp_user", codec=ADDRESS),
    Row(pointer="/email/smtp/password", wire="smtp_pass", codec=SECRET),
    Row(
        pointer="/sms/test_numbers",
        wire="sms_test_otp",
        codec=TEST_CODES,
        note="numbers have at most 15 digits, codes are digits",
    ),
    Row(pointer="/passkeys/relying_party_id", wire="webauthn_rp_id", codec=TEXT),
    Row(
        pointer="/oauth_server/open_registration",
        wire="oauth_server_allow_dynamic_registration",
        codec=SWITCH,
        nullable=False,
    ),
)
"""Neutral settings; `mfa` has no row of its own here, see `auth_settings.factors`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Settings that mean nothing while a switch is off; the server keeps them.

    Attributes:
        switch: Wire field: the group is off while it is false, null or empty.
        members: Wire fields.
        resets: Those that may not wake up with the switch, and their inactive value. Secrets stay.
    """

    switch: str
    members: frozenset[str]
    resets: Mapping[str, object]


GROUPS: tuple[Group, ...] = (
    Group(
        switch="smtp_host",
        members=frozenset({"smtp_port", "smtp_user", "smtp_pass"}),
        resets={"smtp_port": None, "smtp_user": None, "smtp_pass": None},
    ),
    Group(
        switch="security_captcha_enabled",
        members=frozenset({"security_captcha_provider", "security_captcha_secret"}),
        resets={},
    ),
    Group(
        switch="oauth_server_enabled",
        members=frozenset({"oauth_server_allow_dynamic_registration", "oauth_server_authorization_path"}),
        resets={"oauth_server_allow_dynamic_registration": False, "oauth_server_authorization_path": None},
    ),
)
_ALL_ROWS = (*ROWS, *NATIVE_ROWS)
_ROW_OF = {row.wire: row for row in _ALL_ROWS}


def decode(document: AuthDocument, address: Address, spec: Attributes | None = None) -> Resource:
    """The one resource.

    Members of a group that is off read as unset, unless *spec*, what the spec declares, gives them a
    value: then what the server keeps is compared, so that writing it converges.

    Raises:
        UnexpectedAnswer: A setting has another type than the contract says.
    """
    values: dict[str, Value] = {}
    unset: set[str] = set()
    inert = _inert(document)
    for row in _ALL_ROWS:
        value, is_unset = document.read(row)
        if row.wire in inert and not is_declared(spec, row.pointer):
            value, is_unset = ABSENT, True
        if not (value is ABSENT or (row.wire == "smtp_host" and is_unset)):
            values[row.pointer] = value  # type: ignore[assignment]
        if is_unset and row.nullable:
            unset.add(row.pointer)
    factors, factors_unset = auth_factors.decode(document)
    pointers = (*(row.pointer for row in _ALL_ROWS), *auth_factors.POINTERS)
    attributes = nested({**values, **factors})
    return Resource(
        address=address,
        attributes=attributes,
        unset=with_records(unset | factors_unset, pointers),
        facts={"retained": tuple(sorted(wire for wire in inert if document.is_set(wire, empty=("", False))))},
    )


def encode(change: Change, reveal: Reveal) -> dict[str, object]:
    """The fields to send for a change of `auth`."""
    body = written(_ALL_ROWS, change, reveal)
    if declared(change.after, "/email/smtp") is None:
        for wire in ("smtp_port", "smtp_user", "smtp_pass"):
            body.pop(wire, None)
    return {**body, **_resets(change, body), **auth_factors.encode(change)}


def _inert(document: AuthDocument) -> frozenset[str]:
    off = (group.members for group in GROUPS if not document.is_on(group.switch))
    return frozenset().union(*off)


def _resets(change: Change, body: Mapping[str, object]) -> dict[str, object]:
    """What a group that is being switched on must not wake up (vocabulary rule 2)."""
    retained = change.facts.get("retained")
    kept = retained if isinstance(retained, tuple) else ()
    resets: dict[str, object] = {}
    for group in GROUPS:
        for wire in group.members if body.get(group.switch) else ():
            wanted = declared(change.after, _ROW_OF[wire].pointer)
            if wire in body or wire not in kept:
                continue
            if wanted is None or (wanted is ABSENT and wire in group.resets):
                resets[wire] = group.resets.get(wire)
    return resets
