"""Forms go and come byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baasctl.providers.supabase.edge_functions.form_data import FormPart, decode_form, encode_form
from baasctl.sandbox import multipart

names = st.text(st.characters(exclude_categories=("C", "Zl", "Zp"), exclude_characters='"\\'), min_size=1, max_size=30)
contents = st.binary(max_size=200) | st.sampled_from([b"\r\n--", b"--\r\n", b"\r\n", b"--baasctl-"])
parts = st.lists(
    st.builds(FormPart, name=st.just("file"), filename=names, content=contents, content_type=st.just("text/plain"))
)


@given(parts)
def test_what_is_encoded_is_decoded(sent: list[FormPart]) -> None:
    """Any bytes under any printable name come back."""
    assert list(decode_form(*encode_form(sent))) == sent


@given(parts)
def test_the_sandbox_reads_the_same(sent: list[FormPart]) -> None:
    """A reader that somebody else wrote agrees."""
    body, content_type = encode_form(sent)
    read = multipart.parse(content_type, body)
    assert [(part.name, part.filename, part.content) for part in read] == [
        (part.name, part.filename, part.content) for part in sent
    ]


@given(parts)
def test_equal_parts_are_equal_bytes(sent: list[FormPart]) -> None:
    """Law 11 for uploads."""
    assert encode_form(sent) == encode_form(list(sent))


def test_a_boundary_that_stands_in_the_content_is_not_used() -> None:
    """Not even one that was aimed at."""
    body, content_type = encode_form([FormPart(name="file", content=b"x")])
    boundary = content_type.partition("boundary=")[2].encode()
    again = [FormPart(name="file", content=boundary), FormPart(name="file", content=body)]
    assert len(decode_form(*encode_form(again))) == 2


def test_a_boundary_that_only_begins_like_one_is_content() -> None:
    """A delimiter ends with its line."""
    body = b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\none\r\n--bc\r\ntwo\r\n--b--\r\n'
    [part] = decode_form(body, 'multipart/form-data; boundary="b"')
    assert part.content == b"one\r\n--bc\r\ntwo"


def test_a_path_header_is_read() -> None:
    """`Supabase-Path` carries what a file name may not."""
    body = (
        b'--b\r\nContent-Disposition: form-data; name="a"; filename="x\\"y"\r\nSupabase-Path: s/a.ts\r\n\r\n\r\n--b--'
    )
    [part] = decode_form(body, "multipart/form-data; boundary=b")
    assert (part.path, part.filename, part.content) == ("s/a.ts", 'x"y', b"")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "application/json"),
        (b"", "multipart/form-data"),
        (b"", "multipart/form-data; boundary=b"),
        (b"--b\r\n\r\n\r\n", "multipart/form-data; boundary=b"),
        (b"--b\r\nno end of headers\r\n--b--", "multipart/form-data; boundary=b"),
        (b"--b\r\nx: \xff\r\n\r\n\r\n--b--", "multipart/form-data; boundary=b"),
    ],
)
def test_a_broken_form_is_refused(body: bytes, content_type: str) -> None:
    """Truncated and garbled forms are never taken for whole ones."""
    with pytest.raises(ValueError, match=r"form|headers"):
        decode_form(body, content_type)


@given(st.data())
def test_a_truncated_form_is_refused(data: st.DataObject) -> None:
    """Wherever it is cut before its last line."""
    body, content_type = encode_form([FormPart(name="file", filename="a.ts", content=b"x" * 50)])
    cut = data.draw(st.integers(0, len(body) - 5))
    with pytest.raises(ValueError, match="form"):
        decode_form(body[:cut], content_type)
