"""Access tests for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from baasctl.access.testing.exploration import Exploration
from baasctl.access.testing.trials import Outcome, Trial, Trials
from baasctl.report import exploration_as_text
from baasctl.report.colour import Colour
from baasctl.report.diagnostics import as_text as diagnostic_text
from baasctl.report.escaping import for_a_log, visible
from baasctl.report.summary import plural
from baasctl.report.trial_section import TrialSection, gap_words, sentence

PLAIN: Final = Colour()
_WORDS: Final = {Outcome.PASSED: "ok", Outcome.FAILED: "FAIL", Outcome.UNDECIDED: "UNDECIDED"}
_ROLES: Final = {Outcome.PASSED: "+", Outcome.FAILED: "bad", Outcome.UNDECIDED: "~"}
_MOST_GAPS: Final = 30


def trials(sections: Sequence[TrialSection], colour: Colour = PLAIN, *, shows_passed: bool = False) -> str:
    """One part for each target, a blank line between them. Ends with a line break unless empty.

    Args:
        shows_passed: Whether tests that passed have lines of their own.
    """
    parts = ("\n".join(_lines(each, colour, shows_passed=shows_passed)) + "\n" for each in sections)
    return for_a_log("\n".join(parts))


def _lines(section: TrialSection, colour: Colour, *, shows_passed: bool) -> Iterator[str]:
    if section.trials is None or section.at is None:
        yield colour.paint("title", visible(section.target))
        yield from (diagnostic_text(each, colour, "  ") for each in section.diagnostics)
        yield f"Nothing was tested. Exit code {section.exit_code}."
        return
    found, target = section.trials, section.at
    title = "  ".join(map(visible, (target.name, target.provider, target.project)))
    cost = _cost(section.exploration or found)
    yield f"{colour.paint('title', title)}   {colour.paint('faint', cost)}".rstrip()
    if section.explores:
        yield from (diagnostic_text(each, colour, "  ") for each in section.messages)
        if section.exploration is None:
            yield "Explore: there is no `access` section for this target."
        else:
            yield from exploration_as_text.lines(section.exploration, colour)
        return
    for trial in found.tried:
        if shows_passed or trial.outcome is not Outcome.PASSED:
            yield from _trial_lines(trial, colour)
    yield from (diagnostic_text(each, colour, "  ") for each in section.messages)
    yield from _coverage_lines(found, colour)
    yield _totals(found, colour)


def _cost(found: Trials | Exploration) -> str:
    if isinstance(found, Exploration):
        engines = [visible(name) for name in found.engines]
    else:
        counts = found.engines
        engines = [f"{visible(each)} ({counts[each]:,})" if len(counts) > 1 else visible(each) for each in counts]
    return f"{', '.join(engines)}, {found.seconds:.1f} s" if engines else ""


def _trial_lines(trial: Trial, colour: Colour) -> Iterator[str]:
    word = colour.paint(_ROLES[trial.outcome], _WORDS[trial.outcome])
    yield f"  {visible(str(trial.test.span))}: {word} {visible(trial.test.title)}"
    if trial.outcome is not Outcome.PASSED:
        yield f"    {visible(sentence(trial))}"


def _coverage_lines(found: Trials, colour: Colour) -> Iterator[str]:
    gaps = list(found.coverage.gaps())
    if gaps:
        yield "  Not exercised:"
    yield from (colour.paint("faint", f"    {visible(gap_words(each))}") for each in gaps[:_MOST_GAPS])
    if len(gaps) > _MOST_GAPS:
        yield colour.paint("faint", f"    and {len(gaps) - _MOST_GAPS:,} more; -o json has all")


def _totals(found: Trials, colour: Colour) -> str:
    if not found.tried:
        return "Test: no access test is for this target."
    words = {Outcome.PASSED: "passed", Outcome.FAILED: "failed", Outcome.UNDECIDED: "undecided"}
    counts = {outcome: len(found.of(outcome)) for outcome in Outcome}
    shown = ", ".join(f"{counts[each]:,} {words[each]}" for each in Outcome if counts[each])
    return colour.paint("title", f"Test: {shown}.") + _reached(found)


def _reached(found: Trials) -> str:
    asked, all_ = found.coverage.rules
    met, possible = found.coverage.outcomes
    if not all_:
        return ""
    return f"  Coverage: {asked:,} of {plural(all_, 'rule')}, {met:,} of {plural(possible, 'outcome')}."
