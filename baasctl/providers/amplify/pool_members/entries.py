"""What Amplify can do with members of a user pool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from baasctl.model.change import Action, Change, Hazard, Risk
from baasctl.model.field import Field, Shape
from baasctl.providers.amplify import app_clients, groups, identity_providers, resource_servers
from baasctl.providers.amplify.identity_providers import DETAILS, IDENTIFIERS, NATIVE_DETAILS
from baasctl.providers.amplify.native_records import native_records
from baasctl.providers.amplify.pool_members import client_risk
from baasctl.providers.amplify.pool_members.client_checks import check_app_clients
from baasctl.providers.amplify.pool_members.drafting import answers
from baasctl.providers.amplify.pool_members.provider_needs import check_identity_providers
from baasctl.providers.amplify.user_pool.rows import BOTOCORE, dotted, yes
from baasctl.providers.contract import Answered, Bounds, No
from baasctl.providers.entries import Entries

_VERIFIED: Final = date(2026, 11, 22)
_PROVIDERS: Final = identity_providers.KIND


def _no(reason: str, hint: str = "") -> No:
    return No(reason=reason, hint=hint, verified=_VERIFIED, source=BOTOCORE)


_PROTOCOL: Final = yes("ProviderType", unset=False, note="of another protocol it is another provider: deleted, made")
_ENABLED: Final = yes(
    f"UserPoolClient.{app_clients.PROVIDERS_WIRE}", unset=False, note="an entry in the list of the default app client"
)
_NATIVE: Final[Mapping[str, Answered]] = {
    f"native.{DETAILS}": yes(DETAILS, unset=False),
    **{f"native.{DETAILS}.{key}": yes(f"{DETAILS}.{key}", bounds=Bounds(longest=131072)) for key in NATIVE_DETAILS},
}
_ANSWERS: Final[Mapping[str, Mapping[str, Answered]]] = {
    variant: {
        **answers(settings),
        **_NATIVE,
        "enabled": _ENABLED,
        **({"protocol": _PROTOCOL} if variant in identity_providers.PROTOCOLS else {}),
    }
    for variant, settings in identity_providers.SETTINGS.items()
}
_EVERY: Final = tuple(dict.fromkeys(name for each in _ANSWERS.values() for name in each))
_WHO: Final = {"": "a built-in provider", "apple": "Apple", "oidc": "an OIDC provider", "saml": "a SAML provider"}


def _answer(variant: str, name: str) -> Answered:
    return _ANSWERS[variant].get(name) or _no(f"{_WHO[variant]} has no such setting")


def rename_risks(change: Change) -> Iterator[Risk]:
    """Accounts are linked to the name of a provider."""
    if change.address.kind == _PROVIDERS and change.action is Action.RENAME:
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, why="accounts are linked to its former name")


ENTRIES: Final = Entries(
    kinds={
        groups.KIND: yes("CreateGroup, UpdateGroup"),
        resource_servers.KIND: yes("CreateResourceServer, UpdateResourceServer"),
        app_clients.KIND: yes("CreateUserPoolClient, UpdateUserPoolClient"),
        _PROVIDERS: yes("CreateIdentityProvider, UpdateIdentityProvider"),
    },
    fields={
        groups.KIND: answers(groups.ROWS),
        resource_servers.KIND: {
            **answers(resource_servers.ROWS),
            "scopes.*": yes("Scopes[].ScopeDescription", bounds=Bounds(longest=256), unset=False),
        },
        app_clients.KIND: answers((*app_clients.SETTINGS, *app_clients.CREATE_ONLY, *client_risk.ROWS)),
        _PROVIDERS: {
            **{name: _answer("", name) for name in _EVERY},
            "additional_client_ids": _no(
                "Cognito accepts one client id of a provider",
                "give other apps a provider of their own with `protocol: oidc`",
            ),
        },
    },
    names={
        _PROVIDERS: {
            **{name: yes(wire) for name, wire in app_clients.WIRE_NAMES.items()},
            **{f"protocol={name}": yes(wire) for name, wire in identity_providers.PROTOCOLS.items()},
            "protocol=jwt": _no(
                "a user pool accepts no tokens of others as they are",
                "AppSync does, as an authorization mode of its own",
            ),
            "*": _no(
                "Cognito has no such built-in provider", "with `protocol: oidc` or `protocol: saml` it may be one"
            ),
        }
    },
    variants={_PROVIDERS: "protocol"},
    exceptions={
        **{
            (_PROVIDERS, f"protocol={protocol}", name): _answer(protocol, name)
            for protocol in identity_providers.PROTOCOLS
            for name in _EVERY
        },
        **{(_PROVIDERS, "apple", name): _answer("apple", name) for name in _EVERY},
    },
    native={
        app_clients.KIND: native_records(
            {dotted(row.pointer).removeprefix("native."): row.member for row in client_risk.ROWS}
        ),
        _PROVIDERS: {
            DETAILS: Field(
                shape=Shape.RECORD,
                members={key: Field(doc=doc) for key, doc in NATIVE_DETAILS.items()},
                element=Field(),
                doc="Settings of the provider that have no name of their own.",
            ),
            IDENTIFIERS: Field(
                shape=Shape.SET, element=Field(), doc="Names of a provider for requests, those that are no domains."
            ),
        },
    },
    checks=(check_identity_providers, check_app_clients),
    risks=(rename_risks,),
)
