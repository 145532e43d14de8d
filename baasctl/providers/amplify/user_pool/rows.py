"""One row per setting of a user pool: its name in the spec, its document, its path on the wire, form and limits.

Paths, types, enums and bounds are those of botocore's model of `cognito-idp` (1.43.106, newer members 1.44.5);
defaults are what AWS answers for pools that never set the field (research/amplify.md §2.1, "Server defaults to fold",
live-observed by cdk-real-drift, src/normalize/noise.ts, Apache-2.0).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from baasctl.model.field import Field
from baasctl.model.value import ABSENT, Side, Value, pointer, same, tokens_of
from baasctl.providers.amplify.user_pool.documents import Documents, Drafts, Message, at_wire, drop_wire, put_wire
from baasctl.providers.amplify.user_pool.forms import TEXT, Form, Misread
from baasctl.providers.contract import Bounds, Yes
from baasctl.providers.strict import unexpected

BOTOCORE: Final = "botocore 1.43.106, cognito-idp"
NEWER: Final = "botocore 1.44.5, cognito-idp"
WHOSE: Final = "Cognito"
NATIVE: Final = "/native/amplify"


class Setting(Protocol):
    """One field of the spec, wherever it is on the wire."""

    @property
    def pointer(self) -> str: ...

    @property
    def documents(self) -> tuple[str, ...]:
        """What it is read from and written to; the first one names its batch."""
        ...

    @property
    def wires(self) -> tuple[str, ...]:
        """Wire paths that it writes, for messages and the coverage of botocore's model."""
        ...

    @property
    def answer(self) -> Yes: ...

    @property
    def form(self) -> Form:
        """What a written value has to look like."""
        ...

    @property
    def member(self) -> Field:
        """Shape of a native setting."""
        ...

    def read(self, documents: Documents) -> tuple[Side, bool]:
        """The effective value and whether it is unset.

        Raises:
            UnexpectedAnswer: The stored value is of another type than the model says.
        """
        ...

    def write(self, drafts: Drafts, value: Value) -> None:
        """Put a value into the drafts; `None` takes it back to what AWS has without it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A setting that is one leaf of one document.

    Attributes:
        default: What AWS has where nobody set it, as on the wire; a removal writes it, since an omitted member may
            be kept. `ABSENT`: only absence says that it is not set.
        nullable: Whether `null` may be declared.
        create_only: AWS takes it only when the pool is made.
        described: Its path in the answer, where that differs.
    """

    pointer: str
    document: str
    wire: str
    form: Form = TEXT
    bounds: Bounds = field(default_factory=Bounds)
    default: object = ABSENT
    nullable: bool = True
    create_only: bool = False
    described: str = ""
    source: str = BOTOCORE
    note: str = ""
    doc: str = ""

    @property
    def documents(self) -> tuple[str, ...]:
        return (self.document,)

    @property
    def wires(self) -> tuple[str, ...]:
        return (self.wire,)

    @property
    def member(self) -> Field:
        return replace(self.form.member, doc=self.doc, immutable=self.create_only)

    @property
    def answer(self) -> Yes:
        return yes(self.wire, bounds=self.bounds, unset=self.nullable, source=self.source, note=self.note)

    def read(self, documents: Documents) -> tuple[Side, bool]:
        raw = at_wire(documents[self.document], self.described or self.wire, self.document)
        nothing = raw is None or raw in ("", {}, [])
        if nothing and self.default is ABSENT:
            return ABSENT, True
        value = self._understood(self.default if nothing else raw)
        return value, nothing or (self.default is not ABSENT and same(value, self.form.read(self.default)))

    def write(self, drafts: Drafts, value: Value) -> None:
        draft = drafts[self.document]
        if value is not None:
            put_wire(draft, self.wire, self.form.write(value))
        elif self.default is ABSENT:
            drop_wire(draft, self.wire)
        else:
            put_wire(draft, self.wire, self.default)

    def _understood(self, raw: object) -> Value:
        try:
            return self.form.read(raw)
        except Misread as error:
            raise unexpected(self.document, f"/{self.wire.replace('.', '/')}", str(error)) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Special:
    """A setting of more than one leaf, or of a part of one.

    Attributes:
        reads, writes: See `Setting`.
    """

    pointer: str
    documents: tuple[str, ...]
    wires: tuple[str, ...]
    answer: Yes
    reads: Callable[[Documents], tuple[Side, bool]]
    writes: Callable[[Drafts, Value], None]
    form: Form = TEXT
    doc: str = ""

    @property
    def member(self) -> Field:
        return replace(self.form.member, doc=self.doc)

    def read(self, documents: Documents) -> tuple[Side, bool]:
        return self.reads(documents)

    def write(self, drafts: Drafts, value: Value) -> None:
        self.writes(drafts, value)


def yes(*wires: str, bounds: Bounds | None = None, unset: bool = True, source: str = BOTOCORE, note: str = "") -> Yes:
    """The answer of the support table for a setting of Cognito."""
    limits = bounds or Bounds()
    if limits != Bounds():
        limits = replace(limits, whose=limits.whose or WHOSE)
    return Yes(wire=" ".join(wires), bounds=limits, unset=unset, source=source, note=note)


def dotted(path: str) -> str:
    """A pointer as the support table has it: `password.require`, `native.UserPoolTier`."""
    tokens = tokens_of(path)
    return ".".join((tokens[0], *tokens[2:]) if path.startswith(f"{NATIVE}/") else tokens)


def native(wire: str) -> str:
    """The pointer of a wire path under `native.amplify`."""
    return f"{NATIVE}{pointer(*wire.split('.'))}"


def list_of(message: Message, name: str) -> list[object]:
    """A list in a draft, copied; empty where there is none."""
    found = message.get(name)
    return list(found) if isinstance(found, list | tuple) else []
