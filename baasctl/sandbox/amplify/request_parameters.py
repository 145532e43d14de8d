"""What a request to AWS says, as boto3 would have been given it: read by the service's model, whatever its protocol."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree as ET

from baasctl.sandbox.amplify.refusals import AwsRefusal
from baasctl.sandbox.amplify.service_models import operation_model, path_labels, protocol
from baasctl.sandbox.exchange import Request

_NAMESPACE: Final = re.compile(r"^\{[^}]*\}")


def parameters_of(service: str, operation: str, request: Request) -> dict[str, Any]:
    """The members of the operation's input; blobs as bytes, times as they came; empty for an unknown operation.

    Raises:
        AwsRefusal: SerializationException, the body is no JSON or XML.
    """
    model = operation_model(service, operation)
    if model is None or model.input_shape is None:
        return {}
    try:
        return _READERS[protocol(service)](model, request, service)
    except (ValueError, ET.ParseError) as problem:
        code = "MalformedXML" if protocol(service) == "rest-xml" else "SerializationException"
        raise AwsRefusal(code, f"The request body cannot be read: {problem}") from problem


def _json(model: Any, request: Request, _service: str) -> dict[str, Any]:
    value = json.loads(request.body or b"{}")
    if not isinstance(value, dict):
        raise ValueError("no object")  # noqa: TRY004  one kind of problem with a body
    return {name: _from_json(model.input_shape.members.get(name), member) for name, member in value.items()}


def _from_json(shape: Any, value: Any) -> Any:
    """JSON's names → the model's, base64 → bytes."""
    if shape is None or value is None:
        return value
    if shape.type_name == "blob" and isinstance(value, str):
        return base64.b64decode(value)
    if shape.type_name == "structure" and isinstance(value, dict):
        by_wire = {member.serialization.get("name", name): name for name, member in shape.members.items()}
        return {
            by_wire.get(name, name): _from_json(shape.members.get(by_wire.get(name, name)), member)
            for name, member in value.items()
        }
    if shape.type_name == "list" and isinstance(value, list):
        return [_from_json(shape.member, member) for member in value]
    if shape.type_name == "map" and isinstance(value, dict):
        return {name: _from_json(shape.value, member) for name, member in value.items()}
    return value


def _rest(model: Any, request: Request, service: str, body: Callable[[Any, bytes], Any]) -> dict[str, Any]:
    shape = model.input_shape
    found: dict[str, Any] = dict(path_labels(service, model.name, request.target))
    query = parse_qsl(urlsplit(request.target).query, keep_blank_values=True)
    payload = shape.serialization.get("payload")
    for name, member in shape.members.items():
        wire, location = member.serialization.get("name", name), member.serialization.get("location")
        if location == "querystring":
            texts = [text for key, text in query if key == wire]
            if texts:
                found[name] = [*texts] if member.type_name == "list" else _scalar(member, texts[-1])
        elif location == "header" and wire.lower() in request.headers:
            found[name] = _scalar(member, request.headers[wire.lower()])
        elif location == "headers":
            given = {key.removeprefix(wire.lower()): text for key, text in request.headers.items()
                     if key.startswith(wire.lower())}  # fmt: skip
            if given:
                found[name] = given
    if payload:
        member = shape.members[payload]
        if request.body:
            found[payload] = request.body if member.type_name in {"blob", "string"} else body(member, request.body)
        return found
    return {**(body(shape, request.body) if request.body else {}), **found}


def _rest_json(model: Any, request: Request, service: str) -> dict[str, Any]:
    return _rest(model, request, service, lambda shape, content: _from_json(shape, json.loads(content)))


def _rest_xml(model: Any, request: Request, service: str) -> dict[str, Any]:
    return _rest(model, request, service, lambda shape, content: _from_xml(shape, ET.fromstring(content)))  # noqa: S314  from this machine


def _from_xml(shape: Any, element: ET.Element) -> Any:
    if shape.type_name == "structure":
        return {name: _from_xml(*found) for name, member in shape.members.items()
                if (found := _member_of(element, name, member)) is not None}  # fmt: skip
    if shape.type_name == "list":
        item = shape.member.serialization.get("name", "member")
        return [_from_xml(shape.member, child) for child in element if _local(child) == item]
    return _scalar(shape, element.text or "")


def _member_of(element: ET.Element, name: str, shape: Any) -> tuple[Any, ET.Element] | None:
    wire = shape.serialization.get("name", name)
    if shape.serialization.get("xmlAttribute"):
        for key, text in element.attrib.items():
            if _NAMESPACE.sub("", key) == wire.rpartition(":")[2]:
                holder = ET.Element(wire)
                holder.text = text
                return shape, holder
        return None
    if shape.type_name == "list" and shape.serialization.get("flattened"):
        holder = ET.Element(wire)
        item = shape.member.serialization.get("name", wire)
        holder.extend([child for child in element if _local(child) == item or _local(child) == wire])
        for child in holder:
            child.tag = item if "name" in shape.member.serialization else "member"
        return (shape, holder) if len(holder) else None
    found = [each for each in element if _local(each) == wire]
    return (shape, found[0]) if found else None


def _local(element: ET.Element) -> str:
    return _NAMESPACE.sub("", element.tag)


def _scalar(shape: Any, text: str) -> Any:
    if shape.type_name == "boolean":
        return text.lower() == "true"
    if shape.type_name in {"integer", "long"}:
        return int(text)
    if shape.type_name in {"float", "double"}:
        return float(text)
    return base64.b64decode(text) if shape.type_name == "blob" else text


def _query(model: Any, request: Request, _service: str) -> dict[str, Any]:
    given = dict(request.query) | dict(parse_qsl(request.body.decode(), keep_blank_values=True))
    value = _from_form(model.input_shape, given, "")
    return value if isinstance(value, dict) else {}


def _from_form(shape: Any, given: Mapping[str, str], prefix: str) -> Any:
    if shape.type_name == "structure":
        members = ((name, member, f"{prefix}.{_wire(name, member)}".lstrip("."))
                   for name, member in shape.members.items())  # fmt: skip
        return {name: _from_form(member, given, place) for name, member, place in members if _is_there(given, place)}
    if shape.type_name == "list":
        item = "" if shape.serialization.get("flattened") else f".{shape.member.serialization.get('name', 'member')}"
        return [_from_form(shape.member, given, place) for place in _numbered(given, f"{prefix}{item}")]
    if shape.type_name == "map":
        key, value = shape.key.serialization.get("name", "key"), shape.value.serialization.get("name", "value")
        entries = "" if shape.serialization.get("flattened") else ".entry"
        return {
            given[f"{place}.{key}"]: _from_form(shape.value, given, f"{place}.{value}")
            for place in _numbered(given, f"{prefix}{entries}")
        }
    return _scalar(shape, given.get(prefix, ""))


def _wire(name: str, shape: Any) -> str:
    if shape.type_name == "list" and shape.serialization.get("flattened"):
        return str(shape.member.serialization.get("name", name))
    return str(shape.serialization.get("name", name))


def _is_there(given: Mapping[str, str], place: str) -> bool:
    return place in given or any(name.startswith(f"{place}.") for name in given)


def _numbered(given: Mapping[str, str], prefix: str) -> list[str]:
    found: list[str] = []
    while _is_there(given, place := f"{prefix}.{len(found) + 1}"):
        found.append(place)
    return found


_READERS: Final[Mapping[str, Callable[[Any, Request, str], dict[str, Any]]]] = {
    "json": _json,
    "query": _query,
    "ec2": _query,
    "rest-json": _rest_json,
    "rest-xml": _rest_xml,
}
