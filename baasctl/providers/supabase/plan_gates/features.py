"""What a project's plan includes, compared with what the spec asks for: beyond the plan, the plan fails, not apply.

Features and their types: `GET /v1/organizations/{slug}/entitlements` as recorded in 2026-05 (supabase/cli
apps/cli-e2e/fixtures/recorded, MIT) and in the contract of npm @supabase/cli-linux-x64 3.1.0 (2026-11-09, MIT). Which
setting needs which feature: the names, and the messages of the dashboard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from baasctl.kinds.types import write_size
from baasctl.model.address import Address
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Side, at, same
from baasctl.providers.supabase.auth_hooks import WIRE_NAMES as HOOKS
from baasctl.providers.supabase.auth_settings.rows import NATIVE

FUNCTION_COUNT: Final = "function.max_count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A setting that not every plan includes.

    Attributes:
        path: Pointer of the setting; empty: whether there is the resource.
        features: Keys of entitlements; the first one that the answer has decides.
        member: The feature is a set, and this is its member.
        value: Only this value, or a set with this member, asks for it; `...` for any that is not off or unset.
        is_limit: The feature is a number that the value may not exceed.
        is_needed_again: It is needed for every new value, also where the live one has it.
    """

    kind: str
    name: str = ""
    path: str
    features: tuple[str, ...]
    member: str = ""
    value: object = ...
    is_limit: bool = False
    is_needed_again: bool = False

    def asks(self, value: Side) -> bool:
        """Whether a value needs the feature at all."""
        if value is ABSENT or value is None or value is False or value == 0:
            return False
        if self.value is ...:
            return True
        return self.value in value if isinstance(value, tuple) else value == self.value


_SWITCHES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "auth": (
        ("/password/reject_leaked", "auth.password_hibp"),
        ("/sessions/overall_timeout", "auth.user_sessions"),
        (f"{NATIVE}sessions_inactivity_timeout", "auth.user_sessions"),
        (f"{NATIVE}sessions_single_per_user", "auth.user_sessions"),
        (f"{NATIVE}mfa_web_authn_enroll_enabled", "auth.mfa_web_authn"),
        (f"{NATIVE}mfa_web_authn_verify_enabled", "auth.mfa_web_authn"),
        (f"{NATIVE}saml_enabled", "auth.saml_2"),
        (f"{NATIVE}db_max_pool_size", "auth.performance_settings"),
        (f"{NATIVE}db_max_pool_size_unit", "auth.performance_settings"),
        (f"{NATIVE}custom_oauth_enabled", "auth.custom_oauth.max_providers"),
    ),
    "storage_settings": (
        ("/image_transformations", "storage.image_transformations"),
        ("/purge_cache", "storage.purge_cache"),
        ("/iceberg_catalog/enabled", "storage.iceberg_catalog"),
        ("/vector_buckets/enabled", "storage.vector_buckets"),
    ),
}
_OTHER_NAMES: Mapping[str, tuple[str, ...]] = {"auth.password_hibp": ("auth.leaked_password_protection",)}
_REALTIME_LIMITS = (
    "max_bytes_per_second",
    "max_channels_per_client",
    "max_concurrent_users",
    "max_events_per_second",
    "max_joins_per_second",
    "max_payload_size_in_kb",
    "max_presence_events_per_second",
)

GATES: tuple[Gate, ...] = (
    *(
        Gate(kind=kind, path=path, features=(feature, *_OTHER_NAMES.get(feature, ())))
        for kind, rows in _SWITCHES.items()
        for path, feature in rows
    ),
    Gate(kind="auth", path="/mfa/factors", features=("auth.mfa_phone",), value="sms"),
    Gate(kind="identity_providers", path="/protocol", features=("auth.saml_2",), value="saml"),
    *(
        Gate(kind="auth_hooks", name=name, path="", features=("auth.hooks",), member=f"HOOK_{wire.upper()}")
        for name, wire in HOOKS.items()
    ),
    Gate(kind="storage_settings", path="/max_file_size", features=("storage.max_file_size",), is_limit=True),
    Gate(
        kind="storage_settings",
        path="/max_file_size",
        features=("storage.max_file_size.configurable",),
        is_needed_again=True,
    ),
    *(
        Gate(kind="realtime", path=f"/{name}", features=(f"realtime.{name}",), is_limit=True)
        for name in _REALTIME_LIMITS
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A gated setting that the spec declares otherwise than it is live."""

    resource: Resource
    gate: Gate
    value: Side


def asked(desired: Iterable[Resource], live: Mapping[Address, Resource]) -> Iterator[Asked]:
    """The gated settings that would be written. A setting that stays as it is needs no plan.

    Args:
        live: By address.
    """
    for resource in desired:
        beside = live.get(resource.address)
        for gate in GATES:
            if gate.kind != resource.address.kind or (gate.name and gate.name != resource.address.name):
                continue
            value, now = _value(resource, gate), ABSENT if beside is None else _value(beside, gate)
            has_it = gate.asks(now) and not gate.is_limit and not gate.is_needed_again
            if gate.asks(value) and not same(value, now) and not has_it:
                yield Asked(resource=resource, gate=gate, value=value)


def _value(resource: Resource, gate: Gate) -> Side:
    """A setting's own value; what the platform gives an unset one needs no plan."""
    if not gate.path:
        return any(value is not None for value in resource.attributes.values())
    return ABSENT if gate.path in resource.unset else at(resource.attributes, gate.path)


def beyond(entitlements: Mapping[str, Mapping[str, object]], gate: Gate, value: Side) -> str:
    """Why a plan does not include a value, as a clause; empty when it does, or when the answer does not say.

    Args:
        entitlements: Key of a feature to its entry of the answer.
    """
    feature = next((each for each in gate.features if each in entitlements), None)
    if feature is None:
        return ""
    entry = entitlements[feature]
    config = entry.get("config")
    limits = config if isinstance(config, dict) else {}
    if gate.is_limit:
        return _above(feature, limits, value) if entry.get("hasAccess") is not False else f"it lacks `{feature}`"
    if entry.get("hasAccess") is False or limits.get("enabled") is False:
        return f"it lacks `{feature}`"
    members = limits.get("set")
    if gate.member and isinstance(members, list) and gate.member not in members:
        return f"its `{feature}` lacks `{gate.member}`"
    return ""


def _above(feature: str, limits: Mapping[str, object], value: Side) -> str:
    limit = limits.get("value")
    if limits.get("unlimited") is True or not isinstance(limit, int | float) or not isinstance(value, int | float):
        return ""
    unit = limits.get("unit")
    most = write_size(limit) if unit == "byte" else f"{limit:,} {unit}"
    return f"its `{feature}` is {most}" if value > limit else ""
