"""`webhooks`: HTTP requests that the database sends when rows of a table change, grouped by table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Kind
from baasctl.kinds.types import MapOf, SecretText, SetOf, Text
from baasctl.model.change import Access, Action, Change, Hazard, Risk

_SECRETS = ("/secret_headers", "/params")


class Webhook(Attributed):
    """One webhook. It is written whole: a field that is left out has its default."""

    events: SetOf[Literal["insert", "update", "delete"]] = Described((), description="What happens to the row.")
    url: Text | None = Described(None, description="Where the request goes.")
    method: Literal["GET", "POST"] = Described("POST", description="HTTP method; a POST carries the row.")
    headers: MapOf[Text] = Described({}, description="Headers that describe the content and hold no secret.")
    secret_headers: MapOf[SecretText] = Described({}, description="All other headers, such as Authorization.")
    params: MapOf[SecretText] = Described({}, description="Parameters added to the address.")
    timeout_ms: int = Described(1000, description="Longest wait for the answer, in milliseconds.", ge=1)
    enabled: bool = Described(default=True, description="The webhook is sent.")


def risks(change: Change) -> Iterator[Risk]:
    """Rows leave the database without policies; a receiver may miss them."""
    if change.action is Action.DELETE:
        yield Risk(hazard=Hazard.DOWNTIME, why="its receiver hears nothing any more")
        return
    if change.action is Action.CREATE:
        yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, why="rows leave the database, whatever its policies say")
        return
    for field in change.fields:
        if field.path == "/url":
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="rows go to another receiver")
        elif field.path == "/enabled" and field.after is False:
            yield Risk(hazard=Hazard.DOWNTIME, path=field.path, why="its receiver hears nothing any more")
        elif field.path.startswith(_SECRETS):
            yield Risk(hazard=Hazard.ROTATES_SECRET, path=field.path, why="the receiver has to know it")


def access(change: Change) -> Access:
    """A new receiver widens, one less narrows."""
    if change.action is Action.DELETE:
        return Access.NARROWS
    if change.action is Action.CREATE or change.field_at("/url"):
        return Access.WIDENS
    return Access.NEUTRAL


KIND = Kind(
    name="webhooks",
    title="HTTP requests sent when rows change",
    model=Webhook,
    depth=2,
    segments=("table", "webhook"),
    fields=field_tree(Webhook),
    defaults={
        "method": "POST",
        "headers": {},
        "secret_headers": {},
        "params": {},
        "timeout_ms": 1000,
        "enabled": True,
    },
    risks=risks,
    access=access,
)
