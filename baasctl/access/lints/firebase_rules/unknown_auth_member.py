"""Members of `request.auth` that there are not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import FIRESTORE_AND_STORAGE, hit
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.reading import permissions_of

_MEMBERS: Final = ("", "uid", "token")


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission."""
    for permission in permissions_of(facts):
        found = next((each for each in permission.mentions if each.field("request", "auth") not in _MEMBERS), None)
        if found is not None:
            name = found.field("request", "auth")
            yield hit(
                permission,
                f"asks for `request.auth.{name}`, which is never there: what depends on it fails",
                f"claims are in the token: `request.auth.token.{name}`",
                node=found.node,
            )


RULE = Rule(
    number=151,
    name="unknown_auth_member",
    title="Claim is looked for in the wrong place",
    weight=Weight.MEDIUM,
    category="CORRECTNESS",
    about="`request.auth` has `uid` and `token`; anything else is an error, and the rule denies whom it is for.",
    remediation="https://firebase.google.com/docs/reference/rules/rules.firestore.Request#auth",
    providers=frozenset({"firebase"}),
    each_of=FIRESTORE_AND_STORAGE,
    hits=hits,
)
