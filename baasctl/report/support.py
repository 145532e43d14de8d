"""What a provider can do, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baasctl.kinds.registry import NAMES
from baasctl.providers.contract import Answered, Bounds, Support, Yes
from baasctl.report.escaping import cell, code_span, for_a_log, prose, visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One answer.

    Attributes:
        title: The provider's name for people; a sort of target with a table of its own has one of its own.
        field: Dotted path; empty for the kind itself, a name in quotes for one resource name.
        says: Bounds and notes of a yes, the reason of a no.
    """

    provider: str
    title: str
    kind: str
    field: str
    is_supported: bool
    wire: str
    says: str
    source: str
    graded: str


def rows(support: Support, kinds: Sequence[str] = ()) -> Iterator[Row]:
    """The table of a provider, kinds in the order of the documentation; only *kinds* where some are named."""
    for kind in NAMES:
        if kinds and kind not in kinds:
            continue
        if kind not in support.kinds:
            yield _plain_no(support, kind)
            continue
        yield _row(support, kind, "", support.kinds[kind])
        for field, answer in support.fields.get(kind, {}).items():
            yield _row(support, kind, field, answer)
        for name, answer in support.names.get(kind, {}).items():
            yield _row(support, kind, f"'{name}'", answer)
        for (exception_kind, name, field), answer in support.exceptions.items():
            if exception_kind == kind:
                yield _row(support, kind, f"'{name}' {field}", answer)


def _plain_no(support: Support, kind: str) -> Row:
    says = f"{support.title} has nothing of this kind"
    return Row(
        provider=support.provider,
        title=support.title,
        kind=kind,
        field="",
        is_supported=False,
        wire="",
        says=says,
        source="",
        graded="",
    )


def _row(support: Support, kind: str, field: str, answer: Answered) -> Row:
    if isinstance(answer, Yes):
        says = ", ".join(filter(None, (limits(answer.bounds), "" if answer.unset else "no unset state", answer.note)))
    else:
        says = f"{answer.reason} (verified {answer.verified})" + (f"; {answer.hint}" if answer.hint else "")
    return Row(
        provider=support.provider,
        title=support.title,
        kind=kind,
        field=field,
        is_supported=isinstance(answer, Yes),
        wire=answer.wire if isinstance(answer, Yes) else "",
        says=says,
        source=answer.source,
        graded=answer.graded if isinstance(answer, Yes) else "",
    )


def limits(bounds: Bounds) -> str:
    """Bounds as words; empty when every member is open."""
    parts = []
    if bounds.minimum is not None or bounds.maximum is not None:
        low, high = ("" if bound is None else f"{bound:,}" for bound in (bounds.minimum, bounds.maximum))
        parts.append(f"{low} to {high}" if low and high else f"at least {low}" if low else f"at most {high}")
    if bounds.longest is not None:
        parts.append(f"at most {bounds.longest:,} long")
    if bounds.choices:
        parts.append("one of " + ", ".join(map(_choice, bounds.choices)))
    if bounds.sets:
        parts.append("one of " + ", ".join("[" + ", ".join(members) + "]" for members in bounds.sets))
    if bounds.pattern:
        parts.append(f"like {bounds.pattern}")
    return "; ".join(parts)


def _choice(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def as_text(table: Sequence[Row]) -> str:
    """Aligned columns, a heading for each table; a no begins with a dash."""
    names = [visible(f"{row.kind} {row.field}") for row in table]
    width = min(max(map(len, names), default=0), 56)
    lines: list[str] = []
    title = ""
    for row, name in zip(table, names, strict=True):
        if row.title != title:
            lines += [*([""] if lines else []), f"# {visible(row.title)}"]
            title = row.title
        sign = "+" if row.is_supported else "-"
        wire = f"{row.wire}  " if row.wire else ""
        lines.append(f"{sign} {name.ljust(width)}  {visible(wire + row.says)}".rstrip())
    return for_a_log("\n".join(lines) + "\n")


def to_data(table: Sequence[Row]) -> list[dict[str, object]]:
    """One record a row."""
    return [{name: getattr(row, name) for name in row.__slots__} for row in table]


def as_markdown(table: Sequence[Row]) -> str:
    """One table."""
    lines = [
        "| provider | kind | field | supported | wire | limits and notes |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in table:
        field = code_span(row.field) if row.field else ""
        wire = code_span(row.wire) if row.wire else ""
        yes = "yes" if row.is_supported else "no"
        cells = (prose(row.title), prose(row.kind), field, yes, wire, prose(row.says))
        lines.append("| " + " | ".join(map(cell, cells)) + " |")
    return "\n".join(lines) + "\n"
