"""Buckets whose files anybody may read by address."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.amplify_rules.saying import AMPLIFY
from baasctl.access.lints.rule import Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each bucket."""
    for bucket in facts.of("buckets"):
        if bucket.attributes.get("public") is True:
            yield Hit(
                resource=bucket,
                path="/public",
                detail="anybody may read every file of the bucket by its address",
                hint="write `public: false`, and `storage_access` with `guest: [get]` for what is public",
            )


RULE = Rule(
    number=192,
    name="public_files",
    title="A bucket is public",
    weight=Weight.HIGH,
    category="SECURITY",
    about="Rules of paths do not matter where the bucket's own policy lets everybody read.",
    remediation="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    providers=AMPLIFY,
    each_of=frozenset({"buckets"}),
    hits=hits,
)
