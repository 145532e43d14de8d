"""What Firebase can do with identity providers, by protocol."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from baasctl.model.change import Action, Change, Hazard, Risk
from baasctl.model.field import Field
from baasctl.providers.contract import Answered, Bounds, No, Yes
from baasctl.providers.entries import Entries
from baasctl.providers.firebase.identity_toolkit.auth_entries import native_tree
from baasctl.providers.firebase.identity_toolkit.idp_checks import check_identity_providers
from baasctl.providers.firebase.identity_toolkit.idp_names import BUILT_IN, KIND, LISTS, PROTOCOLS
from baasctl.providers.firebase.identity_toolkit.idp_rows import METADATA_WIRES, ROWS
from baasctl.providers.firebase.identity_toolkit.rows import DISCOVERY

_VERIFIED: Final = date(2026, 11, 22)
_APPLE: Final = ("additional_client_ids", "team_id", "key_id", "private_key")


def _no(reason: str, hint: str = "") -> No:
    return No(reason=reason, hint=hint, verified=_VERIFIED, source=DISCOVERY)


_NOWHERE: Final[Mapping[str, Answered]] = {
    "metadata_url": _no(
        "Google takes the values themselves and fetches nothing",
        "download the document and write `metadata_xml: {file: metadata.xml}`",
    ),
    "email_domains": _no("the app chooses the provider, not the e-mail address"),
    "attribute_mapping": _no("which claims are taken over is fixed"),
    "native.idpConfig": _no("it has neutral names", "write `metadata_xml` and `sign_requests`"),
    "native.issuer": _no("it has a neutral name", "write `issuer`"),
}
_PROTOCOL: Final = Yes(unset=False, source=DISCOVERY, note="of another protocol it is another provider: deleted, made")
_METADATA: Final = Yes(
    wire=", ".join(METADATA_WIRES),
    bounds=Bounds(),
    unset=False,
    source=DISCOVERY,
    note="only entity, address and signing certificates are kept; they are compared as the shortest document",
)


def _answers(protocol: str) -> dict[str, Answered]:
    found: dict[str, Answered] = {row.dotted: row.answer for row in ROWS[protocol]}
    if protocol:
        found["protocol"] = _PROTOCOL
    return found | ({"metadata_xml": _METADATA} if protocol == "saml" else {})


_ANSWERS: Final = {protocol: _answers(protocol) for protocol in ROWS}
_EVERY: Final = tuple(dict.fromkeys(name for answers in _ANSWERS.values() for name in answers))
_WHO: Final = {"": "a built-in provider", "oidc": "an OIDC provider", "saml": "a SAML provider"}


def _missing(protocol: str, name: str) -> No:
    """Why providers of one protocol lack a field that others have."""
    others = [each for each in PROTOCOLS if name in _ANSWERS[each]]
    hint = f"only one with `protocol: {' or '.join(others)}` has it" if others else "only `apple` has it"
    return _no(f"{_WHO[protocol]} has no such setting", hint)


_NATIVE_NAMES: Final = tuple(name for name in _EVERY if name.startswith("native."))
_RECORD: Final = "native.spConfig"
FIELDS: Final[Mapping[str, Answered]] = {
    **{name: _ANSWERS[""].get(name) or _missing("", name) for name in _EVERY},
    **_NOWHERE,
    **{name: (_ANSWERS["oidc"] | _ANSWERS["saml"])[name] for name in _NATIVE_NAMES},
    _RECORD: Yes(wire="spConfig", unset=False, source=DISCOVERY),
}
EXCEPTIONS: Final[Mapping[tuple[str, str, str], Answered]] = {
    **{
        (KIND, f"protocol={protocol}", name): _ANSWERS[protocol].get(name) or _missing(protocol, name)
        for protocol in PROTOCOLS
        for name in _EVERY
    },
    (KIND, "protocol=oidc", _RECORD): _missing("oidc", f"{_RECORD}.spEntityId"),
    **{(KIND, name, field): _missing("", field) for name in BUILT_IN if name != "apple" for field in _APPLE},
    **{(KIND, name, field): _missing("", field) for name in BUILT_IN for field in _NATIVE_NAMES},
    **{(KIND, name, _RECORD): _missing("", f"{_RECORD}.spEntityId") for name in BUILT_IN},
}
NAMES: Final[Mapping[str, Answered]] = {
    **{
        name: Yes(wire=f"defaultSupportedIdpConfigs/{provider_id}", source=DISCOVERY)
        for name, provider_id in BUILT_IN.items()
    },
    **{
        f"protocol={protocol}": Yes(
            wire=f"{LISTS[protocol]}/{protocol}.*", source=DISCOVERY, graded="checked by a real client"
        )
        for protocol in PROTOCOLS
    },
    "protocol=jwt": _no(
        "Firebase accepts no tokens of others as they are", "write `protocol: oidc`: its users then sign in through it"
    ),
    "*": Yes(wire="defaultSupportedIdpConfigs/*", source=DISCOVERY, note="a built-in id that baasctl has no name for"),
}
NATIVE: Final[Mapping[str, Field]] = native_tree(
    {row.wire: replace(row.codec.member, doc=row.doc) for rows in ROWS.values() for row in rows if row.is_native}
)


def answer(name: str, protocol: str, dotted: str) -> Answered | None:
    """What the table says of one field of one provider."""
    variant = f"protocol={protocol}" if protocol else name
    return EXCEPTIONS.get((KIND, variant, dotted)) or FIELDS.get(dotted)


def rename_risks(change: Change) -> Iterator[Risk]:
    """Accounts are linked to the id of a provider, which is its name."""
    if change.address.kind == KIND and change.action is Action.RENAME:
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, why="accounts are linked to its former id")


ENTRIES: Final = Entries(
    kinds={
        KIND: Yes(wire=", ".join(LISTS.values()), source=DISCOVERY),
        "groups": _no(
            "there is no group object: membership is a custom claim of an account",
            "set the claim where users are made, let rules test it, and add `skip: [groups]` to the target",
        ),
        "app_clients": _no("apps have no sign-in settings of their own", "write them under `auth`"),
        "resource_servers": _no("tokens carry no scopes of APIs of your own", "let a hook put a claim into the token"),
        "identity_pool": _no("rules decide what users may do, no credentials of a cloud"),
    },
    fields={KIND: FIELDS},
    names={KIND: NAMES},
    variants={KIND: "protocol"},
    exceptions=EXCEPTIONS,
    native={KIND: NATIVE},
    checks=(check_identity_providers,),
    risks=(rename_risks,),
)
