"""SAML providers and trusted token issuers of one project: reading, matching, and one request sequence each to write.

They are resources of `identity_providers` that have a `protocol`; the built-in ones are settings of `config/auth`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import UnexpectedAnswer
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.model.value import ABSENT, Attributes, at, put
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.strict import expect
from baasctl.providers.supabase.auth_settings.writing import Reveal, masked
from baasctl.providers.supabase.clients import sign_in_providers as client
from baasctl.providers.supabase.identity_providers import KIND
from baasctl.providers.supabase.project import Project
from baasctl.providers.supabase.sign_in import custom_providers
from baasctl.providers.supabase.sign_in.custom_entries import missing_of_a_new_one
from baasctl.providers.supabase.sign_in.documents import (
    CUSTOM_JWKS,
    ISSUERS,
    SAML,
    decode_issuers,
    decode_saml,
    encode_issuer,
    encode_saml,
    is_separate,
    one_source,
    parsed_jwks,
    protocol_of,
    untold_metadata,
)
from baasctl.providers.supabase.sign_in.matching import match
from baasctl.providers.supabase.waiting import wait_until
from baasctl.providers.writing import write_together

_KINDS = frozenset({KIND})


def sources(wanted: Wanted, answers: Answers) -> Iterator[Source]:
    """The lists of the protocols that the spec names, of all when everything is wanted; then metadata texts."""
    desired = tuple(wanted.desired.of(KIND)) if wanted.desired is not None else ()
    everything = wanted.is_whole(KIND)
    protocols = {protocol_of(one.attributes) for one in desired}
    if custom := custom_providers.source(wanted, answers):
        yield Source(custom, _KINDS)
    if everything or "jwt" in protocols:
        yield Source(ISSUERS, _KINDS)
    if everything or "saml" in protocols:
        yield Source(SAML, _KINDS)
        has_text = any("metadata_xml" in one.attributes for one in desired)
        if SAML in answers and (everything or has_text):
            yield from (Source(one_source(each), _KINDS) for each in _untold(answers[SAML], of_all=has_text))


def _untold(answer: Answer, *, of_all: bool) -> tuple[str, ...]:
    """Nothing where the list is broken: decoding says so."""
    try:
        return untold_metadata(answer, of_all=of_all)
    except UnexpectedAnswer:
        return ()


def fetch(project: Project, name: str) -> Answer:
    """One of the sources."""
    if name in (custom_providers.SOURCE, custom_providers.OPTIONAL):
        return custom_providers.fetch(project, name)
    if name == ISSUERS:
        return client.issuers(project.api)
    if name == SAML:
        return client.saml_providers(project.api)
    return client.saml_provider(project.api, name.removeprefix(f"{SAML}/"))


def is_source(name: str) -> bool:
    """Whether a source is one of these."""
    return name in (ISSUERS, SAML, custom_providers.SOURCE, custom_providers.OPTIONAL) or name.startswith(f"{SAML}/")


def decode(answers: Answers, target: str) -> tuple[Resource, ...]:
    """What was fetched, under names that are made up; `normalise` gives them those of the spec."""
    issuers = decode_issuers(answers[ISSUERS], target) if ISSUERS in answers else ()
    custom = answers.get(custom_providers.SOURCE) or answers.get(custom_providers.OPTIONAL)
    return (
        *decode_saml(answers, target),
        *issuers,
        *(custom_providers.decode(custom, target) if custom is not None else ()),
    )


def normalise(state: Normalised, *, is_saml_on: bool, is_custom_on: bool) -> Normalised:
    """Match declared providers with live ones; say what they need."""
    resources = tuple(_normal(one) if is_separate(one) else one for one in state.desired.resources)
    matched = match(resources, state.live.resources)
    known = {one.address for one in matched.live}
    needs = [
        problem
        for one in resources
        if is_separate(one)
        for problem in _needs(one, is_new=one.address not in known, is_saml_on=is_saml_on, is_custom_on=is_custom_on)
    ]
    return replace(
        state,
        desired=replace(state.desired, resources=resources),
        live=replace(state.live, resources=tuple(sorted(matched.live, key=lambda one: one.address))),
        diagnostics=(*state.diagnostics, *matched.problems, *needs),
    )


def execute(project: Project, changes: Sequence[Change], vault: Vault, reveal: Reveal) -> Sequence[Outcome]:
    """Write one provider."""
    (change,) = changes
    if _protocol(change) == custom_providers.PROTOCOL:
        return write_together(
            changes,
            lambda: custom_providers.with_auth(project, vault, lambda api: custom_providers.write(api, change, reveal)),
        )
    write = _write_saml if _protocol(change) == "saml" else _write_issuer
    return write_together(changes, lambda: write(project, change))


def describe(project: Project, change: Change) -> str:
    """The requests, in order."""
    if _protocol(change) == custom_providers.PROTOCOL:
        return custom_providers.describe(change, masked)
    is_saml = _protocol(change) == "saml"
    path = f"/v1/projects/{project.ref}/config/auth/{SAML if is_saml else ISSUERS}"
    body = encode_saml(*_saml_values(change)) if is_saml else encode_issuer(change.after or {})
    shown = json.dumps({**({"type": "saml"} if is_saml else {}), **body}, ensure_ascii=False)
    removal = f"DELETE {path}/{change.remote_id}"
    if change.action is Action.DELETE:
        return removal
    if change.action is Action.REPLACE:
        return f"{removal}\nPOST {path} {shown}" if is_saml else f"POST {path} {shown}\n{removal}"
    if change.remote_id is not None and is_saml:
        return f"PUT {path}/{change.remote_id} {json.dumps(body, ensure_ascii=False)}"
    return f"POST {path} {shown}"


def is_about_one(change: Change) -> bool:
    """Whether a change is one of these instead of one of the settings."""
    return change.address.kind == KIND and _protocol(change) != ""


def _protocol(change: Change) -> str:
    return protocol_of(change.after if change.after is not None else change.before)


def _normal(resource: Resource) -> Resource:
    if protocol_of(resource.attributes) == custom_providers.PROTOCOL:
        return custom_providers.normal_form(resource)
    value = at(resource.attributes, CUSTOM_JWKS)
    if value is ABSENT or not isinstance(value, str):
        return resource
    return resource.with_attributes(put(resource.attributes, CUSTOM_JWKS, parsed_jwks(value)))


def _needs(resource: Resource, *, is_new: bool, is_saml_on: bool, is_custom_on: bool) -> Iterator[Diagnostic]:
    is_saml = protocol_of(resource.attributes) == "saml"
    is_custom = protocol_of(resource.attributes) == custom_providers.PROTOCOL
    if is_saml and not is_saml_on:
        yield _needs_switch(resource, "saml_enabled")
    if is_custom and not is_custom_on:
        yield _needs_switch(resource, "custom_oauth_enabled")
    if is_custom and is_new:
        yield from missing_of_a_new_one(resource)
    told = (resource.attributes.get("metadata_url"), resource.attributes.get("metadata_xml"))
    if is_saml and is_new and not any(told):
        yield Diagnostic(
            code="SPEC362",
            summary="a new SAML provider needs its metadata",
            detail=f"`{resource.address.local}` has neither `metadata_url` nor `metadata_xml`, and no live one fits it",
            hint="add one of them",
            span=resource.declared_at,
            address=resource.address,
        )


def _needs_switch(resource: Resource, switch: str) -> Diagnostic:
    return Diagnostic(
        code="SPEC342",
        summary="a setting needs another one",
        detail=f"`{resource.address.local}` needs `auth.native.supabase.{switch}: true`,"
        " which neither the spec declares nor the project has",
        hint=f"declare `auth: {{native: {{supabase: {{{switch}: true}}}}}}`",
        span=resource.span_of("/protocol"),
        address=resource.address,
    )


def _saml_values(change: Change) -> tuple[Attributes, tuple[str, ...], Attributes]:
    """Everything declared for one that is made, else what differs; then what is live."""
    is_made = change.action in (Action.CREATE, Action.REPLACE) or change.remote_id is None
    paths = tuple(field.path for field in change.fields)
    if is_made:
        paths = ("/metadata_url", "/metadata_xml", "/email_domains", *_NATIVE)
    live = {} if is_made and change.action is not Action.REPLACE else change.facts
    return change.after or {}, paths, live


_NATIVE = ("/native/supabase/name_id_format",)


def _write_saml(project: Project, change: Change) -> None:
    subject = f'SAML provider "{change.address.segments[0]}" of project `{project.ref}`'
    if change.action in (Action.DELETE, Action.REPLACE) and change.remote_id is not None:
        client.delete_saml_provider(project.api, change.remote_id, subject)
    if change.action is Action.DELETE:
        return
    body = encode_saml(*_saml_values(change))
    if change.action in (Action.CREATE, Action.REPLACE) or change.remote_id is None:
        client.create_saml_provider(project.api, body, subject)
    else:
        client.update_saml_provider(project.api, change.remote_id, body, subject)


def _write_issuer(project: Project, change: Change) -> None:
    """A replacement is trusted before the former one is dropped, so that no token is refused meanwhile."""
    name = change.address.segments[0]
    subject = f'token issuer "{name}" of project `{project.ref}`'
    if change.action is not Action.DELETE:
        created = client.trust_issuer(project.api, encode_issuer(change.after or {}), subject)
        issuer_id = expect(created.get("id"), str, ISSUERS, "/id")
        if created.get("resolved_jwks") is None:
            wait_until(
                project,
                lambda: client.issuer(project.api, issuer_id, subject).get("resolved_jwks") is not None,
                f"the keys of issuer `{name}` are resolved",
            )
    if change.action is not Action.CREATE and change.remote_id is not None:
        client.distrust_issuer(project.api, change.remote_id, subject)
