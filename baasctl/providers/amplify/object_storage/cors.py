"""`cors` of a bucket: rules in order. S3 shows `max_age` 0 where none was set, so the two are one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from baasctl.model.value import Value
from baasctl.providers.strict import expect_objects, expect_or_none

_LISTS: Final = {
    "allowed_origins": "AllowedOrigins",
    "allowed_methods": "AllowedMethods",
    "allowed_headers": "AllowedHeaders",
    "exposed_headers": "ExposeHeaders",
}

Rules = tuple[Mapping[str, Value], ...]


def decode(body: Mapping[str, object], document: str) -> Rules:
    """The rules of a CORS document in normal form.

    Raises:
        UnexpectedAnswer: They are no list of rules.
    """
    rules = expect_objects(body.get("CORSRules") or [], document, "/CORSRules")
    return normal_form(_rule(rule, document, f"/CORSRules/{index}") for index, rule in enumerate(rules))


def encode(rules: Iterable[Mapping[str, Value]]) -> dict[str, object]:
    """The document for rules in normal form; empty for none."""
    found = [
        {
            **{wire: list(texts) for name, wire in _LISTS.items() if isinstance(texts := rule.get(name), tuple)},
            **({"MaxAgeSeconds": rule["max_age"]} if rule.get("max_age") else {}),
        }
        for rule in rules
    ]
    return {"CORSRules": found} if found else {}


def normal_form(rules: Iterable[Mapping[str, Value]]) -> Rules:
    """Rules without what is null, empty or 0."""
    return tuple({name: rule[name] for name in sorted(rule) if rule[name] not in (None, (), 0)} for rule in rules)


def _rule(wire: Mapping[str, object], document: str, place: str) -> Mapping[str, Value]:
    rule: dict[str, Value] = {
        name: tuple(
            sorted({str(each) for each in expect_or_none(wire.get(key), list, document, f"{place}/{key}") or ()})
        )
        for name, key in _LISTS.items()
    }
    return rule | {"max_age": expect_or_none(wire.get("MaxAgeSeconds"), int, document, f"{place}/MaxAgeSeconds")}
