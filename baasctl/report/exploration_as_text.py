"""What generated requests came to, for a terminal: every disagreement with the smallest request that shows it."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.testing.exploration import Disagreement, Exploration
from baasctl.report.colour import Colour
from baasctl.report.escaping import visible
from baasctl.report.probe_words import as_test
from baasctl.report.summary import plural


def lines(found: Exploration, colour: Colour) -> Iterator[str]:
    """All that is said below the target's title."""
    for each in found.disagreements:
        yield from _disagreement(each, colour)
    for reason in found.absent:
        yield colour.paint("bad", f"  not asked: {visible(reason)}")
    yield _totals(found, colour)


def _disagreement(each: Disagreement, colour: Colour) -> Iterator[str]:
    word = "WIDER" if each.is_wider else "NARROWER"
    probe = each.probe
    yield f"  {colour.paint('bad', word)} {probe.operation} {visible(probe.resource or probe.container or 'file')}"
    verb = "denies it, and the rules allow it" if each.is_wider else "allows it, and the rules deny it"
    why = ": ".join(part for part in (each.verdict.rule, each.verdict.reason) if part)
    yield f"    the section {verb} ({visible(each.engine)}): {visible(why)}"
    yield from (colour.paint("faint", f"    {visible(line)}") for line in as_test(probe, expected=each.allows))


def _totals(found: Exploration, colour: Colour) -> str:
    wider = sum(each.is_wider for each in found.disagreements)
    narrower = len(found.disagreements) - wider
    count = f"{plural(found.asked, 'request')} from seed {found.seed}, {found.compared:,} compared"
    verdict = f"{wider:,} wider, {narrower:,} narrower than the section" if wider + narrower else "no disagreement"
    rest = f"  {plural(found.narrower_lists, 'list')} denied for the query." if found.narrower_lists else ""
    known = f"  {found.known_narrower:,} more denied, as the provider is known to." if found.known_narrower else ""
    return colour.paint("title", f"Explore: {count}, {verdict}.") + rest + known
