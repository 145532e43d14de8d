"""Recorded functions of the real AWS beside what had been declared: nothing else than real drift may show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from baasctl.diff.fields import compare_fields
from baasctl.kinds.registry import kind
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, at, leaves, put
from baasctl.providers.amplify.functions import decode
from baasctl.providers.amplify.support import SUPPORT

AS_DESCRIBED = {"KmsKeyArn": "KMSKeyArn", "Arn": "FunctionArn", "SnapStartResponse": "SnapStart"}
DRIFTED = {
    "FnEnvRemoved.json": {"/env"},
    "FreeFormEnvVar.drifted.json": {"/env"},
    "MatrixFn0598BE1E.drifted.json": {"/memory"},
}
"""Recordings of changes from outside, to the fields that they changed."""
ASSIGNED = {"/run_as", "/runtime", "/entrypoint"}


def recorded(shared: Path) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """File, what was declared, what AWS answered."""
    models = json.loads((shared / "contracts" / "aws-live-models.json").read_text("utf-8"))["models"]
    found = []
    for each in models:
        model = each["model"]
        resource = model.get("resource", {})
        live = model.get("liveRaw") or resource.get("liveRaw")
        if resource.get("resourceType") == "AWS::Lambda::Function" and live:
            found.append((each["file"], resource["declared"], live))
    return found


def answered(model: Mapping[str, Any]) -> dict[str, Any]:
    """A model of CloudFormation as GetFunction answers it; references for CloudFormation are left out."""
    named = {AS_DESCRIBED.get(name, name): value for name, value in model.items() if name != "Code"}
    known = {name: value for name, value in named.items() if not _is_open(value)}
    tags = {each["Key"]: each["Value"] for each in known.pop("Tags", ())}
    reserved = known.pop("ReservedConcurrentExecutions", None)
    configuration = {"FunctionName": "a", "FunctionArn": "arn:aws:lambda:us-east-1:111111111111:function:a", **known}
    concurrency = {} if reserved is None else {"ReservedConcurrentExecutions": reserved}
    return {"Configuration": configuration, "Tags": tags, "Concurrency": concurrency}


def _is_open(value: object) -> bool:
    text = json.dumps(value)
    return "Fn::" in text or '"Ref"' in text or "__unresolved__" in text or "corpus_unresolved" in text


def decoded(model: Mapping[str, Any]) -> Resource:
    return decode(answered(model), "function/a", target="prod", name="a", facts={})


def declared_only(declared: Mapping[str, Any]) -> Resource:
    """What a spec would say: the values that the model has, without the ones that nobody set."""
    found = decoded(declared)
    kept: Mapping[str, Any] = {}
    for path, value in leaves(found.attributes):
        if not any(path == each or path.startswith(f"{each}/") for each in found.unset):
            kept = put(kept, path, value)
    return found.with_attributes(kept)


def test_what_was_declared_is_live(shared: Path) -> None:
    """A spec that says what the templates said differs where the recordings say that somebody changed something."""
    cases = recorded(shared)
    assert len(cases) == 21
    fields = SUPPORT.fields_of("functions", kind("functions").fields)
    for file, declared, live in cases:
        comparison = compare_fields(declared_only(declared), decoded(live), fields)
        differing = {each.path for each in comparison.changes}
        assert differing == DRIFTED.get(file.removeprefix("AWS__Lambda__Function."), set()), file


def test_what_nobody_set_is_unset(shared: Path) -> None:
    """Whatever a live function has that its template did not say is its default, or was changed from outside."""
    for file, declared, live in recorded(shared):
        if ".drifted" in file or "config_rich" in file or "EnvRemoved" in file:
            continue
        spec, found = declared_only(declared), decoded(live)
        left = {
            path
            for path, _ in leaves(found.attributes)
            if at(spec.attributes, path) is ABSENT
            and not any(path == each or path.startswith(f"{each}/") for each in found.unset)
        }
        assert {each for each in left if "/".join(each.split("/")[:2]) not in ASSIGNED} == set(), file
