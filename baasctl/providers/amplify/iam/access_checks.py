"""Rules of Amplify's storage paths that can be held against a spec before anything is asked.

aws-amplify/amplify-backend: packages/backend-storage/src/validate_storage_access_paths.ts
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.providers.amplify.storage_access import ENTITY, KIND, is_below, lost_by
from baasctl.providers.spec_place import problem

_HINT: Final = "write `public/*`, or `private/{entity_id}/*` for a folder of each user's own"


def check_access(desired: DesiredState) -> Iterator[Diagnostic]:
    """Paths that mean nothing or two things, and members of groups that would lose grants unsaid."""
    resources = list(desired.of(KIND))
    named = {group for one in resources for group in _groups(one)}
    for one in resources:
        bucket, path = one.address.segments
        paths = [other.address.segments[1] for other in resources if other.address.segments[0] == bucket]
        reason = wrong_path(path, paths)
        if reason:
            yield problem(
                one, "SPEC783", "this is no path of Amplify", f"`{path}` of bucket `{bucket}` {reason}", hint=_HINT
            )
        if one.attributes.get("entity") and ENTITY not in path:
            detail = f"`{path}` of bucket `{bucket}` has no `{ENTITY}`, so nobody has a folder of their own there"
            yield problem(one, "SPEC784", "this path belongs to nobody", detail, hint=_HINT, path="/entity")
        yield from lost(one, named)


def lost(one: Resource, groups: set[str]) -> Iterator[Diagnostic]:
    """The trap of groups: a member acts as the group's role alone (research/amplify.md §4.4)."""
    for group, operations in lost_by(one.attributes, groups).items():
        yield problem(
            one,
            "SPEC787",
            "members of a group lose what every signed-in user may do",
            f"whoever is in group `{group}` acts as the role of the group alone and cannot"
            f" {', '.join(operations)} on `{one.address.segments[1]}` of bucket `{one.address.segments[0]}`",
            hint="`members: as_authenticated` gives every group the same, `members: group_only` says that it is meant",
        )


def wrong_path(path: str, paths: list[str]) -> str:
    """Why Amplify would refuse a path among those of its bucket; empty when it would not."""
    above = [other for other in paths if is_below(path, other)]
    before, token, after = path.partition(ENTITY)
    rules = (
        (path.startswith("/"), "begins with `/`"),
        (not path.endswith("/*"), "does not end with `/*`"),
        ("//" in path, "has `//` in it"),
        ("*" in path[:-1], "has a wildcard that is not at its end"),
        (len(above) > 1, f"lies under two others: {', '.join(f'`{each}`' for each in above)}"),
        (bool(token and above), f"has `{ENTITY}` and lies under `{above[0] if above else ''}`"),
        (bool(token) and after != "/*", f"has more behind `{ENTITY}` than `/*`"),
        (bool(token) and not before, f"begins with `{ENTITY}`"),
        (bool(token) and not before.endswith("/"), f"has more than `{ENTITY}` in one part"),
    )
    return next((reason for wrong, reason in rules if wrong), "")


def _groups(one: Resource) -> Iterator[str]:
    groups = one.attributes.get("groups")
    yield from (name for name, each in groups.items() if each) if isinstance(groups, Mapping) else ()
