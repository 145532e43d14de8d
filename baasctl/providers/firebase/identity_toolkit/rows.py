"""One row per setting of Identity Toolkit: its name in the spec, its path on the wire, its form and its limits.

Paths, types and enums are those of Google's discovery document `identitytoolkit.v2`, revision 20250130 (PyPI
google-api-python-client 2.202.0, Apache-2.0); limits are from its descriptions unless a row says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, cast

from baasctl.model.change import FieldChange
from baasctl.model.value import ABSENT, Attributes, Side, Value, at, freeze, pointer, same, tokens_of
from baasctl.providers.contract import Bounds, Yes
from baasctl.providers.firebase.identity_toolkit.codecs import Codec, Misread
from baasctl.providers.firebase.identity_toolkit.wire import CONFIG, Message, at_wire
from baasctl.providers.strict import unexpected

DISCOVERY: Final = "discovery document identitytoolkit.v2, revision 20250130"
WHOSE: Final = "Identity Toolkit"
NATIVE: Final = "/native/firebase"
_UNSPECIFIED: Final = "_UNSPECIFIED"
"""How the first value of every enum ends; members with presence are answered with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One setting.

    Attributes:
        pointer: Inside the resource's attributes.
        wire: Path in the document, dots between members.
        bounds: What Google accepts.
        nullable: The wire tells unset from set, so that `null` may be declared.
        is_choice: The message around it is a member of a oneof: its being there is a value already.
        note: What differs from the neutral meaning.
        doc: Of a native setting: what it does, in one sentence.
    """

    pointer: str
    wire: str
    codec: Codec
    bounds: Bounds = field(default_factory=Bounds)
    nullable: bool = True
    is_choice: bool = False
    note: str = ""
    doc: str = ""

    @property
    def dotted(self) -> str:
        """The path as the support table has it: `password.require`, `native.quota.signUpQuotaConfig.quota`."""
        tokens = tokens_of(self.pointer)
        return ".".join((tokens[0], *tokens[2:]) if self.is_native else tokens)

    @property
    def is_native(self) -> bool:
        return self.pointer.startswith(f"{NATIVE}/")

    @property
    def answer(self) -> Yes:
        """The row of the support table."""
        bounds = replace(self.bounds, whose=self.bounds.whose or WHOSE) if self.bounds != Bounds() else self.bounds
        return Yes(wire=self.wire, bounds=bounds, unset=self.nullable, source=DISCOVERY, note=self.note)

    def read(self, message: Message, document: str = CONFIG) -> tuple[Side, bool]:
        """The effective value, `ABSENT` where only the server knows it, and whether it is unset.

        Raises:
            UnexpectedAnswer: The stored value is of another type than the discovery document says.
        """
        raw = at_wire(message, self.wire, document)
        chosen = self.is_choice and at_wire(message, self.wire.rpartition(".")[0], document) is not None
        if self.is_choice and not chosen:
            return ABSENT, True
        if raw is None or raw == "" or (self.bounds.choices and str(raw).endswith(_UNSPECIFIED)):
            return self.codec.absent, not chosen
        try:
            value = self.codec.read(raw)
        except Misread as error:
            raise unexpected(document, f"/{self.wire.replace('.', '/')}", str(error)) from None
        return value, not chosen and self.codec.absent is not ABSENT and same(value, self.codec.absent)

    def is_touched_by(self, field: FieldChange) -> bool:
        """Whether a change of that field is one of this setting: the same, an element of it, or the record it is in."""
        return touches(field, self.pointer)


def native_row(wire: str, codec: Codec, bounds: Bounds | None = None, *, doc: str = "", note: str = "") -> Row:
    """A setting that only Firebase has, under its wire path."""
    path = f"{NATIVE}{pointer(*wire.split('.'))}"
    return Row(pointer=path, wire=wire, codec=codec, bounds=bounds or Bounds(), doc=doc, note=note)


def touches(field: FieldChange, path: str) -> bool:
    """Whether a changed field is the one at a pointer, lies in it, or is a record around it."""
    return field.path == path or field.path.startswith(f"{path}/") or path.startswith(f"{field.path}/")


def declared(attributes: Mapping[str, Value] | None, path: str) -> Side:
    """The value at a pointer; `None` also where a record on the way is null, `ABSENT` where nothing is declared."""
    tokens = tokens_of(path)
    for length in range(1, len(tokens)):
        if at(attributes or {}, pointer(*tokens[:length])) is None:
            return None
    return at(attributes or {}, path)


def is_declared(attributes: Mapping[str, Value] | None, path: str) -> bool:
    """Whether the spec gives it a value other than null."""
    value = declared(attributes, path)
    return value is not ABSENT and value is not None


def nested(values: Mapping[str, Side]) -> Attributes:
    """Records from values by pointer; absent ones are left out."""
    root: dict[str, object] = {}
    for path, value in values.items():
        if value is ABSENT:
            continue
        *inner, last = tokens_of(path)
        record = root
        for token in inner:
            record = record.setdefault(token, {})  # type: ignore[assignment]
        record[last] = value
    return cast(Attributes, freeze(root))


def with_records(unset: Iterable[str], pointers: Iterable[str]) -> frozenset[str]:
    """The unset pointers and every record all of whose members are among them."""
    found = set(unset)
    members = tuple(pointers)
    records = {pointer(*tokens_of(each)[:length]) for each in members for length in range(1, len(tokens_of(each)))}
    for record in records:
        if all(each in found for each in members if each.startswith(f"{record}/")):
            found.add(record)
    return frozenset(found)
