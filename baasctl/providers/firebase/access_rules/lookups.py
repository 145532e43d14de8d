"""Members by a row of another collection: found by its path, since rules cannot search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from baasctl.model.access import AccessResource, CallerId, Member, Party, RowField, Sort, Term
from baasctl.providers.firebase.access_rules.conditions import NEVER, Condition, every
from baasctl.providers.firebase.access_rules.problems import Impossible
from baasctl.providers.firebase.access_rules.scope import Row, Scope, parts_of
from baasctl.providers.firebase.access_rules.texts import constant, is_segment, member, text
from baasctl.providers.firebase.access_rules.values import equal, one_of

CALLER = "request.auth.uid"


@dataclass(frozen=True, slots=True)
class Lookup:
    """Memberships in one collection, as seen from one block.

    Attributes:
        rows: The collection.
        party: Who asks for it, for messages.
    """

    scope: Scope
    rows: AccessResource
    party: Party
    impossible: Impossible

    def condition(self, principal: Member, row: Row) -> Condition:
        """Whether the membership is there and says what it must; beside it `signedIn()` is asked."""
        path = self._path(principal, row)
        if path is None:
            return NEVER
        in_storage = self.scope.resource.sort is Sort.FILES
        reader, asker = ("firestore.get", "firestore.exists") if in_storage else ("get", "exists")
        data = f"{reader}({path}).data"
        used = {name for name, wildcard in self._parts() if wildcard}
        asked: list[Condition] = [
            equal(member(data, self._stored(each.field)), self._term(each.term, row))
            for each in principal.where
            if each.field not in used
        ]
        asked += [one_of(member(data, self._stored(role.field)), role.values) for role in principal.role]
        return every(asked or [f"{asker}({path})"])

    def _parts(self) -> list[tuple[str, bool]]:
        return [*parts_of(self.rows.place.path), (self.rows.key.name, True)]

    def _path(self, principal: Member, row: Row) -> str | None:
        """The path of the membership."""
        if problem := self._problem(principal):
            self.impossible.add(self.party.span, f"a member by a row of `{self.rows.name}`", *problem)
            return None
        terms = {each.field: each.term for each in principal.where}
        database = "/(default)" if self.scope.resource.sort is Sort.FILES else "/$(database)"
        pieces = [self._piece(name, terms.get(name) if wildcard else None, row) for name, wildcard in self._parts()]
        return "/".join([f"/databases{database}/documents", *pieces])

    def _piece(self, name: str, term: Term | None, row: Row) -> str:
        if term is not None:
            return f"$({self._term(term, row)})"
        return name if is_segment(name) else f"$({text(name)})"

    def _problem(self, principal: Member) -> tuple[str, str] | None:
        """Why it cannot be found, and what to do."""
        terms = {each.field: each.term for each in principal.where}
        missing = [name for name, wildcard in self._parts() if wildcard and name not in terms]
        if missing:
            shown = f"{self.rows.place.path}/{{{self.rows.key.name}}}"
            why = f"rules read one document by its path, and `where` does not say `{missing[0]}` of `{shown}`"
            return why, (
                f"let the path of `{self.rows.name}` say all that `where` asks (`at: {{firebase: …}}`, `key:`), such as"
                " `teams/{team}/members` with `key: uid` for `where: {team: $row.team, uid: $uid}`"
            )
        in_path = [name for name, wildcard in self._parts() if wildcard]
        if any(isinstance(terms[name], bool | int | float) for name in in_path):
            return "parts of a path are text", "compare with text"
        if self.scope.resource.sort is Sort.FILES:
            if self.rows.place.container:
                return "rules of buckets read the database `(default)` only", "keep the memberships in that database"
        elif self.rows.place.container != self.scope.resource.place.container:
            return "rules of one database cannot read another", "keep both in one database"
        return None

    def _term(self, term: Term, row: Row) -> str:
        if isinstance(term, CallerId):
            return CALLER
        return self.scope.value(term.field, row) if isinstance(term, RowField) else constant(term)

    def _stored(self, name: str) -> str:
        rule = self.rows.field(name)
        return rule.stored_as if rule else name


def fields_of_row(principal: Member) -> Iterator[str]:
    """Fields of the row that is asked for on which the membership depends."""
    return (each.term.field for each in principal.where if isinstance(each.term, RowField))
