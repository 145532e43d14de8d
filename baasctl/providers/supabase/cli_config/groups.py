"""Keys of `config.toml` that mean something only together."""

from __future__ import annotations

import re
from typing import Final

from baasctl.model.value import ABSENT, Value
from baasctl.providers.supabase import auth_hooks, identity_providers
from baasctl.providers.supabase.auth_settings.rows import NATIVE
from baasctl.providers.supabase.cli_config.config_toml import ConfigToml
from baasctl.providers.supabase.cli_config.values import text_of

_AUTH: Final = ("auth", "")
_EVERYBODY: Final = {"allowed_cidrs": "0.0.0.0/0", "allowed_cidrs_v6": "::/0"}
_OFF: Final = "the group is switched off, and the CLI does not send it"
_SMS_PROVIDERS: Final = ("twilio", "twilio_verify", "messagebird", "textlocal", "vonage")
_FACTORS: Final = {"totp": "totp", "phone": "sms"}


def groups_into(config: ConfigToml) -> None:
    """Write the groups, and leave to the rest of the keys what each of them means by itself."""
    _data_api(config)
    _network(config)
    _ssl(config)
    _mail_server(config)
    _captcha(config)
    _oauth_server(config)
    _text_messages(config)
    _factors(config)
    _hooks(config)
    _providers(config)


def _data_api(config: ConfigToml) -> None:
    if config.left.get("api.enabled") is False:
        config.take("api.enabled")
        config.put(("data_api", ""), "/schemas", ())
        config.leave("api.schemas", "the Data API is switched off by serving no schema")
    else:
        config.leave("api.enabled", "the Data API is on while it serves a schema")


def _network(config: ConfigToml) -> None:
    prefix = "db.network_restrictions"
    if config.left.get(f"{prefix}.enabled") is not True:
        return config.leave_below(prefix, "restrictions are not enabled, and the CLI does not send them")
    config.take(f"{prefix}.enabled")
    found: list[Value] = []
    for name, everybody in _EVERYBODY.items():
        listed = config.take(f"{prefix}.{name}")
        if listed is ABSENT:
            config.remark(f"{prefix}.{name}", f"the file leaves it out, which means {everybody}")
        members = listed if isinstance(listed, list) else [everybody]
        found.extend(text_of(member) for member in members)
    config.put(("network", ""), "/allowed_cidrs", tuple(sorted(map(str, found))))
    return None


def _ssl(config: ConfigToml) -> None:
    if isinstance(config.left.get("db.ssl_enforcement.enabled"), bool):
        config.put(("ssl", ""), "/enforced", bool(config.take("db.ssl_enforcement.enabled")))


def _mail_server(config: ConfigToml) -> None:
    prefix = "auth.email.smtp"
    if config.left.get(f"{prefix}.enabled") is False:
        config.take(f"{prefix}.enabled")
        config.put(_AUTH, "/email/smtp", None)
        config.leave_below(prefix, _OFF)
    elif f"{prefix}.host" in config.left:
        config.take(f"{prefix}.enabled")
    else:
        config.leave(f"{prefix}.enabled", "it names no host")


def _captcha(config: ConfigToml) -> None:
    prefix = "auth.captcha"
    if config.left.get(f"{prefix}.enabled") is not True:
        for member in ("provider", "secret"):
            config.leave(f"{prefix}.{member}", _OFF)


def _oauth_server(config: ConfigToml) -> None:
    prefix = "auth.oauth_server"
    if config.left.get(f"{prefix}.enabled") is not True:
        for member in ("allow_dynamic_registration", "authorization_url_path"):
            config.leave(f"{prefix}.{member}", _OFF)


def _text_messages(config: ConfigToml) -> None:
    if "auth.sms.enable_confirmations" in config.left:
        config.remark(
            "auth.sms.enable_confirmations",
            "written as what it says; the Supabase CLI before 3.0 pushed the opposite (`sms_autoconfirm`), so the"
            " project may be the other way round",
        )
    for name in _SMS_PROVIDERS:
        prefix = f"auth.sms.{name}"
        if config.left.get(f"{prefix}.enabled") is True:
            config.take(f"{prefix}.enabled")
            config.put(_AUTH, f"{NATIVE}sms_provider", name)
        else:
            config.leave_below(prefix, "this provider of text messages is not the one that is enabled")


