"""The rules of every service, found by its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.sandbox.amplify import rules_cloudformation, rules_cognito_identity, rules_user_pool_members
from baasctl.sandbox.amplify.call import Rules
from baasctl.sandbox.amplify.hosting import rules_amplify, rules_amplifybackend

RULES: Final[Mapping[str, Rules]] = {
    "amplify": rules_amplify.RULES,
    "amplifybackend": rules_amplifybackend.RULES,
    "cloudformation": rules_cloudformation.RULES,
    "cognito-identity": rules_cognito_identity.RULES,
    "cognito-idp": rules_user_pool_members.RULES,
}
WITHOUT_MINISTACK: Final = frozenset({"amplify", "amplifybackend"})
"""Services that are wholly ours: an operation that is missing here is missing."""
_NONE: Final = Rules()


def rules_of(service: str) -> Rules:
    """What the sandbox adds for a service; nothing for one without rules."""
    return RULES.get(service, _NONE)
