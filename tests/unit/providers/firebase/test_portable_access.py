"""The portable section as rules: the text that is rendered, and what is refused with a way out."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.engines.rules_language.checking import checked
from baasctl.model.errors import SpecError
from baasctl.pipeline import render
from baasctl.run import Run

FOLDER = Path(__file__).resolve().parents[3] / "cases" / "access" / "rules"
REFUSED = yaml.safe_load((FOLDER / "refused.yaml").read_text("utf-8"))
RENDERED = sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem != "refused")
HEADER = "baasctl: 1\ntargets: {prod: {provider: firebase, project: acme-prod}}\naccess:\n"


@pytest.mark.parametrize("name", RENDERED)
def test_the_section_becomes_these_rules(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To the letter; Google's compiler has nothing to remark. `BAASCTL_GOLDEN=write` writes them anew."""
    spec, _, expected = (FOLDER / f"{name}.yaml").read_text("utf-8").partition("---\n")
    (tmp_path / "baas.yaml").write_text(spec, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    (found,) = render(Run(file=Path("baas.yaml")))

    texts = {each.address.local: str(each.attributes["source"]) for each in found.desired.resources}
    assert [mistake for text in texts.values() for mistake in checked(text)] == []
    written = "".join(f"# {place}\n{text}" for place, text in texts.items())
    if os.environ.get("BAASCTL_GOLDEN") == "write":
        (FOLDER / f"{name}.yaml").write_text(f"{spec}---\n{written}", encoding="utf-8")
    else:
        assert written == expected


def test_rules_that_may_evaluate_too_much_are_rendered_with_a_warning(tmp_path: Path) -> None:
    """A request that reaches Firebase's limit is denied: resource, operation, count and limit are told."""
    fields = {f"f{index}": {"type": "string", "min": 1, "max": 9} for index in range(60)}
    posts = {"fields": fields, "extra_fields": "allow", "allow": [{"to": "authenticated", "do": ["get", "create"]}]}
    file = tmp_path / "baas.yaml"
    file.write_text(f"{HEADER}  resources: {json.dumps({'posts': posts})}\n", encoding="utf-8")

    (found,) = render(Run(file=file))

    (warning,) = (each for each in found.warnings if each.code == "RENDER859")
    assert not warning.is_error
    assert "`create` of `posts`: up to 1," in warning.detail
    assert "Firebase's limit is 1,000 for a request" in warning.detail


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: str(case["why"]))
def test_what_rules_cannot_express_is_refused_with_a_way_out(case: dict[str, Any], tmp_path: Path) -> None:
    """Place, reason and what could be written instead; nothing is widened or narrowed silently."""
    file = tmp_path / "baas.yaml"
    file.write_text(HEADER + "".join(f"  {line}\n" for line in case["access"].splitlines()), encoding="utf-8")

    with pytest.raises(SpecError) as refused:
        render(Run(file=file))

    told = [(each.code, each.span.line - 3 if each.span else 0) for each in refused.value.diagnostics]
    assert told == [("RENDER854", line) for line in case["lines"]]
    assert case["says"] in refused.value.diagnostics[0].detail
    assert case["hint"] in refused.value.diagnostics[0].hint
