"""Stand-ins for extensions that the local binaries lack: their types and signatures, written down by hand.

A live catalog brings the members of its own extensions; this table serves migrations that create an extension which is
not live yet. Signatures are those of the extensions' own SQL scripts for PostgreSQL 15 to 17 (contrib modules:
github.com/postgres/postgres contrib/*/*.sql; PostGIS 3.3 and pgjwt: their manuals), read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from baasctl.engines.postgres.catalog import (
    Argument,
    BaseType,
    Cast,
    Catalog,
    Extension,
    Function,
    Operator,
    TypeReference,
)

SIGNATURE = re.compile(r"(\w+)\(([^)]*)\) (setof )?(.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stub:
    """One extension, compactly.

    Attributes:
        types: Names; `citext` is of the string category, all others of none.
        functions: `name(type, type) result`.
        operators: `left symbol right function`; the result is the function's.
        casts: `source target context`, without a function.
        schema: Where it insists to live; empty when it can be chosen.
    """

    types: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    casts: tuple[str, ...] = ()
    schema: str = ""


def stub_catalog(name: str, schema: str) -> Catalog | None:
    """The members of extension *name* in *schema*; `None` when the table has no stub for it."""
    stub = STUBS.get(name)
    if stub is None:
        return None
    home = stub.schema or schema
    return Catalog(
        schemas=(home,),
        extensions=(Extension(name=name, schema=home),),
        base_types=tuple(
            BaseType(name=(home, each), category="S" if each == "citext" else "U", is_collatable=each == "citext")
            for each in stub.types
        ),
        functions=tuple(_function(text, home, stub) for text in stub.functions),
        operators=tuple(_operator(text, home, stub) for text in stub.operators),
        casts=tuple(_cast(text, home, stub) for text in stub.casts),
    )


def _function(text: str, home: str, stub: Stub) -> Function:
    found = SIGNATURE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a signature")
    types = [each.strip() for each in found[2].split(",") if each.strip()]
    return Function(
        name=(home, found[1]),
        arguments=tuple(Argument(mode="i", name="", type=_type(each, home, stub)) for each in types),
        result=_type(found[4], home, stub),
        returns_set=bool(found[3]),
        volatility="i",
    )


def _operator(text: str, home: str, stub: Stub) -> Operator:
    left, symbol, right, function = text.split()
    return Operator(
        name=(home, symbol),
        left=None if left == "-" else _type(left, home, stub),
        right=_type(right, home, stub),
        function=(home, function),
    )


def _cast(text: str, home: str, stub: Stub) -> Cast:
    source, target, context = text.split()
    return Cast(source=_type(source, home, stub), target=_type(target, home, stub), context=context, is_binary=True)


def _type(text: str, home: str, stub: Stub) -> TypeReference:
    element = text.removesuffix("[]")
    if element in stub.types:
        return TypeReference(name=(home, element), is_array=element != text)
    return TypeReference(builtin=text)


def _comparisons(type_name: str, prefix: str, names: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    functions = tuple(f"{prefix}_{word}({type_name}, {type_name}) boolean" for word in names.values())
    operators = tuple(f"{type_name} {symbol} {type_name} {prefix}_{word}" for symbol, word in names.items())
    return functions, operators


COMPARISONS = {"=": "eq", "<>": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
MATCHES = (("~~", "texticlike"), ("!~~", "texticnlike"), ("~~*", "texticlike"), ("!~~*", "texticnlike"))
REGULAR = (("~", "texticregexeq"), ("!~", "texticregexne"), ("~*", "texticregexeq"), ("!~*", "texticregexne"))
CITEXT_FUNCTIONS, CITEXT_OPERATORS = _comparisons("citext", "citext", COMPARISONS)
LTREE_FUNCTIONS, LTREE_OPERATORS = _comparisons("ltree", "ltree", COMPARISONS)
GEOMETRY_FUNCTIONS, GEOMETRY_OPERATORS = _comparisons(
    "geometry", "geometry", {"=": "eq", "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "&&": "overlaps", "~": "contains"}
)

STUBS: Mapping[str, Stub] = MappingProxyType(
    {
        "citext": Stub(
            types=("citext",),
            functions=(
                *CITEXT_FUNCTIONS,
                *(
                    f"{name}(citext, {right}) boolean"
                    for name in ("texticlike", "texticnlike", "texticregexeq", "texticregexne")
                    for right in ("citext", "text")
                ),
                "citext(character) citext",
                "citext(boolean) citext",
                "citext(inet) citext",
                "citext_cmp(citext, citext) integer",
                "regexp_replace(citext, citext, text) text",
                "replace(citext, citext, citext) text",
                "split_part(citext, citext, integer) text",
                "strpos(citext, citext) integer",
            ),
            operators=(
                *CITEXT_OPERATORS,
                *(
                    f"citext {symbol} {right} {name}"
                    for symbol, name in MATCHES + REGULAR
                    for right in ("citext", "text")
                ),
            ),
            casts=("citext text i", "citext varchar i", "citext bpchar a", "text citext a", "varchar citext a"),
        ),
        "pgcrypto": Stub(
            functions=(
                "digest(text, text) bytea",
                "digest(bytea, text) bytea",
                "hmac(text, text, text) bytea",
                "hmac(bytea, bytea, text) bytea",
                "crypt(text, text) text",
                "gen_salt(text) text",
                "gen_salt(text, integer) text",
                "encrypt(bytea, bytea, text) bytea",
                "decrypt(bytea, bytea, text) bytea",
                "encrypt_iv(bytea, bytea, bytea, text) bytea",
                "decrypt_iv(bytea, bytea, bytea, text) bytea",
                "gen_random_bytes(integer) bytea",
                "gen_random_uuid() uuid",
                "pgp_sym_encrypt(text, text) bytea",
                "pgp_sym_encrypt(text, text, text) bytea",
                "pgp_sym_decrypt(bytea, text) text",
                "pgp_sym_decrypt(bytea, text, text) text",
                "pgp_pub_encrypt(text, bytea) bytea",
                "pgp_pub_decrypt(bytea, bytea) text",
                "pgp_key_id(bytea) text",
                "armor(bytea) text",
                "dearmor(text) bytea",
            )
        ),
        "uuid-ossp": Stub(
            functions=(
                "uuid_nil() uuid",
                "uuid_ns_dns() uuid",
                "uuid_ns_url() uuid",
                "uuid_ns_oid() uuid",
                "uuid_ns_x500() uuid",
                "uuid_generate_v1() uuid",
                "uuid_generate_v1mc() uuid",
                "uuid_generate_v3(uuid, text) uuid",
                "uuid_generate_v4() uuid",
                "uuid_generate_v5(uuid, text) uuid",
            )
        ),
        "pg_trgm": Stub(
            functions=(
                "similarity(text, text) real",
                "similarity_op(text, text) boolean",
                "word_similarity(text, text) real",
                "word_similarity_op(text, text) boolean",
                "strict_word_similarity(text, text) real",
                "similarity_dist(text, text) real",
                "show_trgm(text) text[]",
                "show_limit() real",
            ),
            operators=("text % text similarity_op", "text <% text word_similarity_op", "text <-> text similarity_dist"),
        ),
        "unaccent": Stub(functions=("unaccent(text) text", "unaccent(regdictionary, text) text")),
        "fuzzystrmatch": Stub(
            functions=(
                "levenshtein(text, text) integer",
                "soundex(text) text",
                "difference(text, text) integer",
                "metaphone(text, integer) text",
                "dmetaphone(text) text",
            )
        ),
        "hstore": Stub(
            types=("hstore",),
            functions=(
                "hstore(text, text) hstore",
                "hstore(text[]) hstore",
                "hstore(text[], text[]) hstore",
                "hstore(record) hstore",
                "fetchval(hstore, text) text",
                "slice_array(hstore, text[]) text[]",
                "exist(hstore, text) boolean",
                "exists_any(hstore, text[]) boolean",
                "exists_all(hstore, text[]) boolean",
                "defined(hstore, text) boolean",
                "delete(hstore, text) hstore",
                "delete(hstore, text[]) hstore",
                "hs_concat(hstore, hstore) hstore",
                "hs_contains(hstore, hstore) boolean",
                "hs_contained(hstore, hstore) boolean",
                "hstore_eq(hstore, hstore) boolean",
                "hstore_ne(hstore, hstore) boolean",
                "akeys(hstore) text[]",
                "avals(hstore) text[]",
                "hstore_to_jsonb(hstore) jsonb",
            ),
            operators=(
                "hstore -> text fetchval",
                "hstore -> text[] slice_array",
                "hstore ? text exist",
                "hstore ?| text[] exists_any",
                "hstore ?& text[] exists_all",
                "hstore - text delete",
                "hstore - text[] delete",
                "hstore || hstore hs_concat",
                "hstore @> hstore hs_contains",
                "hstore <@ hstore hs_contained",
                "hstore = hstore hstore_eq",
                "hstore <> hstore hstore_ne",
            ),
        ),
        "ltree": Stub(
            types=(
                "ltree",
                "lquery",
                "ltxtquery",
            ),
            functions=(
                *LTREE_FUNCTIONS,
                "ltree_isparent(ltree, ltree) boolean",
                "ltree_risparent(ltree, ltree) boolean",
                "ltree_addltree(ltree, ltree) ltree",
                "ltree_addtext(ltree, text) ltree",
                "ltq_regex(ltree, lquery) boolean",
                "ltxtq_exec(ltree, ltxtquery) boolean",
                "nlevel(ltree) integer",
                "subpath(ltree, integer) ltree",
                "subpath(ltree, integer, integer) ltree",
                "subltree(ltree, integer, integer) ltree",
                "ltree2text(ltree) text",
                "text2ltree(text) ltree",
                "lca(ltree, ltree) ltree",
            ),
            operators=(
                *LTREE_OPERATORS,
                "ltree @> ltree ltree_isparent",
                "ltree <@ ltree ltree_risparent",
                "ltree || ltree ltree_addltree",
                "ltree || text ltree_addtext",
                "ltree ~ lquery ltq_regex",
                "ltree @ ltxtquery ltxtq_exec",
            ),
        ),
        "postgis": Stub(
            types=(
                "geometry",
                "geography",
                "box2d",
                "box3d",
            ),
            functions=(
                *GEOMETRY_FUNCTIONS,
                "geography_overlaps(geography, geography) boolean",
                "geometry(geography) geometry",
                "geography(geometry) geography",
                "st_makepoint(double precision, double precision) geometry",
                "st_point(double precision, double precision) geometry",
                "st_setsrid(geometry, integer) geometry",
                "st_srid(geometry) integer",
                "st_transform(geometry, integer) geometry",
                "st_geomfromtext(text) geometry",
                "st_geomfromtext(text, integer) geometry",
                "st_geogfromtext(text) geography",
                "st_astext(geometry) text",
                "st_asgeojson(geometry) text",
                "st_x(geometry) double precision",
                "st_y(geometry) double precision",
                "st_area(geometry) double precision",
                "st_length(geometry) double precision",
                "st_buffer(geometry, double precision) geometry",
                "st_distance(geometry, geometry) double precision",
                "st_distance(geography, geography) double precision",
                "st_dwithin(geometry, geometry, double precision) boolean",
                "st_dwithin(geography, geography, double precision) boolean",
                "st_contains(geometry, geometry) boolean",
                "st_within(geometry, geometry) boolean",
                "st_covers(geometry, geometry) boolean",
                "st_covers(geography, geography) boolean",
                "st_intersects(geometry, geometry) boolean",
                "st_intersects(geography, geography) boolean",
            ),
            operators=(*GEOMETRY_OPERATORS, "geography && geography geography_overlaps"),
            casts=("geometry geography i", "geography geometry e"),
        ),
        "pgjwt": Stub(
            functions=("sign(json, text) text", "sign(json, text, text) text", "url_encode(bytea) text"),
        ),
        # These bring nothing that an expression could name.
        "btree_gin": Stub(),
        "btree_gist": Stub(),
        "moddatetime": Stub(),
        "pg_stat_statements": Stub(),
        "pg_graphql": Stub(),
        "pgaudit": Stub(),
        "pg_cron": Stub(functions=("schedule(text, text, text) bigint", "unschedule(text) boolean"), schema="cron"),
        "pg_net": Stub(functions=("http_get(text) bigint", "http_post(text, jsonb) bigint"), schema="net"),
    }
)
