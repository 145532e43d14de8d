"""What the sandbox does not serve, the Supabase CLI is told; nothing looks as if it had worked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sandbox_fixtures import SupabaseProject

from tests.clients.supabase_cli.conftest import pointed_at

pytestmark = pytest.mark.npm


@pytest.mark.parametrize(
    "command",
    [
        ("backups", "list"),
        ("domains", "get"),
        ("branches", "create", "preview", "--yes"),
        ("gen", "types", "--lang", "typescript"),
    ],
    ids=" ".join,
)
def test_a_missing_operation_fails_the_command(
    program: Path, supabase: SupabaseProject, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """Exit code 1 and the platform's own words for an address that it does not have."""
    done = pointed_at(supabase, program, tmp_path).attempt(*command)

    assert done.returncode == 1
    assert '{"message":"Cannot ' in done.stderr
