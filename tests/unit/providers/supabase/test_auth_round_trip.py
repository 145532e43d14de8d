"""Laws of encode and decode on generated settings, without a server."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from baasctl.diff.fields import all_fields, compare_fields
from baasctl.kinds.registry import kind as kind_named
from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret, Vault
from baasctl.model.value import ABSENT, Attributes, Value, freeze
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
)
from baasctl.providers.supabase.auth_settings.config import decode, encode
from baasctl.providers.supabase.auth_settings.document import AuthDocument, digest_of
from baasctl.providers.supabase.auth_settings.entries import named_rows
from baasctl.providers.supabase.auth_settings.rows import Row, declared, nested
from baasctl.providers.supabase.auth_settings.values import normal_form
from baasctl.providers.supabase.support import SUPPORT
from baasctl.sandbox.supabase.auth_contract import SECRETS

REF = "abcdefghijklmnopqrst"
TEXTS = {"${secret:env:A}": "plain-text-of-a", "${secret:env:B}": "plain-text-of-b"}
VAULT = Vault(TEXTS)
words = st.text(st.sampled_from("abcxyz-_"), min_size=1, max_size=6)
references = st.sampled_from(sorted(TEXTS)).map(Secret)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def _values(row: Row) -> st.SearchStrategy[Any]:
    """Values within the bounds of a setting."""
    bounds = row.answer.bounds
    low, high = int(bounds.minimum or 0), int(bounds.maximum or 10**6)
    if bounds.choices and row.codec is not SWITCH:
        return st.sampled_from(bounds.choices)
    return {
        SWITCH: st.booleans(),
        INVERTED: st.booleans(),
        WHOLE: st.integers(low, high),
        PORT: st.integers(low, high),
        HOURS: st.integers(low, high),
        NUMBER: st.integers(low, high) | st.floats(low, high, allow_nan=False),
        SET: st.sets(words).map(lambda found: tuple(sorted(found))),
        CHARACTER_CLASSES: st.sampled_from(sorted(CHARACTER_SETS)),
        SECRET: references,
        TEST_CODES: st.dictionaries(st.from_regex(r"\+[0-9]{1,15}", fullmatch=True), references),
        INSTANT: moments.map(lambda moment: moment.isoformat().replace("+00:00", "Z")),
    }.get(row.codec, words)


def _settings(rows: tuple[Row, ...]) -> st.SearchStrategy[Attributes]:
    mine = {row.pointer: _values(row) | (st.none() if row.nullable else st.nothing()) for row in rows}
    return st.fixed_dictionaries({}, optional=mine).map(nested)


factors: st.SearchStrategy[dict[str, Value]] = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"mode": st.just("disabled")}),
    st.fixed_dictionaries({"factors": st.sets(st.sampled_from(["totp", "sms"])).map(lambda one: tuple(sorted(one)))}),
    st.sets(st.sampled_from(["totp", "sms"]), min_size=1).map(
        lambda one: {"mode": "optional", "factors": tuple(sorted(one))}
    ),
)


def _together(written: Attributes, mfa: dict[str, Value]) -> Attributes:
    """Both, without the native switches of second factors that a mode would contradict."""
    native = written.get("native")
    kept = dict(native["supabase"]) if isinstance(native, Mapping) else {}  # type: ignore[arg-type]
    for wire in auth_factors.WEB_AUTHN if "mode" in mfa else ():
        kept.pop(wire, None)
    parts = {**written, **({"native": {"supabase": kept}} if kept else {}), **({"mfa": mfa} if mfa else {})}
    if not kept:
        parts.pop("native", None)
    return cast(Attributes, freeze(parts))


auth_settings = st.builds(_together, _settings(named_rows()["auth", ""]), factors)


class Server:
    """What the API does with a body: null unsets, secrets read back as their digest."""

    def __init__(self) -> None:
        self.stored: dict[str, object] = {}

    def write(self, body: Mapping[str, object]) -> None:
        for wire, value in body.items():
            self.stored[wire] = digest_of(REF, str(value)) if wire in SECRETS and value is not None else value

    def document(self) -> AuthDocument:
        return AuthDocument.of(REF, dict(self.stored), None)


def _change(kind: str, name: tuple[str, ...], spec: Attributes, server: Server) -> Change | None:
    """The change that would be planned for one resource, with what `normalise` adds."""
    address = Address("prod", kind, name)
    wanted = normal_form(Resource(address=address, attributes=spec), REF, VAULT)
    live = next(
        (one for one in decode(kind, server.document(), "prod", {address: spec}) if one.address == address), None
    )
    fields = SUPPORT.fields_of(kind, kind_named(kind).fields)
    if live is None:
        changes = all_fields(wanted, fields)
        return Change(address=address, action=Action.CREATE, after=wanted.attributes, fields=changes)
    found = compare_fields(wanted, live, fields)
    assert found.not_compared == ()
    if not found.changes:
        return None
    return Change(
        address=address,
        action=Action.UPDATE,
        before=found.before,
        after=found.after,
        fields=found.changes,
        facts=live.facts,
    )


def _reveal(secret: Secret, path: str) -> str:
    return VAULT.reveal(secret)


def _apply(kind: str, name: tuple[str, ...], spec: Attributes, server: Server) -> dict[str, object]:
    change = _change(kind, name, spec, server)
    body = encode([change], REF, _reveal) if change else {}
    server.write(body)
    return body


# Shrinking an example of two specs with 91 settings each takes minutes; the assertion shows the field anyway.
@settings(phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(auth_settings, auth_settings)
def test_auth_settings_converge_from_any_state(first: Attributes, second: Attributes) -> None:
    """Applied once, nothing differs; from whatever was there before, also what was switched off."""
    server = Server()
    for spec in (first, second):
        _apply("auth", (), spec, server)
        assert _change("auth", (), spec, server) is None


@given(auth_settings)
def test_only_what_is_declared_is_written(spec: Attributes) -> None:
    """A field that the spec leaves out is never sent to a project that has nothing switched off."""
    mine = {row.wire for row in named_rows()["auth", ""] if _is_declared(spec, row)}
    mfa = {wire for pair in auth_factors.WIRES.values() for wire in pair} | set(auth_factors.WEB_AUTHN)
    assert set(_apply("auth", (), spec, Server())) <= mine | (mfa if "mfa" in spec else set())


@given(st.data(), st.sampled_from(sorted(identity_providers.WIRE_NAMES)))
def test_providers_converge_and_are_switched_off_by_a_delete(data: st.DataObject, name: str) -> None:
    """Credentials, then any settings, then off: each time nothing differs afterwards."""
    server = Server()
    spec = data.draw(_settings(identity_providers.rows(name)[3:]))
    on = freeze({**spec, "client_id": data.draw(words), "client_secret": data.draw(references)})
    off = freeze({**spec, "enabled": False})
    for wanted in (on, off, on):
        assert isinstance(wanted, Mapping)
        _apply("identity_providers", (name,), wanted, server)
        assert _change("identity_providers", (name,), wanted, server) is None
    (live,) = decode("identity_providers", server.document(), "prod")
    server.write(encode([Change(address=live.address, action=Action.DELETE, before=live.attributes)], REF, _reveal))
    assert decode("identity_providers", server.document(), "prod") == ()


@given(st.data(), st.sampled_from(email_templates.NAMES))
def test_mails_converge_and_go_back_to_the_platform_by_a_delete(data: st.DataObject, name: str) -> None:
    """Also a mail that asks for nothing of its own."""
    server = Server()
    for wanted in (data.draw(_settings(email_templates.rows(name))), data.draw(_settings(email_templates.rows(name)))):
        _apply("email_templates", (name,), wanted, server)
        assert _change("email_templates", (name,), wanted, server) is None
    for live in decode("email_templates", server.document(), "prod"):
        server.write(encode([Change(address=live.address, action=Action.DELETE)], REF, _reveal))
    assert decode("email_templates", server.document(), "prod") == ()


addresses: st.SearchStrategy[dict[str, Value]] = st.one_of(
    words.map(lambda slug: {"function": slug}),
    words.map(lambda slug: {"uri": auth_hooks.functions_url(REF) + slug}),
    words.map(lambda path: {"uri": f"https://example.com/{path}"}),
    words.map(lambda function: {"uri": f"pg-functions://postgres/public/{function}"}),
    st.sampled_from(["function", "uri"]).map(lambda word: {word: None}),
)


@given(addresses, addresses, st.sampled_from(sorted(auth_hooks.WIRE_NAMES)))
def test_hooks_converge_in_either_spelling(first: dict[str, Value], second: dict[str, Value], name: str) -> None:
    """`function` and `uri`, on and off, from any of them to any other."""
    server = Server()
    for wanted in (first, second):
        spec = freeze(wanted)
        assert isinstance(spec, Mapping)
        _apply("auth_hooks", (name,), spec, server)
        assert _change("auth_hooks", (name,), spec, server) is None


@given(words, st.sampled_from(sorted(auth_hooks.WIRE_NAMES)))
def test_both_spellings_of_a_function_compare_equal(slug: str, name: str) -> None:
    """A hook written as `function` is no difference to a spec that writes its address, and the reverse."""
    server = Server()
    spellings: tuple[dict[str, Value], ...] = ({"function": slug}, {"uri": auth_hooks.functions_url(REF) + slug})
    for written in spellings:
        _apply("auth_hooks", (name,), written, server)
        assert [_change("auth_hooks", (name,), each, server) for each in spellings] == [None, None]
    (adopted,) = decode("auth_hooks", server.document(), "prod")
    assert adopted.attributes == {"function": slug}


def _is_declared(spec: Attributes, row: Row) -> bool:
    return declared(spec, row.pointer) is not ABSENT
