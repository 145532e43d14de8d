"""The JSON plan against Terraform's documented format and the rules of its consumers."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest

from baasctl.model.address import Address
from baasctl.model.plan_document import plan_from_document
from baasctl.report import as_json
from baasctl.report.section import Section
from baasctl.report.terraform import terraform_address
from tests.golden import hostile, realistic_plan

# https://developer.hashicorp.com/terraform/internals/json-format, "Plan representation" and "Change representation".
ACTIONS = [
    ["no-op"], ["create"], ["read"], ["update"], ["delete", "create"], ["create", "delete"], ["delete"], ["forget"],
]  # fmt: skip
CHANGE = {
    "type": "object",
    "required": ["actions", "before", "after", "after_unknown", "before_sensitive", "after_sensitive"],
    "properties": {
        "actions": {"enum": ACTIONS},
        "before": {"type": ["object", "null"]},
        "after": {"type": ["object", "null"]},
        "after_unknown": {"type": ["object", "boolean"]},
        "before_sensitive": {"type": ["object", "boolean"]},
        "after_sensitive": {"type": ["object", "boolean"]},
    },
    "allOf": [
        {
            "if": {"properties": {"actions": {"enum": [["create"]]}}},
            "then": {"properties": {"before": {"type": "null"}, "after": {"type": "object"}}},
        },
        {
            "if": {"properties": {"actions": {"enum": [["delete"]]}}},
            "then": {"properties": {"before": {"type": "object"}, "after": {"type": "null"}}},
        },
    ],
}
RESOURCE_CHANGE = {
    "type": "object",
    "required": ["address", "mode", "type", "name", "provider_name", "change"],
    "properties": {
        "address": {"type": "string"},
        "previous_address": {"type": "string"},
        "module_address": {"type": "string"},
        "mode": {"enum": ["managed", "data"]},
        "type": {"type": "string", "pattern": "^[a-z_]+$"},
        "name": {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_-]*$"},
        "index": {"type": ["string", "integer"]},
        "provider_name": {"type": "string"},
        "action_reason": {"enum": ["replace_because_cannot_update", "delete_because_no_resource_config"]},
        "change": CHANGE,
    },
    "additionalProperties": False,
}
PLAN = {
    "type": "object",
    "required": ["format_version", "planned_values", "resource_changes", "resource_drift", "timestamp"],
    "properties": {
        "format_version": {"const": "1.2"},
        "planned_values": {"type": "object", "required": ["root_module"]},
        "resource_drift": {"type": "array", "items": RESOURCE_CHANGE},
        "resource_changes": {"type": "array", "items": RESOURCE_CHANGE},
        "output_changes": {"type": "object"},
        "timestamp": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "applyable": {"type": "boolean"},
        "complete": {"type": "boolean"},
        "errored": {"type": "boolean"},
        "x_baasctl": {"type": "object"},
    },
    "additionalProperties": False,
}
HCL_TEXT = r'"(?:[^"\\$%]|\\["\\]|\\U[0-9a-f]{8}|\$\$\{|%%\{|\$(?!\{)|%(?!\{))*"'
ADDRESS = re.compile(rf"module\.target\[{HCL_TEXT}\]\.[a-z_]+\.main(\[{HCL_TEXT}\])?")
MADE_AT = realistic_plan.MADE_AT


def document(sections: tuple[Section, ...]) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(as_json.to_text(as_json.plan_data(sections, 1, MADE_AT)))
    return loaded


@pytest.mark.parametrize("sections", [realistic_plan.sections(), hostile.sections(), ()], ids=["real", "hostile", "no"])
def test_the_json_plan_keeps_terraforms_rules(sections: tuple[Section, ...]) -> None:
    """What reads Terraform's plans (OPA, Conftest, Infracost) reads ours."""
    jsonschema.validate(document(sections), PLAN)


@pytest.mark.parametrize("sections", [realistic_plan.sections(), hostile.sections()], ids=["real", "hostile"])
def test_addresses_are_terraform_addresses_whatever_the_names_hold(sections: tuple[Section, ...]) -> None:
    """An address can be pasted into Terraform; two resources never share one."""
    entries = document(sections)["resource_changes"]
    addresses = [entry[key] for entry in entries for key in ("address", "previous_address") if key in entry]
    assert [address for address in addresses if not ADDRESS.fullmatch(address)] == []
    assert len({entry["address"] for entry in entries}) == len(entries)


def test_a_sensitive_value_is_masked_and_marked() -> None:
    """Terraform writes secrets in clear beside their mask; we never do."""
    google = next(
        entry for entry in document(realistic_plan.sections())["resource_changes"]
        if entry["type"] == "supabase_identity_providers"
    )  # fmt: skip
    assert google["change"]["after"] == {"client_id": "abc", "client_secret": "(sensitive)"}
    assert google["change"]["after_sensitive"] == {"client_secret": True}
    assert google["change"]["before_sensitive"] == {"client_secret": True}


def test_drift_is_told_apart_from_what_the_spec_changed() -> None:
    """`resource_drift` holds the fields whose live value moved, as asked for and as live."""
    entries = {entry["type"]: entry["change"] for entry in document(realistic_plan.sections())["resource_drift"]}
    auth = entries["supabase_auth"]
    assert auth["before"]["sessions"] == {"overall_timeout": None}
    assert auth["after"]["sessions"] == {"overall_timeout": 86400}
    assert auth["after"]["site_url"] == auth["before"]["site_url"]
    assert set(entries) == {"supabase_auth", "supabase_email_templates"}


def test_an_unreadable_or_failed_target_makes_the_document_incomplete() -> None:
    """What could not be read is never called "no changes", nor applied."""
    whole, part, failed = realistic_plan.sections()
    assert (document((part,))["complete"], document((part,))["applyable"]) == (False, False)
    assert document((failed,))["errored"]
    assert document((whole,))["applyable"] is False  # refused, and hazards are not allowed


def test_the_exact_plan_travels_in_the_document() -> None:
    """`apply FILE` carries out what was shown."""
    target = document(realistic_plan.sections())["x_baasctl"]["targets"][0]
    assert plan_from_document(target["plan"]) == realistic_plan.plan()


def test_an_address_names_its_target() -> None:
    """One document holds several targets, whose resources may have the same name."""
    address = Address("prod", "policies", ("public.notes", 'A ${x} %{y} "q" \\ \n'))
    expected = r'module.target["prod"].supabase_policies.main["public.notes/A $${x} %25{y} \"q\" \\ %0A"]'
    assert terraform_address(address, "supabase") == expected
