"""APIs whose default way in is a key that every app carries."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.amplify_rules.saying import AMPLIFY, API, AUTH_RULES
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.model.value import at


def hits(facts: Facts) -> Iterator[Hit]:
    """One for the API."""
    for api in facts.of("graphql_api"):
        if at(api.attributes, "/auth/default/type") == "api_key":
            yield Hit(
                resource=api,
                path="/auth/default/type",
                detail="whoever has the API key, as every app has, gets in where the schema names no other way",
                hint="write `auth: {default: {type: user_pool}}`, and `@aws_api_key` on what is public",
            )


RULE = Rule(
    number=188,
    name="api_key_way_in",
    title="An API key opens the whole API",
    weight=Weight.HIGH,
    category="SECURITY",
    about="The key is in the app: whoever has that may ask for every field that no directive closes.",
    remediation=AUTH_RULES,
    providers=AMPLIFY,
    each_of=API,
    hits=hits,
)
