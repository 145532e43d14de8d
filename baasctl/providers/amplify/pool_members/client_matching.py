"""Which live app client a declared one is: by `id`, else by its name, which several may share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.providers.amplify.discovery import Found
from baasctl.providers.amplify.user_pool.place import another_client
from baasctl.providers.contract import Answers
from baasctl.providers.spec_place import problem

CLIENT_NAME = "client_name"
"""Member of `Resource.facts`: the name at Cognito."""


def default_client(known: Found, answers: Answers) -> str:
    """Id of the client that the app ships with: what discovery found, else the only one; empty: nobody knows."""
    listed = answers.get(f"app_clients/{known.user_pool}")
    alone = str(listed[0].get("ClientId", "")) if isinstance(listed, list) and len(listed) == 1 else ""
    return known.user_pool_client or alone


def beside_the_only_one(desired: DesiredState, known: Found, answers: Answers) -> str:
    """A declared client beside which the only live one is the default one no more; empty: there is none."""
    listed = answers.get(f"app_clients/{known.user_pool}")
    if known.user_pool_client or not isinstance(listed, list) or len(listed) != 1:
        return ""
    return another_client(desired, str(listed[0].get("ClientId", "")), listed[0].get("ClientName"))


def named(live: Sequence[Resource]) -> tuple[Resource, ...]:
    """Live clients by name, by id where several share one."""
    count = Counter(one.address for one in live)
    return tuple(_called(one, one.remote_id or "") if count[one.address] > 1 else one for one in live)


def matched(desired: Sequence[Resource], live: Sequence[Resource]) -> tuple[tuple[Resource, ...], tuple[Resource, ...]]:
    """Both sides with the same names; a client of another name that is pinned by its id is renamed.

    Args:
        live: As `named` gives them.
    """
    owners: dict[str | None, Resource] = {}
    told = []
    for one in desired:
        found = candidates(one, live)
        if len(found) == 1 and one.address.segments[0] not in (found[0].facts.get(CLIENT_NAME), found[0].remote_id):
            told.append(replace(one, renamed_from=found[0].address.segments))
            continue
        told.append(one)
        if len(found) == 1:
            owners[found[0].remote_id] = one
    taken = {one.address for one in owners.values()}
    renamed = tuple(
        replace(one, address=owners[one.remote_id].address)
        if one.remote_id in owners
        else _called(one, one.remote_id or "")
        if one.address in taken
        else one
        for one in live
    )
    return tuple(told), renamed


def problems(desired: Sequence[Resource], live: Sequence[Resource]) -> Iterable[Diagnostic]:
    """What could not be told apart, and what is not there."""
    for one in desired:
        found = candidates(one, live)
        if one.remote_id is None and len(found) > 1:
            ids = sorted(each.remote_id or "" for each in found)
            yield problem(
                one,
                "SPEC742",
                "several live app clients could be this one",
                f"`{one.address.local}` is the name of {', '.join(f'`{each}`' for each in ids)}",
                hint=f"say which one it is: `id: {ids[0]}`",
            )
        elif one.remote_id is not None and not found and CLIENT_NAME not in one.facts:
            yield problem(
                one,
                "SPEC743",
                "no live app client has this id",
                f"`{one.address.local}` has `id: {one.remote_id}`; Cognito makes the id of a new client itself",
                hint="take the id out, or correct it",
            )


def candidates(desired: Resource, live: Sequence[Resource]) -> list[Resource]:
    """The live ones that it may be; of one that a plan has replaced, the new one of its name."""
    pinned = [one for one in live if one.remote_id == desired.remote_id] if desired.remote_id is not None else []
    if pinned or (desired.remote_id is not None and CLIENT_NAME not in desired.facts):
        return pinned
    name = desired.address.segments[0]
    return [one for one in live if name in (one.facts.get(CLIENT_NAME), one.remote_id)]


def _called(resource: Resource, name: str) -> Resource:
    return replace(resource, address=replace(resource.address, segments=(name,)))
