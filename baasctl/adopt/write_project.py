"""Write what project files of the provider's own tool say as one spec, with a target for each environment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from baasctl.adopt.write_spec import Adopted, Writing, document_of, example_of, place, written
from baasctl.kinds.registry import NAMES
from baasctl.kinds.registry import kind as kind_named
from baasctl.model.field import Field, Shape
from baasctl.model.resource import Resource
from baasctl.model.target import Target
from baasctl.model.value import Attributes, Value, same, secrets_in
from baasctl.providers.contract import Support
from baasctl.providers.project_files import ProjectFiles

_ENVIRONMENT = re.compile(r"\$\{secret:env:([^}]+)\}")


def write_project(project: ProjectFiles, support: Support) -> Adopted:
    """The spec: what is common stands at the top, what a target has of its own under its `overrides`."""
    writing = Writing(support, full=False, contents=_no_contents, nulls=True)
    common = [_in_order(each, support) for each in project.common]
    sections, count = _sections(common, writing)
    base = {each.address.local: each for each in common}
    targets: dict[str, object] = {}
    for name, target in project.targets.items():
        members = _members(target, project.migrations)
        whole = (_in_order(each, support) for each in project.own.get(name, ()))
        own = (_difference(base.get(each.address.local), each) for each in whole)
        overrides, _ = _sections([each for each in own if each is not None], writing)
        targets[name] = members | ({"overrides": overrides} if overrides else {})
    spec = {"baasctl": 1, "targets": targets, **sections}
    files = {"baas.yaml": document_of(spec, schema_line=True)}
    secrets = dict(writing.secrets) | dict(_named(project))
    if secrets:
        files["secrets.env.example"] = example_of(secrets)
    return Adopted(files=files, secrets=secrets, count=count)


def _in_order(resource: Resource, support: Support) -> Resource:
    """With its fields in the order of the documentation."""
    kind = kind_named(resource.address.kind)
    return resource.with_attributes(_ordered(resource.attributes, support.fields_of(kind.name, kind.fields)))


def _ordered(attributes: Attributes, fields: Field) -> dict[str, Value]:
    known = list(fields.members)
    names = sorted(attributes, key=lambda name: known.index(name) if name in known else len(known))
    return {name: _member(attributes[name], fields.member(name)) for name in names}


def _member(value: Value, field: Field | None) -> Value:
    is_record = isinstance(value, Mapping) and field is not None and field.shape is Shape.RECORD
    return _ordered(value, field) if is_record else value  # type: ignore[arg-type]


def _no_contents(resource: Resource) -> Mapping[str, bytes]:
    del resource
    return {}


def _members(target: Target, migrations: str) -> dict[str, object]:
    members: dict[str, object] = {"provider": target.provider, target.named_by: str(target.project)}
    members |= {name: value for name, value in target.settings.items() if isinstance(value, str)}
    if migrations:
        members["migrations"] = migrations
    return members


def _sections(resources: Iterable[Resource], writing: Writing) -> tuple[dict[str, object], dict[str, int]]:
    """Sections in the order of the documentation, and how many resources each has."""
    sections: dict[str, dict[str, object]] = {}
    count: dict[str, int] = {}
    for resource in sorted(resources, key=lambda one: (NAMES.index(one.address.kind), one.address)):
        kind = resource.address.kind
        found = written(resource, writing)
        if found is not None:
            place(sections.setdefault(kind, {}), sections, kind, resource.address.segments, found)
            count[kind] = count.get(kind, 0) + 1
    return {kind: section for kind, section in sections.items() if section}, count


def _difference(base: Resource | None, own: Resource) -> Resource | None:
    """The fields that a target has of its own; `None` where it has none."""
    if base is None:
        return own
    left = _left(base.attributes, own.attributes)
    return own.with_attributes(left) if left else None


def _left(base: Attributes, own: Attributes) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, value in own.items():
        before = base.get(name)
        if name in base and isinstance(before, Mapping) and isinstance(value, Mapping):
            below = _left(before, value)
            found |= {name: below} if below else {}
        elif name not in base or not same(before, value):
            found[name] = value
    return found


def _named(project: ProjectFiles) -> Iterable[tuple[str, str]]:
    """Environment variables that the files name themselves, and one place that asks for each."""
    for resource in (*project.common, *(each for own in project.own.values() for each in own)):
        for secret in secrets_in(resource.attributes):
            match = _ENVIRONMENT.fullmatch(secret.reference)
            if match:
                yield match[1], resource.address.local
