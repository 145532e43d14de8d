"""`cors` of a bucket. On the wire one list of headers is both those of requests and those that scripts may read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from baasctl.model.value import Value
from baasctl.providers.strict import expect_objects, expect_or_none

_LISTS: Final = (("allowed_origins", "origin"), ("allowed_methods", "method"))
_HEADERS: Final = ("allowed_headers", "exposed_headers")

Rules = tuple[Mapping[str, Value], ...]


def decode(wire: object, document: str, place: str) -> Rules:
    """The rules in normal form, in order.

    Raises:
        UnexpectedAnswer: They are no list of rules.
    """
    rules = expect_objects(wire, document, place) if wire is not None else []
    return tuple(_rule(each, document, f"{place}/{index}") for index, each in enumerate(rules))


def encode(rules: Iterable[Mapping[str, Value]]) -> list[dict[str, object]]:
    """The wire's rules for rules in normal form."""
    return [
        {
            **{name: _texts(rule.get(field)) for field, name in _LISTS if rule.get(field)},
            **({"responseHeader": _texts(rule["allowed_headers"])} if rule.get("allowed_headers") else {}),
            **({"maxAgeSeconds": rule["max_age"]} if rule.get("max_age") is not None else {}),
        }
        for rule in rules
    ]


def normal_form(rules: Iterable[Mapping[str, Value]]) -> Rules:
    """Rules with both lists of headers where one is written, and without what is null or empty."""
    found = []
    for rule in rules:
        headers = rule.get("allowed_headers") or rule.get("exposed_headers")
        whole = {**rule, **dict.fromkeys(_HEADERS, headers)}
        found.append({name: whole[name] for name in sorted(whole) if whole[name] not in (None, ())})
    return tuple(found)


def contradicts(rule: Mapping[str, Value]) -> bool:
    """Whether a rule asks for two different lists of headers."""
    first, second = (rule.get(name) for name in _HEADERS)
    return first is not None and second is not None and _texts(first) != _texts(second)


def _rule(wire: Mapping[str, object], document: str, place: str) -> Mapping[str, Value]:
    def texts(name: str) -> tuple[str, ...]:
        found = expect_or_none(wire.get(name), list, document, f"{place}/{name}") or []
        return tuple(sorted({str(each) for each in found}))

    rule: dict[str, Value] = {field: texts(name) for field, name in _LISTS}
    rule |= dict.fromkeys(_HEADERS, texts("responseHeader"))
    rule["max_age"] = expect_or_none(wire.get("maxAgeSeconds"), int, document, f"{place}/maxAgeSeconds")
    return normal_form([rule])[0]


def _texts(value: Value) -> list[str]:
    return sorted(map(str, value)) if isinstance(value, tuple) else []
