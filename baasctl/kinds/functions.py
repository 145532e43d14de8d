"""`functions`: code that the provider runs. The key is the name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Edge, Kind, Match
from baasctl.kinds.types import IMMUTABLE, Duration, Json, MapOf, Native, SetOf, Size, Text
from baasctl.model.change import Access, Action, Change, FieldChange, Hazard, Risk
from baasctl.model.field import Field, Shape
from baasctl.model.value import Side


class HttpTrigger(Attributed):
    """Called over HTTP."""

    auth: Literal["none", "jwt", "iam"] | None = Described(
        None, description="Who may call: the Internet, holders of a project token, holders of a cloud credential."
    )


class Schedule(Attributed):
    """Called by the clock."""

    cron: Text | None = Described(None, description="Minute, hour, day of the month, month and day of the week.")
    timezone: Text | None = Described(None, description="IANA name of the zone that `cron` is read in.")
    enabled: bool | None = Described(None, description="It runs; false pauses it.")
    payload: MapOf[Json] | None = Described(None, description="Body of the request.")


class ObjectCreated(Attributed):
    """Called by uploads."""

    bucket: Text | None = Described(None, description="Name in `buckets`; uploads that overwrite count too.")


class Trigger(Attributed):
    """What makes the function run."""

    http: HttpTrigger | None = Described(None, description="Called over HTTP.")
    schedule: Schedule | None = Described(None, description="Called by the clock; null: no longer.")
    object_created: ObjectCreated | None = Described(None, description="Called by uploads to a bucket.")


class Function(Attributed):
    """One function."""

    name: Annotated[Text | None, IMMUTABLE] = Described(None, description="Physical name; left out, the key.")
    description: Text | None = Described(None, description="For people.")
    labels: MapOf[Text] | None = Described(None, description="For bills and search.")
    source: Text | MapOf[Text] | None = Described(
        None, description="Folder with the code, or a map from provider to folder; compared by content."
    )
    entrypoint: Text | None = Described(None, description="File in `source` that is loaded.")
    handler: Text | None = Described(None, description="Exported symbol that is called.")
    runtime: Text | None = Described(None, description="Language and version, such as `nodejs22`.")
    memory: Size | None = Described(None, description="Memory of one instance.")
    timeout: Duration | None = Described(None, description="Longest run.")
    env: MapOf[Text] | None = Described(None, description="Plain settings.")
    secrets: SetOf[Text] | None = Described(None, description="Names in `function_secrets` that it reads.")
    run_as: Text | None = Described(None, description="Identity of the running code.")
    trigger: Trigger | None = Described(None, description="What makes the function run.")
    native: Native | None = Described(None, description="Settings of one provider, by wire name.")


def risks(change: Change) -> Iterator[Risk]:
    """Hazards of a function (research/vocabulary.md §11)."""
    if change.action is Action.DELETE:
        yield Risk(hazard=Hazard.DOWNTIME, why="its callers get errors")
    if change.action is Action.RENAME:
        yield Risk(hazard=Hazard.DOWNTIME, why="callers use the old name")
    if change.action is Action.REPLACE:
        yield Risk(hazard=Hazard.DOWNTIME, why="it is deleted and made again")
    for field in change.fields:
        if field.path in ("/trigger", "/trigger/http", "/trigger/http/auth"):
            yield from _caller_risks(change, field)
        if _stops(field):
            yield Risk(hazard=Hazard.DOWNTIME, path=field.path, why="the clock no longer calls it")
        if field.path == "/run_as":
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="the code gets another identity's rights")
        if field.path.startswith(("/env", "/secrets")) and change.action is Action.UPDATE and _loses(field):
            yield Risk(hazard=Hazard.DOWNTIME, path=field.path, why="the code may need the removed entry")


def _caller_risks(change: Change, field: FieldChange) -> Iterator[Risk]:
    if field.path == "/trigger/http/auth" and field.after == "none":
        yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="anyone on the Internet may call it")
    elif change.action is Action.UPDATE and field.before == "none":
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why="callers without a credential are refused")


def _stops(field: FieldChange) -> bool:
    if field.path == "/trigger/schedule/enabled":
        return field.before is True and field.after is False
    return field.path == "/trigger/schedule" and field.after is None


def _loses(field: FieldChange) -> bool:
    return bool(_names(field.before) - _names(field.after))


def _names(side: Side) -> set[str]:
    """Names of settings or secrets; of a secret without the version that a function is pinned to."""
    return {str(name).partition(" ")[0] for name in side} if isinstance(side, tuple | Mapping) else set()


def access(change: Change) -> Access:
    """Opening to the Internet widens; a delete or a closed door narrows."""
    if change.action is Action.DELETE:
        return Access.NARROWS
    field = change.field_at("/trigger/http/auth")
    if field is None:
        return Access.NEUTRAL
    return Access.WIDENS if field.after == "none" else Access.NARROWS


_WRITTEN = field_tree(Function)
_SOURCE = Field(shape=Shape.MAP, element=Field(), doc=_WRITTEN.members["source"].doc)

KIND = Kind(
    name="functions",
    title="Edge and cloud functions: sources, settings, callers",
    model=Function,
    depth=1,
    segments=("name",),
    # In normal form the source is a map from path to SHA-256 (`render` leaves the folder in `facts`).
    fields=replace(_WRITTEN, members={**_WRITTEN.members, "source": _SOURCE}),
    shorthand="source",
    by_provider=frozenset({"source"}),
    edges=(
        Edge(first=Match(kind="function_secrets"), second=Match(kind="functions")),
        Edge(
            first=Match(kind="buckets"),
            second=Match(kind="functions", path="/trigger/object_created/bucket"),
            named=True,
        ),
    ),
    risks=risks,
    access=access,
)
