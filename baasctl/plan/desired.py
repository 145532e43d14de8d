"""What a plan asks for, back from the plan: a saved plan is applied without its spec."""

from __future__ import annotations

from pathlib import Path

from baasctl.model.plan import Plan
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState


def desired_of(planned: Plan, root: Path) -> DesiredState:
    """The desired side of every change that is no delete.

    Args:
        root: The spec's folder.
    """
    resources = (
        Resource(
            address=change.address,
            attributes=change.after,
            renamed_from=change.renamed_from,
            declared_at=change.span,
            remote_id=change.remote_id,
            facts=change.facts,
        )
        for change in planned.changes
        if change.after is not None
    )
    return DesiredState(target=planned.target, resources=tuple(resources), root=root)
