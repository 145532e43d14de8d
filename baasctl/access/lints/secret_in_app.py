"""Keys of servers among the values that apps are given: parameters of Remote Config, variables of a site's build."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.access.facts import Facts
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.model.resource import Resource
from baasctl.model.value import pointer

_SIGNS: Final[Mapping[str, re.Pattern[str]]] = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----"),
    "a key file of a service account": re.compile(r'"type"\s*:\s*"service_account"'),
    "a secret key of Supabase": re.compile(r"\bsb_secret_[A-Za-z0-9_-]{10,}"),
    "an access token of Supabase": re.compile(r"\bsbp_[a-f0-9]{40}"),
    "a key of AWS": re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    "a secret key of Stripe": re.compile(r"\b[sr]k_live_[A-Za-z0-9]{10,}"),
    "a token of GitHub": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})"),
    "a token of Slack": re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}"),
}
_TOKEN: Final = re.compile(r"\beyJ[A-Za-z0-9_-]{5,2000}\.(eyJ[A-Za-z0-9_-]{5,4000})\.")
_MOST_TOKENS: Final = 20
_PUBLIC: Final = re.compile(r"(NEXT_PUBLIC|VITE|REACT_APP|NUXT_PUBLIC|PUBLIC|EXPO_PUBLIC|GATSBY|VUE_APP|NG_APP)_")
"""What build tools put into the pages that they make."""


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each value; what it is, and never the value."""
    for template in facts.of("remote_config"):
        for path, name, value in _parameters(template):
            if what := _key(value):
                yield Hit(
                    resource=template,
                    path=path,
                    detail=f"`{name}` holds {what}, and every app can fetch it",
                    hint="take it out, make a new one, and keep that in `function_secrets`",
                )
    for site in facts.of("hosting"):
        for path, name, value in _variables(site):
            if _PUBLIC.match(name) and (what := _key(value)):
                yield Hit(
                    resource=site,
                    path=path,
                    detail=f"`{name}` holds {what}, and is built into the pages",
                    hint="take it out, make a new one, and keep that in `function_secrets`",
                )


def _parameters(template: Resource) -> Iterator[tuple[str, str, object]]:
    """(pointer, name, value) of all values of all parameters."""
    for name, parameter in _members(template.attributes.get("parameters")):
        if isinstance(parameter, Mapping):
            yield pointer("parameters", name, "default"), name, parameter.get("default")
            for condition, value in _members(parameter.get("when")):
                yield pointer("parameters", name, "when", condition), name, value


def _variables(site: Resource) -> Iterator[tuple[str, str, object]]:
    """(pointer, name, value) of the app's variables, and of its branches'."""
    for name, value in _members(site.attributes.get("env")):
        yield pointer("env", name), name, value
    for branch, settings in _members(site.attributes.get("branches")):
        for name, value in _members(settings.get("env") if isinstance(settings, Mapping) else None):
            yield pointer("branches", branch, "env", name), name, value


def _members(found: object) -> Iterator[tuple[str, object]]:
    yield from ((str(name), value) for name, value in found.items()) if isinstance(found, Mapping) else ()


def _key(value: object) -> str:
    """What sort of key a text holds; empty: none that is known."""
    if not isinstance(value, str):
        return ""
    found = next((what for what, sign in _SIGNS.items() if sign.search(value)), "")
    if found:
        return found
    tokens = (match[1] for _, match in zip(range(_MOST_TOKENS), _TOKEN.finditer(value), strict=False))
    return "the `service_role` key of Supabase" if any(_role(each) == "service_role" for each in tokens) else ""


def _role(payload: str) -> object:
    try:
        said = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return None
    return said.get("role") if isinstance(said, dict) else None


RULE = Rule(
    number=155,
    name="secret_in_app",
    title="An app is given a server's key",
    weight=Weight.CRITICAL,
    category="SECURITY",
    about="Whoever has the app has what it fetches or was built with; such a key passes by all rules.",
    remediation="https://firebase.google.com/docs/remote-config/parameters",
    providers=frozenset({"amplify", "firebase"}),
    each_of=frozenset({"remote_config", "hosting"}),
    hits=hits,
)
