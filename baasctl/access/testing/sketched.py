"""Tables for judges that ask no live database: those of migrations, and what `access` says of the others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from baasctl.access.row_security.bare import bare
from baasctl.access.row_security.sketch import sketch
from baasctl.engines.postgres.blueprint import Blueprint
from baasctl.engines.postgres.migration_files import migration_files
from baasctl.engines.postgres.migrations import Migration
from baasctl.model.access import AccessSection
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.errors import EngineError
from baasctl.model.target import Target
from baasctl.model.value import Value, secrets_in

NAME: Final = "tables sketched from the spec, not the live ones"
"""What is added to the name of an engine that judged on them."""

_VARIABLE: Final = re.compile(r"\$\{secret:env:([A-Za-z_][A-Za-z0-9_]*)\}")


def sketched(section: AccessSection | None, target: Target, root: Path) -> Blueprint:
    """A project with nothing but those tables; what migrations make is as they make it.

    Args:
        root: The spec's folder, which `migrations` of the target is relative to.

    Raises:
        EngineError: The migrations cannot be read.
    """
    drawn = () if section is None else (sketch(section, version="of the spec"),)
    return bare((*_migrations(target, root), *drawn))


def note(target: Target, why: str) -> Diagnostic:
    """That a target was judged on sketched tables.

    Args:
        why: A clause.
    """
    folder = target.settings.get("migrations")
    by = f"the migrations in `{folder}` and what `access` says" if isinstance(folder, str) else "what `access` says"
    return Diagnostic(
        code="PLAN861",
        severity=Severity.WARNING,
        summary=NAME,
        detail=f"{why}; tables are made from {by}. Live columns, constraints, triggers, policies that the spec keeps"
        " and functions may decide otherwise",
        hint="give the target a credential to judge on a copy of its live tables, or name its `migrations`",
        span=target.span,
    )


def unset_variables(credentials: Value, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Environment variables that a target's credentials are in and that are not set."""
    references = (secret.reference for secret in secrets_in(credentials)) if isinstance(credentials, Mapping) else ()
    names = (found[1] for each in references if (found := _VARIABLE.fullmatch(each)))
    return tuple(name for name in names if not environment.get(name))


def _migrations(target: Target, root: Path) -> tuple[Migration, ...]:
    folder = target.settings.get("migrations")
    if not isinstance(folder, str):
        return ()
    try:
        return tuple(migration for migration, _ in migration_files(root / folder))
    except (OSError, UnicodeDecodeError) as error:
        raise EngineError(
            Diagnostic(
                code="PLAN862",
                summary="the migrations cannot be read",
                detail=f"`{folder}`: {error}",
                hint="name the folder relative to the spec's",
                span=target.span,
            )
        ) from None
