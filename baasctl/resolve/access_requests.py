"""One request of `access_tests`, from its words: `get posts/p1`, `list posts: {where: {status: draft}}`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from baasctl.model.access_test import NamedField
from baasctl.model.document import Entry, ListNode, MapNode, Node, ScalarNode, describe
from baasctl.model.probe import Comparing, Data, Family, Filter, Operation, Probe, Query, Row, Who
from baasctl.model.problems import Problems, nearest
from baasctl.model.span import Span
from baasctl.resolve.access_values import data_of, datum_of
from baasctl.resolve.nodes import flag_of, texts_of, unknown_key

_REQUEST: Final = re.compile(r"(\S+)\s+(\S.*)")
_DOCUMENTS: Final = re.compile(r"/?databases/([^/]+)/documents/(.*)", re.DOTALL)
_BUCKET: Final = re.compile(r"gs://([^/]+)/?(.*)", re.DOTALL)
_OPERATIONS: Final = tuple(each.value for each in Operation)
_COMPARING: Final = {
    "eq": Comparing.EQUAL,
    "ne": Comparing.DIFFERENT,
    "lt": Comparing.LESS,
    "lte": Comparing.AT_MOST,
    "gt": Comparing.MORE,
    "gte": Comparing.AT_LEAST,
    "in": Comparing.IN,
    "not_in": Comparing.NOT_IN,
    "contains": Comparing.CONTAINS,
    "contains_any": Comparing.CONTAINS_ANY,
}
_QUERY: Final = ("where", "order", "limit", "offset", "everywhere")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a path names; the members are those of `Probe`."""

    family: Family
    container: str
    resource: str
    row: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A request as a member of `can` or `cannot`.

    Attributes:
        words: `get posts/p1`.
        value: Of the map that it is the key of; `None`: it stands alone.
    """

    words: str
    span: Span
    value: Node | None = None


def written_requests(entry: Entry, problems: Problems) -> Iterator[Written]:
    """The members of `can` or `cannot`: one text, or a list of texts and of maps from text to value."""
    members = entry.value.members if isinstance(entry.value, ListNode) else (entry.value,)
    for member in members:
        if isinstance(member, MapNode):
            yield from (Written(words=each.key, span=each.span, value=each.value) for each in member)
        elif isinstance(member, ScalarNode) and isinstance(member.value, str):
            yield Written(words=member.value, span=member.span)
        else:
            detail = f"`{entry.key}` holds {describe(member)}"
            problems.add("SPEC881", "this is no request", member.span, detail, "such as `get posts/p1`")


def subject_of(path: str, operation: Operation | None, span: Span, problems: Problems) -> Subject | None:
    """What a path names; `None` after a problem.

    Args:
        operation: `None`: a row or an object that is there.
    """
    if found := _object(path):
        return found
    container, below = "", path
    if match := _DOCUMENTS.fullmatch(path):
        container, below = match[1], match[2]
    segments = below.removeprefix("/").split("/")
    if not all(segments):
        problems.add("SPEC882", "this is no path", span, f"`{path}` has an empty part", "such as `posts/p1`")
        return None
    is_whole = len(segments) % 2 == 1
    container = "" if container == "(default)" else container
    if is_whole and operation in (Operation.LIST, Operation.CREATE):
        return Subject(Family.ROWS, container, "/".join(segments), "")
    if not is_whole and operation is not Operation.LIST:
        return Subject(Family.ROWS, container, "/".join(segments[:-1]), segments[-1])
    hint = "write the collection or table alone" if operation is Operation.LIST else "add its key: `posts/p1`"
    detail = f"`{path}` names {'a row' if not is_whole else 'no row'}"
    problems.add("SPEC882", "this is no path", span, detail, hint)
    return None


def _object(path: str) -> Subject | None:
    if match := _BUCKET.fullmatch(path):
        return Subject(Family.OBJECTS, match[1], "", match[2])
    if path.startswith("storage:"):
        return Subject(Family.OBJECTS, "", "", path.removeprefix("storage:").removeprefix("/"))
    return None


def probe_of(written: Written, who: Who, given: Mapping[Subject, Row], problems: Problems) -> Probe | None:
    """The request of one person; `None` after a problem.

    Args:
        given: What is there before.
    """
    match = _REQUEST.fullmatch(written.words.strip())
    if match is None or match[1] not in _OPERATIONS:
        hint = f"{nearest(match[1], _OPERATIONS)}; write `get posts/p1`" if match else "write `get posts/p1`"
        problems.add("SPEC881", "this is no request", written.span, f"`{written.words}`", hint)
        return None
    operation = Operation(match[1])
    subject = subject_of(match[2], operation, written.span, problems)
    if subject is None:
        return None
    new, query = _carried(operation, written, who.uid, problems)
    row = given.get(subject) if subject.row and operation is not Operation.LIST else None
    return Probe(
        who=who,
        operation=operation,
        family=subject.family,
        container=subject.container,
        resource=subject.resource,
        row=subject.row,
        existing=row.values if row else None,
        new=new,
        query=query,
        world=tuple(each for each in given.values() if each is not row),
    )


def fields_named(subject: Subject, names: Iterable[tuple[str, Span]]) -> Iterator[NamedField]:
    """Fields of a row, by their names and places."""
    for name, span in names:
        yield NamedField(
            family=subject.family,
            container=subject.container,
            resource=subject.resource,
            row=subject.row,
            name=name,
            span=span,
        )


def fields_of_request(written: Written, probe: Probe) -> Iterator[NamedField]:
    """Fields that a request writes, or that its query asks about."""
    if not isinstance(written.value, MapNode):
        return
    subject = Subject(probe.family, probe.container, probe.resource, probe.row)
    if probe.operation is not Operation.LIST:
        yield from fields_named(subject, ((each.key, each.span) for each in written.value))
        return
    where, order = written.value.get("where"), written.value.get("order")
    if isinstance(where, MapNode):
        yield from fields_named(subject, ((each.key.partition(".")[0], each.span) for each in where))
    for node in order.members if isinstance(order, ListNode) else (order,):
        if isinstance(node, ScalarNode) and isinstance(node.value, str):
            name = node.value.removeprefix("-").partition(".")[0]
            yield from fields_named(subject, ((name, node.span),))


def _carried(operation: Operation, written: Written, uid: str, problems: Problems) -> tuple[Data | None, Query]:
    """The fields that a request writes, and what a list asks for."""
    value = written.value
    is_nothing = value is None or (isinstance(value, ScalarNode) and value.value is None)
    if operation in (Operation.CREATE, Operation.UPDATE):
        return ({} if is_nothing or value is None else data_of(value, uid, problems)), Query()
    if operation is Operation.LIST and isinstance(value, MapNode):
        return None, _query(value, uid, problems)
    if value is not None and not is_nothing:
        detail = f"`{written.words}` holds {describe(value)}"
        hint = f"a list takes {', '.join(_QUERY)}; only create and update take fields"
        problems.add("SPEC883", "this request takes no such value", value.span, detail, hint)
    return None, Query()


def _query(node: MapNode, uid: str, problems: Problems) -> Query:
    filters: tuple[Filter, ...] = ()
    order: tuple[tuple[str, bool], ...] = ()
    numbers: dict[str, int | None] = {}
    everywhere = False
    for entry in node:
        if entry.key == "where" and isinstance(entry.value, MapNode):
            filters = tuple(each for field in entry.value for each in _filters(field, uid, problems))
        elif entry.key == "where":
            detail = f"`where` is {describe(entry.value)}"
            problems.add("SPEC040", "a map is expected", entry.value.span, detail, "such as {status: published}")
        elif entry.key == "order":
            texts = [str(each.value) for each in texts_of(entry, "fields, `-field` descends", problems)]
            order = tuple((text.removeprefix("-"), text.startswith("-")) for text in texts)
        elif entry.key in ("limit", "offset"):
            numbers[entry.key] = _number(entry, problems)
        elif entry.key == "everywhere":
            everywhere = flag_of(entry, problems)
        else:
            unknown_key(entry, "is no part of a query", list(_QUERY), problems)
    return Query(
        filters=filters,
        order=order,
        limit=numbers.get("limit"),
        offset=numbers.get("offset"),
        everywhere=everywhere,
    )


def _filters(entry: Entry, uid: str, problems: Problems) -> Iterator[Filter]:
    """`status: draft`, `status: [draft, published]` or `price: {gte: 1, lt: 5}`."""
    value = entry.value
    if isinstance(value, ListNode):
        yield Filter(entry.key, Comparing.IN, datum_of(value, uid, problems))
    elif isinstance(value, MapNode) and not any(key.startswith("$") for key in value.entries):
        for member in value:
            if member.key in _COMPARING:
                yield Filter(entry.key, _COMPARING[member.key], datum_of(member.value, uid, problems))
            else:
                unknown_key(member, "compares nothing", list(_COMPARING), problems)
    else:
        yield Filter(entry.key, Comparing.EQUAL, datum_of(value, uid, problems))


def _number(entry: Entry, problems: Problems) -> int | None:
    value = entry.value.value if isinstance(entry.value, ScalarNode) else None
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    detail = f"`{entry.key}` is {describe(entry.value)}"
    problems.add("SPEC883", "this request takes no such value", entry.value.span, detail, "such as 10")
    return None
