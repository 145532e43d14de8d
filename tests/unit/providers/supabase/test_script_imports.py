"""Imports are found by their grammar, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baasctl.providers.supabase.edge_functions.script_imports import Import, imports_of


def specifiers(text: str) -> list[str]:
    return [found.specifier for found in imports_of(text)]


@pytest.mark.parametrize(
    "text",
    [
        'import "./x.ts"',
        "import './x.ts';",
        'import x from "./x.ts"',
        'import * as x from "./x.ts"',
        'import {a, b as c} from "./x.ts"',
        'import x, {a, type B,} from "./x.ts"',
        'import type X from "./x.ts"',
        'import type {X} from "./x.ts"',
        'import from from "./x.ts"',
        'import data from "./x.ts" with {type: "json"}',
        'import {"a b" as c} from "./x.ts"',
        'import\n{\n  a, // a comment from "./no.ts"\n}\nfrom /* another */ "./x.ts"',
        'import{a}from"./x.ts"',
        'export * from "./x.ts"',
        'export * as x from "./x.ts"',
        'export {a} from "./x.ts"',
        'export {default as a} from "./x.ts"',
        'export type {X} from "./x.ts"',
        'export type * from "./x.ts"',
        'const x = await import("./x.ts")',
        'import("./x.ts", {with: {type: "json"}})',
        "import(`./x.ts`)",
        '[...import("./x.ts")]',
        '`a ${await import("./x.ts")} b`',
        '`a ${{b: `${import("./x.ts")}`}} c`',
        'const a = {}; import("./x.ts")',
        "#!/usr/bin/env deno\nimport './x.ts'",
        "\ufeffimport './x.ts'",
        'import "\\u002e/x.ts"',
        'import "\\x2e/x.t\\u{73}"',
        'const half = a / b; import("./x.ts"); const c = d / e',
        "const r = /['\"`]/g; import './x.ts'",
        "return /[/'\"]/.test(x) || import('./x.ts')",
        'const s = "it\\"s import \'./no.ts\'"; import "./x.ts"',
        'const page = <p>don\'t</p>;\nimport("./x.ts")',
        'import defer * as x from "./x.ts"',
        "class A { import() {} }\nimport './x.ts'",
    ],
)
def test_each_form_of_import_is_found(text: str) -> None:
    """Every static import, re-export and literal dynamic import names its file."""
    assert specifiers(text) == ["./x.ts"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        '// import "./x.ts"',
        '/* import "./x.ts" */',
        '/* unclosed import "./x.ts"',
        "const s = 'import \"./x.ts\"'",
        'const s = `import "./x.ts"`',
        'const s = `${a} import "./x.ts"`',
        'const r = /import "x"/',
        'a.import("./x.ts")',
        'a?.import("./x.ts")',
        "import(path)",
        'import("./" + name)',
        "import(`./${name}.ts`)",
        "import.meta.url",
        'new URL("./x.ts", import.meta.url)',
        'import x = require("./x.ts")',
        "export const a = 1",
        'export default "./x.ts"',
        'export {a}; const from = "./x.ts"',
        'export {a}\nconst x = "./x.ts"',
        'export type X = "./x.ts"',
        'const {import: a} = b; "./x.ts"',
        'export function from() { return "./x.ts" }',
    ],
)
def test_what_only_looks_like_an_import_is_none(text: str) -> None:
    """Comments, texts, templates, regular expressions and properties import nothing."""
    assert specifiers(text) == []


def test_an_import_knows_its_place() -> None:
    """Line and column of the specifier, from 1, for messages."""
    assert imports_of('// first\nimport { a } from "./x.ts";') == (Import(specifier="./x.ts", line=2, column=19),)


@given(st.text(alphabet="`'\"/\\${}()[]*\n.;, aimportfromexport", max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever a file holds, reading it ends, and every specifier stands in it or is escaped in it."""
    for found in imports_of(text):
        assert found.specifier in text or "\\" in text


@given(
    st.lists(
        st.sampled_from(
            [
                '// import "./no.ts"\n',
                "/* from './no.ts' */",
                "const s = 'import \"./no.ts\"';\n",
                "const t = `export * from './no.ts' ${a + `${b}`}`;\n",
                "const r = x.replace(/[\"'`]import/g, '/');\n",
                "const d = (a + b) / c / 2;\n",
                "export const y = { from: './no.ts' };\n",
                "if (a) { return b } else { c }\n",
            ]
        )
    ),
    st.lists(st.sampled_from(["./a.ts", "../b.ts", "npm:zod"]), max_size=4),
)
def test_imports_are_found_between_any_other_code(noise: list[str], wanted: list[str]) -> None:
    """The code around an import never hides it and never adds one."""
    around = "".join(noise)
    text = around + "".join(f"import '{specifier}';\n{around}" for specifier in wanted)
    assert specifiers(text) == wanted


@pytest.mark.parametrize("piece", ['"', "/[", "/a[", '"\\', "`${", "/*", "import {a ", "import as x,", ".import"])
def test_a_text_made_to_be_slow_is_read_like_any_other(piece: str) -> None:
    """Reading takes time in proportion to the length, so that this ends at all."""
    assert imports_of(piece * 100_000) == ()
