"""Hazards of auth settings that only Supabase has; neutral ones are judged by their kinds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final

from baasctl.model.change import Action, Change, FieldChange, Hazard, Risk

_NATIVE: Final = "/native/supabase/"


class When(Enum):
    """Which move of a value is risky."""

    ON = "switched on"
    OFF = "switched off"
    HIGHER = "raised, or unset"
    ANY = "changed"


_RISKS: Final[Mapping[str, tuple[When, Hazard, str]]] = {
    "api_max_request_duration": (When.ANY, Hazard.DOWNTIME, "requests may be cut off"),
    "custom_oauth_enabled": (When.OFF, Hazard.LOCKS_OUT_USERS, "custom providers stop working"),
    "db_max_pool_size": (When.ANY, Hazard.DOWNTIME, "sign-in waits for connections when there are too few"),
    "external_web3_ethereum_enabled": (When.ON, Hazard.WEAKENS_AUTH, "opens a way in"),
    "external_web3_solana_enabled": (When.ON, Hazard.WEAKENS_AUTH, "opens a way in"),
    "mailer_allow_unverified_email_sign_ins": (When.ON, Hazard.WEAKENS_AUTH, "unproven addresses sign in"),
    "mailer_otp_exp": (When.HIGHER, Hazard.WEAKENS_AUTH, "a mailed code works longer"),
    "mailer_secure_email_change_enabled": (When.OFF, Hazard.WEAKENS_AUTH, "the old address is not asked"),
    "oauth_server_enabled": (When.OFF, Hazard.LOCKS_OUT_USERS, "applications that sign in here stop working"),
    "rate_limit_anonymous_users": (When.HIGHER, Hazard.WEAKENS_AUTH, "more accounts can be made at once"),
    "rate_limit_otp": (When.HIGHER, Hazard.WEAKENS_AUTH, "codes can be asked for more often"),
    "rate_limit_token_refresh": (When.HIGHER, Hazard.WEAKENS_AUTH, "tokens can be tried more often"),
    "rate_limit_verify": (When.HIGHER, Hazard.WEAKENS_AUTH, "codes can be guessed more often"),
    "refresh_token_rotation_enabled": (When.OFF, Hazard.WEAKENS_AUTH, "a stolen refresh token goes unnoticed"),
    "saml_enabled": (When.OFF, Hazard.LOCKS_OUT_USERS, "users of SAML providers cannot sign in"),
    "security_captcha_enabled": (When.OFF, Hazard.WEAKENS_AUTH, "robots are no longer held back"),
    "security_manual_linking_enabled": (When.ON, Hazard.WEAKENS_AUTH, "users may link further identities"),
    "security_sb_forwarded_for_enabled": (When.ON, Hazard.WEAKENS_AUTH, "callers name their own address"),
    "security_update_password_require_current_password": (When.OFF, Hazard.WEAKENS_AUTH, "a session sets passwords"),
    "security_update_password_require_reauthentication": (
        When.OFF,
        Hazard.WEAKENS_AUTH,
        "old sessions set passwords",
    ),
    "sessions_inactivity_timeout": (When.HIGHER, Hazard.WEAKENS_AUTH, "idle sessions live longer"),
    "sessions_single_per_user": (When.OFF, Hazard.WEAKENS_AUTH, "several sessions at once"),
    "sms_otp_exp": (When.HIGHER, Hazard.WEAKENS_AUTH, "a sent code works longer"),
    "sms_provider": (When.ANY, Hazard.DOWNTIME, "text messages may stop"),
    "webauthn_rp_origins": (When.ANY, Hazard.LOCKS_OUT_USERS, "passkeys of other origins stop working"),
}


def risks(change: Change) -> Iterator[Risk]:
    """Hazards of the native members of `auth`, and of secrets among them."""
    if change.address.kind != "auth":
        return
    for field in change.fields:
        if not field.path.startswith(_NATIVE):
            continue
        found = _RISKS.get(field.path.removeprefix(_NATIVE))
        if found is not None and _happens(found[0], field):
            yield Risk(hazard=found[1], path=field.path, why=found[2])
        if field.sensitive and change.action is not Action.CREATE and field.before is not None:
            yield Risk(hazard=Hazard.ROTATES_SECRET, path=field.path, why="the old secret is gone")


def _happens(when: When, field: FieldChange) -> bool:
    before, after = field.before, field.after
    if when is When.ON:
        return after is True
    if when is When.OFF:
        return after is not True
    if when is When.HIGHER:
        numbers = isinstance(before, int | float) and isinstance(after, int | float)
        return after > before if numbers else not isinstance(after, int | float)  # type: ignore[operator]
    return True
