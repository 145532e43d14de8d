"""Releases of a project as answers tell them: which object has which ruleset."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from baasctl.providers.contract import Answer, Answers, Wanted
from baasctl.providers.firebase import firestore_rules, storage_rules
from baasctl.providers.strict import expect, expect_objects

RELEASES: Final = "rules/releases"
BUCKET: Final = "rules/default bucket"
RULESET: Final = "rules/ruleset "
"""Before the name of each ruleset that is read."""
MADE_BY_FIREBASE: Final = ("{}.firebasestorage.app", "{}.appspot.com")


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What one object's rules are.

    Attributes:
        kind: Empty: it is for no service that baasctl knows.
        key: What specs call the object.
        id: Of the release.
        ruleset: Name of the ruleset it points at.
    """

    kind: str
    key: str
    id: str
    ruleset: str


def releases_of(answers: Answers, project: str, wanted: Wanted | None) -> tuple[Release, ...]:
    """Every release of the project.

    Args:
        wanted: Says whether a spec calls the default bucket by its own name; `None`: none does.

    Raises:
        UnexpectedAnswer: The list is not what the API promises.
    """
    ids = list(_listed(answers.get(RELEASES)))
    default = default_bucket(answers, project)
    declared = declared_keys(wanted, storage_rules.KIND)
    return tuple(_release(release, ruleset, default, declared) for release, ruleset in ids)


def declared_keys(wanted: Wanted | None, kind: str) -> frozenset[str]:
    """Names that the spec has of a kind."""
    if wanted is None or wanted.desired is None:
        return frozenset()
    return frozenset(resource.address.segments[0] for resource in wanted.desired.of(kind))


def default_bucket(answers: Answers, project: str) -> str | None:
    """The project's default bucket: as Firebase says, or else the one of its making that has rules."""
    told = answers.get(BUCKET)
    if isinstance(told, str):
        return told
    made = {form.format(project) for form in MADE_BY_FIREBASE}
    buckets = (storage_rules.bucket_of(release) for release, _ in _listed(answers.get(RELEASES)))
    return next((bucket for bucket in buckets if bucket in made), None)


def _listed(answer: Answer) -> Iterator[tuple[str, str]]:
    """Release ids with the names of their rulesets."""
    for index, found in enumerate(expect_objects(answer or [], RELEASES)):
        name = expect(found.get("name"), str, RELEASES, f"/{index}/name")
        ruleset = expect(found.get("rulesetName"), str, RELEASES, f"/{index}/rulesetName")
        yield name.split("/releases/", 1)[-1], ruleset


def _release(release: str, ruleset: str, default: str | None, declared: Collection[str]) -> Release:
    database = firestore_rules.database_of(release)
    if database is not None:
        return Release(kind=firestore_rules.KIND, key=database, id=release, ruleset=ruleset)
    bucket = storage_rules.bucket_of(release)
    if bucket is not None:
        key = storage_rules.key_of(bucket, default, declared)
        return Release(kind=storage_rules.KIND, key=key, id=release, ruleset=ruleset)
    return Release(kind="", key="", id=release, ruleset=ruleset)
