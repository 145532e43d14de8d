"""One request against one ruleset: allowed or denied, and by which permission."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

from baasctl.access.rules.constraints import MOST_DISJUNCTS, Filter, count_of_disjuncts, disjuncts, fields_of
from baasctl.access.rules.expressions import value_of
from baasctl.access.rules.failure import Failure
from baasctl.access.rules.matching import ANYWHERE, CompiledMatch, compiled_service, permissions_for
from baasctl.access.rules.profiles import Profile, most_reads
from baasctl.access.rules.tracing import Outcome, Trace, place_of
from baasctl.access.rules.values import Path, Timestamp, Value
from baasctl.access.rules.world import Documents, DocumentsRead, Frame, World, document_of
from baasctl.engines.rules_language import syntax
from baasctl.engines.rules_language.problem import RulesProblem
from baasctl.engines.rules_language.recursion import TOO_DEEP

Method: TypeAlias = Literal["get", "list", "create", "update", "delete"]

FIRESTORE: Final = "cloud.firestore"
_DIRECTIONS: Final = {"ASCENDING": "ASC", "DESCENDING": "DESC"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a `list` asks for.

    Attributes:
        collection_group: The path ends with a collection's id, and all collections of that id are asked.
    """

    filters: tuple[Filter, ...] = ()
    limit: int | None = None
    offset: int | None = None
    order: tuple[tuple[str, str], ...] = ()
    collection_group: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody asks of Firestore.

    Attributes:
        path: Of a document, or for `list` of a collection, below `documents`: `/notes/a`.
        auth: `{uid, token}`; `None`: nobody is signed in.
        document: Fields as they would be after a write; for an update already merged.
        written: Fields that the write names.
        time: Of the request.
    """

    method: Method
    path: str
    auth: Mapping[str, Value] | None = None
    document: Mapping[str, Value] | None = None
    written: tuple[str, ...] = ()
    query: Query = field(default_factory=Query)
    time: Timestamp = field(default_factory=lambda: Timestamp(0))
    database: str = "(default)"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a ruleset says about a request.

    Attributes:
        allow: The permission that allowed it; `None`: denied.
        failures: Why the conditions that were tried have no value, by the permission's place in the text.
    """

    allow: syntax.Allow | None
    failures: Mapping[int, str] = field(default_factory=dict)

    @property
    def is_allowed(self) -> bool:
        return self.allow is not None


class Rules:
    """A ruleset of Firestore, compiled once for any number of requests.

    Args:
        trace: Collects what becomes of each branch (see `tracing`); `None`: nothing is collected.
        profile: Whose engine is meant (see `profiles`).

    Raises:
        RulesProblem: Expressions are nested far deeper than Google's compiler takes them.
    """

    def __init__(
        self,
        ruleset: syntax.Ruleset,
        service: str = FIRESTORE,
        *,
        trace: Trace | None = None,
        profile: Profile = Profile.PRODUCTION,
    ) -> None:
        self._version = ruleset.version
        self._profile = profile
        self._trace = trace
        try:
            self._matches: tuple[CompiledMatch, ...] = compiled_service(ruleset, service, trace)
        except RecursionError as error:
            raise RulesProblem(TOO_DEEP, "", 0) from error

    def decide(self, request: Request, documents: Documents) -> Decision:
        """Try the permissions that speak of the path, until one allows.

        Args:
            documents: All that are there before the request.
        """
        if request.method == "list":
            return self._decided_of_list(request, documents)
        world = _world(request, documents, self._profile)
        return self.decided(request.method, _path_of(request), world)

    def _decided_of_list(self, request: Request, documents: Documents) -> Decision:
        """One of the queries that make up a query is enough to deny it; what they read counts together (measured)."""
        if count_of_disjuncts(request.query.filters) > MOST_DISJUNCTS:
            return Decision(None)
        failures: dict[int, str] = {}
        read: DocumentsRead = {}
        allow: syntax.Allow | None = None
        for filters in disjuncts(request.query.filters):
            part = replace(request, query=replace(request.query, filters=filters))
            world = _world(part, documents, self._profile)
            world.documents_read = read
            decision = self.decided(part.method, _path_of(part), world)
            failures |= decision.failures
            allow = decision.allow
            if allow is None:
                break
        return Decision(allow, failures)

    def decided(self, method: str, path: Sequence[str | None], world: World) -> Decision:
        """As `decide`, for any service.

        Args:
            path: From the service's root; `None` is a segment that nobody knows.
        """
        failures: dict[int, str] = {}
        for permission, captures in permissions_for(self._matches, path, version=self._version):
            if method not in permission.methods:
                continue
            if permission.condition is None:
                if self._trace is not None:
                    self._trace.record(place_of(permission.allow), Outcome.TRUE)
                return Decision(permission.allow, failures)
            try:
                if value_of(permission.condition, Frame(world, captures)) is True:
                    return Decision(permission.allow, failures)
            except Failure as failure:
                failures[permission.allow.start] = str(failure)
            except RecursionError:
                failures[permission.allow.start] = TOO_DEEP
        return Decision(None, failures)


def _path_of(request: Request) -> Sequence[str | None]:
    """From the service's root; the id of listed documents is unknown, and so is where a collection group lies."""
    root = ("databases", request.database, "documents")
    below = request.path.strip("/").split("/")
    if request.method != "list":
        return (*root, *below)
    return (*root, *([ANYWHERE] if request.query.collection_group else []), *below, None)


def _world(request: Request, documents: Documents, profile: Profile = Profile.PRODUCTION) -> World:
    before = documents.get(request.path)
    after = dict(documents)
    if request.method == "delete":
        after.pop(request.path, None)
    elif request.document is not None:
        after[request.path] = request.document
    resource: Value = document_of(request.path, before, request.database) if before is not None else None
    if request.method == "list":
        resource = _listed(request, is_loose=profile is Profile.EMULATOR)
    return World(
        names={"request": _request_value(request), "resource": resource},
        database=request.database,
        before=documents,
        after=after,
        most_reads=most_reads(profile, request.method),
        does_share=profile is Profile.PRODUCTION,
        leaves_operands=profile is Profile.EMULATOR,
    )


def _listed(request: Request, *, is_loose: bool) -> Value:
    """`resource` of a list: what the query says."""
    names = [operand for name, operator, operand in request.query.filters if (name, operator) == ("__name__", "EQUAL")]
    filters = [each for each in request.query.filters if each[0] != "__name__"]
    known: dict[str, Value] = {"data": fields_of(filters, is_loose=is_loose)}
    if names and isinstance(names[0], Path):
        last = names[0].segments[-1]
        known |= {"__name__": names[0], "id": last if isinstance(last, str) else last.bound}
    return known


def _request_value(request: Request) -> Value:
    def of_document() -> Value:
        return document_of(request.path, request.document, request.database) if request.document is not None else None

    path = ("databases", request.database, "documents", *request.path.strip("/").split("/"))
    members: dict[str, Value] = {
        "time": request.time,
        "auth": dict(request.auth) if request.auth is not None else None,
        "headers": {},
        "inTransaction": False,
        "path": Path(path),
        "method": request.method,
    }
    if request.method in ("create", "update", "delete"):
        members |= {"resource": of_document(), "writeFields": request.written, "autoId": False}
    if request.method == "list":
        members["query"] = _query_value(request.query)
    return members


def _query_value(query: Query) -> Value:
    return {
        "limit": query.limit,
        "offset": query.offset or 0,
        "orderBy": {name: _DIRECTIONS[direction] for name, direction in query.order},
    }
