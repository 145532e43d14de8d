"""Laws of encode and decode on generated settings, without a server."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from baasctl.diff.fields import compare_fields
from baasctl.kinds.registry import kind as kind_named
from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.field import Field
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret, Vault
from baasctl.model.value import Attributes, freeze
from baasctl.providers.firebase.clients.identity_toolkit import without_secrets
from baasctl.providers.firebase.identity_toolkit import config_resources
from baasctl.providers.firebase.identity_toolkit.auth_rows import REGION_ROWS, ROWS
from baasctl.providers.firebase.identity_toolkit.auth_values import normal_form
from baasctl.providers.firebase.identity_toolkit.codecs import (
    INSTANT,
    INT64,
    INVERTED,
    RECORDS,
    SECONDS,
    SECRET,
    SET,
    SWITCH,
    TEST_CODES,
    WHOLE,
)
from baasctl.providers.firebase.identity_toolkit.hook_address import Functions
from baasctl.providers.firebase.identity_toolkit.password_policy import MAXIMUM, MINIMUM, REQUIRE
from baasctl.providers.firebase.identity_toolkit.rows import Row, nested
from baasctl.providers.firebase.identity_toolkit.second_factors import FACTORS, INTERVALS, MODE
from baasctl.providers.firebase.identity_toolkit.wire import body_of, mask_of
from baasctl.providers.firebase.support import SUPPORT
from baasctl.providers.secret_digests import SecretDigests
from baasctl.sandbox.firebase.identity_toolkit.messages import CONFIG, messages
from baasctl.sandbox.firebase.masks import honoured
from tests.unit.providers.firebase import recorded_auth

ADDRESS = Address("prod", "auth")
TEXTS = {"${secret:env:A}": "123456", "${secret:env:B}": "654321"}
VAULT = Vault(TEXTS)
DIGESTS = SecretDigests()
FUNCTIONS = Functions(project="acme-fit", region="us-central1")
FIELDS: Field = SUPPORT.fields_of("auth", kind_named("auth").fields)

words = st.text(st.sampled_from("abcxyz"), min_size=1, max_size=6)
references = st.sampled_from(sorted(TEXTS)).map(Secret)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
records = st.fixed_dictionaries({"action": st.just("BLOCK")}, optional={"endScore": st.sampled_from([0.1, 0.5, 1.0])})


def values(row: Row) -> st.SearchStrategy[Any]:
    """Values within the bounds of a setting."""
    bounds = row.answer.bounds
    if bounds.choices and row.codec is not SWITCH:
        return st.sampled_from(bounds.choices)
    low, high = int(bounds.minimum or 0), int(bounds.maximum or 10**6)
    return {
        SWITCH: st.booleans(),
        INVERTED: st.booleans(),
        WHOLE: st.integers(low, high),
        INT64: st.integers(low, high),
        SET: st.sets(words).map(lambda found: tuple(sorted(found))),
        RECORDS: st.lists(records, max_size=3, unique_by=str),
        SECRET: references,
        TEST_CODES: st.dictionaries(st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True), references, max_size=3),
        INSTANT: moments.map(lambda moment: moment.isoformat().replace("+00:00", "Z")),
        SECONDS: st.integers(1, 10**6).map(lambda seconds: f"{seconds}s"),
    }.get(row.codec, words)


@st.composite
def specs(draw: st.DrawFn) -> Attributes:
    """Some settings, some of them null, that do not contradict each other."""
    choices = {row.pointer: values(row) for row in ROWS if row not in REGION_ROWS}
    choices[MINIMUM], choices[MAXIMUM] = st.integers(6, 30), st.integers(31, 4095)
    choices[REQUIRE] = st.sets(st.sampled_from(["digit", "lowercase", "symbol", "uppercase"])).map(sorted)
    choices[INTERVALS] = st.integers(0, 10)
    chosen = draw(st.sets(st.sampled_from(sorted(choices))))
    found = {path: draw(choices[path] | st.none()) for path in sorted(chosen)}
    if draw(st.booleans()):
        row = draw(st.sampled_from(REGION_ROWS))
        found[row.pointer] = draw(values(row) | st.none())
    if draw(st.booleans()):
        found[MODE] = draw(st.sampled_from(["optional", "required"]))
        found[FACTORS] = sorted(draw(st.sets(st.sampled_from(["sms", "totp"]), min_size=1)))
    elif draw(st.booleans()):
        found[MODE] = draw(st.sampled_from(["disabled", None]))
    if any(path.startswith("/email/smtp/") and value is not None for path, value in found.items()):
        found["/email/smtp/host"] = "smtp.example.com"
    return nested(found)  # type: ignore[arg-type]


def patched(config: Mapping[str, Any], update: Mapping[str, object]) -> dict[str, Any]:
    """What a server keeps of an update: proto3 leaves out what is false, empty or 0; one side of a choice goes."""
    after, body = copy.deepcopy(dict(config)), body_of(update)
    for path in update:
        *above, last = path.split(".")
        record, given = after, body
        for name in above:
            record, given = record.setdefault(name, {}), given[name]  # type: ignore[assignment]
        value = given.get(last)
        if value in (None, False, "", 0) or value == []:
            record.pop(last, None)
        else:
            record[last] = copy.deepcopy(value)
    return after


def changed(config: Mapping[str, Any], spec: Attributes) -> tuple[Change | None, Resource]:
    """What has to be done so that the document is as the spec says, and what is live."""
    hidden = without_secrets(config, DIGESTS.of)
    desired = Resource(address=ADDRESS, attributes=spec)
    (live,) = config_resources.decode("auth", hidden, "prod", FUNCTIONS, {ADDRESS: spec})
    desired = normal_form(desired, live, DIGESTS, VAULT)
    found = compare_fields(desired, live, FIELDS)
    if not found.changes:
        return None, live
    change = Change(address=ADDRESS, action=Action.UPDATE, before=found.before, after=found.after, fields=found.changes)
    return change, live


def written(config: Mapping[str, Any], spec: Attributes) -> dict[str, object]:
    change, _ = changed(config, spec)
    if change is None:
        return {}
    return config_resources.encode([change], config, FUNCTIONS, lambda secret, _: VAULT.reveal(secret))


documents = st.sampled_from([recorded_auth.fresh, recorded_auth.old])


@given(specs(), documents)
def test_what_is_written_reads_as_it_was_declared(spec: Attributes, document: Any) -> None:
    """One write makes a project as the spec says: nothing is left to change."""
    after = patched(document(), written(document(), spec))

    change, _ = changed(after, spec)

    assert change is None or [(field.path, field.before, field.after) for field in change.fields] == []


@given(specs(), specs(), documents)
def test_a_project_goes_from_any_spec_to_any_other(former: Attributes, spec: Attributes, document: Any) -> None:
    """Whatever was written before, one write is enough."""
    before = patched(document(), written(document(), former))
    after = patched(before, written(before, spec))

    change, _ = changed(after, spec)

    assert change is None or [(field.path, field.before, field.after) for field in change.fields] == []


@given(specs(), documents)
def test_every_path_of_a_mask_is_one_that_google_follows(spec: Attributes, document: Any) -> None:
    """Unknown and read-only paths would be ignored in silence: none is ever sent."""
    update = written(document(), spec)

    assert honoured(messages(), CONFIG, update) == tuple(update)
    assert set(mask_of(update).split(",")) - {""} == set(update)


@given(specs(), documents)
def test_what_is_live_asks_for_nothing(spec: Attributes, document: Any) -> None:
    """A spec made of what is live, without what is unset, is no change."""
    after = patched(document(), written(document(), spec))
    _, live = changed(after, freeze({}))  # type: ignore[arg-type]

    adopted = {path: value for path, value in leaves(live.attributes, FIELDS) if path not in live.unset}
    change, _ = changed(after, nested(adopted))

    assert change is None or [(field.path, field.before, field.after) for field in change.fields] == []


def leaves(attributes: Any, field: Field, path: str = "") -> Any:
    """Pointer and value of everything below records."""
    for name, value in attributes.items():
        member = field.member(name)
        if member is not None and member.members:
            yield from leaves(value, member, f"{path}/{name}")
        else:
            yield f"{path}/{name}", value
