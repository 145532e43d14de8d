"""`identity_providers`: the 21 OAuth providers of `config/auth` (research/vocabulary.md §3).

A provider that is off does not exist, whatever the server keeps of it; switching it off is the delete.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Attributes, Value
from baasctl.providers.contract import Bounds
from baasctl.providers.supabase.auth_settings.codecs import ADDRESS, SECRET, SET, SWITCH, TEXT, parts_of
from baasctl.providers.supabase.auth_settings.document import AuthDocument
from baasctl.providers.supabase.auth_settings.rows import NATIVE, Row, declared, nested, with_records
from baasctl.providers.supabase.auth_settings.writing import Reveal, refuse, written

KIND = "identity_providers"

WIRE_NAMES: Mapping[str, str] = {
    "apple": "apple",
    "bitbucket": "bitbucket",
    "discord": "discord",
    "facebook": "facebook",
    "figma": "figma",
    "github": "github",
    "gitlab": "gitlab",
    "google": "google",
    "kakao": "kakao",
    "keycloak": "keycloak",
    "linkedin": "linkedin_oidc",
    "microsoft": "azure",
    "notion": "notion",
    "slack": "slack_oidc",
    "slack_legacy": "slack",
    "spotify": "spotify",
    "twitch": "twitch",
    "twitter": "twitter",
    "workos": "workos",
    "x": "x",
    "zoom": "zoom",
}
"""Our name to Supabase's, `external_<name>_…`."""

WITH_MORE_CLIENTS = frozenset({"apple", "google"})
WITH_URL = frozenset({"gitlab", "keycloak", "microsoft", "workos"})
WITHOUT_OPTIONAL_EMAIL = frozenset({"workos"})
NEEDS_URL = frozenset({"keycloak", "workos"})
_CLIENT, _MORE_CLIENTS = "/client_id", "/additional_client_ids"


@cache
def rows(name: str) -> tuple[Row, ...]:
    """The settings of one provider."""
    return tuple(_rows(name, f"external_{WIRE_NAMES[name]}_"))


def _rows(name: str, prefix: str) -> Iterator[Row]:
    switch = Bounds(choices=(True, False))
    yield Row(
        pointer="/enabled",
        wire=f"{prefix}enabled",
        codec=SWITCH,
        nullable=False,
        note="a provider that is off does not exist; the server keeps its settings",
    )
    one = Bounds(pattern="^[^,]+$") if name in WITH_MORE_CLIENTS else Bounds()
    yield Row(pointer=_CLIENT, wire=f"{prefix}client_id", codec=ADDRESS, bounds=one, nullable=False)
    yield Row(pointer="/client_secret", wire=f"{prefix}secret", codec=SECRET, nullable=False)
    if name in WITH_MORE_CLIENTS:
        yield Row(
            pointer=_MORE_CLIENTS,
            wire=f"{prefix}additional_client_ids",
            codec=SET,
            bounds=Bounds(pattern=r"^[^,\s]+$"),
            note="read back behind `client_id`, which is therefore written along",
        )
    if name not in WITHOUT_OPTIONAL_EMAIL:
        yield Row(pointer=f"{NATIVE}email_optional", wire=f"{prefix}email_optional", codec=SWITCH, bounds=switch)
    if name in WITH_URL:
        yield Row(pointer=f"{NATIVE}url", wire=f"{prefix}url", codec=TEXT)
    if name == "google":
        yield Row(pointer=f"{NATIVE}skip_nonce_check", wire=f"{prefix}skip_nonce_check", codec=SWITCH, bounds=switch)


def decode(document: AuthDocument, name: str, address: Address, spec: Attributes | None = None) -> Resource | None:
    """The provider, if it is on, or if the spec asks for it to be off: then what the server keeps is compared.

    Raises:
        UnexpectedAnswer: A setting has another type than the contract says.
    """
    mine = rows(name)
    is_on = document.is_on(mine[0].wire)
    if not is_on and (spec is None or spec.get("enabled") is not False):
        return None
    values: dict[str, Value] = {"/enabled": is_on}
    unset = set()
    for row in mine[1:]:
        value, is_unset = document.read(row)
        if value is not ABSENT:
            values[row.pointer] = value  # type: ignore[assignment]
        if is_unset:
            unset.add(row.pointer)
    if name in WITH_MORE_CLIENTS:
        _split_clients(values, unset, spec or {})
    attributes = nested(values)
    clients = {token: attributes[token] for token in ("client_id", "additional_client_ids") if token in attributes}
    return Resource(
        address=address,
        attributes=attributes,
        unset=with_records(unset, [row.pointer for row in mine]),
        facts=clients if name in WITH_MORE_CLIENTS else {},
    )


