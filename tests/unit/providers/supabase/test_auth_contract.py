"""Every writable field of `config/auth` has one name, goes out and comes back, and keeps its bounds."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from baasctl.model.state import DesiredState
from baasctl.model.value import Value, freeze, put
from baasctl.providers.contract import Bounds, No, Yes
from baasctl.providers.supabase import auth_hooks, email_templates, identity_providers
from baasctl.providers.supabase.auth_settings import factors as auth_factors
from baasctl.providers.supabase.auth_settings.codecs import (
    CHARACTER_CLASSES,
    CHARACTER_SETS,
    HOURS,
    INSTANT,
    INVERTED,
    NUMBER,
    PORT,
    SECRET,
    SET,
    SWITCH,
    TEST_CODES,
    WHOLE,
    Codec,
)
from baasctl.providers.supabase.auth_settings.document import digest_of
from baasctl.providers.supabase.auth_settings.entries import named_rows
from baasctl.providers.supabase.auth_settings.native import NATIVE_ROWS
from baasctl.providers.supabase.auth_settings.rows import NATIVE, Row
from baasctl.providers.supabase.support import SUPPORT
from baasctl.render.bounds import violation
from baasctl.sandbox.supabase.auth_contract import NEVER_NULL, WRITABLE
from tests.sandbox_fixtures import SupabaseProject
from tests.unit.providers.supabase.auth_steps import apply, connect, desired, plan, vault_of

NAMED = [(kind, name, row) for (kind, name), rows in named_rows().items() for row in rows]
NARROWED = {"password_min_length": "Auth refuses longer passwords", "smtp_port": "a TCP port"}
STATED_IN_WORDS = {"sessions_timebox", "sessions_inactivity_timeout", "security_refresh_token_reuse_interval"}
HOOK_SECRET = "v1,whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"
DATABASE_HOOK = "pg-functions://postgres/public/hook"
SECRET_REFERENCE = "${secret:env:A}"
VAULT = vault_of({"A": HOOK_SECRET, "CODE": "123456"})


def _names() -> list[str]:
    """Every wire field, once for each name that it can be reached by."""
    wires = [row.wire for _, _, row in NAMED]
    wires += [wire for pair in auth_factors.WIRES.values() for wire in pair]
    return wires + [auth_hooks.rows(name)[0].wire for name in auth_hooks.WIRE_NAMES]


def test_each_writable_field_is_reached_by_exactly_one_name() -> None:
    """Neutral or native, never both: 235 fields, 235 names."""
    assert Counter(_names()) == Counter(WRITABLE.keys())


def test_the_fields_are_those_of_the_contract(shared: Path) -> None:
    """A field that the API gains is missing here before a user misses it."""
    assert set(_names()) == set(_contract_fields(shared))


@pytest.mark.parametrize(("kind", "name", "row"), NAMED, ids=[row.wire for _, _, row in NAMED])
def test_bounds_are_those_of_the_api(kind: str, name: str, row: Row) -> None:
    """What `validate` refuses is what the API would refuse, but where a narrower limit has a reason."""
    answer, field = SUPPORT.answer(kind, name, row.dotted), WRITABLE[row.wire]
    assert isinstance(answer, Yes)
    assert answer.wire == row.wire
    if row.wire in NARROWED:
        return
    unit = 3600 if row.codec is HOURS else 1
    assert answer.bounds.minimum == (None if field.minimum is None else field.minimum * unit)
    assert answer.bounds.maximum == (None if field.maximum is None else field.maximum * unit)
    if row.codec in {SECRET, SWITCH, INVERTED}:
        assert (field.kind == "boolean") is (row.codec is not SECRET)
        assert field.secret is (row.codec is SECRET)
    elif row.codec is CHARACTER_CLASSES:
        assert {row.codec.write(classes) for classes in answer.bounds.sets} == set(field.enum)
    else:
        assert answer.bounds.choices == tuple(sorted(field.enum))


def test_bounds_of_the_table_are_those_of_the_contract(shared: Path) -> None:
    """The committed table and the contract agree on every minimum and maximum that is not stated in words only."""
    wrong = [
        wire
        for wire, schema in _contract_fields(shared).items()
        if wire not in STATED_IN_WORDS
        and (schema.get("minimum"), schema.get("maximum")) != (WRITABLE[wire].minimum, WRITABLE[wire].maximum)
    ]
    assert wrong == []


def test_null_is_refused_where_the_wire_cannot_tell_unset_from_set() -> None:
    """Fields that never read as null, switches of existence, and the credentials of a provider that is on."""
    never = {row.wire for _, _, row in NAMED if not row.nullable}
    providers = {wire for wire in never if re.fullmatch(r"external_\w+_(enabled|client_id|secret)", wire)}
    assert never - providers == NEVER_NULL & WRITABLE.keys()
    assert len(providers) == 3 * len(identity_providers.WIRE_NAMES)


@pytest.mark.parametrize(("kind", "name", "row"), NAMED, ids=[row.wire for _, _, row in NAMED])
def test_each_field_is_written_and_reads_back(kind: str, name: str, row: Row, module_supabase: SupabaseProject) -> None:
    """After a write the wire holds the value and a second plan is empty."""
    provider = connect(module_supabase)
    samples = _samples(row)
    for value in [*samples, samples[0]]:
        state = _state(module_supabase.ref, kind, name, row, value)
        planned = plan(provider, state, VAULT)
        assert [outcome.diagnostic for outcome in apply(provider, planned.changes, VAULT)] == [None] * len(
            planned.changes
        )
        again = plan(provider, state, VAULT)
        assert again.lines() == []
        assert again.not_compared == ()
        _assert_on_wire(module_supabase, row, value)


@pytest.mark.parametrize("pair", auth_factors.WIRES.values(), ids=auth_factors.WIRES)
def test_each_factor_is_written_and_reads_back(pair: tuple[str, str], module_supabase: SupabaseProject) -> None:
    """Both switches of a factor follow its name."""
    provider = connect(module_supabase)
    factor = next(name for name, wires in auth_factors.WIRES.items() if wires == pair)
    for factors in ([factor], []):
        spec = {"auth": {"mfa": {"factors": factors}}}
        apply(provider, plan(provider, spec, VAULT).changes, VAULT)
        assert plan(provider, spec, VAULT).lines() == []
        stored = effective(module_supabase)
        assert [stored[wire] for wire in pair] == [bool(factors)] * 2


@pytest.mark.parametrize("name", auth_hooks.WIRE_NAMES)
def test_each_hook_is_switched_on_and_off(name: str, module_supabase: SupabaseProject) -> None:
    """An address is on, null is off; the server keeps the address of a hook that is off."""
    provider = connect(module_supabase)
    switch, uri, _ = auth_hooks.rows(name)
    for value in (DATABASE_HOOK, None):
        spec = {"auth_hooks": {name: {"uri": value}}}
        apply(provider, plan(provider, spec, VAULT).changes, VAULT)
        assert plan(provider, spec, VAULT).lines() == []
        stored = module_supabase.get("/config/auth")
        assert (stored[switch.wire], stored[uri.wire]) == (value is not None, DATABASE_HOOK)


@pytest.mark.parametrize(("kind", "name", "row"), NAMED, ids=[row.wire for _, _, row in NAMED])
def test_a_value_outside_the_bounds_is_refused_offline(kind: str, name: str, row: Row) -> None:
    """By the bounds of the support table, or for native fields without bounds by their type."""
    answer = SUPPORT.answer(kind, name, row.dotted)
    assert isinstance(answer, Yes)
    outside = _outside(answer.bounds)
    assert all(violation(value, answer.bounds, row.codec.member) for value in outside)
    assert [violation(freeze(value), answer.bounds, row.codec.member) for value in _samples(row)] == [""] * len(
        _samples(row)
    )
    if row.is_native:
        state = _state("a" * 20, kind, name, row, _wrong_type(row))
        provider_checks = [each.code for check in SUPPORT.checks for each in check(state)]
        assert "SPEC340" in provider_checks
    else:
        assert outside or row.codec in {SECRET, SWITCH, INVERTED, TEST_CODES} or row.wire in _ANY_TEXT


_ANY_TEXT = {
    row.wire
    for _, _, row in NAMED
    if not row.is_native and row.answer.bounds == Bounds() and row.codec.expects == "text"
}
"""Texts that neither the contract nor Auth limits."""


@pytest.mark.parametrize("wire", sorted(WRITABLE))
def test_a_wire_name_under_native_says_how_it_is_written(wire: str) -> None:
    """A native key that a neutral field covers is an error with the neutral name as hint."""
    answer = SUPPORT.answer("auth", "", f"native.{wire}")
    native = {row.wire for row in NATIVE_ROWS}
    assert isinstance(answer, Yes) if wire in native else isinstance(answer, No) and answer.hint.startswith("write `")


def test_every_mail_has_all_placeholders() -> None:
    """A template that uses one gets the provider's text, or an error that says why not."""
    for name in email_templates.NAMES:
        texts = SUPPORT.placeholders.get(name, SUPPORT.placeholders["*"])
        assert set(texts) == {"link", "code", "email", "new_email"}


