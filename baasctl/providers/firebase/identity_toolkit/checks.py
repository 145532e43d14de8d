"""Desired auth values that Google would refuse, found offline, each at its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret
from baasctl.model.state import DesiredState
from baasctl.model.value import ABSENT, Value, at, pointer
from baasctl.providers.firebase.identity_toolkit.auth_rows import (
    RECORD_MEMBERS,
    REGION_ROWS,
    ROWS,
    TEST_NUMBERS,
)
from baasctl.providers.firebase.identity_toolkit.codecs import RECORDS, SECRET, WHOLE
from baasctl.providers.firebase.identity_toolkit.password_policy import MAXIMUM
from baasctl.providers.firebase.identity_toolkit.regions import REGIONS
from baasctl.providers.firebase.identity_toolkit.rows import NATIVE, Row, native_row
from baasctl.providers.firebase.identity_toolkit.second_factors import INTERVALS
from baasctl.providers.spec_place import problem

_NUMBER: Final = re.compile(r"\+[1-9][0-9]{1,14}")
_LABEL: Final = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_DOMAIN: Final = re.compile(rf"{_LABEL}(\.{_LABEL})*|chrome-extension://[a-p]{{32}}")
_DOMAINS: Final = f"{NATIVE}/authorizedDomains"
_WRITTEN_WHOLE: Final = tuple(
    native_row(path.removeprefix(f"{NATIVE}/").replace("/", "."), WHOLE) for path in (MAXIMUM, INTERVALS)
)


def check_types(desired: DesiredState) -> Iterator[Diagnostic]:
    """`native` values of another form than their wire field has, and text where an empty one says nothing."""
    for resource in desired.of("auth"):
        for row in (*ROWS, *_WRITTEN_WHOLE):
            value = at(resource.attributes, row.pointer)
            if value is ABSENT or value is None or row.codec.accepts(value):  # type: ignore[arg-type]
                continue
            shown = "" if row.codec is SECRET else f" is {_shown(value)}, but the field"
            yield problem(
                resource,
                "SPEC510",
                "a native setting has another type",
                f"`{_word(row.pointer)}`{shown} takes {row.codec.expects}",
                hint=f"write {row.codec.expects}, or null to clear it",
                path=row.pointer,
            )


def check_lists(desired: DesiredState) -> Iterator[Diagnostic]:
    """Domains, regions and members of lists of maps."""
    for resource in desired.of("auth"):
        yield from _domains(resource)
        for row in REGION_ROWS:
            yield from _regions(resource, row)
        for row in ROWS:
            if row.codec is RECORDS:
                yield from _records(resource, row)


def check_test_numbers(desired: DesiredState) -> Iterator[Diagnostic]:
    """Keys of `sms.test_numbers` that the API cannot take."""
    for resource in desired.of("auth"):
        numbers = at(resource.attributes, TEST_NUMBERS)
        for number in numbers if isinstance(numbers, Mapping) else ():
            if not _NUMBER.fullmatch(number):
                yield problem(
                    resource,
                    "SPEC513",
                    "this is no phone number in E.164 form",
                    f"`{number}`: Identity Toolkit takes `+` and at most 15 digits",
                    hint='write it such as "+4915112345678"',
                    path=TEST_NUMBERS + pointer(number),
                )


def _domains(resource: Resource) -> Iterator[Diagnostic]:
    for domain in _texts(at(resource.attributes, _DOMAINS)):
        if _DOMAIN.fullmatch(domain):
            continue
        host = re.sub(r"^[a-z][a-z0-9+.-]*://", "", domain.strip().lower())
        host = re.split(r"[/?#:]", host, maxsplit=1)[0]
        yield problem(
            resource,
            "SPEC515",
            "this is no domain that sign-ins may come from",
            f"`{domain}`: Identity Toolkit takes a host alone, in lower case, without scheme, port or path",
            hint=f"write `{host}`" if _DOMAIN.fullmatch(host) else "write it such as `app.example.com`",
            path=_DOMAINS,
        )


def _regions(resource: Resource, row: Row) -> Iterator[Diagnostic]:
    for region in _texts(at(resource.attributes, row.pointer)):
        if region not in REGIONS:
            near = region.upper() if region.upper() in REGIONS else "GB" if region.upper() == "UK" else ""
            yield problem(
                resource,
                "SPEC516",
                "this region does not exist",
                f"`{region}`: Identity Toolkit takes codes of two capital letters (ISO 3166-1, CLDR)",
                hint=f"write `{near}`" if near else "look the country up at en.wikipedia.org/wiki/ISO_3166-1_alpha-2",
                path=row.pointer,
            )


def _records(resource: Resource, row: Row) -> Iterator[Diagnostic]:
    known = RECORD_MEMBERS[row.wire]
    value = at(resource.attributes, row.pointer)
    for index, member in enumerate(value if isinstance(value, tuple) else ()):
        for name, found in member.items() if isinstance(member, Mapping) else ():
            broken = _breaks(name, found, known)
            if broken:
                yield problem(
                    resource,
                    "SPEC517",
                    "a map in a native list cannot be used",
                    f"`{_word(row.pointer)}`, number {index + 1}: `{name}` {broken}",
                    path=row.pointer,
                )


def _breaks(name: str, value: Value, known: Mapping[str, tuple[object, ...] | None]) -> str:
    if name not in known:
        return f"is no member; Identity Toolkit has {', '.join(f'`{each}`' for each in known)}"
    allowed = known[name]
    if allowed is None:
        return "" if isinstance(value, str) and value else "must be text"
    if isinstance(allowed[0], float):
        low, high = allowed
        fits = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high  # type: ignore[operator]
        return "" if fits else f"must be a number from {low:g} to {high:g}"
    return "" if value in allowed else f"must be one of: {', '.join(map(str, allowed))}"


def _texts(value: object) -> Iterator[str]:
    yield from (member for member in value if isinstance(member, str)) if isinstance(value, tuple) else ()


def _shown(value: object) -> str:
    if isinstance(value, Mapping | tuple):
        return "a map" if isinstance(value, Mapping) else "a list"
    return "a secret" if isinstance(value, Secret) else f"`{json.dumps(value, ensure_ascii=False)}`"


def _word(path: str) -> str:
    return path[1:].replace("/", ".")
