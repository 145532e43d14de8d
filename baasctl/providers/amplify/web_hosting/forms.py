"""Forms of wire values of Amplify Hosting: how one reads as an attribute, and back.

`read` takes a wire value that is there; what it raises says what the API promised instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from baasctl.model.value import Value, freeze, thaw
from baasctl.providers.strict import expect, expect_objects, unexpected

_NO_VARIABLES: Final = {" ": " "}
"""Empties variables: an empty map changes nothing (aws/aws-sdk-go-v2 #2788)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Form:
    """One form.

    Attributes:
        read: Wire value, document and place to attribute.
        write: Attribute to wire value.
        clears: What is sent for null; `None`: there is nothing that could be sent.
        empty: What a wire value that means "not set" looks like.
        absent: What is in effect then; null: nothing.
    """

    read: Callable[[object, str, str], Value]
    write: Callable[[Value], object] = thaw
    clears: object = None
    empty: tuple[object, ...] = (None,)
    absent: Value = None


def _switch(value: object, document: str, place: str) -> Value:
    return expect(value, bool, document, place)


def _text(value: object, document: str, place: str) -> Value:
    return expect(value, str, document, place)


def _seconds(value: object, document: str, place: str) -> Value:
    text = expect(value, str, document, place)
    if not text.isdecimal():
        raise unexpected(document, place, "expected digits")
    return int(text)


def _variables(value: object, document: str, place: str) -> Value:
    found = expect(value, dict, document, place)
    texts = {str(name): expect(text, str, document, f"{place}/{name}") for name, text in found.items()}
    return freeze({name: text for name, text in texts.items() if name.strip()})


def _write_variables(value: Value) -> object:
    return thaw(value) or _NO_VARIABLES


def _names(value: object, document: str, place: str) -> Value:
    members = [expect(one, str, document, f"{place}/{i}") for i, one in enumerate(expect(value, list, document, place))]
    return tuple(sorted(set(members)))


def _rules(value: object, document: str, place: str) -> Value:
    return freeze([_filled(rule) for rule in expect_objects(value, document, place)])


def _filled(rule: Mapping[str, object]) -> Mapping[str, object]:
    return {name: member for name, member in rule.items() if member not in (None, "")}


def without_empty_members(rules: Value) -> Value:
    """Declared rules in the form that `RULES` reads."""
    if not isinstance(rules, tuple):
        return rules
    return freeze([_filled(rule) if isinstance(rule, Mapping) else rule for rule in rules])


def _subdomains(value: object, document: str, place: str) -> Value:
    found = expect_objects(value, document, place)
    return freeze({str(each.get("prefix") or ""): str(each.get("branchName") or "") for each in found})


def _write_subdomains(value: Value) -> object:
    pairs = value.items() if isinstance(value, Mapping) else ()
    return [{"prefix": prefix, "branchName": branch} for prefix, branch in sorted(pairs)]


def _certificate(value: object, document: str, place: str) -> Value:
    settings = expect(value, dict, document, place)
    return expect(settings.get("customCertificateArn"), str, document, f"{place}/customCertificateArn")


def _write_certificate(value: Value) -> object:
    return {"type": "CUSTOM", "customCertificateArn": value}


def choice(words: Mapping[str, str]) -> Form:
    """A word on the wire for each of some attribute values; it cannot be taken away again."""
    values = {wire: value for value, wire in words.items()}

    def read(value: object, document: str, place: str) -> Value:
        text = expect(value, str, document, place)
        if text not in values:
            raise unexpected(document, place, "a value that this version does not know")
        return values[text]

    return Form(read=read, write=lambda value: words[str(value)])


SWITCH = Form(read=_switch)
FIXED_TEXT = Form(read=_text, empty=(None, ""))
TEXT = Form(read=_text, clears="", empty=(None, ""))
SECONDS = Form(read=_seconds, write=str, clears="5", empty=(None, "", "5"), absent=5)
VARIABLES = Form(read=_variables, write=_write_variables, clears=_NO_VARIABLES, empty=(None, {}), absent=freeze({}))
NAMES = Form(read=_names, clears=[], empty=(None, []), absent=())
RULES = Form(read=_rules, clears=[], empty=(None, []), absent=())
SUBDOMAINS = Form(read=_subdomains, write=_write_subdomains, empty=(None, []), absent=freeze({}))
CERTIFICATE = Form(read=_certificate, write=_write_certificate, clears={"type": "AMPLIFY_MANAGED"}, empty=(None,))
