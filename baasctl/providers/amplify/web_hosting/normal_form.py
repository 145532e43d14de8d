"""The declared hosting beside the live one: digests, what does not fit the app, and what to know about a change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.problems import nearest
from baasctl.model.resource import Resource
from baasctl.model.secret import Vault
from baasctl.model.value import ABSENT, Attributes, Value, at, freeze, pointer, put, same
from baasctl.providers.amplify.hosting import Live
from baasctl.providers.amplify.web_hosting.forms import without_empty_members
from baasctl.providers.amplify.web_hosting.rows import APP, BRANCH, Row
from baasctl.providers.secret_digests import SecretDigests
from baasctl.providers.spec_place import problem

_PENDING: Final = ("PENDING_VERIFICATION", "AWAITING_APP_CNAME", "FAILED")
_NEEDED: Final = {"domains": "subdomains", "webhooks": "branch"}


def normal(resource: Resource, digests: SecretDigests, vault: Vault, live: Live) -> Resource:
    """With digests of known passwords, rules without empty members, and the names of what is there."""
    attributes = digests.put_in(resource.attributes, vault)
    if "custom_rules" in attributes:
        attributes = put(attributes, "/custom_rules", without_empty_members(attributes["custom_rules"]))
    there = freeze({section: tuple(objects) for section, objects in live.named.items()})
    return replace(resource, attributes=attributes, facts={**resource.facts, "there": there})


def problems_of(resource: Resource, live: Live, beside: Attributes) -> Iterator[Diagnostic]:
    """What cannot be made, or not be told apart.

    Args:
        beside: The live attributes.
    """
    for section, needed in _NEEDED.items():
        for name, entry in _entries(resource.attributes, section):
            if isinstance(entry, Mapping) and name not in live.named.get(section, {}) and not entry.get(needed):
                detail = f"`{section}.{name}` is not there yet, and Amplify makes none without `{needed}`"
                path = pointer(section, name)
                yield problem(resource, "SPEC825", "it cannot be made from this", detail, path=path)
    yield from _unknown_branches(resource, live)
    yield from _doors_without_key(resource, beside)
    for name, ids in live.ambiguous.items():
        if name in dict(_entries(resource.attributes, "webhooks")):
            detail = f"`{name}` is the description of {', '.join(f'`{each}`' for each in ids)}"
            hint = f"write the id in the place of the name: `{ids[0]}: …`"
            path = pointer("webhooks", name)
            yield problem(resource, "SPEC828", "several webhooks have this description", detail, hint=hint, path=path)


def notes(resource: Resource, live: Live, beside: Attributes) -> Iterator[Diagnostic]:
    """What apply does not do: builds, and records in the DNS."""
    waiting = [*_differing(resource, beside, APP, "")]
    for name, entry in _entries(resource.attributes, "branches"):
        if isinstance(entry, Mapping):
            waiting += _differing(resource, beside, BRANCH, pointer("branches", name))
    if waiting:
        yield Diagnostic(
            code="READ380",
            severity=Severity.NOTE,
            summary="a change of hosting takes effect with the next build",
            detail=f"{', '.join(f'`{path}`' for path in waiting)}; baasctl starts no builds",
            hint="`aws amplify start-job --app-id … --branch-name … --job-type RELEASE` does",
            span=resource.span_of(waiting[0]),
            address=resource.address,
        )
    for name, wire in live.named.get("domains", {}).items():
        if wire.get("domainStatus") in _PENDING and name in dict(_entries(resource.attributes, "domains")):
            record = wire.get("certificateVerificationDNSRecord") or wire.get("statusReason") or ""
            yield Diagnostic(
                code="READ381",
                severity=Severity.WARNING,
                summary="a domain is not ready",
                detail=f"`{name}` is {wire.get('domainStatus')}: {record}",
                hint="its records belong into the DNS of the domain",
                span=resource.span_of(pointer("domains", name)),
                address=resource.address,
            )


def _unknown_branches(resource: Resource, live: Live) -> Iterator[Diagnostic]:
    if "branches" not in live.named:
        return
    declared = dict(_entries(resource.attributes, "branches"))
    known = {*live.named["branches"], *declared} - {name for name, entry in declared.items() if entry is None}
    wanted: list[tuple[str, Value]] = []
    for name, entry in _entries(resource.attributes, "domains"):
        subdomains = entry.get("subdomains") if isinstance(entry, Mapping) else None
        members = subdomains.values() if isinstance(subdomains, Mapping) else ()
        wanted += [(f"{pointer('domains', name)}/subdomains", each) for each in members]
    for name, entry in _entries(resource.attributes, "webhooks"):
        if isinstance(entry, Mapping) and "branch" in entry:
            wanted.append((f"{pointer('webhooks', name)}/branch", entry["branch"]))
    for path, branch in wanted:
        if isinstance(branch, str) and branch not in known:
            detail = f"`{branch}` is neither live nor declared in `branches`"
            hint = nearest(branch, sorted(known))
            yield problem(resource, "SPEC826", "the app has no such branch", detail, hint=hint, path=path)


def _doors_without_key(resource: Resource, beside: Attributes) -> Iterator[Diagnostic]:
    places = ["", *(pointer("branches", name) for name, _ in _entries(resource.attributes, "branches"))]
    for place in places:
        door = f"{place}/basic_auth"
        is_closed = at(resource.attributes, f"{door}/enabled") is True
        if is_closed and all(at(each, f"{door}/password") is ABSENT for each in (resource.attributes, beside)):
            detail = f"`{door}` is enabled, and neither the spec nor the app has a name and a password"
            path = f"{door}/enabled"
            yield problem(resource, "SPEC827", "the site cannot be closed without a password", detail, path=path)


def _differing(resource: Resource, beside: Attributes, rows: tuple[Row, ...], place: str) -> Iterator[str]:
    for row in rows:
        wanted, found = at(resource.attributes, place + row.path), at(beside, place + row.path)
        nothing = wanted in (None, {}) and found is ABSENT
        if row.rebuilds and wanted is not ABSENT and not nothing and not same(wanted, found):
            yield place + row.path


def _entries(attributes: Attributes, section: str) -> tuple[tuple[str, Value], ...]:
    found = attributes.get(section)
    return tuple(found.items()) if isinstance(found, Mapping) else ()
