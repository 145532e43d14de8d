"""Hazards of members of a bucket that no kind knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.model.change import Action, Change, Hazard, Risk
from baasctl.providers.amplify.buckets import KIND, NATIVE, RULES, STATEMENTS
from baasctl.providers.attribute_paths import overlap

_LISTS: Final = f"{NATIVE}/PublicAccessBlock"
_OWNERSHIP: Final = f"{NATIVE}/ObjectOwnership"
_PAYER: Final = f"{NATIVE}/Payer"
_LOCK: Final = f"{NATIVE}/ObjectLock"


def bucket_risks(change: Change) -> Iterator[Risk]:
    """What other statements and access lists open or close, and how long files are kept."""
    if change.address.kind != KIND or change.action is Action.DELETE:
        return
    for field in change.fields:
        if overlap(field.path, STATEMENTS):
            denies = _effect(field.after) == "Deny"
            yield Risk(
                hazard=Hazard.LOCKS_OUT_USERS if denies else Hazard.MAY_WIDEN_ACCESS,
                path=field.path,
                why="the bucket's policy denies more" if denies else "the bucket's policy changes",
            )
        elif (overlap(field.path, _LISTS) and field.after is False) or (
            field.path == _OWNERSHIP and field.after not in ("BucketOwnerEnforced", None)
        ):
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="objects have access lists of their own")
        elif change.action is Action.UPDATE and field.path == RULES:
            yield Risk(hazard=Hazard.DELETES_DATA, path=field.path, why="files may be deleted")
        elif change.action is Action.UPDATE and overlap(field.path, _LOCK):
            yield Risk(hazard=Hazard.DELETES_DATA, path=field.path, why="versions are kept for another time")
        elif field.path == _PAYER and field.after == "Requester":
            yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why="who does not pay reads nothing")


def _effect(statement: object) -> object:
    return statement.get("Effect") if isinstance(statement, Mapping) else None
