"""Migrations as the Supabase CLI keeps them: one file each in a folder, named by version."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Final

from baasctl.engines.postgres.migrations import Migration

_FILE: Final = re.compile(r"(\d+)_(.*)\.sql")


def migration_files(folder: Path, without: Collection[str] = ()) -> list[tuple[Migration, Path]]:
    """The migrations of a folder with their files, in the order of their versions.

    Args:
        without: Versions that are left out.

    Raises:
        OSError, UnicodeDecodeError: The folder or a file cannot be read.
    """
    found = [
        (Migration(version=match[1], name=match[2], sql=path.read_text("utf-8")), path)
        for path in folder.iterdir()
        if (match := _FILE.fullmatch(path.name)) and match[1] not in without
    ]
    return sorted(found, key=lambda each: (int(each[0].version), each[0].name))
