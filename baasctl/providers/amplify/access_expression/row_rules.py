"""Rules of rows as rules of a model and of its fields.

Rules are alternatives, and what several of them let one caller do adds up. A field's rules take the place of the
model's; a row is deleted by who may delete every field; a field is emptied by who may update and delete it (see
`access/graphql_auth/deciding.py` for where this is decided).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from baasctl.model.access import AccessResource, Allow, FieldRule, Filled
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.probe import Operation
from baasctl.model.span import Span
from baasctl.providers.amplify.access_expression.subjects import CannotSay, Strategy, Subject, subjects_of

_READS: Final = frozenset({Operation.GET, Operation.LIST})


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """One entry of `allow` for one subject.

    Attributes:
        sets: Names of fields that a new row may have; empty without `create`.
        changes: Names of fields that an update may write; empty without `update`.
    """

    subject: Subject
    entry: Allow
    sets: frozenset[str]
    changes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What becomes of a resource's entries.

    Attributes:
        of_model: Subject to operations, in written order; `read` is both get and list.
        of_fields: Field's name to the same, for fields whose rules differ from the model's.
        entries: Subject to the entries that say so.
    """

    of_model: Mapping[Subject, frozenset[str]]
    of_fields: Mapping[str, Mapping[Subject, frozenset[str]]]
    entries: Mapping[Subject, tuple[Allow, ...]]


def rules_of(resource: AccessResource, problems: list[Diagnostic]) -> Rules:
    """The rules; incomplete after a problem, which is added to *problems*."""
    granted = list(_granted(resource, problems))
    subjects = tuple(dict.fromkeys(each.subject for each in granted))
    operations = {
        one: frozenset(word for each in granted if each.subject == one for word in each.entry.operations)
        for one in subjects
    }
    changes = {
        one: frozenset(name for each in granted if each.subject == one for name in each.changes) for one in subjects
    }
    sets = {one: frozenset(name for each in granted if each.subject == one for name in each.sets) for one in subjects}
    for operation in (Operation.CREATE, Operation.UPDATE):
        problems.extend(
            _added_up(resource, [each for each in granted if operation in each.entry.operations], operation)
        )
    private = {each.name: _readers(each, resource, operations, problems) for each in resource.fields if each.private_to}
    problems.extend(_emptied(resource, operations, changes))
    of_fields: dict[str, Mapping[Subject, frozenset[str]]] = {}
    for field in resource.fields:
        wanted = _wanted(field, operations, sets, changes, private.get(field.name))
        if any(wanted.get(one, frozenset()) != _words(said) for one, said in operations.items()) or (
            wanted.keys() - operations.keys()
        ):
            of_fields[field.name] = {one: said for one, said in wanted.items() if said}
    if of_fields:
        problems.extend(_half_readers(resource, operations, granted))
    problems.extend(_unused(resource, of_fields))
    return Rules(
        of_model={one: _words(said) for one, said in operations.items()},
        of_fields=of_fields,
        entries={one: tuple(each.entry for each in granted if each.subject == one) for one in subjects},
    )


def _granted(resource: AccessResource, problems: list[Diagnostic]) -> Iterator[Granted]:
    for entry in resource.allow:
        if entry.when:
            named = ", ".join(f"`{each.field}`" for each in entry.when)
            problems.append(
                Diagnostic(
                    code="RENDER871",
                    summary="Amplify's rules know nothing of a row's values",
                    detail=f"`when` of {named} in `{resource.name}`: rules compare owners and groups with the caller",
                    hint="keep such rows in a model of their own, or write a custom query with a function",
                    span=entry.span_of("when"),
                )
            )
        try:
            subjects = subjects_of(entry.to, resource)
        except CannotSay as reason:
            problems.append(reason.diagnostic)
            continue
        for subject in subjects:
            problems.extend(_wrong_writer(resource, subject, entry))
            changes = _changes(resource, subject, entry)
            yield Granted(subject=subject, entry=entry, sets=_sets(resource, entry), changes=changes)


def _sets(resource: AccessResource, entry: Allow) -> frozenset[str]:
    if Operation.CREATE not in entry.operations:
        return frozenset()
    return frozenset(
        field.name
        for field in resource.fields
        if field.filled is not Filled.NOW and not (field.guarded and field.name not in (entry.may_change or ()))
    )


def _changes(resource: AccessResource, subject: Subject, entry: Allow) -> frozenset[str]:
    """Whoever owns a row goes on owning it unless the entry says that the field may change."""
    if Operation.UPDATE not in entry.operations:
        return frozenset()
    named = frozenset(entry.may_change or ())
    owner = subject.name if subject.strategy is Strategy.OWNER else ""
    return frozenset(
        field.name
        for field in resource.fields
        if (entry.may_change is None or field.name in named)
        and field.name not in entry.may_not_change
        and not field.immutable
        and field.filled is not Filled.NOW
        and (field.name in named or not (field.guarded or field.stored_as == owner))
    )


