"""No rule of the simulated AWS is without a row in the fidelity table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.sandbox.amplify.fidelity import TABLE
from baasctl.sandbox.amplify.rules import RULES

ROWS: Final[Mapping[str, tuple[str, ...]]] = {
    "amplify-updates-keep": ("apps", "branches", "domains", "webhooks", "jobs"),
    "amplify-backends": ("rules_amplifybackend",),
    "appsync-one-change-at-a-time": ("rules_appsync.free",),
    "appsync-keys": ("rules_appsync.key_expires_in_time",),
    "appsync-auth-modes": ("rules_appsync.needs_settings_of_its_mode",),
    "appsync-updates-keep": ("rules_appsync.remember", "rules_appsync.tell", "rules_appsync.tell_all"),
    "appsync-printed-schema": ("rules_appsync.print_schema", "rules_appsync.name_types"),
    "appsync-failed-schema": ("rules_appsync.status_of_schema", "rules_appsync.compile_schema"),
    "stack-of-a-resource": ("rules_cloudformation.find_stack",),
    "amplify-template-metadata": ("rules_cloudformation.add_metadata",),
    "amplify-table-type": ("rules_cloudformation.name_tables",),
    "identity-pool-tags": ("rules_cognito_identity.tag_new", "rules_cognito_identity.show_tags"),
    "identity-pool-update-resets": ("rules_cognito_identity.reset",),
    "table-protection": ("rules_dynamodb",),
    "role-policies-length": ("rules_iam.inline_policy_is_short_enough",),
    "role-descriptions": ("rules_iam.empty_description",),
    "policy-documents": (
        "rules_iam.trust_is_well_formed",
        "rules_iam.policy_is_well_formed",
        "rules_s3.policy_is_well_formed",
    ),
    "lambda-refusals": ("rules_lambda.role_can_be_assumed", "rules_lambda.variables_fit"),
    "lambda-states": ("rules_lambda.is_not_busy", "rules_lambda.show_active"),
    "bucket-cors": ("rules_s3.cors_is_valid",),
    "bucket-defaults": ("rules_s3.give_defaults",),
    "user-pool-tags-of-aws": ("rules_user_pool_refusals.tags_are_not_of_aws",),
    "user-pool-refusals": ("rules_user_pool_refusals",),
    "user-pool-update-ledger": ("rules_user_pool.update_pool", "rules_user_pool.show_pool"),
    "user-pool-second-factors": ("rules_user_pool.set_mfa",),
    "user-pool-threat-protection": ("rules_user_pool", "rules_sign_in_pages"),
    "user-pool-group-update-resets": ("rules_user_pool_groups",),
    "user-pool-client-refusals": ("rules_app_clients.refuse",),
    "user-pool-client-update-resets": ("rules_app_clients.reset",),
    "user-pool-client-answers": ("rules_app_clients.show", "rules_app_clients.keep_rotation"),
    "identity-provider-details": ("rules_identity_providers",),
}
"""Row to the rules that it grades: a function, or all of a module that no other row names."""


def functions() -> Iterator[str]:
    """`module.function` of every rule."""
    for rules in RULES.values():
        for table in (rules.before, rules.after):
            yield from (
                f"{each.__module__.split('.')[-1]}.{each.__name__}" for all_of in table.values() for each in all_of
            )
        yield from (f"{each.__module__.split('.')[-1]}.{each.__name__}" for each in rules.own.values())


def test_every_rule_of_the_sandbox_is_graded() -> None:
    """A rule that nobody says how it is known fails here, and so does a row for a rule that is gone."""
    found, graded = set(functions()), {rule for rules in ROWS.values() for rule in rules}
    modules = {rule for rule in graded if "." not in rule}

    assert {each for each in found if each not in graded and each.split(".")[0] not in modules} == set()
    assert {each for each in graded if not any(one == each or one.startswith(f"{each}.") for one in found)} == set()


def test_rules_are_graded_by_rows_that_there_are() -> None:
    """A row that is renamed is renamed here too."""
    assert set(ROWS) - {row.name for row in TABLE} == set()
