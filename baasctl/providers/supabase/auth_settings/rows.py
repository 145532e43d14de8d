"""One row per auth setting: its name in the spec, its name on the wire, its form and its limits.

The tables of rows (`auth`, `native`, `identity_providers`, `email_templates`, `auth_hooks`) are made from the
body schema of `PATCH /v1/projects/{ref}/config/auth` in the operation registry of npm `@supabase/cli-linux-x64` 3.1.0
(supabase/cli, MIT, 2026-11-09) and the secret flags of npm `@supabase/config` 0.9.0 (supabase/cli, MIT, 2026-09-22).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from baasctl.model.change import FieldChange
from baasctl.model.value import ABSENT, Attributes, Side, Value, at, freeze, tokens_of
from baasctl.providers.contract import Bounds, Yes
from baasctl.providers.supabase.auth_settings.codecs import Codec

CONTRACT = "PATCH /v1/projects/{ref}/config/auth, contract of 2026-11-09 (supabase/cli, MIT)"
WHOSE = "Supabase Auth"
NATIVE = "/native/supabase/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One setting.

    Attributes:
        pointer: Inside the resource's attributes.
        wire: Field of `config/auth`, both in `GET` and `PATCH`.
        bounds: Beyond those of the codec.
        nullable: The wire tells unset from set, so that `null` may be declared.
        note: What differs from the neutral meaning.
    """

    pointer: str
    wire: str
    codec: Codec
    bounds: Bounds = field(default_factory=Bounds)
    nullable: bool = True
    note: str = ""

    @property
    def dotted(self) -> str:
        """The path as the support table has it: `password.minimum_length`, `native.rate_limit_otp`."""
        tokens = tokens_of(self.pointer)
        return ".".join(token for index, token in enumerate(tokens) if (index, tokens[0]) != (1, "native"))

    @property
    def is_native(self) -> bool:
        return self.pointer.startswith(NATIVE)

    @property
    def answer(self) -> Yes:
        """The row of the support table."""
        bounds = self.bounds if self.bounds != Bounds() else self.codec.bounds
        return Yes(
            wire=self.wire,
            bounds=replace(bounds, whose=bounds.whose or WHOSE) if bounds != Bounds() else bounds,
            unset=self.nullable,
            source=CONTRACT,
            note=self.note,
        )

    def is_touched_by(self, field: FieldChange) -> bool:
        """Whether a change of that field is one of this setting: the same, an element of it, or the record it is in."""
        return (
            field.path == self.pointer
            or field.path.startswith(f"{self.pointer}/")
            or self.pointer.startswith(f"{field.path}/")
        )


def declared(attributes: Mapping[str, Value] | None, path: str) -> Side:
    """The value at a pointer; `None` also where a record on the way is null, `ABSENT` where nothing is declared."""
    tokens = tokens_of(path)
    for length in range(1, len(tokens)):
        if at(attributes or {}, "/" + "/".join(tokens[:length])) is None:
            return None
    return at(attributes or {}, path)


def is_declared(attributes: Mapping[str, Value] | None, path: str) -> bool:
    """Whether the spec gives it a value other than null."""
    value = declared(attributes, path)
    return value is not ABSENT and value is not None


def nested(values: Mapping[str, Value]) -> Attributes:
    """Records from values by pointer."""
    root: dict[str, object] = {}
    for path, value in values.items():
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
    records = {
        "/" + "/".join(tokens_of(each)[:length]) for each in members for length in range(1, len(tokens_of(each)))
    }
    for record in records:
        if all(each in found for each in members if each.startswith(f"{record}/")):
            found.add(record)
    return frozenset(found)
