"""What our evaluators of both services say in the same way: verdicts from decisions, and coverage from a trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from baasctl.access.probe import Exercised
from baasctl.access.rules.requests import Decision
from baasctl.access.rules.tracing import Branch, Outcome, Trace, branches
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset
from baasctl.model.probe import Verdict
from baasctl.model.text_place import line_and_column

NOBODY: Final = "no rule allows it"


class RulesText:
    """A ruleset with its places.

    Args:
        source: The ruleset.
        place: What a line and a column of the ruleset are called in verdicts and coverage.

    Raises:
        RulesProblem: It cannot be read.
    """

    def __init__(self, source: str, place: Callable[[int, int], str]) -> None:
        self.tree = parse_ruleset(source)
        self.trace = Trace()
        self._source = source
        self._place = place

    def verdict(self, decision: Decision) -> Verdict:
        """The verdict, with the rule that allowed, or why conditions have no value."""
        if decision.allow is not None:
            reason = f"allow {', '.join(decision.allow.methods)}"
            return Verdict(allowed=True, rule=self._named(decision.allow.start), reason=reason)
        failures = [f"{self._named(at)}: {why}" for at, why in decision.failures.items()]
        return Verdict(allowed=False, reason="; ".join(failures) or NOBODY)

    def coverage(self) -> Iterator[Exercised]:
        """Every permission and function, and the parts of their conditions that decide."""
        for branch in branches(self.tree):
            first, behind = branch.place
            text = " ".join(self._source[first:behind].split())
            line, column = line_and_column(self._source, first)
            outcomes = frozenset(each.value for each in self.trace.outcomes.get(branch.place, ()))
            yield Exercised(
                rule=self._named(branch.allow.start) if branch.allow else f"function {branch.function}",
                part="" if branch.is_whole else text,
                outcomes=outcomes,
                line=line,
                column=column,
                possible=() if Outcome.OTHER in outcomes else _possible(branch, text),
            )

    def _named(self, offset: int) -> str:
        return self._place(*line_and_column(self._source, offset))


def _possible(branch: Branch, text: str) -> tuple[str, ...]:
    if text in ("true", "false"):
        return (text,)
    is_without_condition = branch.allow is not None and branch.allow.condition is None
    return ("true",) if is_without_condition else ("true", "false")
