"""One field of a plan, explained."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from baasctl.kinds.registry import kind as kind_named
from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.explanation import Explanation
from baasctl.model.field import Field
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Side, at, leaves, tokens_of
from baasctl.providers.contract import Bounds, Normalised, Support, Yes


def explanation(
    address: Address,
    path: str,
    normal: Normalised,
    support: Support,
    *,
    change: Change | None,
    describe: Callable[[Change], str],
) -> Explanation:
    """What the spec asks for at a path, what is live, and what the provider makes of it.

    Args:
        normal: Both sides in normal form.
        change: The planned change of the resource, if there is one.
        describe: The provider's words for what a change would send.
    """
    kind = kind_named(address.kind)
    fields = support.fields_of(kind.name, kind.fields)
    field = fields.at(tokens_of(path)) or Field()
    desired = normal.desired.by_address().get(address)
    live = normal.live.by_address().get(address)
    known = desired or live
    name = support.name_of(known) if known is not None else address.name
    answer = support.answer(kind.name, name, _dotted(path, fields))
    yes = answer if isinstance(answer, Yes) else None
    touched = change is not None and any(one.path == path or one.path.startswith(path + "/") for one in change.fields)
    return Explanation(
        address=address,
        path=path,
        desired=_side(desired, path),
        live=_side(live, path),
        is_unset=live is not None and path in live.unset,
        is_sensitive=field.sensitive or (field.element is not None and field.element.sensitive),
        origin=desired.origins.get(path) if desired is not None else None,
        doc=field.doc or kind.title,
        wire=yes.wire if yes else "",
        limits=tuple(_limits(yes.bounds)) if yes else (),
        source=answer.source if answer else "",
        note=yes.note if yes else (answer.reason if answer and not isinstance(answer, Yes) else ""),
        would_send=describe(change) if change is not None and (touched or not path) else "",
        members=_members(desired, live, path),
        problem=normal.live.unreadable.get(kind.name),
    )


def _dotted(path: str, fields: Field) -> str:
    """`/native/supabase/x` is `native.x` in support tables, and a name of the user's own is `*`."""
    tokens = tokens_of(path)
    if tokens[:1] == ("native",):
        return ".".join((tokens[0], *tokens[2:]))
    told: list[str] = []
    field: Field | None = fields
    for token in tokens:
        is_free = field is not None and token not in field.members and field.element is not None
        told.append("*" if is_free else token)
        field = field.member(token) if field is not None else None
    return ".".join(told)


def _side(resource: Resource | None, path: str) -> Side:
    return at(resource.attributes, path) if resource is not None else ABSENT


def _members(desired: Resource | None, live: Resource | None, path: str) -> dict[str, Side]:
    """Pointers below a record with the desired value, or the live one where the spec is silent."""
    found: dict[str, Side] = {}
    for resource in (live, desired):
        side = _side(resource, path)
        if side is not ABSENT and hasattr(side, "items"):
            found.update((path + below, value) for below, value in leaves(side) if below)  # type: ignore[arg-type]
    return dict(sorted(found.items()))


def _limits(bounds: Bounds) -> Iterator[str]:
    whose = f" ({bounds.whose})" if bounds.whose else ""
    if bounds.minimum is not None:
        yield f"at least {bounds.minimum:,}{whose}"
    if bounds.maximum is not None:
        yield f"at most {bounds.maximum:,}{whose}"
    if bounds.shortest is not None:
        yield f"at least {bounds.shortest} long{whose}"
    if bounds.longest is not None:
        yield f"at most {bounds.longest} long{whose}"
    if bounds.pattern is not None:
        yield f"matches {bounds.pattern}{whose}"
    if bounds.choices:
        choices = (str(each).lower() if isinstance(each, bool) else str(each) for each in bounds.choices)
        yield f"one of {', '.join(choices)}{whose}"
    if bounds.sets:
        yield f"one of {', '.join('[' + ', '.join(one) + ']' for one in bounds.sets)}{whose}"
