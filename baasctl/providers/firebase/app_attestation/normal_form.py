"""App Check: which app is meant, what fits its platform, and what a declared list of tokens or resources takes away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret, Vault
from baasctl.model.value import Value, freeze, pointer
from baasctl.providers.firebase.app_attestation.apps import App, meant
from baasctl.providers.firebase.app_attestation.attestation import CONFIGURATIONS
from baasctl.providers.firebase.app_attestation.entries import stronger_replay_protection
from baasctl.providers.spec_place import problem

_IS_WHOLE: Final = "app_check_is_whole"
_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)
_PLATFORMS: Final = {"IOS": "an Apple app", "ANDROID": "an Android app", "WEB": "a web app"}


def owned_whole(desired: Resource, live: Resource | None) -> Resource:
    """The declared one with a null for each token or resource that it takes away; once, since a plan names them."""
    if live is None or desired.facts.get(_IS_WHOLE):
        return desired
    attributes = dict(desired.attributes)
    for name in ("debug_tokens", "resources"):
        declared, beside = attributes.get(name), live.attributes.get(name)
        if isinstance(declared, Mapping) and isinstance(beside, Mapping):
            gone: dict[str, Value] = {key: None for key in beside if key not in declared}
            attributes[name] = freeze({**declared, **gone})
    return replace(desired, attributes=attributes, facts={**desired.facts, _IS_WHOLE: True})


def problems_of(desired: Resource, live: Resource | None, apps: Sequence[App], vault: Vault) -> Iterator[Diagnostic]:
    """What only the project tells, and what only a secret's text tells."""
    if desired.address.segments[0] == "apps":
        yield from _app_problems(desired, apps)
        yield from _debug_token_problems(desired, vault)
    elif live is not None:
        both = {**live.attributes, **desired.attributes}
        yield from stronger_replay_protection(desired, both.get("enforcement"), both.get("replay_protection"))


def _app_problems(desired: Resource, apps: Sequence[App]) -> Iterator[Diagnostic]:
    found = meant(desired, apps)
    told = ", ".join(f"{app.id} ({', '.join(app.names) or app.platform.lower()})" for app in found or apps)
    name = desired.remote_id or desired.address.segments[1]
    if not found:
        detail = f"`{name}` is no id, display name, package name or bundle id; there are: {told or 'no apps'}"
        yield problem(
            desired, "SPEC654", "the project has no such app", detail, hint="`firebase apps:create` makes one"
        )
    elif len(found) > 1:
        hint = f"say which one it is: `id: {found[0].id}`"
        yield problem(desired, "SPEC655", "several apps have this name", f"`{name}` is each of {told}", hint=hint)
    else:
        (app,) = found
        for configuration in CONFIGURATIONS.values():
            if configuration.name in desired.attributes and app.platform not in configuration.platforms:
                of = " or ".join(_PLATFORMS[each] for each in configuration.platforms)
                detail = f"`{name}` is {_PLATFORMS.get(app.platform, app.platform)}; `{configuration.name}` is for {of}"
                path = f"/{configuration.name}"
                yield problem(desired, "SPEC656", "an app of this platform cannot have it", detail, path=path)


def _debug_token_problems(desired: Resource, vault: Vault) -> Iterator[Diagnostic]:
    tokens = desired.attributes.get("debug_tokens")
    for name, token in tokens.items() if isinstance(tokens, Mapping) else ():
        if isinstance(token, Secret) and token in vault and not _UUID.fullmatch(vault.reveal(token)):
            yield problem(
                desired,
                "SPEC657",
                "the text of a secret cannot be used",
                f"debug token `{name}` of `{desired.address.local}` is no UUID of version 4",
                hint="`uuidgen --random` makes one",
                path=pointer("debug_tokens", name),
            )
