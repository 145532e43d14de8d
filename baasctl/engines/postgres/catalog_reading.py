"""The answer to `catalog_sql.catalog_expression`, checked and read: it comes from a server and is not trusted."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from baasctl.engines.postgres.catalog import (
    Argument,
    BaseType,
    Cast,
    Catalog,
    Composite,
    Domain,
    Enumeration,
    Extension,
    Field,
    Function,
    Key,
    Name,
    Operator,
    Range,
    Table,
    TypeReference,
)
from baasctl.engines.postgres.names import MAXIMUM_BYTES
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import EngineError

UNIT = "(?:year|month|day|hour|minute|second)"
BUILTIN_TYPE = re.compile(
    r'(?:pg_catalog\.)?(?:"[a-z0-9_]+"|[a-z0-9_]+(?:\([0-9]+(?:,-?[0-9]+)?\))?|double precision'
    r"|(?:character|bit) varying(?:\([0-9]+\))?|time(?:stamp)?(?:\([0-9]\))? with(?:out)? time zone"
    rf"|interval {UNIT}(?: to {UNIT})?(?:\([0-9]\))?)(?:\[\])*"
)
OPERATOR = re.compile(r"[-+*/<>=~!@#%^&|`?]{1,63}")
Read = TypeVar("Read")


class CatalogDamaged(EngineError):
    """The answer does not have the shape of a catalog."""

    def __init__(self, path: str, wanted: str) -> None:
        super().__init__(
            Diagnostic(
                code="PLAN804",
                summary="the database's catalog cannot be read",
                detail=f"`{path}` is not {wanted}.",
                hint="this is what the server answered; check that it is the PostgreSQL server of the project",
            )
        )


class Row:
    """One array of the answer, taken apart from left to right."""

    def __init__(self, value: object, path: str, size: int) -> None:
        if not isinstance(value, list) or len(value) != size:
            raise CatalogDamaged(path, f"an array of {size}")
        self._values = iter(enumerate(value))
        self._path = path

    def take(self, read: Callable[[object, str], Read]) -> Read:
        index, value = next(self._values)
        return read(value, f"{self._path}/{index}")

    def name(self) -> Name:
        return self.take(_identifier), self.take(_identifier)

    def extension(self) -> str:
        return self.take(_optional_identifier)


def read_catalog(answer: object) -> Catalog:
    """Read what the server answered.

    Raises:
        CatalogDamaged: A member is missing, has another type, or holds a name that PostgreSQL could not have stored.
    """
    if not isinstance(answer, dict):
        raise CatalogDamaged("", "an object")

    def member(key: str, read: Callable[[object, str], Read]) -> tuple[Read, ...]:
        return _all(read)(answer.get(key), f"/{key}")

    return Catalog(
        server_version=_integer(answer.get("server_version"), "/server_version"),
        search_path=_text(answer.get("search_path"), "/search_path"),
        roles=member("roles", _identifier),
        schemas=member("schemas", _identifier),
        extensions=member("extensions", _extension),
        enumerations=member("enumerations", _enumeration),
        composites=member("composites", _composite),
        domains=member("domains", _domain),
        ranges=member("ranges", _range),
        base_types=member("base_types", _base_type),
        tables=member("tables", _table),
        functions=member("functions", _function),
        operators=member("operators", _operator),
        casts=member("casts", _cast),
    )


def _extension(value: object, path: str) -> Extension:
    row = Row(value, path, 3)
    return Extension(name=row.take(_identifier), schema=row.take(_identifier), version=row.take(_text))


def _enumeration(value: object, path: str) -> Enumeration:
    row = Row(value, path, 4)
    return Enumeration(name=row.name(), labels=row.take(_labels), extension=row.extension())


def _composite(value: object, path: str) -> Composite:
    row = Row(value, path, 4)
    return Composite(name=row.name(), fields=row.take(_all(_field)), extension=row.extension())


def _domain(value: object, path: str) -> Domain:
    row = Row(value, path, 4)
    return Domain(name=row.name(), base=row.take(_type), extension=row.extension())


def _range(value: object, path: str) -> Range:
    row = Row(value, path, 4)
    return Range(name=row.name(), subtype=row.take(_type), extension=row.extension())


def _base_type(value: object, path: str) -> BaseType:
    row = Row(value, path, 6)
    return BaseType(
        name=row.name(),
        category=row.take(_character),
        is_preferred=row.take(_truth),
        is_collatable=row.take(_truth),
        extension=row.extension(),
    )


def _table(value: object, path: str) -> Table:
    row = Row(value, path, 7)
    return Table(
        name=row.name(),
        kind=row.take(_one_of("rpvmf")),
        fields=row.take(_all(_field)),
        keys=row.take(_all(_key)),
        policies=row.take(_all(_identifier)),
        extension=row.extension(),
    )


def _field(value: object, path: str) -> Field:
    row = Row(value, path, 3)
    return Field(name=row.take(_identifier), type=row.take(_type), not_null=row.take(_truth))


def _key(value: object, path: str) -> Key:
    row = Row(value, path, 2)
    return Key(is_primary=row.take(_truth), columns=row.take(_all(_identifier)))


def _function(value: object, path: str) -> Function:
    row = Row(value, path, 9)
    name, kind, volatility = row.name(), row.take(_one_of("faw")), row.take(_one_of("isv"))
    returns_set, result = row.take(_truth), row.take(_type)
    arguments, defaults = row.take(_all(_argument)), row.take(_integer)
    return Function(
        name=name,
        kind=kind,
        volatility=volatility,
        returns_set=returns_set,
        result=result,
        arguments=_with_defaults(arguments, defaults),
        extension=row.extension(),
    )


def _argument(value: object, path: str) -> Argument:
    row = Row(value, path, 3)
    return Argument(mode=row.take(_one_of("iobvt")), name=row.take(_optional_identifier), type=row.take(_type))


def _with_defaults(arguments: tuple[Argument, ...], defaults: int) -> tuple[Argument, ...]:
    """The server counts defaults from the last input argument backwards."""
    inputs = [index for index, argument in enumerate(arguments) if argument.mode in "ibv"]
    given = set(inputs[len(inputs) - defaults :]) if defaults > 0 else set()
    return tuple(
        Argument(mode=each.mode, name=each.name, type=each.type, has_default=index in given)
        for index, each in enumerate(arguments)
    )


def _operator(value: object, path: str) -> Operator:
    row = Row(value, path, 7)
    return Operator(
        name=(row.take(_identifier), row.take(_operator_name)),
        left=row.take(_optional_type),
        right=row.take(_type),
        function=row.name(),
        extension=row.extension(),
    )


def _cast(value: object, path: str) -> Cast:
    row = Row(value, path, 8)
    source, target = row.take(_type), row.take(_type)
    context, method = row.take(_one_of("iae")), row.take(_one_of("fib"))
    schema, function = row.take(_optional_identifier), row.take(_optional_identifier)
    return Cast(
        source=source,
        target=target,
        context=context,
        function=(schema, function) if method == "f" else None,
        arguments=row.take(_all(_type)),
        is_binary=method == "b",
        extension=row.extension(),
    )


def _type(value: object, path: str) -> TypeReference:
    if isinstance(value, str):
        if not BUILTIN_TYPE.fullmatch(value):
            raise CatalogDamaged(path, "the name of a built-in type")
        return TypeReference(builtin=value)
    row = Row(value, path, 3)
    return TypeReference(name=row.name(), is_array=row.take(_truth))


def _optional_type(value: object, path: str) -> TypeReference | None:
    return None if value is None else _type(value, path)


def _all(read: Callable[[object, str], Read]) -> Callable[[object, str], tuple[Read, ...]]:
    def each(value: object, path: str) -> tuple[Read, ...]:
        if not isinstance(value, list):
            raise CatalogDamaged(path, "an array")
        return tuple(read(item, f"{path}/{index}") for index, item in enumerate(value))

    return each


def _one_of(letters: str) -> Callable[[object, str], str]:
    def letter(value: object, path: str) -> str:
        text = _character(value, path)
        if text not in letters:
            raise CatalogDamaged(path, f"one of {', '.join(letters)}")
        return text

    return letter


def _labels(value: object, path: str) -> tuple[str, ...]:
    return () if value is None else _all(_text)(value, path)


def _identifier(value: object, path: str) -> str:
    text = _text(value, path)
    if not 0 < len(text.encode(errors="replace")) <= MAXIMUM_BYTES:
        raise CatalogDamaged(path, f"a name of 1 to {MAXIMUM_BYTES} bytes")
    return text


def _optional_identifier(value: object, path: str) -> str:
    return "" if value is None or not value else _identifier(value, path)


def _operator_name(value: object, path: str) -> str:
    text = _text(value, path)
    if not OPERATOR.fullmatch(text) or "--" in text or "/*" in text:
        raise CatalogDamaged(path, "an operator")
    return text


def _character(value: object, path: str) -> str:
    text = _text(value, path)
    if len(text) != 1 or not text.isascii() or not text.isprintable():
        raise CatalogDamaged(path, "one character")
    return text


def _text(value: object, path: str) -> str:
    if not isinstance(value, str) or "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise CatalogDamaged(path, "text")
    return value


def _truth(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise CatalogDamaged(path, "true or false")
    return value


def _integer(value: object, path: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise CatalogDamaged(path, "an integer")
    return value
