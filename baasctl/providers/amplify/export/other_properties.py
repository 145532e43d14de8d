"""Buckets, functions and the GraphQL API as properties of CloudFormation's types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, cast

from baasctl.model.change import Change
from baasctl.model.secret import Secret
from baasctl.providers.amplify import buckets, graphql_api
from baasctl.providers.amplify.discovery import Found
from baasctl.providers.amplify.export.override import Exported, overrides_of
from baasctl.providers.amplify.export.typescript import member
from baasctl.providers.amplify.lambda_functions import configuration

Properties = Mapping[str, object]
_API: Final = "backend.data.resources.cfnResources.cfnGraphqlApi"
_MODE: Final = "authenticationType"
_CORS: Final = {"ExposeHeaders": "ExposedHeaders", "MaxAgeSeconds": "MaxAge", "ID": "Id"}


def of_bucket(change: Change, known: Found, region: str) -> Exported:
    """CORS, versioning, life cycle and the block of public access; other documents have statements of other owners."""
    del region
    name = change.address.segments[0]
    properties: dict[str, object] = {}
    left = {field.path for field in change.fields}
    for document, (pointers, convert) in _BUCKET.items():
        if mine := {path for path in left if path.startswith(pointers)}:
            properties |= convert(buckets.changed_body(document, {}, change, known.bucket(name)))
            left -= mine
    construct = f"backend{member('storage' if len(known.buckets) < 2 else name)}.resources.cfnResources.cfnBucket"
    return Exported(
        overrides=tuple(overrides_of(construct, properties)),
        without=tuple(f"`{path}`: set it in defineStorage, or on `resources.bucket`" for path in sorted(left)),
    )


def of_function(change: Change, known: Found, region: str) -> Exported:
    """What `UpdateFunctionConfiguration` carries; code, callers, schedules and secrets are defineFunction's."""
    del known, region
    after, values = change.after or {}, {field.path: field.after for field in change.fields}
    settings = {path: value for path, value in values.items() if configuration.is_of_configuration(path)}
    variables = after.get("env")
    secret = (
        {name for name, value in variables.items() if isinstance(value, Secret)}
        if isinstance(variables, Mapping)
        else set()
    )
    body = configuration.encode(settings, after, {})
    construct = f"backend{member(change.address.segments[0])}.resources.cfnResources.cfnFunction"
    masked = {f"Environment.Variables.{name}" for name in secret}
    return Exported(
        overrides=tuple(each for each in overrides_of(construct, body) if each.path not in masked),
        without=(
            *(f"`{path}`: change it in defineFunction" for path in sorted(values.keys() - settings.keys())),
            *(f"`{name}` is a secret: use `secret(...)` in `environment` of defineFunction" for name in sorted(secret)),
        ),
    )


def of_api(change: Change, known: Found, region: str) -> Exported:
    """What `UpdateGraphqlApi` carries, with CloudFormation's capital letters."""
    around = graphql_api.Surroundings(region=region, user_pool=known.user_pool)
    paths = [field.path for field in change.fields]
    changes_mode = any(path.startswith("/auth/default") for path in paths)
    body = graphql_api.encode({_MODE: "API_KEY"}, change.after or {}, paths, around)
    body = {name: value for name, value in body.items() if changes_mode or name != _MODE}
    told = ("/auth", *graphql_api.WRITTEN)
    without = [f"`{path}`: change it in defineData" for path in paths if not path.startswith((*told, "/models"))]
    text = _rules(change) if any(path.startswith("/models") for path in paths) else ""
    return Exported(overrides=tuple(overrides_of(_API, capitalised(body))), without=tuple(without), text=text)


def _rules(change: Change) -> str:
    """Models with their rules, for the schema of the backend."""
    models = (change.after or {}).get("models")
    texts = [
        str(model["rules"])
        for model in (models.values() if isinstance(models, Mapping) else ())
        if isinstance(model, Mapping) and model.get("rules")
    ]
    return "\n".join(["For the schema of defineData, in amplify/data/resource.ts (it may be GraphQL):", *texts])


def capitalised(body: Properties) -> dict[str, object]:
    """The members of an API of camel case as CloudFormation spells them."""

    def written(value: object) -> object:
        if isinstance(value, Mapping):
            return capitalised(value)
        return [written(each) for each in value] if isinstance(value, list | tuple) else value

    return {name[:1].upper() + name[1:]: written(value) for name, value in body.items()}


def _cors(body: Properties) -> Properties:
    rules = cast(list[dict[str, object]], body.get("CORSRules") or [])
    return {
        "CorsConfiguration": {
            "CorsRules": [{_CORS.get(key, key): each for key, each in rule.items()} for rule in rules]
        }
    }


def _lifecycle(body: Properties) -> Properties:
    return {
        "LifecycleConfiguration": {"Rules": [_rule(each) for each in cast(list[Properties], body.get("Rules") or [])]}
    }


def _rule(rule: Properties) -> Properties:
    found = {
        ("Id" if key == "ID" else key): value for key, value in rule.items() if key not in ("Filter", "Expiration")
    }
    chosen = cast(Properties, rule.get("Filter") or {})
    found |= {"Prefix": chosen["Prefix"]} if chosen.get("Prefix") else {}
    expiration = cast(Properties, rule.get("Expiration") or {})
    return found | ({"ExpirationInDays": expiration["Days"]} if "Days" in expiration else {})


_BUCKET: Final[Mapping[str, tuple[str, Callable[[Properties], Properties]]]] = {
    "cors": ("/cors", _cors),
    "versioning": ("/versioning", lambda body: {"VersioningConfiguration": dict(body)}),
    "lifecycle": ("/lifecycle", _lifecycle),
    "public_access": ("/public", lambda body: {"PublicAccessBlockConfiguration": dict(body)}),
}
