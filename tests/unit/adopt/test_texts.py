"""Texts in adopted files: literal, with references for what no other project has."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from baasctl.adopt.texts import References, literal
from baasctl.model.address import Address
from baasctl.model.resource import Resource

RESOURCES = (Resource(address=Address("prod", "roles", ("auth",)), attributes={}),)
TEXTS = {"123456789012": "target.account", "arn:aws:iam::123456789012:role/a": "roles/auth.arn", "b": "roles/b.arn"}
REFERENCES = References.to(TEXTS, RESOURCES)


def test_the_longest_text_is_the_one_that_is_meant() -> None:
    """An ARN is a reference as a whole, not a text around the account."""
    assert REFERENCES.put_in("arn:aws:iam::123456789012:role/a") == "${ref:roles/auth.arn}"
    assert REFERENCES.put_in("arn:aws:iam::123456789012:role/x") == "arn:aws:iam::${ref:target.account}:role/x"


def test_an_id_inside_a_longer_word_is_no_reference() -> None:
    """Only where it stands by itself does it mean the project's own."""
    assert REFERENCES.put_in("x123456789012 1234567890123") == "x123456789012 1234567890123"


def test_what_the_files_do_not_declare_is_written_out() -> None:
    """A reference to a resource that is not adopted would be an error in the files."""
    assert REFERENCES.put_in("b") == "b"
    assert References.to({"b": "roles/b.arn"}, RESOURCES).put_in("b ${env:X}") == "b $${env:X}"


@given(st.text(alphabet="${}:envarsctf x", max_size=30))
def test_a_text_without_references_is_written_literally(text: str) -> None:
    """What would be read as a reference or an escape gets one more `$`, and nothing else changes."""
    assert REFERENCES.put_in(text) == literal(text)
