"""Brings desired functions, views, default privileges and webhooks into normal form, and judges them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from baasctl.engines.postgres.catalog import Catalog, Name
from baasctl.engines.postgres.lexer import NotLexical
from baasctl.engines.postgres.names import table_name
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.problems import nearest
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret
from baasctl.model.value import Value, pointer
from baasctl.providers.spec_place import problem
from baasctl.providers.supabase import database_functions, views, webhooks
from baasctl.providers.supabase.database_access import default_privileges, row_functions
from baasctl.providers.supabase.database_access.names import read_table, table_text
from baasctl.providers.supabase.database_access.places import read_defaults, read_signature
from baasctl.providers.supabase.database_access.problems import Judge
from baasctl.providers.supabase.database_access.security_state import SecurityState

NEEDS_WEBHOOKS = "needs_webhooks"
"""Fact of a desired webhook: `supabase_functions.http_request` is not there yet."""

_KINDS = frozenset({database_functions.KIND, views.KIND, webhooks.KIND})


def is_security(resource: Resource) -> bool:
    """Whether this module speaks for the resource."""
    return resource.address.kind in _KINDS or (
        resource.address.kind == "grants" and default_privileges.is_default(resource.address.segments[0])
    )


class SecurityJudge:
    """Looks at one desired resource after the other; problems gather in `diagnostics`."""

    def __init__(
        self,
        live: SecurityState,
        catalog: Catalog,
        judge: Judge,
        digest: Callable[[Secret], str | None],
        *,
        is_pending: bool,
    ) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._live = live
        self._catalog = catalog
        self._judge = judge
        self._digest = digest
        self._is_pending = is_pending
        self._tables: Mapping[Name, str] = {table.name: table.kind for table in catalog.tables}

    def prepared(self, resource: Resource) -> Resource:
        """The resource in normal form."""
        kind = resource.address.kind
        if kind == database_functions.KIND:
            self.diagnostics += self._function_problems(resource)
            return _with_names(resource)
        if kind == views.KIND:
            self.diagnostics += self._view_problems(resource)
            return resource
        if kind == webhooks.KIND:
            self.diagnostics += self._webhook_problems(resource)
            return self._with_digests(resource)
        self.diagnostics += self._default_problems(resource)
        return resource

    def _function_problems(self, resource: Resource) -> Iterator[Diagnostic]:
        text = resource.address.segments[0]
        function = self._live.functions.get(text)
        yield from self._roles(resource, "execute")
        yield from self._unknown_rows(resource)
        if function is None:
            if resource.attributes.get(row_functions.ROWS_OF) is None and not self._will_be_made(text):
                detail = f"`{text}` is neither live nor made by a migration of the target"
                hint = nearest(text, tuple(self._live.functions)) or "write the types of its arguments too"
                yield problem(resource, "PLAN176", "the function does not exist", detail, hint=hint)
        elif not function.is_ours:
            detail = f"`{text}` belongs to another role than `postgres`, which baasctl writes as"
            yield problem(resource, "PLAN182", "the function is not yours to alter", detail, hint="take it out")
        elif database_functions.differs_in_body(resource, function):
            yield Diagnostic(
                code="PLAN177",
                severity=Severity.WARNING,
                summary="the code of a function is not the one that was reviewed",
                detail=f"`{text}` is live with `sha256:{function.body}`; code belongs to migrations, so apply refuses",
                hint="run the migration that makes the reviewed code, or review the live code and write its digest",
                span=resource.span_of("/body"),
                address=resource.address,
                stops_apply=True,
            )

    def _unknown_rows(self, resource: Resource) -> Iterator[Diagnostic]:
        text = resource.attributes.get(row_functions.ROWS_OF)
        if isinstance(text, str) and self._tables.get(table_name(text)) is None:
            known = tuple(table_text(each) for each in self._tables)
            detail = f"`{text}` is neither live nor made by a migration of the target"
            path = pointer(row_functions.ROWS_OF)
            yield problem(resource, "PLAN150", "the table does not exist", detail, hint=nearest(text, known), path=path)

    def _will_be_made(self, text: str) -> bool:
        """Whether a pending migration makes a function of the name; the shadow tells no more about it."""
        try:
            signature = read_signature(text)
        except NotLexical:
            return False
        wanted = (signature.schema, signature.name)
        return self._is_pending and any(function.name == wanted for function in self._catalog.functions)

    def _view_problems(self, resource: Resource) -> Iterator[Diagnostic]:
        name = read_table(resource.address)
        kind = self._tables.get(name) if name else None
        if name is None or kind == "v":
            return
        text = table_text(name)
        known = tuple(table_text(each) for each, relkind in self._tables.items() if relkind == "v")
        detail = f"`{text}` is {'no view' if kind else 'neither live nor made by a migration of the target'}"
        yield problem(resource, "PLAN178", "the view does not exist", detail, hint=nearest(text, known))

    def _default_problems(self, resource: Resource) -> Iterator[Diagnostic]:
        place = read_defaults(resource.address.segments[0])
        if len(resource.address.segments) > 1:
            yield from self._judge.role_problems(resource, resource.address.segments[1], "")
        if place is None:
            return
        if place.schema and place.schema not in self._catalog.schemas:
            detail = f"`{place.schema}` is neither live nor made by a migration of the target"
            hint = nearest(place.schema, self._catalog.schemas)
            yield problem(resource, "PLAN179", "the schema does not exist", detail, hint=hint)

    def _webhook_problems(self, resource: Resource) -> Iterator[Diagnostic]:
        name = read_table(resource.address)
        if name is None:
            return
        if self._tables.get(name) not in ("r", "p"):
            known = tuple(table_text(each) for each, kind in self._tables.items() if kind in "rp")
            detail = f"`{table_text(name)}` is no table that is live or made by a migration of the target"
            hint = nearest(table_text(name), known)
            yield problem(resource, "PLAN180", "the table of the webhook does not exist", detail, hint=hint)
        names = {resource.address.segments[1], *(resource.renamed_from or ())[-1:]}
        for webhook in self._live.webhooks:
            if webhook.table == name and webhook.name in names and not webhooks.is_writable(webhook):
                detail = (
                    f"the live trigger `{webhook.name}` has a condition, columns or arguments that no field says;"
                    " writing it would lose them"
                )
                hint = "leave it to migrations, or drop it there and let baasctl make it"
                yield problem(resource, "PLAN181", "this webhook cannot be managed", detail, hint=hint)

    def _with_digests(self, resource: Resource) -> Resource:
        attributes = dict(resource.attributes)
        for name in webhooks.SECRET_FIELDS:
            values = attributes.get(name)
            if isinstance(values, Mapping):
                attributes[name] = {key: self._digested(value) for key, value in values.items()}
        facts = dict(resource.facts) if self._live.webhooks_enabled else {**resource.facts, NEEDS_WEBHOOKS: True}
        return replace(resource, attributes=attributes, facts=facts)

    def _digested(self, value: Value) -> Value:
        digest = self._digest(value) if isinstance(value, Secret) else None
        return value.with_digest(digest) if isinstance(value, Secret) and digest is not None else value

    def _roles(self, resource: Resource, name: str) -> Iterable[Diagnostic]:
        roles = resource.attributes.get(name)
        for index, role in enumerate(roles if isinstance(roles, tuple) else ()):
            yield from self._judge.role_problems(resource, str(role), pointer(name, index))


def _with_names(resource: Resource) -> Resource:
    """Names as PostgreSQL spells them."""
    attributes = dict(resource.attributes)
    path, table = attributes.get("search_path"), attributes.get(row_functions.ROWS_OF)
    if isinstance(path, str):
        attributes["search_path"] = database_functions.search_path(path)
    if isinstance(table, str):
        attributes[row_functions.ROWS_OF] = table_text(table_name(table))
    return resource.with_attributes(attributes)
