"""Which settings a project's plan includes, and the entitlements that say so.

Keys as recorded from `GET /v1/organizations/{slug}/entitlements` (supabase/cli apps/cli-e2e/fixtures/recorded, 2026-05,
MIT); which plan has which is taken from the price list and is the sandbox's assumption.
"""

from __future__ import annotations

from collections.abc import Mapping

from baasctl.sandbox.exchange import JsonObject, Refusal
from baasctl.sandbox.supabase.auth_defaults import defaults
from baasctl.sandbox.supabase.project import Project

_RANK = {"free": 0, "pro": 1, "team": 2}

FEATURES: Mapping[str, str] = {
    "auth.hooks": "free",
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
    "branching_limit": "pro",
    "custom_domain": "pro",
    "log_drains": "team",
    "storage.image_transformations": "pro",
    "storage.max_file_size.configurable": "pro",
    "vanity_subdomain": "pro",
}

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
    return _RANK[project.options.plan] >= _RANK[FEATURES[feature]]


def entitlements(plan: str) -> list[JsonObject]:
    """The `entitlements` of an organisation on *plan*; boolean features only."""
    return [
        {
            "feature": {"key": key, "type": "boolean"},
            "type": "boolean",
            "hasAccess": _RANK[plan] >= _RANK[needed],
            "config": {"enabled": _RANK[plan] >= _RANK[needed]},
        }
        for key, needed in FEATURES.items()
    ]


def refuse_beyond_plan(project: Project, changes: JsonObject) -> None:
    """Refuse auth settings that the plan does not include.

    Raises:
        Refusal: 402, with the feature that is missing.
    """
    for name, value in changes.items():
        feature = _GATES.get(name)
        if feature and value not in (None, defaults()[name]) and not includes(project, feature):
            raise Refusal(402, f"{name}: `{feature}` is not available on the {project.options.plan} plan")
