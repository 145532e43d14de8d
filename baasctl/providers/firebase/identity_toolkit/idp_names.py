"""Names of identity providers in a spec, and the ids that Google has for them.

Built-in ids: cloud.google.com/identity-platform/docs/reference/rest/v2/projects.defaultSupportedIdpConfigs. Ids of the
others begin with the word of their protocol.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

KIND: Final = "identity_providers"
BUILT_IN: Final[Mapping[str, str]] = {
    "google": "google.com",
    "apple": "apple.com",
    "facebook": "facebook.com",
    "github": "github.com",
    "twitter": "twitter.com",
    "microsoft": "microsoft.com",
    "linkedin": "linkedin.com",
    "yahoo": "yahoo.com",
    "playgames": "playgames.google.com",
    "gamecenter": "gc.apple.com",
}
"""Name to id."""
PROTOCOLS: Final = ("oidc", "saml")
LISTS: Final[Mapping[str, str]] = {
    "": "defaultSupportedIdpConfigs",
    "oidc": "oauthIdpConfigs",
    "saml": "inboundSamlConfigs",
}
"""Protocol (empty: built-in) to collection; also the member of its list answer that holds the entries."""
_NAME_OF: Final = {wire: name for name, wire in BUILT_IN.items()}


def wire_id(name: str, protocol: str) -> str:
    """The id of a provider of the spec: `google.com`, `oidc.acme`. A name may also be the id itself."""
    if not protocol:
        return BUILT_IN.get(name, name)
    return name if name.startswith(f"{protocol}.") else f"{protocol}.{name}"


def name_of(provider_id: str) -> str:
    """The name that a spec gives to an id if nothing else has that name; a built-in id that is new is its own name."""
    protocol = protocol_of_id(provider_id)
    if not protocol:
        return _NAME_OF.get(provider_id, provider_id)
    name = provider_id.removeprefix(f"{protocol}.")
    return provider_id if not name or name in BUILT_IN or name in _NAME_OF else name


def protocol_of_id(provider_id: str) -> str:
    """`oidc`, `saml`, or empty for a built-in provider."""
    start = provider_id.partition(".")[0]
    return start if start in PROTOCOLS else ""


def collection_of(provider_id: str) -> str:
    """The collection that an id is in."""
    return LISTS[protocol_of_id(provider_id)]


def names_of(provider_ids: tuple[str, ...]) -> dict[str, str]:
    """Id to a name that is different for each: the full id where two have the same name."""
    short = {each: name_of(each) for each in provider_ids}
    taken = list(short.values())
    return {each: name if taken.count(name) == 1 else each for each, name in short.items()}
