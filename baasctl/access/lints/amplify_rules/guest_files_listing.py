"""Paths whose files guests may list."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.amplify_rules.file_witnesses import file_witness
from baasctl.access.lints.amplify_rules.saying import AMPLIFY
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.model.probe import Operation


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each path."""
    for path in facts.of("storage_access"):
        said = path.attributes.get("guest")
        if isinstance(said, tuple) and ("list" in said or "read" in said):
            yield Hit(
                resource=path,
                path="/guest",
                detail=f"whoever is not signed in may list files below `{path.address.segments[1]}`",
                hint="write `guest: [get]`: a file is read by its name without listing",
                witness=file_witness(facts, path, Operation.LIST),
            )


RULE = Rule(
    number=191,
    name="guest_files_listing",
    title="Guests may list files",
    weight=Weight.MEDIUM,
    category="SECURITY",
    about="Names that nobody could guess can be asked for.",
    remediation="https://docs.amplify.aws/react/build-a-backend/storage/authorization/",
    providers=AMPLIFY,
    each_of=frozenset({"storage_access"}),
    hits=hits,
)
