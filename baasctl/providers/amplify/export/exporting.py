"""From changes to the text for the owner's code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from baasctl.model.change import Action, Change
from baasctl.providers.amplify.discovery import Found, found
from baasctl.providers.amplify.export import (
    identity_properties,
    other_properties,
    storage_rules,
    user_pool_properties,
)
from baasctl.providers.amplify.export.hand_over import KINDS, snippet
from baasctl.providers.amplify.export.override import Exported
from baasctl.providers.amplify.export.typescript import document
from baasctl.providers.contract import Answers

_BY_KIND: Final[Mapping[str, Callable[[Change, Found, str], Exported]]] = {
    "app_clients": identity_properties.of_client,
    "auth": user_pool_properties.exported,
    "auth_hooks": user_pool_properties.exported,
    "buckets": other_properties.of_bucket,
    "email_templates": user_pool_properties.exported,
    "functions": other_properties.of_function,
    "graphql_api": other_properties.of_api,
    "groups": identity_properties.of_group,
    "identity_pool": identity_properties.of_identity_pool,
    "roles": identity_properties.of_role,
    "storage_access": storage_rules.of_path,
}
_WRITTEN_WHOLE: Final = frozenset({"storage_access"})
"""Kinds of which the owner's code has the resource itself, and not only its settings."""
_HAND_OVER: Final = "hand auth over with `referenceAuth`, or say `ownership: {%s: manage}` in the target"


def exported(changes: Sequence[Change], answers: Answers, region: str) -> str:
    """TypeScript that makes the changes where CloudFormation's template comes from; empty for none.

    Args:
        region: Of the app.
    """
    known = found(answers)
    told = [(change, _of(change, known, region)) for change in changes]
    is_stuck = any(each.without and change.address.kind in KINDS for change, each in told)
    return document(told) + (f"\n{snippet(known)}" if is_stuck and not known.environment else "")


def _of(change: Change, known: Found, region: str) -> Exported:
    kind = change.address.kind
    if change.action is not Action.UPDATE and kind not in _WRITTEN_WHOLE:
        return Exported(without=("take it out of, or put it into, the owner's code: only settings have overrides",))
    if known.environment:
        return Exported(without=("Gen 1 has no backend.ts: `amplify override` of the category takes these properties",))
    if kind not in _BY_KIND:
        return Exported(without=(f"`{kind}` is not among what defineBackend lets override; {_HAND_OVER % kind}",))
    return _BY_KIND[kind](change, known, region)
