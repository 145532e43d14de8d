"""Access rules in the database of a Supabase project: read in one statement, compared on a shadow, written in one."""

from __future__ import annotations

from collections.abc import Sequence
from secrets import token_bytes

from baasctl.engines.postgres.blueprint import Blueprint
from baasctl.engines.postgres.lexer import NotLexical
from baasctl.model.change import Change
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome, Status
from baasctl.model.secret import Secret, Vault
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.supabase import database_functions, grants, policies, tables, views, webhooks
from baasctl.providers.supabase.database_access import default_privileges
from baasctl.providers.supabase.database_access.blueprint import blueprint_of
from baasctl.providers.supabase.database_access.canonical_forms import CanonicalForms
from baasctl.providers.supabase.database_access.names import KINDS, Scope
from baasctl.providers.supabase.database_access.normalise import normalise
from baasctl.providers.supabase.database_access.pending_migrations import pending_migrations
from baasctl.providers.supabase.database_access.security_normalise import NEEDS_WEBHOOKS
from baasctl.providers.supabase.database_access.state import DatabaseState, parse_state
from baasctl.providers.supabase.database_access.statement import STATEMENT
from baasctl.providers.supabase.database_access.transaction import statements
from baasctl.providers.supabase.database_access.writing import write
from baasctl.providers.supabase.project import Project
from baasctl.providers.writing import write_together

SOURCE = "database/state"
_KEY_BYTES = 32
_KEY = "database"
_DECODERS = {
    "tables": tables.decode,
    "policies": policies.decode,
    "grants": grants.decode,
    "views": views.decode,
    "webhooks": webhooks.decode,
}


class DatabasePart:
    """Access rules in the project's database."""

    kinds = KINDS

    def __init__(self, project: Project) -> None:
        self._project = project
        kept_in = project.cache / f"expressions-{project.ref}.json" if project.cache else None
        self._forms = CanonicalForms(kept_in)
        self._parsed: tuple[Answer, DatabaseState] | None = None
        self._key = token_bytes(_KEY_BYTES)

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """One statement, the same for every run."""
        del answers
        return (Source(SOURCE, self.kinds & wanted.kinds),)

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        del name
        return webhooks.without_secrets(self._project.api.query_read_only(STATEMENT), self._key)

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """Of the tables that the spec names in this kind; see `names.Scope` for kinds that are read whole."""
        state = self._state(answers[SOURCE])
        target, scope = self._project.target.name, Scope.of(wanted, kind)
        if kind == database_functions.KIND:
            return tuple(database_functions.decode(state.security, target, scope))
        found = tuple(_DECODERS[kind](state, target, scope))
        return (*found, *default_privileges.decode(state.security, target, scope)) if kind == "grants" else found

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """See `normalise`; secrets of webhooks get the digest that live ones have in this process."""
        answer = answers.get(SOURCE)
        if answer is None:
            return state

        def digest(secret: Secret) -> str | None:
            return webhooks.digest_of(vault.reveal(secret), self._key) if secret in vault else None

        return normalise(state, self._state(answer), self._forms, self._project.root, digest)

    def batch_key(self, change: Change) -> str:
        """All of them are one transaction."""
        del change
        return _KEY

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """See `writing`; what webhooks call is made first where it is missing."""
        changes = batch.changes
        if any(change.facts.get(NEEDS_WEBHOOKS) for change in changes):
            made = write_together(changes, self._project.api.enable_webhooks)
            if any(outcome.status is not Status.APPLIED for outcome in made):
                return made
        return write(changes, self._project.api.query, pause=self._project.pause, reveal=vault.reveal)

    def describe(self, change: Change) -> str:
        """The SQL of one change; when it is written, the changes of a plan are one transaction."""
        try:
            return "".join(f"{sql};\n" for sql in statements(change)).rstrip("\n")
        except NotLexical as error:
            return f"-- cannot be written: {error.reason}"

    def blueprint(self, answers: Answers) -> Blueprint | None:
        """See `TriesRules.blueprint`; one more statement."""
        answer = answers.get(SOURCE)
        if answer is None:
            return None
        target, state = self._project.target, self._state(answer)
        return blueprint_of(self._project.api, state, pending_migrations(target, self._project.root, state), target)

    def _state(self, answer: Answer) -> DatabaseState:
        if self._parsed is None or self._parsed[0] is not answer:
            self._parsed = (answer, parse_state(answer))
        return self._parsed[1]
