"""`{file: path}` becomes the file's text; `.j2` files are rendered."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from baasctl.kinds.kind import Kind
from baasctl.model.errors import RenderError, StoreError
from baasctl.model.field import Field, Shape
from baasctl.model.origin import Origin, Step
from baasctl.model.problems import Problems
from baasctl.model.span import Span
from baasctl.model.spec import Declared, Spec
from baasctl.model.value import Value, escape_pointer
from baasctl.providers.contract import No, Support
from baasctl.render.template_files import TemplateFiles
from baasctl.stores.files import Files

SUFFIX = ".j2"


@dataclass(slots=True)
class Contents:
    """Reads the files of one spec, each once.

    Attributes:
        digests: SHA-256 by path of what was read so far.
    """

    spec: Spec
    support: Support
    files: Files
    problems: Problems
    digests: dict[str, str] = field(default_factory=dict)
    _known: dict[str, bytes] = field(default_factory=dict)

    def put_in(self, declared: Declared, kind: Kind) -> tuple[Value, dict[str, Origin]]:
        """The written value with texts in place of files, and the origins with their files."""
        origins = dict(declared.origins)
        place = _Place(declared, kind)
        written = self._walk(declared.written, kind.fields, "", place, origins)
        return written, origins

    def _walk(self, value: Value, known: Field | None, path: str, place: _Place, origins: dict[str, Origin]) -> Value:
        if not isinstance(value, Mapping | tuple):
            return value
        if isinstance(value, tuple):
            element = known.element if known else None
            below = enumerate(value)
            return tuple(self._walk(member, element, f"{path}/{index}", place, origins) for index, member in below)
        takes_file = known is None or known.shape is Shape.SCALAR
        if takes_file and value.keys() == {"file"}:
            return self._file(value["file"], known, path, place, origins)
        result = {}
        for name, member in value.items():
            below_path = f"{path}/{escape_pointer(name)}"
            inner = self._native(below_path, place) if path.startswith("/native/") else None
            result[name] = self._walk(
                member, inner or (known.member(name) if known else None), below_path, place, origins
            )
        return result

    def _native(self, path: str, place: _Place) -> Field | None:
        tokens = path.split("/")
        return self.support.native.get(place.kind.name, {}).get(tokens[3]) if len(tokens) == 4 else None

    def _file(self, value: Value, known: Field | None, path: str, place: _Place, origins: dict[str, Origin]) -> Value:
        span = place.span(f"{path}/file")
        if not isinstance(value, str) or not value:
            self.problems.add("RENDER010", "`file` must be a path", span, "", "such as {file: mail/welcome.html}")
            return None
        if known and known.sensitive:
            detail = "a file's text would be plain text"
            hint = f'write "${{secret:file:{value}}}"'
            self.problems.add("RENDER011", "a sensitive field takes only a secret", span, detail, hint)
            return None
        text = self._text(value, span)
        if text is not None and value.endswith(SUFFIX):
            text = self._rendered(text, value, place)
        origin = origins[path]
        shown = self._shown(value)
        step = Step(how="file", what=value, span=Span(file=shown, line=1, column=1))
        origins[path] = replace(origin, steps=(*origin.steps, step))
        origins.pop(f"{path}/file", None)
        return text or ""

    def _shown(self, path: str) -> str:
        return posixpath.normpath(posixpath.join(self.spec.root.as_posix(), path))

    def _text(self, path: str, span: Span) -> str | None:
        try:
            if path not in self._known:
                reader = TemplateFiles(self.files, self.spec.templates) if path.endswith(SUFFIX) else self.files
                self._known[path] = reader.read(path)
                self.digests[path] = hashlib.sha256(self._known[path]).hexdigest()
            return self._known[path].decode()
        except StoreError as error:
            self.problems.found.extend(replace(problem, span=span) for problem in error.diagnostics)
        except UnicodeDecodeError as error:
            detail = f"`{path}`: byte {error.start + 1} is 0x{self._known[path][error.start]:02x}"
            self.problems.add("RENDER012", "a file is not UTF-8 text", span, detail, "save it as UTF-8")
        return None

    def _rendered(self, source: str, path: str, place: _Place) -> str:
        from baasctl.render.templates import render_template

        values: dict[str, object] = {"var": self.spec.variables, "target": self.spec.target.name}
        placeholders: dict[str, str | No] = {}
        if place.kind.name == "email_templates":
            mail = place.declared.address.segments[0]
            values["mail"] = mail
            placeholders.update(self.support.placeholders.get("*", {}))
            placeholders.update(self.support.placeholders.get(mail, {}))
        try:
            return render_template(source, self._shown(path), values, placeholders)
        except RenderError as error:
            self.problems.found.extend(error.diagnostics)
            return ""


@dataclass(frozen=True, slots=True)
class _Place:
    """The resource that is being read."""

    declared: Declared
    kind: Kind

    def span(self, path: str) -> Span:
        while path and path not in self.declared.origins:
            path = path.rpartition("/")[0]
        return self.declared.origins[path].span
