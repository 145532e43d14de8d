"""What AWS's models forbid is refused by `validate`, in our words: boto3's own checks are never what a user sees."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest
from botocore import model, validate
from hypothesis import given
from hypothesis import strategies as st

from baasctl.adopt.yaml_text import lines
from baasctl.model.errors import BaasctlError
from baasctl.model.value import freeze
from baasctl.pipeline import render
from baasctl.providers.amplify import bounds, wire_values
from baasctl.providers.amplify.support import SUPPORT
from baasctl.providers.contract import Yes
from baasctl.run import Run
from tests.contract.project import clock

SERVICES: Final[Mapping[str, tuple[str, ...]]] = {
    "app_clients": ("cognito-idp",),
    "auth": ("cognito-idp",),
    "buckets": ("s3",),
    "functions": ("lambda", "scheduler"),
}
"""Kinds whose `native` keys are members of requests, word for word."""
NAMES: Final = {"app_clients": "web", "buckets": "b", "functions": "f"}
PREFIXES: Final[Mapping[str, tuple[str, str]]] = {
    "EventInvokeConfig.": ("lambda", "PutFunctionEventInvokeConfig"),
    "EventSourceMappings.": ("lambda", "CreateEventSourceMapping"),
    "FunctionUrlConfig.": ("lambda", "CreateFunctionUrlConfig"),
    "RuntimeManagementConfig.": ("lambda", "PutRuntimeManagementConfig"),
    "Schedule.": ("scheduler", "CreateSchedule"),
}
LISTS: Final = ("list", "map")
ARN: Final = "arn:aws:sqs:eu-west-1:111111111111:q"


@dataclass(frozen=True, slots=True)
class Limited:
    """One native field and the shape of what it writes."""

    kind: str
    field: str
    shape: Mapping[str, Any] = dataclasses.field(repr=False)
    shapes: Mapping[str, Any] = dataclasses.field(repr=False)

    @property
    def member(self) -> Mapping[str, Any]:
        """The shape of a list's members."""
        found: Mapping[str, Any] = self.shapes[self.shape["member"]]
        return found


def limited() -> Iterator[Limited]:
    """Every native field that a model has limits for."""
    for kind, services in SERVICES.items():
        for field, answer in SUPPORT.fields[kind].items():
            if field.startswith("native.") and isinstance(answer, Yes):
                for service, operation, path in _places(answer.wire, services):
                    try:
                        shape = bounds.shape_at(service, operation, path)
                    except KeyError:
                        continue
                    yield Limited(kind, field, shape, bounds.shapes_of(service))
                    break


