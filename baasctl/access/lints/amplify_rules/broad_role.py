"""Roles of users that may do everything, or reach whole buckets."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.amplify_rules.role_policies import breadth, breadth_witness, statements, users_of
from baasctl.access.lints.amplify_rules.saying import AMPLIFY
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.model.value import pointer


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each statement of a role that users act as."""
    for role, name, number, one in statements(facts):
        reason = breadth(one)
        who = users_of(role)
        if who and reason:
            yield Hit(
                resource=role,
                path=pointer("policies", name),
                detail=f"statement {number + 1} of `{name}` lets {who} {reason}",
                hint="name the actions and the paths that are needed",
                witness=breadth_witness(one, who),
            )


RULE = Rule(
    number=194,
    name="broad_role",
    title="Users act as a role that may do too much",
    weight=Weight.CRITICAL,
    category="SECURITY",
    about="Every user, or every guest, has the credentials of the role: the app's own checks do not stand in the way.",
    remediation="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    providers=AMPLIFY,
    each_of=frozenset({"roles"}),
    hits=hits,
)
