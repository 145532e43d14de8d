"""Policies of IAM: what they allow, what is no policy, and that nothing makes deciding slow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.access.iam.deciding import Policies, Request, decide
from baasctl.access.iam.documents import NotAPolicy, statements_of
from baasctl.access.iam.judge import IamJudge
from baasctl.access.iam.matching import is_like
from baasctl.model.address import Address
from baasctl.model.errors import EngineError
from baasctl.model.probe import Family, Operation, Probe, Who, WhoKind
from baasctl.model.resource import Resource
from baasctl.model.value import freeze

FOLDER = Path(__file__).resolve().parents[3] / "cases" / "access" / "iam"
CALLER = "arn:aws:iam::1:role/caller"


def cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return found


def asks(name: str) -> list[Any]:
    return [
        pytest.param(case, ask, id=f"{case['why']}-{number}".replace(" ", "_"))
        for case in cases(name)
        for number, ask in enumerate(case["asks"])
    ]


def resource(kind: str, segments: tuple[str, ...], attributes: dict[str, Any]) -> Resource:
    frozen: Any = freeze(attributes)
    return Resource(address=Address("web", kind, segments), attributes=frozen)


def resources(case: dict[str, Any]) -> list[Resource]:
    found = [resource("storage_access", tuple(at.split("/", 1)), each) for at, each in case["paths"].items()]
    for kind in ("groups", "roles", "buckets"):
        found += [resource(kind, (name,), each) for name, each in case.get(kind, {}).items()]
    return found


def who(said: str) -> Who:
    if said in ("anonymous", "service"):
        return Who(kind=WhoKind(said))
    user, _, groups = said.partition(" in ")
    return Who(kind=WhoKind.USER, uid=user, groups=tuple(groups.split(" and ")) if groups else ())


@pytest.mark.parametrize(("case", "ask"), asks("deciding"))
def test_policies_allow_what_iam_documents(case: dict[str, Any], ask: list[Any]) -> None:
    """Denial, then allowance, then nothing; what is not understood cannot be said."""

    def said(name: str) -> Any:
        return statements_of({"Version": case.get("version", "2012-10-17"), "Statement": case.get(name, [])})

    boundary = said("boundary") if "boundary" in case else None
    policies = Policies(identity={"own": said("identity")}, resource={"its": said("resource")}, boundary=boundary)
    action, about, values, expected = ask
    request = Request(action=action, resource=about, principal=CALLER, values={k: tuple(v) for k, v in values.items()})

    assert decide(policies, request).allowed is expected


@pytest.mark.parametrize(("case", "ask"), asks("storage"))
def test_roles_may_do_with_files_what_their_paths_say(case: dict[str, Any], ask: list[Any]) -> None:
    """Who acts as which role, and what that role may do there."""
    said, operation, path, expected = ask
    probe = Probe(who=who(said), operation=Operation(operation), resource="", family=Family.OBJECTS, row=path)

    (found,) = IamJudge(resources(case)).judge([probe])

    assert found.allowed is expected, found.reason
    assert bool(found.rule) is (expected is True and said != "service")


@pytest.mark.parametrize("case", cases("documents"), ids=lambda each: str(each["says"])[:40])
def test_a_document_that_is_no_policy_is_refused_with_its_place(case: dict[str, Any]) -> None:
    """Pointer into the document and reason; the judge says it at the place in the spec."""
    with pytest.raises(NotAPolicy, match=r".*") as refused:
        statements_of(case["document"])
    with pytest.raises(EngineError) as told:
        IamJudge([resource("roles", ("auth",), {"policies": {"p": case["document"]}})])

    assert case["says"] in str(refused.value)
    assert case["says"] in told.value.diagnostics[0].detail


def test_a_deep_or_huge_document_is_refused_or_read_in_bounded_time() -> None:
    """Depth is an error, length is only length."""
    with pytest.raises(NotAPolicy):
        statements_of("[" * 200_000)
    wide = {"Effect": "Allow", "Action": ["s3:GetObject"] * 20_000, "Resource": "*"}

    assert len(statements_of(json.dumps({"Statement": [wide] * 3}))) == 3


def test_a_pattern_of_many_wildcards_does_not_hang() -> None:
    """Matching takes at most text times pattern steps."""
    assert not is_like("a" * 3_000 + "b", "*a" * 500 + "*c", {})
    assert is_like("a" * 3_000, "*a" * 500 + "*", {})


def test_coverage_tells_what_each_entry_was_asked() -> None:
    """One rule for a path, one part for an entry and operation, with the answers so far."""
    judge = IamJudge(resources({"paths": {"files/public/*": {"guest": ["get"], "authenticated": ["get", "write"]}}}))
    for said, path in (("anonymous", "public/a"), ("anonymous", "private/a"), ("alice", "public/a")):
        judge.judge([Probe(who=who(said), operation=Operation.GET, resource="", family=Family.OBJECTS, row=path)])

    assert {(each.rule, each.part): set(each.outcomes) for each in judge.coverage()} == {
        ("storage_access/files/public/*", "guest: get"): {"true", "false"},
        ("storage_access/files/public/*", "authenticated: get"): {"true"},
        ("storage_access/files/public/*", "authenticated: write"): set(),
    }
