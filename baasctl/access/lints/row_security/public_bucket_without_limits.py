"""Public buckets that take files of any type or size."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.rule import Hit, Rule, Weight, spec_line


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each bucket."""
    for bucket in facts.of("buckets"):
        if bucket.attributes.get("public") is not True:
            continue
        lacking = [name for name in ("mime_types", "max_size") if not bucket.attributes.get(name)]
        if lacking:
            detail = {"mime_types": "files of any type", "max_size": "files as large as the project allows"}
            yield Hit(
                resource=bucket,
                detail=f"what is uploaded is on the web, and it takes {' and '.join(detail[name] for name in lacking)}",
                hint=spec_line(bucket, '{mime_types: ["image/*"], max_size: 5 MiB}'),
            )


RULE = Rule(
    number=168,
    name="public_bucket_without_limits",
    title="a public bucket takes any file",
    weight=Weight.MEDIUM,
    category="SECURITY",
    about="Whoever may upload can host pages, malware or their films under the project's address.",
    remediation="https://supabase.com/docs/guides/storage/buckets/creating-buckets#restricting-uploads",
    providers=frozenset({"supabase"}),
    needs=frozenset({"buckets"}),
    hits=hits,
)
