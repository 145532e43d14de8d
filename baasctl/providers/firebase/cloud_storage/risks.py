"""Hazards of members of a bucket that no kind knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baasctl.model.change import Action, Change, FieldChange, Hazard, Risk
from baasctl.providers.firebase.buckets import KIND, RULES

_SOFT_DELETE: Final = "/native/firebase/softDeletePolicy/retentionDurationSeconds"
_RETENTION: Final = "/native/firebase/retentionPolicy/retentionPeriod"
_UNIFORM: Final = "/native/firebase/iamConfiguration/uniformBucketLevelAccess/enabled"
_PAYS: Final = "/native/firebase/billing/requesterPays"


def bucket_risks(change: Change) -> Iterator[Risk]:
    """What files lose when they are kept less well, and who gets at them."""
    if change.address.kind != KIND or change.action is not Action.UPDATE:
        return
    for field in change.fields:
        if field.path in (_SOFT_DELETE, _RETENTION) and _is_less(field):
            yield Risk(hazard=Hazard.DELETES_DATA, path=field.path, why="deleted files are gone sooner")
        elif field.path == RULES:
            yield Risk(hazard=Hazard.DELETES_DATA, path=field.path, why="files may be deleted")
        elif field.path == _UNIFORM and field.after is not True:
            yield Risk(
                hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="files have access lists of their own again"
            )
        elif field.path == _PAYS and field.after is True:
            yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why="who does not pay reads nothing")


def _is_less(field: FieldChange) -> bool:
    before = field.before if isinstance(field.before, int) else 0
    after = field.after if isinstance(field.after, int) else 0
    return after < before
