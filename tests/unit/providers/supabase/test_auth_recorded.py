"""Answers recorded from real projects read without an error and without a phantom difference."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from baasctl.diff.fields import compare_fields
from baasctl.kinds.registry import kind as kind_named
from baasctl.model.value import ABSENT, at
from baasctl.providers.supabase.auth_settings.config import KINDS, decode
from baasctl.providers.supabase.auth_settings.document import AuthDocument
from baasctl.providers.supabase.support import SUPPORT
from baasctl.render.bounds import violation

REF = "abcdefghijklmnopqrst"


@pytest.fixture(scope="module")
def recorded(shared: Path) -> tuple[Mapping[str, Any], ...]:
    """Every recorded answer that is an auth configuration."""
    file = shared / "contracts/supabase-management-recorded-2026-05.json"
    return tuple(_auth_configs(json.loads(file.read_text())["exchanges"]))


def _auth_configs(exchanges: list[dict[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for exchange in exchanges:
        body = exchange["response"]["body"]
        if exchange["request"]["path"].endswith("/config/auth") and exchange["response"]["status"] == 200:
            yield body


def _documents(answers: tuple[Mapping[str, Any], ...]) -> Iterator[AuthDocument]:
    """Each answer alone, and as v1 beside a v2 that has every value."""
    for answer in answers:
        yield AuthDocument.of(REF, answer, None)
        yield AuthDocument.of(REF, answer, {"data": {"attributes": {"auth": dict(answer)}}})


def test_every_recorded_answer_reads(recorded: tuple[Mapping[str, Any], ...]) -> None:
    """Four answers, undocumented keys included; a project without providers, mails and hooks of its own has none."""
    assert len(recorded) == 4
    for document in _documents(recorded):
        found = {kind: decode(kind, document, "prod") for kind in KINDS}
        assert {kind: len(resources) for kind, resources in found.items()} == {
            "auth": 1,
            "identity_providers": 0,
            "email_templates": 0,
            "auth_hooks": 0,
        }


def test_what_was_read_is_no_difference_once_declared(recorded: tuple[Mapping[str, Any], ...]) -> None:
    """A spec that declares all that was read has no change: no phantom drift."""
    fields = SUPPORT.fields_of("auth", kind_named("auth").fields)
    for document in _documents(recorded):
        (live,) = decode("auth", document, "prod")
        (again,) = decode("auth", document, "prod", {live.address: live.attributes})
        assert compare_fields(live, again, fields).changes == ()


def test_what_was_read_is_within_the_bounds(recorded: tuple[Mapping[str, Any], ...]) -> None:
    """Bounds never refuse what a real project has."""
    for document in _documents(recorded):
        (live,) = decode("auth", document, "prod")
        for dotted, answer in SUPPORT.fields["auth"].items():
            path = "/" + dotted.replace("native.", "native/supabase/", 1).replace(".", "/")
            value = at(live.attributes, path)
            field = SUPPORT.fields_of("auth", kind_named("auth").fields).at(tuple(path.split("/")[1:]))
            if value is not ABSENT and field is not None:
                assert violation(value, answer.bounds, field) == ""  # type: ignore[arg-type,union-attr]
