"""Requests of guests for files that policies allow."""

from __future__ import annotations

from typing import Final

from baasctl.access.facts import Facts
from baasctl.access.iam.judge import IamJudge
from baasctl.access.iam.storage import ENTITY
from baasctl.access.lints.amplify_rules.saying import ANYBODY
from baasctl.access.lints.rule import Witness
from baasctl.model.errors import EngineError
from baasctl.model.probe import Family, Operation, Probe
from baasctl.model.resource import Resource

_KINDS: Final = ("storage_access", "roles", "groups", "buckets")


def file_witness(facts: Facts, path: Resource, operation: Operation) -> Witness | None:
    """A guest below a path; `None`: it is denied there, or cannot be said."""
    bucket, pattern = path.address.segments
    folder = pattern.replace(ENTITY, "somebody").removesuffix("*")
    row = folder if operation is Operation.LIST else f"{folder}x"
    probe = Probe(who=ANYBODY, operation=operation, resource="", family=Family.OBJECTS, row=row, container=bucket)
    try:
        judge = IamJudge(each for kind in _KINDS for each in facts.of(kind))
    except EngineError:
        return None
    if judge.judge([probe])[0].allowed is not True:
        return None
    return Witness(text=f"anonymous {operation} {bucket}/{row} is allowed", probe=probe, judge=judge.name)
