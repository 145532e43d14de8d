"""Rules of models that ask nobody for anything, or only for an account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baasctl.access.facts import Facts
from baasctl.access.graphql_auth.model import Rule, Strategy, Type
from baasctl.access.graphql_auth.reading import KnownSchema
from baasctl.access.lints.amplify_rules.saying import ANYBODY, SOMEBODY, hit, rules_of_models, witness, words
from baasctl.access.lints.rule import Hit
from baasctl.model.probe import Data, Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One rule with those of the operations asked about that it gives to all who meet its strategy."""

    known: KnownSchema
    model: Type
    rule: Rule
    operations: tuple[str, ...]

    @property
    def said(self) -> str:
        """`create and delete rows of `Post``."""
        return f"{words(self.operations)} rows of `{self.model.name}`"

    def hit(self, detail: str, hint: str, operation: Operation) -> Hit:
        """A finding at the rule, with a request of somebody of whom nothing is known where that is allowed."""
        new: Data | None = {} if operation in (Operation.CREATE, Operation.UPDATE) else None
        who = ANYBODY if self.rule.strategy is Strategy.PUBLIC else SOMEBODY
        shown = witness(self.known, self.model, operation, who, new=new)
        return hit(self.known, self.rule.place, detail, hint, shown)


def openings(facts: Facts, strategy: Strategy, operations: Sequence[str]) -> Iterator[Opening]:
    """Each rule of a model with that strategy and at least one of the operations."""
    for known, model, rule in rules_of_models(facts):
        given = tuple(each for each in operations if each in rule.allows)
        if rule.strategy is strategy and given:
            yield Opening(known=known, model=model, rule=rule, operations=given)
