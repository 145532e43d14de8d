"""From drafts of documents to requests: what is stripped, what goes out explicitly, what is folded.

`UpdateUserPool` resets some members that it is not sent and keeps others (research/amplify.md §2.1, the ledger), so
everything that was read goes out again; `SetUserPoolMfaConfig` and `SetRiskConfiguration` replace what they are for.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias, cast

from baasctl.providers.amplify.email_templates import MIRRORS
from baasctl.providers.amplify.user_pool.documents import (
    ACCEPTED,
    ALL,
    BRANDING,
    CLIENT,
    CUSTOM_DOMAIN,
    DOMAIN,
    LOGS,
    MFA,
    POOL,
    RISK,
    UI,
    Documents,
    Message,
    at_wire,
    drop_wire,
    put_wire,
    texts_at,
)

Request: TypeAlias = tuple[str, dict[str, object]]
"""Operation as AWS names it, and its parameters but for the pool's id."""

READ_ONLY: Final = frozenset(
    (
        *("Arn", "CreationDate", "CustomDomain", "Domain", "EmailConfigurationFailure", "EstimatedNumberOfUsers"),
        *("Id", "LastModifiedDate", "Name", "SchemaAttributes", "SmsConfigurationFailure", "Status"),
    )
)
CREATE_ONLY: Final = frozenset(("AliasAttributes", "UsernameAttributes", "UsernameConfiguration"))
_CLIENT_READ_ONLY: Final = frozenset(("ClientSecret", "CreationDate", "LastModifiedDate", "UserPoolId"))
_DAYS: Final = "AdminCreateUserConfig.UnusedAccountValidityDays"
_FACTOR_BLOCKS: Final = ("EmailMfaConfiguration", "SmsMfaConfiguration", "SoftwareTokenMfaConfiguration")
_EXPLICIT: Final = frozenset(("AutoVerifiedAttributes", "LambdaConfig", "UserPoolTags"))
"""Members whose emptiness is sent: what is left out of them would not go away everywhere."""


def requests(live: Documents, drafts: Documents) -> Iterator[tuple[str, Request]]:
    """Document and request for each document that is to change, in the order of writing."""
    for document in order(live, drafts):
        if document in drafts and drafts[document] != live.get(document, {}):
            for request in _BUILDERS[document](live, drafts):
                yield document, request


def order(live: Documents, drafts: Documents) -> tuple[str, ...]:
    """The documents as they are written.

    Second factors that are required exclude a code as first factor: they go first when they are loosened.
    """
    was, becomes = (str(each.get(MFA, {}).get("MfaConfiguration") or "OFF") for each in (live, drafts))
    if was == "ON" and becomes != "ON":
        return (MFA, *(each for each in ALL if each != MFA))
    return ALL


def pool_request(draft: Message) -> Request:
    """Everything that `UpdateUserPool` takes of a pool."""
    accepted = draft.get(ACCEPTED)
    known = set(cast(list[str], accepted)) if isinstance(accepted, list) else None
    outside = READ_ONLY | CREATE_ONLY | {ACCEPTED, *MIRRORS}
    sent = {
        name: value
        for name, value in draft.items()
        if name not in outside and (known is None or name in known) and (value or name in _EXPLICIT)
    }
    found = cast(dict[str, object], without_nothing(sent))
    for mirror, wire in MIRRORS.items():
        text = at_wire(draft, wire, POOL)
        if text:
            found[mirror] = text
    if at_wire(found, "Policies.PasswordPolicy.TemporaryPasswordValidityDays", POOL) is not None:
        drop_wire(found, _DAYS)
    tags = found.get("UserPoolTags")
    if isinstance(tags, Mapping):
        found["UserPoolTags"] = {name: tag for name, tag in tags.items() if not str(name).startswith("aws:")}
    return "UpdateUserPool", found


def folded(pool: Message) -> dict[str, object]:
    """A pool as it is read: texts that only the older members hold stand where the newer ones do."""
    found = dict(pool)
    for mirror, wire in MIRRORS.items():
        if pool.get(mirror) and not at_wire(found, wire, POOL):
            put_wire(found, wire, pool[mirror])
    return found


