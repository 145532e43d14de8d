"""Answers recorded from real projects read without an error and without a phantom difference."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from baasctl.diff.fields import compare_fields
from baasctl.kinds.registry import kind as kind_named
from baasctl.model.address import Address
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, at
from baasctl.providers.supabase.plan_gates.features import GATES, beyond
from baasctl.providers.supabase.project_settings import effective_config as project_config
from baasctl.providers.supabase.project_settings.part import SERVICES
from baasctl.providers.supabase.support import SUPPORT
from baasctl.render.bounds import violation

PATHS = {
    "data_api": "postgrest",
    "storage_settings": "config/storage",
    "network": "network-restrictions",
    "ssl": "ssl-enforcement",
    "postgres_settings": "config/database/postgres",
    "pooler": "config/database/pooler",
}


@pytest.fixture(scope="module")
def exchanges(shared: Path) -> list[dict[str, Any]]:
    found = json.loads((shared / "contracts/supabase-management-recorded-2026-05.json").read_text())["exchanges"]
    assert isinstance(found, list)
    return [each for each in found if each["request"]["method"] == "GET" and each["response"]["status"] == 200]


def live(exchanges: list[dict[str, Any]], kind: str) -> Iterator[Resource]:
    """Every recorded answer of the kind's own document, decoded where the shared document is missing."""
    for exchange in exchanges:
        if exchange["request"]["path"].endswith(f"__PROJECT_REF__/{PATHS[kind]}"):
            answers = {project_config.SOURCE: None, PATHS[kind]: exchange["response"]["body"]}
            yield SERVICES[kind].decode(answers, Address("prod", kind))


def test_every_kind_has_recordings(exchanges: list[dict[str, Any]]) -> None:
    """All but Realtime, of which no answer was recorded."""
    counted = {kind: sum(1 for _ in live(exchanges, kind)) for kind in PATHS}
    assert counted == {
        "data_api": 3,
        "storage_settings": 3,
        "network": 5,
        "ssl": 4,
        "postgres_settings": 3,
        "pooler": 1,
    }


@pytest.mark.parametrize("kind", PATHS)
def test_what_was_read_is_no_difference_once_declared(exchanges: list[dict[str, Any]], kind: str) -> None:
    """A spec that declares all that was read has no change: no phantom drift."""
    fields = SUPPORT.fields_of(kind, kind_named(kind).fields)
    for resource in live(exchanges, kind):
        assert resource.attributes or kind == "postgres_settings"
        assert compare_fields(resource, resource, fields).changes == ()


@pytest.mark.parametrize("kind", PATHS)
def test_what_was_read_is_within_the_bounds(exchanges: list[dict[str, Any]], kind: str) -> None:
    """Bounds never refuse what a real project has."""
    fields = SUPPORT.fields_of(kind, kind_named(kind).fields)
    for resource in live(exchanges, kind):
        for dotted, answer in SUPPORT.fields[kind].items():
            path = "/" + dotted.replace("native.", "native/supabase/", 1).replace(".", "/")
            value, field = at(resource.attributes, path), fields.at(tuple(path.split("/")[1:]))
            if value is not ABSENT and field is not None:
                assert violation(value, answer.bounds, field) == ""  # type: ignore[arg-type,union-attr]


def test_a_recorded_plan_answers_every_gate(exchanges: list[dict[str, Any]]) -> None:
    """Each feature that a gate names is in the answers of 2026-05, but for the ones that came later."""
    (*_, exchange) = (each for each in exchanges if each["request"]["path"].endswith("/entitlements"))
    entries = {each["feature"]["key"]: each for each in exchange["response"]["body"]["entitlements"]}
    unknown = {feature for gate in GATES for feature in gate.features} - entries.keys()
    assert unknown == {"auth.custom_oauth.max_providers", "storage.purge_cache"}
    lacking = {gate.name for gate in GATES if beyond(entries, gate, 1)}
    assert lacking == {"mfa_verification_attempt", "password_verification_attempt"}
