"""What Amplify's own compiler accepts, and what the resolvers that it writes decide, beside our decision procedure.

The resolvers run in Amplify's own engine of templates. `sync` and `search` need services that are not switched on.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from baasctl.access.graphql_auth.deciding import Request, caller_of_pool, decide
from baasctl.access.graphql_auth.model import Schema
from baasctl.access.graphql_auth.schema import schema_of
from baasctl.access.graphql_auth.space import Cell, answer, cells, request_of
from baasctl.access.graphql_auth.validity import invalid_rules
from tests.clients.npm_package import installed

pytestmark = pytest.mark.npm

HERE: Final = Path(__file__).resolve().parent
SEED: Final = int(os.environ.get("BAASCTL_SEED", "20261123"))
SCHEMAS: Final = int(os.environ.get("BAASCTL_SCHEMAS", "60"))
CELLS: Final = 120
OPERATIONS: Final = ("create", "update", "delete", "get", "list", "listen")
RULES: Final = (
    "allow: public",
    "allow: public, provider: identityPool",
    "allow: private",
    "allow: private, provider: identityPool",
    "allow: private, provider: oidc",
    "allow: owner",
    'allow: owner, ownerField: "authorId", identityClaim: "sub"',
    'allow: owner, ownerField: "editors", identityClaim: "sub"',
    'allow: owner, ownerField: "id", identityClaim: "sub"',
    'allow: owner, provider: oidc, identityClaim: "email"',
    'allow: groups, groups: ["admins"]',
    'allow: groups, groups: ["admins", "editors"]',
    'allow: groups, groups: ["staff"], groupClaim: "roles", provider: oidc',
    'allow: groups, groupsField: "team"',
    'allow: groups, groupsField: "teams"',
)
WRONG: Final = (
    "allow: public, provider: userPools",
    "allow: private, provider: apiKey",
    "allow: owner, provider: apiKey",
    'allow: groups, provider: identityPool, groups: ["a"]',
    "allow: groups",
    "allow: groups, groups: []",
    'allow: groups, groups: ["a"], groupsField: "team"',
    'allow: groups, groups: ["a"], identityClaim: "sub"',
    'allow: owner, groupClaim: "roles"',
)
SAID: Final = ("create", "update", "delete", "get", "list", "listen")
FIELDS: Final = (
    "title: String",
    "note: String",
    "authorId: String",
    "editors: [String]",
    "team: String",
    "teams: [String]",
)


OF_CLAIMS: Final = (
    'allow: groups, groups: ["editor"], groupClaim: "role"',
    'allow: groups, groupsField: "team", groupClaim: "role"',
    'allow: groups, groupsField: "teams", groupClaim: "role"',
    'allow: owner, ownerField: "team", identityClaim: "role"',
)
CLAIMS: Final[tuple[object, ...]] = (
    None, "editor", "not-editor", "edit", "", [], ["editor"], ["not-editor"], ["a", "editor"],
)  # fmt: skip


def rule(chance: random.Random, some: Sequence[str], *, on_field: bool = False) -> str:
    said = chance.choice(WRONG) if chance.random() < 0.04 else chance.choice(some)
    if chance.random() < 0.5:
        words = SAID if chance.random() < (0.05 if on_field else 0.6) else ("create", "update", "delete", "read")
        said += f", operations: [{', '.join(chance.sample(words, chance.randint(1, 3)))}]"
    return f"{{{said}}}"


def rules(chance: random.Random, some: Sequence[str], *, on_field: bool = False) -> str:
    several = some if chance.random() < 0.95 else (*some, *some)
    chosen = [rule(chance, [each], on_field=on_field) for each in chance.sample(several, chance.randint(1, 3))]
    return f"@auth(rules: [{', '.join(chosen)}])"


def schema(chance: random.Random) -> str:
    """One model; some of its fields have rules of their own. Few sorts of rules, so that all can be asked of them."""
    some = chance.sample(RULES, 3)
    lines = ["id: ID!", "owner: String"] if chance.random() < 0.3 else ["id: ID!"]
    lines += [f"{each} {rules(chance, some, on_field=True)}" if chance.random() < 0.15 else each for each in FIELDS]
    return f"type Post @model {rules(chance, some)} {{ {' '.join(lines)} }}"


def could_be_asked(cell: Cell) -> bool:
    """Whether resolvers could be asked: an update names its row by the key, which no update changes."""
    return cell.operation in OPERATIONS and not (cell.operation == "update" and cell.field == "id")


def asked(known: Schema, request: Request, field: str = "") -> dict[str, Any]:
    """A question as Amplify's resolvers take it: lists where the schema has lists, and rows that have a key."""
    lists = {name for name, member in known.types[request.model].members.items() if member.is_list}

    def shaped(row: Mapping[str, object]) -> dict[str, object]:
        return {name: [one] if name in lists and isinstance(one, str) else one for name, one in row.items()}

    row = None if request.row is None else shaped({"id": "p", **request.row})
    named = {} if row is None else {"id": row["id"]}
    caller = request.caller
    return {
        "caller": {"mode": caller.mode.value, "signed_in": caller.is_signed_in, "claims": dict(caller.claims)},
        "model": request.model,
        "operation": request.operation,
        "field": field,
        "row": row,
        "input": None if request.new is None else shaped({**named, **request.new}),
    }


