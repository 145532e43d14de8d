"""`/v1/projects/{ref}/config/auth/sso/providers` and `/third-party-auth`: SAML and foreign token issuers."""

from __future__ import annotations

import re
import uuid
from typing import cast

from baasctl.sandbox.exchange import Answer, Json, JsonObject, Refusal, json_answer
from baasctl.sandbox.supabase import auth_config
from baasctl.sandbox.supabase.call import Call
from baasctl.sandbox.supabase.project import Project, timestamp
from baasctl.sandbox.supabase.validation import Field, checked

SSO_DOCUMENT = "sso_providers"
THIRD_PARTY_DOCUMENT = "third_party_auth"

_FORMATS = tuple(
    f"urn:oasis:names:tc:SAML:{name}"
    for name in (
        "1.1:nameid-format:unspecified",
        "2.0:nameid-format:transient",
        "1.1:nameid-format:emailAddress",
        "2.0:nameid-format:persistent",
    )
)
_SSO = {
    "attribute_mapping": Field(kind="object", members={"keys": Field(kind="object", required=True)}),
    "domains": Field(kind="array", items=Field(kind="string")),
    "metadata_url": Field(kind="string"),
    "metadata_xml": Field(kind="string"),
    "name_id_format": Field(kind="string", enum=_FORMATS),
}
_NEW_SSO = {**_SSO, "type": Field(kind="string", required=True, enum=("saml",))}
_THIRD_PARTY = {"jwks_url": Field(kind="string"), "oidc_issuer_url": Field(kind="string")}
_SAML_MEMBERS = ("metadata_url", "metadata_xml", "attribute_mapping", "name_id_format")


def list_sso(call: Call) -> Answer:
    """`GET /v1/projects/{ref}/config/auth/sso/providers`; metadata texts are left out (supabase/auth ssoadmin.go)."""
    return json_answer(200, {"items": [_without_metadata(provider) for provider in _sso(call.project)]})


def read_sso(call: Call) -> Answer:
    """`GET /v1/projects/{ref}/config/auth/sso/providers/{provider_id}`."""
    return json_answer(200, _find_sso(call))


def create_sso(call: Call) -> Answer:
    """`POST /v1/projects/{ref}/config/auth/sso/providers`."""
    project = call.project
    wanted = checked(_NEW_SSO, call.request.json_object())
    if not (wanted.get("metadata_xml") or wanted.get("metadata_url")):
        raise Refusal(400, "Either metadata_xml or metadata_url must be set")
    _refuse_bad_metadata(wanted)
    with project.lock:
        providers = _sso(project)
        entity = _entity_id(wanted)
        if any(cast("JsonObject", item["saml"])["entity_id"] == entity for item in providers):
            raise Refusal(422, f"SAML Identity Provider with this EntityID ({entity}) already exists")
        _refuse_taken_domains(providers, wanted, own_id="")
        created: JsonObject = {"id": str(uuid.uuid4()), "saml": {"attribute_mapping": {}}, "created_at": timestamp()}
        provider = _changed(created, wanted)
        project.store(SSO_DOCUMENT, [*providers, provider])
    return json_answer(201, provider)


def update_sso(call: Call) -> Answer:
    """`PUT`: metadata and domains that are left out stay, mapping and name-id format are reset."""
    project = call.project
    wanted = checked(_SSO, call.request.json_object())
    _refuse_bad_metadata(wanted)
    with project.lock:
        before = _find_sso(call)
        _refuse_other_entity(cast("JsonObject", before["saml"]), wanted)
        _refuse_taken_domains(_sso(project), wanted, own_id=str(before["id"]))
        after = _changed(before, wanted)
        project.store(SSO_DOCUMENT, [after if item["id"] == after["id"] else item for item in _sso(project)])
    return json_answer(200, after)


def delete_sso(call: Call) -> Answer:
    """`DELETE /v1/projects/{ref}/config/auth/sso/providers/{provider_id}`."""
    project = call.project
    with project.lock:
        provider = _find_sso(call)
        project.store(SSO_DOCUMENT, [item for item in _sso(project) if item["id"] != provider["id"]])
    return json_answer(200, provider)


def list_third_party(call: Call) -> Answer:
    """`GET /v1/projects/{ref}/config/auth/third-party-auth`."""
    return json_answer(200, [_resolved(entry) for entry in call.project.entries(THIRD_PARTY_DOCUMENT)])


def read_third_party(call: Call) -> Answer:
    """`GET /v1/projects/{ref}/config/auth/third-party-auth/{tpa_id}`."""
    return json_answer(200, _resolved(_find_third_party(call)))


