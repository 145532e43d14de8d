"""Expressions, functions and requests from the grammar of the rules language, at random but mostly of fitting types."""

from __future__ import annotations

import random
from typing import Final

from baasctl.engines.rules_language.standard_library import FUNCTIONS, INDEX, METHODS, OPERATORS, Form, Types

TYPES: Final = (
    *("bool", "int", "float", "string", "bytes", "list", "set", "map", "path", "timestamp", "duration", "latlng"),
    *("map_diff", "null"),
)
FIELDS: Final = {
    "bool": ("b",),
    "int": ("n", "m.a"),
    "float": ("f",),
    "string": ("s", "owner"),
    "bytes": ("by",),
    "list": ("l", "tags"),
    "map": ("m", "m.b"),
    "path": ("ref",),
    "timestamp": ("ts",),
    "latlng": ("geo",),
    "null": ("nul",),
}
"""Fields of `/t/1` by their types."""
_LITERALS: Final = {
    "bool": ("true", "false"),
    "int": ("0", "1", "2", "3", "7", "-1", "60", "9223372036854775807", "(-9223372036854775807 - 1)", "1700000000000"),
    "float": (
        "0.0",
        "1.0",
        "2.5",
        "-0.5",
        ".25",
        "1.0e".removesuffix("e"),
        "123456789.125",
        "(1.0 / 0.0)",
        "(0.0 / 0.0)",
    ),
    "string": (
        *("''", "'a'", '"b"', "'hello'", "'x y'", "'h\\u00e9llo\\ud83d\\ude00'", "'1'", "'-7'", "'2.5'", "'A,b,C'"),
        *("'/t/2'", "' pad\\t'", "'d'", "'h'", "'users'"),
    ),
    "bytes": ("b''", "b'a'", "b'\\x01\\xff'", "b'hello'"),
    "list": ("[]", "[1]", "[1, 2]", "['a', 'b']", "[1, 'a', null]", "[1.0, 2]", "[[1], {'a': 1}]", "[true, false]"),
    "set": ("[1, 2].toSet()", "[].toSet()", "['a', 'b'].toSet()", "['s', 'n', 'a'].toSet()"),
    "map": ("{}", "{'a': 1}", "{'a': 1.0, 'b': 'x'}", "{'a': {'b': {'c': 1}}}", "{'s': 'hello', 'n': 5}"),
    "path": (
        "/t/2",
        "/t/$(id)",
        "/a/{x}/b",
        "/a/%41+b/(c)",
        "/databases/$(db)/documents/t/1",
        "path('/t/{y}')",
        "path('a/b')",
    ),
    "timestamp": (
        "timestamp.date(2024, 2, 29)",
        "timestamp.value(0)",
        "timestamp.value(1700000000123)",
        "request.time",
    ),
    "duration": ("duration.value(1, 'd')", "duration.value(-90, 's')", "duration.time(1, 2, 3, 4)"),
    "latlng": ("latlng.value(51.5, -0.1)", "latlng.value(0, 0)", "latlng.value(-33.9, 151.2)"),
    "map_diff": ("{'a': 1, 'b': 2}.diff({'a': 2, 'c': 3})", "resource.data.diff({'s': 'hello', 'x': 1})"),
    "null": ("null",),
}
_PATTERNS: Final = (
    *("'a'", "'.*'", "'h.*o'", "'[a-z]+'", "'(?i)HELLO'", "'^hello$'", "'\\\\d+'", "'a|b'", "','", "'l'", "''", "' '"),
    *("'(h)(e)'", "'[^a]*'", "'.'", "'x?'"),
)
_PATTERN_METHODS: Final = frozenset({"matches", "split", "replace"})
_READ: Final = ("t/2", "nobody/x")
"""Documents that are read: few, since all expressions of one request share its limit."""
_NOT_READ: Final = (
    *("/databases/$(db)/documents/t", "/databases/$(db)/documents", "/t/2", "/databases/other/documents/t/2"),
    *("/databases/$(db)/documents/t/$('')", "/databases/$('')/documents/t/2", "/databases/$(db)/documents/t/$(null)"),
    *("/databases/$(db)/documents/t/{x}", "/databases/$(db)/documents/t/%32", "/databases/$(db)/documents/t+/2"),
    *("/databases/$(db)/documents/t/2/sub", "/databases/$(db)/documents/t/$(resource.data.nothing)/sub/x"),
    *("path('databases/(default)/documents/t/2')", "path('t//2')", "'/databases/(default)/documents/t/2'"),
    *("/databases/$(db)/documents/$('t/2')", "/databases/$(db)/documents/$(/t/2)", "/databases/$(db)/docs/t/2"),
)
"""What no document can be read by, or only by an unusual way to say it."""
_UNITS: Final = ("'w'", "'d'", "'h'", "'m'", "'s'", "'ms'", "'ns'", "'x'")
_SELDOM: Final = 0.06
"""How often something of another type stands where one type is expected."""
_MORE: Final[dict[str, tuple[Form, ...]]] = {"debug": (Form((None,), None),)}


