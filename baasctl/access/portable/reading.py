"""The `access` section of a spec for one target: names looked up, contradictions found, places chosen.

The form of what is written was checked by `kinds/access.py`; what no provider could make sense of is found here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from baasctl.access.portable.checking import check_names
from baasctl.access.portable.fields import field_rules
from baasctl.access.portable.literals import literal, literals
from baasctl.access.portable.parties import Parties
from baasctl.access.portable.written import Written
from baasctl.model.access import (
    READ,
    WRITE,
    AccessResource,
    AccessSection,
    Allow,
    Comparator,
    Condition,
    Engine,
    Key,
    NativeCondition,
    Place,
    Sort,
)
from baasctl.model.access_rendering import AccessRendering
from baasctl.model.origin import Origin
from baasctl.model.probe import Operation
from baasctl.model.problems import Problems
from baasctl.model.target import Target
from baasctl.model.value import Attributes

FILES = "storage:"
"""What the name of a resource of files begins with."""
_WORDS: Mapping[str, tuple[Operation, ...]] = {
    "read": READ,
    "write": WRITE,
    **{operation.value: (operation,) for operation in Operation},
}
_COMPARED = {
    "lt": Comparator.LESS,
    "lte": Comparator.AT_MOST,
    "gt": Comparator.MORE,
    "gte": Comparator.AT_LEAST,
    "ne": Comparator.NOT_EQUAL,
}


def read_section(
    attributes: Attributes,
    origins: Mapping[str, Origin],
    target: Target,
    rendering: AccessRendering,
    problems: Problems,
) -> AccessSection:
    """The section as the target's provider is to express it.

    Args:
        attributes: As the kind has read it.
        origins: Of every node, by JSON Pointer.
        problems: Receives what is wrong; what has a problem may be missing in the answer.
    """
    root = Written(attributes, "", origins)
    parties = Parties(dict(root.entries("principals")), problems)
    principals = parties.defined()
    work = _Reading(target, rendering, parties, problems)
    elsewhere, resources = set(), []
    for name, node in root.entries("resources"):
        if _is_elsewhere(node, target):
            elsewhere.add(name)
        elif (resource := work.resource(name, node)) is not None:
            resources.append(resource)
    section = AccessSection(
        principals=principals, resources=tuple(resources), elsewhere=frozenset(elsewhere), span=root.span
    )
    if not problems.has_errors:
        check_names(section, problems)
    return section


def _is_elsewhere(node: Written, target: Target) -> bool:
    names = [member.value for member in node.members("targets")]
    return bool(names) and target.name not in names


class _Reading:
    """Reads the resources of one target."""

    def __init__(self, target: Target, rendering: AccessRendering, parties: Parties, problems: Problems) -> None:
        self._target = target
        self._rendering = rendering
        self._parties = parties
        self._problems = problems

    def resource(self, name: str, node: Written) -> AccessResource | None:
        """One resource; `None` after a problem that leaves nothing to check further."""
        sort = Sort.FILES if name.startswith(FILES) else Sort.ROWS
        place = self._place(name.removeprefix(FILES), sort, node)
        if place is None:
            return None
        fields = field_rules(node, self._target.provider, self._parties, self._problems)
        if sort is Sort.FILES:
            for member in ("fields", "key", "extra_fields", "database"):
                self._refuse(node.get(member), f"`{member}` of `{name}`: files have no fields")
        elif (bucket := node.get("bucket")) is not None:
            self._refuse(bucket, f"`bucket` of `{name}`: rows are in no bucket")
        key = node.get("key")
        extra = node.get("extra_fields")
        return AccessResource(
            name=name,
            sort=sort,
            place=place,
            key=_key(key.text) if key else Key(),
            fields=fields,
            extra_fields=extra.text == "allow" if extra else not fields,
            allow=tuple(self._allow(entry, sort) for entry in node.members("allow")),
            natives=tuple(self._natives(node)),
            span=node.span,
        )

    def _place(self, name: str, sort: Sort, node: Written) -> Place | None:
        said = node.get("at")
        path = self._own(said) or self._rendering.place(name, sort)
        if not path:
            detail = f"`{name}` has no place at {self._target.provider}"
            hint = f"write `at: {{{self._target.provider}: …}}`, or restrict it with `targets:`"
            self._problems.add("RENDER847", "it is not known where this lives", node.span, detail, hint)
            return None
        container = self._own(node.get("bucket" if sort is Sort.FILES else "database"))
        return Place(path=path, container=container, span=(said or node).span)

    def _own(self, node: Written | None) -> str:
        """What a member that may differ by provider says here; empty: nothing."""
        if node is None or isinstance(node.value, str):
            return node.text if node else ""
        own = node.get(self._target.provider)
        return own.text if own else ""

    def _natives(self, node: Written) -> Iterator[NativeCondition]:
        for engine, member in node.entries("native"):
            yield NativeCondition(engine=Engine(engine), text=member.text, span=member.span)

    def _allow(self, node: Written, sort: Sort) -> Allow:
        operations = {each for word in node.members("do") for each in _WORDS[word.text]}
        may_change, may_not_change = node.get("may_change"), node.get("may_not_change")
        for member in (may_change, may_not_change):
            if member is not None and sort is Sort.FILES:
                self._refuse(member, "files have no fields that could change")
            elif member is not None and Operation.UPDATE not in operations:
                detail = "`may_change` and `may_not_change` speak of updates, and this entry allows none"
                hint = "add `update` to `do`, or remove the line"
                self._problems.add("RENDER848", "this has no meaning here", member.span, detail, hint)
        return Allow(
            to=self._parties.read(node, "to"),
            operations=tuple(each for each in Operation if each in operations),
            when=tuple(self._conditions(node)),
            may_change=None if may_change is None else tuple(each.text for each in node.members("may_change")),
            may_not_change=tuple(each.text for each in node.members("may_not_change")),
            span=node.span,
            spans=node.places()[1:],
        )

    def _conditions(self, node: Written) -> Iterator[Condition]:
        for name, wanted in node.entries("when"):
            if not isinstance(wanted.value, Mapping):
                values = literals(wanted, self._problems)
                comparator = Comparator.EQUAL if len(values) == 1 else Comparator.ONE_OF
                yield Condition(field=name, comparator=comparator, values=values, span=wanted.span)
                continue
            for word, value in wanted.entries():
                compared = literal(value, self._problems)
                yield Condition(field=name, comparator=_COMPARED[word], values=(compared,), span=value.span)

    def _refuse(self, node: Written | None, detail: str) -> None:
        if node is not None:
            self._problems.add("RENDER848", "this has no meaning here", node.span, detail, "remove the line")


def _key(text: str) -> Key:
    return Key(is_user=True) if text == "$uid" else Key(name=text)
