"""`graphql_api`: `GetGraphqlApi` → attributes, attributes → `UpdateGraphqlApi`.

An omitted member of `UpdateGraphqlApi` is no change (research/amplify.md §2.4); all that it takes is sent
nevertheless, so that it does not matter. What is taken away goes as an explicit default.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from baasctl.model.value import ABSENT, Attributes, Side, Value, at, freeze, put
from baasctl.providers.strict import expect, expect_objects, expect_or_none, unexpected

KIND: Final = "graphql_api"
DOCUMENT: Final = "appsync GetGraphqlApi"
_MILLISECONDS: Final = 1000

MODES: Final[Mapping[str, str]] = {
    "api_key": "API_KEY",
    "iam": "AWS_IAM",
    "user_pool": "AMAZON_COGNITO_USER_POOLS",
    "oidc": "OPENID_CONNECT",
    "lambda": "AWS_LAMBDA",
}
CONFIGS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "user_pool": (
        "userPoolConfig",
        {
            "user_pool": "userPoolId",
            "region": "awsRegion",
            "default_action": "defaultAction",
            "client_pattern": "appIdClientRegex",
        },
    ),
    "oidc": (
        "openIDConnectConfig",
        {
            "issuer": "issuer",
            "client_pattern": "clientId",
            "ttl_after_issue": "iatTTL",
            "ttl_after_sign_in": "authTTL",
        },
    ),
    "lambda": (
        "lambdaAuthorizerConfig",
        {
            "function": "authorizerUri",
            "result_ttl": "authorizerResultTtlInSeconds",
            "token_pattern": "identityValidationExpression",
        },
    ),
}
"""Type of an auth mode to the member with its settings, and their names there."""
DEFAULTS: Final[Mapping[str, Value]] = {
    "/auth/additional": (),
    "/introspection": True,
    "/limits/query_depth": 0,
    "/limits/resolvers": 0,
    "/logs/exclude_verbose": False,
    "/merge_role": "",
    "/owner_contact": "",
    "/type": "graphql",
    "/visibility": "global",
    "/xray": False,
}
"""What the service has where nothing was said: cdk-real-drift's records of live APIs, research/amplify.md §2.4."""
_MEMBERS: Final[Mapping[str, str]] = {
    "/name": "name",
    "/introspection": "introspectionConfig",
    "/limits/query_depth": "queryDepthLimit",
    "/limits/resolvers": "resolverCountLimit",
    "/logs/level": "logConfig/fieldLogLevel",
    "/logs/role": "logConfig/cloudWatchLogsRoleArn",
    "/logs/exclude_verbose": "logConfig/excludeVerboseContent",
    "/merge_role": "mergedApiExecutionRoleArn",
    "/metrics/resolvers": "enhancedMetricsConfig/resolverLevelMetricsBehavior",
    "/metrics/data_sources": "enhancedMetricsConfig/dataSourceLevelMetricsBehavior",
    "/metrics/operations": "enhancedMetricsConfig/operationLevelMetricsConfig",
    "/owner_contact": "ownerContact",
    "/type": "apiType",
    "/visibility": "visibility",
    "/xray": "xrayEnabled",
}
WRITTEN: Final = frozenset(_MEMBERS) - {"/type", "/visibility"}
"""Pointers that `UpdateGraphqlApi` carries, beside `/auth`."""
_WORDS: Final[Mapping[str, Mapping[Value, str]]] = {
    "/introspection": {True: "ENABLED", False: "DISABLED"},
    "/logs/level": {each: each.upper() for each in ("none", "error", "info", "debug", "all")},
    "/metrics/resolvers": {"all": "FULL_REQUEST_RESOLVER_METRICS", "chosen": "PER_RESOLVER_METRICS"},
    "/metrics/data_sources": {"all": "FULL_REQUEST_DATA_SOURCE_METRICS", "chosen": "PER_DATA_SOURCE_METRICS"},
    "/metrics/operations": {True: "ENABLED", False: "DISABLED"},
    "/type": {"graphql": "GRAPHQL", "merged": "MERGED"},
    "/visibility": {"global": "GLOBAL", "private": "PRIVATE"},
}
_TYPES: Final[Mapping[str, type]] = {
    "/limits/query_depth": int,
    "/limits/resolvers": int,
    "/logs/exclude_verbose": bool,
    "/xray": bool,
}
_METRICS: Final[Mapping[str, str]] = {
    "/metrics/resolvers": "PER_RESOLVER_METRICS",
    "/metrics/data_sources": "PER_DATA_SOURCE_METRICS",
    "/metrics/operations": "DISABLED",
}
"""What goes with a metric that is declared alone: the three are written together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What an auth mode means where it leaves something out.

    Attributes:
        region: Of the API.
        user_pool: The app's own; empty when it has none.
    """

    region: str
    user_pool: str = ""


