"""Overrides as TypeScript; every value and every name is a JSON literal, whatever the spec or AWS put into it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from baasctl.model.change import Change
from baasctl.providers.amplify.export.override import Exported, Override

_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_HEAD = (
    "// For amplify/backend.ts, behind `const backend = defineBackend({ ... });`.\n"
    "// Where a resource has another key than here in defineBackend, write that key.\n"
)


def member(name: str) -> str:
    """A member of an object: `.drive`, or `["say-hello"]` for what is no identifier."""
    return f".{name}" if _IDENTIFIER.fullmatch(name) else f"[{literal(name)}]"


def literal(value: object) -> str:
    """A value as JSON in ASCII, which is TypeScript too: no character can end a text or a line."""
    return json.dumps(value, ensure_ascii=True, sort_keys=True)


def document(exported: Iterable[tuple[Change, Exported]]) -> str:
    """The text of all changes, resource by resource; empty when there are none."""
    told = tuple(exported)
    imports = "".join(f"{line}\n" for line in sorted({line for _, each in told for line in each.imports}))
    return "\n".join([_HEAD + imports, *(_block(change, each) for change, each in told)]) if told else ""


def _block(change: Change, exported: Exported) -> str:
    lines = [f"// {_comment(change.address.local)}, owned by {_comment(str(change.facts.get('owner', '')))}"]
    lines += [_line(each) for each in exported.overrides]
    lines += [f"// no override: {_comment(each)}" for each in exported.without]
    lines += [f"// {_comment(line)}".rstrip() for line in exported.text.splitlines()]
    return "\n".join(lines) + "\n"


def _line(override: Override) -> str:
    return f"{override.construct}.addPropertyOverride({literal(override.path)}, {literal(override.value)});"


def _comment(text: str) -> str:
    """A text that stays on its line: everything that is not printable ASCII is escaped."""
    return "".join(each if " " <= each <= "~" else literal(each)[1:-1] for each in text)
