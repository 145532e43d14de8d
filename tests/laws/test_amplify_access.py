"""Law 12 on Amplify: what a section is rendered into allows nothing that the section denies.

Sections are made by chance, expressed and rendered as for a user, and asked with generated requests; the section itself
is the oracle, and our evaluators of `@auth` and of IAM judge what was rendered.

A create is asked about the row that it makes: Amplify fills in the owner's field where the input leaves it out. Rows
that are there are ones that the API would have taken: it checks what is written, and nothing else. An update without
any field changes nothing: Amplify lets it pass for whoever may delete, and it is left out. The time of creation is not
sent, since the API fills it in.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from baasctl.access.graphql_auth.judge import GraphqlAuthJudge
from baasctl.access.graphql_auth.schema import schema_of
from baasctl.access.graphql_auth.validity import invalid_rules
from baasctl.access.iam.judge import IamJudge
from baasctl.access.portable.deciding import decides
from baasctl.access.portable.exploring import explore
from baasctl.access.portable.sight import sights
from baasctl.access.portable.validity import is_valid
from baasctl.access.probe import Judge
from baasctl.load import load
from baasctl.model.access import AccessSection, Owner
from baasctl.model.errors import SpecError
from baasctl.model.probe import Family, Operation, Probe, Row, Special, WhoKind
from baasctl.model.problems import Problems
from baasctl.model.resource import Resource
from baasctl.model.value import at
from baasctl.providers.amplify.support import SUPPORT
from baasctl.render import render
from baasctl.render.access import section_of
from baasctl.resolve import resolve

SEED: Final = int(os.environ.get("BAASCTL_SEED", "20261123"))
SECTIONS: Final = int(os.environ.get("BAASCTL_SECTIONS", "60"))
REQUESTS: Final = 250
HEAD: Final = {"baasctl": 1, "targets": {"web": {"provider": "amplify", "app": "d2abc123", "region": "eu-west-1"}}}
PRINCIPALS: Final[dict[str, Any]] = {
    "author": {"owner": "authorId"},
    "editor": {"owner": "editorId"},
    "self": {"owner": "id"},
    "moderator": {"group": "moderators"},
    "staff": {"any_of": [{"group": "moderators"}, {"group": "admins"}]},
    "signed": {"all_of": ["authenticated", {"group": "admins"}]},
}
WHO: Final = ("anonymous", "authenticated", "author", "editor", "self", "moderator", "staff", "signed", "service")
NAMES: Final = ("title", "body", "status", "count", "plan")


def fields(chance: random.Random) -> dict[str, Any]:
    """Fields that a model can hold, each with or without rules of its own."""
    found: dict[str, Any] = {
        "title": {"type": "string", "max": 5} | ({"required": True} if chance.random() < 0.3 else {}),
        "body": {"type": "string", "min": 2, "max": 8},
        "status": {"type": "string", "in": ["draft", "published"]},
        "count": {"type": "int", "min": 0, "max": 10},
        "plan": {"type": "string"} | ({"may_not_change": True} if chance.random() < 0.4 else {}),
        "authorId": {"type": "user"} | chance.choice(({}, {"immutable": True}, {"immutable": True, "set": "uid"})),
        "editorId": {"type": "user", "immutable": chance.random() < 0.5},
        "createdAt": {"type": "timestamp", "set": "now", "immutable": True},
    }
    for name in chance.sample(NAMES, 2):
        if chance.random() < 0.3:
            found[name]["immutable"] = True
        if chance.random() < 0.2:
            found[name]["private_to"] = chance.sample(WHO[1:7], chance.randint(1, 2))
    return found


def entry(chance: random.Random) -> dict[str, Any]:
    operations = chance.choice(
        (["read"], ["read"], ["get"], ["list"], ["create"], ["update"], ["delete"], ["read", "update"], ["write"],
         ["read", "write"], ["create", "read"], ["create", "update"])
    )  # fmt: skip
    found: dict[str, Any] = {"to": chance.sample(WHO, chance.choice((1, 1, 1, 2))), "do": operations}
    if "update" in operations and chance.random() < 0.5:
        found["may_change" if chance.random() < 0.6 else "may_not_change"] = chance.sample(NAMES, chance.randint(1, 3))
    return found


def section(chance: random.Random) -> dict[str, Any]:
    """A section with one model and one path."""
    who = ("anonymous", "authenticated", "moderator", "staff", {"owner": "uid"})
    said = (["get"], ["read"], ["list"], ["create", "update"], ["delete"], ["write"], ["read", "write"])
    files = [{"to": chance.choice(who), "do": chance.choice(said)} for _ in range(chance.randint(1, 3))]
    return {
        "principals": PRINCIPALS,
        "resources": {
            "posts": {"fields": fields(chance), "allow": [entry(chance) for _ in range(chance.randint(1, 4))]},
            "storage:shared/{uid}/{file=**}": {"bucket": "files", "allow": files},
        },
    }


def codes(refused: SpecError) -> set[str]:
    """Tens of the codes."""
    return {each.code[:-1] for each in refused.diagnostics}


def rendered(access: dict[str, Any], folder: Path) -> tuple[AccessSection, tuple[Resource, ...]] | SpecError:
    """The section and what it becomes, or why it cannot."""
    (folder / "baas.yaml").write_text(json.dumps({**HEAD, "access": access}), encoding="utf-8")
    spec = resolve(load(str(folder / "baas.yaml")), "web", environment={})
    try:
        state, _ = render(spec, SUPPORT)
    except SpecError as refused:
        return refused
    problems = Problems()
    found = section_of(spec.resources[0], SUPPORT, spec.target, problems)
    assert found is not None
    return found, state.resources


def as_stored(section: AccessSection, probe: Probe) -> Probe:
    """The request with what Amplify fills in."""
    if probe.operation is not Operation.CREATE or probe.family is not Family.ROWS or probe.who.kind is not WhoKind.USER:
        return probe
    resource = next(each for each in section.resources if each.place.path == probe.resource)
    owners = {
        party.principal.field
        for allow in resource.allow
        if Operation.CREATE in allow.operations
        for party in allow.to
        if isinstance(party.principal, Owner)
    }
    filled = {rule.stored_as: probe.who.uid for name in owners if (rule := resource.field(name)) is not None}
    return replace(probe, new={**filled, **(probe.new or {})})


def as_sent(probe: Probe) -> Probe:
    """The request as a client makes it."""
    if probe.operation is not Operation.CREATE or (probe.new or {}).get("createdAt") is not Special.NOW:
        return probe
    return replace(probe, new={name: value for name, value in (probe.new or {}).items() if name != "createdAt"})


def could_be_there(section: AccessSection, probe: Probe) -> bool:
    """Whether the row that is there is one that the API would have taken."""
    if probe.existing is None or probe.family is not Family.ROWS:
        return True
    row = Row(resource=probe.resource, row=probe.row, values=probe.existing)
    return all(is_valid(each, is_created=True) is not False for each in sights(section, row))


def judged(section: AccessSection, resources: tuple[Resource, ...], seed: int) -> Iterator[tuple[Probe, bool, Any]]:
    """Requests, what the section says of each, and what the rendered rules say."""
    api = next(each for each in resources if each.address.kind == "graphql_api")
    text = str(at(api.attributes, "/models/Post/rules"))
    assert [str(each) for each in invalid_rules(schema_of(text))] == []
    judges: dict[Family, Judge] = {Family.ROWS: GraphqlAuthJudge(text), Family.OBJECTS: IamJudge(resources)}
    for probe in explore(section, seed=seed, most=REQUESTS):
        wanted = decides(section, as_stored(section, probe))
        if (
            wanted is None
            or not could_be_there(section, probe)
            or (probe.operation is Operation.UPDATE and not probe.new)
        ):
            continue
        yield probe, wanted, judges[probe.family].judge([as_sent(probe)])[0]


def test_rendered_rules_allow_nothing_that_the_section_denies(tmp_path: Path) -> None:
    """Every request that the section denies is denied by the rules that it becomes, and so is what cannot be said."""
    chance = random.Random(SEED)
    counts: Counter[str] = Counter()
    wider = []
    for number in range(SECTIONS):
        written = section(chance)
        made = rendered(written, tmp_path)
        if isinstance(made, SpecError):
            counts["sections refused" if codes(made) == {"RENDER87"} else "sections that contradict themselves"] += 1
            assert codes(made) <= {"RENDER84", "RENDER87"}, made
            continue
        found, resources = made
        counts["sections rendered"] += 1
        for probe, wanted, verdict in judged(found, resources, number):
            counts["requests"] += 1
            counts["allowed by both"] += wanted and verdict.allowed is True
            counts["narrower"] += wanted and verdict.allowed is not True
            if not wanted and verdict.allowed is not False:
                wider.append((written, probe, verdict))

    print(f"\nlaw 12 on Amplify, seed {SEED}: {dict(counts)}, {len(wider)} allow more")
    assert wider == []
    assert counts["sections rendered"] > SECTIONS // 10
    assert counts["allowed by both"] > 100


def test_the_law_finds_rules_that_allow_more(tmp_path: Path) -> None:
    """The same comparison over a section whose rules were widened by hand reports it."""
    access = {"resources": {"posts": {"fields": {"title": {"type": "string"}},
                                      "allow": [{"to": "authenticated", "do": "get"}]}}}  # fmt: skip
    made = rendered(access, tmp_path)
    assert not isinstance(made, SpecError)
    found, _ = made
    judge = GraphqlAuthJudge("type Post @model @auth(rules: [{allow: private}]) { id: ID! title: String }")
    probes = [each for each in explore(found, seed=SEED) if decides(found, each) is False]

    assert any(verdict.allowed for verdict in judge.judge(probes))
