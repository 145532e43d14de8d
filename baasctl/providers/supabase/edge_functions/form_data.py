"""`multipart/form-data` (RFC 7578), byte for byte in both directions."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_BOUNDARY = re.compile(r';\s*boundary=(?:"([^"]+)"|([^;\s]+))', re.IGNORECASE)
_PARAMETER = re.compile(r';\s*(name|filename)=(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))', re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPart:
    """One part.

    Attributes:
        name: Of the form field.
        filename: Empty for a plain value.
        path: Of the `supabase-path` header, which an answer may carry beside a filename.
    """

    name: str
    content: bytes = field(repr=False)
    content_type: str = "application/octet-stream"
    filename: str = ""
    path: str = ""


def encode_form(parts: Sequence[FormPart]) -> tuple[bytes, str]:
    """The body and its content type. Names are printable and hold no quotation mark.

    The boundary comes from the content, so that equal parts are equal bytes; one that occurs in the
    content is not used.
    """
    digest = hashlib.sha256(b"\0".join(part.content for part in parts)).hexdigest()
    boundary = f"baasctl-{digest}"
    while any(boundary.encode() in part.content for part in parts):
        boundary = f"baasctl-{hashlib.sha256(boundary.encode()).hexdigest()}"
    body = b"".join(_encoded(part, boundary) for part in parts) + f"--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"


def decode_form(body: bytes, content_type: str) -> tuple[FormPart, ...]:
    """The parts of an answer.

    Raises:
        ValueError: It is no form, or a broken or truncated one; the message holds nothing of its content.
    """
    match = _BOUNDARY.search(content_type)
    if not content_type.lower().startswith("multipart/form-data") or match is None:
        raise ValueError("it is no multipart/form-data with a boundary")
    delimiter = b"\r\n--" + (match[1] or match[2]).encode()
    # A boundary that is the beginning of other bytes is no delimiter: a line end or `--` follows.
    pieces = re.split(re.escape(delimiter) + rb"(?=[ \t]*\r\n|--)[ \t]*", b"\r\n" + body)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise ValueError("the form has no end")
    return tuple(_decoded(piece.removeprefix(b"\r\n")) for piece in pieces[1:-1])


def _encoded(part: FormPart, boundary: str) -> bytes:
    filename = f'; filename="{part.filename}"' if part.filename else ""
    head = (
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="{part.name}"{filename}\r\n'
        f"Content-Type: {part.content_type}\r\n\r\n"
    )
    return head.encode() + part.content + b"\r\n"


def _decoded(piece: bytes) -> FormPart:
    head, separator, content = piece.partition(b"\r\n\r\n")
    if not separator:
        raise ValueError("a part of the form has no end of its headers")
    try:
        lines = head.decode().split("\r\n")
    except UnicodeDecodeError:
        raise ValueError("the headers of a part are not UTF-8") from None
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    parameters = {
        match[1].lower(): re.sub(r"\\(.)", r"\1", match[2]) if match[2] is not None else match[3]
        for match in _PARAMETER.finditer(headers.get("content-disposition", ""))
    }
    return FormPart(
        name=parameters.get("name", ""),
        content=content,
        content_type=headers.get("content-type", ""),
        filename=parameters.get("filename", ""),
        path=headers.get("supabase-path", ""),
    )
