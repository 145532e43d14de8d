"""`hosting`: an app with its branches, domains and webhooks as attributes, and changes as requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret
from baasctl.model.value import ABSENT, Attributes, Side, Value, at, freeze, pointer, tokens_of
from baasctl.providers.amplify.web_hosting import sendable
from baasctl.providers.amplify.web_hosting.basic_auth import Credentials, parts
from baasctl.providers.amplify.web_hosting.rows import APP, CREDENTIALS, SECTIONS, Row
from baasctl.providers.attribute_paths import declared_at, overlap, record_of, unset_with_records
from baasctl.providers.secret_digests import SecretDigests
from baasctl.providers.strict import expect, expect_objects

KIND: Final = "hosting"
Wire = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One request.

    Attributes:
        verb: `create`, `update` or `delete`.
        of: `app`, or the map that holds it: `branches`, `domains`, `webhooks`.
        name: Of the branch, domain or webhook; empty for the app.
        members: Dotted wire name to value; `Credentials` and `Secret` in it are not revealed yet.
    """

    verb: str
    of: str
    name: str = ""
    members: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """What was read; a list that nobody asked for is missing.

    Attributes:
        named: By map (`branches`, `domains`, `webhooks`): name in a spec to the object.
        ambiguous: Descriptions that several webhooks have, to their ids.
    """

    app: Wire | None
    named: Mapping[str, Mapping[str, Wire]]
    ambiguous: Mapping[str, tuple[str, ...]]


def decode(address: Address, app_id: str, live: Live, digests: SecretDigests, facts: Attributes) -> Resource:
    """The app with what was read of it.

    Raises:
        UnexpectedAnswer: A member is not what the API promises.
    """
    values: dict[str, Side] = {}
    unset: set[str] = set()
    if live.app is not None:
        values, unset = _read(APP, sendable.app(live.app), "", digests)
    forms = {"branches": sendable.branch, "domains": sendable.domain, "webhooks": sendable.webhook}
    for section, objects in live.named.items():
        for name, wire in objects.items():
            found, missing = _read(SECTIONS[section], forms[section](wire), pointer(section, name), digests)
            values |= found
            unset |= missing
    return Resource(
        address=address,
        attributes=record_of(values),
        unset=unset_with_records(unset, values),
        remote_id=app_id,
        facts={**facts, "ambiguous": freeze(live.ambiguous)},
    )


def named_webhooks(
    webhooks: Sequence[Wire], declared: frozenset[str]
) -> tuple[dict[str, Wire], dict[str, tuple[str, ...]]]:
    """Webhooks by what a spec calls them, and descriptions that several have.

    A name is the description; the id where there is none, where several have it, or where the spec says the id.
    """
    by_id = {expect(each.get("webhookId"), str, "webhooks", "/webhookId"): each for each in webhooks}
    told: dict[str, list[str]] = {}
    for one_id, each in by_id.items():
        told.setdefault(str(each.get("description") or ""), []).append(one_id)
    named = {
        one_id if one_id in declared or not description or len(ids) > 1 else description: by_id[one_id]
        for description, ids in told.items()
        for one_id in ids
    }
    return named, {description: tuple(ids) for description, ids in told.items() if description and len(ids) > 1}


def by_member(objects: object, member: str, document: str) -> dict[str, Wire]:
    """A list of objects by their names."""
    found = expect_objects(objects, document)
    return {expect(each.get(member), str, document, f"/{index}/{member}"): each for index, each in enumerate(found)}


def steps(change: Change) -> Iterator[Step]:
    """The requests of a change in their order: what others need comes before them, and goes after them.

    What is there to be updated, and not to be made, is in the facts of the change.
    """
    members = _members(APP, change, "")
    if members:
        yield Step(verb="update", of="app", members=members)
    for section in SECTIONS:
        yield from _writes(change, section)
    for section in reversed(SECTIONS):
        for name in _names(change, section):
            if at(change.after or {}, pointer(section, name)) is None:
                yield Step(verb="delete", of=section, name=name, members={})


def _writes(change: Change, section: str) -> Iterator[Step]:
    for name in _names(change, section):
        place = pointer(section, name)
        if at(change.after or {}, place) is None:
            continue
        members = _members(SECTIONS[section], change, place)
        there = at(change.facts, pointer("there", section))
        is_there = isinstance(there, tuple) and name in there
        yield Step(verb="update" if is_there else "create", of=section, name=name, members=members)


def _names(change: Change, section: str) -> list[str]:
    tokens = [tokens_of(field.path) for field in change.fields]
    return list(dict.fromkeys(each[1] for each in tokens if len(each) > 1 and each[0] == section))


def _members(rows: Sequence[Row], change: Change, place: str) -> dict[str, object]:
    """What changes of an object, by its dotted wire name."""
    found: dict[str, object] = {}
    for row in rows:
        path = place + row.path
        value = declared_at(change.after, path)
        if value is ABSENT or not any(overlap(field.path, path) for field in change.fields):
            continue
        if row.wire.endswith(CREDENTIALS):
            record = place + row.path.rpartition("/")[0]
            found[row.wire] = Credentials(
                username=declared_at(change.after, f"{record}/username"),
                password=declared_at(change.after, f"{record}/password"),
            )
        elif row.form is None:
            continue
        else:
            found[row.wire] = row.form.clears if value is None else row.form.write(value)  # type: ignore[arg-type]
    return {**found, **_tokens(rows, change)} if "repository" in found else found


def _tokens(rows: Sequence[Row], change: Change) -> dict[str, object]:
    """The tokens that go with another repository."""
    told = {row.wire: declared_at(change.after, row.path) for row in rows if row.name.endswith("_token")}
    return {wire: value for wire, value in told.items() if value not in (ABSENT, None)}


def _read(rows: Sequence[Row], wire: Wire, place: str, digests: SecretDigests) -> tuple[dict[str, Side], set[str]]:
    """Values by pointer, and what is not set."""
    values: dict[str, Side] = {}
    unset: set[str] = set()
    for row in rows:
        if row.form is None:
            values.update(_read_credentials(row, wire, place, digests))
            continue
        raw = wire_at(wire, row.wire)
        if raw in row.form.empty:
            unset.add(place + row.path)
            absent = row.form.absent if row.absent is None else row.absent
            if absent is not None:
                values[place + row.path] = absent
        else:
            values[place + row.path] = row.form.read(raw, KIND, f"{place}/{row.wire.replace('.', '/')}")
    return values, unset


def _read_credentials(row: Row, wire: Wire, place: str, digests: SecretDigests) -> dict[str, Value]:
    raw = wire_at(wire, row.wire) if row.wire.endswith(CREDENTIALS) else None
    if not isinstance(raw, str) or not raw:
        return {}
    username, password = parts(raw)
    if row.name.endswith("username"):
        return {place + row.path: username} if username else {}
    return {place + row.path: Secret(digest=digests.of(password))}


def wire_at(wire: Wire, dotted: str) -> object:
    """The value at a dotted wire name, `None` where it is missing."""
    found: object = wire
    for name in dotted.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found
