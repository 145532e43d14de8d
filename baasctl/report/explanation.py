"""One field, from the line that wrote it to the request that would carry it."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.kinds.registry import NAMES, kind
from baasctl.model.explanation import Explanation
from baasctl.model.field import Field
from baasctl.model.origin import Step
from baasctl.model.value import Side, tokens_of
from baasctl.report.colour import Colour
from baasctl.report.diagnostics import as_text as diagnostic_text
from baasctl.report.diagnostics import to_data as diagnostic_data
from baasctl.report.escaping import for_a_log, visible
from baasctl.report.values import SENSITIVE, write_value

_LABEL_WIDTH = 9


def as_text(explained: Explanation, colour: Colour = Colour()) -> str:  # noqa: B008 -- frozen
    """A title, then one labelled line for each thing that is known."""
    path = f"#{explained.path}" if explained.path else ""
    title = colour.paint("title", visible(f"{explained.address}{path}"))
    rows = [f"  {label.ljust(_LABEL_WIDTH)} {text}" for label, text in _rows(explained) if text]
    rest = [diagnostic_text(explained.problem, colour, "  ")] if explained.problem else []
    return for_a_log("\n".join([title, *rows, *rest]) + "\n")


def _rows(explained: Explanation) -> Iterator[tuple[str, str]]:
    field = _field(explained)
    yield "means", visible(explained.doc)
    yield "spec", _value(explained.desired, field, explained)
    if explained.origin is not None:
        yield "written", visible(str(explained.origin.span))
        for step in (each for each in explained.origin.steps if each.how != "written"):
            yield "through", _step(step)
    unset = " (not set: the provider's default)" if explained.is_unset else ""
    yield "live", _value(explained.live, field, explained) + unset
    yield "wire", visible(explained.wire)
    for limit in explained.limits:
        yield "limit", visible(limit)
    yield "note", visible(explained.note)
    yield "source", visible(explained.source)
    for path, side in explained.members.items():
        yield "field", f"{visible(path)} = {write_value(side, field.at(tokens_of(path)) if field else None)}"
    for number, line in enumerate(explained.would_send.splitlines()):
        yield "" if number else "sends", visible(line)


def _step(step: Step) -> str:
    place = f" at {visible(str(step.span))}" if step.span else ""
    return f"{visible(step.how)} {visible(step.what)}{place}"


def _value(side: Side, field: Field | None, explained: Explanation) -> str:
    shown = write_value(side, field)
    return SENSITIVE if explained.is_sensitive and not shown.startswith("(") else shown


def _field(explained: Explanation) -> Field | None:
    name = explained.address.kind
    return kind(name).fields.at(tokens_of(explained.path)) if name in NAMES else None


def to_data(explained: Explanation) -> dict[str, object]:
    """The same for programs; values as they are shown, sensitive ones hidden."""
    field, origin = _field(explained), explained.origin
    return {
        "address": str(explained.address),
        "path": explained.path,
        "doc": explained.doc,
        "desired": _value(explained.desired, field, explained),
        "live": _value(explained.live, field, explained),
        "is_unset": explained.is_unset,
        "is_sensitive": explained.is_sensitive,
        "written_at": str(origin.span) if origin else None,
        "steps": [
            {"how": step.how, "what": step.what, "at": str(step.span) if step.span else None}
            for step in (origin.steps if origin else ())
        ],
        "wire": explained.wire,
        "limits": list(explained.limits),
        "note": explained.note,
        "source": explained.source,
        "would_send": explained.would_send,
        "members": {path: write_value(side) for path, side in explained.members.items()},
        "problem": diagnostic_data(explained.problem) if explained.problem else None,
    }
