"""Custom OAuth and OIDC providers in the Auth server of a project: `/project/{ref}/auth/v1/admin/custom-providers`.

Rules and texts are those of supabase/auth (internal/api/custom_oauth_admin.go; the form of an identifier: the checks
of `auth.custom_oauth_providers`). Addresses are not fetched, and the client secret is not kept.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Final

from baasctl.sandbox.exchange import Answer, Json, JsonObject, Refusal, Request, json_answer
from baasctl.sandbox.supabase import api_keys, auth_config
from baasctl.sandbox.supabase.account import Account
from baasctl.sandbox.supabase.project import Project, timestamp

DOCUMENT: Final = "custom_providers"
_PATH = re.compile(r"/project/(?P<ref>[^/]+)/auth/v1/admin/custom-providers(?:/(?P<identifier>[^/]+))?")
_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9:-]{0,48}[a-z0-9]")
_RESERVED: Final = frozenset(
    [
        "apple",
        "azure",
        "bitbucket",
        "discord",
        "facebook",
        "figma",
        "fly",
        "github",
        "gitlab",
        "google",
        "kakao",
        "keycloak",
        "linkedin_oidc",
        "linkedin",
        "notion",
        "slack_oidc",
        "slack",
        "spotify",
        "twitch",
        "twitter",
        "workos",
        "x",
        "zoom",
    ]
)
_TEXTS: Final = ("name", "client_id")
_COMMON: Final = (
    *("acceptable_client_ids", "scopes", "pkce_enabled", "attribute_mapping", "authorization_params"),
    *("enabled", "email_optional"),
)
_OF_TYPE: Final = {
    "oidc": ("issuer", "discovery_url", "skip_nonce_check"),
    "oauth2": ("authorization_url", "token_url", "userinfo_url", "jwks_uri"),
}
_REQUIRED: Final = {"oidc": ("issuer",), "oauth2": ("authorization_url", "token_url", "userinfo_url")}
_URLS: Final = ("issuer", "discovery_url", "authorization_url", "token_url", "userinfo_url", "jwks_uri")
_OWN_PARAMETERS: Final = frozenset(
    [
        "client_id",
        "client_secret",
        "redirect_uri",
        "response_type",
        "state",
        "code_challenge",
        "code_challenge_method",
        "code_verifier",
        "nonce",
    ]
)
_OWN_CLAIMS: Final = frozenset(
    [
        "id",
        "aud",
        "role",
        "app_metadata",
        "created_at",
        "updated_at",
        "confirmed_at",
        "email_confirmed_at",
        "phone_confirmed_at",
        "banned_until",
        "is_super_admin",
    ]
)


class _Refused(Exception):
    """An error of Auth."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body: JsonObject = {"code": status, "error_code": code, "msg": message}


def is_about(path: str) -> bool:
    """Whether a path is one of these."""
    return _PATH.fullmatch(path) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthApi:
    """Answers `https://<ref>.supabase.co/auth/v1/admin/custom-providers` for the projects of one account."""

    account: Account

    def answer(self, request: Request) -> Answer:
        """The answer, whatever it is; refusals are answers too."""
        found = _PATH.fullmatch(request.path)
        try:
            if found is None:
                raise _Refused(404, "not_found", "not found")
            project = self.account.project(found["ref"])
            _refuse_without_key(project, request)
            with project.lock:
                return _answer(project, found["identifier"] or "", request)
        except _Refused as refusal:
            return json_answer(refusal.status, refusal.body)
        except Refusal as refusal:
            return refusal.answer()


def _answer(project: Project, identifier: str, request: Request) -> Answer:
    if not identifier and request.method == "GET":
        return json_answer(200, {"providers": list(reversed(project.entries(DOCUMENT)))})
    if not identifier and request.method == "POST":
        return _create(project, request.json_object())
    if identifier and request.method in ("GET", "PUT", "DELETE"):
        if not identifier.startswith("custom:"):
            raise _invalid("identifier must start with 'custom:' prefix")
        entry = _found(project, identifier)
        if request.method == "GET":
            return json_answer(200, entry)
        others = [each for each in project.entries(DOCUMENT) if each["identifier"] != identifier]
        if request.method == "DELETE":
            project.store(DOCUMENT, others)
            return json_answer(200, {"message": "Custom OAuth provider deleted successfully"})
        changed = _changed(entry, request.json_object())
        project.store(DOCUMENT, [*others, changed])
        return json_answer(200, changed)
    raise _Refused(405, "method_not_allowed", "method not allowed")


