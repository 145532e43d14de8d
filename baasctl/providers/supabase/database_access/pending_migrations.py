"""Migrations of a target that are not live yet: read, and what to say about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from baasctl.engines.postgres.migration_files import migration_files
from baasctl.engines.postgres.migrations import Migration, MigrationFailed
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.span import Span
from baasctl.model.target import Target
from baasctl.providers.supabase.database_access.state import DatabaseState

"""The same as the Supabase CLI's; other files of the folder are not migrations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """Migrations in the order of their versions.

    Attributes:
        files: Version to file, as the user would name it.
        problems: Why they could not be read.
    """

    migrations: tuple[Migration, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    problems: tuple[Diagnostic, ...] = ()

    @property
    def versions(self) -> tuple[str, ...]:
        return tuple(migration.version for migration in self.migrations)

    def notice(self, target: Target) -> Diagnostic:
        """What the user has to know about a plan that rests on them."""
        first, last = self.versions[0], self.versions[-1]
        span = f"migration {first}" if first == last else f"migrations {first}…{last} ({len(self.versions)})"
        return Diagnostic(
            code="PLAN160",
            severity=Severity.WARNING,
            summary="the plan is valid after migrations that are not live yet",
            detail=f"valid after {span}; apply refuses until then",
            hint="apply the migrations, for example with `supabase db push`, then make a new plan",
            span=target.span,
            stops_apply=True,
        )

    def failure(self, error: MigrationFailed) -> Diagnostic:
        """A migration that cannot be applied, at its line."""
        file = self.files.get(error.migration.version, "")
        found = error.diagnostics[0]
        return Diagnostic(
            code="PLAN161",
            summary=found.summary,
            detail=found.detail,
            hint=found.hint,
            span=Span(file=file, line=error.line, column=1),
        )


def pending_migrations(target: Target, root: Path, live: DatabaseState) -> Pending:
    """The migrations of the target's folder that are not live; none when the target names no folder."""
    folder = target.settings.get("migrations")
    if not isinstance(folder, str):
        return Pending()
    if live.migrations is None:
        return _unreadable(
            target,
            "the token's role may not read supabase_migrations.schema_migrations, so nobody can tell what is live",
            "use a token that may run SQL, or take `migrations` out of the target",
        )
    try:
        found = migration_files(root / folder, live.migrations)
    except (OSError, UnicodeDecodeError) as error:
        return _unreadable(target, f"`{folder}`: {error}", "name the folder relative to the spec's")
    return Pending(
        migrations=tuple(migration for migration, _ in found),
        files={migration.version: f"{folder}/{path.name}" for migration, path in found},
    )


def _unreadable(target: Target, detail: str, hint: str) -> Pending:
    problem = Diagnostic(
        code="SPEC388", summary="the migrations cannot be read", detail=detail, hint=hint, span=target.span
    )
    return Pending(problems=(problem,))
