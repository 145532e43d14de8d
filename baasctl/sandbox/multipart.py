"""`multipart/form-data`, both ways, byte for byte (RFC 7578)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from baasctl.sandbox.exchange import Answer, Refusal

_PARAMETER = re.compile(r';\s*(name|filename)="((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_BOUNDARY = re.compile(r'boundary=(?:"([^"]+)"|([^;\s]+))', re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a form; *filename* is empty for a plain value."""

    name: str
    content: bytes
    filename: str = ""
    content_type: str = ""


def parse(content_type: str, body: bytes) -> tuple[Part, ...]:
    """The parts of a form, in order.

    Raises:
        Refusal: 400, not a form, or a broken one.
    """
    found = _BOUNDARY.search(content_type)
    if not content_type.lower().startswith("multipart/form-data") or not found:
        raise Refusal(400, "Expected multipart/form-data with a boundary")
    delimiter = b"\r\n--" + (found[1] or found[2]).encode()
    pieces = (b"\r\n" + body).split(delimiter)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise Refusal(400, "Unexpected end of form")
    return tuple(_part(piece.removeprefix(b"\r\n")) for piece in pieces[1:-1])


def answer(parts: Iterable[Part]) -> Answer:
    """A 200 answer that carries *parts*."""
    boundary = f"sandbox-{secrets.token_hex(16)}"
    body = b"".join(_rendered(boundary, part) for part in parts) + f"--{boundary}--\r\n".encode()
    return Answer(status=200, body=body, headers={"content-type": f"multipart/form-data; boundary={boundary}"})


def _part(piece: bytes) -> Part:
    head, separator, content = piece.partition(b"\r\n\r\n")
    if not separator:
        raise Refusal(400, "Malformed part header")
    lines = head.decode("utf-8", "replace").split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    parameters = {
        found[1].lower(): re.sub(r"\\(.)", r"\1", found[2])
        for found in _PARAMETER.finditer(headers.get("content-disposition", ""))
    }
    if "name" not in parameters:
        raise Refusal(400, "Malformed part header")
    return Part(
        name=parameters["name"],
        content=content,
        filename=parameters.get("filename", ""),
        content_type=headers.get("content-type", ""),
    )


def _rendered(boundary: str, part: Part) -> bytes:
    disposition = f'form-data; name="{_quoted(part.name)}"'
    if part.filename:
        disposition += f'; filename="{_quoted(part.filename)}"'
    head = f"--{boundary}\r\nContent-Disposition: {disposition}\r\n"
    if part.content_type:
        head += f"Content-Type: {part.content_type}\r\n"
    return head.encode() + b"\r\n" + part.content + b"\r\n"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "%0D").replace("\n", "%0A")
