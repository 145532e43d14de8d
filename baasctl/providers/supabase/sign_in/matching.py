"""Which live SAML provider or trusted issuer a declared one is: they have no name on the wire.

A SAML provider is found by `id`, else by its metadata address, its entity, its domains; an issuer by `id`, else by
what its keys come from. The strongest sign that fits decides; where that leaves two, the user has to say which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Side, at, freeze, same
from baasctl.providers.supabase.identity_providers import KIND, WIRE_NAMES
from baasctl.providers.supabase.sign_in.documents import (
    ISSUER_SOURCES,
    entity_of,
    is_separate,
    protocol_of,
)

Sign = Callable[[Resource, Resource], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The live side under the names of the spec.

    Attributes:
        live: Every live resource, separate ones renamed.
        problems: What could not be told apart.
    """

    live: tuple[Resource, ...]
    problems: tuple[Diagnostic, ...]


def match(desired: Sequence[Resource], live: Sequence[Resource]) -> Matched:
    """Give each live provider the name of the declared one that it is; the others keep a name that nothing declares."""
    matching = _Matching(
        wanted=[one for one in desired if is_separate(one)], free=[one for one in live if is_separate(one)]
    )
    problems = [*_unknown_ids(matching)]
    for sign in _SIGNS:
        problems += matching.pair_off(sign)
    separate = {id(one) for one in live if is_separate(one)}
    taken = {one.address.segments[0] for one in desired if one.address.kind == KIND} | WIRE_NAMES.keys()
    renamed = []
    for one in live:
        owner = matching.owner_of.get(id(one))
        if owner is not None:
            renamed.append(_named(_for_update(owner, one), owner.address.segments[0]))
        elif id(one) in separate:
            renamed.append(_named(one, _free_name(one.address.segments[0], taken)))
        else:
            renamed.append(one)
    return Matched(live=tuple(renamed), problems=tuple(problems))


@dataclass(slots=True)
class _Matching:
    """Both sides as far as they are not matched yet, and whose each matched live one is."""

    wanted: list[Resource]
    free: list[Resource]
    owner_of: dict[int, Resource] = field(default_factory=dict)

    def pair_off(self, sign: Sign) -> Iterator[Diagnostic]:
        """Pair whatever has exactly one candidate, as long as that leaves others with one."""
        while single := next(
            ((one, found[0]) for one in self.wanted if len(found := self._candidates(sign, one)) == 1), None
        ):
            desired, live = single
            self.owner_of[id(live)] = desired
            self.wanted = [one for one in self.wanted if one is not desired]
            self.free = [one for one in self.free if one is not live]
        for one in self.wanted:
            candidates = self._candidates(sign, one)
            if candidates:
                self.wanted = [other for other in self.wanted if other is not one]
                yield _ambiguous(one, candidates)

    def _candidates(self, sign: Sign, desired: Resource) -> list[Resource]:
        return [each for each in self.free if _could_be(sign, desired, each)]


def _unknown_ids(matching: _Matching) -> Iterator[Diagnostic]:
    known = {one.remote_id for one in matching.free}
    return (_gone(one) for one in matching.wanted if one.remote_id and one.remote_id not in known)


def _could_be(sign: Sign, desired: Resource, live: Resource) -> bool:
    return protocol_of(desired.attributes) == protocol_of(live.attributes) and sign(desired, live)


def _same_id(desired: Resource, live: Resource) -> bool:
    return desired.remote_id is not None and desired.remote_id == live.remote_id


def _same_identifier(desired: Resource, live: Resource) -> bool:
    """Only custom providers have an identifier that says so."""
    return protocol_of(live.attributes) == "oidc" and live.address.segments == desired.address.segments


def _same_address(desired: Resource, live: Resource) -> bool:
    return _equal(desired, live, "/metadata_url")


def _same_entity(desired: Resource, live: Resource) -> bool:
    metadata = desired.attributes.get("metadata_xml")
    entity = entity_of(metadata) if isinstance(metadata, str) else ""
    return entity != "" and entity == live.facts.get("entity_id")


def _shared_domain(desired: Resource, live: Resource) -> bool:
    return bool(set(_members(desired)) & set(_members(live)))


def _same_keys(desired: Resource, live: Resource) -> bool:
    return any(_equal(desired, live, path) for path in ISSUER_SOURCES)


_SIGNS: tuple[Sign, ...] = (_same_id, _same_identifier, _same_address, _same_entity, _shared_domain, _same_keys)


def _equal(desired: Resource, live: Resource, path: str) -> bool:
    value: Side = at(desired.attributes, path)
    if protocol_of(live.attributes) == "oidc":
        return False
    return value is not ABSENT and value is not None and same(value, at(live.attributes, path))


def _members(resource: Resource) -> Iterable[str]:
    domains = resource.attributes.get("email_domains")
    return map(str, domains) if isinstance(domains, tuple) else ()


def _for_update(desired: Resource, live: Resource) -> Resource:
    """The live provider with what cannot be changed in place: metadata of another entity."""
    metadata = desired.attributes.get("metadata_xml")
    entity, known = entity_of(metadata) if isinstance(metadata, str) else "", live.facts.get("entity_id")
    if not entity or not known or entity == known:
        return live
    facts = freeze({**live.facts, "immutable": ["/metadata_xml"]})
    assert isinstance(facts, Mapping)
    return replace(live, facts=facts)


def _named(resource: Resource, name: str) -> Resource:
    return replace(resource, address=replace(resource.address, segments=(name,)))


def _free_name(name: str, taken: set[str]) -> str:
    number, free = 2, name
    while free in taken:
        number, free = number + 1, f"{name}-{number}"
    taken.add(free)
    return free


def _ambiguous(desired: Resource, candidates: Sequence[Resource]) -> Diagnostic:
    told = ", ".join(f"{each.remote_id} ({each.address.segments[0]})" for each in candidates)
    return Diagnostic(
        code="SPEC360",
        summary="several live providers could be this one",
        detail=f"`{desired.address.local}` fits {told}",
        hint=f"say which one it is: `id: {candidates[0].remote_id}`",
        span=desired.declared_at,
        address=desired.address,
    )


def _gone(desired: Resource) -> Diagnostic:
    return Diagnostic(
        code="SPEC361",
        summary="no live provider has this id",
        severity=Severity.WARNING,
        detail=f"`{desired.address.local}` has `id: {desired.remote_id}`; it is looked for by its settings instead",
        hint="take the id out, or correct it",
        span=desired.declared_at,
        address=desired.address,
    )
