"""What policies of roles say, and which of it is too much for users."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.access.facts import Facts
from baasctl.access.iam.deciding import Policies, Request, decide
from baasctl.access.iam.documents import NotAPolicy, Statement, statements_of
from baasctl.access.iam.matching import is_like
from baasctl.access.lints.rule import Witness
from baasctl.model.resource import Resource
from baasctl.model.value import at

_USERS: Final = {"auth": "every signed-in user", "unauth": "every guest"}
_DANGER: Final = (
    ("s3:DeleteObject", "arn:aws:s3:::any/any"),
    ("dynamodb:DeleteItem", "arn:aws:dynamodb:us-east-1:000000000000:table/any"),
    ("iam:PutRolePolicy", "arn:aws:iam::000000000000:role/any"),
)


def users_of(role: Resource) -> str:
    """Who acts as a role, of an app's users; empty: none of them, as far as its trust policy is known."""
    key = role.address.segments[0]
    trust = json.dumps(role.attributes.get("trust"), default=str)
    return _USERS.get(key) or (f"members of `{key}`" if "cognito-identity.amazonaws.com" in trust else "")


def statements(facts: Facts) -> Iterator[tuple[Resource, str, int, Statement]]:
    """Role, name of the policy, number and statement; what is no policy of IAM is left out."""
    for role in facts.of("roles"):
        policies = at(role.attributes, "/policies")
        for name, document in policies.items() if isinstance(policies, Mapping) else ():
            try:
                found = statements_of(document)
            except NotAPolicy:
                continue
            yield from ((role, name, number, one) for number, one in enumerate(found))


def breadth(one: Statement) -> str:
    """What is too much about a statement: `do everything`; empty: nothing."""
    if not one.allows:
        return ""
    if one.is_not_action or one.is_not_resource:
        return "do everything but what it names"
    for action in one.actions:
        if action == "*":
            return "do everything"
        if action.partition(":")[2] == "*":
            return f"do everything of {action.partition(':')[0]}"
    wide = next((each for each in one.resources if _is_bucket_wide(each)), "")
    files = any(is_like("s3:GetObject", each, {}, has_variables=False, ignores_case=True) or
                each.lower().startswith("s3:") for each in one.actions)  # fmt: skip
    if files and wide and not one.conditions:
        return f"reach all files of `{wide}`"
    return ""


def breadth_witness(one: Statement, who: str) -> Witness | None:
    """A call that the statement by itself allows; `None`: none of those that are tried."""
    role = "arn:aws:iam::000000000000:role/any"
    for action, resource in (*_DANGER, *_of_buckets(one)):
        request = Request(action=action, resource=resource, principal=role)
        if decide(Policies(identity={"": (one,)}), request).allowed:
            text = f"{who} may {action} on {resource}"
            return Witness(text=text, probe=None, judge="baasctl's evaluator of IAM policies")
    return None


def _of_buckets(one: Statement) -> Iterator[tuple[str, str]]:
    for each in one.resources:
        if _is_bucket_wide(each):
            yield from (
                (action, each.replace("*", "any")) for action in ("s3:DeleteObject", "s3:PutObject", "s3:GetObject")
            )


def _is_bucket_wide(resource: str) -> bool:
    """`*`, or all objects of a bucket or of several."""
    return resource == "*" or (resource.startswith("arn:aws:s3:::") and resource.partition("/")[2] == "*")
