"""What is said to hold always, or never, does so for every request that is tried."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from baasctl.access.facts import facts_of
from baasctl.access.rules.requests import Query, Request, Rules
from baasctl.access.rules.values import Value
from baasctl.access.rulesets.openness import METHODS, situation
from baasctl.access.rulesets.possible import always, moment, never
from baasctl.access.rulesets.reading import Permission, permissions_of
from baasctl.model.address import Address
from baasctl.model.resource import Resource
from tests.clients.rules_evaluator.expressions import CLAIMS, DOCUMENTS
from tests.clients.rules_evaluator.generating import Writer, functions

NOW = datetime(2026, 6, 1, tzinfo=UTC)
RULESETS = 1500
FEWEST = 400
ATOMS = (
    *("true", "false", "request.auth != null", "request.auth == null", "request.auth.uid == 'u'", "resource == null"),
    *("request.auth.uid != null", "request.auth.uid is string", "resource != null", "request.resource == null"),
    *("request.resource.data.n == 5", "resource.data.n == 5", "id == '1'", "request.time < timestamp.date(2027, 1, 1)"),
    *("request.time > timestamp.date(2027, 1, 1)", "request.method == 'get'", "'n' in resource.data", "1 == 1"),
    *("exists(/databases/$(db)/documents/t/2)", "get(/databases/$(db)/documents/t/2).data.x == 1", "null == null"),
    *("request.auth.token.admin == true", "request.auth.token.nothing", "request.resource.data.keys().hasOnly(['n'])"),
)


def condition(chance: random.Random, writer: Writer, depth: int) -> str:
    """Atoms that speak of requests, joined at random; sometimes anything of the grammar."""
    way = chance.randrange(8) if depth else chance.choice((5, 6, 7))
    if way < 3:
        return f"({condition(chance, writer, depth - 1)} && {condition(chance, writer, depth - 1)})"
    if way == 3:
        return f"({condition(chance, writer, depth - 1)} || {condition(chance, writer, depth - 1)})"
    if way == 4:
        parts = (condition(chance, writer, depth - 1) for _ in range(3))
        return f"!({' ? '.join((next(parts), f'{next(parts)} : {next(parts)}'))})"
    return writer.expression("bool", 2) if way == 5 else chance.choice(ATOMS)


def ruleset(chance: random.Random) -> str:
    known, texts = functions(chance, 2)
    written = condition(chance, Writer(chance, known), 3)
    method = chance.choice((*METHODS, "read", "write"))
    return (
        "rules_version = '2';\nservice cloud.firestore { match /databases/{db}/documents {\n"
        f"{texts}\nmatch /t/{{id}} {{ allow {method}: if {written}; }} }} }}"
    )


def requests(chance: random.Random, method: str, *, is_signed_in: bool) -> Iterator[Request]:
    auth: dict[str, Value] | None = {"uid": "u", "token": dict(CLAIMS)} if is_signed_in else None
    for _ in range(3):
        document = {name: value for name, value in DOCUMENTS["/t/1"].items() if chance.random() < 0.5}
        path = {"list": "/t", "create": f"/t/new{chance.randrange(9)}"}.get(method, chance.choice(("/t/1", "/t/2")))
        yield Request(
            method=method,  # type: ignore[arg-type]
            path=path,
            auth=auth if auth is None or chance.random() < 0.5 else {"uid": "v", "token": {}},
            document=document if method in ("create", "update") else None,
            query=Query(limit=chance.choice((None, 5)), filters=(("n", "EQUAL", 5),) * chance.randrange(2)),
            time=moment(NOW),
        )


def claims(permission: Permission, method: str, *, is_signed_in: bool) -> str:
    at = situation(permission, method, NOW, is_signed_in=is_signed_in)
    if always(permission.condition, at):
        return "always"
    return "never" if never(permission.condition, at) else ""


def contradictions(seed: int, counted: Counter[str]) -> Iterator[str]:
    chance = random.Random(seed)
    text = ruleset(chance)
    resource = Resource(address=Address("p", "firestore_rules", ("(default)",)), attributes={"source": text})
    for permission in permissions_of(facts_of([resource], frozenset({"firestore_rules"}), "firebase", NOW)):
        rules = Rules(permission.alone)
        for method in permission.methods:
            for is_signed_in in (True, False):
                claim = claims(permission, method, is_signed_in=is_signed_in)
                counted[claim] += 1
                for request in requests(chance, method, is_signed_in=is_signed_in) if claim else ():
                    if rules.decide(request, DOCUMENTS).is_allowed != (claim == "always"):
                        yield f"{claim}: {request}\n{text}"


@pytest.mark.parametrize("part", range(3))
def test_always_and_never_are_proofs(part: int) -> None:
    """Conditions of the whole grammar and requests of every method; not one contradicts."""
    counted: Counter[str] = Counter()
    found = [each for seed in range(part, RULESETS, 3) for each in contradictions(seed, counted)]
    assert found[:1] == []
    assert counted["always"] + counted["never"] >= FEWEST / 3
    assert counted["always"] >= FEWEST / 30
