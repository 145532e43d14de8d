"""Tables, policies and grants in normal form: names as PostgreSQL spells them, expressions as the shadow reads them.

A desired policy's `using` and `check` become PostgreSQL's own form, the same as on the live side; what the user wrote
stays in `Resource.facts` and is what a write sends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

from baasctl.engines.postgres.migrations import MigrationFailed
from baasctl.engines.postgres.shadow import CanonicalExpression, PolicyExpression
from baasctl.model.address import Address
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret
from baasctl.model.state import Emptied
from baasctl.model.value import Value
from baasctl.providers.contract import Normalised
from baasctl.providers.supabase import database_functions
from baasctl.providers.supabase.database_access import row_functions
from baasctl.providers.supabase.database_access.canonical_forms import CanonicalForms, Forms
from baasctl.providers.supabase.database_access.names import (
    KINDS,
    canonical_segments,
    read_table,
    without_outer_parentheses,
)
from baasctl.providers.supabase.database_access.pending_migrations import pending_migrations
from baasctl.providers.supabase.database_access.problems import Judge
from baasctl.providers.supabase.database_access.schemas import MANAGED_SCHEMAS
from baasctl.providers.supabase.database_access.security_normalise import SecurityJudge, is_security
from baasctl.providers.supabase.database_access.state import DatabaseState
from baasctl.providers.supabase.database_access.update_guards import normal_form, on_one_row
from baasctl.providers.supabase.grants import facts_about
from baasctl.providers.supabase.policies import EXPRESSIONS

Declared = TypeVar("Declared", Resource, Emptied)

SEARCH_PATH = ("public", "extensions")
"""Where names without a schema are found in what users write, when it is compared and when it is sent."""

NEEDS_MIGRATIONS = "needs_migrations"
"""Fact of a desired resource: versions that have to be live before it is written."""


def normalise(
    state: Normalised,
    live: DatabaseState,
    forms: CanonicalForms,
    root: Path,
    digest: Callable[[Secret], str | None] = lambda _: None,
) -> Normalised:
    """Both sides in normal form; other kinds are left as they are.

    Args:
        state: What the spec wants and what is live.
        live: The answer that the live side was decoded from.
        forms: What is known about expressions.
        root: The spec's folder.
        digest: What a secret is compared by; `None` when its text is not known.

    Raises:
        MissingExtra: The shadow's packages are not installed, and there are policies to compare.
        EngineError: The shadow does not work.
    """
    resources = tuple(_readdressed(each) if each.address.kind in KINDS else each for each in state.desired.resources)
    bare = [_bare(each) for each in state.desired.emptied if each.address.kind in KINDS]
    ours = [*(each for each in resources if each.address.kind in KINDS), *bare]
    pending = pending_migrations(state.desired.target, root, live)
    if not ours or pending.problems:
        return replace(state, diagnostics=(*state.diagnostics, *(pending.problems if ours else ())))
    pairs = _pairs(ours, state.live.by_address())
    wanted = [expression for resource in ours for expression in _expressions(resource, SEARCH_PATH).values()]
    present = [expression for resource in pairs.values() for expression in _expressions(resource, ()).values()]
    try:
        made = row_functions.not_live(ours, live.security.functions)
        shadowed = forms.ask(live.catalog, (*pending.migrations, *made), desired=wanted, live=present)
    except MigrationFailed as error:
        return replace(state, diagnostics=(*state.diagnostics, pending.failure(error)))
    judge = Judge(live, shadowed.catalog, shadowed.missing)
    work = _Work(live, judge, shadowed.forms, pending.versions)
    security = SecurityJudge(live.security, shadowed.catalog, judge, digest, is_pending=bool(pending.migrations))
    judged = [security.prepared(each) if is_security(each) else each for each in ours]
    normal = {each.address: work.both(each, pairs.get(each.address)) for each in judged}
    work.diagnostics += security.diagnostics
    if pending.migrations:
        work.diagnostics.append(pending.notice(state.desired.target))
    live_forms = {one.address: one for _, one in normal.values() if one is not None}
    return Normalised(
        desired=replace(
            state.desired,
            resources=tuple(normal[each.address][0] if each.address in normal else each for each in resources),
            emptied=tuple(_readdressed(each) if each.address.kind in KINDS else each for each in state.desired.emptied),
        ),
        live=replace(
            state.live,
            resources=tuple(live_forms.get(each.address, each) for each in state.live.resources),
        ),
        diagnostics=(*state.diagnostics, *_each_once(work.diagnostics)),
    )


def _each_once(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """What is said of a place only once: the section of a table becomes many resources, of which the same is wrong."""
    told = set()
    for each in found:
        said = (each.code, each.span, each.detail)
        if said not in told:
            told.add(said)
            yield each


class _Work:
    """One resource after the other, with the problems found on the way."""

    def __init__(self, live: DatabaseState, judge: Judge, forms: Forms, needs: tuple[str, ...]) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._live = live
        self._judge = judge
        self._forms = forms
        self._needs = needs

    def both(self, desired: Resource, live: Resource | None) -> tuple[Resource, Resource | None]:
        """A desired resource and its live match in normal form."""
        facts: dict[str, Value] = dict(desired.facts)
        if self._needs:
            facts[NEEDS_MIGRATIONS] = self._needs
        problems = [] if is_security(desired) else list(self._judge.problems(desired))
        self.diagnostics += problems
        code = _CODE.get(desired.address.kind)
        if code is not None:
            if not problems:
                self._check_code(desired)
            return _with_code(desired, code, facts), live
        if desired.address.kind == "grants":
            table = self._live.tables.get(read_table(desired.address) or ("", ""))
            facts |= facts_about(table) if table is not None else {}
        if desired.address.kind != "policies" or problems:
            return replace(desired, facts=facts), live
        facts["may_comment"] = self._may_comment(desired)
        attributes, live_attributes = dict(desired.attributes), dict(live.attributes) if live else {}
        ours, theirs = _expressions(desired, SEARCH_PATH), _expressions(live, ()) if live else {}
        for name in EXPRESSIONS:
            wanted, found = ours.get(name), theirs.get(name)
            if live and found:
                live_attributes[name] = self._live_form(live, name, found, wanted)
            if wanted:
                facts[name] = wanted.text
                attributes[name] = self._desired_form(desired, name, wanted, found)
        return replace(desired, attributes=attributes, facts=facts), live and live.with_attributes(live_attributes)

    def _check_code(self, desired: Resource) -> None:
        """PostgreSQL reads code in whole only when it runs, and would then refuse every request."""
        for name, wanted in _expressions(desired, SEARCH_PATH).items():
            form = self._forms[wanted]
            if not isinstance(form, CanonicalExpression) and self._judge.has_table(wanted.table):
                unplaced = replace(form, position=None)
                self.diagnostics.append(self._judge.expression_problem(desired, name, wanted.text, unplaced))

    def _desired_form(
        self, resource: Resource, name: str, wanted: PolicyExpression, found: PolicyExpression | None
    ) -> str:
        form = self._forms[wanted]
        if isinstance(form, CanonicalExpression):
            return without_outer_parentheses(form.text)
        if not self._is_adopted(wanted, found):
            self.diagnostics.append(self._judge.expression_problem(resource, name, wanted.text, form))
        return wanted.text.strip()

    def _live_form(
        self, resource: Resource, name: str, found: PolicyExpression, wanted: PolicyExpression | None
    ) -> str:
        form = self._forms[found]
        if isinstance(form, CanonicalExpression):
            return without_outer_parentheses(form.text)
        if not self._is_adopted(wanted, found):
            self.diagnostics.append(self._judge.unread_live(resource, name, form))
        return found.text

    def _is_adopted(self, wanted: PolicyExpression | None, found: PolicyExpression | None) -> bool:
        """Whether the spec holds the live text, which the shadow cannot read: the server has accepted it."""
        return (
            wanted is not None
            and found is not None
            and wanted.text.strip() == found.text
            and not isinstance(self._forms[found], CanonicalExpression)
        )

    def _may_comment(self, resource: Resource) -> bool:
        name = read_table(resource.address) or ("", "")
        table = self._live.tables.get(name)
        return name[0] not in MANAGED_SCHEMAS and (table is None or table.is_ours)


_CODE: Final = {"tables": "update_guard", database_functions.KIND: row_functions.WHERE}
"""Fields that become code of a function, and are compared without comments and line breaks."""


def _with_code(desired: Resource, name: str, facts: Mapping[str, Value]) -> Resource:
    """A resource whose code is in normal form; what was written stays in the facts."""
    code = desired.facts.get(name, desired.attributes.get(name))
    if not isinstance(code, str):
        return replace(desired, facts=facts)
    attributes = {**desired.attributes, name: normal_form(code)}
    return replace(desired, attributes=attributes, facts={**facts, name: code.strip()})


def _readdressed(declared: Declared) -> Declared:
    address = declared.address
    moved = replace(declared, address=Address(address.target, address.kind, canonical_segments(address.segments)))
    if isinstance(moved, Resource):
        former = canonical_segments(moved.renamed_from) if moved.renamed_from else None
        return replace(moved, renamed_from=former)
    return moved


def _bare(emptied: Emptied) -> Resource:
    """A table on which nothing is wanted, as far as the table itself is looked at."""
    return Resource(address=_readdressed(emptied).address, attributes={}, declared_at=emptied.declared_at)


def _pairs(desired: list[Resource], live: Mapping[Address, Resource]) -> dict[Address, Resource]:
    """The live policy of each desired one, by its own name or the one that it is renamed from."""
    return {each.address: found for each in desired for found in _matches(each, live)}


def _matches(resource: Resource, live: Mapping[Address, Resource]) -> Iterator[Resource]:
    if resource.address.kind != "policies":
        return
    found = live.get(resource.address)
    if found is None and resource.renamed_from is not None:
        found = live.get(replace(resource.address, segments=resource.renamed_from))
    if found is not None:
        yield found


def _expressions(resource: Resource, search_path: tuple[str, ...]) -> dict[str, PolicyExpression]:
    """The expressions of a policy as they were written, and code of tables and functions; none of other kinds."""
    table = read_table(resource.address)
    guard = resource.facts.get("update_guard", resource.attributes.get("update_guard"))
    if resource.address.kind == "tables" and table is not None and isinstance(guard, str):
        return {"update_guard": PolicyExpression(table=table, text=on_one_row(table, guard))}
    if resource.address.kind == database_functions.KIND:
        return row_functions.condition_of(resource)
    if resource.address.kind != "policies" or table is None:
        return {}
    texts = {name: resource.facts.get(name, resource.attributes.get(name)) for name in EXPRESSIONS}
    return {
        name: PolicyExpression(table=table, text=text, search_path=search_path)
        for name, text in texts.items()
        if isinstance(text, str)
    }
