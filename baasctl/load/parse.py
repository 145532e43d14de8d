"""YAML text to nodes that know their place, with every limit kept while reading."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import yaml

from baasctl.load.parse_errors import of_yaml, refused_characters
from baasctl.load.scalars import read_plain
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.document import Entry, ListNode, MapNode, Node, ScalarNode
from baasctl.model.errors import SpecError
from baasctl.model.problems import stop_when_too_many
from baasctl.model.span import Span

NODE_LIMIT: Final = 200_000
DEPTH_LIMIT: Final = 100
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse(content: bytes, name: str) -> Node | None:
    """Read one YAML document.

    Args:
        content: UTF-8, with or without byte order mark.
        name: The file of every span, as the user named it.

    Returns:
        `None` for a file without content (empty, or comments only).

    Raises:
        SpecError: Not UTF-8, not YAML, several documents, tags, merge keys, a key twice, more than
            `NODE_LIMIT` nodes with aliases expanded, or nesting deeper than `DEPTH_LIMIT`.
    """
    text = _decode(content, name)
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.YAMLError as error:
        raise SpecError(*builder.problems, of_yaml(error, text, name)) from None
    if builder.problems:
        raise SpecError(*builder.problems)
    return builder.root


def _decode(content: bytes, name: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        raise SpecError(
            Diagnostic(
                code="SPEC010",
                summary="a spec file is not UTF-8 text",
                detail=f"byte {error.start + 1} is 0x{content[error.start]:02x}",
                hint="save the file as UTF-8",
                span=Span(file=name, line=before.count(b"\n") + 1, column=column),
            )
        ) from None
    refused = refused_characters(text, name)
    if refused:
        raise SpecError(refused)
    return text


@dataclass(slots=True)
class _Open:
    """A collection that is still being read."""

    span: Span
    anchor: str | None
    entries: dict[str, Entry] | None
    members: list[Node] = field(default_factory=list)
    key: tuple[str, Span] | None = None
    size: int = 1
    height: int = 1


class _Builder:
    """Takes parser events, keeps the tree and the problems."""

    def __init__(self, name: str) -> None:
        self.problems: list[Diagnostic] = []
        self.root: Node | None = None
        self._name = name
        self._documents = 0
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int, int]] = {}
        self._nodes = 0

    def take(self, event: yaml.Event) -> None:
        """The next event.

        Raises:
            SpecError: What makes reading on useless.
        """
        stop_when_too_many(self.problems)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._start(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._end()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise SpecError(
                    self._problem(
                        "SPEC012",
                        "a spec file holds more than one document",
                        event,
                        "`---` begins a second one",
                        "put it into a file of its own and name that under `include`",
                    )
                )

    def _span(self, event: yaml.Event) -> Span:
        mark = event.start_mark
        return Span(file=self._name, line=mark.line + 1 if mark else 1, column=mark.column + 1 if mark else 1)

    def _problem(self, code: str, summary: str, event: yaml.Event | Span, detail: str, hint: str = "") -> Diagnostic:
        span = event if isinstance(event, Span) else self._span(event)
        return Diagnostic(code=code, summary=summary, detail=detail, hint=hint, span=span)

    def _refuse_tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.tag is not None:
            shown = event.tag.replace("tag:yaml.org,2002:", "!!")
            hint = "leave the tag out; quotes make text" if shown.startswith("!!") else "leave the tag out"
            self.problems.append(self._problem("SPEC013", "a spec has no tags", event, f"`{shown}`", hint))

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        self._refuse_tag(event)
        span = self._span(event)
        if self._awaits_key():
            self._not_a_key(span)
        if len(self._stack) >= DEPTH_LIMIT:
            raise SpecError(self._too_deep(span))
        self._count(1, span)
        entries: dict[str, Entry] | None = {} if isinstance(event, yaml.MappingStartEvent) else None
        self._stack.append(_Open(span, event.anchor, entries))

    def _end(self) -> None:
        done = self._stack.pop()
        node: Node
        node = ListNode(done.span, tuple(done.members)) if done.entries is None else MapNode(done.span, done.entries)
        if done.anchor:
            self._anchors[done.anchor] = (node, done.size, done.height)
        self._add(node, done.size, done.height)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._refuse_tag(event)
        text, span = event.value, self._span(event)
        if self._awaits_key():
            self._key(text, span, plain=event.implicit[0])
            if event.anchor:
                self._anchors[event.anchor] = (ScalarNode(span, text, text), 1, 1)
            return
        self._count(1, span)
        value: bool | int | float | str | None = text
        if event.implicit[0]:
            try:
                value = read_plain(text)
            except ValueError as error:
                problem = self._problem(
                    "SPEC014", "a number cannot be used", span, str(error), "put it in quotes if it is text"
                )
                self.problems.append(problem)
        elif "\0" in text:
            self.problems.append(self._problem("SPEC011", "a spec holds a refused character", span, "a NUL character"))
        node = ScalarNode(span, value, text)
        if event.anchor:
            self._anchors[event.anchor] = (node, 1, 1)
        self._add(node, 1, 1)

    def _alias(self, event: yaml.AliasEvent) -> None:
        span = self._span(event)
        found = self._anchors.get(event.anchor or "")
        if found is None:
            inside = any(open_.anchor == event.anchor for open_ in self._stack)
            detail = f"`*{event.anchor}` " + (
                "stands inside what it names" if inside else "names no earlier `&` anchor"
            )
            raise SpecError(self._problem("SPEC015", "an alias leads nowhere", span, detail))
        node, size, height = found
        if self._awaits_key():
            if isinstance(node, ScalarNode):
                self._key(node.text, span, plain=False)
            else:
                self._not_a_key(span)
            return
        self._count(size, span)
        if len(self._stack) + height > DEPTH_LIMIT:
            raise SpecError(self._too_deep(span))
        self._add(node, size, height)

    def _awaits_key(self) -> bool:
        return bool(self._stack) and self._stack[-1].entries is not None and self._stack[-1].key is None

    def _not_a_key(self, span: Span) -> None:
        hint = "write `key: value`; a text that begins with `[`, `{`, `?` or `*` needs quotes"
        raise SpecError(self._problem("SPEC016", "a key is not text", span, "a list or map stands as a key", hint))

    def _key(self, text: str, span: Span, *, plain: bool) -> None:
        if plain and text == "<<":
            hint = "write the members out; variables, includes and overrides avoid repetition"
            self.problems.append(self._problem("SPEC017", "merge keys are not part of YAML 1.2", span, "`<<`", hint))
        elif "\0" in text:
            self.problems.append(self._problem("SPEC011", "a spec holds a refused character", span, "a NUL character"))
        earlier = (self._stack[-1].entries or {}).get(text)
        if earlier and text != "<<":
            detail = f"`{text}` stands here and in {earlier.span}"
            hint = "keep one of the two"
            self.problems.append(self._problem("SPEC018", "a key stands twice in one map", span, detail, hint))
        self._stack[-1].key = (text, span)

    def _add(self, node: Node, size: int, height: int) -> None:
        if not self._stack:
            self.root = None if isinstance(node, ScalarNode) and node.value is None else node
            return
        parent = self._stack[-1]
        parent.size += size
        parent.height = max(parent.height, height + 1)
        if parent.entries is None:
            parent.members.append(node)
        elif parent.key is not None:
            key, span = parent.key
            parent.entries.setdefault(key, Entry(key, span, node))
            parent.key = None

    def _count(self, nodes: int, span: Span) -> None:
        self._nodes += nodes
        if self._nodes > NODE_LIMIT:
            detail = f"more than {NODE_LIMIT:,} values with aliases expanded, baasctl's limit for one file"
            hint = "split it, and name the parts under `include`; use fewer aliases"
            raise SpecError(self._problem("SPEC019", "a spec file holds too much", span, detail, hint))

    def _too_deep(self, span: Span) -> Diagnostic:
        detail = f"more than {DEPTH_LIMIT} levels, baasctl's limit"
        return self._problem("SPEC020", "a spec file is nested too deeply", span, detail)
