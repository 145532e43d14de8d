"""Lists over pages: `pageSize` and `pageToken` in, `nextPageToken` out; an empty list has no member (proto3)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

from baasctl.sandbox.exchange import Answer, Json, JsonObject
from baasctl.sandbox.firebase.call import Call
from baasctl.sandbox.firebase.refusals import GoogleRefusal


def page(call: Call, member: str, items: Sequence[JsonObject], *, usual: int = 100, most: int = 1000) -> Answer:
    """The page of *items* that the query asks for.

    Args:
        member: Name of the list in the answer.
        usual: Size of a page when the query says none, and for a size of 0.
        most: A larger size means this one.

    Raises:
        GoogleRefusal: 400, a negative size or a token that nobody gave.
    """
    size, start = _size(call, usual, most), _start(call)
    shown = items[start : start + size]
    answer: JsonObject = {member: list[Json](shown)} if shown else {}
    if start + size < len(items):
        answer["nextPageToken"] = base64.urlsafe_b64encode(f"from {start + size}".encode()).decode()
    return call.answer(answer)


def _size(call: Call, usual: int, most: int) -> int:
    text = call.query("pageSize") or "0"
    if not text.isdigit():
        raise GoogleRefusal(400, f"Invalid value at 'page_size' (TYPE_INT32), \"{text}\"")
    return min(int(text) or usual, most)


def _start(call: Call) -> int:
    token = call.query("pageToken")
    if not token:
        return 0
    try:
        word, _, number = base64.urlsafe_b64decode(token).decode().partition(" ")
        start = int(number)
    except (binascii.Error, ValueError):
        word, start = "", -1
    if word != "from" or start < 0:
        raise GoogleRefusal(400, "The page token is invalid.")
    return start
