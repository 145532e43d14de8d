"""Every file of `tests/cases/spec` maps a name to a case: files in, the exact words that the user reads out.

`seen_by_editors` says whether the JSON Schema refuses the main file too.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.load import load
from baasctl.model.errors import BaasctlError
from baasctl.providers import registry
from baasctl.render import render
from baasctl.resolve import resolve
from baasctl.stores.disk_files import DiskFiles

SOURCE = re.compile(r"\(verified .*\)$", re.MULTILINE)
"""When and from where a provider's table knows: that moves with the table, not with the reader."""

CASES = Path(__file__).parents[2] / "cases" / "spec"


def cases() -> list[Any]:
    found = []
    for file in sorted(CASES.glob("*.yaml")):
        for name, case in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            found.append(pytest.param(case, id=f"{file.stem}-{name}"))
    return found


def through_all_stages(case: dict[str, Any], files: DiskFiles) -> None:
    document = load("baas.yaml", files)
    spec = resolve(
        document,
        case.get("target", "prod"),
        environment=case.get("environment", {}),
        untrusted=files.untrusted,
    )
    render(spec, registry.package(spec.target.provider).support())


@pytest.mark.parametrize("case", cases())
def test_bad_input_is_told_with_place_value_limit_and_hint(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All problems of a spec are told at once, in the order of their places, in these very words."""
    for name, text in case["files"].items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    files = DiskFiles(Path(), untrusted=case.get("untrusted", False))

    with pytest.raises(BaasctlError) as caught:
        through_all_stages(case, files)

    message = f"{caught.value}\n".replace(str(tmp_path.resolve()), "FOLDER")
    assert SOURCE.sub("(verified …)", message) == case["says"]
    assert "hunter2" not in str(caught.value)
