"""Which settings a project's plan includes, and the entitlements that say so.

Keys, types and units as recorded from `GET /v1/organizations/{slug}/entitlements` (supabase/cli
apps/cli-e2e/fixtures/recorded, 2026-05, MIT), and the values of its paid plan; what other plans have is taken from the
price list and is the sandbox's assumption.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from baasctl.sandbox.exchange import Json, JsonObject, Refusal
from baasctl.sandbox.supabase.auth_defaults import defaults
from baasctl.sandbox.supabase.project import Project

Plan = Literal["free", "pro", "team"]
PLANS: Final[tuple[Plan, ...]] = ("free", "pro", "team")

FEATURES: Mapping[str, str] = {
    "auth.mfa_web_authn": "free",
    "auth.mfa_phone": "pro",
    "auth.mfa_enhanced_security": "pro",
    "auth.saml_2": "pro",
    "auth.user_sessions": "pro",
    "auth.leaked_password_protection": "pro",
    "auth.password_hibp": "pro",
    "auth.advanced_auth_settings": "pro",
    "auth.performance_settings": "pro",
    "auth.custom_jwt_template": "pro",
    "custom_domain": "pro",
    "log_drains": "team",
    "storage.iceberg_catalog": "pro",
    "storage.image_transformations": "pro",
    "storage.max_file_size.configurable": "pro",
    "storage.purge_cache": "pro",
    "storage.vector_buckets": "pro",
    "vanity_subdomain": "pro",
}
"""Features that a plan has or has not, with the smallest plan that has each."""

LIMITS: Mapping[str, tuple[str, tuple[int, int, int]]] = {
    "branching_limit": ("branches", (0, 50, 50)),
    "function.max_count": ("functions", (100, 500, 1000)),
    "function.size_limit_mb": ("MB", (20, 20, 20)),
    "realtime.max_bytes_per_second": ("bytes/second", (100_000, 1_000_000, 1_000_000)),
    "realtime.max_channels_per_client": ("channels/client", (100, 100, 100)),
    "realtime.max_concurrent_users": ("users", (200, 10_000, 10_000)),
    "realtime.max_events_per_second": ("events/second", (100, 2500, 2500)),
    "realtime.max_joins_per_second": ("joins/second", (100, 2500, 2500)),
    "realtime.max_payload_size_in_kb": ("KB", (250, 3000, 3000)),
    "realtime.max_presence_events_per_second": ("events/second", (20, 2500, 2500)),
    "storage.max_file_size": ("byte", (52_428_800, 536_870_912_000, 536_870_912_000)),
}
"""Unit, and the limit of each plan."""

_HOOKS = ("CUSTOM_ACCESS_TOKEN", "SEND_SMS", "SEND_EMAIL", "BEFORE_USER_CREATED", "AFTER_USER_CREATED")
_TEAM_HOOKS = ("MFA_VERIFICATION_ATTEMPT", "PASSWORD_VERIFICATION_ATTEMPT")
SETS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "auth.hooks": {
        "free": tuple(f"HOOK_{name}" for name in _HOOKS),
        "pro": tuple(f"HOOK_{name}" for name in _HOOKS),
        "team": tuple(f"HOOK_{name}" for name in (*_HOOKS, *_TEAM_HOOKS)),
    }
}
"""Members of each plan."""

_GATES: Mapping[str, str] = {
    "password_hibp_enabled": "auth.password_hibp",
    "saml_enabled": "auth.saml_2",
    "sessions_inactivity_timeout": "auth.user_sessions",
    "sessions_single_per_user": "auth.user_sessions",
    "sessions_timebox": "auth.user_sessions",
    "mfa_phone_enroll_enabled": "auth.mfa_phone",
    "mfa_phone_verify_enabled": "auth.mfa_phone",
    "db_max_pool_size": "auth.performance_settings",
    "db_max_pool_size_unit": "auth.performance_settings",
}


def includes(project: Project, feature: str) -> bool:
    """Whether the project's plan has *feature*, a key of `FEATURES`."""
    return _has(project.options.plan, FEATURES[feature])


def limit(project: Project, feature: str) -> int:
    """How much of *feature*, a key of `LIMITS`, the project's plan has."""
    return LIMITS[feature][1][PLANS.index(project.options.plan)]


def entitlements(plan: str) -> list[Json]:
    """The `entitlements` of an organization on *plan*."""
    return [
        *(_entitlement(key, "boolean", {"enabled": _has(plan, needed)}) for key, needed in FEATURES.items()),
        *(_entitlement(key, "numeric", _numeric(key, plan)) for key in LIMITS),
        *(
            _entitlement(key, "set", {"enabled": True, "set": list[Json](members[plan])})
            for key, members in SETS.items()
        ),
    ]


def refuse_beyond_plan(project: Project, changes: JsonObject) -> None:
    """Refuse auth settings that the plan does not include.

    Raises:
        Refusal: 402, with the feature that is missing.
    """
    for name, value in changes.items():
        feature = _GATES.get(name)
        if feature and value not in (None, defaults()[name]) and not includes(project, feature):
            raise _refusal(project, name, feature)


def refuse_feature(project: Project, name: str, feature: str) -> None:
    """Refuse what needs a feature that the plan does not include.

    Raises:
        Refusal: 402, with the feature that is missing.
    """
    if not includes(project, feature):
        raise _refusal(project, name, feature)


def refuse_above(project: Project, values: JsonObject, features: Mapping[str, str]) -> None:
    """Refuse numbers above the plan's limits.

    Args:
        values: By the name of the setting.
        features: Setting to its key of `LIMITS`.

    Raises:
        Refusal: 402, with the limit.
    """
    for name, feature in features.items():
        value = values.get(name)
        if isinstance(value, int) and value > limit(project, feature):
            raise _refusal(project, name, feature)


def _refusal(project: Project, name: str, feature: str) -> Refusal:
    return Refusal(402, f"{name}: `{feature}` is not available on the {project.options.plan} plan")


def _has(plan: str, needed: str) -> bool:
    return PLANS.index(plan) >= PLANS.index(needed)


def _numeric(key: str, plan: str) -> JsonObject:
    unit, limits = LIMITS[key]
    value = limits[PLANS.index(plan)]
    return {"enabled": value > 0, "value": value, "unlimited": False, "unit": unit}


def _entitlement(key: str, sort: str, config: JsonObject) -> JsonObject:
    return {
        "feature": {"key": key, "type": sort},
        "type": sort,
        "hasAccess": config["enabled"],
        "config": config,
    }
