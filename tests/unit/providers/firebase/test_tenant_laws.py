"""What is written of a tenant reads back as what was declared, whatever it is."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.secret import Secret
from baasctl.model.value import ABSENT, Attributes, at, freeze, put
from baasctl.providers.firebase.identity_toolkit.auth_rows import REGION_ROWS
from baasctl.providers.firebase.identity_toolkit.codecs import INVERTED, RECORDS, SWITCH, TEST_CODES, TEXT
from baasctl.providers.firebase.identity_toolkit.rows import declared
from baasctl.providers.firebase.identity_toolkit.tenant_rows import AUTODELETE, POINTERS, ROWS
from baasctl.providers.firebase.identity_toolkit.wire import body_of
from baasctl.providers.firebase.tenants import decode, encode, normal
from tests.unit.providers.firebase.test_identity_provider_laws import WORDS, as_answered, digest

ADDRESS = Address("prod", "tenants", ("acme",))
RECORD_LISTS = st.lists(
    st.fixed_dictionaries({"action": st.just("BLOCK"), "score": st.floats(0.01, 1)}), max_size=3
).map(freeze)
VALUES: dict[object, st.SearchStrategy[Any]] = {
    SWITCH: st.booleans(),
    INVERTED: st.booleans(),
    TEXT: WORDS,
    RECORDS: RECORD_LISTS,
    TEST_CODES: st.dictionaries(
        st.integers(10**6, 10**12).map(lambda number: f"+{number}"), WORDS.map(lambda text: Secret("${x}", digest=text))
    ).map(freeze),
}
CLASSES = st.sets(st.sampled_from(["digit", "lowercase", "symbol", "uppercase"])).map(
    lambda found: tuple(sorted(found))
)
FACTORS = st.sets(st.sampled_from(["sms", "totp"]), min_size=1).map(lambda found: tuple(sorted(found)))


@st.composite
def declarations(draw: st.DrawFn) -> Attributes:
    """Some of the fields of a tenant, none of which contradicts another."""
    attributes: Attributes = {}
    for row in ROWS:
        if draw(st.booleans()):
            attributes = put(attributes, row.pointer, draw(VALUES[row.codec]))
    if draw(st.booleans()):
        regions = draw(st.lists(st.sampled_from(["AT", "CH", "DE"]), unique=True, min_size=1))
        attributes = put(attributes, draw(st.sampled_from(REGION_ROWS)).pointer, tuple(sorted(regions)))
    if draw(st.booleans()):
        attributes = put(
            attributes, "/password", {"minimum_length": draw(st.integers(6, 30)), "require": draw(CLASSES)}
        )
    if draw(st.booleans()):
        mode = draw(st.sampled_from(["optional", "required"]))
        attributes = put(attributes, "/mfa", {"mode": mode, "factors": draw(FACTORS)})
    return attributes


@given(attributes=declarations())
def test_what_is_written_reads_as_declared(attributes: Attributes) -> None:
    """Every declared field but the one that Google never answers."""
    wanted = normal(attributes)
    update = encode(Change(address=ADDRESS, action=Action.CREATE, after=wanted), {}, digest)
    message = as_answered(body_of(update)) | {"name": "projects/1/tenants/acme-x1y2z", "displayName": "acme"}
    found = decode(message, "prod")

    for path in POINTERS:
        value = declared(wanted, path)
        if value is not ABSENT and path != AUTODELETE:
            live = at(found.attributes, path)
            assert live == value or (live is ABSENT and path in found.unset), path
    assert found.address == ADDRESS


@given(attributes=declarations())
def test_nothing_is_written_that_is_not_declared(attributes: Attributes) -> None:
    """An empty declaration makes an empty tenant."""
    update = encode(Change(address=ADDRESS, action=Action.CREATE, after=normal(attributes)), {}, digest)
    named = {row.wire.partition(".")[0] for row in (*ROWS, *REGION_ROWS) if at(attributes, row.pointer) is not ABSENT}
    named |= {"passwordPolicyConfig"} if "password" in attributes else set()
    named |= {"mfaConfig"} if "mfa" in attributes else set()
    assert {wire.partition(".")[0] for wire in update} <= named
