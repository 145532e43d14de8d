"""What unset auth settings mean to the platform: the answers of a fresh project.

Values as recorded from `GET /v1/projects/{ref}/config/auth` (supabase/cli apps/cli-e2e/fixtures/recorded, commit
1d1e7191, 2026-05, MIT). A setting that neither appears here nor is a switch has no default and reads as null.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from baasctl.sandbox.exchange import Json
from baasctl.sandbox.supabase.auth_contract import WRITABLE

MAIL_TEXTS = frozenset(name for name in WRITABLE if name.startswith(("mailer_subjects_", "mailer_templates_")))
"""Fields that the platform renders itself while they are unset; the recordings never show them as null."""

_CODE = "Your code is {{ .Code }}"

_RECORDED: Mapping[str, Json] = {
    "api_max_request_duration": 10,
    "db_max_pool_size": 10,
    "db_max_pool_size_unit": "connections",
    "external_email_enabled": True,
    "external_google_skip_nonce_check": None,
    "jwt_exp": 3600,
    "mailer_otp_exp": 3600,
    "mailer_otp_length": 8,
    "mailer_secure_email_change_enabled": True,
    "mfa_max_enrolled_factors": 10,
    "mfa_phone_max_frequency": 5,
    "mfa_phone_otp_length": 6,
    "mfa_phone_template": _CODE,
    "mfa_totp_enroll_enabled": True,
    "mfa_totp_verify_enabled": True,
    "password_min_length": 6,
    "password_required_characters": "",
    "rate_limit_anonymous_users": 30,
    "rate_limit_email_sent": 2,
    "rate_limit_otp": 30,
    "rate_limit_sms_sent": 30,
    "rate_limit_token_refresh": 150,
    "rate_limit_verify": 30,
    "rate_limit_web3": 30,
    "refresh_token_rotation_enabled": True,
    "security_captcha_provider": "hcaptcha",
    "security_refresh_token_reuse_interval": 10,
    "sessions_inactivity_timeout": 0,
    "sessions_timebox": 0,
    "site_url": "http://localhost:3000",
    "sms_max_frequency": 5,
    "sms_otp_exp": 60,
    "sms_otp_length": 6,
    "sms_provider": "twilio",
    "sms_template": _CODE,
    "smtp_max_frequency": 60,
    "uri_allow_list": "",
}


@cache
def defaults() -> Mapping[str, Json]:
    """The effective value of every writable field on a project that never set anything."""
    texts: Mapping[str, Json] = json.loads(files(__package__).joinpath("mail_texts.json").read_text("utf-8"))["texts"]
    switches = {name: False for name, field in WRITABLE.items() if field.kind == "boolean"}
    return {**dict.fromkeys(WRITABLE), **switches, **_RECORDED, **texts}
