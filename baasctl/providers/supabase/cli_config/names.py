"""Tables of `config.toml` with the user's own names, and the issuers that a project trusts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from baasctl.model.secret import Secret
from baasctl.providers.supabase import identity_providers
from baasctl.providers.supabase.cli_config.config_toml import ConfigToml
from baasctl.providers.supabase.cli_config.values import Unwritable, secret_of, size_of, text_of

_FUNCTION_SECRETS: Final = "edge_runtime.secrets"
_BUCKETS: Final = "storage.buckets"
_ISSUERS: Final[Mapping[str, tuple[str, tuple[str, ...], Callable[..., str]]]] = {
    "firebase": ("firebase", ("project_id",), lambda project: f"https://securetoken.google.com/{project}"),
    "auth0": (
        "auth0",
        ("tenant", "tenant_region"),
        lambda tenant, region: f"https://{tenant}.{region}.auth0.com" if region else f"https://{tenant}.auth0.com",
    ),
    "aws_cognito": (
        "aws_cognito",
        ("user_pool_id", "user_pool_region"),
        lambda pool, region: f"https://cognito-idp.{region}.amazonaws.com/{pool}",
    ),
    "clerk": ("clerk", ("domain",), lambda domain: f"https://{domain}"),
    "workos": ("workos_tokens", ("issuer_url",), lambda issuer: issuer),
}
"""Word of the CLI to our name, its keys, and its issuer (supabase/cli apps/cli-go/pkg/config/config.go)."""


def names_into(config: ConfigToml) -> None:
    """Write buckets, secrets of functions, and trusted issuers."""
    _function_secrets(config)
    _buckets(config)
    for word in _ISSUERS:
        _issuer(config, word)


def _function_secrets(config: ConfigToml) -> None:
    table = config.left.get(_FUNCTION_SECRETS)
    if not isinstance(table, Mapping):
        return
    config.take(_FUNCTION_SECRETS)
    for name, secret in _secrets(config, table):
        config.put(("function_secrets", name), "/value", secret)
        if not secret.reference:
            reason = "the file holds it in plain text; it is asked for by name now, and should be changed"
            config.remark(f"{_FUNCTION_SECRETS}.{name}", reason)


def _secrets(config: ConfigToml, table: Mapping[str, object]) -> Iterator[tuple[str, Secret]]:
    for name, raw in table.items():
        try:
            yield name, secret_of(raw)
        except Unwritable as error:
            config.left[f"{_FUNCTION_SECRETS}.{name}"] = raw
            config.leave(f"{_FUNCTION_SECRETS}.{name}", str(error))


def _buckets(config: ConfigToml) -> None:
    tables = config.left.get(_BUCKETS)
    if not isinstance(tables, Mapping):
        return
    config.take(_BUCKETS)
    for name, table in tables.items():
        members = dict(table) if isinstance(table, Mapping) else {}
        prefix = f"{_BUCKETS}.{name}"
        config.left.update({f"{prefix}.{key}": value for key, value in members.items()})
        config.put(("buckets", str(name)), "/public", members.get("public") is True)
        config.take(f"{prefix}.public")
        config.leave(f"{prefix}.objects_path", "files are data")
        for key, field, read in (
            ("file_size_limit", "/max_size", size_of),
            ("allowed_mime_types", "/mime_types", _texts),
        ):
            if not members.get(key):
                config.leave(f"{prefix}.{key}", "it is empty, which says nothing")
                continue
            try:
                config.put(("buckets", str(name)), field, read(members[key]))
                config.take(f"{prefix}.{key}")
            except Unwritable as error:
                config.leave(f"{prefix}.{key}", str(error))
        config.leave_below(prefix, "no key that this version of baasctl knows")


def _texts(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list):
        message = "expected a list of texts"
        raise Unwritable(message)
    return tuple(sorted({text_of(each) for each in raw}))


def _issuer(config: ConfigToml, word: str) -> None:
    """An issuer is trusted while it exists; the CLI never pushes one."""
    prefix, (name, keys, issuer) = f"auth.third_party.{word}", _ISSUERS[word]
    if config.left.get(f"{prefix}.enabled") is not True:
        return config.leave_below(prefix, "its tokens are not accepted while it is not enabled")
    values = [config.left.get(f"{prefix}.{key}", "") for key in keys]
    if not all(isinstance(value, str) and not value.startswith("env(") for value in values) or not values[0]:
        return config.leave_below(prefix, "its address cannot be made of these values")
    for key in ("enabled", *keys):
        config.take(f"{prefix}.{key}")
    config.put((identity_providers.KIND, name), "/protocol", "jwt")
    config.put((identity_providers.KIND, name), "/issuer", issuer(*values))
    return config.remark(prefix, "the Supabase CLI reads this and never pushes it; baasctl makes the project trust it")