def mfa_request(mfa: Message, pool: Message) -> Request:
    """The whole of second factors; while they are off no factor may be named."""
    mode = mfa.get("MfaConfiguration") or "OFF"
    found: dict[str, object] = {"MfaConfiguration": mode}
    for name, block in mfa.items():
        if name == "MfaConfiguration" or not block or (mode == "OFF" and name in _FACTOR_BLOCKS):
            continue
        found[name] = block
    if "SmsMfaConfiguration" in found:
        texts = dict(cast(Message, found["SmsMfaConfiguration"]))
        if pool.get("SmsConfiguration"):
            texts["SmsConfiguration"] = pool["SmsConfiguration"]
        if pool.get("SmsAuthenticationMessage"):
            texts["SmsAuthenticationMessage"] = pool["SmsAuthenticationMessage"]
        found["SmsMfaConfiguration"] = without_nothing(texts)
    if at_wire(found, "SoftwareTokenMfaConfiguration.Enabled", MFA) is False:
        found.pop("SoftwareTokenMfaConfiguration")
    return "SetUserPoolMfaConfig", found


def without_nothing(value: object) -> object:
    """Without empty texts and records inside, which botocore does not let through and AWS would not take."""
    if not isinstance(value, Mapping):
        return value
    return {
        name: kept
        for name, each in value.items()
        if (kept := without_nothing(each)) not in (None, "") and (kept != {} or name in _EXPLICIT)
    }


def _pool(live: Documents, drafts: Documents) -> Iterator[Request]:
    del live
    yield pool_request(drafts[POOL])


def _mfa(live: Documents, drafts: Documents) -> Iterator[Request]:
    yield mfa_request(drafts[MFA], drafts.get(POOL) or live.get(POOL, {}))


def _client(live: Documents, drafts: Documents) -> Iterator[Request]:
    del live
    sent = {name: value for name, value in drafts[CLIENT].items() if name not in _CLIENT_READ_ONLY}
    yield "UpdateUserPoolClient", cast(dict[str, object], without_nothing(sent))


def _risk(live: Documents, drafts: Documents) -> Iterator[Request]:
    del live
    yield "SetRiskConfiguration", cast(dict[str, object], without_nothing(drafts[RISK]))


def _logs(live: Documents, drafts: Documents) -> Iterator[Request]:
    del live
    yield "SetLogDeliveryConfiguration", {"LogConfigurations": drafts[LOGS].get("LogConfigurations") or []}


def _ui(live: Documents, drafts: Documents) -> Iterator[Request]:
    del live
    yield "SetUICustomization", {"CSS": drafts[UI].get("CSS") or ""}


def _branding(live: Documents, drafts: Documents) -> Iterator[Request]:
    known = str(live.get(BRANDING, {}).get("ManagedLoginBrandingId", ""))
    draft = drafts[BRANDING]
    if known and not draft.keys() & {"UseCognitoProvidedValues", "Settings", "Assets"}:
        yield "DeleteManagedLoginBranding", {"ManagedLoginBrandingId": known}
        return
    found: dict[str, object] = {}
    if draft.get("UseCognitoProvidedValues"):
        found["UseCognitoProvidedValues"] = True
    else:
        found = {name: draft[name] for name in ("Settings", "Assets") if draft.get(name)}
    if isinstance(assets := found.get("Assets"), list):
        found["Assets"] = [
            {**asset, "Bytes": base64.b64decode(asset["Bytes"])} if asset.get("Bytes") else asset for asset in assets
        ]
    if known:
        yield "UpdateManagedLoginBranding", {"ManagedLoginBrandingId": known, **found}
    else:
        yield "CreateManagedLoginBranding", found


def _domain_of(document: str, live: Documents, drafts: Documents) -> Iterator[Request]:
    """A domain cannot be renamed: the old one goes, the new one comes."""
    before, after = dict(live.get(document, {})), dict(drafts[document])
    old, new = before.get("Domain"), after.get("Domain")
    if old and old != new:
        yield "DeleteUserPoolDomain", {"Domain": old}
    if new:
        operation = "UpdateUserPoolDomain" if old == new else "CreateUserPoolDomain"
        yield operation, cast(dict[str, object], without_nothing(after))


def _prefix_domain(live: Documents, drafts: Documents) -> Iterator[Request]:
    yield from _domain_of(DOMAIN, live, drafts)


def _own_domain(live: Documents, drafts: Documents) -> Iterator[Request]:
    yield from _domain_of(CUSTOM_DOMAIN, live, drafts)


_BUILDERS: Final = {
    POOL: _pool,
    MFA: _mfa,
    CLIENT: _client,
    RISK: _risk,
    LOGS: _logs,
    UI: _ui,
    BRANDING: _branding,
    DOMAIN: _prefix_domain,
    CUSTOM_DOMAIN: _own_domain,
}


def first_factors(pool: Message) -> tuple[str, ...]:
    """What may be shown first at sign-in."""
    return tuple(texts_at(pool, "Policies.SignInPolicy.AllowedFirstAuthFactors", POOL))