def encode(change: Change, reveal: Reveal) -> dict[str, object]:
    """The fields to send for a change of one provider.

    Raises:
        Invalid: It would be switched on without its secret.
    """
    name = change.address.segments[0]
    mine = rows(name)
    if change.action is Action.DELETE:
        return {mine[0].wire: False}
    body = written(mine, change, reveal)
    if change.renamed_from:
        former = rows(change.renamed_from[0])
        body[former[0].wire] = False
    if change.action is not Action.UPDATE:
        body[mine[0].wire] = change.after is not None and change.after.get("enabled", True)
        body |= _resets(change, mine)
    if body.get(mine[0].wire):
        _refuse_without_secret(change, mine[2])
    if name in WITH_MORE_CLIENTS:
        body |= _clients(change, mine, body)
    return body


def retained(document: AuthDocument, name: str, spec: Attributes) -> Attributes:
    """What the server keeps of a provider that is off and that the spec switches on: facts for `encode`.

    Returns:
        `retained`: settings that must not wake up; `stored`: pointers of credentials that may.
    """
    mine = rows(name)
    waking = [
        row.wire
        for row in mine[3:]
        if document.is_set(row.wire, empty=("", False)) and declared(spec, row.pointer) is ABSENT
    ]
    stored = [row.pointer for row in mine[1:3] if document.is_set(row.wire)]
    return {"retained": tuple(waking), "stored": tuple(stored)}


def _split_clients(values: dict[str, Value], unset: set[str], spec: Attributes) -> None:
    """Undo what the server does: it merges the additional ids into the first field (terraform issue 336).

    The first id is an additional one, too, where *spec* says so: the server keeps it once.
    """
    first, *merged = parts_of(str(values.get(_CLIENT, ""))) or ("",)
    beside, wanted = values.get(_MORE_CLIENTS), spec.get("additional_client_ids")
    others = {*merged, *(beside if isinstance(beside, tuple) else ())}
    if first:
        values[_CLIENT] = first
        (others.add if isinstance(wanted, tuple) and first in wanted else others.discard)(first)
    values[_MORE_CLIENTS] = tuple(sorted(map(str, others)))
    unset.discard(_MORE_CLIENTS)
    if not others:
        unset.add(_MORE_CLIENTS)


def _clients(change: Change, mine: tuple[Row, ...], body: Mapping[str, object]) -> dict[str, object]:
    """Both client fields when either changes: writing one alone would lose, or keep, ids of the other."""
    client, more = mine[1], mine[3]
    if client.wire not in body and more.wire not in body:
        return {}
    first, others = (_client_value(change, row) for row in (client, more))
    beside = ",".join(map(str, others)) if isinstance(others, tuple) else ""
    both: dict[str, object] = {more.wire: beside or None}
    return both if first is ABSENT else {**both, client.wire: first}


def _client_value(change: Change, row: Row) -> object:
    value = declared(change.after, row.pointer)
    return change.facts.get(row.pointer[1:], ABSENT) if value is ABSENT else value


def _resets(change: Change, mine: tuple[Row, ...]) -> dict[str, object]:
    kept = change.facts.get("retained")
    wires = kept if isinstance(kept, tuple) else ()
    return {row.wire: None for row in mine if row.wire in wires}


def _refuse_without_secret(change: Change, secret: Row) -> None:
    stored = change.facts.get("stored")
    if declared(change.after, secret.pointer) is not ABSENT and declared(change.after, secret.pointer) is not None:
        return
    if not (isinstance(stored, tuple) and secret.pointer in stored):
        raise refuse(
            change,
            secret.pointer,
            f"`{change.address.local}` would be switched on without its `client_secret`",
            'declare it, such as client_secret: "${secret:env:NAME}"',
        )
