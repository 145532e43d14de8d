"""What Google's compiler says about a text that the parser refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from baasctl.engines.rules_language.mistake import Mistake, Weight
from baasctl.engines.rules_language.problem import RulesProblem
from baasctl.engines.rules_language.recovering.reading import Wrong, read_all
from baasctl.engines.rules_language.recovering.words import words_of


def refusal_mistakes(text: str, refusal: RulesProblem) -> tuple[Mistake, ...]:
    """Everything that is wrong with the syntax, in the order of the text.

    Args:
        refusal: What the parser said; alone where Google's compiler refuses what its own parser reads, such as numbers
            that are too large, and where reading on would take too long.
    """
    found = tuple(_mistakes(text, _messages(text)))
    return found or (Mistake(weight=Weight.ERROR, reason=refusal.reason, line=refusal.line, column=refusal.column),)


def _messages(text: str) -> Sequence[tuple[int, str]]:
    """Offsets and words."""
    words, strange = words_of(text)
    wrong = read_all(words)
    seen_from = _seen_from(wrong)
    found = [(each.word.start, each.message) for each in wrong]
    found += [(each.start, f"token recognition error at: {each.quoted}") for each in strange if each.start > seen_from]
    return sorted(found)


def _seen_from(wrong: Sequence[Wrong]) -> int:
    """Google reads twice when something does not fit, and the second time its lexer is silent up to there."""
    return next((each.word.start for each in wrong if not each.is_said_on_the_way), -1)


def _mistakes(text: str, messages: Sequence[tuple[int, str]]) -> Iterator[Mistake]:
    line, begin = 1, 0
    for offset, message in messages:
        line += text.count("\n", begin, offset)
        begin = offset
        column = offset - text.rfind("\n", 0, offset)
        yield Mistake(weight=Weight.ERROR, reason=message, line=line, column=column)