def _create(project: Project, body: JsonObject) -> Answer:
    settings = auth_config.effective(project)
    if settings.get("custom_oauth_enabled") is not True:
        raise _Refused(400, "feature_disabled", "Custom OAuth/OIDC providers are not enabled")
    provider_type = str(body.get("provider_type"))
    if provider_type not in _OF_TYPE:
        raise _invalid("provider_type must be either 'oauth2' or 'oidc'")
    for name in ("identifier", *_TEXTS, "client_secret", *_REQUIRED[provider_type]):
        if not body.get(name):
            raise _invalid(f"{name} is required")
    name = str(body["identifier"]).removeprefix("custom:")
    identifier = f"custom:{name}"
    if name.lower() in _RESERVED:
        raise _invalid(f"Cannot use reserved provider name: {name}. This provider is already built into Supabase Auth.")
    if not _IDENTIFIER.fullmatch(identifier):
        raise _Refused(500, "unexpected_failure", "Error creating custom OAuth provider")
    entries, most = project.entries(DOCUMENT), settings.get("custom_oauth_max_providers")
    if isinstance(most, int) and 0 < most <= len(entries):
        raise _Refused(400, "over_quota", "Maximum number of custom OAuth/OIDC providers reached")
    if any(each["identifier"] == identifier for each in entries):
        raise _Refused(400, "conflict", "A custom OAuth provider with this identifier already exists")
    empty: JsonObject = {
        "id": str(uuid.uuid4()),
        "provider_type": provider_type,
        "identifier": identifier,
        "acceptable_client_ids": [],
        "scopes": ["openid"] if provider_type == "oidc" else [],
        "pkce_enabled": True,
        "attribute_mapping": {},
        "authorization_params": {},
        "enabled": True,
        "email_optional": False,
        "skip_nonce_check": False,
        "created_at": timestamp(),
    }
    made = _changed(empty, body)
    project.store(DOCUMENT, [*entries, made])
    return json_answer(201, made)


def _changed(entry: JsonObject, body: JsonObject) -> JsonObject:
    """What is left out, null, or empty where it may not be, stays."""
    _refuse_own(body.get("authorization_params"), _OWN_PARAMETERS, "Cannot override reserved OAuth parameter")
    _refuse_own(body.get("attribute_mapping"), _OWN_CLAIMS, "Cannot map to protected system field")
    provider_type = str(entry["provider_type"])
    fields = (*_TEXTS, *_COMMON, *_OF_TYPE[provider_type])
    stays = (None, "")
    may_be_empty = ("discovery_url", "jwks_uri")
    wanted = {
        name: body[name]
        for name in fields
        if name in body and (body[name] not in stays or (name in may_be_empty and body[name] == ""))
    }
    for name in _URLS:
        url = wanted.get(name)
        if url and not str(url).startswith("https://"):
            raise _invalid("URL must use HTTPS")
    scopes = wanted.get("scopes")
    if provider_type == "oidc" and isinstance(scopes, list) and "openid" not in scopes:
        wanted["scopes"] = ["openid", *scopes]
    return {**entry, **wanted, "updated_at": timestamp()}


def _refuse_own(value: Json, own: frozenset[str], message: str) -> None:
    for key in value if isinstance(value, dict) else ():
        if key in own:
            raise _invalid(f"{message}: {key}")


def _found(project: Project, identifier: str) -> JsonObject:
    for entry in project.entries(DOCUMENT):
        if entry["identifier"] == identifier:
            return entry
    raise _Refused(404, "provider_not_found", "Custom OAuth provider not found")


def _invalid(message: str) -> _Refused:
    return _Refused(400, "validation_failed", message)


def _refuse_without_key(project: Project, request: Request) -> None:
    shown = request.headers.get("apikey") or request.headers.get("authorization", "").removeprefix("Bearer ")
    role = api_keys.role_of(project, shown)
    if role is None:
        raise _Refused(401, "no_authorization", "This endpoint requires a valid Bearer token")
    if role != "service_role":
        raise _Refused(403, "not_admin", "User not allowed")
