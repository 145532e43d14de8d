"""The check that the platform's bundler makes first: every file that a function imports by relative path is there.

The refusal's text was reported by many users, for example `Failed to bundle the function (reason: Module not found
"file:///tmp/user_fn_…/source/routing.ts").`; specifiers are taken literally, query string included.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping

from baasctl.sandbox.exchange import Refusal

_SCRIPTS = (".ts", ".tsx", ".mts", ".js", ".jsx", ".mjs")
_TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|(?P<template>`(?:\\.|[^`\\])*`)|"(?P<double>(?:\\.|[^"\\\n])*)"|'(?P<single>(?:\\.|[^'\\\n])*)'"""
    r"""|(?P<word>[A-Za-z_$][\w$]*)|(?P<sign>\S)""",
    re.DOTALL,
)


def refuse_missing_modules(files: Mapping[str, bytes], entrypoint: str, import_map: str = "") -> None:
    """Follow relative imports from *entrypoint* through *files*.

    Type-only imports are not followed, as they are erased; neither is anything that a relative key of the import
    map redirects.

    Raises:
        Refusal: 400, a module is missing.
    """
    redirected = _relative_keys(files.get(import_map, b"{}"))
    waiting, seen = [entrypoint], {entrypoint}
    while waiting:
        module = waiting.pop()
        if module not in files:
            raise Refusal(400, f'Failed to bundle the function (reason: Module not found "file:///source/{module}").')
        if not module.endswith(_SCRIPTS):
            continue
        for specifier in _specifiers(files[module].decode("utf-8", "replace")):
            if not specifier.startswith(("./", "../")) or specifier.startswith(redirected):
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(module), specifier))
            if target not in seen:
                seen.add(target)
                waiting.append(target)


def _specifiers(source: str) -> Iterator[str]:
    """Texts after `from`, after a bare `import`, and inside `import(…)`."""
    before, last = "", ""
    erased = False
    for token in _TOKEN.finditer(source):
        word = token["word"] or token["sign"]
        text = token["double"] if token["double"] is not None else token["single"]
        if word is None and text is None:
            continue
        if text is not None and not erased and (last in {"from", "import"} or (last, before) == ("(", "import")):
            yield text
        if last in {"import", "export"}:
            erased = word == "type"
        before, last = last, word or ""


def _relative_keys(text: bytes) -> tuple[str, ...]:
    try:
        document = json.loads(text)
        return tuple(key for key in document.get("imports", {}) if key.startswith("."))
    except (ValueError, AttributeError):
        return ()
