"""Who owns a live resource, and what the target says about it.

CloudFormation compares templates, not what is live: it neither notices nor reverts a change from outside until it next
touches that resource, and then overwrites it (research/amplify.md §1.5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.kinds.registry import NAMES as KINDS
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.problems import nearest
from baasctl.model.state import DesiredState
from baasctl.model.target import Target
from baasctl.providers.amplify.discovery.finding import Found

OBSERVE: Final = "observe"
MODES: Final = (OBSERVE, "manage", "export")
_STACK_TAG: Final = "aws:cloudformation:stack-name"


def facts_for(
    known: Found, kind: str, physical_id: str, target: Target, *, resource_type: str = "", tags: object = None
) -> Mapping[str, str]:
    """`owner` and `ownership` of a live resource, for `Resource.facts`; empty when nobody else owns it.

    Args:
        kind: Of the resource: `ownership` of a target is by kind.
        physical_id: Id, name or ARN of what carries the resource: of an e-mail template the user pool's.
        resource_type: CloudFormation's, where names repeat between types (a group, an identity provider).
        tags: Of the live resource, as a map, where it was read with them: CloudFormation's tag tells the owner, too.
    """
    named = tags.get(_STACK_TAG) if isinstance(tags, Mapping) else None
    owner = known.owner_of(physical_id, resource_type) or (f"CloudFormation stack {named}" if named else "")
    return {"owner": owner, "ownership": mode(target, kind)} if owner else {}


def mode(target: Target, kind: str) -> str:
    """`observe`, `manage` or `export`: what a target says about a kind that somebody else owns."""
    said = target.settings.get("ownership")
    found = said.get(kind) if isinstance(said, Mapping) else None
    return found if isinstance(found, str) and found in MODES else OBSERVE


def check(desired: DesiredState) -> Iterator[Diagnostic]:
    """The target's `ownership` names kinds and modes that there are."""
    said = desired.target.settings.get("ownership")
    for kind, written in said.items() if isinstance(said, Mapping) else ():
        if kind not in KINDS:
            yield _wrong(desired.target, f"`ownership` names the kind `{kind}`", nearest(kind, KINDS))
        if written not in MODES:
            hint = nearest(str(written), MODES) if written else f"one of {', '.join(MODES)}"
            yield _wrong(desired.target, f"`ownership` of `{kind}` is `{written}`", hint)


def _wrong(target: Target, detail: str, hint: str) -> Diagnostic:
    return Diagnostic(
        code="SPEC700",
        summary="`ownership` of a target is a map from kind to observe, manage or export",
        detail=f"target `{target.name}`: {detail}",
        hint=hint,
        span=target.span,
    )
