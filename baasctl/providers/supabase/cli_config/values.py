"""Values of `config.toml` as attributes."""

from __future__ import annotations

import re
from typing import Final

from baasctl.model.interpolated import Interpolated
from baasctl.model.secret import Secret
from baasctl.model.value import Value
from baasctl.providers.supabase.auth_settings.codecs import (
    ADDRESS,
    CHARACTER_CLASSES,
    HOURS,
    SET,
    TEST_CODES,
    TEXT,
    Codec,
)
from baasctl.providers.supabase.cli_config.rows import ConfigRow
from baasctl.providers.supabase.project_settings.rows import ORDERED

_ENVIRONMENT: Final = re.compile(r"env\(([A-Za-z_][A-Za-z0-9_]*)\)")
_DURATION_PART: Final = re.compile(r"(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)")
_SECONDS: Final = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_SIZE: Final = re.compile(r"(?i)(\d+(?:\.\d+)?)\s*([kmgtp]?)(?:i?b)?")
_SIZE_LETTERS: Final = ("", "k", "m", "g", "t", "p")
PASSWORD_CLASSES: Final = {
    "": (),
    "letters_digits": ("digit", "letter"),
    "lower_upper_letters_digits": ("digit", "lowercase", "uppercase"),
    "lower_upper_letters_digits_symbols": ("digit", "lowercase", "symbol", "uppercase"),
}
"""`auth.password_requirements` (enumeration of the JSON Schema in npm `@supabase/config` 0.9.0)."""


class Unwritable(ValueError):
    """Why a value has no place in the spec; never the value of a secret."""


def value_of(row: ConfigRow, codec: Codec, raw: object) -> Value:
    """The attribute that a value of `config.toml` means.

    `env(X)` becomes `${env:X}`, and `${secret:env:X}` where the setting is sensitive. A secret in plain text
    becomes one without a reference.

    Raises:
        Unwritable: It is of another type, or cannot be said in a spec.
    """
    if codec.member.sensitive:
        return secret_of(raw)
    if codec is TEST_CODES:
        return _test_codes(raw)
    if codec in (SET, ORDERED):
        members = tuple(text_of(member) for member in _members(raw))
        return tuple(sorted(set(members))) if codec is SET else members
    if _name_in(raw) is not None:
        if codec in (TEXT, ADDRESS):
            return text_of(raw)
        message = f"{raw} is text in a spec, and this is not; write the value instead"
        raise Unwritable(message)
    value = _plain(row, codec, raw)
    if not codec.accepts(value):
        message = f"expected {codec.expects}"
        raise Unwritable(message)
    return value


def text_of(raw: object) -> str:
    """A text, with references where it refers to the environment.

    Raises:
        Unwritable: It is no text.
    """
    if not isinstance(raw, str):
        message = "expected text"
        raise Unwritable(message)
    name = _name_in(raw)
    return Interpolated(f"${{env:{name}}}") if name else raw


def secret_of(raw: object) -> Secret:
    """A reference to the environment, or a secret that has none yet.

    Raises:
        Unwritable: It is no text.
    """
    text_of(raw)
    name = _name_in(raw)
    return Secret(reference=f"${{secret:env:{name}}}") if name else Secret()


def size_of(raw: object) -> int:
    """`50MiB`, `50MB` and `50mb` are the same to the CLI; a number is in bytes.

    Raises:
        Unwritable: It is no size.
    """
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    match = _SIZE.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if match is None:
        message = "expected a size such as 50MiB"
        raise Unwritable(message)
    return int(float(match[1]) * 1024 ** _SIZE_LETTERS.index(match[2].lower()))


def duration_of(raw: object) -> int | float:
    """A duration of Go (`1h30m`, `500ms`) in seconds.

    Raises:
        Unwritable: It is none.
    """
    text = raw.strip() if isinstance(raw, str) else ""
    parts = _DURATION_PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        if text == "0":
            return 0
        message = "expected a duration such as 24h or 1m0s"
        raise Unwritable(message)
    seconds = sum(float(number) * _SECONDS[unit] for number, unit in parts)
    return int(seconds) if seconds == int(seconds) else seconds


def _plain(row: ConfigRow, codec: Codec, raw: object) -> Value:
    if codec is CHARACTER_CLASSES:
        if raw not in PASSWORD_CLASSES:
            message = f"expected one of {', '.join(filter(None, PASSWORD_CLASSES))}"
            raise Unwritable(message)
        return PASSWORD_CLASSES[str(raw)]
    if row.form == "bytes":
        return size_of(raw)
    if row.form in ("hours", "seconds"):
        seconds = duration_of(raw)
        raw = seconds / 3600 if row.form == "hours" and codec is not HOURS else seconds
    if isinstance(raw, float) and raw == int(raw):
        return int(raw)
    if codec is TEXT and isinstance(raw, int) and not isinstance(raw, bool):
        return str(raw)
    return raw  # type: ignore[return-value]


def _test_codes(raw: object) -> Value:
    if not isinstance(raw, dict):
        message = "expected a table of numbers and codes"
        raise Unwritable(message)
    return {f"+{str(number).removeprefix('+')}": secret_of(code) for number, code in sorted(raw.items())}


def _members(raw: object) -> list[object]:
    if not isinstance(raw, list):
        message = "expected a list of texts"
        raise Unwritable(message)
    return raw


def _name_in(raw: object) -> str | None:
    match = _ENVIRONMENT.fullmatch(raw.strip()) if isinstance(raw, str) else None
    return match[1] if match else None
