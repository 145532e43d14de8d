"""What the platform answers for auth settings that a project never set.

Recorded answers of `GET /v1/projects/{ref}/config/auth` (supabase/cli apps/cli-e2e/fixtures/recorded, commit
1d1e7191, 2026-05, MIT) show these values where the newer contract allows null, so null alone does not tell
set from unset. A switch that is not listed is off by default. Mail texts are the platform's own and not listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_CODE: Final = "Your code is {{ .Code }}"

DEFAULTS: Final[Mapping[str, object]] = {
    "api_max_request_duration": 10,
    "db_max_pool_size": 10,
    "db_max_pool_size_unit": "connections",
    "external_email_enabled": True,
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


def is_default(wire: str, stored: object) -> bool:
    """Whether a stored value says no more than that the setting is at the platform's default."""
    if isinstance(stored, bool):
        return stored is DEFAULTS.get(wire, False)
    return stored is not None and wire in DEFAULTS and stored == DEFAULTS[wire]
