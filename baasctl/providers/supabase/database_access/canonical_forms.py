"""PostgreSQL's own form of policy expressions, from the shadow, kept for the run and for the next one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from baasctl.engines.postgres.catalog import Catalog
from baasctl.engines.postgres.migrations import Migration, MigrationNote
from baasctl.engines.postgres.shadow import CanonicalExpression, ExpressionError, PolicyExpression, Shadow
from baasctl.providers.supabase.database_access.expression_memory import ExpressionMemory, expression_digest
from baasctl.providers.supabase.database_access.names import without_outer_parentheses

Forms = Mapping[PolicyExpression, CanonicalExpression | ExpressionError]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadowed:
    """What the shadow says.

    Attributes:
        catalog: With the pending migrations applied.
        forms: At least of every expression asked for.
        missing: What the shadow lacks and an expression might use, in clauses.
    """

    catalog: Catalog
    forms: Forms = field(default_factory=dict)
    missing: tuple[str, ...] = ()


class CanonicalForms:
    """Asks the shadow for what it was not asked before; a shadow lives no longer than one question."""

    def __init__(self, kept_in: Path | None = None) -> None:
        """Keep the forms on live catalogs in the file *kept_in*; `None` keeps them for the run alone."""
        self._known: dict[str, Shadowed] = {}
        self._memory = ExpressionMemory(kept_in)

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
        present = frozenset(live)
        wanted = list(dict.fromkeys((*desired, *present)))
        if not wanted and not migrations:
            return Shadowed(catalog=catalog)
        digest = _digest(catalog, migrations)
        known = self._known.get(digest) or (None if migrations else self._recalled(digest, catalog, wanted))
        unknown = [each for each in wanted if known is None or each not in known.forms]
        if known is None or unknown:
            found = _ask_shadow(catalog, migrations, unknown, present)
            known = replace(found, forms={**known.forms, **found.forms}) if known else found
            if not migrations:
                self._keep(digest, known)
        self._known[digest] = known
        return known

    def _recalled(self, digest: str, catalog: Catalog, wanted: Sequence[PolicyExpression]) -> Shadowed:
        kept = self._memory.recall(digest)
        digests = {each: expression_digest(each) for each in wanted} if kept else {}
        forms = {each: CanonicalExpression(text=kept[key]) for each, key in digests.items() if key in kept}
        return Shadowed(catalog=catalog, forms=forms)

    def _keep(self, digest: str, known: Shadowed) -> None:
        """Errors are asked again: the shadow may know more next time."""
        texts = {each: form.text for each, form in known.forms.items() if isinstance(form, CanonicalExpression)}
        self._memory.keep(digest, {expression_digest(each): text for each, text in texts.items()})


def _ask_shadow(
    catalog: Catalog,
    migrations: Sequence[Migration],
    wanted: Sequence[PolicyExpression],
    live: frozenset[PolicyExpression],
) -> Shadowed:
    with Shadow.build(catalog) as shadow:
        missing = [f"{each.thing} ({each.reason})" for each in shadow.left_out]
        before: Forms = {}
        result = catalog
        if migrations:
            present = [each for each in wanted if each in live]
            before = dict(zip(present, shadow.canonicalise(present), strict=True))
            missing += [_clause(note) for note in shadow.apply_migrations(migrations)]
            result = shadow.catalog()
        forms = dict(zip(wanted, shadow.canonicalise(wanted), strict=True))
    broken = {each: form for each, form in before.items() if isinstance(forms[each], ExpressionError)}
    return Shadowed(catalog=result, forms={**_fixpoints(forms), **forms, **broken}, missing=tuple(missing))


def _fixpoints(forms: Forms) -> Forms:
    """A form is its own form, so the text that the server will show after an apply is known without asking."""
    return {
        PolicyExpression(table=each.table, text=without_outer_parentheses(form.text)): form
        for each, form in forms.items()
        if isinstance(form, CanonicalExpression)
    }


def _clause(note: MigrationNote) -> str:
    return f"{note.thing} of migration {note.version}, line {note.line} ({note.reason})"


def _digest(catalog: Catalog, migrations: Sequence[Migration]) -> str:
    """Policies are in the catalog by name only and change no expression's form."""
    bare = replace(catalog, tables=tuple(replace(table, policies=()) for table in catalog.tables))
    return hashlib.sha256(repr((bare, tuple(migrations))).encode("utf-8", "surrogatepass")).hexdigest()
