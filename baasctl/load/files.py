"""The main spec file and what it includes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from baasctl.load.parse import parse
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.document import Document, ListNode, MapNode, Node, ScalarNode, SourceFile, describe
from baasctl.model.errors import SpecError, StoreError
from baasctl.model.files import Files
from baasctl.model.origin import Step
from baasctl.model.span import Span
from baasctl.stores.disk_files import DiskFiles

FILES_LIMIT = 1_000


def load(path: str, files: Files | None = None, *, untrusted: bool = False) -> Document:
    """Read a spec file and, recursively, the files under its `include`.

    Args:
        path: The spec file as the user named it; spans begin with it.
        files: Where files come from; its root is the folder of *path*. Left out: the disk.
        untrusted: The spec comes from a stranger: nothing outside the checkout is read from disk.

    Raises:
        SpecError: With every problem found, sorted by place.
    """
    source = files or DiskFiles(Path(path).parent, untrusted=untrusted)
    reading = _Reading(source, prefix=str(PurePath(path).parent))
    main = reading.file(PurePath(path).name, None, ())
    if reading.problems or main is None:
        raise SpecError(*sorted(reading.problems, key=_place))
    return Document(main=main, root=source.root, files=source, digests=reading.digests)


def _place(diagnostic: Diagnostic) -> tuple[str, int, int]:
    span = diagnostic.span
    return (span.file, span.line, span.column) if span else ("", 0, 0)


@dataclass(slots=True)
class _Reading:
    """One load: what was read so far and what is wrong with it."""

    files: Files
    prefix: str
    digests: dict[str, str] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)

    def file(self, name: str, step: Step | None, chain: tuple[str, ...]) -> SourceFile | None:
        """Read one file and what it includes; `None` after a problem."""
        shown = name if self.prefix in {"", "."} or name.startswith("/") else f"{self.prefix}/{name}"
        try:
            content = self.files.read(name)
            self.digests[name] = hashlib.sha256(content).hexdigest()
            root = parse(content, shown)
        except StoreError as error:
            span = step.span if step else Span(file=shown, line=1, column=1)
            self.problems.extend(replace(problem, span=span) for problem in error.diagnostics)
            return None
        except SpecError as error:
            self.problems.extend(error.diagnostics)
            return None
        if not isinstance(root, MapNode):
            self.problems.append(_no_map(root, shown))
            return None
        includes = tuple(self._includes(root, (*chain, name)))
        return SourceFile(name=shown, content=root, includes=includes, included_by=step)

    def _includes(self, root: MapNode, chain: tuple[str, ...]) -> Iterator[SourceFile]:
        for pattern in self._patterns(root.get("include")):
            step = Step(how="included", what=pattern.text, span=pattern.span)
            for name in self._matches(pattern):
                if name in chain:
                    trace = " → ".join((*chain[chain.index(name) :], name))
                    self._add("SPEC024", "files include each other", pattern.span, trace, "remove one of the includes")
                elif len(self.digests) >= FILES_LIMIT:
                    self._add("SPEC025", "too many files", pattern.span, f"at most {FILES_LIMIT} files are read")
                    return
                elif name not in self.digests:
                    included = self.file(name, step, chain)
                    if included:
                        yield included

    def _matches(self, pattern: ScalarNode) -> tuple[str, ...]:
        try:
            names = self.files.glob(pattern.text)
        except StoreError as error:
            self.problems.extend(replace(problem, span=pattern.span) for problem in error.diagnostics)
            return ()
        if not names:
            hint = f"paths start at the spec's folder, {self.files.root}"
            if "${" in pattern.text:
                hint = "variables are not known yet when files are included; write the path out"
            self._add("SPEC023", "an include matches no file", pattern.span, f"`{pattern.text}`", hint)
        return names

    def _patterns(self, node: Node | None) -> Iterator[ScalarNode]:
        if node is None or (isinstance(node, ScalarNode) and node.value is None):
            return
        for member in node.members if isinstance(node, ListNode) else (node,):
            if isinstance(member, ScalarNode) and isinstance(member.value, str) and member.text:
                yield member
            else:
                detail = f"{describe(member)} is not a path"
                self._add("SPEC026", "`include` is a list of paths", member.span, detail, 'such as ["policies/*.yaml"]')

    def _add(self, code: str, summary: str, span: Span, detail: str, hint: str = "") -> None:
        self.problems.append(Diagnostic(code=code, summary=summary, detail=detail, hint=hint, span=span))


def _no_map(root: Node | None, shown: str) -> Diagnostic:
    if root is None:
        return Diagnostic(
            code="SPEC027",
            summary="a spec file is empty",
            hint="begin with `baasctl: 1`; `baasctl init` writes a first spec",
            span=Span(file=shown, line=1, column=1),
        )
    return Diagnostic(
        code="SPEC028",
        summary="a spec is a map of sections",
        detail=f"here stands {describe(root)}",
        hint="begin with `baasctl: 1`, then `targets:` and sections such as `auth:`",
        span=root.span,
    )
