"""PostgreSQL's own form of policy expressions, from the shadow, kept for the run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from baasctl.engines.postgres.catalog import Catalog
from baasctl.engines.postgres.migrations import Migration, MigrationNote
from baasctl.engines.postgres.shadow import CanonicalExpression, ExpressionError, PolicyExpression, Shadow

Forms = Mapping[PolicyExpression, CanonicalExpression | ExpressionError]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadowed:
    """What the shadow says.

    Attributes:
        forms: Of every expression asked for.
        catalog: With the pending migrations applied.
        missing: What the shadow lacks and an expression might use, in clauses.
    """

    forms: Forms
    catalog: Catalog
    missing: tuple[str, ...] = ()


@dataclass(slots=True)
class _Known:
    """What is known of one catalog."""

    catalog: Catalog
    missing: tuple[str, ...] = ()
    forms: dict[PolicyExpression, CanonicalExpression | ExpressionError] = field(default_factory=dict)


class CanonicalForms:
    """Asks the shadow for what it was not asked before; a shadow lives no longer than one question."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    def ask(
        self,
        catalog: Catalog,
        migrations: Sequence[Migration],
        *,
        desired: Iterable[PolicyExpression],
        live: Iterable[PolicyExpression],
    ) -> Shadowed:
        """Forms on the catalog that the pending migrations will leave; no server is started when all is known.

        A live expression that those migrations break (they rename its column, and PostgreSQL will rewrite it) has the
        form that it has now.

        Raises:
            MigrationFailed: A pending migration cannot be applied to the live catalog.
            MissingExtra: The shadow's packages are not installed.
            EngineError: The shadow does not work.
        """
        key = _digest(catalog, migrations)
        known = self._known.get(key)
        wanted = list(dict.fromkeys((*desired, *live)))
        unknown = [each for each in wanted if known is None or each not in known.forms]
        if known is None or unknown:
            if not migrations and not unknown:
                return Shadowed(forms={}, catalog=catalog)
            known = self._known[key] = _shadowed(catalog, migrations, unknown, frozenset(live), known)
        return Shadowed(forms=known.forms, catalog=known.catalog, missing=known.missing)


def _shadowed(
    catalog: Catalog,
    migrations: Sequence[Migration],
    wanted: Sequence[PolicyExpression],
    live: frozenset[PolicyExpression],
    known: _Known | None,
) -> _Known:
    with Shadow.build(catalog) as shadow:
        missing = [f"{each.thing} ({each.reason})" for each in shadow.left_out]
        before: Forms = {}
        result = known.catalog if known else catalog
        if migrations:
            present = [each for each in wanted if each in live]
            before = dict(zip(present, shadow.canonicalise(present), strict=True))
            missing += [_clause(note) for note in shadow.apply_migrations(migrations)]
            result = shadow.catalog()
        forms = dict(zip(wanted, shadow.canonicalise(wanted), strict=True))
    for each, form in before.items():
        if isinstance(forms[each], ExpressionError):
            forms[each] = form
    return _Known(catalog=result, missing=tuple(missing), forms={**(known.forms if known else {}), **forms})


def _clause(note: MigrationNote) -> str:
    return f"{note.thing} of migration {note.version}, line {note.line} ({note.reason})"


def _digest(catalog: Catalog, migrations: Sequence[Migration]) -> str:
    """Policies are in the catalog by name only and change no expression's form."""
    bare = replace(catalog, tables=tuple(replace(table, policies=()) for table in catalog.tables))
    return hashlib.sha256(repr((bare, tuple(migrations))).encode("utf-8", "surrogatepass")).hexdigest()
