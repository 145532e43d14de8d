"""`match` blocks and functions, as the templates take them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from baasctl.model.access import AccessResource, AccessSection, Allow, Engine, Sort
from baasctl.model.probe import Operation
from baasctl.model.quoted import Quoted
from baasctl.providers.firebase.access_rules.conditions import ALWAYS, NEVER, Condition, Some, every, written
from baasctl.providers.firebase.access_rules.conditions import either as some_of
from baasctl.providers.firebase.access_rules.operations import Operations
from baasctl.providers.firebase.access_rules.people import ROW, SIGNED_IN, Function, People, Shared, is_of_token
from baasctl.providers.firebase.access_rules.problems import Impossible
from baasctl.providers.firebase.access_rules.scope import scope_of
from baasctl.providers.firebase.access_rules.texts import Names, comment, line_of
from baasctl.providers.firebase.access_rules.validity import valid

_MOST_FIELDS: Final = 20
"""Fields that one function checks: a chain of 100 `&&` does not compile."""
_OUTSIDE: Final = " " * 6
_INSIDE: Final = " " * 8
_CHANGED: Final = "request.resource.data.diff(resource.data).affectedKeys()"
_ENGINES: Final = {Sort.ROWS: Engine.FIRESTORE, Sort.FILES: Engine.STORAGE}


def values_of(section: AccessSection, resources: Iterable[AccessResource], impossible: Impossible) -> dict[str, object]:
    """What a template is filled with: functions for all blocks, and one block for each resource."""
    names = Names()
    shared = Shared({each.name: names.claim(each.name) for each in section.principals if is_of_token(each.principal)})
    blocks = [_Block(section, resource, names, shared, impossible).values() for resource in resources]
    functions = [_function(each, _OUTSIDE) for each in shared.functions.values()]
    if SIGNED_IN in str((functions, blocks)):
        signed_in = Function(name="signedIn", lines=("request.auth != null",), words="somebody is signed in")
        functions = [_function(signed_in, _OUTSIDE), *functions]
    return {"place": comment(line_of(section.span)), "functions": functions, "blocks": blocks}


class _Block:
    """The block of one resource."""

    def __init__(
        self, section: AccessSection, resource: AccessResource, outside: Names, shared: Shared, impossible: Impossible
    ) -> None:
        self._resource = resource
        self._names = Names(outside.taken)
        self._scope = scope_of(resource, self._names)
        self._people = People(
            section=section, scope=self._scope, names=self._names, shared=shared, impossible=impossible
        )

    def values(self) -> dict[str, object]:
        checks = list(self._checks())
        native = self._resource.native(_ENGINES[self._resource.sort])
        operations = Operations(self._people, bool(checks), "native()" if native else ALWAYS)
        allows = list(_allows(self._grouped(operations)))
        functions = [*self._people.functions.values(), *checks]
        functions.append(Function(name="changed", lines=(_CHANGED,), words="fields that an update changes"))
        if native:
            # A comment at its end would take the semicolon with it.
            text = native.text.strip() + (f"\n{_INSIDE}" if "//" in native.text else "")
            functions.append(Function(name="native", lines=(text,), words="native", of=native.span))
        return {
            "comment": comment(f"{self._resource.name}: {line_of(self._resource.span)}"),
            "path": Quoted(self._scope.path),
            "functions": [_function(each, _INSIDE) for each in _used(functions, allows)],
            "allows": allows,
        }

    def _checks(self) -> Iterator[Function]:
        """`valid(row)`, in pieces where there are many fields; nothing where the spec asks nothing."""
        asked = [each for each in valid(self._scope) if each != ALWAYS]
        pieces = [asked[start : start + _MOST_FIELDS] for start in range(0, len(asked), _MOST_FIELDS)]
        parts = []
        for piece in pieces if len(pieces) > 1 else ():
            part = Function(name=self._names.claim("validPart"), parameters=(ROW,), lines=tuple(piece), words="fields")
            parts.append(f"{part.name}({ROW})")
            yield part
        if asked and self._resource.sort is Sort.ROWS:
            lines = tuple(parts or asked)
            yield Function(name="valid", parameters=(ROW,), lines=lines, words="fields", of=self._resource.span)

    def _grouped(self, operations: Operations) -> dict[Condition, list[tuple[Operation, tuple[Allow, ...]]]]:
        """Operations by what they ask."""
        found = {operation: operations.condition(operation) for operation in Operation}
        if self._resource.sort is Sort.FILES:
            found[Operation.CREATE] = _uploading(found[Operation.CREATE], found[Operation.UPDATE])
        groups: dict[Condition, list[tuple[Operation, tuple[Allow, ...]]]] = {}
        for operation, (condition, entries) in found.items():
            if condition != NEVER:
                groups.setdefault(condition, []).append((operation, entries))
        return groups


def _used(functions: list[Function], allows: list[dict[str, Quoted]]) -> list[Function]:
    """The functions that are called, in their order."""
    texts = "\n".join(allow["condition"] for allow in allows)
    found: set[str] = set()
    for _ in functions:
        called = {each.name for each in functions if re.search(rf"\b{each.name}\(", texts)} - found
        texts = "\n".join(_function(each, "")["body"] for each in functions if each.name in called)
        found |= called
    return [each for each in functions if each.name in found]


def _uploading(
    create: tuple[Condition, tuple[Allow, ...]], update: tuple[Condition, tuple[Allow, ...]]
) -> tuple[Condition, tuple[Allow, ...]]:
    """What an upload asks: Storage calls it `create` also where it replaces a file.

    Source: firebase-tools, `src/emulator/storage/files.ts`, `uploadObject`; `update` is one of metadata.
    """
    if create[0] == update[0]:
        return create
    new = every(["resource == null", create[0]])
    replaced = every(["resource != null", update[0]])
    return some_of([new, replaced]), (*create[1], *update[1])


def _allows(
    groups: dict[Condition, list[tuple[Operation, tuple[Allow, ...]]]],
) -> Iterator[dict[str, Quoted]]:
    """`allow` lines; a block that allows nothing says so."""
    for condition, members in groups.items():
        lines = dict.fromkeys(line_of(entry.span) for _, entries in members for entry in entries)
        operations = ", ".join(operation for operation, _ in members)
        start = f"      allow {operations}: if "
        yield {
            "comment": comment(", ".join(lines)),
            "operations": Quoted(operations),
            "condition": Quoted(written(condition, " " * 6, len(start))),
        }
    if not groups:
        yield {
            "comment": comment("nobody but the service"),
            "operations": Quoted("read, write"),
            "condition": Quoted("false"),
        }


def _function(function: Function, indent: str) -> dict[str, Quoted]:
    if len(function.lines) == 1:
        body = written(function.lines[0], indent, len(indent) + len("return "))
    else:
        deeper = f"{indent}  "
        texts = [_line(each, deeper) for each in function.lines]
        body = f"\n{deeper}&& ".join(texts)
    words = f"{function.words}: {line_of(function.of)}" if function.of else function.words
    return {
        "comment": comment(words),
        "name": Quoted(function.name),
        "parameters": Quoted(", ".join(function.parameters)),
        "body": Quoted(body),
    }


def _line(condition: Condition, indent: str) -> str:
    text = written(condition, indent, len(indent) + 3)
    return f"({text})" if isinstance(condition, Some) else text
