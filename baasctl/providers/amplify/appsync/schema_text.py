"""The schema of both sides: the spec's own text to send, one spelling to compare, places for what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from baasctl.model.change import Action, Change, Hazard, Risk
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.errors import MissingExtra
from baasctl.model.resource import Resource
from baasctl.model.span import Span
from baasctl.model.state import DesiredState
from baasctl.model.value import Value
from baasctl.providers.amplify.appsync import sdl
from baasctl.providers.amplify.graphql_api import KIND
from baasctl.providers.spec_place import place_in, pointed_at

PATH: Final = "/schema"
TEXT: Final = "schema_text"
"""The fact with the text as the user wrote it: what is compared has neither comments nor an order."""
FILE: Final = "schema_file"
_TOLD: Final = re.compile(r"line[ :]+(?P<line>\d+)(?:[ ,:]+col(?:umn)?[ :]+(?P<column>\d+))?", re.IGNORECASE)
_MOST_NAMED: Final = 3


def check(desired: DesiredState) -> Iterator[Diagnostic]:
    """What AppSync would not take, whatever is live, at its place in the user's file."""
    for resource in desired.of(KIND):
        text = resource.attributes.get("schema")
        if not isinstance(text, str):
            continue
        try:
            sdl.need_parser()
        except MissingExtra as missing:
            yield from (replace(each, severity=Severity.WARNING) for each in missing.diagnostics)
            continue
        for found in sdl.problems(text):
            yield _about(resource, text, found)


def normalised(desired: Resource, live: Resource | None) -> tuple[Resource, Resource | None]:
    """Both sides with their schema in one spelling; descriptions count where AppSync has kept any."""
    wanted = desired.attributes.get("schema")
    found = live.attributes.get("schema") if live is not None else None
    if not isinstance(wanted, str):
        return desired, live
    sdl.need_parser()
    descriptions = not isinstance(found, str) or sdl.has_descriptions(found)
    facts: dict[str, Value] = {TEXT: wanted, **_file(desired), **desired.facts}
    told = replace(desired, facts=facts, attributes={**desired.attributes, "schema": _spelled(wanted, descriptions)})
    if live is None or not isinstance(found, str):
        return told, live
    return told, live.with_attributes({**live.attributes, "schema": _spelled(found, descriptions)})


def risks(change: Change) -> Iterator[Risk]:
    """What callers lose, and whom a directive that is gone or another one lets in."""
    field = change.field_at(PATH) if change.address.kind == KIND and change.action is Action.UPDATE else None
    if field is None or not isinstance(field.before, str) or not isinstance(field.after, str):
        return
    sdl.need_parser()
    before, after = sdl.outline(field.before), sdl.outline(field.after)
    gone = [name for name in before.members if name not in after.members]
    other = [name for name, kind in before.members.items() if after.members.get(name, kind) != kind]
    opened = [name for name, gates in before.gates.items() if after.gates.get(name, gates) != gates]
    if gone:
        yield Risk(hazard=Hazard.DOWNTIME, path=PATH, why=f"without {_some(gone)}: requests for it fail")
    if other:
        yield Risk(hazard=Hazard.DOWNTIME, path=PATH, why=f"{_some(other)} of another type: clients may fail")
    if opened:
        yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=PATH, why=f"other callers may ask for {_some(opened)}")


def refused(change: Change, words: str) -> Diagnostic:
    """AppSync's answer about a schema, at the place in the user's file that it names."""
    field = change.field_at(PATH)
    span = field.span if field is not None else None
    told = _TOLD.search(words)
    if told and isinstance(file := change.facts.get(FILE), str):
        span = Span(file=file, line=int(told["line"]), column=int(told["column"] or 1))
    return Diagnostic(
        code="APPLY350",
        summary="AppSync does not compile the schema",
        detail=words or "AppSync does not say why",
        hint="the schema that was live is live still",
        span=span,
        address=change.address,
    )


def text_to_send(change: Change) -> str:
    """The schema as the user wrote it."""
    found = change.facts.get(TEXT) or (change.after or {}).get("schema")
    assert isinstance(found, str)
    return found


def _spelled(text: str, descriptions: bool) -> str:  # noqa: FBT001 - its only argument beside the text
    return sdl.normal_form(text, descriptions=descriptions) or text


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"{', '.join(names[:_MOST_NAMED])}{more}"


def _about(resource: Resource, text: str, found: sdl.SchemaProblem) -> Diagnostic:
    hint = ""
    if found.directive in sdl.TRANSFORMED:
        hint = "this is a directive of Amplify's compiler; write what it compiles to (`baasctl adopt` has it)"
    elif found.directive:
        hint = f"AppSync knows {', '.join(sorted(f'@{name}' for name in sdl.DIRECTIVES))}"
    span, is_exact = _place(resource, text, found)
    position = sum(len(line) + 1 for line in text.split("\n")[: found.line - 1]) + found.column - 1
    shown = f"\n{pointed_at(text, position)}" if found.line else ""
    where = f"line {found.line}, column {found.column}: " if found.line and not is_exact else ""
    is_syntax = found.line and not found.directive and sdl.normal_form(text) is None
    return Diagnostic(
        code="SPEC760" if is_syntax else "SPEC761",
        summary="the schema cannot be read" if is_syntax else "AppSync would not take the schema",
        detail=f"{where}{found.reason}{shown}",
        hint=hint,
        span=span,
        address=resource.address,
    )


def _place(resource: Resource, text: str, found: sdl.SchemaProblem) -> tuple[Span | None, bool]:
    """The place, and whether it is the exact one."""
    if file := _file(resource).get(FILE):
        whole = Span(file=str(file), line=1, column=1)
        return (replace(whole, line=found.line, column=found.column), True) if found.line else (whole, False)
    above = sum(len(line) + 1 for line in text.split("\n")[: found.line - 1]) if found.line else None
    return place_in(resource, "schema", text, above), False


def _file(resource: Resource) -> dict[str, Value]:
    """The user's file with exactly the text of the schema; what a template makes has other lines."""
    origin = resource.origins.get(PATH)
    step = next((each for each in reversed(origin.steps) if each.how == "file"), None) if origin else None
    if step is None or step.span is None or step.what.endswith(".j2"):
        return {}
    return {FILE: str(step.span.file)}
