"""`access_tests`: who can do what, and who cannot.

access_tests:
  people:
    ada: {user: ada, claims: {role: editor}}
  given:
    posts/p1: {authorId: ada, status: draft}
  tests:
    Drafts are private:
      - {as: ada, can: [get posts/p1, {update posts/p1: {status: published}}]}
      - {as: anonymous, cannot: [get posts/p1, list posts]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from baasctl.model.access_test import AccessTest
from baasctl.model.document import Entry, ListNode, MapNode, Node, ScalarNode, describe
from baasctl.model.probe import Who, WhoKind
from baasctl.model.problems import Problems, nearest
from baasctl.resolve.access_given import Given, read_given
from baasctl.resolve.access_requests import fields_of_request, probe_of, written_requests
from baasctl.resolve.access_values import data_of, moment_of
from baasctl.resolve.nodes import map_of, text_of, texts_of, unknown_key

SECTION: Final = "access_tests"
_MEMBERS: Final = ("people", "given", "tests")
_OF_TEST: Final = ("targets", "given", "at", "cases")
_EXAMPLE: Final = "such as {as: anonymous, cannot: [get posts/p1]}"
_OF_CASE: Final = ("as", "can", "cannot")
_OF_PERSON: Final = ("user", "claims", "groups")
_BUILT_IN: Final = {"anonymous": Who(kind=WhoKind.ANONYMOUS), "service": Who(kind=WhoKind.SERVICE)}


def read_access_tests(
    section: Entry, target: str, targets: tuple[str, ...], problems: Problems
) -> tuple[AccessTest, ...]:
    """The tests of one target, in written order.

    Args:
        section: With its references replaced.
        target: The target's name.
        targets: Names of all targets.
    """
    node = map_of(section, f"a map of {', '.join(_MEMBERS)}", problems) or MapNode(section.span, {})
    for entry in node:
        if entry.key not in _MEMBERS:
            unknown_key(entry, f"is no member of `{SECTION}`", list(_MEMBERS), problems)
    members = node.entries
    people = dict(_BUILT_IN)
    for person in (map_of(members["people"], "a map by name", problems) or ()) if "people" in members else ():
        if person.key in _BUILT_IN:
            detail = f"`{person.key}` is built in"
            problems.add("SPEC886", "a name is taken", person.span, detail, "choose another name")
        people[person.key] = _person(person.value, problems)
    given = read_given(members["given"], Given(), problems) if "given" in members else Given()
    reader = _Reader(people=MappingProxyType(people), given=given, target=target, targets=targets, problems=problems)
    tests = map_of(members["tests"], "a map by name", problems) if "tests" in members else None
    return tuple(test for entry in tests or () for test in reader.tests(entry))


def _person(node: Node, problems: Problems) -> Who:
    if not isinstance(node, MapNode):
        detail, hint = f"here is {describe(node)}", "such as {user: ada, claims: {role: editor}}"
        problems.add("SPEC040", "a map is expected", node.span, detail, hint)
        return Who(kind=WhoKind.USER, uid="?")
    who = Who(kind=WhoKind.USER)
    for entry in node:
        if entry.key == "user":
            who = replace(who, uid=text_of(entry, "a uid", problems) or "?")
        elif entry.key == "claims":
            who = replace(who, claims=data_of(entry.value, who.uid, problems))
        elif entry.key == "groups":
            who = replace(who, groups=tuple(str(each.value) for each in texts_of(entry, "groups", problems)))
        else:
            unknown_key(entry, "says nothing about a person", list(_OF_PERSON), problems)
    if not who.uid:
        detail = "`user` is missing"
        problems.add("SPEC887", "a person has no uid", node.span, detail, "such as {user: ada}; or write `anonymous`")
        return replace(who, uid="?")
    return who


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Reads tests against the people and rows that they share."""

    people: Mapping[str, Who]
    given: Given
    target: str
    targets: tuple[str, ...]
    problems: Problems = field(repr=False)

    def tests(self, entry: Entry) -> Iterator[AccessTest]:
        """The requests of one test; none when it is for other targets."""
        if isinstance(entry.value, ListNode):
            yield from self._cases(entry.key, entry, self.given, None)
            return
        if not isinstance(entry.value, MapNode):
            hint = "such as [{as: anonymous, cannot: [get posts/p1]}]"
            self.problems.add("SPEC888", "an access test asks nothing", entry.span, f"`{entry.key}`", hint)
            return
        members = entry.value.entries
        for member in members.values():
            if member.key not in _OF_TEST:
                unknown_key(member, "is no member of an access test", list(_OF_TEST), self.problems)
        given = read_given(members["given"], self.given, self.problems) if "given" in members else self.given
        at = self._time(members["at"]) if "at" in members else None
        if "cases" not in members:
            hint = "add `cases: [{as: anonymous, cannot: [get posts/p1]}]`"
            self.problems.add("SPEC888", "an access test asks nothing", entry.span, f"`{entry.key}`", hint)
            return
        found = tuple(self._cases(entry.key, members["cases"], given, at))
        if "targets" not in members or self._is_for_target(members["targets"]):
            yield from found

    def _is_for_target(self, entry: Entry) -> bool:
        names = texts_of(entry, "targets", self.problems)
        for node in names:
            if node.value not in self.targets:
                hint = nearest(str(node.value), self.targets)
                self.problems.add("SPEC061", "there is no such target", node.span, f"`{node.value}`", hint)
        return self.target in {node.value for node in names}

    def _time(self, entry: Entry) -> datetime | None:
        text = text_of(entry, "a time", self.problems)
        try:
            return moment_of(text) if text else None
        except ValueError:
            detail, hint = f"`{text}`", "such as 2026-01-31T12:00:00Z"
            self.problems.add("SPEC885", "this is no value of that type", entry.value.span, detail, hint)
            return None

    def _cases(self, name: str, entry: Entry, given: Given, at: datetime | None) -> Iterator[AccessTest]:
        if isinstance(entry.value, ListNode) and not entry.value.members:
            detail, hint = f"`{name}` has no case", _EXAMPLE
            self.problems.add("SPEC888", "an access test asks nothing", entry.span, detail, hint)
        for case in entry.value.members if isinstance(entry.value, ListNode) else (entry.value,):
            if not isinstance(case, MapNode):
                detail, hint = f"here is {describe(case)}", _EXAMPLE
                self.problems.add("SPEC040", "a map is expected", case.span, detail, hint)
                continue
            for member in case:
                if member.key not in _OF_CASE:
                    unknown_key(member, "is no member of a case", list(_OF_CASE), self.problems)
            if "as" not in case.entries or case.entries.keys().isdisjoint({"can", "cannot"}):
                detail, hint = f"of `{name}`", _EXAMPLE
                self.problems.add("SPEC888", "an access test asks nothing", case.span, detail, hint)
                continue
            for member in case:
                if member.key in _OF_CASE and isinstance(member.value, ListNode) and not member.value.members:
                    detail, hint = f"`{member.key}` of `{name}` is empty", "say who and what, or leave it out"
                    self.problems.add("SPEC888", "an access test asks nothing", member.span, detail, hint)
            yield from self._case(name, case, given, at)

    def _case(self, name: str, case: MapNode, given: Given, at: datetime | None) -> Iterator[AccessTest]:
        for called, who in self._who(case.entries["as"]):
            for word in ("can", "cannot"):
                if word not in case.entries:
                    continue
                for written in written_requests(case.entries[word], self.problems):
                    probe = probe_of(written, who, given.rows, self.problems)
                    if probe is not None:
                        yield AccessTest(
                            name=name,
                            who=called,
                            asks=written.words,
                            probe=replace(probe, at=at),
                            expected=word == "can",
                            span=written.span,
                            fields=tuple(fields_of_request(written, probe)),
                            given=given.named,
                        )

    def _who(self, entry: Entry) -> Iterator[tuple[str, Who]]:
        """Everybody whom `as` names: one, or a list."""
        for node in entry.value.members if isinstance(entry.value, ListNode) else (entry.value,):
            if isinstance(node, MapNode):
                who = _person(node, self.problems)
                yield f"user {who.uid}", who
                continue
            name = node.value if isinstance(node, ScalarNode) else None
            if isinstance(name, str) and name in self.people:
                yield name, self.people[name]
                continue
            hint = nearest(str(name), self.people) + "; people are named under `access_tests.people`"
            self.problems.add("SPEC889", "nobody is called so", node.span, f"{describe(node)}", hint)