def _places(wire: str, services: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    wire = wire.replace("[]", "")
    for prefix, (service, operation) in PREFIXES.items():
        if wire.startswith(prefix):
            yield service, operation, wire.removeprefix(prefix)
    for service in services:
        for operation in bounds.operations_of(service):
            if path := wire.removeprefix(f"{operation}."):
                yield service, operation, path


def forbidden(one: Limited) -> Iterator[tuple[str, object]]:
    """Values that the model does not take, with what is wrong."""
    shape, sort = one.shape, one.shape["type"]
    if sort in ("integer", "long"):
        yield "a text", "many"
        if "min" in shape:
            yield "below", shape["min"] - 1
        if "max" in shape:
            yield "above", shape["max"] + 1
    elif sort == "boolean":
        yield "a text", "maybe"
    elif sort == "string":
        yield "a map", {"a": "b"}
        if "enum" in shape:
            yield "no choice", "NO_SUCH_CHOICE"
        elif "max" in shape and shape["max"] < 5000:
            yield "too long", "a" * (shape["max"] + 1)
    elif sort == "list":
        yield "no list", 5
        if "enum" in one.member:
            yield "no choice", ["NO_SUCH_CHOICE"]


def allowed(one: Limited) -> Iterator[tuple[str, object]]:
    """Values at the edge of what the model takes."""
    shape, sort = one.shape, one.shape["type"]
    if sort in ("integer", "long"):
        yield from ((name, shape[name]) for name in ("min", "max") if name in shape)
    elif sort == "string" and "enum" in shape:
        yield from ((choice, choice) for choice in shape["enum"])


def spec_of(one: Limited, value: object) -> dict[str, Any]:
    written: Any = value
    for name in reversed(one.field.split(".")):
        written = {ARN if name == "*" else name: written}
    content = {"native": {"amplify": written["native"]}}
    return {one.kind: {NAMES[one.kind]: content} if one.kind in NAMES else content}


def problems(spec: Mapping[str, Any], folder: Path) -> list[str]:
    """What `validate` says: code and words."""
    target = {"provider": "amplify", "app": "d1", "region": "eu-west-1"}
    text = "\n".join(lines({"baasctl": 1, "targets": {"prod": target}, **spec}))
    (folder / "baas.yaml").write_text(text + "\n", encoding="utf-8")
    try:
        (rendered,) = render(Run(file=folder / "baas.yaml", environment={}, clock=clock))
    except BaasctlError as error:
        return [f"{each.code} {each.detail}" for each in error.diagnostics]
    del rendered
    return []


FIELDS: Final = tuple(limited())


@pytest.mark.parametrize("kind", SERVICES)
def test_what_a_model_forbids_is_refused_by_validate(kind: str, tmp_path: Path) -> None:
    """A type, a bound, a length or a choice that AWS does not take is an error with the place in the spec."""
    accepted = [
        f"{one.field}: {wrong}"
        for one in FIELDS
        if one.kind == kind
        for wrong, value in forbidden(one)
        if not problems(spec_of(one, value), tmp_path)
    ]
    assert accepted == []


@pytest.mark.parametrize("kind", SERVICES)
def test_what_is_at_the_edge_is_accepted(kind: str, tmp_path: Path) -> None:
    """No bound of ours is tighter than AWS's, but where AWS documents it so."""
    refused = [
        f"{one.field}: {edge}: {found}"
        for one in FIELDS
        if one.kind == kind
        for edge, value in allowed(one)
        if (found := [each for each in problems(spec_of(one, value), tmp_path) if one.field.split(".")[-1] in each])
    ]
    assert refused == []


def test_what_is_inside_lists_is_checked_too() -> None:
    """Required and unknown members, types, choices and bounds, each with its place."""
    rules: Any = freeze([{"ID": 5, "Transition": [], "Transitions": [{"Days": "soon", "StorageClass": "COLD"}]}])
    place = ("s3", "PutBucketLifecycleConfiguration", "LifecycleConfiguration.Rules")
    found = dict(wire_values.misfits(place, rules))

    assert found["/0"] == "needs `Status`"
    assert found["/0/ID"] == "takes text"
    assert "Transitions" in found["/0/Transition"]
    assert found["/0/Transitions/0/Days"] == "takes a whole number"
    assert "GLACIER" in found["/0/Transitions/0/StorageClass"]


def near(shape: Mapping[str, Any], shapes: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Values of a shape, and values that are not."""
    sort = shape["type"]
    wrong = st.one_of(st.integers(-3, 3), st.booleans(), st.just("text"), st.just(["a"]), st.just({"a": "b"}))
    if sort == "structure":
        members = {name: near(shapes[each], shapes) for name, each in shape["members"].items()}
        right: st.SearchStrategy[Any] = st.fixed_dictionaries({}, optional=members)
    elif sort == "list":
        right = st.lists(near(shapes[shape["member"]], shapes), min_size=1, max_size=2)
    elif sort in ("integer", "long"):
        right = st.integers(shape.get("min", -10) - 2, shape.get("max", 10) + 2)
    elif sort == "boolean":
        right = st.booleans()
    else:
        right = st.sampled_from([*shape.get("enum", ()), "text", ""])
    return st.one_of(right, right, right, wrong)


OF_ANOTHER_FORM: Final = ("native.PolicyStatements", "native.ManagedLoginBranding.Settings")
"""A map of statements, and a document of any members."""
VALUES: Final = [(one, near(one.shape, one.shapes)) for one in FIELDS if one.field not in OF_ANOTHER_FORM]


@st.composite
def tried(draw: st.DrawFn) -> tuple[Limited, object]:
    """A field with a value near what it takes."""
    one, values = VALUES[draw(st.integers(0, len(VALUES) - 1))]
    return one, draw(values)


@given(tried())
def test_what_boto3_would_refuse_is_refused_before(written: tuple[Limited, object]) -> None:
    """Whatever is written: when botocore's own check of the request would fail, `validate` has failed."""
    one, value = written
    if refused_by_botocore(one, value):
        with TemporaryDirectory() as folder:
            assert problems(spec_of(one, value), Path(folder))


def refused_by_botocore(one: Limited, value: object) -> bool:
    """Botocore's own check of the value, by the same shapes in botocore's words."""
    named = {name: {**shape, **_as_model(shape)} for name, shape in one.shapes.items()}
    name = next(name for name, shape in one.shapes.items() if shape is one.shape)
    shape = model.ShapeResolver(named).get_shape_by_name(name)
    return bool(validate.ParamValidator().validate(value, shape).has_errors())


def _as_model(shape: Mapping[str, Any]) -> dict[str, Any]:
    """Members as references to shapes."""
    found: dict[str, Any] = {}
    if "members" in shape:
        found["members"] = {name: {"shape": each} for name, each in shape["members"].items()}
    for name in ("member", "key", "value"):
        if name in shape:
            found[name] = {"shape": shape[name]}
    return found


def test_the_fields_that_are_tried_do_not_become_fewer() -> None:
    """A count, so that a kind that is no longer looked at is noticed."""
    assert len(FIELDS) >= 170
