"""What is written of an identity provider reads back as what was declared, whatever it is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baasctl.model.secret import Secret
from baasctl.model.value import ABSENT, Attributes, at, put
from baasctl.providers.firebase.identity_providers import declared_paths, decode, encode, kept, normal
from baasctl.providers.firebase.identity_toolkit.codecs import SECRET, SET, SWITCH, TEXT
from baasctl.providers.firebase.identity_toolkit.idp_metadata import SamlIdentity, write_metadata
from baasctl.providers.firebase.identity_toolkit.idp_rows import METADATA, METADATA_WIRES, PRIVATE_KEY, RESPONSE, ROWS
from baasctl.providers.firebase.identity_toolkit.wire import body_of, mask_of

WORDS = st.text("abcXYZ09-_. ", min_size=1)
VALUES: dict[object, st.SearchStrategy[Any]] = {
    TEXT: WORDS,
    SWITCH: st.booleans(),
    SECRET: WORDS.map(lambda text: Secret(f"${{secret:env:{text}}}", digest=text)),
    SET: st.lists(WORDS, unique=True).map(lambda words: tuple(sorted(words))),
    RESPONSE: st.sampled_from([{"code": True}, {"idToken": True, "code": False}]),
}
METADATAS = st.builds(
    lambda entity, url, certificates: write_metadata(
        SamlIdentity(entity_id=entity, sso_url=url, certificates=tuple(sorted(certificates)))
    ),
    WORDS.filter(lambda text: text == text.strip()),
    WORDS.filter(lambda text: text == text.strip()),
    st.sets(st.text("abcXYZ012+/=", min_size=1), min_size=1),
)


@st.composite
def declarations(draw: st.DrawFn, protocol: str) -> Attributes:
    """Some of the fields that providers of a protocol have."""
    attributes: Attributes = {"protocol": protocol} if protocol else {}
    for row in ROWS[protocol]:
        if draw(st.booleans()):
            attributes = put(attributes, row.pointer, draw(VALUES[row.codec]))
    if protocol == "saml" and draw(st.booleans()):
        attributes = {**attributes, "metadata_xml": draw(METADATAS)}
    return attributes


def as_answered(value: Any) -> Any:
    """What proto3 leaves of a message: nothing false or empty, but messages stay."""
    if isinstance(value, dict):
        return {name: found for name, member in value.items() if (found := as_answered(member)) not in (False, "", [])}
    return [as_answered(member) for member in value] if isinstance(value, list) else value


def digest(secret: Secret, path: str) -> str:
    """Stands for the text, so that the message is what the client gives: secrets are digests."""
    del path
    return secret.digest or ""


@pytest.mark.parametrize("protocol", ROWS)
@given(data=st.data())
def test_what_is_written_reads_as_declared(protocol: str, data: st.DataObject) -> None:
    """Every declared field, and nothing of it is lost."""
    declared = normal(data.draw(declarations(protocol)))
    update = encode(declared, protocol, declared_paths(declared, protocol), digest)
    message = as_answered(body_of(update))
    attributes, unset = decode(message, protocol, "list")

    assert kept(message, update) == ()
    for path in declared_paths(declared, protocol):
        wanted, found = at(declared, path), at(attributes, path)
        assert found == wanted or (found is ABSENT and path in unset and wanted in ((), False)), path
    assert {path for path in unset if at(attributes, path) not in (ABSENT, False, ())} == set()


@pytest.mark.parametrize("protocol", ROWS)
@given(data=st.data())
def test_a_write_names_what_it_is_asked_for_and_nothing_else(protocol: str, data: st.DataObject) -> None:
    """The mask and the body have the same leaves, those of the pointers."""
    declared = normal(data.draw(declarations(protocol)))
    paths = data.draw(st.lists(st.sampled_from([row.pointer for row in ROWS[protocol]] + [METADATA]), unique=True))
    update = encode(declared, protocol, paths, digest)
    rows = {row.wire for row in ROWS[protocol] if row.pointer in paths}
    along = {wire for wire in update if wire in METADATA_WIRES or wire == PRIVATE_KEY.wire}
    assert rows <= set(update) <= rows | along
    assert mask_of(update).split(",") == sorted(update) or not update
