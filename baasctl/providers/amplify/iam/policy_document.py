"""Policy documents of IAM and S3 in one form: equal text for equal meaning.

One value and a list of one are the same, order says nothing, `Principal: "*"` is `{AWS: "*"}`, an account's number is
its root ARN, and conditions are text (IAM's grammar of policies).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final, cast
from urllib.parse import unquote

from baasctl.model.value import Value, freeze, thaw

_LISTS: Final = ("Action", "NotAction", "Resource", "NotResource")
_PRINCIPALS: Final = ("Principal", "NotPrincipal")
_ACCOUNT: Final = re.compile(r"\d{12}")
DEFAULT_VERSION: Final = "2008-10-17"
"""What a document without `Version` is read as."""

Document = Mapping[str, Value]


def document_of(written: object) -> Document | None:
    """A document as an object, as JSON text, or as IAM's URL-encoded JSON text; `None` when it is none of them."""
    found = written
    if isinstance(written, str):
        text = unquote(written) if written.lstrip().startswith("%7B") else written
        try:
            found = json.loads(text)
        except ValueError:
            return None
    return cast(Document, freeze(found)) if isinstance(found, Mapping) else None


def canonical(document: Document) -> Document:
    """The document in normal form."""
    statements = sorted((_statement(each) for each in statements_of(document)), key=text_of)
    rest = {key: value for key, value in document.items() if key not in ("Statement", "Version")}
    whole = {"Version": str(document.get("Version") or DEFAULT_VERSION), **rest, "Statement": statements}
    return cast(Document, freeze(whole))


def statements_of(document: Document) -> Iterator[Document]:
    """The statements, of which a document may have one that is no list."""
    found = document.get("Statement")
    for each in found if isinstance(found, tuple) else (found,):
        if isinstance(each, Mapping):
            yield each


def canonical_statement(statement: Document) -> Document:
    """One statement in normal form."""
    return cast(Document, freeze(_statement(statement)))


def texts(value: object) -> tuple[str, ...]:
    """One text or a list of texts as a sorted tuple."""
    members = value if isinstance(value, tuple | list) else () if value is None else (value,)
    return tuple(sorted({str(each).lower() if isinstance(each, bool) else str(each) for each in members}))


def text_of(document: object) -> str:
    """The JSON text that is sent: compact, members sorted."""
    return json.dumps(thaw(freeze(document)), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def size_of(document: object) -> int:
    """Characters that count against IAM's quotas: white space does not."""
    return len(re.sub(r"\s", "", text_of(document)))


def _statement(statement: Document) -> dict[str, object]:
    found: dict[str, object] = {}
    for key in sorted(statement):
        value = statement[key]
        if key in _LISTS:
            found[key] = _short(texts(value))
        elif key in _PRINCIPALS:
            found[key] = _principal(value)
        elif key == "Condition" and isinstance(value, Mapping):
            found[key] = {
                operator: {name: _short(texts(wanted)) for name, wanted in sorted(members.items())}
                for operator, members in sorted(value.items())
                if isinstance(members, Mapping)
            }
        else:
            found[key] = value
    return found


def _principal(value: Value) -> object:
    if value == "*":
        return {"AWS": "*"}
    if not isinstance(value, Mapping):
        return value
    return {
        kind: _short(tuple(sorted({_root_arn(each) if kind == "AWS" else each for each in texts(members)})))
        for kind, members in sorted(value.items())
    }


def _root_arn(principal: str) -> str:
    return f"arn:aws:iam::{principal}:root" if _ACCOUNT.fullmatch(principal) else principal


def _short(members: tuple[str, ...]) -> object:
    return members[0] if len(members) == 1 else members