def judged(questions: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each schema `refused`, or the `answers` to its requests."""
    installed(HERE)
    asked_for = json.dumps(questions)
    command = ("node", "decide.mjs")
    done = subprocess.run(
        command, cwd=HERE, input=asked_for, stdout=subprocess.PIPE, text=True, check=True, timeout=200
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_the_resolvers_of_amplify_decide_as_we_do() -> None:
    """Of schemas made by chance: refused by both or by none, and every question is answered alike."""
    chance = random.Random(SEED)
    texts = [schema(chance) for _ in range(SCHEMAS)]
    known = [schema_of(text) for text in texts]
    chosen: list[list[Cell]] = []
    for each in known:
        askable = [cell for cell in cells(each) if could_be_asked(cell)]
        chosen.append(chance.sample(askable, min(CELLS, len(askable))))
    questions = [
        {
            "schema": text,
            "models": ["Post"],
            "requests": [asked(one, request_of(one, cell), cell.field) for cell in some],
        }
        for text, one, some in zip(texts, known, chosen, strict=True)
    ]

    differences, compared, accepted = [], 0, 0
    for text, one, some, said in zip(texts, known, chosen, judged(questions), strict=True):
        wrong = [each.reason for each in invalid_rules(one)]
        if bool(wrong) is not ("refused" in said):
            differences.append(f"{text}\n  compiler: {said.get('refused', 'accepts it')}; we: {wrong or 'accept it'}")
        if wrong or "refused" in said:
            continue
        accepted += 1
        for cell, theirs in zip(some, said["answers"], strict=True):
            compared += 1
            if theirs is not answer(one, cell):
                differences.append(f"{text}\n  {cell}: resolvers {theirs}, we {answer(one, cell)}")

    print(f"seed {SEED}: {SCHEMAS} schemas, {accepted} accepted, {compared} questions, {len(differences)} differences")
    assert not differences, "\n".join(differences[:10])
    assert accepted > SCHEMAS // 3


def test_claims_that_are_texts_and_lists_mean_what_they_mean_to_us() -> None:
    """A static group is looked for in a claim: any part of a text will do; elsewhere claims are compared whole."""
    questions, ours = [], []
    for said in OF_CLAIMS:
        text = f"type Post @model @auth(rules: [{{{said}}}]) {{ id: ID! team: String teams: [String] }}"
        known = schema_of(text)
        requests = [
            Request(
                caller=caller_of_pool("ada", claims={} if claim is None else {"role": claim}),
                model="Post",
                operation=operation,
                row={"id": "p", "team": "editor", "teams": ["editor"]},
                new={"teams": ["editor"]} if operation == "update" else None,
            )
            for claim in CLAIMS
            for operation in ("update", "delete")
        ]
        questions.append({"schema": text, "models": ["Post"], "requests": [asked(known, each) for each in requests]})
        ours.append([decide(known, each).allowed for each in requests])

    assert [each["answers"] for each in judged(questions)] == ours
