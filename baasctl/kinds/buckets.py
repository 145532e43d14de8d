"""`buckets`: places for files. The key is the bucket's name, unless `name` says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Edge, Kind, Match
from baasctl.kinds.types import IMMUTABLE, Duration, ListOf, MapOf, Native, SetOf, Size, Text
from baasctl.model.change import Access, Action, Change, FieldChange, Hazard, Risk


class CorsRule(Attributed):
    """What a browser may do from another origin."""

    allowed_origins: SetOf[Text] | None = Described(None, description="Origins, such as `https://app.example.com`.")
    allowed_methods: SetOf[Text] | None = Described(None, description="HTTP methods.")
    allowed_headers: SetOf[Text] | None = Described(None, description="Request headers.")
    exposed_headers: SetOf[Text] | None = Described(None, description="Response headers that scripts may read.")
    max_age: Duration | None = Described(None, description="How long browsers keep the answer to a preflight.")


class LifecycleRule(Attributed):
    """What happens to old objects; durations in whole days."""

    prefix: Text | None = Described(None, description="Only objects whose name begins with it.")
    expire_after: Duration | None = Described(None, description="Objects are deleted this long after they were made.")
    expire_noncurrent_after: Duration | None = Described(None, description="Former versions are deleted after it.")
    abort_uploads_after: Duration | None = Described(None, description="Unfinished uploads are dropped after it.")


class Bucket(Attributed):
    """One bucket."""

    name: Annotated[Text | None, IMMUTABLE] = Described(None, description="Its name there; left out, the key.")
    public: bool | None = Described(None, description="Anyone may read an object by its address; nobody may list.")
    max_size: Size | None = Described(None, description="Largest file; unset, the project's limit.")
    mime_types: SetOf[Text] | None = Described(
        None, description="Content types that can be uploaded, `image/*` too; unset, any."
    )
    location: Annotated[Text | None, IMMUTABLE] = Described(None, description="Where the objects lie.")
    cors: ListOf[CorsRule] | None = Described(None, description="Rules for browsers on other origins.")
    versioning: bool | None = Described(None, description="Overwritten objects are kept.")
    lifecycle: ListOf[LifecycleRule] | None = Described(None, description="When objects are deleted by themselves.")
    encryption_key: Text | None = Described(None, description="Your own key for new objects.")
    labels: MapOf[Text] | None = Described(None, description="Names and values to search and bill by.")
    native: Native | None = Described(None, description="Settings of one provider, by wire name.")


def risks(change: Change) -> Iterator[Risk]:
    """Hazards of a bucket (research/vocabulary.md §11)."""
    if change.action is Action.DELETE:
        yield Risk(hazard=Hazard.DELETES_DATA, why="the bucket is gone")
        return
    if change.action in (Action.RENAME, Action.REPLACE):
        yield Risk(hazard=Hazard.DELETES_DATA, why="the bucket is made again without its files")
    created = change.action is Action.CREATE
    for field in change.fields:
        if field.path == "/public" and field.after is True:
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="anyone may read its files")
        if field.path == "/cors":
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="other origins")
        if created:
            continue
        if field.path == "/public" and field.after is not True:
            yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why="links to its files stop working")
        if field.path in ("/max_size", "/mime_types"):
            yield _of_limit(field)
        if field.path == "/lifecycle" or (field.path == "/versioning" and field.after is not True):
            yield Risk(hazard=Hazard.DELETES_DATA, path=field.path, why="files may be deleted")


def _of_limit(field: FieldChange) -> Risk:
    if _is_narrower(field):
        return Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why="some uploads are refused")
    return Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="more can be uploaded")


def _is_narrower(field: FieldChange) -> bool:
    before, after = field.before, field.after
    if isinstance(after, int) and isinstance(before, int):
        return after < before
    if isinstance(after, tuple) and isinstance(before, tuple) and before:
        return set(after) <= set(before)
    return after is not None and not isinstance(before, int | tuple)


def access(change: Change) -> Access:
    """Files that become readable for anyone, or stop being so."""
    public = change.field_at("/public")
    if public is None:
        return Access.NEUTRAL
    return Access.WIDENS if public.after is True else Access.NARROWS


KIND = Kind(
    name="buckets",
    title="Places for files",
    model=Bucket,
    depth=1,
    segments=("name",),
    fields=field_tree(Bucket),
    edges=(
        Edge(
            first=Match(kind="storage_settings", path="/max_file_size"), second=Match(kind="buckets", path="/max_size")
        ),
    ),
    risks=risks,
    access=access,
)
