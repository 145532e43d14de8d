"""What of a live database the shadow repeats: names, types and signatures, and no data, bodies or defaults.

Every collection may be empty. `Name` is (schema, name), unquoted and as stored.
"""

from __future__ import annotations

from dataclasses import dataclass

Name = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeReference:
    """A use of a type.

    Attributes:
        builtin: SQL text for a type of `pg_catalog`, with its modifiers (`character varying(10)[]`); empty otherwise.
        name: The type outside `pg_catalog`; its element type if `is_array`. `None` for a built-in one.
    """

    builtin: str = ""
    name: Name | None = None
    is_array: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column of a table or an attribute of a composite type."""

    name: str
    type: TypeReference
    not_null: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A primary key or unique constraint, which foreign keys of later migrations may need."""

    columns: tuple[str, ...]
    is_primary: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Anything with columns that a policy can sit on or read.

    Attributes:
        kind: `pg_class.relkind`: r table, p partitioned table, v view, m materialised view, f foreign table.
        policies: Names only, so that a later migration can drop or alter them.
        extension: Extension that owns it; empty for none.
    """

    name: Name
    kind: str
    fields: tuple[Field, ...]
    keys: tuple[Key, ...] = ()
    policies: tuple[str, ...] = ()
    extension: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enumeration:
    """An enum type; the labels are in sort order."""

    name: Name
    labels: tuple[str, ...]
    extension: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    """A composite type of its own, not the row type of a table."""

    name: Name
    fields: tuple[Field, ...]
    extension: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A domain; its checks are not needed."""

    name: Name
    base: TypeReference
    extension: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A range type."""

    name: Name
    subtype: TypeReference
    extension: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseType:
    """A type written in C, in practice one of an extension.

    Attributes:
        category: `pg_type.typcategory`, which decides how operators and functions are chosen.
    """

    name: Name
    category: str = "U"
    is_preferred: bool = False
    is_collatable: bool = False
    extension: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """An argument or result column of a function.

    Attributes:
        mode: i in, o out, b in and out, v variadic, t column of the result.
        name: Empty when it has none.
    """

    mode: str
    name: str
    type: TypeReference
    has_default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """The signature of a function.

    Attributes:
        kind: f function, a aggregate, w window function.
        volatility: i immutable, s stable, v volatile.
        arguments: In order, with result columns.
    """

    name: Name
    arguments: tuple[Argument, ...]
    result: TypeReference
    returns_set: bool = False
    kind: str = "f"
    volatility: str = "v"
    extension: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """An operator outside `pg_catalog`; `left` is `None` for a prefix operator."""

    name: Name
    left: TypeReference | None
    right: TypeReference
    function: Name
    extension: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """A cast.

    Attributes:
        context: i implicit, a in assignments, e only explicit.
        function: `None`: without a function if `is_binary`, else through text.
        arguments: Of *function*.
    """

    source: TypeReference
    target: TypeReference
    context: str
    function: Name | None = None
    arguments: tuple[TypeReference, ...] = ()
    is_binary: bool = False
    extension: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """An installed extension and the schema of its objects."""

    name: str
    schema: str
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """All of it.

    Attributes:
        server_version: As `server_version_num`, for example 170004.
        search_path: The default of the role that read the catalog, as written (`"$user", public, extensions`).
    """

    server_version: int = 170000
    search_path: str = '"$user", public'
    roles: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    extensions: tuple[Extension, ...] = ()
    enumerations: tuple[Enumeration, ...] = ()
    composites: tuple[Composite, ...] = ()
    domains: tuple[Domain, ...] = ()
    ranges: tuple[Range, ...] = ()
    base_types: tuple[BaseType, ...] = ()
    tables: tuple[Table, ...] = ()
    functions: tuple[Function, ...] = ()
    operators: tuple[Operator, ...] = ()
    casts: tuple[Cast, ...] = ()

    @property
    def server_major(self) -> int:
        return self.server_version // 10000
