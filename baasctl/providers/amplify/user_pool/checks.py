"""Desired settings of a user pool that AWS would refuse, found offline, each at its place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret
from baasctl.model.state import DesiredState
from baasctl.model.value import ABSENT, Value
from baasctl.providers.amplify import auth, auth_hooks, email_templates
from baasctl.providers.amplify.bounds import required_members
from baasctl.providers.amplify.user_pool import other_rows, pool_rows, schema
from baasctl.providers.amplify.user_pool.rows import Setting, native
from baasctl.providers.amplify.user_pool.second_factor_settings import FACTORS
from baasctl.providers.attribute_paths import declared_at, has_value
from baasctl.providers.spec_place import problem

RECORD_MEMBERS: Final[Mapping[str, Mapping[str, object]]] = {
    native("AccountRecoverySetting.RecoveryMechanisms"): pool_rows.RECORD_MEMBERS[
        "AccountRecoverySetting.RecoveryMechanisms"
    ],
    native("LogConfigurations"): other_rows.RECORD_MEMBERS["LogConfigurations"],
    native("ManagedLoginBranding.Assets"): other_rows.RECORD_MEMBERS["Assets"],
}
_SHAPES: Final = {
    native("AccountRecoverySetting.RecoveryMechanisms"): "RecoveryOptionType",
    native("LogConfigurations"): "LogConfigurationType",
    native("ManagedLoginBranding.Assets"): "AssetType",
}
"""What the model calls a map in each of these lists."""
_LOCAL: Final = ("localhost", "127.0.0.1", "::1")


def check_types(desired: DesiredState) -> Iterator[Diagnostic]:
    """`native` values of another form than their wire field has."""
    for resource in desired.of(auth.KIND):
        yield from of_another_type(resource, auth.SETTINGS)


def of_another_type(resource: Resource, settings: Iterable[Setting]) -> Iterator[Diagnostic]:
    """Those of these settings whose declared value is not of their form."""
    for setting in settings:
        value = declared_at(resource.attributes, setting.pointer)
        if value is ABSENT or value is None or setting.form.accepts(value):  # type: ignore[arg-type]
            continue
        yield problem(
            resource,
            "SPEC720",
            "a native setting has another type",
            f"`{_word(setting.pointer)}` is {_shown(value)}, but the field takes"  # type: ignore[arg-type]
            f" {setting.form.expects}",
            hint=f"write {setting.form.expects}, or null to clear it",
            path=setting.pointer,
        )


def check_members(desired: DesiredState) -> Iterator[Diagnostic]:
    """Maps in native lists, and attributes of users."""
    for resource in desired.of(auth.KIND):
        yield from schema.check(resource)
        for path, known in RECORD_MEMBERS.items():
            value = declared_at(resource.attributes, path)
            for index, member in enumerate(value if isinstance(value, tuple) else ()):
                for broken in (*_breaks(member, known), *_lacks(member, path)) if isinstance(member, Mapping) else ():
                    yield problem(
                        resource,
                        "SPEC723",
                        "a map in a native list cannot be used",
                        f"`{_word(path)}`, number {index + 1}: {broken}",
                        path=path,
                    )


def _lacks(member: Mapping[str, object], path: str) -> Iterator[str]:
    """Members that AWS insists on."""
    for name in sorted(required_members("cognito-idp", _SHAPES[path])):
        if member.get(name) is None:
            yield f"`{name}` is missing"


def check_redirects(desired: DesiredState) -> Iterator[Diagnostic]:
    """Addresses that Cognito does not redirect to."""
    path = other_rows.REDIRECT_URLS.pointer
    for resource in desired.of(auth.KIND):
        value = declared_at(resource.attributes, path)
        for url in value if isinstance(value, tuple) else ():
            parts = urlsplit(str(url))
            if not parts.scheme or (parts.scheme == "http" and parts.hostname not in _LOCAL):
                yield problem(
                    resource,
                    "SPEC722",
                    "Cognito does not redirect to this address",
                    f"`{url}`: Cognito takes https, http for localhost alone, or an app's own scheme",
                    hint="write it such as https://app.example.com/callback or myapp://callback",
                    path=path,
                )


def check_contradictions(desired: DesiredState) -> Iterator[Diagnostic]:
    """Values that cannot both be meant."""
    mode: object = ABSENT
    for resource in desired.of(auth.KIND):
        mode = declared_at(resource.attributes, "/mfa/mode")
        factors = declared_at(resource.attributes, FACTORS)
        if mode in (None, "disabled") and isinstance(factors, tuple) and factors:
            why = f"`mfa.mode: {'null' if mode is None else mode}` switches every second factor off"
            yield _contradiction(resource, FACTORS, why)
        for wire in ("Domain", "CustomDomain"):
            others = declared_at(resource.attributes, native(wire))
            if isinstance(others, Mapping) and others.get("Domain", ABSENT) is ABSENT and others:
                yield _contradiction(resource, native(wire), f"`native.amplify.{wire}` has settings and no `Domain`")
    for resource in desired.of(email_templates.KIND):
        is_factor = resource.address.segments[0] == "sign_in_code"
        if is_factor and mode in (None, "disabled") and has_value(resource.attributes, email_templates.SUBJECT):
            yield _contradiction(resource, email_templates.SUBJECT, "`auth.mfa.mode` switches every second factor off")
    for resource in desired.of(auth_hooks.KIND):
        if all(has_value(resource.attributes, path) for path in (auth_hooks.FUNCTION, auth_hooks.ARN)):
            yield _contradiction(resource, auth_hooks.ARN, "a hook calls either a `function` or an ARN")


def check_hooks(desired: DesiredState) -> Iterator[Diagnostic]:
    """Hooks that send messages get them encrypted: somebody has to name the key."""
    settings = next(desired.of(auth.KIND), None)
    key = native("LambdaConfig.KMSKeyID")
    for resource in desired.of(auth_hooks.KIND) if settings is not None else ():
        sends = resource.address.segments[0] in ("send_email", "send_sms")
        calls = any(has_value(resource.attributes, path) for path in (auth_hooks.FUNCTION, auth_hooks.ARN))
        if sends and calls and settings is not None and declared_at(settings.attributes, key) is None:
            yield _contradiction(resource, auth_hooks.FUNCTION, f"`auth.{_word(key)}` is null, and codes need a key")


def _breaks(member: Mapping[str, Value], known: Mapping[str, object]) -> Iterator[str]:
    for name, value in member.items():
        allowed = known.get(name, ABSENT)
        if allowed is ABSENT:
            yield f"`{name}` is no member; Cognito has {', '.join(f'`{each}`' for each in known)}"
        elif isinstance(allowed, Mapping):
            if isinstance(value, Mapping):
                yield from _breaks(value, allowed)
            else:
                yield f"`{name}` must be a map"
        elif isinstance(allowed, tuple) and value not in allowed:
            yield f"`{name}` must be one of: {', '.join(map(str, allowed))}"
        elif allowed is None and not isinstance(value, str):
            yield f"`{name}` must be text"


def _contradiction(resource: Resource, path: str, detail: str) -> Diagnostic:
    return problem(
        resource,
        "SPEC721",
        "two settings contradict each other",
        f"{detail}, but `{_word(path)}` says otherwise",
        hint="keep one of them",
        path=path,
    )


def _shown(value: Value) -> str:
    if isinstance(value, Mapping | tuple):
        return "a map" if isinstance(value, Mapping) else "a list"
    return "a secret" if isinstance(value, Secret) else f"`{json.dumps(value, ensure_ascii=False)}`"


def _word(path: str) -> str:
    return path[1:].replace("/", ".")
