"""What each provider can express of the portable `access` section, and where that was checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baasctl.model.access_rendering import CAPABILITIES
from baasctl.providers.contract import Support
from baasctl.report.escaping import cell, for_a_log, visible


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRow:
    """One cell of the table.

    Attributes:
        title: The provider's name for people.
        capability: Key of `CAPABILITIES`.
        asks: What the section asks for, in words.
        how: By what, or why not and what could be done instead.
        verified_on: Engine on which rendered rules were found to allow nothing that the section denies.
    """

    provider: str
    title: str
    capability: str
    asks: str
    is_supported: bool
    how: str
    verified_on: str


def access_rows(supports: Sequence[Support]) -> Iterator[AccessRow]:
    """The table, capability by capability; a provider that does not express the section has none."""
    for capability, asks in CAPABILITIES.items():
        for support in supports:
            found = support.access.capabilities.get(capability) if support.access else None
            if support.access is not None and found is not None:
                yield AccessRow(
                    provider=support.provider,
                    title=support.title,
                    capability=capability,
                    asks=asks,
                    is_supported=found.is_there,
                    how=found.how,
                    verified_on=support.access.verified_on,
                )


def as_text(table: Sequence[AccessRow]) -> str:
    """A heading for each provider with its engine; a no begins with a dash."""
    width = max((len(row.asks) for row in table), default=0)
    lines: list[str] = []
    for title, engine in dict.fromkeys((row.title, row.verified_on) for row in table):
        lines += [*([""] if lines else []), f"# {visible(title)}, verified on {visible(engine)}"]
        for row in table:
            if row.title == title:
                sign = "+" if row.is_supported else "-"
                lines.append(f"{sign} {row.asks.ljust(width)}  {visible(row.how)}".rstrip())
    return for_a_log("\n".join(lines) + "\n")


def to_data(table: Sequence[AccessRow]) -> list[dict[str, object]]:
    """One record a cell."""
    return [{name: getattr(row, name) for name in row.__slots__} for row in table]


def as_markdown(table: Sequence[AccessRow]) -> str:
    """One row for each capability, one column for each provider, and the engines last; all words are baasctl's own."""
    columns = dict.fromkeys((row.title, row.verified_on) for row in table)
    cells = {(row.asks, row.title): ("" if row.is_supported else "**no**: ") + row.how for row in table}
    lines = [
        f"| `access` can ask for | {' | '.join(cell(title) for title, _ in columns)} |",
        "| --- |" + " --- |" * len(columns),
    ]
    for asks in dict.fromkeys(row.asks for row in table):
        found = (cell(cells.get((asks, title), "")) for title, _ in columns)
        lines.append(f"| {cell(asks)} | {' | '.join(found)} |")
    engines = " | ".join(cell(engine) for _, engine in columns)
    lines.append(f"| rendered rules were found to allow nothing more on | {engines} |")
    return "\n".join(lines) + "\n"
