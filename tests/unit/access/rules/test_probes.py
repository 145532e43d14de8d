"""The evaluator answers what Google's emulator answered (`shared/probes/firestore`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from baasctl.access.rules import requests
from baasctl.access.rules.expressions import value_of
from baasctl.access.rules.failure import Failure
from baasctl.access.rules.matching import permissions_for
from baasctl.access.rules.profiles import Profile
from baasctl.access.rules.requests import Request, Rules
from baasctl.access.rules.world import Frame
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset
from baasctl.engines.rules_language.problem import RulesProblem
from tests.unit.access.rules.probes import NOW, documents_of, request_of, text_of

RULESET = """rules_version = '2';
service cloud.firestore {{ match /databases/{{db}}/documents {{
match /t/{{id}} {{ allow get: if ({}); }}
}}}}"""
WITHOUT_ORDER = ("request",)
"""Whose members the emulator prints in an order of its own."""


def answer(expression: str, documents: dict[str, Any]) -> str:
    """The value of an expression in a get of `/t/1` by nobody, as the probes print it."""
    try:
        rules = Rules(parse_ruleset(RULESET.format(expression)))
    except RulesProblem:
        return "COMPILE"
    request = Request(method="get", path="/t/1", time=NOW)
    ((permission, captures),) = permissions_for(rules._matches, requests._path_of(request), version=2)
    assert permission.condition is not None
    try:
        world = requests._world(request, documents, Profile.EMULATOR)
        return text_of(value_of(permission.condition, Frame(world, captures)))
    except Failure as failure:
        return f"ERR({failure})"


def is_refused_for_meaning(messages: str) -> bool:
    """What the emulator's compiler refuses for other reasons than syntax: types, limits, patterns, names."""
    reasons = (
        "type identifier", "regular expression", "glob", "call depth", "Recursive", "arguments of 7", "rule depth",
        "match field variables", "already defined", "already bound", "Duplicate service", "too complex",
    )  # fmt: skip
    return any(reason in messages for reason in reasons)


def test_every_expression_has_the_value_or_the_error_of_googles_engine(shared: Path) -> None:
    """431 probes: values with their types, and errors word by word."""
    recorded = json.loads((shared / "probes/firestore/expr-probes.json").read_text("utf-8"))
    documents = documents_of(recorded)
    different = []
    for probe in recorded["probes"]:
        expected = probe["result"]
        if probe["expr"] in WITHOUT_ORDER or is_refused_for_meaning(expected):
            continue
        found = answer(probe["expr"], documents)
        if found != ("COMPILE" if expected.startswith("COMPILE") else expected):
            different.append((probe["expr"], expected, found))
    assert different == []


def test_every_request_is_decided_as_by_googles_engine(shared: Path) -> None:
    """Matching, scopes, versions, writes, lists by their query, and limits."""
    different = []
    for probe in json.loads((shared / "probes/firestore/ruleset-probes.json").read_text("utf-8")):
        if "compile" in probe:
            continue
        rules = Rules(parse_ruleset(probe["rules_text"]), profile=Profile.EMULATOR)
        decision = rules.decide(request_of(probe), documents_of(probe))
        if decision.is_allowed is not (probe["expected"] == "allow"):
            different.append((probe["test"], probe["rules_text"], probe["expected"], decision.failures))
    assert different == []