def test_the_checks_pass_a_spec_that_says_nothing() -> None:
    """No auth kind declared, nothing to complain about."""
    state = desired("a" * 20, {})
    assert [each for check in SUPPORT.checks for each in check(state)] == []


def effective(project: SupabaseProject) -> Mapping[str, Any]:
    """Auth settings as the project lives by them."""
    settings: Mapping[str, Any] = project.get(f"/v2/projects/{project.ref}/config")["data"]["attributes"]["auth"]
    return settings


def _contract_fields(shared: Path) -> Mapping[str, Any]:
    document = json.loads((shared / "contracts/supabase-management-openapi.json").read_text())
    patch = document["paths"]["/v1/projects/{ref}/config/auth"]["patch"]
    schema = patch["requestBody"]["content"]["application/json"]["schema"]
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    properties: Mapping[str, Any] = schema["properties"]
    return properties


SAMPLES: Mapping[Codec, list[Any]] = {
    SWITCH: [True, False],
    INVERTED: [True, False],
    SET: [("a", "b"), ()],
    SECRET: [SECRET_REFERENCE],
    TEST_CODES: [{"+4915112345678": "${secret:env:CODE}", "+1": "${secret:env:CODE}"}],
    INSTANT: ["2027-01-31T00:00:00Z", "2027-01-31T01:00:00.500+01:00"],
    CHARACTER_CLASSES: list(CHARACTER_SETS),
}


