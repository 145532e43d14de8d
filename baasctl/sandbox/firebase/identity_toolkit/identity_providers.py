"""Identity providers of a project or a tenant: built-in, OpenID Connect, SAML (research/firebase.md §1.2, §2.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, cast

from baasctl.sandbox.exchange import Answer, Json, JsonObject
from baasctl.sandbox.firebase import masks
from baasctl.sandbox.firebase.call import Call, Operation
from baasctl.sandbox.firebase.identity_toolkit import config, tenants
from baasctl.sandbox.firebase.identity_toolkit.messages import message, messages
from baasctl.sandbox.firebase.identity_toolkit.tenants import PROVIDERS
from baasctl.sandbox.firebase.paging import page
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.refusals import GoogleRefusal
from baasctl.sandbox.routing import Route

SUPPORTED: Final[Mapping[str, str]] = {
    "apple.com": "Apple",
    "facebook.com": "Facebook",
    "gc.apple.com": "Game Center",
    "github.com": "GitHub",
    "google.com": "Google",
    "linkedin.com": "LinkedIn",
    "microsoft.com": "Microsoft",
    "playgames.google.com": "Google Play Games",
    "twitter.com": "Twitter",
    "yahoo.com": "Yahoo",
}
_CERTIFICATE: Final = "-----BEGIN CERTIFICATE-----\nc2FuZGJveA==\n-----END CERTIFICATE-----\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """One sort of identity provider.

    Attributes:
        collection: In the path and in lists.
        message: Of the API.
        id_parameter: Query parameter that names a new one.
        refuse_id: Refuses an id.
        completed: What is stored for a body; refuses what cannot be.
    """

    collection: str
    message: str
    id_parameter: str
    refuse_id: Callable[[str], None]
    completed: Callable[[Project, JsonObject], JsonObject]


def _unsupported(name: str) -> None:
    if name not in SUPPORTED:
        raise GoogleRefusal(400, f"INVALID_IDP_ID : {name or 'The id'} is not a supported identity provider.")


def _prefixed(prefix: str) -> Callable[[str], None]:
    def refuse(name: str) -> None:
        if not name.startswith(prefix) or name == prefix:
            raise GoogleRefusal(400, f"INVALID_CONFIG_ID : The config id must begin with {prefix}")

    return refuse


def _as_it_is(_project: Project, provider: JsonObject) -> JsonObject:
    return provider


def _openid(_project: Project, provider: JsonObject) -> JsonObject:
    asked = cast("JsonObject", provider.get("responseType") or {})
    kept: JsonObject = {name: True for name, wanted in asked.items() if wanted}
    if len(kept) > 1:
        raise GoogleRefusal(400, "INVALID_CONFIG : Only one response type can be set.")
    if "code" in kept and not provider.get("clientSecret"):
        raise GoogleRefusal(400, "MISSING_OAUTH_CLIENT_SECRET : The code flow needs a client secret.")
    return {**provider, "responseType": kept or {"idToken": True}}


def _saml(project: Project, provider: JsonObject) -> JsonObject:
    service = cast("JsonObject", provider.get("spConfig") or {})
    callback = service.get("callbackUri") or f"https://{project.id}.firebaseapp.com/__/auth/handler"
    return {**provider, "spConfig": {**service, "callbackUri": callback}}


SORTS: Final = (
    Sort(
        collection="defaultSupportedIdpConfigs",
        message=message("DefaultSupportedIdpConfig"),
        id_parameter="idpId",
        refuse_id=_unsupported,
        completed=_as_it_is,
    ),
    Sort(
        collection="oauthIdpConfigs",
        message=message("OAuthIdpConfig"),
        id_parameter="oauthIdpConfigId",
        refuse_id=_prefixed("oidc."),
        completed=_openid,
    ),
    Sort(
        collection="inboundSamlConfigs",
        message=message("InboundSamlConfig"),
        id_parameter="inboundSamlConfigId",
        refuse_id=_prefixed("saml."),
        completed=_saml,
    ),
)


def routes(prefix: str) -> tuple[Route[Operation], ...]:
    """All operations below a project or tenant."""
    return tuple(route for sort in SORTS for route in _routes(prefix, sort))


def supported(call: Call) -> Answer:
    """`GET /v2/defaultSupportedIdps`."""
    found: list[JsonObject] = [{"idpId": name, "description": title} for name, title in SUPPORTED.items()]
    return page(call, "defaultSupportedIdps", found)


def _routes(prefix: str, sort: Sort) -> tuple[Route[Operation], ...]:
    many, single = f"{prefix}/{sort.collection}", f"{prefix}/{sort.collection}/{{provider}}"
    return (
        Route("GET", many, lambda call: _list(call, sort)),
        Route("POST", many, lambda call: _create(call, sort)),
        Route("GET", single, lambda call: _read(call, sort)),
        Route("PATCH", single, lambda call: _change(call, sort)),
        Route("DELETE", single, lambda call: _delete(call, sort)),
    )


def _list(call: Call, sort: Sort) -> Answer:
    beginning = _key(call, sort, "")
    known = call.project.settings(PROVIDERS)
    found = [_shown(call, sort, key.rpartition("/")[2]) for key in sorted(known) if key.startswith(beginning)]
    return page(call, sort.collection, found)


def _create(call: Call, sort: Sort) -> Answer:
    project, name = call.project, call.query(sort.id_parameter)
    with project.lock:
        key = _key(call, sort, name)
        sort.refuse_id(name)
        known = project.settings(PROVIDERS)
        if key in known:
            raise GoogleRefusal(409, "ALREADY_EXISTS : The identity provider configuration already exists.")
        given = {member: value for member, value in call.body.items() if member != "name"}
        project.store(PROVIDERS, {**known, key: sort.completed(project, given)})
    return call.answer(_shown(call, sort, name))


def _read(call: Call, sort: Sort) -> Answer:
    return call.answer(_shown(call, sort, call.parameter("provider")))


def _change(call: Call, sort: Sort) -> Answer:
    """Without a mask nothing changes (Google's discovery document, `updateMask`)."""
    project, name = call.project, call.parameter("provider")
    with project.lock:
        before = _stored(call, sort, name)
        paths = tuple(path for path in masks.honoured(messages(), sort.message, call.mask()) if path != "name")
        after = sort.completed(project, masks.masked(before, call.body, paths))
        project.store(PROVIDERS, {**project.settings(PROVIDERS), _key(call, sort, name): after})
    return call.answer(_shown(call, sort, name))


def _delete(call: Call, sort: Sort) -> Answer:
    project, name = call.project, call.parameter("provider")
    with project.lock:
        _stored(call, sort, name)
        gone = _key(call, sort, name)
        kept = {key: value for key, value in project.settings(PROVIDERS).items() if key != gone}
        project.store(PROVIDERS, kept)
    return call.answer({})


def _key(call: Call, sort: Sort, name: str) -> str:
    """Where one is stored: tenant, collection and id; the project itself has no tenant."""
    tenant = call.parameters.get("tenant", "")
    if tenant:
        tenants.one(call.project, tenant)
    else:
        config.refuse_without_auth(call.project)
    return f"{tenant}/{sort.collection}/{name}"


def _stored(call: Call, sort: Sort, name: str) -> JsonObject:
    found: Json = call.project.settings(PROVIDERS).get(_key(call, sort, name))
    if not isinstance(found, dict):
        raise GoogleRefusal(404, "CONFIGURATION_NOT_FOUND")
    return found


def _shown(call: Call, sort: Sort, name: str) -> JsonObject:
    tenant = call.parameters.get("tenant", "")
    owner = f"projects/{call.project.number}" + (f"/tenants/{tenant}" if tenant else "")
    found = _stored(call, sort, name)
    key = cast("JsonObject", cast("JsonObject", found.get("appleSignInConfig") or {}).get("codeFlowConfig") or {})
    key.pop("privateKey", None)
    if sort.collection == "inboundSamlConfigs":
        certificates: Json = [{"x509Certificate": _CERTIFICATE, "expiresAt": "2036-01-01T00:00:00Z"}]
        found["spConfig"] = {**cast("JsonObject", found["spConfig"]), "spCertificates": certificates}
    return {**found, "name": f"{owner}/{sort.collection}/{name}"}
