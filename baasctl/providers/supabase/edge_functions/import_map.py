"""Import maps: `imports` and `scopes` of a `deno.json`, `deno.jsonc` or import map file.

Resolution follows https://html.spec.whatwg.org/multipage/webappapis.html#import-maps; paths stand
for URLs below the spec's folder.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

LOCAL = "file:"
"""Marks a resolved specifier as a path below the spec's folder."""

_TEXT_OR_COMMENT = re.compile(r'("(?:[^"\\]|\\.)*+")|//[^\n]*+|/\*.*?(?:\*/|\Z)', re.DOTALL)
_TEXT_OR_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+")|,(?=\s*[}\]])', re.DOTALL)

Table = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportMap:
    """Where specifiers lead.

    Attributes:
        imports: Resolved key to resolved value; both are `file:` and a path from the spec's folder, or as written.
        scopes: Resolved path prefix of the importing file to such a table.
        elsewhere: Path of the file that a `deno.json` names as its `importMap`; empty: it is complete itself.
    """

    imports: Table = field(default_factory=dict)
    scopes: Mapping[str, Table] = field(default_factory=dict)
    elsewhere: str = ""

    def resolve(self, specifier: str, importer: str) -> str:
        """What a specifier in the file *importer* leads to: `file:` and a path, or something remote."""
        key = _resolved(specifier, importer)
        tables = [
            self.scopes[scope] for scope in sorted(self.scopes, key=len, reverse=True) if _covers(scope, importer)
        ]
        for table in (*tables, self.imports):
            if (found := _looked_up(key, table)) is not None:
                return found
        return key


def read_import_map(text: str, path: str) -> ImportMap:
    """Read the text of the file at *path* (from the spec's folder); comments and trailing commas are allowed.

    Raises:
        ValueError: It is no JSON object, or its tables are not tables of texts.
    """
    plain = _TEXT_OR_COMMA.sub(_text_only, _TEXT_OR_COMMENT.sub(_text_only, text.lstrip("\ufeff")))
    try:
        document = _object(json.loads(plain), "the file")
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    elsewhere = _text(document.get("importMap", ""), "importMap")
    scopes = _object(document.get("scopes", {}), "scopes")
    if elsewhere and "imports" not in document:
        beside = elsewhere if elsewhere.startswith(".") else f"./{elsewhere}"
        return ImportMap(elsewhere=_resolved(beside, path).removeprefix(LOCAL))
    return ImportMap(
        imports=_table(document.get("imports", {}), path, "imports"),
        scopes={_resolved(scope, path): _table(table, path, f"scopes.{scope}") for scope, table in scopes.items()},
    )


def _table(value: object, path: str, name: str) -> Table:
    members = _object(value, name).items()
    return {_resolved(key, path): _resolved(_text(target, f"{name}.{key}"), path) for key, target in members}


def _object(value: object, name: str) -> dict[str, object]:
    if isinstance(value, dict):
        return value
    raise ValueError(f"`{name}` is not an object")


def _text(value: object, name: str) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(f"`{name}` is not text")


def _resolved(specifier: str, importer: str) -> str:
    if not specifier.startswith(("./", "../", "/")) and specifier not in (".", ".."):
        return specifier
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(importer), specifier))
    return LOCAL + joined + ("/" if specifier.endswith("/") and joined != "/" else "")


def _covers(scope: str, importer: str) -> bool:
    return LOCAL + importer == scope or (scope.endswith("/") and (LOCAL + importer).startswith(scope))


def _looked_up(key: str, table: Table) -> str | None:
    if key in table:
        return table[key]
    prefixes = [prefix for prefix in table if prefix.endswith("/") and key.startswith(prefix)]
    if not prefixes:
        return None
    longest = max(prefixes, key=len)
    target = table[longest] + key[len(longest) :]
    return LOCAL + posixpath.normpath(target.removeprefix(LOCAL)) if target.startswith(LOCAL) else target


def _text_only(match: re.Match[str]) -> str:
    return match[1] or ""
