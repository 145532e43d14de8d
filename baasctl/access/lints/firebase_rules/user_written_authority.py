"""Rules that trust a document which the user writes: `get(users/uid).data.role`, and users/uid is writable."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.database_authority import database_authority_hits
from baasctl.access.lints.firebase_rules.saying import hit
from baasctl.access.lints.rule import Hit, Rule, Weight, Witness
from baasctl.access.rules.values import Value
from baasctl.access.rulesets.mentions import mention_of
from baasctl.access.rulesets.possible import moment
from baasctl.access.rulesets.reading import FIRESTORE, Permission, permissions_of
from baasctl.access.rulesets.wishes import UID, wishes_of
from baasctl.access.rulesets.witnesses import allowed_trials, changed, shown
from baasctl.engines.rules_language import syntax

_MOST_TRUSTED = 20
_POWERFUL: Final = re.compile(
    r"(super_?)?(admin|moderator|manager|editor|owner|operator|superuser)s?|staff|roles?|permissions?", re.IGNORECASE
)
"""Collections whose documents say by their existence what somebody may; profiles do not."""


@dataclass(frozen=True, slots=True)
class _Trusted:
    """A field of a document of the user's own, and a value that a rule likes.

    Attributes:
        names: `("roles", "admin")` for a member of a map; empty: that the document is there is enough.
    """

    path: str
    names: tuple[str, ...]
    value: Value = None

    @property
    def fields(self) -> Mapping[str, Value]:
        """What somebody writes to have it; empty: anything."""
        value = self.value
        for name in reversed(self.names[1:]):
            value = {name: value}
        return {self.names[0]: value} if self.names else {}


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
                    yield hit(permission, *_said(found), witness=witness)
                    break


def _everything(facts: Facts) -> Iterator[Hit]:
    yield from hits(facts)
    yield from database_authority_hits(facts)


def _trusted(permission: Permission, facts: Facts) -> Iterator[_Trusted]:
    asked = [each for each in permission.mentions if each.call is not None and each.path[:1] == ("data",)]
    wishes = wishes_of(permission.condition, moment(facts.now)) if asked else None
    for mention in asked:
        path = _own_path(mention.call)
        home = wishes.home(mention) if wishes is not None else None
        value = home[0].get(home[1]) if home is not None else None
        if path and value is not None and len(mention.path) > 1:
            yield _Trusted(path, mention.path[1:], value)
    for node in permission.nodes:
        path = _own_path(node) if isinstance(node, syntax.Call) and node.name == "exists" else ""
        if path and _POWERFUL.fullmatch(path.split("/")[1]):
            yield _Trusted(path, ())


def _own_path(call: syntax.Call | None) -> str:
    """`/users/u1` for `get(/databases/$(d)/documents/users/$(request.auth.uid))`; empty for any other."""
    node = call.arguments[0] if call is not None and call.arguments else None
    segments = node.segments[3:] if isinstance(node, syntax.Path) else ()
    if len(segments) != 2 or not isinstance(segments[0], syntax.LiteralSegment):
        return ""
    last = mention_of(segments[1].value) if isinstance(segments[1], syntax.ComputedSegment) else None
    return f"/{segments[0].name}/{UID}" if last is not None and last.is_below("request", "auth", "uid") else ""


def _writes(permission: Permission, trusted: _Trusted, facts: Facts) -> Witness | None:
    collection = trusted.path.split("/")[1]
    first = permission.below[0] if permission.below else None
    if isinstance(first, syntax.LiteralSegment) and first.name != collection:
        return None
    for method in ("update", "create") if trusted.names else ("create",):
        if method not in permission.methods:
            continue
        for trial in allowed_trials(permission, method, facts.now, with_claims=False, at=trusted.path):
            gains = method == "create" or any(trial.existing.get(name) != one for name, one in trusted.fields.items())
            other = changed(permission, trial, trusted.fields) if gains else None
            if other:
                return shown(other)
    return None


def _said(trusted: _Trusted) -> tuple[str, str]:
    own = _shape(trusted.path)
    if not trusted.names:
        return (
            f"lets a user create {own}, by whose existence other rules decide",
            "let nobody create such documents but your server, or use custom claims",
        )
    named = ".".join(trusted.names)
    return (
        f"lets a user write `{named}` of {own}, by which other rules decide",
        f"keep `{trusted.names[0]}` out of what users may write, or use custom claims",
    )


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
