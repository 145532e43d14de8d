"""All lints, by name."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from baasctl.access.facts import Facts
from baasctl.access.lints.rule import Finding, Rule, findings

NAMES = (
    "auth_rls_initplan",
    "multiple_permissive_policies",
    "policy_exists_rls_disabled",
    "rls_enabled_no_policy",
    "function_search_path_mutable",
    "rls_disabled_in_public",
    "rls_references_user_metadata",
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
)
"""In the order of their numbers; each is the module of the same name in this folder."""


def rule(name: str) -> Rule:
    """The lint of that name.

    Raises:
        KeyError: There is none.
    """
    if name not in NAMES:
        raise KeyError(name)
    found: Rule = import_module(f"baasctl.access.lints.{name}").RULE
    return found


def all_rules() -> tuple[Rule, ...]:
    """Every lint, in the order of their numbers."""
    return tuple(rule(name) for name in NAMES)


def judge(facts: Facts) -> Iterator[Finding]:
    """What every lint finds that can be judged by the kinds that were read."""
    for each in all_rules():
        if each.needs <= facts.kinds:
            yield from findings(each, facts)


def not_judged(facts: Facts, offered: frozenset[str]) -> tuple[Rule, ...]:
    """Lints that need a kind that was not read, of those that the provider has: silence of theirs means nothing."""
    return tuple(each for each in all_rules() if each.needs <= offered and not each.needs <= facts.kinds)
