"""The rules of every service, found by its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.sandbox.amplify import (
    rules_app_clients,
    rules_appsync,
    rules_cloudformation,
    rules_cognito_identity,
    rules_dynamodb,
    rules_iam,
    rules_identity_providers,
    rules_lambda,
    rules_s3,
    rules_sign_in_pages,
    rules_user_pool,
    rules_user_pool_groups,
    rules_user_pool_refusals,
)
from baasctl.sandbox.amplify.call import Rules, joined
from baasctl.sandbox.amplify.hosting import rules_amplify, rules_amplifybackend

RULES: Final[Mapping[str, Rules]] = {
    "amplify": rules_amplify.RULES,
    "amplifybackend": rules_amplifybackend.RULES,
    "appsync": rules_appsync.RULES,
    "cloudformation": rules_cloudformation.RULES,
    "cognito-identity": rules_cognito_identity.RULES,
    "dynamodb": rules_dynamodb.RULES,
    "iam": rules_iam.RULES,
    "lambda": rules_lambda.RULES,
    "s3": rules_s3.RULES,
    "cognito-idp": joined(
        rules_user_pool_refusals.RULES,
        rules_user_pool.RULES,
        rules_user_pool_groups.RULES,
        rules_app_clients.RULES,
        rules_identity_providers.RULES,
        rules_sign_in_pages.RULES,
    ),
}
WITHOUT_MINISTACK: Final = frozenset({"amplify", "amplifybackend"})
"""Services that are wholly ours: an operation that is missing here is missing."""
_NONE: Final = Rules()


def rules_of(service: str) -> Rules:
    """What the sandbox adds for a service; nothing for one without rules."""
    return RULES.get(service, _NONE)
