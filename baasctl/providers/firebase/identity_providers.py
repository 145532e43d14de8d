"""Identity providers of a project or a tenant: Google's messages to attributes, and attributes to what is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from baasctl.model.secret import Secret
from baasctl.model.value import ABSENT, Attributes, Side, Value, at, put
from baasctl.providers.firebase.identity_toolkit.idp_metadata import (
    SamlIdentity,
    armoured,
    bare,
    read_metadata,
    write_metadata,
)
from baasctl.providers.firebase.identity_toolkit.idp_rows import (
    CODE_FLOW,
    METADATA,
    METADATA_WIRES,
    PRIVATE_KEY,
    RESPONSE,
    RESPONSE_TYPE,
    ROWS,
)
from baasctl.providers.firebase.identity_toolkit.rows import declared, is_declared, nested
from baasctl.providers.firebase.identity_toolkit.update import Reveal, wire_value
from baasctl.providers.firebase.identity_toolkit.wire import Message, Update, at_wire, messages_at
from baasctl.providers.strict import expect_or_none


def decode(message: Message, protocol: str, document: str) -> tuple[Attributes, frozenset[str]]:
    """The attributes of one provider, and the pointers of what is unset.

    Args:
        message: As `clients.identity_providers` gives it: secrets are digests already.
        protocol: `oidc`, `saml`, or empty for a built-in provider.
        document: Name of the source, for messages.

    Raises:
        UnexpectedAnswer: A member has another type than the API promises.
    """
    values: dict[str, Side] = {"/protocol": protocol or ABSENT}
    unset: set[str] = set()
    for row in ROWS[protocol]:
        values[row.pointer], is_unset = row.read(message, document)
        unset |= {row.pointer} if is_unset or values[row.pointer] is ABSENT else set()
    if protocol == "saml":
        values[METADATA] = _metadata(message, document) or ABSENT
        unset |= {METADATA} if values[METADATA] is ABSENT else set()
    if values.get("/key_id", ABSENT) is not ABSENT and values[PRIVATE_KEY.pointer] is ABSENT:
        values[PRIVATE_KEY.pointer] = Secret()
        unset.remove(PRIVATE_KEY.pointer)
    return nested(values), frozenset(unset - {"/enabled"})


def normal(attributes: Attributes) -> Attributes:
    """Desired attributes in the form that `decode` gives: the shortest metadata, true members of `responseType` only.

    Raises:
        ValueError: The metadata cannot be used.
    """
    metadata, response = attributes.get("metadata_xml"), at(attributes, RESPONSE_TYPE)
    if isinstance(metadata, str):
        attributes = {**attributes, "metadata_xml": write_metadata(read_metadata(metadata))}
    if isinstance(response, Mapping):
        attributes = put(attributes, RESPONSE_TYPE, RESPONSE.normal(response))
    return attributes


def encode(attributes: Attributes, protocol: str, paths: Iterable[str], reveal: Reveal) -> dict[str, object]:
    """What to write: wire path to value, `None` clears it.

    Args:
        attributes: As declared, in normal form.
        protocol: `oidc`, `saml`, or empty.
        paths: Pointers that differ; nothing else is sent, but Apple's key together with its ids.
        reveal: Gives the text of secrets.
    """
    touched = set(paths)
    if touched & CODE_FLOW and is_declared(attributes, PRIVATE_KEY.pointer):
        touched.add(PRIVATE_KEY.pointer)
    update: dict[str, object] = {}
    for row in ROWS[protocol]:
        if any(_touches(path, row.pointer) for path in touched):
            value = declared(attributes, row.pointer)
            update[row.wire] = None if value is ABSENT else wire_value(row, value, reveal)  # type: ignore[arg-type]
    if protocol == "saml" and METADATA in touched:
        update.update(_identity(attributes.get("metadata_xml")))
    return update


def declared_paths(attributes: Attributes, protocol: str) -> tuple[str, ...]:
    """Pointers of all that is declared and not null: what a new provider is made of."""
    paths = (*(row.pointer for row in ROWS[protocol]), *((METADATA,) if protocol == "saml" else ()))
    return tuple(path for path in paths if is_declared(attributes, path))


def kept(message: Message, update: Update) -> tuple[str, ...]:
    """Wire paths of an update whose value a message does not show.

    Args:
        message: Read back; secrets in it are digests and are not looked at.
        update: What was written.
    """
    hidden = {row.wire for rows in ROWS.values() for row in rows if row.codec.member.sensitive}
    return tuple(
        wire for wire, value in update.items() if wire not in hidden and not _same(at_wire(message, wire), value)
    )


def _same(live: object, written: object) -> bool:
    """Equality of wire values, where false, empty and absent are one."""
    if isinstance(live, Mapping) and isinstance(written, Mapping):
        return {name for name in live if live[name]} == {name for name in written if written[name]}
    if isinstance(live, list) and isinstance(written, list):
        return sorted(map(_plain, live)) == sorted(map(_plain, written))
    return (live or None) == (written or None)


def _plain(member: object) -> str:
    return bare(str(member.get("x509Certificate", ""))) if isinstance(member, Mapping) else str(member)


def _touches(path: str, pointer: str) -> bool:
    return path == pointer or path.startswith(f"{pointer}/") or pointer.startswith(f"{path}/")


def _metadata(message: Message, document: str) -> str:
    """The shortest metadata of what Google keeps; empty where it keeps nothing."""
    texts = [
        expect_or_none(at_wire(message, wire, document), str, document, f"/{wire.replace('.', '/')}") or ""
        for wire in METADATA_WIRES[:2]
    ]
    entries = messages_at(message, METADATA_WIRES[2], document)
    where = f"/{METADATA_WIRES[2].replace('.', '/')}"
    keys = (expect_or_none(each.get("x509Certificate"), str, document, where) or "" for each in entries)
    certificates = tuple(sorted({found for key in keys if (found := bare(key))}))
    if not any((*texts, *certificates)):
        return ""
    return write_metadata(SamlIdentity(entity_id=texts[0], sso_url=texts[1], certificates=certificates))


def _identity(metadata: Value) -> dict[str, object]:
    if not isinstance(metadata, str):
        return dict.fromkeys(METADATA_WIRES)
    identity = read_metadata(metadata)
    certificates = [{"x509Certificate": armoured(each)} for each in identity.certificates]
    return dict(zip(METADATA_WIRES, (identity.entity_id, identity.sso_url, certificates), strict=True))
