"""What AWS checks of every request before it looks at anything: required members, enums, lengths, bounds, patterns.

botocore itself checks only types, required members and minima of what it sends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from baasctl.sandbox.amplify.refusals import AwsRefusal
from baasctl.sandbox.amplify.service_models import operation_model, protocol

_CODES: Final[Mapping[str, str]] = {
    "cognito-idp": "InvalidParameterException",
    "logs": "InvalidParameterException",
    "tagging": "InvalidParameterException",
    "appsync": "BadRequestException",
    "amplify": "BadRequestException",
    "amplifybackend": "BadRequestException",
    "iam": "ValidationError",
    "sts": "ValidationError",
    "cloudformation": "ValidationError",
    "s3": "MalformedXML",
}
"""Code by service; the others say ValidationException."""
_NO_VALUE: Final = object()


def check(service: str, operation: str, parameters: Mapping[str, Any]) -> None:
    """Refuse parameters that the service's model does not allow.

    Raises:
        AwsRefusal: With every violation in its message, worded as AWS words them.
    """
    model = operation_model(service, operation)
    if model is None or model.input_shape is None:
        return
    found = list(_violations(model.input_shape, dict(parameters), ""))
    if not found:
        return
    if protocol(service) == "rest-xml":
        raise AwsRefusal("MalformedXML", "The XML you provided was not well-formed or did not validate against our"
                         " published schema", note="; ".join(found))  # fmt: skip
    code = _CODES.get(service, "ValidationException")
    if service == "lambda" and "enum value set" in found[0]:
        raise AwsRefusal("InvalidParameterValueException", found[0])
    count = f"{len(found)} validation error{'s' if len(found) > 1 else ''} detected"
    raise AwsRefusal(code, f"{count}: {'; '.join(found)}")


def _violations(shape: Any, value: Any, place: str) -> Iterator[str]:
    if value is None:
        return
    kind = shape.type_name
    if kind == "structure" and isinstance(value, Mapping):
        yield from _of_structure(shape, value, place)
    elif kind == "list" and isinstance(value, list):
        yield from _of_size(shape, value, place, len(value), "length")
        for number, member in enumerate(value, start=1):
            yield from _violations(shape.member, member, f"{place}.{number}.member")
    elif kind == "map" and isinstance(value, Mapping):
        yield from _of_size(shape, value, place, len(value), "length")
        for key, member in value.items():
            yield from _violations(shape.key, key, f"{place}.key")
            yield from _violations(shape.value, member, f"{place}.{key}.member")
    elif kind in {"integer", "long", "float", "double"} and isinstance(value, int | float):
        yield from _of_size(shape, value, place, value, "value")
    elif kind == "string" and isinstance(value, str):
        yield from _of_text(shape, value, place)
    elif kind == "blob" and isinstance(value, bytes):
        yield from _of_size(shape, value, place, len(value), "length")


def _of_structure(shape: Any, value: Mapping[str, Any], place: str) -> Iterator[str]:
    for name in shape.required_members:
        if value.get(name, _NO_VALUE) is _NO_VALUE:
            yield f"Value null at '{_below(place, name)}' failed to satisfy constraint: Member must not be null"
    for name, member in value.items():
        if name in shape.members:
            yield from _violations(shape.members[name], member, _below(place, name))


def _below(place: str, name: str) -> str:
    text = name[:1].lower() + name[1:]
    return f"{place}.{text}" if place else text


def _of_size(shape: Any, value: Any, place: str, size: float, what: str) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    said = f"Value {_shown(shape, value)} at '{place}' failed to satisfy constraint: Member must have {what}"
    if least is not None and size < least:
        yield f"{said} greater than or equal to {least}"
    if most is not None and size > most:
        yield f"{said} less than or equal to {most}"


def _of_text(shape: Any, value: str, place: str) -> Iterator[str]:
    said = f"Value {_shown(shape, value)} at '{place}' failed to satisfy constraint: Member must"
    if (allowed := shape.metadata.get("enum")) and value not in allowed:
        yield f"{said} satisfy enum value set: [{', '.join(allowed)}]"
        return
    yield from _of_size(shape, value, place, len(value), "length")
    pattern = shape.metadata.get("pattern")
    compiled = _compiled(pattern) if pattern else None
    if compiled is not None and not compiled.fullmatch(value):
        yield f"{said} satisfy regular expression pattern: {pattern}"


def _shown(shape: Any, value: Any) -> str:
    return "'***Sensitive***'" if shape.metadata.get("sensitive") else f"'{value}'"


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    r"""The pattern, or `None` for one that only Java knows, such as `\p{L}`."""
    if "\\p{" in pattern:
        return None
    try:
        return re.compile(pattern)
    except re.error:
        return None
