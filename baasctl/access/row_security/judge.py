"""The judge of Supabase's access rules: a real PostgreSQL with the project's tables, rules and functions, and no rows.

    with RowSecurityJudge.open(blueprint, desired.resources, desired.emptied) as judge:
        verdicts = judge.judge(probes)

A probe's resource is the name of a table (`public.posts`); objects of a bucket are rows of `storage.objects`. Before a
statement runs its rows are put there past policies and triggers; afterwards everything is taken back. Nothing is ever
asked of a live database.

Ids: what a probe writes into a column of type uuid and is none (`p1`) stands for an id made from it, always the same
one; so does the asking user's id, wherever a row has it, since Supabase's users have uuids, and a folder of files
that is named like an id that a row of the probe has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Final, Self

from baasctl.access.probe import Exercised
from baasctl.access.row_security.asking import Asked, asked, ids_in
from baasctl.access.row_security.copying import copied
from baasctl.access.row_security.objects import Buckets, buckets_of
from baasctl.access.row_security.policies import CopiedPolicy, read_policies
from baasctl.access.row_security.tables import Table, read_tables
from baasctl.access.row_security.tasks import NotSayable
from baasctl.access.row_security.verdicts import verdict_of
from baasctl.engines.postgres.blueprint import Blueprint
from baasctl.engines.postgres.catalog import Name
from baasctl.engines.postgres.connection import Connection
from baasctl.engines.postgres.errors import ConnectionLost, PostgresError
from baasctl.engines.postgres.probing import probe
from baasctl.engines.postgres.shadow import OWNER, Shadow
from baasctl.model.address import Address
from baasctl.model.probe import Family, Operation, Probe, Special, Verdict
from baasctl.model.resource import Resource
from baasctl.model.state import Emptied

TIMEOUT_S: Final = 3.0
"""After this long PostgreSQL gives up a statement; Supabase allows requests without a user as long."""


class RowSecurityJudge:
    """PostgreSQL with one set of rules; a context manager that removes the server."""

    def __init__(self, shadow: Shadow, missing: Sequence[str], buckets: Buckets) -> None:
        """Take over a copy that has the rules; `open` makes one."""
        self.missing = tuple(missing)
        self._shadow = shadow
        self._buckets = buckets
        self._connection: Connection | None = self._connect()
        with shadow.server.connect() as reader:
            reader.script("set search_path = ''")
            self._tables: Mapping[Name, Table] = read_tables(reader)
            self._policies: Mapping[Name, tuple[CopiedPolicy, ...]] = read_policies(reader)
            version = reader.query("select current_setting('server_version') as version")[0]["version"]
        self.name = f"PostgreSQL {version}"
        self._seen: dict[tuple[str, str], set[str]] = {}

    @classmethod
    def open(
        cls,
        blueprint: Blueprint,
        rules: Sequence[Resource],
        emptied: Iterable[Emptied] = (),
        kept: Collection[Address] = (),
    ) -> Self:
        """Copy a database without its rows, and put rules on it. Takes a second or two.

        Args:
            blueprint: The live database (`providers.supabase.database_access.blueprint`), or `bare.BARE` for a
                project that has nothing yet, with the migrations that make its tables.
            rules: Desired resources in normal form; kinds `tables`, `policies`, `grants`, `database_functions` and
                `buckets` count. Tables that `policies` or `grants` name have exactly those.
            emptied: Tables on which the spec wants nothing of a kind.
            kept: Live policies and grants that the spec keeps without having them.

        Raises:
            RulesRefused: The database does not take the rules; with every place.
            MigrationFailed: A pending migration cannot be applied.
            MissingExtra, ServerFailed: There is no PostgreSQL here.
        """
        shadow, missing = copied(blueprint, rules, emptied, kept)
        try:
            return cls(shadow, missing, buckets_of((*blueprint.live, *rules)))
        except BaseException:
            shadow.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def judge(self, probes: Sequence[Probe]) -> Sequence[Verdict]:
        """See `access.probe.Judge`. A probe that does not fit the tables has no verdict, and its reason says why."""
        return [self._one(each) for each in probes]

    def table(self, name: Name) -> Table | None:
        """A table or view of the copy; `None`: it has none of that name."""
        return self._tables.get(name)

    def coverage(self) -> Sequence[Exercised]:
        """Every condition of every policy outside the platform's tables that no probe has asked, and all asked ones."""
        found = []
        for policies in self._policies.values():
            for policy in policies:
                for part in _parts(policy):
                    outcomes = frozenset(self._seen.get((policy.rule, part), ()))
                    found.append(Exercised(rule=policy.rule, part=part, outcomes=outcomes))
        return found

    def close(self) -> None:
        """Stop the server and remove its folder."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._shadow.close()

    def _one(self, probed: Probe) -> Verdict:
        verdict = self._asked(probed)
        rewritten = _rewritten(probed)
        if verdict.allowed is not False or not rewritten:
            return verdict
        rest = {name: value for name, value in (probed.new or {}).items() if name not in rewritten}
        if rest and not self._asked(replace(probed, new=rest)).allowed:
            return verdict
        names = " and ".join(f"`{name}`" for name in rewritten)
        reason = f"PostgreSQL wants the right to change {names}, which the update only repeats: leave it out"
        return Verdict(allowed=None, reason=f"{reason} ({verdict.reason})")

    def _asked(self, probed: Probe) -> Verdict:
        settled = self._buckets.settled(probed)
        if settled is not None:
            return settled
        try:
            question = asked(self._buckets.as_row(probed, ids_in(probed, self._tables)), self._tables, self._policies)
        except NotSayable as error:
            return Verdict(allowed=None, reason=str(error))
        try:
            outcome = probe(self._connected(), question.task)
        except ConnectionLost as error:
            self._connection = None
            return Verdict(allowed=None, reason=f"PostgreSQL went away: {error.message}")
        except PostgresError as error:
            return Verdict(allowed=None, reason=_unanswered(error))
        self._note(question, outcome.conditions)
        return verdict_of(question, outcome, self.missing)

    def _note(self, question: Asked, outcomes: Sequence[str]) -> None:
        for (policy, part, _), outcome in zip(question.conditions, outcomes, strict=False):
            self._seen.setdefault((policy.rule, part), set()).add(outcome.partition(":")[0])

    def _connected(self) -> Connection:
        if self._connection is None or not self._connection.is_open:
            self._connection = self._connect()
        return self._connection

    def _connect(self) -> Connection:
        connection = self._shadow.connect(OWNER)
        connection.script(f"set statement_timeout = {round(TIMEOUT_S * 1000)}; set jit = off")
        return connection


def _parts(policy: CopiedPolicy) -> Iterable[str]:
    commands = ("select", "insert", "update", "delete") if policy.command == "all" else (policy.command,)
    return dict.fromkeys(part for command in commands for part, _, _ in policy.conditions(command))


def _rewritten(probed: Probe) -> tuple[str, ...]:
    """Columns of an update of a row whose values it does not change."""
    if probed.operation is not Operation.UPDATE or probed.family is not Family.ROWS or probed.existing is None:
        return ()
    return tuple(
        name
        for name, value in (probed.new or {}).items()
        if probed.existing.get(name) == (None if value is Special.REMOVED else value)
    )


def _unanswered(error: PostgresError) -> str:
    if error.sqlstate == "57014":
        return f"PostgreSQL did not answer within {TIMEOUT_S:g} s and was stopped: a rule or a trigger does not end"
    return f"PostgreSQL does not take the probe: {error.sqlstate}: {error.message}"
