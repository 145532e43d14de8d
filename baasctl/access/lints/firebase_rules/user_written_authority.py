"""Rules that trust a document which the user writes: `get(users/uid).data.role`, and users/uid is writable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.database_authority import database_authority_hits
from baasctl.access.lints.firebase_rules.saying import hit
from baasctl.access.lints.rule import Hit, Rule, Weight, Witness
from baasctl.access.rules.values import Value
from baasctl.access.rulesets.mentions import Mention, mention_of
from baasctl.access.rulesets.possible import moment
from baasctl.access.rulesets.reading import FIRESTORE, Permission, permissions_of
from baasctl.access.rulesets.wishes import UID, wishes_of
from baasctl.access.rulesets.witnesses import allowed_trials, changed, shown
from baasctl.engines.rules_language import syntax

_MOST_TRUSTED = 20


@dataclass(frozen=True, slots=True)
class _Trusted:
    """A field of a document of the user's own, and a value that a rule likes."""

    path: str
    field: str
    value: Value


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission that writes such a field; each with a request that proves it."""
    by_rules: dict[int, list[Permission]] = {}
    for each in permissions_of(facts, FIRESTORE):
        by_rules.setdefault(id(each.resource), []).append(each)
    for permissions in by_rules.values():
        trusted = tuple(dict.fromkeys(found for each in permissions for found in _trusted(each, facts)))[:_MOST_TRUSTED]
        for permission in permissions if trusted else ():
            for found in trusted:
                witness = _writes(permission, found, facts)
                if witness:
                    yield hit(
                        permission,
                        f"lets a user write `{found.field}` of {_shape(found.path)}, by which other rules decide",
                        f"keep `{found.field}` out of what users may write, or use custom claims",
                        witness=witness,
                    )
                    break


def _everything(facts: Facts) -> Iterator[Hit]:
    yield from hits(facts)
    yield from database_authority_hits(facts)


def _trusted(permission: Permission, facts: Facts) -> Iterator[_Trusted]:
    asked = [each for each in permission.mentions if each.call is not None and each.path[:1] == ("data",)]
    wishes = wishes_of(permission.condition, moment(facts.now)) if asked else None
    for mention in asked:
        path = _own_path(mention)
        home = wishes.home(mention) if wishes is not None else None
        value = home[0].get(home[1]) if home is not None and len(mention.path) == 2 else None
        if path and value is not None:
            yield _Trusted(path, mention.path[1], value)


def _own_path(mention: Mention) -> str:
    """`/users/u1` for `get(/databases/$(d)/documents/users/$(request.auth.uid))`; empty for any other."""
    node = mention.call.arguments[0] if mention.call is not None and mention.call.arguments else None
    segments = node.segments[3:] if isinstance(node, syntax.Path) else ()
    if len(segments) != 2 or not isinstance(segments[0], syntax.LiteralSegment):
        return ""
    last = mention_of(segments[1].value) if isinstance(segments[1], syntax.ComputedSegment) else None
    return f"/{segments[0].text}/{UID}" if last is not None and last.is_below("request", "auth", "uid") else ""


def _writes(permission: Permission, trusted: _Trusted, facts: Facts) -> Witness | None:
    collection = trusted.path.split("/")[1]
    first = permission.below[0] if permission.below else None
    if isinstance(first, syntax.LiteralSegment) and first.text != collection:
        return None
    for method in ("update", "create"):
        if method not in permission.methods:
            continue
        for trial in allowed_trials(permission, method, facts.now, with_claims=False, at=trusted.path):
            before = trial.existing.get(trusted.field)
            other = changed(permission, trial, {trusted.field: trusted.value}) if before != trusted.value else None
            if other:
                return shown(other)
    return None


def _shape(path: str) -> str:
    return f"their own `{path.rpartition('/')[0]}/<uid>`"


RULE = Rule(
    number=131,
    name="user_written_authority",
    title="Rules trust what the user writes",
    weight=Weight.CRITICAL,
    category="SECURITY",
    about="A role that its own bearer may write makes everybody an administrator.",
    remediation="https://firebase.google.com/docs/firestore/solutions/role-based-access",
    providers=frozenset({"firebase"}),
    each_of=frozenset({"firestore_rules", "database_rules"}),
    hits=_everything,
)
