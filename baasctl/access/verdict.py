"""What there is to say about a target's rules and settings, from its resources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from baasctl.access.database import Bucket, database_of
from baasctl.access.facts import Facts
from baasctl.access.lints.ignoring import Sifted, sift
from baasctl.access.lints.registry import judge, not_judged
from baasctl.access.lints.remarks import remarks_of
from baasctl.access.lints.rule import Rule
from baasctl.access.reach import Reach, reaches
from baasctl.model.spec import IgnoredLint


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """All of it.

    Attributes:
        kinds: Kinds that were read.
        offered: Kinds that the provider has.
        not_judged: Lints that lack a kind.
        reaches: Tables and views that the Data API serves.
        public_buckets: Buckets whose objects are read by their address alone.
    """

    kinds: frozenset[str]
    offered: frozenset[str]
    sifted: Sifted
    not_judged: tuple[Rule, ...]
    reaches: tuple[Reach, ...]
    public_buckets: tuple[Bucket, ...]


def verdict(facts: Facts, accepted: Sequence[IgnoredLint], offered: frozenset[str]) -> Verdict:
    """Judge resources in normal form.

    Args:
        facts: Of the kinds that were read, everything.
        accepted: Findings that do not count.
        offered: Kinds that the provider has; lints about others do not concern it.
    """
    database = database_of(facts)
    return Verdict(
        kinds=facts.kinds,
        offered=offered,
        sifted=sift(judge(facts), accepted, remarks_of(facts)),
        not_judged=not_judged(facts, offered),
        reaches=tuple(reaches(database)),
        public_buckets=tuple(bucket for bucket in database.buckets if bucket.is_public),
    )
