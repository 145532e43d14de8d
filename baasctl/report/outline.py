"""A change as rows that text, markdown and HTML lay out each in their way.

Every text in an outline is visible (`escaping.visible`) and free of secrets; formats add their own escaping.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from baasctl.kinds.registry import NAMES, kind
from baasctl.model.address import Address
from baasctl.model.change import Action, Change, Direction, FieldChange, Hazard, Risk
from baasctl.model.field import Field, Shape
from baasctl.model.span import Span
from baasctl.model.value import ABSENT, Attributes, Side, tokens_of
from baasctl.report.escaping import beginning, visible
from baasctl.report.kinds import functions, grants, policies
from baasctl.report.text_diff import Signed, member_lines, text_lines
from baasctl.report.values import LONGEST, SENSITIVE, write_value

_CLAUSES = {"policies": policies.clauses, "grants": grants.clauses}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One field of a change, or a line that speaks of all of it.

    Attributes:
        path: JSON Pointer; empty for a line of its own.
        text: Beside the path: `6 -> 12`.
        place: `file:line`, empty when no file says it.
        note: Direction and hazards.
        lines: Below: what a long text, a set or a folder gains and loses.
    """

    path: str = ""
    text: str = ""
    place: str = ""
    note: str = ""
    lines: tuple[Signed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One changed resource."""

    action: Action
    title: str
    place: str
    note: str
    rows: tuple[Row, ...]


def outline(change: Change, allowed: frozenset[Hazard] = frozenset()) -> Block:
    """Describe one change. Hazards in *allowed* are said to be so."""
    risks: dict[str, list[Risk]] = defaultdict(list)
    paths = {field.path for field in change.fields}
    for risk in change.risks:
        risks[risk.path if risk.path in paths and not _is_told_whole(change) else ""].append(risk)
    notes = [beginning(change.reason), _direction(change.direction), *(_risk(risk, allowed) for risk in risks[""])]
    return Block(
        action=change.action,
        title=_title(change),
        place=place_of(change.span),
        note=_joined(notes),
        rows=tuple(_rows(change, risks, allowed)),
    )


def place_of(span: Span | None) -> str:
    """`file:line`, as plans print it."""
    return f"{visible(span.file)}:{span.line}" if span else ""


def local(address: Address) -> str:
    """The address without target, in readable text: only what would break a line is escaped."""
    return beginning("/".join((address.kind, *address.segments)))


def _title(change: Change) -> str:
    title = local(change.address)
    if change.renamed_from is None:
        return title
    return f"{local(Address(change.address.target, change.address.kind, change.renamed_from))} -> {title}"


def _is_told_whole(change: Change) -> bool:
    """Its kind says in one clause what a create or delete is about."""
    return change.address.kind in _CLAUSES and change.action in (Action.CREATE, Action.DELETE, Action.NOOP)


def _rows(change: Change, risks: Mapping[str, list[Risk]], allowed: frozenset[Hazard]) -> Iterator[Row]:
    if _is_told_whole(change):
        sides: Attributes = (change.before if change.action is Action.DELETE else change.after) or {}
        yield from (Row(text=clause) for clause in _CLAUSES[change.address.kind](sides))
        return
    fields = kind(change.address.kind).fields if change.address.kind in NAMES else None
    for field in change.fields:
        text, lines = _difference(change, field, fields.at(tokens_of(field.path)) if fields else None)
        direction = "" if field.direction is change.direction else _direction(field.direction)
        yield Row(
            path=beginning(field.path),
            text=text,
            place=place_of(field.span),
            note=_joined([direction, *(_risk(risk, allowed) for risk in risks.get(field.path, ()))]),
            lines=lines,
        )


def _difference(change: Change, field: FieldChange, meaning: Field | None) -> tuple[str, tuple[Signed, ...]]:
    before, after = field.before, field.after
    if field.sensitive or (meaning is not None and meaning.sensitive):
        return _sensitive(before, after), ()
    if change.address.kind == "functions" and field.path == "/source":
        lines = functions.source_lines(before, after)
        return f"{len(lines)} file{'s'[: len(lines) != 1]}", lines
    if lines := _long(before, after, meaning):
        return "", lines
    if change.action in (Action.CREATE, Action.NOOP) or (change.action is Action.REPLACE and before is ABSENT):
        return write_value(after, meaning), ()
    if change.action is Action.DELETE:
        return write_value(before, meaning), ()
    new = "(removed)" if after is ABSENT else write_value(after, meaning)
    return f"{write_value(before, meaning)} -> {new}", ()


def _sensitive(before: Side, after: Side) -> str:
    if after is ABSENT or after is None:
        return f"{SENSITIVE} -> {write_value(after)}"
    return SENSITIVE if before is ABSENT or before is None else "(sensitive, differs)"


def _long(before: Side, after: Side, meaning: Field | None) -> tuple[Signed, ...]:
    """Lines of their own for what would not fit beside the path; empty when it fits."""
    texts = [side for side in (before, after) if isinstance(side, str)]
    if texts and len(texts) == sum(side is not ABSENT and side is not None for side in (before, after)):
        if any("\n" in text for text in texts) or sum(map(len, texts)) > LONGEST:
            return text_lines(_text(before), _text(after))
        return ()
    if isinstance(before, tuple) and isinstance(after, tuple):
        element = meaning.element if meaning else None
        old, new = ([write_value(member, element) for member in side] for side in (before, after))
        is_set = meaning is not None and meaning.shape is Shape.SET
        if (is_set and old and new) or len(", ".join([*old, *new])) > LONGEST:
            return member_lines(old, new)
    return ()


def _text(side: Side) -> str | None:
    return side if isinstance(side, str) else None


def _direction(direction: Direction) -> str:
    return "" if direction is Direction.UNKNOWN else direction.value


def _risk(risk: Risk, allowed: frozenset[Hazard]) -> str:
    why = f" ({beginning(risk.why)})" if risk.why else ""
    return f"{risk.hazard}{' allowed' if risk.hazard in allowed else ''}{why}"


def _joined(notes: list[str]) -> str:
    return ", ".join(dict.fromkeys(note for note in notes if note))
