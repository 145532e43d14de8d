"""Rules of models that Amplify's compiler would refuse, or that nothing can be made of."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.graphql_auth.reading import schemas_of
from baasctl.access.graphql_auth.validity import invalid_rules
from baasctl.access.lints.amplify_rules.saying import AMPLIFY, API, AUTH_RULES, hit
from baasctl.access.lints.rule import Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each reason."""
    for known in facts.once(schemas_of):
        for wrong in known.wrong or invalid_rules(known.schema):
            yield hit(known, wrong.place, wrong.reason, "write a rule that the compiler takes")


RULE = Rule(
    number=180,
    name="invalid_model_rules",
    title="Rules of a model are invalid",
    weight=Weight.HIGH,
    category="CORRECTNESS",
    about="The backend cannot be deployed with them, or they protect nothing.",
    remediation=AUTH_RULES,
    providers=AMPLIFY,
    each_of=API,
    hits=hits,
)
