"""The portable `access` section, expressed in kinds of the target's provider and put beside what is written by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from baasctl.access.portable.reading import read_section
from baasctl.kinds.kind import Kind
from baasctl.kinds.registry import kind
from baasctl.model.access import AccessSection
from baasctl.model.access_rendering import EXPRESSED, AccessRendering, Expressed
from baasctl.model.address import Address
from baasctl.model.errors import RenderError
from baasctl.model.problems import Problems
from baasctl.model.resource import Resource
from baasctl.model.span import Span
from baasctl.model.spec import Declared
from baasctl.model.state import Emptied
from baasctl.model.target import Target
from baasctl.model.value import pointer
from baasctl.providers.contract import Support
from baasctl.render.contents import Contents
from baasctl.render.reading import read_attributes
from baasctl.render.template_files import TemplateFiles

_Owned: TypeAlias = Resource | Emptied

SECTION: Final = "access"
"""The section's name in a spec."""


def section_of(declared: Declared, support: Support, target: Target, problems: Problems) -> AccessSection | None:
    """The section as it is written, read for one target; `None` after problems, which are noted."""
    if support.access is None:
        detail = f"`access` on {support.title}"
        hint = f"add `skip: [access]` to target `{target.name}`"
        problems.add(
            "RENDER852", "the provider has nothing that the section becomes", declared.declared_at, detail, hint
        )
        return None
    known = Problems(spoiled=problems.spoiled)
    attributes = read_attributes(declared.written, kind(declared.address.kind), declared.origins, known)
    section = None
    if attributes is not None:
        section = read_section(attributes, declared.origins, target, support.access, known)
    problems.found.extend(known.found)
    return None if known.has_errors else section


def expressed(section: AccessSection, contents: Contents) -> Expressed:
    """What the provider makes of a section; its diagnostics are noted.

    Returns:
        Resources with the defaults of their kinds, marked by the fact `access`; nothing after an error.
    """
    support, problems = contents.support, contents.problems
    assert support.access is not None
    try:
        found = support.access.express(section, contents.spec.target, _Filling(contents).fill)
    except RenderError as error:
        problems.found.extend(
            replace(each, span=section.span, detail=f"{each.span}: {each.detail}") for each in error.diagnostics
        )
        return Expressed()
    problems.found.extend(found.diagnostics)
    if any(each.is_error for each in found.diagnostics):
        return Expressed()
    skipped = [each.address.kind for each in found.resources if each.address.kind in contents.spec.target.skip]
    for name in dict.fromkeys(skipped):
        detail = f"`access` becomes `{name}` on {support.title}, which target `{contents.spec.target.name}` skips"
        hint = "skip `access` as well, or neither of them"
        problems.add("RENDER853", "the section becomes what the target skips", section.span, detail, hint)
    return replace(found, resources=tuple(_complete(each, kind(each.address.kind)) for each in found.resources))


def _complete(resource: Resource, meaning: Kind) -> Resource:
    return replace(
        resource,
        attributes={**meaning.defaults, **resource.attributes},
        facts={**resource.facts, EXPRESSED: True},
    )


@dataclass(frozen=True, slots=True)
class _Filling:
    """Fills templates for one target: the user's own first, then the shipped ones."""

    contents: Contents

    def fill(self, path: str, values: Mapping[str, object]) -> str:
        """See `model.access_rendering.Fill`."""
        from baasctl.render.templates import render_template

        spec = self.contents.spec
        content, own = TemplateFiles(self.contents.files, spec.templates).read_shipped(path)
        if own is not None:
            self.contents.note(own, content)
        shown = self.contents.shown(own) if own is not None else f"templates/{path}"
        return render_template(content.decode(), shown, values)


def conflicts(
    by_hand: Iterable[Resource | Emptied], found: Expressed, rendering: AccessRendering
) -> Iterator[Conflict]:
    """Objects that the section speaks of, and resources that are written by hand as well."""
    taken: dict[tuple[str, tuple[str, ...]], _Owned] = {}
    rendered: tuple[_Owned, ...] = (*found.resources, *found.emptied)
    for each in rendered:
        taken.setdefault(_object(each.address, rendering), each)
    told = set()
    for own in by_hand:
        if own.address.kind in rendering.shared:
            continue
        key = _object(own.address, rendering)
        if key in taken and key not in told:
            told.add(key)
            yield Conflict(own.address, own.declared_at, taken[key].declared_at)


def together(
    by_hand: Iterable[Resource], found: Iterable[Resource], rendering: AccessRendering, problems: Problems
) -> tuple[Resource, ...]:
    """All resources; where the section becomes members of one that is written by hand, they are put into it."""
    resources = {each.address: each for each in by_hand}
    for each in found:
        own = resources.get(each.address)
        is_shared = each.address.kind in rendering.shared
        resources[each.address] = _put_into(own, each, problems) if own is not None and is_shared else each
    return tuple(resources.values())


def _put_into(own: Resource, made: Resource, problems: Problems) -> Resource:
    for name in made.attributes.keys() & own.attributes.keys():
        Conflict(own.address, own.span_of(pointer(name)), made.span_of(pointer(name))).tell(problems)
    return replace(
        own,
        attributes={**own.attributes, **made.attributes},
        origins={**own.origins, **made.origins},
        facts={**own.facts, **made.facts},
    )


@dataclass(frozen=True, slots=True)
class Conflict:
    """One object with two descriptions, and their places."""

    address: Address
    by_hand: Span | None
    section: Span | None

    def tell(self, problems: Problems) -> None:
        what = "/".join((self.address.kind, *self.address.segments[:1]))
        detail = f"`{what}` is written here, and the `access` section at {self.section} becomes the same"
        hint = "write its conditions under `native:` of the section, or take it out of the section"
        problems.add("RENDER851", "access is described twice", self.by_hand, detail, hint)


def _object(address: Address, rendering: AccessRendering) -> tuple[str, tuple[str, ...]]:
    """The kind, and the segments that make the object; of kinds that the section does not own, all."""
    depth = rendering.objects.get(address.kind)
    return address.kind, address.segments if depth is None else address.segments[:depth]
