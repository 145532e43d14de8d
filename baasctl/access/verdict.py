"""What there is to say about a target's rules and settings, from its resources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from baasctl.access.facts import KINDS, Bucket, facts_of
from baasctl.access.lints.ignoring import Sifted, sift
from baasctl.access.lints.registry import judge, not_judged
from baasctl.access.lints.rule import Rule
from baasctl.access.reach import Reach, reaches
from baasctl.model.resource import Resource
from baasctl.model.spec import IgnoredLint


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """All of it.

    Attributes:
        kinds: Kinds that were read.
        not_judged: Lints that lack a kind.
        reaches: Tables and views that the Data API serves.
        public_buckets: Buckets whose objects are read by their address alone.
    """

    kinds: frozenset[str]
    sifted: Sifted
    not_judged: tuple[Rule, ...]
    reaches: tuple[Reach, ...]
    public_buckets: tuple[Bucket, ...]


def verdict(
    resources: Iterable[Resource],
    kinds: frozenset[str],
    accepted: Sequence[IgnoredLint],
    offered: frozenset[str] = KINDS,
) -> Verdict:
    """Judge resources in normal form.

    Args:
        kinds: Kinds that were read; of these *resources* holds everything.
        accepted: Findings that do not count.
        offered: Kinds that the provider has; lints about others do not concern it.
    """
    facts = facts_of(resources, kinds)
    return Verdict(
        kinds=facts.kinds,
        sifted=sift(judge(facts), accepted),
        not_judged=not_judged(facts, offered),
        reaches=tuple(reaches(facts)),
        public_buckets=tuple(bucket for bucket in facts.buckets if bucket.is_public),
    )