def _gives(form: Form, wanted: str) -> bool:
    return form.gives is None or wanted in form.gives


class Writer:
    """Writes expressions.

    Args:
        chance: Where all chance comes from.
        functions: Names of functions of the ruleset with the number of their parameters.
        variables: Names in scope, of any type.
    """

    def __init__(
        self, chance: random.Random, functions: dict[str, int] | None = None, variables: tuple[str, ...] = ()
    ) -> None:
        self.chance = chance
        self.functions = functions or {}
        self.variables = variables

    def expression(self, wanted: str | None = None, depth: int = 3) -> str:
        """One of a type, mostly; without a type, of any."""
        if wanted is None or wanted not in TYPES or self.chance.random() < _SELDOM:
            wanted = self.chance.choice(TYPES)
        if depth <= 0 or self.chance.random() < 0.12:
            return self._atom(wanted)
        made = self.chance.choice((self._operator, self._method, self._function, self._other, self._atom))(
            wanted, depth
        )
        return made or self._atom(wanted)

    def _atom(self, wanted: str, _: int = 0) -> str:
        roll = self.chance.random()
        if self.variables and roll < 0.25:
            return self.chance.choice(self.variables)
        if roll < 0.5 and wanted in FIELDS:
            return f"resource.data.{self.chance.choice(FIELDS[wanted])}"
        if roll < 0.56:
            return self.chance.choice(("id", "db", "request.auth.uid", "request.method", "resource.id", "request.auth"))
        if roll < 0.58:
            return self.chance.choice(("resource.data.nothing", "request.nothing", "resource.__name__", "request.path"))
        if wanted == "path" and roll < 0.7:
            return f"/t/$({self.expression(self.chance.choice(('string', 'int', 'path', 'null', 'float')), 1)})"
        return self.chance.choice(_LITERALS[wanted])

    def _operator(self, wanted: str, depth: int) -> str:
        """Parentheses around it, so that its place in the text is its own."""
        fitting = [
            (sign, form) for sign, forms in OPERATORS.items() for form in forms if form.gives and wanted in form.gives
        ]
        if wanted == "bool" and self.chance.random() < 0.25:
            kind = self.chance.choice((*TYPES[:-1], "number", "constraint", "vector"))
            return f"({self.expression(None, depth - 1)} is {kind})"
        if wanted == "bool" and self.chance.random() < 0.15:
            return f"(!{self.expression('bool', depth - 1)})"
        if wanted in ("int", "float") and self.chance.random() < 0.15:
            return f"(-{self.expression(wanted, depth - 1)})"
        if not fitting:
            return ""
        sign, form = self.chance.choice(fitting)
        left, right = self._sides(sign, form, depth)
        return f"({left} {sign} {right})"

    def _sides(self, sign: str, form: Form, depth: int) -> tuple[str, str]:
        takes = form.takes
        if takes[0] is None:
            kind = self.chance.choice(TYPES[:-1])
            if sign in ("<", "<=", ">", ">="):
                kind = self.chance.choice(("int", "float", "string", "bytes", "timestamp", "duration", kind))
            other = self.chance.choice(takes[1]) if takes[1] else kind
            return self.expression(kind, depth - 1), self.expression(other, depth - 1)
        first, second = (self.chance.choice(each or TYPES) for each in takes)
        if sign in "+-*/%" and first == "float" and self.chance.random() < 0.3:
            first = "int"
        return self.expression(first, depth - 1), self.expression(second, depth - 1)

    def _method(self, wanted: str, depth: int) -> str:
        name, form = self.chance.choice(
            [(name, form) for name, forms in METHODS.items() for form in forms if _gives(form, wanted)] or [("", None)]
        )
        if form is None:
            return ""
        of, *takes = form.takes
        owner = self.expression(self._one(of), depth - 1)
        return (
            f"{owner}.{name}({', '.join(self._argument(name, place, each, depth) for place, each in enumerate(takes))})"
        )

    def _argument(self, name: str, place: int, takes: Types, depth: int) -> str:
        if name in _PATTERN_METHODS and place == 0 and self.chance.random() < 0.85:
            return self.chance.choice(_PATTERNS)
        if name == "get" and place == 0:
            return self.chance.choice(("'a'", "'s'", "'zz'", "['a', 'b']", "['m', 'a']", "[]", "'b'"))
        return self.expression(self._one(takes), depth - 1)

    def _one(self, takes: Types) -> str | None:
        return None if takes is None else self.chance.choice(takes)

    def _function(self, wanted: str, depth: int) -> str:
        if self.functions and self.chance.random() < 0.3:
            name, count = self.chance.choice(list(self.functions.items()))
            return f"{name}({', '.join(self.expression(None, depth - 1) for _ in range(count))})"
        known = {**FUNCTIONS, **_MORE}
        fitting = [(name, form) for name, forms in known.items() for form in forms if _gives(form, wanted)]
        if not fitting:
            return ""
        name, form = self.chance.choice(fitting)
        if name == "duration.value":
            return f"duration.value({self.expression('int', 1)}, {self.chance.choice(_UNITS)})"
        if name == "timestamp.value":
            return f"timestamp.value({self.expression('int', 1)})"
        return f"{name}({', '.join(self.expression(self._one(each), depth - 1) for each in form.takes)})"

    def _other(self, wanted: str, depth: int) -> str:
        less = depth - 1
        way = self.chance.randrange(6)
        if way == 0:
            return (
                f"({self.expression('bool', less)} ? {self.expression(wanted, less)} : {self.expression(wanted, less)})"
            )
        if way == 1 and wanted == "list":
            return f"[{', '.join(self.expression(None, less) for _ in range(self.chance.randrange(4)))}]"
        if way == 1 and wanted == "map":
            entries = (f"'{name}': {self.expression(None, less)}" for name in ("a", "b")[: self.chance.randrange(3)])
            return f"{{{', '.join(entries)}}}"
        if way == 2:
            form = self.chance.choice(INDEX)
            place = self.chance.choice(("0", "1", "-1", "'a'", "'x'", "'s'", self.expression("int", 0)))
            return f"{self.expression(self._one(form.takes[0]), less)}[{place}]"
        if way == 3 and wanted in ("string", "list", "path"):
            first, last = self.chance.choice((("0", "1"), ("", "1"), ("1", ""), ("1", "2"), ("0", "0"), ("2", "1")))
            return f"{self.expression(wanted, less)}[{first}:{last}]"
        if way == 4:
            return f"{self.expression('map', less)}.{self.chance.choice(('a', 'b', 's', 'n'))}"
        return self._document(wanted)

    def _document(self, wanted: str) -> str:
        path = f"/databases/$(db)/documents/{self.chance.choice(_READ)}"
        if self.chance.random() < 0.2:
            path = self.chance.choice((*_NOT_READ, self.expression("path", 1)))
        if wanted == "bool":
            return f"{self.chance.choice(('exists', 'existsAfter'))}({path})"
        member = self.chance.choice(("data", "data.x", "id", "__name__"))
        return f"{self.chance.choice(('get', 'getAfter'))}({path}).{member}"


def functions(chance: random.Random, count: int) -> tuple[dict[str, int], str]:
    """Names with their numbers of parameters, and the text: each may call those before it."""
    known: dict[str, int] = {}
    texts = []
    for index in range(count):
        parameters = ("p", "q")[: chance.randrange(3)]
        inside = Writer(chance, dict(known), parameters)
        lets, names = [], list(parameters)
        for let in ("v", "w")[: chance.randrange(3)]:
            lets.append(f"let {let} = {inside.expression(None, 2)};")
            names.append(let)
            inside = Writer(chance, dict(known), tuple(names))
        name = f"f{index}"
        texts.append(
            f"function {name}({', '.join(parameters)}) {{ {' '.join(lets)} return {inside.expression(None, 2)}; }}"
        )
        known[name] = len(parameters)
    return known, "\n".join(texts)
