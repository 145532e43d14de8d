"""Where a provider is known to answer otherwise than the `access` section means."""

from __future__ import annotations

from pathlib import Path

import pytest

from baasctl import pipeline
from baasctl.access_trials import Exploring
from baasctl.model.secret import Vault
from baasctl.run import Run

SPEC = """baasctl: 1
targets: {web: {provider: amplify, app: d2abc123, region: eu-west-1}}
access:
  principals: {author: {owner: authorId}}
  resources:
    posts:
      fields: {title: {type: string}, authorId: {type: user, required: REQUIRED, immutable: true}}
      allow: [{to: authenticated, do: read}, {to: author, do: [read, write]}]
"""


@pytest.mark.parametrize("required", ["true", "false"])
def test_amplify_fills_in_owners_that_the_input_need_not_have(tmp_path: Path, required: str) -> None:
    """A create without its owner is allowed where the field may be left out, and refused where it is required."""
    (tmp_path / "baas.yaml").write_text(SPEC.replace("REQUIRED", required))
    run = Run(file=tmp_path / "baas.yaml", environment={})

    (target,) = pipeline.try_access(run, Vault(), "evaluator", Exploring(0, 200)).targets

    assert target.exploration is not None
    assert target.exploration.disagreements == ()
    assert target.exploration.compared > 100
