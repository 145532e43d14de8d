"""`network`: `GET /network-restrictions` and `POST /network-restrictions/apply`, which replaces the whole list.

The two documents write addresses differently: texts in two lists (v1), `{address, type}` in one (v2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Value, at
from baasctl.providers.contract import Answers, Normalised
from baasctl.providers.strict import expect, expect_objects
from baasctl.providers.supabase.project import Project
from baasctl.providers.supabase.project_settings import effective_config as project_config
from baasctl.providers.supabase.project_settings.network_ranges import KIND, canonical, members
from baasctl.providers.supabase.project_settings.service import Service, config_else, request_text
from baasctl.providers.supabase.waiting import wait_until

SOURCE: Final = "network-restrictions"
_LISTS: Final = ("dbAllowedCidrs", "dbAllowedCidrsV6")
_BLOCK: Final = ("database", "network_restrictions")


def decode(answers: Answers, address: Address) -> Resource:
    """The ranges that are stored; `facts` say whether they are in force and whether the plan has the feature."""
    block = project_config.block(answers.get(project_config.SOURCE), *_BLOCK)
    if block is not None:
        entries = expect_objects(block.get("allowed_cidrs"), project_config.SOURCE, "/allowed_cidrs")
        texts = [expect(each.get("address"), str, project_config.SOURCE, "/allowed_cidrs/address") for each in entries]
        document: Mapping[str, object] = block
    else:
        document = expect(answers.get(SOURCE), dict, SOURCE, "")
        texts = [*_texts(document)]
    return Resource(
        address=address,
        attributes={"allowed_cidrs": tuple(sorted({canonical(text) for text in texts}))},
        facts={"status": str(document.get("status")), "entitlement": str(document.get("entitlement"))},
    )


def normalise(state: Normalised, answers: Answers) -> Normalised:
    """One spelling of ranges; say what is not in force yet and what the plan does not allow."""
    del answers
    live = next(state.live.of(KIND), None)
    resources = tuple(
        _with_canonical_ranges(one) if one.address.kind == KIND else one for one in state.desired.resources
    )
    desired = replace(state.desired, resources=resources)
    problems = [problem for one in desired.of(KIND) if live is not None for problem in _problems(one, live)]
    return replace(state, desired=desired, diagnostics=(*state.diagnostics, *problems))


def lists(change: Change) -> tuple[list[str], list[str]]:
    """The IPv4 and the IPv6 ranges of a change."""
    texts = [canonical(text) for text in members((change.after or {}).get("allowed_cidrs"))]
    return [text for text in texts if ":" not in text], [text for text in texts if ":" in text]


def _texts(document: Mapping[str, object]) -> Iterator[str]:
    config = expect(document.get("config"), dict, SOURCE, "/config")
    for name in _LISTS:
        for text in expect(config.get(name, []), list, SOURCE, f"/config/{name}"):
            yield expect(text, str, SOURCE, f"/config/{name}")


def _with_canonical_ranges(resource: Resource) -> Resource:
    value = at(resource.attributes, "/allowed_cidrs")
    if value is ABSENT or value is None:
        return resource
    ranges: Value = tuple(sorted({canonical(text) for text in members(value)}))
    return resource.with_attributes({**resource.attributes, "allowed_cidrs": ranges})


def _problems(wanted: Resource, live: Resource) -> Iterator[Diagnostic]:
    differs = wanted.attributes.get("allowed_cidrs") != live.attributes.get("allowed_cidrs")
    if differs and live.facts.get("entitlement") == "disallowed":
        yield Diagnostic(
            code="PLAN172",
            summary="the project's plan does not include network restrictions",
            detail="Supabase says `entitlement: disallowed` for this project",
            hint="raise the plan of the organization, or take `network` out of this target",
            span=wanted.span_of("/allowed_cidrs"),
            address=wanted.address,
        )
    elif not differs and live.facts.get("status") == "stored":
        yield Diagnostic(
            code="PLAN173",
            severity=Severity.WARNING,
            summary="the allowed addresses are stored, but not in force yet",
            detail="Supabase says `status: stored`",
            hint="look again in some minutes",
            span=wanted.declared_at,
            address=wanted.address,
        )


def _write(project: Project, change: Change) -> None:
    if not _is_applied(project.api.replace_network(*lists(change))):
        wait_until(project, partial(_has_settled, project), "the allowed addresses are in force")


def _has_settled(project: Project) -> bool:
    return _is_applied(project.api.network())


def _is_applied(answer: Mapping[str, object]) -> bool:
    return expect(answer.get("status"), str, SOURCE, "/status") == "applied"


def _describe(ref: str, change: Change) -> str:
    return request_text("POST", ref, f"{SOURCE}/apply", dict(zip(_LISTS, lists(change), strict=True)))


SERVICE = Service(
    kind=KIND,
    documents=config_else(SOURCE, *_BLOCK),
    fetches={SOURCE: lambda api: api.network()},
    decode=decode,
    write=_write,
    describe=_describe,
    normalise=normalise,
)
