"""Google's methods and message types: `apis/<api>.json`, made from the discovery documents.

A field is written as `int64`, `enum OFF|ENFORCE`, `list &Message`, `map string`; `output` says that Google alone
sets it. `tests/contract/firebase/write_api_tables.py` writes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).with_name("apis")
_ALIASES: Final = {"/admin/v2/": "/v2/"}
"""Other beginnings of paths that answer the same (research/firebase.md §1.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """The type of a member.

    Attributes:
        type: `bool`, `int64` and so on; `enum`; `message`.
        message: Name of the message or of the enumeration; empty for other types.
        names: Of an enum; the first one means that nothing is set.
        is_list: Several of them.
        is_map: A JSON object of them by free names.
        is_output: Google sets it; what a request says is ignored.
    """

    type: str
    message: str = ""
    names: tuple[str, ...] = ()
    is_list: bool = False
    is_map: bool = False
    is_output: bool = False


Message = Mapping[str, Field]
"""Fields by their JSON names; `*` stands for all other names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method of an API.

    Attributes:
        request: Message of the body; empty: the method takes none.
        answer: Message of the answer; empty: it has none.
        query: Query parameters.
        messages: All messages of the API.
    """

    api: str
    verb: str
    pattern: re.Pattern[str]
    request: str
    answer: str
    query: Message
    messages: Mapping[str, Message] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """What is known of an API."""

    name: str
    methods: tuple[Method, ...]
    messages: Mapping[str, Message]


@cache
def api(name: str) -> Api:
    """The table of an API such as `firestore.v1`."""
    written = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    messages = {each: _message(fields, each) for each, fields in written["messages"].items()}
    methods = tuple(
        Method(
            api=name,
            verb=each["verb"],
            pattern=re.compile(each["path"]),
            request=each.get("request", ""),
            answer=each.get("answer", ""),
            query=_message(each["query"]),
            messages=messages,
        )
        for each in sorted(written["methods"], key=lambda each: -len(each["path"]))
    )
    return Api(name=name, methods=methods, messages=messages)


def method(verb: str, host: str, path: str) -> Method | None:
    """The method that a request calls; `None`: no table has it, so nothing of it can be checked.

    Args:
        host: `firestore.googleapis.com`.
        path: Decoded, without the host: `/v1/projects/acme/databases`.
    """
    for beginning, same in _ALIASES.items():
        if path.startswith(beginning):
            path = same + path.removeprefix(beginning)
    return next(
        (
            each
            for table in _of_host(host)
            for each in table.methods
            if each.verb == verb and each.pattern.fullmatch(path)
        ),
        None,
    )


@cache
def _of_host(host: str) -> tuple[Api, ...]:
    name, _, domain = host.partition(".")
    return tuple(api(path.stem) for path in sorted(FOLDER.glob(f"{name}.*.json"))) if domain == "googleapis.com" else ()


def _message(fields: Mapping[str, str], name: str = "") -> Message:
    return {each: _field(written, f"{name}.{each[0].upper()}{each[1:]}") for each, written in fields.items()}


def _field(written: str, enumeration: str) -> Field:
    words = written.split(" ")
    marks = {word for word in ("output", "list", "map") if word in words[:-1]}
    type_ = " ".join(word for word in words if word not in marks)
    is_message, is_enum = type_.startswith("&"), type_.startswith("enum ")
    return Field(
        type="message" if is_message else "enum" if is_enum else type_,
        message=type_[1:] if is_message else enumeration if is_enum else "",
        names=tuple(type_.removeprefix("enum ").split("|")) if is_enum else (),
        is_list="list" in marks,
        is_map="map" in marks,
        is_output="output" in marks,
    )
