"""Tables, policies and grants of a Supabase project: read in one statement, compared on a shadow, written in one."""

from __future__ import annotations

from collections.abc import Sequence

from baasctl.engines.postgres.lexer import NotLexical
from baasctl.model.change import Change
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.supabase import grants, policies, tables
from baasctl.providers.supabase.canonical_forms import CanonicalForms
from baasctl.providers.supabase.database_names import KINDS, Scope
from baasctl.providers.supabase.database_normalise import normalise
from baasctl.providers.supabase.database_state import DatabaseState, parse_state
from baasctl.providers.supabase.database_statement import STATEMENT
from baasctl.providers.supabase.database_transaction import statements
from baasctl.providers.supabase.database_writing import write
from baasctl.providers.supabase.part import Project

SOURCE = "database/state"
_KEY = "tables, policies and grants"
_DECODERS = {"tables": tables.decode, "policies": policies.decode, "grants": grants.decode}


class DatabasePart:
    """Access rules in the project's database."""

    kinds = KINDS

    def __init__(self, project: Project) -> None:
        self._project = project
        kept_in = project.cache / f"expressions-{project.ref}.json" if project.cache else None
        self._forms = CanonicalForms(kept_in)
        self._parsed: tuple[Answer, DatabaseState] | None = None

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """One statement, the same for every run."""
        del answers
        return (Source(SOURCE, self.kinds & wanted.kinds),)

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        del name
        return self._project.api.query_read_only(STATEMENT)

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """Of the tables that the spec names in this kind; see `database_names.Scope` for `wanted.everything`."""
        state = self._state(answers[SOURCE])
        return tuple(_DECODERS[kind](state, self._project.target.name, Scope.of(wanted, kind)))

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """See `database_normalise`."""
        del vault
        answer = answers.get(SOURCE)
        if answer is None:
            return state
        return normalise(state, self._state(answer), self._forms, self._project.root)

    def batch_key(self, change: Change) -> str:
        """All of them are one transaction."""
        del change
        return _KEY

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """See `database_writing`."""
        del vault
        return write(batch.changes, self._project.api.query, pause=self._project.pause)

    def describe(self, change: Change) -> str:
        """The SQL of one change; when it is written, the changes of a plan are one transaction."""
        try:
            return "".join(f"{sql};\n" for sql in statements(change)).rstrip("\n")
        except NotLexical as error:
            return f"-- cannot be written: {error.reason}"

    def _state(self, answer: Answer) -> DatabaseState:
        if self._parsed is None or self._parsed[0] is not answer:
            self._parsed = (answer, parse_state(answer))
        return self._parsed[1]
