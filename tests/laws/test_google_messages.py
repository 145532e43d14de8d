"""Laws of how the sandbox reads Google's messages, for bodies that are drawn from the discovery documents."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baasctl.sandbox.firebase import api_tables, masks, messages
from baasctl.sandbox.firebase.api_tables import Field, Method
from baasctl.sandbox.firebase.refusals import GoogleRefusal
from tests.contract.firebase.discovery import request_problems
from tests.contract.firebase.write_api_tables import SERVED

DEEPEST = 4
METHODS = [method for api in SERVED for method in api_tables.api(api).methods if method.request]
SCALARS: Mapping[str, st.SearchStrategy[Any]] = {
    "bool": st.booleans(),
    "int32": st.integers(-(2**31), 2**31 - 1),
    "uint32": st.integers(0, 2**32 - 1),
    "int64": st.integers(-(2**63), 2**63 - 1).map(str),
    "uint64": st.integers(0, 2**64 - 1).map(str),
    "double": st.floats(allow_nan=False, allow_infinity=False, width=32),
    "bytes": st.sampled_from(["", "c2FuZGJveA==", "AA=="]),
    "duration": st.sampled_from(["0s", "3.5s", "86400s"]),
    "timestamp": st.sampled_from(["2026-11-22T20:00:00Z", "2026-11-22T20:00:00.123456+01:00"]),
    "any": st.sampled_from([{"@type": "type.googleapis.com/google.protobuf.Empty"}]),
    "date": st.just("2026-11-22"),
}


def value(api: str, wanted: Field, depth: int) -> st.SearchStrategy[Any]:
    """A value that a field takes."""
    if wanted.is_list or wanted.is_map:
        one = value(api, messages._one(wanted), depth + 1)
        return st.lists(one, max_size=2) if wanted.is_list else st.dictionaries(st.text(max_size=3), one, max_size=2)
    if wanted.type == "message":
        return message(api, wanted.message, depth + 1)
    if wanted.type == "enum":
        return st.sampled_from(wanted.names)
    return SCALARS.get(wanted.type, st.text(max_size=5))


@cache
def message(api: str, name: str, depth: int = 0) -> st.SearchStrategy[Any]:
    """A message with some of its members, and one alone of those that exclude each other."""
    fields = {
        each: field for each, field in api_tables.api(api).messages[name].items() if each != "*" and not field.is_output
    }
    if depth >= DEEPEST:
        fields = {each: field for each, field in fields.items() if field.type != "message"}
    excluded = {each for members in messages.ONE_OF.get(name, {}).values() for each in members[1:]}
    optional = {each: value(api, field, depth) for each, field in fields.items() if each not in excluded}
    return st.fixed_dictionaries({}, optional=optional)


@st.composite
def exchanges(draw: st.DrawFn) -> tuple[Method, dict[str, Any]]:
    """A method and a body of its request."""
    method = draw(st.sampled_from(METHODS))
    return method, draw(message(method.api, method.request))


def problems(method: Method, body: object) -> list[str]:
    """What the document's own schema says, by another implementation."""
    return request_problems(method.api, method.request, body)


@given(exchanges())
def test_what_the_document_allows_is_taken_and_stays_as_it_is(drawn: tuple[Method, dict[str, Any]]) -> None:
    """A canonical body is canonical again, and still allowed."""
    method, body = drawn
    assert problems(method, body) == []

    once = messages.canonical(method, body)
    assert messages.canonical(method, once) == once
    assert problems(method, once) == []


@given(exchanges(), st.data())
def test_an_unknown_member_is_refused_wherever_it_is(drawn: tuple[Method, dict[str, Any]], data: st.DataObject) -> None:
    """Both implementations see it."""
    method, body = drawn
    broken = copy.deepcopy(body)
    place = data.draw(st.sampled_from(list(places(method, method.request, broken))))
    place["noSuchMember"] = 1

    assert problems(method, broken) != []
    with pytest.raises(GoogleRefusal, match="noSuchMember") as refusal:
        messages.canonical(method, broken)
    assert json.dumps(refusal.value.envelope())


@given(exchanges())
def test_leaving_out_defaults_changes_no_meaning(drawn: tuple[Method, dict[str, Any]]) -> None:
    """What is left satisfies the document, and nothing more goes the second time."""
    method, body = drawn
    full = messages.canonical(method, body)
    shown = messages.without_defaults(method.messages, method.request, full)

    assert problems(method, shown) == []
    assert messages.without_defaults(method.messages, method.request, shown) == shown


@given(exchanges())
def test_a_mask_of_every_member_replaces_them_all(drawn: tuple[Method, dict[str, Any]]) -> None:
    """And an empty mask changes nothing."""
    method, body = drawn
    names = tuple(each for each in method.messages[method.request] if each != "*")

    assert masks.masked({"kept": 1}, body, names) == {"kept": 1, **body}
    assert masks.masked(body, {}, ()) == body
    assert masks.masked(body, {}, names) == {}


def places(method: Method, name: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    """Every message in a body that has no free names."""
    found = [] if "*" in method.messages[name] else [body]
    for member, inner in body.items():
        wanted = method.messages[name].get(member)
        if wanted is None or wanted.type != "message":
            continue
        inners = inner if wanted.is_list else inner.values() if wanted.is_map else [inner]
        found += [each for one in inners for each in places(method, wanted.message, one)]
    return found