def _samples(row: Row) -> list[Any]:
    """Values inside the bounds, in normal form: seconds, sorted sets."""
    bounds = row.answer.bounds
    if row.pointer in {"/enabled", "/uri"}:
        return [True] if row.pointer == "/enabled" else [DATABASE_HOOK, "https://example.com/hook"]
    if row.codec in SAMPLES:
        return SAMPLES[row.codec]
    if row.codec in {WHOLE, PORT, HOURS, NUMBER}:
        low, high = bounds.minimum, bounds.maximum
        return [20, 30] if low is None or high is None else [int(low), int(high)]
    if bounds.choices:
        return list(bounds.choices)
    return ["a@example.com"] if "@" in (bounds.pattern or "") else ["https://a.example", "b"]


def _outside(bounds: Bounds) -> list[Any]:
    values: list[Any] = []
    if bounds.minimum is not None:
        values.append(bounds.minimum - 1)
    if bounds.maximum is not None:
        values.append(bounds.maximum + 1)
    if bounds.choices:
        values.append("nonsense")
    if bounds.pattern:
        values.append("no, such text")
    if bounds.sets:
        values.append(("symbol",))
    return values


def _wrong_type(row: Row) -> Value:
    return 3 if row.codec.expects.startswith(("text", "true", "a list", "a secret", "a date")) else "three"


def _state(ref: str, kind: str, name: str, row: Row, value: Any) -> DesiredState:
    """A spec that declares one field, and what it needs to mean anything."""
    spec: dict[str, Any] = {kind: {name: _surroundings(kind, name, row)} if name else _surroundings(kind, name, row)}
    state = desired(ref, spec)
    written = desired(ref, {"auth": {"native": {"supabase": {"value": value}}}}).resources[0]
    plain = written.attributes["native"]["supabase"]["value"]  # type: ignore[index,call-overload]
    resource = state.resources[0]
    attributes = put(resource.attributes, row.pointer, freeze(plain))
    return DesiredState(target=state.target, root=state.root, resources=(resource.with_attributes(attributes),))


def _surroundings(kind: str, name: str, row: Row) -> dict[str, Any]:
    native: dict[str, Any] = {}
    if kind == identity_providers.KIND:
        spec: dict[str, Any] = {"client_id": "client", "client_secret": SECRET_REFERENCE}
        if name in identity_providers.NEEDS_URL:
            native = {"url": "https://idp.example"}
    elif kind == auth_hooks.KIND:
        spec = {"uri": "https://example.com/hook"} if row.pointer == auth_hooks.SECRETS else {}
        native = {"secrets": SECRET_REFERENCE}
    elif row.wire.startswith("security_captcha_") and row.wire != "security_captcha_enabled":
        spec, native = {}, {"security_captcha_enabled": True, "security_captcha_provider": "turnstile"}
    else:
        spec = {}
    return {**spec, **({"native": {"supabase": native}} if native else {})}


def _assert_on_wire(project: SupabaseProject, row: Row, value: Any) -> None:
    stored = effective(project)[row.wire]
    if row.codec is SECRET:
        assert stored == digest_of(project.ref, HOOK_SECRET)
    elif row.codec is TEST_CODES:
        assert stored == "1=123456,4915112345678=123456"
    elif row.codec is INSTANT:
        assert stored in {"2027-01-31T00:00:00Z", "2027-01-31T00:00:00.500000Z"}
    elif row.wire.endswith("_additional_client_ids"):
        client = effective(project)[row.wire.replace("additional_client_ids", "client_id")]
        both = f"{client},{stored or ''}"
        assert set(value) <= set(both.split(","))
    elif row.pointer.startswith(NATIVE) and row.codec is not SET:
        assert stored == value
    else:
        assert stored == row.codec.write(value)
