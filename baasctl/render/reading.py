"""A kind's own checks, told at the exact place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from baasctl.kinds.kind import Kind
from baasctl.kinds.reading import attributes_of
from baasctl.model.origin import Origin
from baasctl.model.problems import Problems, nearest
from baasctl.model.secret import Secret
from baasctl.model.value import Attributes, Value, escape_pointer, thaw

_EXPECTED: Final = {
    "bool_type": "`true` or `false`",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "string_type": "text",
    "dict_type": "a map",
    "model_type": "a map",
    "model_attributes_type": "a map",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
}
_SHOWN: Final = 60


def read_attributes(written: Value, kind: Kind, origins: Mapping[str, Origin], problems: Problems) -> Attributes | None:
    """The attributes in normal form; `None` after problems."""
    plain = thaw(written)
    try:
        return attributes_of(kind, plain if isinstance(plain, dict) else {})
    except ValidationError as error:
        seen = set()
        for each in error.errors(include_url=False, include_context=True):
            path = _pointer(each["loc"], origins)
            if path not in seen:
                seen.add(path)
                _tell(dict(each), path, kind, origins, problems)
        return None


def _pointer(location: Sequence[str | int], origins: Mapping[str, Origin]) -> str:
    """The JSON Pointer of pydantic's location, without its names for members of unions."""
    path = ""
    for token in location:
        longer = f"{path}/{escape_pointer(str(token))}"
        if longer in origins:
            path = longer
    return path


def _tell(error: dict[str, Any], path: str, kind: Kind, origins: Mapping[str, Origin], problems: Problems) -> None:
    """One of pydantic's complaints in our words; the texts of its types are in pydantic's `errors` page."""
    sort, value, context = error["type"], error["input"], error.get("ctx", {})
    tokens = tuple(path.split("/")[1:])
    field = kind.fields.at(tokens)
    dotted = ".".join(tokens)
    shown = "a value that is not shown" if field and field.sensitive else describe_value(value)
    span = origins[path].span
    if sort == "extra_forbidden":
        record = kind.fields.at(tokens[:-1])
        hint = nearest(tokens[-1], record.members if record else ())
        problems.add("SPEC043", "unknown key", span, f"`{tokens[-1]}` is no field of `{kind.name}`", hint)
    elif sort == "missing":
        needed = str(error["loc"][-1])
        detail = f"`{dotted or kind.name}` has no `{needed}`"
        problems.add("SPEC090", "a needed value is missing", span, detail, f"add `{needed}: …`")
    elif sort == "literal_error":
        choices = str(context["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
        detail = f"`{dotted}` is {shown}, but must be one of: {', '.join(choices)}"
        hint = nearest(str(value), choices)
        problems.add("SPEC080", "this value does not exist", span, detail, "" if hint.startswith("known") else hint)
    elif sort == "value_error":
        message = str(error["msg"]).removeprefix("Value error, ")
        problems.add("SPEC081", "this value cannot be used", span, f"`{dotted}`: {message}" if dotted else message)
    elif sort in _EXPECTED:
        detail = f"`{dotted}` is {shown}, but {_EXPECTED[sort]} is expected"
        problems.add("SPEC082", "the value has the wrong type", span, detail, _type_hint(sort, value))
    elif sort in {"greater_than_equal", "less_than_equal"}:
        limit = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
        detail = f"`{dotted}` is {shown}, but must be {limit}"
        problems.add("SPEC083", "a number is out of range", span, detail)
    else:
        problems.add("SPEC081", "this value cannot be used", span, f"`{dotted}`: {error['msg']}")


def describe_value(value: object) -> str:
    """A written value for messages; a secret is never shown."""
    if isinstance(value, Secret):
        return "a secret"
    if value is None:
        return "null"
    if isinstance(value, Mapping):
        return "a map"
    if isinstance(value, list | tuple):
        return "a list"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…'}`"


def _type_hint(sort: str, value: object) -> str:
    if sort == "bool_type" and isinstance(value, str):
        return "write true or false without quotes; YAML 1.2 does not know yes, no, on and off"
    if sort in {"int_type", "float_type"} and isinstance(value, str):
        return "write the number without quotes"
    if sort == "string_type" and isinstance(value, bool | int | float):
        return "put it in quotes"
    return "a set or list is written as [a, b]" if sort.startswith(("list", "tuple")) else ""