def _factors(config: ConfigToml) -> None:
    """`mfa.mode` and `mfa.factors` from pairs of switches; a pair that disagrees cannot be said."""
    pairs = {word: _pair(config, f"auth.mfa.{word}") for word in _FACTORS}
    odd = [word for word, pair in pairs.items() if pair[0] is not pair[1]]
    for word in odd:
        _leave_pair(config, word, "enrolling without verifying, or the reverse, cannot be said in a spec")
    told = {word: pair for word, pair in pairs.items() if word not in odd and pair[0] is not ABSENT}
    if not told or odd:
        for word in told:
            _leave_pair(config, word, "the list of factors is whole, and the other one cannot be said")
        return
    for word in told:
        config.take(f"auth.mfa.{word}.enroll_enabled")
        config.take(f"auth.mfa.{word}.verify_enabled")
        if len(told) == 1:
            config.remark(f"auth.mfa.{word}.enroll_enabled", "the list of factors is whole; the other one is not in it")
    factors = tuple(sorted(_FACTORS[word] for word, pair in told.items() if pair[0] is True))
    web_authn = _pair(config, "auth.mfa.web_authn")
    config.put(_AUTH, "/mfa/factors", factors)
    if factors:
        config.put(_AUTH, "/mfa/mode", "optional")
    elif web_authn == (False, False):
        config.put(_AUTH, "/mfa/mode", "disabled")
        config.take("auth.mfa.web_authn.enroll_enabled")
        config.take("auth.mfa.web_authn.verify_enabled")


def _leave_pair(config: ConfigToml, word: str, reason: str) -> None:
    for member in ("enroll_enabled", "verify_enabled"):
        config.leave(f"auth.mfa.{word}.{member}", reason)


def _pair(config: ConfigToml, prefix: str) -> tuple[object, object]:
    return (
        config.left.get(f"{prefix}.enroll_enabled", ABSENT),
        config.left.get(f"{prefix}.verify_enabled", ABSENT),
    )


def _hooks(config: ConfigToml) -> None:
    names = {wire: name for name, wire in auth_hooks.WIRE_NAMES.items()}
    for wire in config.tables_below("auth.hook"):
        prefix, name = f"auth.hook.{wire}", names.get(wire)
        uri = config.left.get(f"{prefix}.uri")
        if name is None:
            config.leave_below(prefix, "Supabase has no hook at this moment")
        elif config.left.get(f"{prefix}.enabled") is not True:
            if config.take(f"{prefix}.enabled") is False:
                config.put((auth_hooks.KIND, name), "/uri", None)
            config.leave_below(prefix, _OFF)
        elif not isinstance(uri, str) or not (uri.startswith("env(") or re.match(auth_hooks.URI_PATTERN, uri)):
            config.leave_below(prefix, "its address is for the local stack; a project needs https or pg-functions")
        else:
            config.take(f"{prefix}.enabled")


def _providers(config: ConfigToml) -> None:
    names = {wire: name for name, wire in identity_providers.WIRE_NAMES.items()}
    for wire in config.tables_below("auth.external"):
        prefix, name = f"auth.external.{wire}", names.get(wire)
        if name is None:
            config.leave_below(prefix, "Supabase has no such provider")
        elif config.left.get(f"{prefix}.enabled") is not True:
            if config.take(f"{prefix}.enabled") is False:
                config.put((identity_providers.KIND, name), "/enabled", value=False)
            config.leave_below(prefix, _OFF)
        else:
            config.leave(f"{prefix}.redirect_uri", "the platform answers at its own address")
            _clients(config, prefix, name)


def _clients(config: ConfigToml, prefix: str, name: str) -> None:
    """Several ids in one text are one id and additional ones."""
    listed = config.left.get(f"{prefix}.client_id")
    if name not in identity_providers.WITH_MORE_CLIENTS or not isinstance(listed, str) or "," not in listed:
        return
    first, *others = [part.strip() for part in listed.split(",") if part.strip()]
    config.take(f"{prefix}.client_id")
    config.put((identity_providers.KIND, name), "/client_id", text_of(first))
    config.put((identity_providers.KIND, name), "/additional_client_ids", tuple(sorted(set(map(text_of, others)))))
