"""Which live identity provider a declared one is: the one with its id, whatever else has its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from baasctl.model.resource import Resource
from baasctl.providers.firebase.identity_toolkit.idp_names import names_of, wire_id


def id_of(resource: Resource) -> str:
    """The id that a declared provider has at Google."""
    return wire_id(resource.address.segments[-1], str(resource.attributes.get("protocol") or ""))


def with_names(live: Sequence[Resource]) -> tuple[Resource, ...]:
    """Live providers under the names that a spec would give them, the full id where two have one name."""
    names = names_of(tuple(one.remote_id or "" for one in live))
    return tuple(_named(one, names[one.remote_id or ""]) for one in live)


def match(desired: Sequence[Resource], live: Sequence[Resource]) -> tuple[Resource, ...]:
    """The live providers under the names of the declared ones that they are.

    One of another protocol keeps its name, so that it is replaced. Where a rename was cut short, both are there: the
    new one is left out, so that the rename is planned again and ends with the old one gone.
    """
    wanted = {id_of(one): one for one in desired}
    present = {one.remote_id for one in live}
    formers = {former: one for one in desired if (former := _former(one, desired))}
    halves = {each for each, one in wanted.items() if each in present and _former(one, desired) in present}
    found: list[Resource] = []
    for one in with_names(live):
        owner = wanted.get(one.remote_id or "")
        if one.remote_id in halves:
            continue
        if owner is not None:
            found.append(replace(one, address=owner.address))
        elif one.remote_id in formers:
            found.append(_named(one, (formers[one.remote_id].renamed_from or ("",))[-1]))
        else:
            found.append(one)
    return tuple(found)


def _former(resource: Resource, desired: Sequence[Resource]) -> str:
    """The id that a declared provider was renamed from; empty where another declared one has it now."""
    if resource.renamed_from is None:
        return ""
    former = wire_id(resource.renamed_from[-1], str(resource.attributes.get("protocol") or ""))
    return "" if any(id_of(one) == former for one in desired) else former


def _named(resource: Resource, name: str) -> Resource:
    return replace(resource, address=replace(resource.address, segments=(*resource.address.segments[:-1], name)))
