"""Groups that are looked for in a claim of one's own, of which any part will do where it is a text."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.graphql_auth.model import GROUP_CLAIM
from baasctl.access.lints.amplify_rules.saying import AMPLIFY, API, AUTH_RULES, hit, rules_of_models, witness
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.model.probe import Operation, Who, WhoKind


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each static rule of groups that names a claim which is not Cognito's list."""
    for known, model, rule in rules_of_models(facts):
        if not rule.groups or rule.claim == GROUP_CLAIM:
            continue
        text = f"not-{rule.groups[0]}"
        somebody = Who(kind=WhoKind.USER, uid="ada", claims={rule.claim: text})
        tried = (witness(known, model, each, somebody) for each in Operation if each.value in rule.allows)
        yield hit(
            known,
            rule.place,
            f"whoever's `{rule.claim}` is a text with `{rule.groups[0]}` in it, such as `{text}`, is let in",
            "see that the claim is a list, or keep groups in `cognito:groups`",
            next((each for each in tried if each is not None), None),
        )


RULE = Rule(
    number=197,
    name="group_within_claim",
    title="A part of a claim passes for a group",
    weight=Weight.MEDIUM,
    category="SECURITY",
    about="Resolvers look for the group's name in the claim: of a list it is a member, of a text any part.",
    remediation=AUTH_RULES,
    providers=AMPLIFY,
    each_of=API,
    hits=hits,
)
