"""Paths of files that guests may write to."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.amplify_rules.file_witnesses import file_witness
from baasctl.access.lints.amplify_rules.saying import AMPLIFY, words
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.model.probe import Operation


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each path."""
    for path in facts.of("storage_access"):
        said = path.attributes.get("guest")
        writes = [each for each in ("write", "delete") if isinstance(said, tuple) and each in said]
        if writes:
            yield Hit(
                resource=path,
                path="/guest",
                detail=f"whoever is not signed in may {words(writes)} files below `{path.address.segments[1]}`",
                hint="let `authenticated` or `entity` write",
                witness=file_witness(facts, path, Operation.CREATE if "write" in writes else Operation.DELETE),
            )


RULE = Rule(
    number=190,
    name="guest_files_write",
    title="Guests may write files",
    weight=Weight.CRITICAL,
    category="SECURITY",
    about="Guests have no account: anybody can fill the bucket, and change or delete what others have stored.",
    remediation="https://docs.amplify.aws/react/build-a-backend/storage/authorization/",
    providers=AMPLIFY,
    each_of=frozenset({"storage_access"}),
    hits=hits,
)
