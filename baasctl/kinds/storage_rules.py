"""`storage_rules`: security rules of Cloud Storage for Firebase, one ruleset for each bucket."""

from __future__ import annotations

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Edge, Kind, Match, Ownership
from baasctl.kinds.ruleset_changes import access, risks
from baasctl.kinds.types import Text


class StorageRules(Attributed):
    """The rules of one bucket."""

    source: Text | None = Described(None, description="The whole ruleset, mostly a file: `{file: storage.rules}`.")


KIND = Kind(
    name="storage_rules",
    title="Security rules of Cloud Storage buckets",
    model=StorageRules,
    depth=1,
    segments=("bucket",),
    fields=field_tree(StorageRules),
    ownership=Ownership.WHOLE_OBJECT,
    shorthand="source",
    edges=(Edge(first=Match(kind="buckets"), second=Match(kind="storage_rules")),),
    risks=risks,
    access=access,
)
