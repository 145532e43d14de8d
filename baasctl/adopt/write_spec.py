"""Write live resources as a spec whose first plan is empty."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final

from baasctl.adopt.texts import References, literal
from baasctl.adopt.yaml_text import lines
from baasctl.kinds.kind import Kind
from baasctl.kinds.registry import NAMES
from baasctl.kinds.registry import kind as kind_named
from baasctl.kinds.types import write_duration, write_size
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.field import Field, Shape, Unit
from baasctl.model.interpolated import Interpolated
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret
from baasctl.model.target import Target
from baasctl.model.value import Value, pointer, same
from baasctl.providers.contract import Support

_DATABASE_KINDS: Final = ("tables", "policies", "grants", "database_functions", "views", "webhooks")
_OF_NEW_OBJECTS: Final = re.compile(r"default privileges on \w+(?: in (.+))?")
_EVERY_SCHEMA: Final = "every_schema"
_LONG_TEXT: Final = 200
_PLACES: Final = ("branch", "region", "profile", "user_pool", "user_pool_client", "identity_pool", "api")
_RULES_FILES: Final = {
    "firestore_rules": ("firestore", ".rules"),
    "storage_rules": ("storage", ".rules"),
    "database_rules": ("database", ".rules.json"),
}
_UNTOLD: Final = frozenset({"native", "value", "email"})

Files = Callable[[Resource], Mapping[str, bytes]]
"""Contents that belong to a live resource (the sources of a function), by path relative to its folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """Files of a spec, none of which has been written yet.

    Attributes:
        files: Path relative to the output folder to content.
        secrets: Environment variables that the spec now asks for, with the address they belong to.
        count: Resources adopted, by kind.
        warnings: What could not be read and is therefore not in the files.
    """

    files: Mapping[str, bytes]
    secrets: Mapping[str, str]
    count: Mapping[str, int]
    warnings: tuple[Diagnostic, ...] = ()


@dataclass(slots=True)
class Writing:
    """What has been gathered so far.

    Attributes:
        full: Also what is not set, with the provider's defaults.
        nulls: Null is a value of its own here, not the absence of one.
        folders: Folder of function sources by their files: functions of one source share it.
        references: Texts of this project to what a reference says in their place.
    """

    support: Support
    full: bool
    contents: Files
    nulls: bool = False
    files: dict[str, bytes] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    folders: dict[tuple[tuple[str, bytes], ...], str] = field(default_factory=dict)
    references: References = field(default_factory=References)


def write_spec(
    target: Target,
    resources: Iterable[Resource],
    support: Support,
    contents: Files,
    *,
    matching: Sequence[str] = (),
    full: bool = False,
    references: Mapping[str, str] | None = None,
) -> Adopted:
    """The spec of these live resources.

    What is unset on the wire is left out, so that the provider's defaults stay the provider's;
    *full* writes effective values instead. Secrets become references to environment variables,
    named in `secrets.env.example`.

    Args:
        resources: Live, in the provider's normal form.
        matching: Globs on the address inside the target (`policies/public.*`); empty: all.
        references: See `Provider.references`.
    """
    chosen = [
        one for one in resources if not matching or any(fnmatchcase(one.address.local, glob) for glob in matching)
    ]
    writing = Writing(support, full, contents, references=References.to(references or {}, chosen))
    sections: dict[str, dict[str, object]] = defaultdict(dict)
    schemas: dict[str, dict[str, dict[str, object]]] = defaultdict(lambda: defaultdict(dict))
    count: dict[str, int] = defaultdict(int)
    for resource in sorted(chosen, key=lambda one: (NAMES.index(one.address.kind), one.address)):
        found = written(resource, writing)
        if found is None:
            continue
        kind, segments = resource.address.kind, resource.address.segments
        count[kind] += 1
        section = schemas[_schema(segments[0])][kind] if kind in _DATABASE_KINDS else sections[kind]
        place(section, sections, kind, segments, found)
    spec = _head(target, has_schemas=bool(schemas)) | {kind: sections[kind] for kind in NAMES if sections.get(kind)}
    writing.files["baas.yaml"] = document_of(spec, schema_line=True)
    for schema, kinds in sorted(schemas.items()):
        writing.files[f"database/{_file_name(schema)}.yaml"] = document_of(
            {kind: kinds[kind] for kind in _DATABASE_KINDS if kind in kinds}
        )
    if writing.secrets:
        writing.files["secrets.env.example"] = example_of(writing.secrets)
    return Adopted(files=writing.files, secrets=writing.secrets, count=dict(count))


