"""One write of the document: read, compare with the plan, send a leaf mask, read again and see what stuck.

There is no etag, and Google answers 200 for leaves that it ignores (research/firebase.md §2.1, items 4, 13, 14).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Action, Change, FieldChange
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Invalid, PlanStale
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Side, at, same, secrets_in
from baasctl.providers.firebase.identity_toolkit.config_resources import wires_of

Read = Callable[[Address], Resource | None]
"""The live resource at an address, as the changes of the batch ask for it."""

TRIES: Final = 6
PAUSE_S: Final = 0.5
"""Between reads until a write shows; Google is eventually consistent."""


def stale(changes: Sequence[Change], live: Read) -> PlanStale | None:
    """The error when something moved between the plan's reading and this moment."""
    found = [_moved(change) for change in changes if not _is_as_planned(change, live(_before(change)))]
    return PlanStale(*found) if found else None


def not_kept(change: Change, live: Read) -> tuple[str, ...]:
    """The wire leaves of a change that do not read as they were written; none when it stuck."""
    now = live(change.address)
    if change.action is Action.DELETE:
        return wires_of(change, ()) if now is not None and not _is_all_unset(now) else ()
    lost = [field.path for field in change.fields if not _is_kept(field, now)]
    return (wires_of(change, lost) or tuple(lost)) if lost else ()


def not_kept_problem(change: Change, leaves: Sequence[str]) -> Diagnostic:
    """What to tell about leaves that Google accepted and did not keep."""
    return Diagnostic(
        code="APPLY231",
        summary="Google accepted a setting and did not keep it",
        detail=f"`{change.address.local}`: {', '.join(f'`{leaf}`' for leaf in leaves)} read back as before",
        hint="the project may not include it (Identity Platform, billing), or somebody else wrote at the same moment;"
        " make a new plan",
        span=change.span,
        address=change.address,
    )


def explained(error: Invalid, changes: Sequence[Change]) -> Invalid:
    """Google's refusal with what to do about it, and the change that it is about, where its word is known."""
    for word, (kind, hint) in _WORDS.items():
        for each in error.diagnostics:
            if word in each.detail:
                meant = next((one for one in changes if one.address.kind == kind), changes[0])
                return Invalid(
                    Diagnostic(
                        code="APPLY232",
                        summary="Identity Toolkit refuses a setting",
                        detail=each.detail,
                        hint=hint,
                        span=meant.span,
                        address=meant.address,
                    )
                )
    return error


_WORDS: Final = {
    "EMAIL_TEMPLATE_UPDATE_NOT_ALLOWED": (
        "email_templates",
        (
            "Google lets only some projects change mails other than `recovery`, and none whose mails were abused: use"
            " your own mail server (`auth.email.smtp`), or take the text out of the spec"
        ),
    ),
    "INVALID_AUTHORIZED_DOMAIN": ("auth", "look through `native.firebase.authorizedDomains`"),
    "INVALID_REGION_CODE": ("auth", "look through `native.firebase.smsRegionConfig`"),
    "INVALID_PHONE_NUMBER": ("auth", "look through `sms.test_numbers`"),
    "INVALID_BLOCKING_FUNCTION": ("auth_hooks", "the address of a hook has to be the https address of a function"),
    "OPERATION_NOT_ALLOWED": ("auth", "upgrade the project to Firebase Authentication with Identity Platform"),
}


def _before(change: Change) -> Address:
    former = change.renamed_from
    return Address(change.address.target, change.address.kind, former) if former else change.address


def _is_as_planned(change: Change, now: Resource | None) -> bool:
    if change.action is Action.CREATE:
        return now is None
    if now is None:
        return change.action is Action.DELETE
    if change.action is Action.DELETE:
        return same(change.before or {}, now.attributes) or change.before is None
    return all(_is_same(field.before, at(now.attributes, field.path)) for field in change.fields)


def _is_kept(field: FieldChange, now: Resource | None) -> bool:
    wanted = field.after
    found = at(now.attributes, field.path) if now is not None else ABSENT
    if wanted is None or wanted is ABSENT:
        return found is ABSENT or found is None or (now is not None and field.path in now.unset)
    return _is_same(wanted, found)


def _is_same(one: Side, other: Side) -> bool:
    """Equal, or one of both holds a secret that nobody can compare."""
    sides = (side for side in (one, other) if side is not ABSENT)
    if not all(secret.is_comparable for side in sides for secret in secrets_in(side)):  # type: ignore[arg-type]
        return True
    return same(one, other)


def _is_all_unset(now: Resource) -> bool:
    return all(f"/{name}" in now.unset for name in now.attributes)


def _moved(change: Change) -> Diagnostic:
    return Diagnostic(
        code="APPLY233",
        summary="somebody else changed the settings meanwhile",
        detail=f"`{change.address.local}` was changed by somebody else between the plan and this write",
        hint="make a new plan and review it",
        span=change.span,
        address=change.address,
    )
