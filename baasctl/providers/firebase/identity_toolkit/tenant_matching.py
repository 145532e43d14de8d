"""Which live tenant a declared one is: tenants have no name of their own choice but the display name.

It is found by `id`, else by a key that is an id, else by the display name; two of one display name are an error that
lists their ids.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.providers.spec_place import problem

DISPLAY_NAME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9-]{3,19}")
"""firebase-admin 7.7.0, `tenant_mgt.py`."""
ID: Final = re.compile(rf"{DISPLAY_NAME.pattern}-[a-z0-9]{{5}}")
"""What Google makes of a display name (research/firebase.md §2.1-16)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Both sides with the same names for the same tenants.

    Attributes:
        problems: What could not be told apart, and what is not there.
    """

    desired: tuple[Resource, ...]
    live: tuple[Resource, ...]
    problems: tuple[Diagnostic, ...]


def named(live: Sequence[Resource]) -> tuple[Resource, ...]:
    """Live tenants by display name, by id where two share one."""
    count = Counter(one.address for one in live)
    return tuple(_renamed(one, one.remote_id or "") if count[one.address] > 1 else one for one in live)


def match(desired: Sequence[Resource], live: Sequence[Resource]) -> Matched:
    """Give each live tenant the name of the declared one that it is.

    Args:
        live: As `named` gives them.
    """
    by_id = {one.remote_id: one for one in live}
    owners: dict[str, Resource] = {}
    problems: list[Diagnostic] = []
    found: list[Resource] = []
    for one in desired:
        candidates = _candidates(one, live)
        if one.remote_id is not None and one.remote_id not in by_id:
            problems.append(_gone(one))
        elif one.remote_id is not None and one.address.segments[0] not in _signs(by_id[one.remote_id]):
            found.append(replace(one, renamed_from=by_id[one.remote_id].address.segments))
            continue
        if one.remote_id is None and len(candidates) > 1:
            problems.append(_ambiguous(one, candidates))
        elif not candidates and one.renamed_from is None and not DISPLAY_NAME.fullmatch(one.address.segments[0]):
            problems.append(_no_name(one))
        elif len(candidates) == 1:
            owners[candidates[0].remote_id or ""] = one
        found.append(one)
    names = {each.address: each for each in owners.values()}
    renamed = tuple(
        replace(one, address=owner.address)
        if (owner := owners.get(one.remote_id or "")) is not None
        else _renamed(one, one.remote_id or "")
        if one.address in names
        else one
        for one in live
    )
    return Matched(desired=tuple(found), live=renamed, problems=tuple(problems))


def _signs(live: Resource) -> tuple[object, ...]:
    """What a key may be to mean this tenant."""
    return live.facts.get("display_name"), live.remote_id


def _candidates(desired: Resource, live: Sequence[Resource]) -> list[Resource]:
    """The live ones that it may be."""
    name = desired.address.segments[0]
    sign = desired.remote_id or name
    by_id = [one for one in live if one.remote_id == sign]
    return by_id or [one for one in live if one.facts.get("display_name") == name]


def _renamed(resource: Resource, name: str) -> Resource:
    return replace(resource, address=replace(resource.address, segments=(name,)))


def _ambiguous(desired: Resource, candidates: Sequence[Resource]) -> Diagnostic:
    ids = [each.remote_id or "" for each in candidates]
    return problem(
        desired,
        "SPEC542",
        "several live tenants could be this one",
        f"`{desired.address.local}` is the display name of {', '.join(f'`{each}`' for each in ids)}",
        hint=f"say which one it is: `id: {ids[0]}`; or use the ids as keys",
    )


def _gone(desired: Resource) -> Diagnostic:
    return problem(
        desired,
        "SPEC543",
        "no live tenant has this id",
        f"`{desired.address.local}` has `id: {desired.remote_id}`; Google makes the id of a new tenant itself",
        hint="take the id out, or correct it",
    )


def _no_name(desired: Resource) -> Diagnostic:
    return problem(
        desired,
        "SPEC540",
        "this cannot be the display name of a tenant",
        f"no live tenant is `{desired.address.segments[0]}`, and a new one needs a name of 4 to 20 letters, digits and"
        " hyphens that begins with a letter; the limit is Identity Toolkit's",
        hint="shorten the key",
    )
