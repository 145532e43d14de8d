"""Resources of files: policies on `storage.objects`, which all buckets share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from baasctl.engines.postgres.names import quote_literal
from baasctl.model.access import AccessResource, AccessSection, Allow, Engine
from baasctl.model.probe import Operation
from baasctl.providers.supabase.portable_access import reading_first
from baasctl.providers.supabase.portable_access.columns import RowNames
from baasctl.providers.supabase.portable_access.conditions import Sql, all_of
from baasctl.providers.supabase.portable_access.policies import Wanted, commands_of, joined
from baasctl.providers.supabase.portable_access.problems import Refusals
from baasctl.providers.supabase.portable_access.rules import Rule, RuleConditions, rules_of

TABLE: Final = "storage.objects"
_VARIABLE: Final = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)(=\*\*)?\}")
_OF_FILES: Final = ("size", "contentType")


def wanted(section: AccessSection, resource: AccessResource, refusals: Refusals) -> tuple[Wanted, ...]:
    """Policies for one resource of files."""
    if not resource.place.container:
        refusals.add(
            resource.place.span,
            f"`{resource.name}` names no bucket, and Supabase has no usual one",
            "add `bucket: {supabase: NAME}`",
        )
        return ()
    segments = [each for each in resource.place.path.split("/") if each]
    names = _names(segments)
    rules = rules_of(section, resource, names)
    reading_first.check(resource, rules, refusals)
    for entry in resource.allow:
        _check_when(entry, refusals)
    if refusals.found:
        return ()
    place = _place(resource, segments)
    return tuple(joined(_policies(RuleConditions(section, resource), rules, names, place, resource)))


def _policies(
    conditions: RuleConditions, rules: Sequence[Rule], names: RowNames, place: Sql, resource: AccessResource
) -> Iterator[Wanted]:
    native = resource.native(Engine.POSTGRES)
    more = (Sql(native.text.strip(), is_sum=True),) if native is not None else ()
    for rule in rules:
        stored = all_of((place, conditions.stored(rule, names), *more))
        for command in commands_of(rule.operations):
            operation = Operation.CREATE if command == "insert" else Operation.UPDATE
            written = all_of((place, conditions.written(rule, names, operation), *more))
            yield Wanted(
                who=rule.who,
                where=resource.place.path,
                command=command,
                roles=(rule.role,),
                place=rule.entry.span,
                why=str(rule.entry.span),
                using=None if command == "insert" else stored,
                check=written if command in ("insert", "update") else None,
            )


def _names(segments: Sequence[str]) -> RowNames:
    """Variables of the path as parts of an object's name."""
    places = {found[1]: place for place, text in enumerate(segments) if (found := _VARIABLE.fullmatch(text))}

    def plain(name: str) -> str:
        return _part("name", places[name], len(segments))

    def within(name: str) -> str:
        return _part("storage.objects.name", places[name], len(segments))

    return RowNames(plain=plain, within=within)


def _part(column: str, place: int, count: int) -> str:
    if place == count - 1:
        return f"storage.filename({column})"
    return f"(storage.foldername({column}))[{place + 1}]"


def _place(resource: AccessResource, segments: Sequence[str]) -> Sql:
    """The bucket, the literal parts of the path, and how deep it lies."""
    parts = [Sql(f"bucket_id = {quote_literal(resource.place.container).strip()}")]
    is_open = segments[-1:] != [] and segments[-1].endswith("=**}")
    folders = len(segments) - 1
    for place, text in enumerate(segments):
        if not _VARIABLE.fullmatch(text):
            part = _part("name", place, len(segments)) if not is_open or place < folders else ""
            parts.append(Sql(f"{part} = {quote_literal(text).strip()}"))
    if not is_open:
        depth = "coalesce(cardinality(storage.foldername(name)), 0)"
        parts.append(Sql(f"{depth} = {folders}"))
    elif folders:
        parts.append(Sql(f"cardinality(storage.foldername(name)) >= {folders}"))
    return all_of(parts)


def _check_when(entry: Allow, refusals: Refusals) -> None:
    for condition in entry.when:
        if condition.field in _OF_FILES:
            refusals.add(
                condition.span,
                f"`{condition.field}` of a file: Supabase Storage asks for policies before it knows the file",
                "limit uploads with `max_size` and `mime_types` of the bucket under `buckets`, and keep this line from"
                " the target",
            )
