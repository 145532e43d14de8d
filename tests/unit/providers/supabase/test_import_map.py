"""Import maps lead where Deno would go."""

from __future__ import annotations

import json

import pytest

from baasctl.providers.supabase.edge_functions.import_map import ImportMap, read_import_map

PATH = "functions/hello/deno.json"
IMPORTER = "functions/hello/src/index.ts"


def mapped(**document: object) -> ImportMap:
    return read_import_map(json.dumps(document), PATH)


@pytest.mark.parametrize(
    ("imports", "specifier", "expected"),
    [
        ({}, "./a.ts", "file:functions/hello/src/a.ts"),
        ({}, "../a.ts", "file:functions/hello/a.ts"),
        ({}, "../../../../a.ts", "file:../a.ts"),
        ({}, "npm:zod", "npm:zod"),
        ({}, "https://deno.land/x/a.ts", "https://deno.land/x/a.ts"),
        ({}, "lodash", "lodash"),
        ({"zod": "npm:zod@4"}, "zod", "npm:zod@4"),
        ({"zod": "npm:zod@4"}, "zod/mini", "zod/mini"),
        ({"@/": "./"}, "@/lib/a.ts", "file:functions/hello/lib/a.ts"),
        ({"@/": "./", "@/x/": "../x/"}, "@/x/a.ts", "file:functions/x/a.ts"),
        ({"a": "../_shared/a.ts"}, "a", "file:functions/_shared/a.ts"),
        ({"./src/a.ts": "./src/b.ts"}, "./a.ts", "file:functions/hello/src/b.ts"),
        ({"a/": "https://x.test/"}, "a/b.ts", "https://x.test/b.ts"),
        ({"@/": "./lib/"}, "@/../../../../../etc/passwd", "file:../../etc/passwd"),
    ],
)
def test_specifiers_lead_through_the_map(imports: dict[str, str], specifier: str, expected: str) -> None:
    """Exact keys, then the longest key that ends with a slash; paths start at the map's folder."""
    assert mapped(imports=imports).resolve(specifier, IMPORTER) == expected


def test_a_scope_holds_for_the_files_below_it() -> None:
    """The longest scope that covers the importing file wins over the plain imports."""
    found = mapped(
        imports={"a": "npm:a@1"}, scopes={"./src/": {"a": "npm:a@2"}, "./src/deep/": {"a": "npm:a@3"}, "./x.ts": {}}
    )
    assert found.resolve("a", "functions/hello/index.ts") == "npm:a@1"
    assert found.resolve("a", "functions/hello/src/index.ts") == "npm:a@2"
    assert found.resolve("a", "functions/hello/src/deep/index.ts") == "npm:a@3"


def test_comments_and_trailing_commas_are_allowed() -> None:
    """deno.jsonc is JSON with comments; texts that look like comments stay texts."""
    text = '\ufeff{ // one\n "imports": { /* two */ "a": "https://x.test/,}", "b": "npm:b", }, }'
    assert read_import_map(text, PATH).imports == {"a": "https://x.test/,}", "b": "npm:b"}


def test_a_deno_json_may_name_its_import_map() -> None:
    """`importMap` counts where `imports` is missing, as Deno has it."""
    assert mapped(importMap="maps/a.json").elsewhere == "functions/hello/maps/a.json"
    assert mapped(importMap="./a.json", imports={}).elsewhere == ""


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"imports": []}', '{"imports": {"a": null}}', '{"scopes": 1}', '{"importMap": 1}', "[" * 99999],
)
def test_a_map_that_is_none_is_refused(text: str) -> None:
    """Broken maps are one kind of error, whatever is broken about them."""
    with pytest.raises(ValueError):  # noqa: PT011  the caller shows whatever it says
        read_import_map(text, PATH)
