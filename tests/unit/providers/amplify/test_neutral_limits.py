"""What `validate` lets a neutral field say, AWS's models let a request say: our names and units hide no limit.

Each field gets values at the limits that we name and values that no service takes; what `validate` accepts is encoded
as it would be sent, and held against the model of the operation: types, choices, lengths, ranges and patterns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import pytest

from baasctl.adopt.yaml_text import lines
from baasctl.kinds import registry
from baasctl.model.errors import BaasctlError
from baasctl.model.field import Field, Shape, Unit
from baasctl.model.value import ABSENT, Attributes, leaves
from baasctl.pipeline import render
from baasctl.providers.amplify import app_clients, auth, bounds, graphql_api, groups, identity_pool, resource_servers
from baasctl.providers.amplify.lambda_functions import configuration
from baasctl.providers.amplify.support import SUPPORT
from baasctl.providers.amplify.user_pool import documents
from baasctl.providers.amplify.user_pool.rows import Setting
from baasctl.providers.attribute_paths import declared_at
from baasctl.providers.contract import Bounds, Yes
from baasctl.run import Run
from tests.contract.project import clock

Sent: TypeAlias = Iterator[tuple[str, str, Mapping[str, Any]]]
"""Service, operation and members of a request."""
POOL: Final = "cognito-idp"
OF_DOCUMENT: Final[Mapping[str, tuple[str, str]]] = {
    documents.POOL: (POOL, "UpdateUserPool"),
    documents.MFA: (POOL, "SetUserPoolMfaConfig"),
    documents.CLIENT: (POOL, "UpdateUserPoolClient"),
    documents.RISK: (POOL, "SetRiskConfiguration"),
    groups.DOCUMENT: (POOL, "UpdateGroup"),
    resource_servers.DOCUMENT: (POOL, "UpdateResourceServer"),
    identity_pool.POOL: ("cognito-identity", "UpdateIdentityPool"),
    identity_pool.ROLES: ("cognito-identity", "SetIdentityPoolRoles"),
}
REQUIRED: Final[Mapping[str, dict[str, Any]]] = {
    "functions": {"source": "f", "runtime": "nodejs22", "run_as": "arn:aws:iam::111111111111:role/r"},
    "resource_servers": {"name": "Notes"},
}
TEXTS: Final = (
    "",
    " ",
    "a",
    "a b",
    "é",
    "a\tb",
    "https://a.example/x",
    "http://a b",
    "arn:aws:iam::111111111111:role/x",
)
TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "structure": (Mapping,), "map": (Mapping,), "list": (list, tuple), "string": (str,), "boolean": (bool,),
    "integer": (int,), "long": (int,), "double": (int, float), "timestamp": (str,),
}  # fmt: skip
LENGTHS: Final = (33, 129, 257, 1025, 20001)


def by_settings(settings: tuple[Setting, ...]) -> Callable[[Attributes], Sent]:
    """What rows of settings make of attributes."""

    def sent(attributes: Attributes) -> Sent:
        drafts: dict[str, dict[str, Any]] = {name: {} for name in (*documents.ALL, *OF_DOCUMENT)}
        for setting in settings:
            value = declared_at(attributes, setting.pointer)
            if value is not ABSENT and not setting.pointer.startswith("/native"):
                setting.write(drafts, value)  # type: ignore[arg-type]
        for newer in documents.NEWER:
            drafts[documents.POOL].pop(newer, None)
        yield from ((*OF_DOCUMENT[name], draft) for name, draft in drafts.items() if draft and name in OF_DOCUMENT)

    return sent


def of_function(attributes: Attributes) -> Sent:
    values = {path: value for path, value in leaves(attributes) if configuration.is_of_configuration(path)}
    yield "lambda", "UpdateFunctionConfiguration", configuration.encode(values, attributes, {})


def of_api(attributes: Attributes) -> Sent:
    around = graphql_api.Surroundings(region="eu-west-1", user_pool="eu-west-1_a")
    paths = [path for path, _ in leaves(attributes)]
    yield (
        "appsync",
        "UpdateGraphqlApi",
        graphql_api.encode({"authenticationType": "API_KEY"}, attributes, paths, around),
    )


ENCODED: Final[Mapping[str, Callable[[Attributes], Sent]]] = {
    "app_clients": by_settings(app_clients.SETTINGS),
    "auth": by_settings(auth.SETTINGS),
    "functions": of_function,
    "graphql_api": of_api,
    "groups": by_settings(groups.ROWS),
    "identity_pool": by_settings((*identity_pool.SETTINGS, *identity_pool.ROLE_SETTINGS)),
    "resource_servers": by_settings(resource_servers.ROWS),
}


def neutral(kind: str) -> Iterator[tuple[tuple[str, ...], Field, Bounds]]:
    """Fields that Amplify has, with what we say it accepts."""

    def below(field: Field, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Field, Bounds]]:
        for name, member in field.members.items():
            here, answer = (*path, name), SUPPORT.fields[kind].get(".".join((*path, name)))
            if name != "native" and member.members:
                yield from below(member, here)
            elif name != "native" and isinstance(answer, Yes) and not member.sensitive and not member.informative:
                yield here, member, answer.bounds

    return below(registry.kind(kind).fields, ())


def values(field: Field, found: Bounds) -> Iterator[object]:
    """At and beyond our limits, and far from all limits."""
    edges = [each for each in (found.minimum, found.maximum) if each is not None]
    numbers = [int(edge) + step for edge in edges for step in (-1, 0, 1)] + [-1, 0, 59, 3601, 2**31]
    units = {Unit.SECONDS: "s", Unit.BYTES: "B", Unit.NONE: ""}
    texts = [*TEXTS, *("a" * length for length in LENGTHS)]
    texts += ["a" * (found.longest + step) for step in (0, 1) if found.longest is not None and found.longest < 10**6]
    if field.shape in (Shape.LIST, Shape.SET):
        yield from ([each] for each in (*found.choices, *texts))
        yield [f"https://{number}.example/" for number in range(101)]
        yield [f"name{number}" for number in range(101)]
    elif field.shape is Shape.MAP:
        yield from ({name: text} for name, text in (("a", "a"), ("a b", "é"), ("a" * 257, "a"), ("a", "a" * 257)))
        yield {f"name{number}": "a" for number in range(101)}
    else:
        yield from (True, False, *found.choices, *texts)
        yield from (f"{number}{units[field.unit]}" if units[field.unit] else number for number in numbers)


def spec_of(kind: str, path: tuple[str, ...], value: object) -> dict[str, Any]:
    written: Any = value
    for name in reversed(path):
        written = {name: written}
    content = {**REQUIRED.get(kind, {}), **written}
    return {kind: {"one": content} if registry.kind(kind).depth else content}


def accepted(spec: Mapping[str, Any], folder: Path) -> Attributes | None:
    """What the spec asks for; `None` where `validate` refuses it."""
    target = {"provider": "amplify", "app": "d1", "region": "eu-west-1"}
    (folder / "f").mkdir(exist_ok=True)
    (folder / "f" / "index.js").write_text("exports.handler = () => 1\n", encoding="utf-8")
    text = "\n".join(lines({"baasctl": 1, "targets": {"prod": target}, **spec}))
    (folder / "baas.yaml").write_text(text + "\n", encoding="utf-8")
    try:
        (rendered,) = render(Run(file=folder / "baas.yaml", environment={}, clock=clock))
    except BaasctlError:
        return None
    return rendered.desired.resources[0].attributes


def misfits(shape: Mapping[str, Any], value: Any, shapes: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Where a value is not what the model says; what a request must have beside it is not asked."""
    sort, below = shape["type"], list[tuple[str, Any, str]]()
    if sort == "structure":
        yield from (f"{path}: no member {name}" for name in value if name not in shape["members"])
        below = [(shape["members"].get(name), each, f"{path}.{name}") for name, each in value.items()]
    elif sort == "list":
        below = [(shape["member"], each, f"{path}[]") for each in value]
    elif sort == "map":
        below = [(shape["key"], name, f"{path} name") for name in value]
        below += [(shape["value"], each, f"{path}[]") for each in value.values()]
    if not isinstance(value, TYPES[sort]) or (isinstance(value, bool) and sort != "boolean"):
        yield f"{path}: {value!r:.60} is no {sort}"
    elif sort != "structure" and not fits(shape, value):
        yield f"{path}: {value!r:.60} is out of bounds"
    for name, each, place in below:
        yield from misfits(shapes[name], each, shapes, place) if name else ()


