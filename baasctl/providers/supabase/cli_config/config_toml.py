"""`config.toml` of the Supabase CLI as resources; what has no place in a spec is listed with the reason.

Only what the file says is written, as `supabase config push` does since 2.117. A group that is switched off (mail
server, captcha, hook, provider) keeps its other keys to itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from baasctl.model.address import Address
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Value
from baasctl.providers.project_files import LeftOut
from baasctl.providers.supabase.auth_settings.codecs import CHARACTER_CLASSES
from baasctl.providers.supabase.auth_settings.rows import nested
from baasctl.providers.supabase.cli_config.places import Place, places, reason_for
from baasctl.providers.supabase.cli_config.rows import CONFIG_ROWS, ConfigRow
from baasctl.providers.supabase.cli_config.values import Unwritable, value_of

_WHOLE = ("auth.sms.test_otp", "db.vault", "edge_runtime.secrets", "storage.buckets", "functions")
"""Tables whose keys are the user's own names."""


@dataclass(slots=True)
class ConfigToml:
    """A file on its way into resources.

    Attributes:
        left: Keys that nothing was done about yet, dotted, and their values.
        values: By kind and name, and then by pointer.
        notes: What was left out, or needs a word.
    """

    left: dict[str, object]
    values: dict[tuple[str, str], dict[str, Value]] = field(default_factory=dict)
    notes: list[LeftOut] = field(default_factory=list)

    @classmethod
    def of(cls, document: Mapping[str, object]) -> ConfigToml:
        return cls(dict(_leaves(document, "")))

    def put(self, place: tuple[str, str], pointer: str, value: Value) -> None:
        self.values.setdefault(place, {})[pointer] = value

    def leave(self, key: str, reason: str) -> None:
        """Note that a key is not written."""
        if self.left.pop(key, ABSENT) is not ABSENT:
            self.notes.append(LeftOut(key, reason))

    def leave_below(self, prefix: str, reason: str) -> None:
        """Note that no key below a table is written."""
        for key in [key for key in self.left if key == prefix or key.startswith(f"{prefix}.")]:
            self.leave(key, reason)

    def remark(self, key: str, reason: str) -> None:
        """Say what to know about a key that is written."""
        self.notes.append(LeftOut(key, reason, is_written=True))

    def take(self, key: str) -> object:
        """The value of a key, which is dealt with now; `ABSENT` when the file does not have it."""
        return self.left.pop(key, ABSENT)

    def tables_below(self, prefix: str) -> list[str]:
        """Names of the tables below one."""
        depth = prefix.count(".") + 1
        return list(dict.fromkeys(key.split(".")[depth] for key in self.left if key.startswith(f"{prefix}.")))


def rows_into(config: ConfigToml) -> None:
    """Write every key of the registry that is left; groups are dealt with before."""
    for row in CONFIG_ROWS:
        if row.key not in config.left:
            continue
        place = places().get(row.wire)
        if place is None:
            config.leave(row.key, reason_for(row.key))
        else:
            _write(config, row, place)


def rest_into(config: ConfigToml) -> None:
    """Note why the remaining keys have no place."""
    for key in list(config.left):
        config.leave(key, reason_for(key))


def resources_of(config: ConfigToml, target: str) -> tuple[Resource, ...]:
    """The resources that were gathered."""
    return tuple(
        Resource(address=Address(target, kind, (name,) if name else ()), attributes=nested(values))
        for (kind, name), values in config.values.items()
    )


def _write(config: ConfigToml, row: ConfigRow, place: Place) -> None:
    raw = config.left[row.key]
    if raw == "" and place.row.codec is not CHARACTER_CLASSES:
        config.leave(row.key, "it is empty, which says nothing")
        return
    try:
        value = value_of(row, place.row.codec, raw)
    except Unwritable as error:
        config.leave(row.key, str(error))
        return
    config.take(row.key)
    config.put((place.kind, place.name), place.row.pointer, value)
    if place.row.codec.member.sensitive and not getattr(value, "reference", ""):
        config.remark(row.key, "the file holds it in plain text; it is asked for by name now, and should be changed")


def _leaves(value: object, path: str) -> Iterator[tuple[str, object]]:
    """Dotted keys and values; tables of the user's own names stay whole, empty tables say nothing."""
    if isinstance(value, Mapping) and path not in _WHOLE:
        for key, member in value.items():
            yield from _leaves(member, f"{path}.{key}" if path else str(key))
    else:
        yield path, value
