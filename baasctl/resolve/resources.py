"""The resources of a spec that a target has, each with the origin of every value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from baasctl.kinds.kind import ENVELOPE, Kind, Ownership
from baasctl.kinds.registry import EXPRESSED, kind
from baasctl.kinds.registry import NAMES as KINDS
from baasctl.model.address import Address
from baasctl.model.document import Entry, MapNode, Node, ScalarNode, describe
from baasctl.model.field import Shape
from baasctl.model.origin import Step
from baasctl.model.problems import Problems, nearest
from baasctl.model.spec import Declared
from baasctl.model.state import Emptied
from baasctl.model.target import Target
from baasctl.providers.contract import Support
from baasctl.resolve.interpolation import Scope
from baasctl.resolve.keys import check_keys, own_native
from baasctl.resolve.merging import is_nothing, overlay
from baasctl.resolve.nodes import map_of, origins_of, text_of, texts_of, value_of


def _is_short(value: Node, meaning: Kind) -> bool:
    """Whether a value stands for the main field: no map of fields, or the file that its text is in."""
    if isinstance(value, MapNode):
        field = meaning.fields.members[meaning.shorthand or ""]
        return value.entries.keys() == {"file"} and field.shape is Shape.SCALAR
    return not is_nothing(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What decides which resources a target has and how they are read.

    Attributes:
        targets: Names of all targets of the spec.
        providers: Names that may stand under `native`.
        included: File name to the `include` that brought it in.
        emptied: Objects declared with nothing on them, gathered by `resources`.
    """

    target: Target
    support: Support
    scope: Scope
    targets: tuple[str, ...]
    providers: frozenset[str]
    included: Mapping[str, Step]
    emptied: list[Emptied] = field(default_factory=list)

    @property
    def problems(self) -> Problems:
        return self.scope.problems

    def resources(self, sections: MapNode, overrides: MapNode | None) -> Iterator[Declared]:
        """The target's resources, sections in the order of the documentation."""
        for name in (*KINDS, *EXPRESSED):
            if name in self.target.skip:
                continue
            meaning = kind(name)
            section = self._spread(sections.entries.get(name), meaning)
            override = self._spread(overrides.entries.get(name) if overrides else None, meaning)
            if override is not None:
                step = Step(how="override", what=self.target.name, span=override.span)
                section = overlay(section, override, step)
            if section is not None:
                yield from self._of_section(section, meaning)

    def _spread(self, entry: Entry | None, meaning: Kind, depth: int | None = None) -> Entry | None:
        """A section with variables for whole maps put in and the kind's shorthand written out."""
        if entry is None:
            return None
        depth = meaning.depth if depth is None else depth
        value = self.scope.opened(entry.value)
        if depth == 0:
            if meaning.shorthand and _is_short(value, meaning):
                value = MapNode(value.span, {meaning.shorthand: Entry(meaning.shorthand, value.span, value)})
        elif isinstance(value, MapNode):
            below = (self._spread(member, meaning, depth - 1) for member in value)
            value = MapNode(value.span, {member.key: member for member in below if member}, value.steps)
        return Entry(entry.key, entry.span, value)

    def _of_section(self, section: Entry, meaning: Kind) -> Iterator[Declared]:
        if meaning.is_singleton:
            if not is_nothing(section.value):
                yield from self._declared(section, meaning, ())
            return
        what = f"a map by {meaning.segments[0]}"
        for entry in map_of(section, what, self.problems) or ():
            name = self.scope.check_key(entry)
            if meaning.depth == 1:
                yield from self._declared(entry, meaning, (name,))
                continue
            members = map_of(entry, f"a map by {meaning.segments[1]}", self.problems)
            if members and not members.entries and meaning.ownership is Ownership.WHOLE_OBJECT:
                address = Address(self.target.name, meaning.name, (name,))
                self.emptied.append(Emptied(address=address, declared_at=entry.span))
                continue
            if is_nothing(entry.value) or (members and not members.entries):
                detail = f"`{entry.key}` lists no {meaning.segments[1]}"
                owned = meaning.ownership is Ownership.WHOLE_OBJECT
                hint = f"list one, {'write {} for none, ' if owned else ''}or remove the line"
                self.problems.add("SPEC059", "nothing is declared here", entry.span, detail, hint)
                continue
            for member in members or ():
                yield from self._declared(member, meaning, (name, self.scope.check_key(member)))

    def _declared(self, entry: Entry, meaning: Kind, segments: tuple[str, ...]) -> Iterator[Declared]:
        """The resource of an entry, or nothing: not on this target, or after a problem."""
        node = entry.value
        if not isinstance(node, MapNode):
            detail = f"`{entry.key}` is {describe(node)}, but a map of fields is expected"
            hint = "write {} to declare it without fields, or remove the line" if is_nothing(node) else ""
            self.problems.add("SPEC040", "a map is expected", node.span, detail, hint)
            return
        if not all(segments):
            self.problems.add("SPEC060", "a name is empty", entry.span, f"a resource of `{meaning.name}`")
            return
        envelope = {key: node.entries[key] for key in ENVELOPE if key in node.entries}
        if not self._is_wanted(envelope.get("targets")):
            return
        if meaning.name in EXPRESSED:
            self._check_inner_targets(node)
        fields = {key: member for key, member in node.entries.items() if key not in ENVELOPE}
        written = self._fields(MapNode(node.span, fields, node.steps), meaning, "/".join(segments))
        yield Declared(
            address=Address(self.target.name, meaning.name, segments),
            written=value_of(written),
            declared_at=entry.span,
            origins=dict(origins_of(written, entry.span, self.included)),
            id=self._envelope_text(envelope.get("id"), meaning, "the provider's id"),
            renamed_from=self._envelope_text(envelope.get("renamed_from"), meaning, "the former name"),
        )

    def _is_wanted(self, entry: Entry | None) -> bool:
        """Whether `targets`, if it is there, lists this target."""
        if entry is None:
            return True
        names = texts_of(Entry(entry.key, entry.span, self.scope.replaced(entry.value)), "targets", self.problems)
        for node in names:
            if node.value not in self.targets:
                hint = nearest(str(node.value), self.targets)
                self.problems.add("SPEC061", "there is no such target", node.span, f"`{node.value}`", hint)
        return self.target.name in [node.value for node in names]

    def _check_inner_targets(self, section: MapNode) -> None:
        """`targets` of the resources inside a section name targets that there are."""
        resources = section.entries.get("resources")
        for entry in resources.value if resources and isinstance(resources.value, MapNode) else ():
            if isinstance(entry.value, MapNode):
                self._is_wanted(entry.value.entries.get("targets"))

    def _envelope_text(self, entry: Entry | None, meaning: Kind, what: str) -> str | None:
        if entry is None:
            return None
        if meaning.is_singleton:
            detail = f"there is exactly one `{meaning.name}`"
            self.problems.add("SPEC062", "this resource has no name or id", entry.span, detail, "remove the line")
            return None
        return text_of(Entry(entry.key, entry.span, self.scope.replaced(entry.value)), what, self.problems)

    def _fields(self, node: MapNode, meaning: Kind, name: str) -> MapNode:
        """References replaced, values per provider chosen, foreign native members dropped, keys checked."""
        check_keys(node, meaning.fields, meaning.name, self.problems)
        entries: dict[str, Entry] = {}
        for entry in node:
            chosen: Entry | None = entry
            if entry.key in meaning.by_provider and isinstance(entry.value, MapNode):
                chosen = self._of_provider(entry, entry.value)
            elif entry.key == "native" and "native" in meaning.fields.members:
                opened = Entry(entry.key, entry.span, self.scope.opened(entry.value))
                chosen = own_native(
                    opened, meaning, name, support=self.support, providers=self.providers, problems=self.problems
                )
            if chosen is not None:
                entries[entry.key] = Entry(entry.key, entry.span, self.scope.replaced(chosen.value, depth=1))
        return MapNode(node.span, entries, node.steps)

    def _of_provider(self, entry: Entry, choices: MapNode) -> Entry | None:
        for choice in choices:
            if choice.key not in self.providers:
                hint = nearest(choice.key, self.providers)
                self.problems.add("SPEC043", "unknown key", choice.span, f"`{choice.key}` is no provider", hint)
        own = choices.entries.get(self.support.provider)
        if own is None:
            detail = f"`{entry.key}` says nothing for {self.support.provider}"
            hint = f"add it, or restrict the resource with `targets:` to others than `{self.target.name}`"
            self.problems.add("SPEC063", "a value for this provider is missing", entry.span, detail, hint)
            return None
        if not isinstance(own.value, ScalarNode):
            detail = f"`{entry.key}.{own.key}` is {describe(own.value)}"
            self.problems.add("SPEC041", "text is expected", own.value.span, detail)
            return None
        return Entry(entry.key, entry.span, own.value)
