"""splinter 0025: public buckets whose objects can also be listed."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import API_ROLES, EVERYONE, Bucket, Policy, database_of
from baasctl.access.expressions import is_always_true, only_bucket
from baasctl.access.facts import Facts
from baasctl.access.lints.rule import SPLINTER, Hit, Rule, Weight

_OBJECTS = ("storage", "objects")


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each bucket."""
    database = database_of(facts)
    for bucket in database.buckets:
        policies = [policy for policy in database.policies if _lists(policy, bucket)]
        if bucket.is_public and policies:
            names = ", ".join(f"`{policy.name}`" for policy in sorted(policies, key=lambda policy: policy.name))
            yield Hit(
                resource=bucket.resource,
                path="/public",
                detail=f"the bucket is public, and its files can be listed because of {names} on storage.objects",
                hint="remove or narrow that policy: a file of a public bucket is read by its address without one",
            )


def _lists(policy: Policy, bucket: Bucket) -> bool:
    return (
        policy.table == _OBJECTS
        and policy.is_permissive
        and "select" in policy.operations
        and bool(policy.roles & {EVERYONE, *API_ROLES})
        and (policy.using is None or is_always_true(policy.using) or only_bucket(policy.using) == bucket.name)
    )


RULE = Rule(
    number=25,
    name="public_bucket_allows_listing",
    title="Public Bucket Allows Listing",
    weight=Weight.HIGH,
    category="SECURITY",
    about="Addresses that nobody could guess can be asked for.",
    remediation=f"{SPLINTER}0025_public_bucket_allows_listing",
    needs=frozenset({"buckets", "policies"}),
    hits=hits,
)
