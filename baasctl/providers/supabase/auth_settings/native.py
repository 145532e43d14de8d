"""The settings of `config/auth` that only Supabase has: `auth.native.supabase.<wire name>`."""

from __future__ import annotations

from collections.abc import Mapping

from baasctl.providers.contract import Bounds
from baasctl.providers.supabase.auth_settings.codecs import INSTANT, NUMBER, SECRET, SET, SWITCH, TEXT, WHOLE, Codec
from baasctl.providers.supabase.auth_settings.rows import NATIVE, Row

_INT16 = Bounds(minimum=0, maximum=32767)
_INT32 = Bounds(minimum=0, maximum=2147483647)
_RATE = Bounds(minimum=1, maximum=2147483647)
_ANY = Bounds()
_CHOICE = Bounds(choices=(True, False))


def _rows(codec: Codec, bounds: Bounds, *wires: str, nullable: bool = True) -> tuple[Row, ...]:
    return tuple(Row(pointer=NATIVE + wire, wire=wire, codec=codec, bounds=bounds, nullable=nullable) for wire in wires)


NATIVE_ROWS: tuple[Row, ...] = (
    *_rows(
        SWITCH,
        _CHOICE,
        "external_web3_ethereum_enabled",
        "external_web3_solana_enabled",
        "mailer_allow_unverified_email_sign_ins",
        "mailer_secure_email_change_enabled",
        "mfa_web_authn_enroll_enabled",
        "mfa_web_authn_verify_enabled",
        "refresh_token_rotation_enabled",
        "saml_enabled",
        "security_captcha_enabled",
        "security_manual_linking_enabled",
        "security_sb_forwarded_for_enabled",
        "security_update_password_require_current_password",
        "security_update_password_require_reauthentication",
        "sessions_single_per_user",
    ),
    *_rows(SWITCH, _CHOICE, "custom_oauth_enabled", "oauth_server_enabled", nullable=False),
    *_rows(WHOLE, _INT32, "mfa_max_enrolled_factors", "sms_otp_exp"),
    *_rows(WHOLE, _INT32, "mailer_otp_exp", nullable=False),
    *_rows(WHOLE, _INT16, "mfa_phone_max_frequency", "sms_max_frequency", "smtp_max_frequency"),
    *_rows(WHOLE, _INT16, "mfa_phone_otp_length", "sms_otp_length", nullable=False),
    *_rows(WHOLE, Bounds(minimum=6, maximum=10), "mailer_otp_length"),
    *_rows(
        WHOLE,
        _RATE,
        "rate_limit_anonymous_users",
        "rate_limit_email_sent",
        "rate_limit_otp",
        "rate_limit_sms_sent",
        "rate_limit_token_refresh",
        "rate_limit_verify",
        "rate_limit_web3",
    ),
    *_rows(WHOLE, _ANY, "api_max_request_duration", "db_max_pool_size"),
    *_rows(NUMBER, Bounds(minimum=0, maximum=8760), "sessions_inactivity_timeout"),
    *_rows(TEXT, Bounds(choices=("connections", "percent")), "db_max_pool_size_unit"),
    *_rows(TEXT, Bounds(choices=("hcaptcha", "turnstile")), "security_captcha_provider"),
    *_rows(
        TEXT,
        Bounds(choices=("messagebird", "textlocal", "twilio", "twilio_verify", "vonage")),
        "sms_provider",
    ),
    *_rows(TEXT, Bounds(pattern="^[^,]+$"), "saml_external_url"),
    *_rows(
        TEXT,
        _ANY,
        "mfa_phone_template",
        "nimbus_oauth_client_id",
        "oauth_server_authorization_path",
        "sms_messagebird_originator",
        "sms_template",
        "sms_textlocal_sender",
        "sms_twilio_account_sid",
        "sms_twilio_content_sid",
        "sms_twilio_message_service_sid",
        "sms_twilio_verify_account_sid",
        "sms_twilio_verify_message_service_sid",
        "sms_vonage_api_key",
        "sms_vonage_from",
        "webauthn_rp_display_name",
    ),
    *_rows(SET, Bounds(pattern="^[a-zA-Z0-9_-]+$"), "sessions_tags"),
    *_rows(SET, Bounds(pattern=r"^[^,\s]+$"), "webauthn_rp_origins"),
    *_rows(INSTANT, _ANY, "sms_test_otp_valid_until"),
    *_rows(
        SECRET,
        _ANY,
        "nimbus_oauth_client_secret",
        "security_captcha_secret",
        "sms_messagebird_access_key",
        "sms_textlocal_api_key",
        "sms_twilio_auth_token",
        "sms_twilio_verify_auth_token",
        "sms_vonage_api_secret",
    ),
)
"""63 settings; csv fields are sets here, so that neither order nor the server's spaces matter."""

SMS_CREDENTIALS: Mapping[str, str] = {
    "twilio": "sms_twilio_auth_token",
    "twilio_verify": "sms_twilio_verify_auth_token",
    "messagebird": "sms_messagebird_access_key",
    "textlocal": "sms_textlocal_api_key",
    "vonage": "sms_vonage_api_secret",
}
"""Credential that each `sms_provider` cannot send without."""
