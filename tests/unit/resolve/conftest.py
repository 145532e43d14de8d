"""Specs as text, resolved for one target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from baasctl.load import load
from baasctl.model.spec import Declared, Spec
from baasctl.model.value import thaw
from baasctl.resolve import resolve

HEAD = "baasctl: 1\ntargets: {prod: {provider: supabase, project: abcdefghijklmnopqrst}}\n"


@pytest.fixture
def spec_of(tmp_path: Path) -> Callable[..., Spec]:
    """`spec_of(text, other_files, environment=…)`; the text goes below a head unless it has its own."""

    def build(
        text: str,
        files: Mapping[str, str] | None = None,
        *,
        target: str = "prod",
        environment: Mapping[str, str] | None = None,
        **options: Any,
    ) -> Spec:
        head = "" if text.startswith("baasctl:") else HEAD
        for name, content in {"baas.yaml": head + text, **(files or {})}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(content, encoding="utf-8")
        document = load(str(tmp_path / "baas.yaml"))
        return resolve(document, target, environment=environment or {}, **options)

    return build


def written(spec: Spec, address: str) -> Any:
    """The plain written value of one resource, by its address without target."""
    return thaw(declared(spec, address).written)


def declared(spec: Spec, address: str) -> Declared:
    return next(each for each in spec.resources if each.address.local == address)
