"""What Firebase can do with tenants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from baasctl.model.change import Action, Change, Risk
from baasctl.model.field import Field, Shape
from baasctl.providers.contract import Answered, No, Yes
from baasctl.providers.entries import Entries
from baasctl.providers.firebase.identity_toolkit import (
    auth_entries,
    auth_risks,
    idp_entries,
    password_policy,
    second_factors,
)
from baasctl.providers.firebase.identity_toolkit.auth_entries import native_tree
from baasctl.providers.firebase.identity_toolkit.auth_rows import REGION_ROWS
from baasctl.providers.firebase.identity_toolkit.rows import DISCOVERY, NATIVE
from baasctl.providers.firebase.identity_toolkit.tenant_checks import check_tenants
from baasctl.providers.firebase.identity_toolkit.tenant_rows import FACTORS, ROWS

KIND: Final = "tenants"
_VERIFIED: Final = date(2026, 11, 22)
_LISTED: Final = ("identity_providers.*.client_secret", "identity_providers.*.private_key")


def _no(reason: str) -> No:
    return No(reason=reason, hint="take it out", verified=_VERIFIED, source=DISCOVERY)


def _moved(answer: Answered) -> Answered:
    """Second factors are `mfa` in the project's config and `mfaConfig` in a tenant."""
    return replace(answer, wire=answer.wire.replace("mfa.", f"{FACTORS}.")) if isinstance(answer, Yes) else answer


_PROVIDERS: Final[Mapping[str, Answered]] = {
    f"identity_providers.*.{name}": answer
    if isinstance(answer, Yes)
    else next(
        (each for (_, _, dotted), each in idp_entries.EXCEPTIONS.items() if dotted == name and isinstance(each, Yes)),
        answer,
    )
    for name, answer in idp_entries.FIELDS.items()
}
FIELDS: Final[Mapping[str, Answered]] = {
    **{row.dotted: row.answer for row in (*ROWS, *REGION_ROWS)},
    **password_policy.ANSWERS,
    **{name: _moved(answer) for name, answer in second_factors.ANSWERS.items()},
    "identity_providers": Yes(
        wire="tenants/*/{defaultSupportedIdpConfigs, oauthIdpConfigs, inboundSamlConfigs}",
        unset=False,
        source=DISCOVERY,
        note="fields as in `identity_providers`; once declared, the ones that are not listed are deleted",
    ),
    **_PROVIDERS,
    "sign_up.confirm_email": _no("sign-in never waits for it"),
    "sign_up.confirm_phone": _no("signing in by SMS is the proof"),
    "password.reject_leaked": _no("there is no list of leaked passwords"),
    "native.passwordPolicyConfig.passwordPolicyEnforcementState": _no(
        "the policy is in force while `password` asks for something"
    ),
    "native.displayName": _no("the display name is the key of the tenant"),
    "native.hashConfig": _no("the server makes it, and baasctl never reads it"),
}


def _members() -> Iterator[tuple[str, Field]]:
    """By wire path as the spec has it; what `auth` has too is the same there."""
    auth = Field(shape=Shape.RECORD, members=auth_entries.ENTRIES.native["auth"])
    native = [(row.dotted.removeprefix("native."), row) for row in (*ROWS, *REGION_ROWS) if row.is_native]
    for path, row in native:
        yield path, auth.at(tuple(path.split("."))) or replace(row.codec.member, doc=row.doc)
    for pointer in (password_policy.MAXIMUM, second_factors.INTERVALS):
        tokens = tuple(pointer.removeprefix(f"{NATIVE}/").split("/"))
        yield ".".join(tokens), auth.at(tokens) or Field()


def risks(change: Change) -> Iterator[Risk]:
    """The hazards that the same native setting of `auth` has."""
    if change.address.kind == KIND and change.action is not Action.DELETE:
        yield from auth_risks.risks(replace(change, address=replace(change.address, kind="auth", segments=())))


ENTRIES: Final = Entries(
    kinds={KIND: Yes(wire="tenants", source=DISCOVERY, graded="checked by a real client")},
    fields={KIND: FIELDS},
    native={KIND: native_tree(dict(_members()))},
    checks=(check_tenants,),
    risks=(risks,),
)
