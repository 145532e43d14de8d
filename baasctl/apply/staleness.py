"""Whether a plan still speaks of what is live."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from baasctl.model.change import Action, Change, FieldChange
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.plan import Plan
from baasctl.model.resource import Resource
from baasctl.model.state import Snapshot


def found_again(change: Change, read: Snapshot) -> Resource | None:
    """What a change deletes: by its id at the provider, whatever it is called in this run, else by its address."""
    by_address = read.by_address().get(change.address)
    if change.remote_id is None or (by_address is not None and by_address.remote_id == change.remote_id):
        return by_address
    return next((one for one in read.of(change.address.kind) if one.remote_id == change.remote_id), None)


def stale(planned: Plan, now: Plan) -> Iterator[Diagnostic]:
    """Why a plan may not be applied any more; nothing when it may.

    Args:
        planned: What the user saw.
        now: The plan made again from the same desired values and what is live at this moment. Changes
            of resources that *planned* does not touch do not matter.
    """
    again = {change.address: change for change in now.changes}
    for change in planned.changes:
        found = again.get(change.address)
        if (
            found is None
            or found.action is not change.action
            or now.reads.get(str(change.address)) != planned.reads.get(str(change.address))
        ):
            yield _moved(change, "live has changed since the plan was made")
        elif _fields(found.fields) != _fields(change.fields):
            yield _moved(change, "a secret or a source file has changed since the plan was made")


def changed_sources(planned: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Files that the plan was made of and that read differently now; a file that is gone counts."""
    for path, digest in sorted(planned.items()):
        if now.get(path) != digest:
            yield Diagnostic(
                code="PLAN021",
                summary="the plan is stale",
                detail=f"`{path}` has changed since the plan was made",
                hint="make a new plan and review it",
            )


def _fields(fields: tuple[FieldChange, ...]) -> dict[str, object]:
    return {field.path: field.after for field in fields}


def _moved(change: Change, why: str) -> Diagnostic:
    verb = {Action.CREATE: "created", Action.DELETE: "deleted"}.get(change.action, "changed")
    return Diagnostic(
        code="PLAN020",
        summary="the plan is stale",
        detail=f"`{change.address.local}` was to be {verb}, but {why}",
        hint="make a new plan and review it",
        address=change.address,
    )
