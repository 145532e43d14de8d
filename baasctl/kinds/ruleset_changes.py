"""What a change of a whole ruleset may do to who may do what. Where nothing is released, everything is denied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baasctl.model.change import Access, Action, Change, Hazard, Risk

FORMATTING_ONLY: Final = "formatting only"
"""Fact of a change: both texts mean the same, only white space and comments differ. Shown as the reason."""


def risks(change: Change) -> Iterator[Risk]:
    """Other rules may widen, no rules lock out, other formatting does nothing."""
    if change.action is Action.DELETE:
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, why="without rules everything is denied")
    elif change.action is Action.CREATE:
        yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path="/source", why="without rules everything was denied")
    elif not is_formatting_only(change):
        yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path="/source", why="the rules change")


def access(change: Change) -> Access:
    """No rules narrow; other rules may widen."""
    if change.action is Action.DELETE:
        return Access.NARROWS
    return Access.NEUTRAL if is_formatting_only(change) else Access.WIDENS


def is_formatting_only(change: Change) -> bool:
    """Whether both texts were found to mean the same."""
    return change.action is Action.UPDATE and change.facts.get("reason") == FORMATTING_ONLY
