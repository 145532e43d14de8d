"""Buckets that do not block public access lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baasctl.access.facts import Facts
from baasctl.access.lints.amplify_rules.saying import AMPLIFY
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.model.value import at

_SWITCHES: Final = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each bucket that is not public on purpose."""
    for bucket in facts.of("buckets"):
        paths = {name: f"/native/amplify/PublicAccessBlock/{name}" for name in _SWITCHES}
        off = [name for name, path in paths.items() if at(bucket.attributes, path) is False]
        if off and bucket.attributes.get("public") is not True:
            yield Hit(
                resource=bucket,
                path=paths[off[0]],
                detail=f"{', '.join(off)} of Block Public Access is off",
                hint="leave it out, and write `public: false`, which turns all four on",
            )


RULE = Rule(
    number=193,
    name="public_access_not_blocked",
    title="Block Public Access is off",
    weight=Weight.HIGH,
    category="SECURITY",
    about="One upload with a public ACL, or one policy, makes files public.",
    remediation="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    providers=AMPLIFY,
    each_of=frozenset({"buckets"}),
    hits=hits,
)
