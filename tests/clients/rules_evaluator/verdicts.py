"""Verdicts on requests: what our evaluator and Google's engine decide with the same rules and documents."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.access.rules.constraints import Filter
from baasctl.access.rules.requests import Query, Request, Rules
from baasctl.access.rules.times import SECOND
from baasctl.access.rules.values import Timestamp, Value
from baasctl.access.rules.world import Documents
from baasctl.engines.rules_language import syntax
from baasctl.engines.rules_language.checking import checked
from baasctl.engines.rules_language.mistake import Weight
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset
from baasctl.engines.rules_language.services import Profile
from tests.clients.firestore_emulator.rulesets import mutants
from tests.clients.rules_evaluator.emulated import OWNER, Emulated, Json, token, wire
from tests.clients.rules_evaluator.expressions import CLAIMS, DOCUMENTS, Tally, auth_of
from tests.clients.rules_evaluator.generating import Writer, functions

_FAILED: Final = 500
_ALLOWED: Final = (200, 404)
"""Not found is only said to somebody who may look."""
_PATTERNS: Final = ("/t/{id}", "/t/{id}/{rest=**}", "/{rest=**}", "/{id=*}/1", "/t/1", "/u/{id}", "/t/{id}/sub/{other}")
_METHODS: Final = ("get", "list", "create", "update", "delete", "read", "write", "get, list", "create, update")
_PATHS: Final = ("/t/1", "/t/2", "/t/new", "/u/a", "/t/1/sub/s")
_COLLECTIONS: Final = ("/t", "/u", "/t/1/sub")
_FILTERS: Final[tuple[tuple[str, str, Value], ...]] = (
    ("owner", "EQUAL", "u"),
    ("n", "GREATER_THAN", 3),
    ("n", "LESS_THAN_OR_EQUAL", 5),
    ("n", "IN", (4, 5)),
    ("s", "EQUAL", "hello"),
    ("tags", "ARRAY_CONTAINS", "p"),
    ("b", "EQUAL", True),
    ("f", "GREATER_THAN_OR_EQUAL", 1.5),
    ("m.a", "EQUAL", 1),
    ("n", "GREATER_THAN", 0.5),
    ("n", "NOT_EQUAL", 1),
    ("n", "EQUAL", 5),
    ("b", "GREATER_THAN_OR_EQUAL", False),
    ("s", "LESS_THAN", "x"),
    ("owner", "IN", ("u", "a")),
    ("l", "EQUAL", (1, "a")),
    ("x", "IS_NULL", None),
    ("m", "GREATER_THAN", {"a": 0}),
)
_FIELDS: Final[tuple[tuple[str, Value], ...]] = (
    ("s", "hello"), ("n", 5), ("n", 6), ("owner", "u"), ("owner", "a"), ("b", False), ("tags", ("p",)),
    ("m", {"a": 1}), ("x", None), ("f", 2.5), ("by", b"xy"), ("l", (1, "a")),
)  # fmt: skip
_OF_EMPTY: Final = frozenset({"/t/new", "/t/1/sub/s"})


def compare_verdicts(emulated: Emulated, chance: random.Random, *, requests: int = 50) -> Tally:
    """One ruleset, and requests of every method against it."""
    tally = Tally()
    text = _ruleset(chance)
    if chance.random() < 0.4:
        ((_, text),) = mutants(text, 1)
    refuses = any(each.weight is Weight.ERROR for each in checked(text, Profile.EMULATOR))
    refused = emulated.release(text)
    if "UNKNOWN" in refused:
        return tally
    tally.compared += 1
    if refuses != bool(refused):
        tally.disagreements.append((text, f"refused: {refuses}", refused or "accepted"))
    if refused or refuses:
        return tally
    tree = parse_ruleset(text)
    tally.seen.update(constructs(tree))
    rules = Rules(tree, profile=Profile.EMULATOR)
    for _ in range(requests):
        request = request_by_chance(chance)
        ours, theirs = rules.decide(request, DOCUMENTS), asked(emulated, request)
        if theirs is None:
            tally.given_up += 1
            continue
        tally.compared += 1
        tally.seen[f"{request.method} {'allowed' if theirs else 'denied'}"] += 1
        if ours.is_allowed is not theirs:
            tally.disagreements.append((f"{text}\n{request}", f"{ours.is_allowed} {dict(ours.failures)}", str(theirs)))
    return tally


def constructs(tree: syntax.Ruleset) -> Iterator[str]:
    """Names of what a ruleset is made of, expressions left out."""
    yield f"version {tree.version}"
    for service in tree.services:
        yield from (each for match in service.matches for each in _of_match(match))


def _of_match(match: syntax.Match) -> Iterator[str]:
    for segment in match.path:
        is_recursive = isinstance(segment, syntax.Wildcard) and segment.is_recursive
        yield "recursive wildcard" if is_recursive else type(segment).__name__
    for function in match.functions:
        yield "let" if function.lets else "function"
    for allow in match.allows:
        yield "allow if" if allow.condition else "allow"
    for inner in match.matches:
        yield from _of_match(inner)


def seed_documents(emulated: Emulated) -> None:
    """The documents that rules are asked about."""
    emulated.release("rules_version = '2'; service cloud.firestore { match /{all=**} { allow read: if false; } }")
    for path, fields in DOCUMENTS.items():
        emulated.write(path, fields)


def _ruleset(chance: random.Random) -> str:
    names, texts = functions(chance, 2)
    blocks = []
    for pattern in chance.sample(_PATTERNS, chance.choice((1, 2, 3))):
        variables = tuple(name for name in ("id", "rest", "other") if f"{{{name}" in pattern)
        writer = Writer(chance, names, variables)
        allows = []
        for _ in range(chance.choice((1, 2, 3))):
            condition = writer.expression("bool", chance.choice((1, 2, 2, 3))).replace(
                "request.time", "resource.data.ts"
            )
            if chance.random() < 0.5:
                condition = condition.replace("resource.data", "request.resource.data", chance.choice((1, 1, 9)))
            condition = f": if {condition}" if chance.random() < 0.95 else ""
            allows.append(f"allow {chance.choice(_METHODS)}{condition};")
        blocks.append(f"match {pattern} {{ {' '.join(allows)} }}")
    version = chance.choice(("2", "2", "2", "1"))
    if version == "1":
        blocks = [block for block in blocks if "{rest=**}" not in block] or ["match /t/{id} { allow get; }"]
        texts = "\n".join(line for line in texts.splitlines() if " let " not in line)
    body = "\n".join([texts.replace("request.time", "resource.data.ts"), *blocks])
    return (
        f"rules_version = '{version}';\nservice cloud.firestore {{ match /databases/{{db}}/documents {{\n{body}\n}} }}"
    )


def request_by_chance(chance: random.Random) -> Request:
    """By anybody, of any method, about a document that is there or not."""
    uid = chance.choice(("", "u", "a"))
    auth = auth_of(uid) if uid else None
    now = Timestamp(time.time_ns() // SECOND * SECOND)
    method = chance.choice(("get", "get", "list", "create", "update", "delete"))
    if method == "list":
        query = Query(
            filters=tuple(chance.sample(_FILTERS, chance.choice((0, 1, 1, 2)))),
            limit=chance.choice((None, None, 5)),
        )
        return Request(method="list", path=chance.choice(_COLLECTIONS), auth=auth, time=now, query=query)
    existing = method in ("update", "delete") or (method == "get" and chance.random() < 0.8)
    path = chance.choice([each for each in _PATHS if method == "get" or existing == (each not in _OF_EMPTY)])
    if method in ("get", "delete"):
        return Request(method=method, path=path, auth=auth, time=now)  # type: ignore[arg-type]  # one of both
    changed = dict(chance.sample(_FIELDS, chance.choice((0, 1, 2, 3))))
    before = DOCUMENTS.get(path, {}) if method == "update" else {}
    return Request(
        method=method,  # type: ignore[arg-type]  # create or update
        path=path,
        auth=auth,
        time=now,
        document={**before, **changed},
        written=tuple(changed),
    )


def asked(emulated: Emulated, request: Request) -> bool | None:
    """Whether Google's engine allows it; what an allowed write did is undone.

    Returns:
        `None` where the engine itself fails (status 500): so it does now and then, where operands are left behind a
        member that failed in an arm of `?:`.
    """
    bearer = token(str(request.auth["uid"]), CLAIMS) if request.auth else ""
    if request.method == "get":
        status, _ = emulated.call("GET", emulated.documents + request.path, bearer=bearer)
        return None if status == _FAILED else status in _ALLOWED
    if request.method == "list":
        status, answer = _query(emulated, request, bearer)
        is_denied = status == 403 or (isinstance(answer, list) and any("error" in each for each in answer))
        return None if status == _FAILED else not is_denied
    name = f"projects/{emulated.project}/databases/(default)/documents{request.path}"
    write: dict[str, Json] = {"delete": name}
    if request.method != "delete":
        fields = {field: (request.document or {})[field] for field in request.written}
        write = {
            "update": {"name": name, "fields": {field: wire(value, emulated) for field, value in fields.items()}},
            "currentDocument": {"exists": request.method == "update"},
        }
        if request.method == "update":
            write["updateMask"] = {"fieldPaths": list(request.written)}
    status, _ = emulated.call("POST", f"{emulated.documents}:commit", {"writes": [write]}, bearer)
    if status == 200:
        _restore(emulated, request.path, DOCUMENTS)
    return None if status == _FAILED else status == 200


def _query(emulated: Emulated, request: Request, bearer: str) -> tuple[int, Json]:
    parent, _, collection = request.path.rpartition("/")
    asked: dict[str, Json] = {"from": [{"collectionId": collection}]}
    filters = [_filter(each, emulated) for each in request.query.filters]
    if filters:
        asked["where"] = {"compositeFilter": {"op": "AND", "filters": filters}}
    if request.query.limit is not None:
        asked["limit"] = request.query.limit
    return emulated.call("POST", f"{emulated.documents}{parent}:runQuery", {"structuredQuery": asked}, bearer)


def _filter(test: Filter, emulated: Emulated) -> Json:
    field, operator, value = test
    place = {"fieldPath": field}
    if operator.startswith("IS_"):
        return {"unaryFilter": {"field": place, "op": operator}}
    return {"fieldFilter": {"field": place, "op": operator, "value": wire(value, emulated)}}


def _restore(emulated: Emulated, path: str, documents: Mapping[str, Mapping[str, Value]] | Documents) -> None:
    if path in documents:
        emulated.write(path, documents[path])
    else:
        emulated.call("DELETE", emulated.documents + path, bearer=OWNER)