def example_of(secrets: Mapping[str, str]) -> bytes:
    """The names of the environment variables to fill in, each with the place that asks for it."""
    return "".join(f"# {where}\n{name}=\n" for name, where in sorted(secrets.items())).encode()


def place(
    section: dict[str, object],
    sections: dict[str, dict[str, object]],
    kind: str,
    segments: tuple[str, ...],
    written: object,
) -> None:
    """Put a resource under its name; a singleton is its section."""
    if not segments:
        sections[kind] = written if isinstance(written, dict) else {}
        return
    for segment in segments[:-1]:
        section = section.setdefault(literal(segment), {})  # type: ignore[assignment]
    section[literal(segments[-1])] = written


def _head(target: Target, *, has_schemas: bool) -> dict[str, object]:
    head: dict[str, object] = {
        "baasctl": 1,
        "targets": {target.name: {"provider": target.provider, target.named_by: target.project, **_place(target)}},
    }
    if has_schemas:
        head["include"] = ["database/*.yaml"]
    return head


def _place(target: Target) -> dict[str, object]:
    """Where the target is, from which names and addresses follow, and what it says of who owns what."""
    places: dict[str, object] = {name: text for name in _PLACES if isinstance(text := target.settings.get(name), str)}
    owners = target.settings.get("ownership")
    return places | ({"ownership": dict(owners)} if isinstance(owners, Mapping) else {})


def document_of(spec: Mapping[str, object], *, schema_line: bool = False) -> bytes:
    """A file of a spec."""
    head = ["# yaml-language-server: $schema=./baasctl.schema.json"] if schema_line else []
    body: list[str] = []
    for key, value in spec.items():
        if body and isinstance(value, Mapping):
            body.append("")
        body.extend(lines({key: value}))
    return ("\n".join([*head, *body]) + "\n").encode()


def written(resource: Resource, writing: Writing) -> object | None:
    """One resource as the user would write it, `None` when nothing of it is set."""
    kind = kind_named(resource.address.kind)
    fields = writing.support.fields_of(kind.name, kind.fields)
    attributes = dict(resource.attributes)
    if "source" in kind.by_provider and isinstance(attributes.get("source"), Mapping):
        attributes.update(_sources(resource, writing))
        fields = Field(shape=Shape.RECORD, members={**fields.members, "source": Field()})
    record = _record(attributes, fields, "", resource, writing)
    record = {name: value for name, value in record.items() if not _is_default(kind, name, attributes[name])}
    if not record and kind.is_singleton:
        return None
    if kind.shorthand is not None and record.keys() == {kind.shorthand}:
        return record[kind.shorthand]
    if not record and kind.shorthand in kind.defaults:
        return []
    return record


def _sources(resource: Resource, writing: Writing) -> dict[str, Value]:
    """Write a function's files and say where they are: beside the others where it has a folder of its name.

    Functions with the same files share a folder, which has the name of the first.
    """
    contents = writing.contents(resource)
    name, entrypoint = _file_name(resource.address.segments[-1]), str(resource.attributes.get("entrypoint", ""))
    together = {f"functions/{path}": content for path, content in contents.items()}
    clashes = any(writing.files.get(path, content) != content for path, content in together.items())
    if entrypoint.startswith(f"{name}/") and not clashes:
        writing.files.update(together)
        paths = {key: resource.attributes[key] for key in ("entrypoint", "native") if key in resource.attributes}
        return {"source": Interpolated(f"functions/{name}")} | {
            key: _below(value, f"{name}/") for key, value in paths.items()
        }
    folder = f"functions/{name}"
    if contents:
        folder = writing.folders.setdefault(tuple(sorted(contents.items())), folder)
    writing.files.update({f"{folder}/{path}": content for path, content in contents.items()})
    return {"source": Interpolated(folder)}


def _below(value: Value, folder: str) -> Value:
    """The value with its paths told from a folder."""
    if isinstance(value, str):
        return value.removeprefix(folder)
    if isinstance(value, tuple):
        return tuple(_below(member, folder) for member in value)
    if isinstance(value, Mapping):
        return {key: _below(member, folder) for key, member in value.items()}
    return value