def decode(document: object) -> tuple[Attributes, frozenset[str]]:
    """The settings of an API, and the pointers that are as the service has them by itself.

    Raises:
        UnexpectedAnswer: It is not what the API promises.
    """
    wire = expect(document, dict, DOCUMENT, "")
    found: Attributes = {
        "auth": freeze(
            {
                "default": _mode(wire, ""),
                "additional": [
                    _mode(each, f"/additionalAuthenticationProviders/{number}")
                    for number, each in enumerate(
                        expect_objects(
                            wire.get("additionalAuthenticationProviders") or [],
                            DOCUMENT,
                            "/additionalAuthenticationProviders",
                        )
                    )
                ],
            }
        )
    }
    frozen = freeze(wire)
    assert isinstance(frozen, Mapping)
    for path, place in _MEMBERS.items():
        value = _value(path, at(frozen, f"/{place}"), place)
        if value is not ABSENT:
            found = put(found, path, value)
    unset = {path for path, default in DEFAULTS.items() if at(found, path) in (default, ABSENT)}
    return found, frozenset(unset)


def normal_modes(modes: Value, around: Surroundings) -> Value:
    """Additional auth modes as they compare: complete, without what is the default, in one order."""
    if not isinstance(modes, tuple):
        return modes
    complete = [_normal_mode(each, around) for each in modes if isinstance(each, Mapping)]
    return freeze(sorted(complete, key=lambda each: json.dumps(each, sort_keys=True)))


def encode(wire: Mapping[str, Any], after: Attributes, changed: Iterable[str], around: Surroundings) -> dict[str, Any]:
    """All that `UpdateGraphqlApi` takes: what is live, with the changed fields over it.

    Args:
        wire: As `GetGraphqlApi` answered.
        after: `Change.after`; `None` is the service's own default.
        changed: Pointers of `after` to write.
    """
    body = _sendable(wire)
    for path in sorted(set(changed) & WRITTEN):
        value = at(after, path)
        head, _, member = _MEMBERS[path].partition("/")
        if value is None:
            value = DEFAULTS.get(path)
        word = next((word for known, word in _WORDS.get(path, {}).items() if known == value), value)
        if member:
            body[head] = {**_defaults_of(head), **body.get(head, {}), member: word}
            if word is None:
                del body[head][member]
        else:
            body[head] = word
    default = at(after, "/auth/default")
    if isinstance(default, Mapping) and any(path.startswith("/auth/default") for path in changed):
        body |= _default_mode(wire, default, around)
    additional = at(after, "/auth/additional")
    if "/auth/additional" in changed:
        body["additionalAuthenticationProviders"] = _additional(additional, around)
    return _of_default_mode(body)


def mode_type(wire_type: object, place: str) -> str:
    """What a spec calls a type of auth mode.

    Raises:
        UnexpectedAnswer: Another type.
    """
    found = next((name for name, word in MODES.items() if word == wire_type), None)
    if found is None:
        raise unexpected(DOCUMENT, f"{place}/authenticationType", "no type of authentication that is known")
    return found


