"""Specs with an `access` section, drawn from a seed: principals, fields, conditions and what may change."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from baasctl.load import load
from baasctl.model.access import AccessSection
from baasctl.model.problems import Problems
from baasctl.model.state import DesiredState
from baasctl.providers import registry
from baasctl.render import render
from baasctl.render.access import section_of
from baasctl.resolve import resolve
from baasctl.stores.disk_files import DiskFiles

TYPES: Mapping[str, Mapping[str, Any]] = {
    "string": {"max": 12, "min": 2},
    "int": {"min": -3, "max": 9},
    "float": {"min": 0.5, "max": 7},
    "bool": {},
    "timestamp": {},
    "list": {"max": 2},
    "map": {},
}
WORDS = ("draft", "it's", 'say "hi"', "back\\slash", "two\nlines", "${x}", "é😀", "' || true || '", "*/ //")
"""Values that would break out of rules that are put together carelessly."""
ODD_FIELDS = ("state", "first name", "it's", 'a"b', "é", "allow", "back\\slash", "row", "two\nlines", "a.b")


class Drawing:
    """One section."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)

    def section(self) -> dict[str, Any]:
        """The `access` section as plain data."""
        return {
            "principals": self._principals(),
            "resources": {
                "notes": self._resource("notes"),
                "rooms/{room}/posts": self._resource("posts"),
                "members": {
                    "at": "rooms/{room}/members",
                    "key": "uid",
                    "fields": {"role": {"type": "string", "in": ["reader", "writer"]}, "room": {"type": "ref"}},
                    "allow": [{"to": "member", "do": self._some(("get", "list", "delete"))}],
                },
            },
        }

    def _principals(self) -> dict[str, Any]:
        where = {"room": "$row.room", "uid": "$uid"}
        return {
            "author": {"owner": "owner"},
            "self": {"owner": "id"},
            "staff": {"claim": {"role": self._draw.choice(["staff", ["staff", 'boss "1"'], [1, 2.5], True])}},
            "deep": {"claim": {"app.level": [3, 4], "verified": True}},
            "crew": {"group": self._draw.choice(WORDS)},
            "member": {"member": {"in": "members", "where": where}},
            "writer": {"member": {"in": "members", "where": where, "role": {"role": "writer"}}},
            "trusted": {"any_of": ["staff", {"all_of": ["author", "crew"]}, {"owner": "helper"}]},
        }

    def _resource(self, name: str) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "owner": {"type": "user", **self._flags(("required", "immutable"))},
            "helper": {"type": "user"},
            **({} if name == "posts" else {"room": {"type": "ref", **self._flags(("required", "immutable"))}}),
        }
        for odd in self._draw.sample(ODD_FIELDS, 3):
            kind = self._draw.choice(list(TYPES))
            limits = {key: value for key, value in TYPES[kind].items() if self._draw.random() < 0.5}
            fields[odd] = {"type": kind, **limits, **self._flags(("required", "immutable", "may_not_change"))}
        fields["kind"] = {"type": "string", "in": self._draw.sample(WORDS, 3), **self._flags(("may_not_change",))}
        fields["rank"] = {"type": "int", **self._flags(("required",))}
        if self._draw.random() < 0.5:
            fields["touched"] = {"type": "timestamp", "set": "now", **self._flags(("immutable", "required"))}
        if self._draw.random() < 0.3:
            fields["by"] = {"type": "user", "set": "uid"}
        if self._draw.random() < 0.4:
            fields["code"] = {"type": "string", "pattern": self._draw.choice(["[a-z]+", r"[A-Z]\w+-\d", "a'b|x+"])}
        fields = {each: self._stored(each, rule) for each, rule in fields.items()}
        extra = {} if self._draw.random() < 0.6 else {"extra_fields": self._draw.choice(["allow", "deny"])}
        return {"fields": fields, **extra, "allow": [self._entry(fields) for _ in range(self._draw.randint(1, 4))]}

    def _stored(self, name: str, rule: dict[str, Any]) -> dict[str, Any]:
        return {**rule, "name": f"stored {name}"} if self._draw.random() < 0.15 else rule

    def _flags(self, names: tuple[str, ...]) -> dict[str, Any]:
        return {name: True for name in names if self._draw.random() < 0.3}

    def _some(self, of: tuple[Any, ...]) -> list[Any]:
        return self._draw.sample(of, self._draw.randint(1, len(of)))

    def _entry(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        people = (
            "author",
            "self",
            "staff",
            "deep",
            "crew",
            "member",
            "writer",
            "trusted",
            "authenticated",
            "anonymous",
        )
        operations = self._some(("get", "list", "create", "update", "delete"))
        entry: dict[str, Any] = {"to": self._draw.sample(people, self._draw.randint(1, 3)), "do": operations}
        if self._draw.random() < 0.6:
            entry["when"] = self._when(fields)
        free = [name for name, rule in fields.items() if not rule.get("immutable")]
        if "update" in operations and self._draw.random() < 0.4:
            entry["may_change"] = self._draw.sample(free, min(2, len(free)))
        elif "update" in operations and self._draw.random() < 0.4:
            entry["may_not_change"] = self._draw.sample(list(fields), 2)
        return entry

    def _when(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        choices: list[dict[str, Any]] = [
            {"kind": self._draw.choice(fields["kind"]["in"])},
            {"kind": self._draw.sample(fields["kind"]["in"], 2)},
            {"kind": {"ne": fields["kind"]["in"][0]}},
            {"rank": {self._draw.choice(["lt", "lte", "gt", "gte"]): self._draw.choice([0, 3, -2])}}
            if self._draw.random() < 0.7
            else {"rank": [1, 2]},
        ]
        chosen = self._draw.sample(choices, self._draw.randint(1, 2))
        return {name: value for each in chosen for name, value in each.items()}


def spec_text(section: Mapping[str, Any], provider: str = "firebase", project: str = "acme-prod") -> str:
    """A spec with the section, one member a line, so that places differ."""
    spec = {"baasctl": 1, "targets": {"prod": {"provider": provider, "project": project}}, "access": section}
    return json.dumps(spec, indent=1, ensure_ascii=False)


def rendered(text: str, folder: Path) -> tuple[AccessSection, DesiredState]:
    """The section of a spec, and what it becomes."""
    (folder / "baas.yaml").write_text(text, encoding="utf-8")
    spec = resolve(load("baas.yaml", DiskFiles(folder)), "prod", environment={})
    support = registry.package(spec.target.provider).support()
    problems = Problems()
    section = section_of(spec.resources[-1], support, spec.target, problems)
    state, _ = render(spec, support)
    assert section is not None
    return section, state
