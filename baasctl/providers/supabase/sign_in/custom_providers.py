"""Custom OAuth and OIDC providers of one project: `protocol: oidc`, kept by its own Auth server.

Fields, defaults and what `PUT` keeps: supabase/auth internal/api/custom_oauth_admin.go and
internal/models/custom_oauth_provider.go. The client secret is never answered.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.errors import Forbidden, Invalid, ProviderError, UsageError
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret, Vault
from baasctl.model.value import ABSENT, Value, at, freeze, put, thaw
from baasctl.providers.contract import Answer, Answers, Wanted
from baasctl.providers.strict import expect, expect_objects, expect_or_none
from baasctl.providers.supabase.auth_settings.document import V1, V2
from baasctl.providers.supabase.auth_settings.rows import NATIVE
from baasctl.providers.supabase.auth_settings.writing import Reveal
from baasctl.providers.supabase.clients.api_keys import secret_key
from baasctl.providers.supabase.clients.custom_providers import CustomProvidersApi, connect_auth
from baasctl.providers.supabase.identity_providers import KIND
from baasctl.providers.supabase.project import Project

SOURCE: Final = "custom-providers"
OPTIONAL: Final = "custom-providers, if they can be read"
"""Where the spec names none: then the other providers are read without them."""
LEFT_OUT: Final = Diagnostic(
    code="READ105",
    severity=Severity.WARNING,
    summary="custom providers could not be read",
    detail="`custom_oauth_enabled` is on, but the project's own Auth server did not list its providers",
    hint="give the token the right to read API keys, and name the address of the project's services",
)
PREFIX: Final = "custom:"
PROTOCOL: Final = "oidc"
PROVIDER_TYPE: Final = f"{NATIVE}provider_type"
SCOPES: Final = f"{NATIVE}scopes"
_WRITE_ONLY: Final = "/client_secret"
_MAPPING: Final = "/attribute_mapping"
_OWN: Final = (
    *("name", "scopes", "pkce_enabled", "authorization_params", "email_optional", "discovery_url", "skip_nonce_check"),
    *("provider_type", "authorization_url", "token_url", "userinfo_url", "jwks_uri"),
)
WIRE: Final[Mapping[str, str]] = {
    "/client_id": "client_id",
    _WRITE_ONLY: "client_secret",
    "/additional_client_ids": "acceptable_client_ids",
    "/enabled": "enabled",
    "/issuer": "issuer",
    _MAPPING: "attribute_mapping",
    **{f"{NATIVE}{name}": name for name in _OWN},
}
_LISTS: Final = frozenset({"acceptable_client_ids", "scopes"})
_MAPS: Final = frozenset({"attribute_mapping", "authorization_params"})
_SWITCHES: Final = frozenset({"enabled", "pkce_enabled", "email_optional", "skip_nonce_check"})
_Answered = TypeVar("_Answered")


def source(wanted: Wanted, answers: Answers) -> str:
    """What is read: needed where the spec names one, optional where all is wanted of a project that has them on."""
    desired = tuple(wanted.desired.of(KIND)) if wanted.desired is not None else ()
    if any(one.attributes.get("protocol") == PROTOCOL for one in desired):
        return SOURCE
    is_on = any(_is_on(answers.get(document)) for document in (V1, V2))
    return OPTIONAL if wanted.is_whole(KIND) and is_on else ""


def _is_on(answer: Answer) -> bool:
    """Also inside the block `auth` of the effective settings."""
    if not isinstance(answer, Mapping):
        return False
    return answer.get("custom_oauth_enabled") is True or any(
        _is_on(block) for block in answer.values() if isinstance(block, Mapping)
    )


def fetch(project: Project, name: str) -> Answer:
    """The list, read with a secret key of the project; `None` for an optional one that cannot be read."""
    try:
        return with_auth(project, Vault(), CustomProvidersApi.providers)
    except ProviderError:
        if name == SOURCE:
            raise
        return None


def with_auth(project: Project, vault: Vault, use: Callable[[CustomProvidersApi], _Answered]) -> _Answered:
    """What *use* answers; the key is fetched for it, and *vault* hides it.

    Raises:
        Forbidden: The project has no key that opens its Auth server.
        Invalid: The address of the Auth server is not known.
    """
    try:
        address = project.services_url()
    except UsageError as error:
        raise Invalid(*error.diagnostics) from error
    key = secret_key(project.api)
    if not key:
        raise Forbidden(
            Diagnostic(
                code="READ103",
                summary="the project has no secret key",
                detail="custom OAuth and OIDC providers are read and written with one,"
                " and neither a secret nor a `service_role` key is there",
                hint="make one: `api_keys: {server: {type: secret}}`",
            )
        )
    vault.also_redact(key)
    api = connect_auth(address, key, project.pause)
    try:
        return use(api)
    finally:
        api.close()


def decode(answer: Answer, target: str) -> tuple[Resource, ...]:
    """The providers, named after their identifiers.

    Raises:
        UnexpectedAnswer: The answer is not what the server promises.
    """
    entries = expect_objects(expect(answer, dict, SOURCE, "").get("providers"), SOURCE, "/providers")
    return tuple(_provider(entry, f"/providers/{index}", target) for index, entry in enumerate(entries))


def normal_form(resource: Resource) -> Resource:
    """Scopes as the server keeps them: without order, and with `openid` for OIDC."""
    scopes = at(resource.attributes, SCOPES)
    if not isinstance(scopes, tuple) or not all(isinstance(each, str) for each in scopes):
        return resource
    own = {"openid"} if at(resource.attributes, PROVIDER_TYPE) != "oauth2" else set()
    return resource.with_attributes(put(resource.attributes, SCOPES, tuple(sorted({*map(str, scopes), *own}))))


def encode(change: Change, reveal: Reveal) -> dict[str, object]:
    """The body: all that is declared for one that is made; else what differs, and the secret if it is declared."""
    attributes = change.after or {}
    touched = {*(field.path for field in change.fields), _WRITE_ONLY}
    is_made = change.action is not Action.UPDATE
    body: dict[str, object] = {}
    for path, wire in WIRE.items():
        value = at(attributes, path)
        if value is ABSENT or not (is_made or path in touched):
            continue
        if isinstance(value, Secret):
            body[wire] = reveal(value, path)
        elif value is not None:
            body[wire] = thaw(value)  # type: ignore[arg-type]  # present
        else:
            body[wire] = [] if wire in _LISTS else {} if wire in _MAPS else ""
    kept = change.facts.get("other_mapping")
    if "attribute_mapping" in body and isinstance(kept, Mapping):
        declared = body["attribute_mapping"]
        body["attribute_mapping"] = {**thaw(kept), **(declared if isinstance(declared, dict) else {})}  # type: ignore[dict-item]
    if is_made:
        name = change.address.segments[0]
        body = {"provider_type": "oidc", "name": name, **body, "identifier": f"{PREFIX}{name}"}
    return body


def write(api: CustomProvidersApi, change: Change, reveal: Reveal) -> None:
    """One of another type is deleted before it is made again; one of another name afterwards."""
    former, name = change.remote_id or "", f"{PREFIX}{change.address.segments[0]}"
    if change.action is Action.DELETE:
        api.delete(former or name)
        return
    body = encode(change, reveal)
    if change.action is Action.UPDATE:
        api.update(former or name, body)
        return
    if former == name:
        api.delete(former)
    api.create(body)
    if former not in ("", name):
        api.delete(former)


def describe(change: Change, reveal: Reveal) -> str:
    """The requests, in order."""
    base = "/auth/v1/admin/custom-providers"
    former, name = change.remote_id or "", f"{PREFIX}{change.address.segments[0]}"
    if change.action is Action.DELETE:
        return f"DELETE {base}/{former or name}"
    body = json.dumps(encode(change, reveal), ensure_ascii=False)
    if change.action is Action.UPDATE:
        return f"PUT {base}/{former or name} {body}"
    made, removal = f"POST {base} {body}", f"DELETE {base}/{former}"
    return made if not former else f"{removal}\n{made}" if former == name else f"{made}\n{removal}"


def _provider(entry: Mapping[str, object], place: str, target: str) -> Resource:
    identifier = expect(entry.get("identifier"), str, SOURCE, f"{place}/identifier")
    values: dict[str, object] = {}
    unset: set[str] = set()
    for path, wire in WIRE.items():
        value = _value(entry, wire, place)
        if value not in (None, ""):
            values[path] = value
        if value in (None, "", (), {}):
            unset.add(path)
    mapping = values.get(_MAPPING)
    whole: Mapping[str, object] = mapping if isinstance(mapping, dict) else {}
    values[_MAPPING] = {claim: source for claim, source in whole.items() if isinstance(source, str)}
    attributes: dict[str, object] = {"protocol": PROTOCOL, "client_secret": Secret()}
    native: dict[str, object] = {}
    for path, member in values.items():
        (native if path.startswith(NATIVE) else attributes)[path.removeprefix(NATIVE).removeprefix("/")] = member
    attributes["native"] = {"supabase": native}
    is_plain = native.get("provider_type") == "oauth2"
    facts: dict[str, object] = {
        "immutable": (PROVIDER_TYPE, *(("/issuer",) if is_plain else ())),
        "other_mapping": {claim: source for claim, source in whole.items() if not isinstance(source, str)},
    }
    frozen, known = freeze(attributes), freeze(facts)
    assert isinstance(frozen, Mapping)
    assert isinstance(known, Mapping)
    return Resource(
        address=Address(target, KIND, (identifier.removeprefix(PREFIX),)),
        attributes=frozen,
        unset=frozenset(unset - {_WRITE_ONLY}),
        remote_id=identifier,
        facts=known,
    )


def _value(entry: Mapping[str, object], wire: str, place: str) -> Value | dict[str, object]:
    where = f"{place}/{wire}"
    if wire in _LISTS:
        listed = expect_or_none(entry.get(wire), list, SOURCE, where) or []
        return tuple(sorted({expect(each, str, SOURCE, where) for each in listed}))
    if wire in _MAPS:
        return expect_or_none(entry.get(wire), dict, SOURCE, where) or {}
    if wire in _SWITCHES:
        return bool(expect_or_none(entry.get(wire), bool, SOURCE, where))
    return None if wire == "client_secret" else expect_or_none(entry.get(wire), str, SOURCE, where)
