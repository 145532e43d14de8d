"""Where templates are found, and which of them a plan depends on."""

from __future__ import annotations

from pathlib import Path

import pytest

from baasctl.model.errors import StoreError
from baasctl.render.template_files import TemplateFiles, shipped_templates
from baasctl.stores.disk_files import DiskFiles

SHIPPED = "supabase/email_templates.html.j2"


def test_the_spec_comes_first_then_the_own_folder_then_what_is_shipped(tmp_path: Path) -> None:
    """A user replaces shipped templates one by one; only the user's files can make a plan stale."""
    own = tmp_path / "own"
    templates = TemplateFiles(DiskFiles(tmp_path), own)
    assert templates.read(SHIPPED) == ((shipped_templates() / SHIPPED).read_bytes(), None)
    for folder, found in ((own, f"own/{SHIPPED}"), (tmp_path, SHIPPED)):
        (folder / "supabase").mkdir(parents=True)
        (folder / SHIPPED).write_text(str(folder))
        assert templates.read(SHIPPED) == (str(folder).encode(), found)


@pytest.mark.parametrize("path", ["missing.j2", "../pyproject.toml", "../../pyproject.toml"])
def test_a_template_that_nobody_has_is_an_error(path: str, tmp_path: Path) -> None:
    """Nothing outside the shipped folder is ever taken for a template."""
    folder = tmp_path / "specs" / "deep"
    folder.mkdir(parents=True)
    with pytest.raises(StoreError):
        TemplateFiles(DiskFiles(folder), None).read(path)
