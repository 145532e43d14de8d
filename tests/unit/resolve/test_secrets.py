"""The texts of secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from baasctl.model.address import Address
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret
from baasctl.model.span import Span
from baasctl.model.state import DesiredState
from baasctl.model.target import Target
from baasctl.resolve.secrets import resolve_secrets
from baasctl.stores.secrets import SecretPolicy

TARGET = Target(
    name="prod",
    provider="supabase",
    project="x",
    settings={"credentials": {"token": Secret("${secret:env:TEST_TOKEN}")}},
    span=Span(file="baas.yaml", line=2, column=1),
)


def state(**references: str) -> DesiredState:
    resources = tuple(
        Resource(
            address=Address("prod", "function_secrets", (name,)),
            attributes={"value": Secret(reference)},
            declared_at=Span(file="baas.yaml", line=line, column=3),
        )
        for line, (name, reference) in enumerate(references.items(), 5)
    )
    return DesiredState(target=TARGET, resources=resources, root=Path())


def test_secrets_are_resolved_with_the_text_around_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Credentials, plain and composed secrets; parts are redacted too."""
    monkeypatch.setenv("TEST_TOKEN", "sbp_token")
    monkeypatch.setenv("TEST_KEY", "hunter2")
    vault, problems = resolve_secrets(
        [state(A="${secret:env:TEST_KEY}", B="a$$b/${secret:env:TEST_KEY}")], SecretPolicy(root=tmp_path)
    )

    assert problems == ()
    assert vault.reveal(Secret("${secret:env:TEST_KEY}")) == "hunter2"
    assert vault.reveal(Secret("a$$b/${secret:env:TEST_KEY}")) == "a$b/hunter2"
    assert vault.redact("x hunter2 sbp_token") == "x *** ***"


def test_what_cannot_be_resolved_is_told_once_with_its_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The vault holds the others."""
    monkeypatch.setenv("TEST_TOKEN", "sbp_token")
    monkeypatch.delenv("TEST_KEY", raising=False)
    vault, problems = resolve_secrets(
        [state(A="${secret:env:TEST_KEY}", B="x${secret:env:TEST_KEY}", C="${secret:nope:x}")],
        SecretPolicy(root=tmp_path),
    )

    assert [(problem.code, str(problem.span)) for problem in problems] == [
        ("SPEC901", "baas.yaml:5:3"),
        ("SPEC900", "baas.yaml:7:3"),
    ]
    assert Secret("${secret:env:TEST_KEY}") not in vault
    assert Secret("${secret:env:TEST_TOKEN}") in vault