def fits(shape: Mapping[str, Any], value: Any) -> bool:
    """Whether a value is in a shape's range, length, choices and pattern."""
    size = value if isinstance(value, int) else len(value)
    is_inside = isinstance(value, bool) or shape.get("min", size) <= size <= shape.get("max", size)
    is_text = isinstance(value, str)
    is_chosen = not is_text or not shape.get("enum") or value in shape["enum"]
    return (
        is_inside and is_chosen and not (is_text and shape.get("pattern") and not re.fullmatch(shape["pattern"], value))
    )


@pytest.mark.parametrize("kind", ENCODED)
def test_what_validate_accepts_the_models_accept(kind: str, tmp_path: Path) -> None:
    """No value of a neutral field passes `validate` and is then refused by boto3, or by AWS for its model's sake."""
    wrong, sent = [], 0
    for path, field, found in neutral(kind):
        for value in values(field, found):
            attributes = accepted(spec_of(kind, path, value), tmp_path)
            for service, operation, body in ENCODED[kind](attributes) if attributes is not None else ():
                sent += 1
                shape, shapes = bounds.shape_at(service, operation, ""), bounds.shapes_of(service)
                wrong += [f"{'.'.join(path)}: {value!r:.60}: {each}" for each in misfits(shape, body, shapes)]

    assert wrong == [], "\n".join(wrong)
    assert sent
