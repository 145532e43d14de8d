"""`firestore_rules`: security rules of Cloud Firestore, one ruleset for each database."""

from __future__ import annotations

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Edge, Kind, Match, Ownership
from baasctl.kinds.ruleset_changes import access, risks
from baasctl.kinds.types import Text


class FirestoreRules(Attributed):
    """The rules of one database."""

    source: Text | None = Described(None, description="The whole ruleset, mostly a file: `{file: firestore.rules}`.")


KIND = Kind(
    name="firestore_rules",
    title="Security rules of Cloud Firestore databases",
    model=FirestoreRules,
    depth=1,
    segments=("database",),
    fields=field_tree(FirestoreRules),
    ownership=Ownership.WHOLE_OBJECT,
    shorthand="source",
    edges=(Edge(first=Match(kind="databases"), second=Match(kind="firestore_rules")),),
    risks=risks,
    access=access,
)
