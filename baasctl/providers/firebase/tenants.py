"""Tenants of a project: Google's message to attributes, and attributes to what is written.

Identity providers of a tenant are resources of their own at Google, and members of the tenant in a spec.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, cast

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.resource import Resource
from baasctl.model.value import Attributes, Side, Value, at, freeze, pointer, put
from baasctl.providers.firebase.identity_toolkit import password_policy, second_factors
from baasctl.providers.firebase.identity_toolkit.auth_rows import REGION_ROWS
from baasctl.providers.firebase.identity_toolkit.rows import declared, is_declared, nested, with_records
from baasctl.providers.firebase.identity_toolkit.tenant_rows import (
    AUTODELETE,
    DISPLAY_NAME,
    FACTORS,
    POINTERS,
    POLICY,
    REGIONS,
    ROWS,
)
from baasctl.providers.firebase.identity_toolkit.update import Reveal, is_touched, leaves_of, wire_value
from baasctl.providers.firebase.identity_toolkit.wire import Message, body_of, message_at
from baasctl.providers.strict import expect, expect_or_none

KIND: Final = "tenants"
PROVIDERS: Final = "identity_providers"
DOCUMENT: Final = "tenants"


def decode(tenant: Message, target: str, spec: Attributes | None = None) -> Resource:
    """One tenant without its identity providers, under its display name.

    Args:
        tenant: As `clients.tenants` gives it: codes of test numbers are digests.
        target: Name of the target.
        spec: What the spec declares of it, which decides how second factors of several states read.

    Raises:
        UnexpectedAnswer: A setting has another type than the discovery document says.
    """
    values: dict[str, Side] = {}
    unset: set[str] = set()
    for row in (*ROWS, *REGION_ROWS):
        values[row.pointer], is_unset = row.read(tenant, DOCUMENT)
        unset |= {row.pointer} if is_unset else set()
    for found, also_unset in (
        password_policy.decode(message_at(tenant, POLICY, DOCUMENT)),
        second_factors.decode(message_at(tenant, FACTORS, DOCUMENT), spec),
    ):
        values |= found
        unset |= also_unset
    tenant_id = expect(tenant.get("name"), str, DOCUMENT, "/name").rpartition("/")[2]
    name = expect_or_none(tenant.get(DISPLAY_NAME), str, DOCUMENT, f"/{DISPLAY_NAME}") or tenant_id
    return Resource(
        address=Address(target, KIND, (name,)),
        attributes=nested(values),
        unset=with_records(unset, POINTERS) - {"/enabled"},
        remote_id=tenant_id,
        facts={"display_name": name},
    )


def with_providers(tenant: Resource, providers: Sequence[Resource]) -> Resource:
    """The tenant with its identity providers as members; their ids are facts, which writing needs."""
    members = {one.address.segments[-1]: one.attributes for one in providers}
    ids = {one.address.segments[-1]: one.remote_id for one in providers}
    unset = {pointer(PROVIDERS, one.address.segments[-1]) + path for one in providers for path in one.unset} | (
        {pointer(PROVIDERS)} if not members else set()
    )
    return replace(
        tenant,
        attributes={**tenant.attributes, PROVIDERS: freeze(members)},
        unset=tenant.unset | unset,
        facts={**tenant.facts, PROVIDERS: freeze(ids)},
    )


def normal(attributes: Attributes) -> Attributes:
    """Desired attributes in the form that `decode` gives, providers aside."""
    for row in (*ROWS, *REGION_ROWS):
        if is_declared(attributes, row.pointer):
            value = cast(Value, at(attributes, row.pointer))
            if row.codec.accepts(value):
                attributes = put(attributes, row.pointer, row.codec.normal(value))
    return attributes


def encode(change: Change, tenant: Message, reveal: Reveal) -> dict[str, object]:
    """The leaves to write, without name and providers; `None` clears one.

    Args:
        tenant: The live message, for what is read, merged and kept; empty for a new one.
    """
    update = {
        **leaves_of(ROWS, change, reveal),
        **_under(POLICY, password_policy.update(change, message_at(tenant, POLICY, DOCUMENT))),
        **_under(FACTORS, second_factors.update(change, message_at(tenant, FACTORS, DOCUMENT))),
        **_regions(change),
    }
    row = next(row for row in ROWS if row.pointer == AUTODELETE)
    if update and is_declared(change.after, AUTODELETE):
        update[row.wire] = wire_value(row, cast(Value, declared(change.after, AUTODELETE)), reveal)
    return update


def _regions(change: Change) -> dict[str, object]:
    """The choice as a whole: a leaf alone would not say what becomes of the other list."""
    touched = [row for row in REGION_ROWS if is_touched(change, row.pointer)]
    chosen = [row for row in REGION_ROWS if is_declared(change.after, row.pointer)]
    if not touched or not (chosen or any(declared(change.after, row.pointer) is None for row in touched)):
        return {}
    lists = {row.wire: row.codec.write(cast(Value, declared(change.after, row.pointer))) for row in chosen[:1]}
    return {REGIONS: body_of(lists).get(REGIONS)}


def _under(record: str, update: Mapping[str, object]) -> dict[str, object]:
    return {f"{record}.{path}": value for path, value in update.items()}
