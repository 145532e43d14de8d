"""Checks of values that hold references which only the live project replaces: told once the text is known."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.model.deferred import references_in
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.span import Span
from baasctl.model.state import DesiredState
from baasctl.model.value import leaves, pointer, tokens_of
from baasctl.providers.contract import Support


def problems_before_reading(state: DesiredState, support: Support) -> Iterator[Diagnostic]:
    """What the provider's offline checks say, but for places in which a reference stands."""
    later = _places(state)
    return (
        found for check in support.checks for found in check(state) if found.span is None or found.span not in later
    )


def problems_after_reading(state: DesiredState, resolved: DesiredState, support: Support) -> Iterator[Diagnostic]:
    """What they say of those places when the references are replaced.

    Args:
        state: As it was rendered.
        resolved: The same with texts in the place of references.
    """
    later = _places(state)
    if later:
        yield from (found for check in support.checks for found in check(resolved) if found.span in later)


def _places(state: DesiredState) -> frozenset[Span]:
    """Values with references in them, and the records and lists around these."""
    found: set[Span | None] = set()
    for resource in state.resources:
        for path, value in leaves(resource.attributes):
            if any(references_in(value)):
                tokens = tokens_of(path)
                found.update(resource.span_of(pointer(*tokens[:length])) for length in range(1, len(tokens) + 1))
    return frozenset(each for each in found if each is not None)
