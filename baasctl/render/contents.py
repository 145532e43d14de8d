"""`{file: path}` becomes the file's text; `.j2` files are rendered."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from baasctl.kinds.kind import Kind
from baasctl.model.errors import RenderError, StoreError
from baasctl.model.field import Field, Shape
from baasctl.model.files import Files
from baasctl.model.origin import Origin, Step
from baasctl.model.problems import Problems
from baasctl.model.span import Span
from baasctl.model.spec import Declared, Spec
from baasctl.model.value import Value, escape_pointer
from baasctl.providers.contract import No, Support
from baasctl.render.template_files import TemplateFiles

SUFFIX = ".j2"


@dataclass(slots=True)
class Contents:
    """Reads the files of one spec, each once.

    Attributes:
        digests: SHA-256 by path of the user's files that were read so far; shipped templates are not among them.
    """

    spec: Spec
    support: Support
    files: Files
    problems: Problems
    digests: dict[str, str] = field(default_factory=dict)
    _known: dict[str, bytes] = field(default_factory=dict)

    def put_in(self, declared: Declared, kind: Kind) -> tuple[Value, dict[str, Origin]]:
        """The written value with texts in place of files, and the origins with their files.

        What could not be read is left out of the value, and noted.
        """
        walk = _Walk(self, declared, kind, dict(declared.origins))
        return walk.through(declared.written, kind.fields, ""), walk.origins

    def text(self, path: str, span: Span) -> str | None:
        """The text of a file as it is; `None` after a problem."""
        try:
            if path not in self._known:
                self._known[path], found = self._read(path)
                if found is not None:
                    self.note(found, self._known[path])
            return self._known[path].decode()
        except StoreError as error:
            self.problems.found.extend(replace(problem, span=span) for problem in error.diagnostics)
        except UnicodeDecodeError as error:
            detail = f"`{path}`: byte {error.start + 1} is 0x{self._known[path][error.start]:02x}"
            self.problems.add("RENDER012", "a file is not UTF-8 text", span, detail, "save it as UTF-8")
        return None

    def note(self, path: str, content: bytes) -> None:
        """Remember that a file of the user's was read."""
        self.digests[path] = hashlib.sha256(content).hexdigest()

    def _read(self, path: str) -> tuple[bytes, str | None]:
        """The content, and where it was found, if that is a file of the user's."""
        if path.endswith(SUFFIX):
            return TemplateFiles(self.files, self.spec.templates).read(path)
        return self.files.read(path), path

    def rendered(self, source: str, path: str, declared: Declared) -> str | None:
        """The text that a template makes for one resource; `None` after a problem."""
        from baasctl.render.templates import render_template

        values: dict[str, object] = {"var": self.spec.variables, "target": self.spec.target.name}
        placeholders: dict[str, str | No] = {}
        if declared.address.kind == "email_templates":
            mail = declared.address.segments[0]
            values["mail"] = mail
            placeholders.update(self.support.placeholders.get("*", {}))
            placeholders.update(self.support.placeholders.get(mail, {}))
        try:
            return render_template(source, self.shown(path), values, placeholders)
        except RenderError as error:
            self.problems.found.extend(error.diagnostics)
            return None

    def shown(self, path: str) -> str:
        """The file as the user knows it."""
        return posixpath.normpath(posixpath.join(self.spec.root.as_posix(), path))


class _Failed(Exception):
    """A file could not be read."""


@dataclass(frozen=True, slots=True)
class _Walk:
    """One resource on the way through its value."""

    contents: Contents
    declared: Declared
    kind: Kind
    origins: dict[str, Origin]

    def through(self, value: Value, known: Field | None, path: str) -> Value:
        """The value with its files read.

        Raises:
            _Failed: The value itself is a file that could not be read.
        """
        if isinstance(value, tuple):
            element = known.element if known else None
            listed = []
            for index, member in enumerate(value):
                with suppress(_Failed):
                    listed.append(self.through(member, element, f"{path}/{index}"))
            return tuple(listed)
        if not isinstance(value, Mapping):
            return value
        if (known is None or known.shape is Shape.SCALAR) and value.keys() == {"file"}:
            return self._file(value["file"], known, path)
        members: dict[str, Value] = {}
        for name, member in value.items():
            below = f"{path}/{escape_pointer(name)}"
            with suppress(_Failed):
                members[name] = self.through(member, self._below(known, name, path), below)
        return members

    def _below(self, known: Field | None, name: str, path: str) -> Field | None:
        if path == f"/native/{self.contents.support.provider}":
            return self.contents.support.native.get(self.kind.name, {}).get(name)
        return known.member(name) if known else None

    def _file(self, value: Value, known: Field | None, path: str) -> str:
        problems = self.contents.problems
        span = self.origins.get(f"{path}/file", self.origins[path]).span
        if not isinstance(value, str) or not value:
            problems.add("RENDER010", "`file` must be a path", span, "", "such as {file: mail/welcome.html}")
            raise _Failed
        if known and known.sensitive:
            detail = "a file's text would be plain text"
            hint = f'write "${{secret:file:{value}}}"'
            problems.add("RENDER011", "a sensitive field takes only a secret", span, detail, hint)
            raise _Failed
        text = self.contents.text(value, span)
        if text is not None and value.endswith(SUFFIX):
            text = self.contents.rendered(text, value, self.declared)
        step = Step(how="file", what=value, span=Span(file=self.contents.shown(value), line=1, column=1))
        origin = self.origins[path]
        self.origins[path] = replace(origin, steps=(*origin.steps, step))
        self.origins.pop(f"{path}/file", None)
        if text is None:
            raise _Failed
        return text