def _mode(wire: Mapping[str, Any], place: str) -> dict[str, Value]:
    found: dict[str, Value] = {"type": mode_type(wire.get("authenticationType"), place)}
    member, names = CONFIGS.get(str(found["type"]), ("", {}))
    config = expect_or_none(wire.get(member), dict, DOCUMENT, f"{place}/{member}") or {}
    for name, word in names.items():
        value = config.get(word)
        if value is None or value == "":
            continue
        if name in ("ttl_after_issue", "ttl_after_sign_in"):
            seconds = expect(value, int, DOCUMENT, f"{place}/{member}/{word}") / _MILLISECONDS
            value = int(seconds) if seconds.is_integer() else seconds
        found[name] = str(value).lower() if name == "default_action" else value
    return found


def _normal_mode(mode: Mapping[str, Value], around: Surroundings) -> dict[str, Value]:
    found: dict[str, Value] = {name: value for name, value in mode.items() if value not in (None, 0, "")}
    if found["type"] == "user_pool":
        found.setdefault("user_pool", around.user_pool)
        found.setdefault("region", around.region)
    return found


def _value(path: str, wire: Side, place: str) -> Side:
    if wire is ABSENT or wire is None:
        return ABSENT
    words = _WORDS.get(path)
    if words is None:
        expected = _TYPES.get(path, str)
        found: Value = expect(wire, expected, DOCUMENT, f"/{place}")
        return found
    for value, word in words.items():
        if word == wire:
            return value
    raise unexpected(DOCUMENT, f"/{place}", f"none of {', '.join(words.values())}")


def _sendable(wire: Mapping[str, Any]) -> dict[str, Any]:
    members = {_MEMBERS[path].partition("/")[0] for path in WRITTEN}
    members |= {"authenticationType", "additionalAuthenticationProviders", *(member for member, _ in CONFIGS.values())}
    return {name: wire[name] for name in sorted(members) if wire.get(name) is not None}


def _defaults_of(member: str) -> dict[str, Any]:
    if member != "enhancedMetricsConfig":
        return {}
    return {_MEMBERS[path].partition("/")[2]: word for path, word in _METRICS.items()}


def _default_mode(wire: Mapping[str, Any], wanted: Mapping[str, Value], around: Surroundings) -> dict[str, Any]:
    mode = {**_mode(wire, ""), **wanted} if wanted.get("type") in (None, _mode(wire, "")["type"]) else dict(wanted)
    return _wire_mode(mode, around, is_default=True)


def _additional(modes: Side, around: Surroundings) -> list[dict[str, Any]]:
    wanted = modes if isinstance(modes, tuple) else ()
    return [_wire_mode(each, around, is_default=False) for each in wanted if isinstance(each, Mapping)]


def _wire_mode(mode: Mapping[str, Value], around: Surroundings, *, is_default: bool) -> dict[str, Any]:
    kind = str(mode["type"])
    found: dict[str, Any] = {"authenticationType": MODES[kind]}
    member, names = CONFIGS.get(kind, ("", {}))
    config: dict[str, Any] = {}
    for name, word in names.items():
        value = mode.get(name)
        if kind == "user_pool" and name in ("user_pool", "region"):
            value = value or getattr(around, name)
        if name == "default_action":
            value = (str(value) if value else "allow").upper() if is_default else None
        if value is None or isinstance(value, tuple | Mapping):
            continue
        is_milliseconds = name in ("ttl_after_issue", "ttl_after_sign_in") and isinstance(value, int | float)
        config[word] = int(value * _MILLISECONDS) if is_milliseconds else value  # type: ignore[operator]
    return found | ({member: config} if member else {})


def _of_default_mode(body: dict[str, Any]) -> dict[str, Any]:
    """Without the settings of auth modes that are not the default: AppSync may keep those of an earlier one."""
    kind = mode_type(body["authenticationType"], "")
    own = CONFIGS.get(kind, ("", {}))[0]
    others = {member for member, _ in CONFIGS.values()} - {own}
    return {name: value for name, value in body.items() if name not in others}
