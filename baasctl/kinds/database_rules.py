"""`database_rules`: security rules of Realtime Database instances. An instance always has rules."""

from __future__ import annotations

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Edge, Kind, Match, Ownership
from baasctl.kinds.ruleset_changes import access, risks
from baasctl.kinds.types import Text


class DatabaseRules(Attributed):
    """The rules of one instance."""

    source: Text | None = Described(
        None, description="The rules as JSON with comments, mostly a file: `{file: database.rules.json}`."
    )


KIND = Kind(
    name="database_rules",
    title="Security rules of Realtime Database instances",
    model=DatabaseRules,
    depth=1,
    segments=("instance",),
    fields=field_tree(DatabaseRules),
    ownership=Ownership.WHOLE_OBJECT,
    shorthand="source",
    edges=(Edge(first=Match(kind="databases"), second=Match(kind="database_rules")),),
    risks=risks,
    access=access,
    prunable=False,
)
