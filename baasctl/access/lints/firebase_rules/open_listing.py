"""Storage rules that let everybody list what is there."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import hit
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.openness import opennesses
from baasctl.access.rulesets.reading import STORAGE
from baasctl.access.rulesets.witnesses import stranger


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission."""
    for permission, openness in opennesses(facts).items():
        if permission.service == STORAGE and "list" in openness.everybody and openness.until is None:
            yield hit(
                permission,
                "lets everybody list the names of all files, not only get those whose names they know",
                "write `allow get`; list in the app by the database",
                witness=stranger(permission, "list", facts.now, is_signed_in=False),
            )


RULE = Rule(
    number=141,
    name="open_listing",
    title="Everybody may list files",
    weight=Weight.HIGH,
    category="SECURITY",
    about="Names of files tell who uploaded what, and lead to every one of them.",
    remediation="https://firebase.google.com/docs/storage/security/core-syntax",
    providers=frozenset({"firebase"}),
    each_of=frozenset({"storage_rules"}),
    hits=hits,
)
