"""A resource against the provider's support table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from baasctl.kinds.types import write_duration, write_size
from baasctl.model.field import Field, Shape, Unit
from baasctl.model.problems import Problems, nearest
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret
from baasctl.model.value import Value, at, escape_pointer, secrets_in
from baasctl.providers.contract import Answered, No, Support, Yes
from baasctl.render.bounds import violation
from baasctl.render.reading import describe_value


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A declared value: its pointer, its name in the support table, and the kind's or provider's field."""

    path: str
    dotted: str
    value: Value
    field: Field


def check_supported(resource: Resource, declared: Value, fields: Field, support: Support, problems: Problems) -> None:
    """Note what the provider does not have or does not accept.

    Args:
        resource: With attributes in normal form.
        declared: What the user wrote; defaults of the kind are not there and not checked. Of a kind that the
            provider does not have, each field is a problem of its own where the table says why.
        fields: The kind's record with the provider's native members.
        support: The provider's table.
        problems: Receives what is wrong.
    """
    kind = resource.address.kind
    answer = support.kinds.get(kind)
    if not isinstance(answer, Yes) and kind not in support.fields:
        _no_kind(resource, answer, support, problems)
        return
    if not _has_name(resource, support, problems):
        return
    for leaf in _leaves(declared, resource, fields, "", ""):
        _check(leaf, resource, support, problems)


def _no_kind(resource: Resource, answer: No | None, support: Support, problems: Problems) -> None:
    kind = resource.address.kind
    detail = f"`{kind}` on {support.title}{_because(answer)}"
    hint = f"add `skip: [{kind}]` to target `{resource.address.target}`, or `targets:` to the resource"
    hint = answer.hint if answer and answer.hint else hint
    problems.add("SPEC084", "the provider does not have this kind", resource.declared_at, detail, hint)


def _because(no: No | None) -> str:
    return f": {no.reason} (verified {no.verified}, {no.source})" if no else ""


def _has_name(resource: Resource, support: Support, problems: Problems) -> bool:
    names = support.names.get(resource.address.kind)
    if names is None or not resource.address.segments:
        return True
    name = support.name_of(resource)
    answer = names.get(name, names.get("*"))
    if isinstance(answer, Yes):
        return True
    detail = f"`{resource.address.local}` on {support.title}{_because(answer)}"
    possible = [each for each, yes in names.items() if isinstance(yes, Yes) and "=" not in each]
    hint = answer.hint if answer and answer.hint else nearest(name, possible)
    problems.add("SPEC085", "the provider does not know this name", resource.declared_at, detail, hint)
    return False


def _leaves(declared: Value, resource: Resource, field: Field, path: str, dotted: str) -> Iterator[_Leaf]:
    """Every declared value, records gone through; `null` for a record is a value."""
    if field.shape is Shape.RECORD and isinstance(declared, Mapping):
        for name, member in declared.items():
            below = field.member(name)
            if below is not None:
                told = name if name in field.members else "*"
                inner = f"{dotted}.{told}" if dotted else told
                yield from _leaves(member, resource, below, f"{path}/{escape_pointer(name)}", inner)
    else:
        value = at(resource.attributes, path)
        if value is not None and not _is_value(value):
            return
        yield _Leaf(path, dotted, value, field)  # type: ignore[arg-type]


def _is_value(value: object) -> bool:
    return isinstance(value, bool | int | float | str | tuple | Mapping | Secret)


def _check(leaf: _Leaf, resource: Resource, support: Support, problems: Problems) -> None:
    kind, name = resource.address.kind, support.name_of(resource)
    prefix = f"native.{support.provider}."
    is_native = leaf.dotted.startswith(prefix)
    dotted = "native." + leaf.dotted.removeprefix(prefix) if is_native else leaf.dotted
    answer = support.answer(kind, name, dotted)
    span = resource.span_of(leaf.path)
    if answer is None and leaf.field.shape is Shape.RECORD:
        answer = _answer_for_record(kind, name, dotted, support)
    if answer is None and is_native:
        answer = Yes()
    if not isinstance(answer, Yes):
        detail = f"`{leaf.dotted}` of `{resource.address.local}` on {support.title}{_because(answer)}"
        hint = answer.hint if answer and answer.hint else "remove it, or set it under `overrides` of other targets"
        problems.add("SPEC086", "the provider does not have this field", span, detail, hint)
        return
    if leaf.value is None:
        if not answer.unset:
            detail = f"`{leaf.dotted}` is always set on {support.title}"
            hint = "write a value, or remove the line: a field that is left out is not managed"
            problems.add("SPEC087", "this field cannot be null", span, detail, hint)
        return
    _check_secrecy(leaf, span_text=leaf.dotted, resource=resource, problems=problems)
    broken = violation(leaf.value, answer.bounds, leaf.field)
    if broken:
        shown = "" if isinstance(leaf.value, tuple | Mapping) else f"is {_shown(leaf)}, but "
        summary = "the provider does not accept this value"
        problems.add("SPEC088", summary, span, f"`{leaf.dotted}` {shown}{broken}", answer.note and f"{answer.note}")
    if leaf.field.shape is Shape.MAP and isinstance(leaf.value, Mapping):
        _check_members(leaf, support, resource, problems)


def _answer_for_record(kind: str, name: str, dotted: str, support: Support) -> Answered | None:
    """A record may be null when all that it holds may be."""
    fields = support.fields.get(kind, {})
    below = [support.answer(kind, name, field) for field in fields if field.startswith(f"{dotted}.")]
    known = [answer for answer in below if isinstance(answer, Yes)]
    return Yes(unset=all(answer.unset for answer in known)) if known else None


def _check_secrecy(leaf: _Leaf, *, span_text: str, resource: Resource, problems: Problems) -> None:
    """Neutral fields are checked by their types; native ones here."""
    if not leaf.dotted.startswith("native."):
        return
    span = resource.span_of(leaf.path)
    if leaf.field.sensitive and not isinstance(leaf.value, Secret):
        hint = 'write a reference such as "${secret:env:NAME}"'
        detail = f"`{span_text}` is sensitive and may not stand in the spec as plain text"
        problems.add("SPEC089", "a secret stands in plain text", span, detail, hint)
    elif not leaf.field.sensitive and any(secrets_in(leaf.value)):
        detail = f"`{span_text}` is not sensitive and would be shown"
        problems.add("SPEC050", "a secret may not be used here", span, detail)


def _check_members(leaf: _Leaf, support: Support, resource: Resource, problems: Problems) -> None:
    """The values of a map, by the answer for `*`."""
    name = support.name_of(resource)
    answer = support.answer(resource.address.kind, name, f"{leaf.dotted}.*")
    if not isinstance(answer, Yes) or not isinstance(leaf.value, Mapping) or leaf.field.element is None:
        return
    for key, member in leaf.value.items():
        broken = violation(member, answer.bounds, leaf.field.element)
        if broken:
            span = resource.span_of(f"{leaf.path}/{escape_pointer(key)}")
            shown = "" if isinstance(member, tuple | Mapping) else f"is {describe_value(member)}, but "
            detail = f"`{leaf.dotted}.{key}` {shown}{broken}"
            problems.add("SPEC088", "the provider does not accept this value", span, detail)


def _shown(leaf: _Leaf) -> str:
    if leaf.field.unit is Unit.SECONDS and isinstance(leaf.value, int | float):
        return f"`{write_duration(leaf.value)}`"
    if leaf.field.unit is Unit.BYTES and isinstance(leaf.value, int | float):
        return f"`{write_size(leaf.value)}`"
    return describe_value(leaf.value)