def create_third_party(call: Call) -> Answer:
    """Exactly one of issuer, key-set address and key set. Keys are there on the next read; none are fetched."""
    body = call.request.json_object()
    wanted = {**checked(_THIRD_PARTY, body), **({"custom_jwks": body["custom_jwks"]} if "custom_jwks" in body else {})}
    if len(wanted) != 1:
        raise Refusal(400, "Exactly one of oidc_issuer_url, jwks_url and custom_jwks must be set")
    empty: JsonObject = dict.fromkeys(("oidc_issuer_url", "jwks_url", "custom_jwks", "resolved_jwks", "resolved_at"))
    entry: JsonObject = {
        "id": str(uuid.uuid4()),
        "type": {"oidc_issuer_url": "oidc", "jwks_url": "jwks", "custom_jwks": "custom"}[next(iter(wanted))],
        "inserted_at": timestamp(),
        "updated_at": timestamp(),
        **empty,
        **wanted,
    }
    project = call.project
    with project.lock:
        project.store(THIRD_PARTY_DOCUMENT, [*project.entries(THIRD_PARTY_DOCUMENT), entry])
    return json_answer(201, entry)


def delete_third_party(call: Call) -> Answer:
    """`DELETE /v1/projects/{ref}/config/auth/third-party-auth/{tpa_id}`."""
    project = call.project
    with project.lock:
        entry = _find_third_party(call)
        rest = [item for item in project.entries(THIRD_PARTY_DOCUMENT) if item["id"] != entry["id"]]
        project.store(THIRD_PARTY_DOCUMENT, rest)
    return json_answer(200, entry)


def _resolved(entry: JsonObject) -> JsonObject:
    """With the keys that the platform finds some time later; an address gives an empty set here."""
    keys: Json = entry["custom_jwks"] or {"keys": []}
    return {**entry, "resolved_jwks": keys, "resolved_at": entry["inserted_at"]}


def _sso(project: Project) -> list[JsonObject]:
    if not auth_config.effective(project)["saml_enabled"]:
        raise Refusal(404, "SAML 2.0 support is not enabled for this project")
    return project.entries(SSO_DOCUMENT)


def _find_sso(call: Call) -> JsonObject:
    for provider in _sso(call.project):
        if provider["id"] == call.parameter("provider_id"):
            return provider
    raise Refusal(404, "SSO Identity Provider not found")


def _find_third_party(call: Call) -> JsonObject:
    for entry in call.project.entries(THIRD_PARTY_DOCUMENT):
        if entry["id"] == call.parameter("tpa_id"):
            return entry
    raise Refusal(404, "Third-party auth integration not found")


def _changed(provider: JsonObject, wanted: JsonObject) -> JsonObject:
    before = cast("JsonObject", provider["saml"])
    before = {name: value for name, value in before.items() if name != "name_id_format"}
    saml = {**before, "attribute_mapping": {}, **{name: wanted[name] for name in _SAML_MEMBERS if name in wanted}}
    saml["entity_id"] = before.get("entity_id") or _entity_id(saml)
    changed: JsonObject = {**provider, "saml": saml, "updated_at": timestamp()}
    if "domains" in wanted:
        changed["domains"] = cast("Json", [{"domain": domain} for domain in cast("list[str]", wanted["domains"])])
    return changed


def _without_metadata(provider: JsonObject) -> JsonObject:
    saml = cast("JsonObject", provider["saml"])
    return {**provider, "saml": {name: value for name, value in saml.items() if name != "metadata_xml"}}


def _refuse_bad_metadata(wanted: JsonObject) -> None:
    url = wanted.get("metadata_url")
    if url and wanted.get("metadata_xml"):
        raise Refusal(400, "Only one of metadata_xml or metadata_url needs to be set")
    if url and not str(url).startswith("https:"):
        raise Refusal(400, "metadata_url is not a HTTPS URL")


def _refuse_other_entity(before: JsonObject, wanted: JsonObject) -> None:
    """Only of metadata that is here as text: what is behind an address is not fetched."""
    entity, known = _entity_id({"metadata_xml": wanted.get("metadata_xml")}), str(before["entity_id"])
    if entity and entity != known:
        raise Refusal(
            400,
            "SAML Metadata can be updated only if the EntityID matches for the provider;"
            f" expected '{known}' but got '{entity}'",
        )


def _entity_id(saml: JsonObject) -> str:
    """From the metadata's text; metadata behind an address is not fetched, its address stands in."""
    found = re.search(r'\bentityID\s*=\s*"([^"]*)"', str(saml.get("metadata_xml") or ""))
    return found[1] if found else str(saml.get("metadata_url") or "")


def _refuse_taken_domains(providers: list[JsonObject], wanted: JsonObject, *, own_id: str) -> None:
    taken = {
        entry["domain"]
        for provider in providers
        if provider["id"] != own_id
        for entry in cast("list[JsonObject]", provider.get("domains", []))
    }
    for domain in cast("list[str]", wanted.get("domains", [])):
        if domain in taken:
            raise Refusal(400, f"SSO domain {domain} is already in use")
