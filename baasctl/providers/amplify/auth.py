"""`auth`: a user pool, its second factors, its threat protection and its default app client (vocabulary §2).

What AWS has where nobody set a field is its default table; such a field reads as unset with the default as its value.
A document that nobody asked for says nothing about its fields. Protection against enumeration is always told: clients
that Amplify makes have it and clients that Cognito makes do not, so that a spec which is adopted describes both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Attributes, Side, tokens_of
from baasctl.providers.amplify.user_pool.client_settings import CLIENT_SPECIALS
from baasctl.providers.amplify.user_pool.documents import POOL, Documents, Drafts, unknown_members
from baasctl.providers.amplify.user_pool.other_rows import ENUMERATION, MFA_MODE, OTHER_ROWS
from baasctl.providers.amplify.user_pool.password_settings import PASSWORD
from baasctl.providers.amplify.user_pool.pool_rows import POOL_ROWS
from baasctl.providers.amplify.user_pool.pool_tags import POOL_TAGS
from baasctl.providers.amplify.user_pool.rows import Setting
from baasctl.providers.amplify.user_pool.schema import SCHEMA
from baasctl.providers.amplify.user_pool.schema import decode as schema_of
from baasctl.providers.amplify.user_pool.second_factor_settings import SECOND_FACTORS
from baasctl.providers.amplify.user_pool.sender_settings import SENDER
from baasctl.providers.amplify.user_pool.sign_in_settings import SIGN_IN
from baasctl.providers.amplify.user_pool.sign_up_settings import SIGN_UP
from baasctl.providers.attribute_paths import declared_at, overlap, record_of, touched_by, unset_with_records

KIND: Final = "auth"
_SECTIONS: Final = (
    *("redirect_urls", "sign_up", "sign_in", "password", "mfa", "sessions", "email", "passkeys", "oauth_server"),
    "native",
)
"""The order in which adopted settings are written, the kind's own."""
SETTINGS: Final[tuple[Setting, ...]] = (
    *SIGN_UP,
    *SIGN_IN,
    *PASSWORD,
    *SECOND_FACTORS,
    *CLIENT_SPECIALS,
    *SENDER,
    POOL_TAGS,
    *POOL_ROWS,
    *OTHER_ROWS,
)
POINTERS: Final = (*(each.pointer for each in SETTINGS), SCHEMA)
BY_POINTER: Final[Mapping[str, Setting]] = {each.pointer: each for each in SETTINGS}


def decode(documents: Documents, address: Address, spec: Attributes | None = None) -> Resource:
    """The one resource, as far as the documents are there; nothing is said of what the installed botocore cannot read.

    Args:
        documents: Those that were asked for.
        spec: What the spec declares: standard attributes of users read only where it names them.

    Raises:
        UnexpectedAnswer: A setting has another type than botocore's model says.
    """
    values: dict[str, Side] = {}
    unset: set[str] = set()
    unknown = unknown_members(documents)
    for setting in SETTINGS:
        if setting.documents[0] in documents and unknown.isdisjoint(wire.partition(".")[0] for wire in setting.wires):
            values[setting.pointer], is_unset = setting.read(documents)
            unset |= {setting.pointer} if is_unset else set()
    if declared_at(spec, ENUMERATION.pointer) is not None:
        unset.discard(ENUMERATION.pointer)
    if POOL in documents:
        values[SCHEMA] = schema_of(documents[POOL], spec)
    ordered = dict(sorted(values.items(), key=lambda item: _SECTIONS.index(tokens_of(item[0])[0])))
    return Resource(address=address, attributes=record_of(ordered), unset=unset_with_records(unset, values))


def documents_for(paths: Iterable[str] | None) -> frozenset[str]:
    """The documents that hold the settings at some pointers; all of them for `None`."""
    if paths is None:
        return frozenset(document for setting in SETTINGS for document in setting.documents)
    wanted = tuple(paths)
    return frozenset(
        document
        for setting in SETTINGS
        if any(overlap(setting.pointer, path) for path in wanted)
        for document in setting.documents
    ) | {POOL}


def touched(change: Change) -> tuple[Setting, ...]:
    """The settings that a change writes, the mode of second factors last: it decides about the others."""
    found = [
        setting
        for setting in SETTINGS
        if touched_by(change, setting.pointer) and declared_at(change.after, setting.pointer) is not ABSENT
    ]
    return tuple(sorted(found, key=lambda setting: setting is MFA_MODE))


def apply(change: Change, drafts: Drafts) -> None:
    """Put a change into the drafts; attributes of users are added by a call of their own."""
    for setting in touched(change):
        setting.write(drafts, declared_at(change.after, setting.pointer))  # type: ignore[arg-type]


def wires_of(paths: Iterable[str]) -> tuple[str, ...]:
    """The wire paths behind pointers and records of them, for messages."""
    wanted = tuple(paths)
    found = (
        wire for setting in SETTINGS for wire in setting.wires if any(overlap(setting.pointer, path) for path in wanted)
    )
    return tuple(dict.fromkeys(found))


def create_only() -> tuple[str, ...]:
    """Pointers of settings that AWS takes only when the pool is made."""
    return ("/sign_in/email", *(row.pointer for row in POOL_ROWS if row.create_only))