def _is_default(kind: Kind, name: str, value: Value) -> bool:
    return name in kind.defaults and name not in ("for", "to") and same(kind.defaults[name], value)


def _record(
    attributes: Mapping[str, Value], fields: Field, path: str, resource: Resource, writing: Writing
) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in attributes.items():
        here = path + pointer(name)
        member = fields.member(name) or Field(shape=Shape.RECORD if isinstance(value, Mapping) else Shape.SCALAR)
        if member.informative or (here in resource.unset and not writing.full):
            continue
        if value is None:
            found |= {name: None} if writing.nulls else {}
            continue
        if member.shape is Shape.RECORD and isinstance(value, Mapping):
            inner = _record(value, member, here, resource, writing)
            if inner:
                found[name] = inner
        else:
            found[name] = _value(value, member, here, resource, writing)
    return found


def _value(value: Value, member: Field, path: str, resource: Resource, writing: Writing) -> object:
    if isinstance(value, Secret):
        return value.reference or _reference(path, resource, writing)
    if isinstance(value, Mapping):
        return {
            literal(name): _value(item, member.member(name) or Field(), path + pointer(name), resource, writing)
            for name, item in value.items()
        }
    if isinstance(value, tuple):
        element = member.element or Field()
        return [_value(item, element, f"{path}/{index}", resource, writing) for index, item in enumerate(value)]
    if isinstance(value, int | float) and not isinstance(value, bool):
        if member.unit is Unit.SECONDS:
            return write_duration(value)
        return write_size(value) if member.unit is Unit.BYTES else value
    if isinstance(value, str):
        name = _text_file(resource, path, value)
        if name is not None:
            return {"file": _written_once(name, value.encode(), writing)}
        return str(value) if isinstance(value, Interpolated) else writing.references.put_in(value)
    return value


def _text_file(resource: Resource, path: str, text: str) -> str | None:
    """The file that a text gets: a long mail, and rules, as the provider's own tools call theirs."""
    kind, name = resource.address.kind, resource.address.segments[-1] if resource.address.segments else ""
    if kind == "email_templates" and path == "/body" and len(text) > _LONG_TEXT:
        return f"mail/{_file_name(name)}.html"
    if kind == "graphql_api" and path == "/schema":
        return "schema.graphql"
    if kind in _RULES_FILES and path == "/source":
        stem, suffix = _RULES_FILES[kind]
        return f"{stem}{suffix}" if name == "(default)" else f"{stem}-{_file_name(name)}{suffix}"
    return None


def _written_once(name: str, content: bytes, writing: Writing) -> str:
    """Note a file under its name, or under one with a number where another text has that."""
    stem, dot, suffix = name.partition(".")
    number, free = 1, name
    while writing.files.get(free, content) != content:
        number += 1
        free = f"{stem}_{number}{dot}{suffix}"
    writing.files[free] = content
    return free


def _reference(path: str, resource: Resource, writing: Writing) -> str:
    """A reference to an environment variable named after the address and the field."""
    words = [*resource.address.segments, *(token for token in path.split("/")[1:])]
    told = [word for word in words if word not in _UNTOLD and word != resource.address.target]
    told = [word for word in told if word != writing.support.provider]
    if resource.address.kind == "auth_hooks":
        told = [told[0], "hook", *told[1:]]
    name = re.sub(r"[^A-Z0-9]+", "_", "_".join(told).upper()).strip("_") or "SECRET"
    name = f"S_{name}" if name[0].isdigit() else name
    where = f"{resource.address.local}{path}"
    while writing.secrets.get(name, where) != where:
        name += "_2"
    writing.secrets[name] = where
    return f"${{secret:env:{name}}}"


def _schema(name: str) -> str:
    """The schema of a canonical qualified name or signature, where a quoted part may hold dots."""
    of_new_objects = _OF_NEW_OBJECTS.fullmatch(name)
    if of_new_objects:
        return of_new_objects[1] or _EVERY_SCHEMA
    match = re.match(r'"(?:[^"]|"")*"|[^.]+', name)
    return match[0] if match else name


def _file_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "_", name).strip("_") or "other"
