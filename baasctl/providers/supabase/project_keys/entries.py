"""What Supabase can do with API keys and signing keys, and what may not stand beside each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.state import DesiredState
from baasctl.providers.contract import No, Yes
from baasctl.providers.entries import Entries

API_KEYS = "api_keys"
SIGNING_KEYS = "signing_keys"
LEGACY = ("legacy", "all")
_API_SOURCE = "POST and PATCH /v1/projects/{ref}/api-keys, contract of 2026-05-22 (supabase/cli, MIT)"
_SIGNING_SOURCE = (
    "POST and PATCH /v1/projects/{ref}/config/auth/signing-keys, contract of 2026-05-22 (supabase/cli, MIT)"
)
_NAME = re.compile(r"[a-z_][a-z0-9_]{3,63}")


def _no(reason: str) -> No:
    return No(reason=reason, verified=date(2026, 11, 22), source=_API_SOURCE)


def check_api_keys(desired: DesiredState) -> Iterator[Diagnostic]:
    """Names that the API refuses."""
    for resource in desired.of(API_KEYS):
        sort, name = resource.address.segments
        if sort == LEGACY[0] and name != LEGACY[1]:
            yield Diagnostic(
                code="SPEC373",
                summary="legacy keys are switched together",
                detail=f"`{resource.address.local}`: the API has one switch for `anon` and `service_role`",
                hint="write `legacy: {all: {enabled: …}}`",
                span=resource.declared_at,
                address=resource.address,
            )
        elif sort != LEGACY[0] and not _NAME.fullmatch(name):
            yield Diagnostic(
                code="SPEC441",
                summary="this is no name for an API key",
                detail=f"`{name}`: Supabase takes 4 to 64 of a-z, 0-9 and `_`, no digit first; these are {len(name)}",
                hint="choose another name",
                span=resource.declared_at,
                address=resource.address,
            )


def check_signing_keys(desired: DesiredState) -> Iterator[Diagnostic]:
    """One key signs at a time; a key without algorithm and status cannot be told from others."""
    keys = tuple(desired.of(SIGNING_KEYS))
    in_use = [one for one in keys if one.attributes.get("status") == "in_use"]
    for one in in_use[1:]:
        yield Diagnostic(
            code="SPEC374",
            summary="one key signs at a time",
            detail=f"`{in_use[0].address.local}` and `{one.address.local}` are both `in_use`",
            hint="make the former one `previously_used`",
            span=one.span_of("/status"),
            address=one.address,
        )
    for one in keys:
        missing = [name for name in ("algorithm", "status") if one.attributes.get(name) is None]
        if missing:
            yield Diagnostic(
                code="SPEC375",
                summary="a signing key is told by its algorithm and its status",
                detail=f"`{one.address.local}` has no {' and no '.join(f'`{name}`' for name in missing)}",
                hint="add what is missing",
                span=one.declared_at,
                address=one.address,
            )


ENTRIES = Entries(
    kinds={API_KEYS: Yes(source=_API_SOURCE, graded="recorded"), SIGNING_KEYS: Yes(source=_SIGNING_SOURCE)},
    fields={
        API_KEYS: {
            "description": Yes(wire="description", source=_API_SOURCE),
            "secret_jwt_template": Yes(wire="secret_jwt_template", source=_API_SOURCE),
            "enabled": _no("a key is on while it exists; only `legacy/all` has a switch"),
        },
        SIGNING_KEYS: {
            "algorithm": Yes(wire="algorithm", unset=False, source=_SIGNING_SOURCE),
            "status": Yes(
                wire="status",
                unset=False,
                source=_SIGNING_SOURCE,
                note="a new key is `standby` or `in_use`; see the kind for the steps",
            ),
            "private_jwk": Yes(
                wire="private_jwk",
                unset=False,
                source=_SIGNING_SOURCE,
                note="compared by its public half; of HS256 nothing can be compared",
            ),
        },
    },
    names={
        API_KEYS: {
            "publishable": Yes(source=_API_SOURCE),
            "secret": Yes(source=_API_SOURCE),
            "legacy": Yes(source=_API_SOURCE, note="only `all`"),
        }
    },
    exceptions={
        (API_KEYS, "legacy", "enabled"): Yes(wire="enabled", unset=False, source=_API_SOURCE),
        (API_KEYS, "legacy", "description"): _no("legacy keys have no description of yours"),
        (API_KEYS, "legacy", "secret_jwt_template"): _no("legacy keys are tokens themselves"),
        (API_KEYS, "publishable", "secret_jwt_template"): _no("only secret keys have one"),
    },
    checks=(check_api_keys, check_signing_keys),
)
