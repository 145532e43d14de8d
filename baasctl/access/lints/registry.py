"""All lints, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Final

from baasctl.access.facts import Facts
from baasctl.access.lints.rule import Finding, Rule, findings

_FIREBASE_RULES: Final = (
    "rules_not_judged",
    "open_write",
    "open_read",
    "open_everywhere",
    "open_until",
    "open_to_any_user",
    "unchecked_write",
    "reassignable_owner",
    "privileged_fields",
    "extra_fields",
    "unlimited_values",
    "user_written_authority",
    "unverified_email",
    "loose_pattern",
    "rules_version_one",
    "dead_permission",
    "too_many_reads",
    "impossible_list",
    "impossible_condition",
    "missing_field_fails",
    "inherited_by_subcollections",
    "open_listing",
    "unchecked_upload",
    "opened_above",
    "unvalidated_write",
    "missing_index",
    "signed_out_passes",
    "compiler_warning",
    "unowned_write",
    "self_given_claim",
    "both_missing",
    "unknown_auth_member",
    "spoofed_owner",
    "self_added_member",
    "uncovered_subcollections",
)

_UNNAMED: Final = ("unvalidated_children",)
"""Lints of Firebase about what no rule names."""

_FAILING: Final = ("failing_member",)
"""Lints of Firebase about what makes a whole comparison fail."""

_AMPLIFY_RULES: Final = (
    "invalid_model_rules",
    "open_model_write",
    "open_model_read",
    "any_user_model_write",
    "shared_data_with_open_sign_up",
    "reassignable_model_owner",
    "field_rule_opens",
    "sandbox_rule",
    "api_key_way_in",
    "long_lived_api_key",
    "guest_files_write",
    "guest_files_listing",
    "public_files",
    "public_access_not_blocked",
    "broad_role",
    "open_function_with_broad_role",
)

_AMPLIFY_CLAIMS: Final = ("group_within_claim",)
"""Lints of Amplify about what a token may hold."""

_ROW_SECURITY: Final = (
    "policy_reads_every_row",
    "policy_for_any_user",
    "policy_gives_rows_away",
    "policy_wider_than_reading",
    "policy_asks_for_role",
    "policy_only_restrictive",
    "policy_without_grant",
    "policy_trusts_email",
    "public_bucket_without_limits",
    "policy_for_every_role",
    "truncate_granted",
)

_MORE_ROW_SECURITY: Final = ("policy_changes_privileges",)

_SPLINTER_ROW_SECURITY: Final = (
    "auth_users_exposed",
    "security_definer_view",
    "auth_allow_anonymous_sign_ins",
    "materialized_view_in_api",
    "foreign_table_in_api",
    "sensitive_columns_exposed",
)

NAMES = (
    "auth_users_exposed",
    "auth_rls_initplan",
    "multiple_permissive_policies",
    "policy_exists_rls_disabled",
    "rls_enabled_no_policy",
    "security_definer_view",
    "function_search_path_mutable",
    "auth_allow_anonymous_sign_ins",
    "rls_disabled_in_public",
    "rls_references_user_metadata",
    "materialized_view_in_api",
    "foreign_table_in_api",
    "sensitive_columns_exposed",
    "rls_policy_always_true",
    "public_bucket_allows_listing",
    "anon_security_definer_function_executable",
    "authenticated_security_definer_function_executable",
    "auth_leaked_password_protection",
    "password_requirements_min_length",
    "auth_otp_long_expiry",
    "auth_insufficient_mfa_options",
    "auth_long_access_tokens",
    "auth_anonymous_accounts",
    "auth_no_captcha",
    "auth_unconfirmed_email",
    "auth_local_site_url",
    "auth_unencrypted_redirect",
    "auth_wildcard_redirect",
    *_FIREBASE_RULES,
    "secret_in_app",
    *_ROW_SECURITY,
    *_UNNAMED,
    *_MORE_ROW_SECURITY,
    *_AMPLIFY_RULES,
    *_FAILING,
    *_AMPLIFY_CLAIMS,
)
"""In the order of their numbers; each is the module of the same name in this folder or in one of `FOLDERS`."""

FOLDERS: Final[Mapping[str, tuple[str, ...]]] = {
    "firebase_rules": (*_FIREBASE_RULES, *_UNNAMED, *_FAILING),
    "row_security": (*_ROW_SECURITY, *_MORE_ROW_SECURITY, *_SPLINTER_ROW_SECURITY),
    "amplify_rules": (*_AMPLIFY_RULES, *_AMPLIFY_CLAIMS),
}
"""Folders of lints about one language, with the names of theirs; the others are in this folder."""

ALSO_READ: Final = frozenset({"data_api"})
"""Kinds that no lint needs, and some are the better for."""

DISPENSABLE: Final = ALSO_READ | {"indexes", "remote_config", "hosting"}
"""Kinds that many projects have nothing of, or no right to see: without them a project can be judged all the same."""


def rule(name: str) -> Rule:
    """The lint of that name.

    Raises:
        KeyError: There is none.
    """
    if name not in NAMES:
        raise KeyError(name)
    folder = next((f"{folder}." for folder, names in FOLDERS.items() if name in names), "")
    found: Rule = import_module(f"baasctl.access.lints.{folder}{name}").RULE
    return found


def all_rules() -> tuple[Rule, ...]:
    """Every lint, in the order of their numbers."""
    return tuple(rule(name) for name in NAMES)


def kinds_for(provider: str) -> frozenset[str]:
    """Kinds that lints of a provider look at."""
    return ALSO_READ.union(*(each.kinds for each in all_rules() if each.is_about(provider)))


def judge(facts: Facts) -> Iterator[Finding]:
    """What every lint finds that can be judged by the kinds that were read."""
    for each in all_rules():
        if each.is_about(facts.provider) and each.can_judge(facts.kinds):
            yield from findings(each, facts)


def not_judged(facts: Facts, offered: frozenset[str]) -> tuple[Rule, ...]:
    """Lints that look at a kind that was not read, of those that the provider has: silence of theirs means nothing."""
    return tuple(each for each in all_rules() if each.is_about(facts.provider) and each.lacks(facts.kinds, offered))
