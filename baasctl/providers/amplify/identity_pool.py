"""The identity pool: three documents of Cognito to attributes, and back.

`UpdateIdentityPool` resets what it is not sent, `SetIdentityPoolRoles` replaces roles and mappings together
(research/amplify.md §2.3): both are read, changed and sent whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from baasctl.model.field import Field, Shape
from baasctl.model.value import Value, freeze
from baasctl.providers.amplify.bounds import bounds_of
from baasctl.providers.amplify.groups import ARN
from baasctl.providers.amplify.user_pool.forms import SWITCH, TEXT_MAP, TEXT_SET, Form, Misread
from baasctl.providers.amplify.user_pool.rows import Row, Setting, yes
from baasctl.providers.contract import Answered, Bounds

KIND: Final = "identity_pool"
POOL: Final = "identity pool"
ROLES: Final = "identity pool roles"
TAGS: Final = "IdentityPoolTags"
RESOURCE_TYPE: Final = "AWS::Cognito::IdentityPool"
SOURCE: Final = "botocore 1.43.106, cognito-identity"
_ROLE: Final = Bounds(longest=2048, pattern=ARN)
_MATCHES: Final = {"equals": "Equals", "contains": "Contains", "starts_with": "StartsWith", "not_equal": "NotEqual"}
_OTHERWISE: Final = {"authenticated_role": "AuthenticatedRole", "deny": "Deny"}
_MATCH_NAMES: Final = {wire: name for name, wire in _MATCHES.items()}
_OTHERWISE_NAMES: Final = {wire: name for name, wire in _OTHERWISE.items()}
_MAP: Final = Field(shape=Shape.MAP, element=Field())


def _record(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise Misread("expected a map")
    return value


def _records(value: object) -> list[Mapping[str, object]]:
    if not isinstance(value, list | tuple):
        raise Misread("expected a list of maps")
    return [_record(each) for each in value]


def _read_clients(value: object) -> Value:
    return freeze({
        f"{each.get('ProviderName')}:{each.get('ClientId')}": {"check_token": each.get("ServerSideTokenCheck") is True}
        for each in _records(value)
    })  # fmt: skip


def _written_clients(value: Value) -> object:
    found = []
    for name, settings in sorted(_record(value).items()):
        provider, _, client = name.rpartition(":")
        check = cast(Mapping[str, object], settings).get("check_token") is True
        found.append({"ProviderName": provider, "ClientId": client, "ServerSideTokenCheck": check})
    return found


def _read_mappings(value: object) -> Value:
    return freeze({name: _read_mapping(_record(each)) for name, each in _record(value).items()})


def _read_mapping(mapping: Mapping[str, object]) -> dict[str, object]:
    found: dict[str, object] = {"by": str(mapping.get("Type", "")).lower()}
    otherwise = _OTHERWISE_NAMES.get(str(mapping.get("AmbiguousRoleResolution")))
    if otherwise:
        found["otherwise"] = otherwise
    rules = _records(_record(mapping.get("RulesConfiguration") or {}).get("Rules") or [])
    if rules:
        found["rules"] = [
            {
                "claim": rule.get("Claim"),
                "match": _MATCH_NAMES.get(str(rule.get("MatchType")), ""),
                "value": rule.get("Value"),
                "role": rule.get("RoleARN"),
            }
            for rule in rules
        ]
    return found


def _written_mappings(value: Value) -> object:
    return {name: _written_mapping(_record(each)) for name, each in _record(value).items()}


def _written_mapping(mapping: Mapping[str, object]) -> dict[str, object]:
    found: dict[str, object] = {"Type": "Rules" if mapping.get("by") == "rules" else "Token"}
    if otherwise := mapping.get("otherwise"):
        found["AmbiguousRoleResolution"] = _OTHERWISE[str(otherwise)]
    if rules := mapping.get("rules"):
        found["RulesConfiguration"] = {
            "Rules": [
                {
                    "Claim": rule.get("claim"),
                    "MatchType": _MATCHES[str(rule.get("match"))],
                    "Value": rule.get("value"),
                    "RoleARN": rule.get("role"),
                }
                for rule in _records(rules)
            ]
        }
    return found


CLIENTS: Final = Form(expects="a map of clients", read=_read_clients, write=_written_clients, member=_MAP)
MAPPINGS: Final = Form(expects="a map of mappings", read=_read_mappings, write=_written_mappings, member=_MAP)
_ARNS: Final = Bounds(pattern=r"arn:.{16,2044}")


def _pool(pointer: str, wire: str, form: Form, bounds: Bounds | None = None, default: object = None) -> Row:
    return Row(
        pointer=pointer, document=POOL, wire=wire, form=form, bounds=bounds or Bounds(), default=default, source=SOURCE
    )


SETTINGS: Final[tuple[Setting, ...]] = (
    Row(
        pointer="/name",
        document=POOL,
        wire="IdentityPoolName",
        bounds=Bounds(longest=128, pattern=r"[A-Za-z0-9_ \t-\r+=,.@-]+"),
        nullable=False,
        source=SOURCE,
    ),
    Row(
        pointer="/guests",
        document=POOL,
        wire="AllowUnauthenticatedIdentities",
        form=SWITCH,
        nullable=False,
        source=SOURCE,
        note="every pool says it",
    ),
    _pool("/classic_flow", "AllowClassicFlow", SWITCH, default=False),
    _pool("/cognito_clients", "CognitoIdentityProviders", CLIENTS, default=[]),
    _pool("/login_providers", "SupportedLoginProviders", TEXT_MAP, Bounds(longest=10), default={}),
    _pool("/oidc_providers", "OpenIdConnectProviderARNs", TEXT_SET, _ARNS, default=[]),
    _pool("/saml_providers", "SamlProviderARNs", TEXT_SET, _ARNS, default=[]),
    Row(
        pointer="/developer_provider",
        document=POOL,
        wire="DeveloperProviderName",
        bounds=Bounds(longest=128, pattern=r"[A-Za-z0-9._-]+"),
        nullable=False,
        source=SOURCE,
    ),
)
ROLE_SETTINGS: Final[tuple[Setting, ...]] = (
    Row(pointer="/roles/authenticated", document=ROLES, wire="Roles.authenticated", bounds=_ROLE, source=SOURCE),
    Row(pointer="/roles/unauthenticated", document=ROLES, wire="Roles.unauthenticated", bounds=_ROLE, source=SOURCE),
    Row(
        pointer="/role_mappings",
        document=ROLES,
        wire="RoleMappings",
        form=MAPPINGS,
        bounds=Bounds(longest=10),
        default={},
        source=SOURCE,
    ),
)
TAG_ANSWERS: Final[Mapping[str, Answered]] = {
    "tags": yes(
        TAGS,
        bounds=Bounds(longest=50),
        source=SOURCE,
        note="without those of AWS, Amplify and other tools (`aws:…`, `amplify:…`, `created-by`)",
    ),
    "login_providers.*": yes(
        "SupportedLoginProviders",
        bounds=bounds_of("cognito-identity", "IdentityProviderId"),
        unset=False,
        source=SOURCE,
    ),
    "principal_tags.*": yes("SetPrincipalTagAttributeMap", unset=False, source=SOURCE),
    "principal_tags.*.defaults": yes("UseDefaults", source=SOURCE),
    "principal_tags.*.tags": yes("PrincipalTags", bounds=Bounds(longest=50), source=SOURCE),
}


def _without_nothing(mapping: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in mapping.items() if value not in (None, ())}


def normal(name: str, value: Value) -> Value:
    """A declared map in the form that is read: what members leave out is filled in."""
    if not isinstance(value, Mapping):
        return value
    if name == "cognito_clients":
        return freeze({key: {"check_token": False, **cast(Mapping[str, Value], each)} for key, each in value.items()})
    if name == "role_mappings":
        return freeze({key: _without_nothing(cast(Mapping[str, Value], each)) for key, each in value.items()})
    return value
