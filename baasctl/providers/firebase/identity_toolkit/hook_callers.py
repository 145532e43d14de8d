"""Whether Identity Toolkit gets through to the function of a hook: it has no credential of the platform to show.

A hook whose function refuses it keeps everybody out, so that no plan makes one. Where live is like that already, the
plan says so and changes nothing by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import ABSENT, Side, at
from baasctl.providers.contract import Normalised
from baasctl.providers.firebase.auth_hooks import KIND
from baasctl.providers.firebase.functions import CALLERS
from baasctl.providers.firebase.functions import KIND as FUNCTIONS
from baasctl.providers.spec_place import problem

_EVERYONE: Final = "none"
_OF_A_NEW_FUNCTION: Final = "iam"


def refused_offline(desired: DesiredState) -> Iterator[Diagnostic]:
    """Functions of hooks that the spec closes; a warning, as live may be like that."""
    functions = {one.address.name: one for one in desired.of(FUNCTIONS)}
    for hook in desired.of(KIND):
        called = functions.get(str(hook.attributes.get("function")))
        callers = ABSENT if called is None else at(called.attributes, CALLERS)
        if called is not None and callers not in (ABSENT, None, _EVERYONE):
            yield replace(_problem(hook, called, callers), severity=Severity.WARNING)


def refused(state: Normalised) -> Iterator[Diagnostic]:
    """Functions of hooks that would refuse them; both sides in normal form."""
    live = state.live.by_address()
    functions = {one.address: one for one in state.desired.of(FUNCTIONS)}
    for hook in state.desired.of(KIND):
        address = replace(hook.address, kind=FUNCTIONS, segments=(str(hook.attributes.get("function")),))
        called, twin, former = functions.get(address), live.get(address), live.get(hook.address)
        if called is None:
            continue
        known = _OF_A_NEW_FUNCTION if twin is None else at(twin.attributes, CALLERS)
        callers = at(called.attributes, CALLERS)
        callers = known if callers is ABSENT else callers
        if callers in (ABSENT, _EVERYONE):
            continue
        calls_already = former is not None and former.attributes.get("function") == hook.attributes.get("function")
        if not (calls_already and twin is not None and known == callers):
            yield _problem(hook, called, callers)


def _problem(hook: Resource, called: Resource, callers: Side) -> Diagnostic:
    says = at(called.attributes, CALLERS)
    whose = "is" if says is not ABSENT else "is left out, which makes it"
    return problem(
        called,
        "SPEC520",
        "the function of a hook cannot be called",
        f"`{hook.address.local}` calls `{called.address.local}`, whose `trigger.http.auth` {whose} `{callers}`;"
        " Identity Toolkit shows a token of its own that the function checks, and no credential of the platform",
        hint="write `trigger: {http: {auth: none}}`",
        path=CALLERS,
    )
