"""What a spec asks for after variables and templates, as text and as JSON data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from baasctl.model.change import Action, Change, FieldChange
from baasctl.model.deferred import as_written
from baasctl.model.plan_document import value_to_document
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret
from baasctl.model.state import DesiredState
from baasctl.model.value import ABSENT, leaves
from baasctl.report.as_text import PLAIN, block_lines
from baasctl.report.colour import Colour
from baasctl.report.escaping import for_a_log, visible
from baasctl.report.outline import outline


def as_text(states: Sequence[DesiredState], colour: Colour = PLAIN) -> str:
    """Every resource with its values and where each is written."""
    return for_a_log("\n".join("\n".join(_lines(state, colour)) + "\n" for state in states))


def _lines(state: DesiredState, colour: Colour) -> Iterator[str]:
    target = state.target
    yield colour.paint("title", "  ".join(map(visible, (target.name, target.provider, target.project))))
    for resource in state.resources:
        yield from block_lines(outline(_as_created(resource)), colour)


def _as_created(resource: Resource) -> Change:
    fields = tuple(
        FieldChange(
            path=path,
            before=ABSENT,
            after=value,
            sensitive=isinstance(value, Secret),
            span=resource.span_of(path),
        )
        for path, value in leaves(as_written(resource.attributes))
        if path
    )
    return Change(
        address=resource.address,
        action=Action.NOOP,
        after=resource.attributes,
        fields=fields,
        span=resource.declared_at,
        renamed_from=resource.renamed_from,
    )


def to_data(states: Sequence[DesiredState]) -> dict[str, object]:
    """Values as in plan files: a secret is `{"$secret": reference}`."""
    return {
        "format_version": "1.0",
        "targets": [
            {
                "target": state.target.name,
                "provider": state.target.provider,
                "project": state.target.project,
                "skip": list(state.target.skip),
                "resources": [_resource(resource) for resource in state.resources],
            }
            for state in states
        ],
    }


def _resource(resource: Resource) -> dict[str, object]:
    return {
        "address": str(resource.address),
        "kind": resource.address.kind,
        "name": resource.address.name,
        "declared_at": str(resource.declared_at) if resource.declared_at else None,
        "attributes": value_to_document(as_written(resource.attributes)),
    }