def _wrong_writer(resource: AccessResource, subject: Subject, entry: Allow) -> Iterator[Diagnostic]:
    """`set: uid` is what Amplify does with an owner's field on create, and can check at no other time."""
    for field in resource.fields:
        if field.filled is not Filled.UID:
            continue
        is_owner = subject == Subject(Strategy.OWNER, field.stored_as)
        creates = Operation.CREATE in entry.operations and not is_owner
        if creates or field.name in _changes(resource, subject, entry):
            yield Diagnostic(
                code="RENDER872",
                summary="Amplify cannot hold a field to this",
                detail=f"`set: uid` of `{field.name}` in `{resource.name}`: its owner's rule compares it, on create",
                hint=f"let `{{owner: {field.name}}}` create, and write `immutable: true`",
                span=field.span("set") or resource.span,
            )


def _added_up(resource: AccessResource, granted: Iterable[Granted], operation: Operation) -> Iterator[Diagnostic]:
    """Two entries that let different fields be written would together let all of them be written in one request."""
    for one, other in combinations(granted, 2):
        left, right = (one.sets, other.sets) if operation is Operation.CREATE else (one.changes, other.changes)
        together = one.subject.is_signed_in is other.subject.is_signed_in
        if together and not (left <= right or right <= left):
            yield _changing(
                f"in `{resource.name}` one entry lets `{min(left - right)}` be written and another one"
                f" `{min(right - left)}`: whoever is both could write both at once",
                "let the fields of one entry be among those of the other (`may_change`, `may_not_change`)",
                other.entry.span_of("may_change"),
            )


def _emptied(
    resource: AccessResource,
    operations: Mapping[Subject, frozenset[Operation]],
    changes: Mapping[Subject, frozenset[str]],
) -> Iterator[Diagnostic]:
    """Inputs of updates may be null; who may update a field, and delete rows, may empty it, required or not."""
    for field in resource.fields:
        who = [one for one, fields in changes.items() if field.name in fields]
        deleting = [one for one, said in operations.items() if Operation.DELETE in said]
        if field.required and any(one.is_signed_in is other.is_signed_in for one in who for other in deleting):
            yield Diagnostic(
                code="RENDER872",
                summary="Amplify cannot hold a field to this",
                detail=f"`{field.name}` of `{resource.name}` is required, and who may change it and delete rows may"
                " empty it: inputs of updates take null for every field",
                hint="make it `immutable`, or let nobody delete rows who changes them (the service still can)",
                span=field.span("required") or resource.span,
            )


def _half_readers(
    resource: AccessResource, operations: Mapping[Subject, frozenset[Operation]], granted: Iterable[Granted]
) -> Iterator[Diagnostic]:
    for one, said in operations.items():
        if len(said & _READS) == 1:
            entry = next(each.entry for each in granted if each.subject == one and _READS & set(each.entry.operations))
            detail = f"`{resource.name}` needs rules for fields, and those know `read` alone, which is get and list"
            yield _changing(detail, "allow both of get and list, or neither", entry.span_of("do"))


def _readers(
    field: FieldRule,
    resource: AccessResource,
    operations: Mapping[Subject, frozenset[Operation]],
    problems: list[Diagnostic],
) -> frozenset[Subject]:
    """Who gets a private field: of those who read the rows, who is one of `private_to`."""
    span = field.span("private_to")
    try:
        wanted = subjects_of(field.private_to, resource)
    except CannotSay as reason:
        problems.append(reason.diagnostic)
        return frozenset()
    if field.required:
        detail = f"`{field.name}` of `{resource.name}` is required; Amplify answers null to who may not read it"
        problems.append(_private(detail, "leave out `required`", span))
    readers = [one for one, said in operations.items() if said >= _READS]
    return frozenset(
        one
        for one in (*wanted, *readers)
        if any(one.is_within(each) for each in wanted) and any(one.is_within(each) for each in readers)
    )


def _wanted(
    field: FieldRule,
    operations: Mapping[Subject, frozenset[Operation]],
    sets: Mapping[Subject, frozenset[str]],
    changes: Mapping[Subject, frozenset[str]],
    readers: frozenset[Subject] | None,
) -> dict[Subject, frozenset[str]]:
    """What each subject may do with one field."""
    found: dict[Subject, frozenset[str]] = {}
    for one in (*operations, *sorted((readers or frozenset()) - operations.keys())):
        said = operations.get(one, frozenset())
        words = {each.value for each in said & {Operation.DELETE}}
        if field.name in sets.get(one, frozenset()):
            words.add("create")
        if field.name in changes.get(one, frozenset()):
            words.add("update")
        if one in readers if readers is not None else bool(said & _READS):
            words |= _words(said & _READS) if readers is None else {"read"}
        found[one] = frozenset(words)
    return found


def _unused(
    resource: AccessResource, of_fields: Mapping[str, Mapping[Subject, frozenset[str]]]
) -> Iterator[Diagnostic]:
    for name, rules in of_fields.items():
        field = resource.field(name)
        if not rules and field is not None:
            detail = f"nobody could read or write `{name}` of `{resource.name}`, and a field needs a rule for somebody"
            yield _private(detail, "leave the field out at this target", field.span())


def _words(operations: Iterable[str]) -> frozenset[str]:
    said = {str(each) for each in operations}
    return frozenset((said - {"get", "list"}) | {"read"} if said >= {"get", "list"} else said)


def _changing(detail: str, hint: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code="RENDER873", summary="Amplify's rules of fields cannot say this", detail=detail, hint=hint, span=span
    )


def _private(detail: str, hint: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code="RENDER874", summary="Amplify cannot keep a field to some", detail=detail, hint=hint, span=span
    )
