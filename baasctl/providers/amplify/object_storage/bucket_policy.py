"""The policy of a bucket, statement by statement: ours has a name of its own, everybody else's stay.

Amplify adds a statement that denies plain HTTP and one that lets its custom resource empty the bucket
(research/amplify.md §2.6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Final

from baasctl.model.value import Value
from baasctl.providers.amplify.iam.policy_document import (
    Document,
    canonical_statement,
    document_of,
    statements_of,
    text_of,
    texts,
)
from baasctl.providers.strict import unexpected

PUBLIC_READ: Final = "BaasctlPublicRead"
_READ: Final = "s3:getobject"


def policy_of(body: Mapping[str, object], document: str) -> Document:
    """The policy in an answer of `GetBucketPolicy`; one without statements where there is none.

    Raises:
        UnexpectedAnswer: It is no JSON.
    """
    if not body.get("Policy"):
        return {"Version": "2012-10-17", "Statement": ()}
    found = document_of(body["Policy"])
    if found is None:
        raise unexpected(document, "/Policy", "expected a JSON object")
    return found


def named_statements(policy: Document) -> dict[str, Value]:
    """Statements in normal form by their `Sid`, which they leave out; ours and those without one are not among them."""
    return {
        str(each["Sid"]): {key: value for key, value in canonical_statement(each).items() if key != "Sid"}
        for each in statements_of(policy)
        if each.get("Sid") and each["Sid"] != PUBLIC_READ
    }


def lets_anyone_read(policy: Document, bucket: str) -> bool:
    """Whether a statement without conditions gives every object to everybody."""
    return any(
        each.get("Effect") == "Allow"
        and not each.get("Condition")
        and _names_anyone(each.get("Principal"))
        and any(fnmatchcase(_READ, action.lower()) for action in texts(each.get("Action")))
        and any(fnmatchcase(f"arn:aws:s3:::{bucket}/*", resource) for resource in texts(each.get("Resource")))
        for each in statements_of(policy)
    )


def with_statements(policy: Document, changed: Mapping[str, Value | None]) -> str:
    """The text of the policy with some statements replaced, added, or (`None`) left out; empty when none is left."""
    kept = [each for each in statements_of(policy) if str(each.get("Sid") or "") not in changed]
    added = [{"Sid": sid, **each} for sid, each in changed.items() if isinstance(each, Mapping)]
    whole = [*kept, *added]
    rest = {key: value for key, value in policy.items() if key != "Statement"}
    return text_of({**rest, "Statement": _plain(whole)}) if whole else ""


def public_read(bucket: str) -> Document:
    """The statement behind `public: true`: objects by their address; nobody may list."""
    return {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*"}


def _names_anyone(principal: object) -> bool:
    return principal == "*" or (isinstance(principal, Mapping) and "*" in texts(principal.get("AWS")))


def _plain(statements: Iterable[Mapping[str, Value]]) -> list[dict[str, Value]]:
    return [dict(each) for each in statements]
