"""Templates are bounded and closed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baasctl.model.errors import RenderError
from baasctl.render.quoting import sql_ident, sql_text
from baasctl.render.templates import OUTPUT_LIMIT, SOURCE_LIMIT, render_template

VALUES = {"var": {"many": tuple(range(200)), "name": "a'b\"<c", "long": "y" * 900_000, "on": True}, "target": "prod"}


def rendered(source: str, name: str = "a.txt.j2") -> str:
    return render_template(source, name, VALUES, {"link": "{{ .URL }}"})


def told(source: str, name: str = "a.txt.j2") -> str:
    with pytest.raises(RenderError) as caught:
        rendered(source, name)
    return str(caught.value)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("plain {{ x }} {% y %} {# z #} ${var:a}\n", "plain {{ x }} {% y %} {# z #} ${var:a}\n"),
        ("[[ link ]]", "{{ .URL }}"),
        ("[# nothing #]x", "x"),
        ("[% if var.on and target == 'prod' %]yes[% else %]no[% endif %]", "yes"),
        (
            "[% for n in var.many %][% if loop.first %][[ n ]][% elif loop.last %]-[[ n ]][% endif %][% endfor %]",
            "0-199",
        ),
        ("[[ var.none | default('x') | upper ]]", "X"),
        ("[[ var['many'][3] ]]", "3"),
        ("[[ 1 if nothing is defined else 2 ]]", "2"),
    ],
)
def test_what_mails_need_is_there(source: str, text: str) -> None:
    """Values, conditions, loops, a few filters; the providers' own delimiters mean nothing."""
    assert rendered(source) == text


@pytest.mark.parametrize(
    "source",
    [
        "[[ ''.__class__ ]]",
        "[[ link.__init__ ]]",
        "[[ link['__class__'] ]]",
        "[[ var.name.upper ]]",
        "[[ var.many.count ]]",
        "[[ link | attr('__class__') ]]",
        "[[ link.format(x) ]]",
        "[[ self ]]",
        "[[ self._TemplateReference__context ]]",
        "[[ _turns ]]",
        "[% for x in var.many %][[ loop ]][% endfor %]",
        "[% for x in var.many %][[ loop.changed(x) ]][% endfor %]",
        "[% for x in var.many %][[ loop._iterator ]][% endfor %]",
        "[% for x in var.many recursive %][[ loop(var.many) ]][% endfor %]",
        "[[ cycler('a') ]]",
        "[[ namespace() ]]",
        "[[ dict(a=1) ]]",
        "[[ lipsum(n=1000000) ]]",
        "[[ range(10) ]]",
        "[% include 'x' %]",
        "[% import 'x' as x %]",
        "[% from 'x' import y %]",
        "[% extends 'x' %]",
        "[% macro m() %][% endmacro %]",
        "[% set x = 1 %]",
        "[% set x %]a[% endset %]",
        "[% block b %][% endblock %]",
        "[% filter upper %]x[% endfilter %]",
        "[% with a = 1 %][% endwith %]",
        "[% call m() %][% endcall %]",
        "[[ 'a' * 1000000000 ]]",
        "[[ 9 ** 9999999 ]]",
        "[[ 'a' ~ 'b' ]]",
        "[[ '%1000000000d' % 1 ]]",
        "[[ 'a' + 'b' ]]",
        "[[ var.many[0:3] ]]",
        "[[ {'a': 1} ]]",
        "[[ var ]]",
        "[[ var.many ]]",
        "[[ none ]]",
        "[[ 'x' | center(1000000000) ]]",
        "[[ 'x' | indent(1000000000) ]]",
        "[[ 'x' | replace('', 'y') ]]",
        "[[ 'x' | format ]]",
        "[[ var.many | map(attribute='x') ]]",
        "[[ var.many | join(var.long) ]]",
        "[[ 'x' | pprint ]]",
        "[% for x in var.long %][% endfor %]",
        "[% for x in 5 %][% endfor %]",
        "[% if %]",
        "[[",
        "[[ " + "9" * 5000 + " ]]",
        "[[ " + "(" * 5000 + "1" + ")" * 5000 + " ]]",
        "[[ " + "not " * 120 + "1 ]]",
        "[[ " + "not " * 5000 + "1 ]]",
        "[% for x in var.many %]" * 40 + "[% endfor %]" * 40,
        "[[ 1 ]]" * 30_000,
        "[% for a in var.many %][% for b in var.many %][% for c in var.many %][% endfor %][% endfor %][% endfor %]",
        "[% for a in var.many %][[ var.long ]][% endfor %]",
        "x" * (SOURCE_LIMIT + 1),
    ],
    ids=lambda source: source[:40],
)
def test_nothing_else_is_there(source: str) -> None:
    """No way to Python's objects, no growth, no endless loop: each ends in a diagnostic with file and line."""
    assert told(source).startswith("a.txt.j2:")


def test_the_line_of_a_mistake_is_told() -> None:
    """Also for mistakes that show only while rendering."""
    assert told("a\n\n[[ nothing ]]\n").startswith("a.txt.j2:3:1: error[RENDER002]")
    assert told("a\n[% if link %]\n[[ link.x ]]\n[% endif %]").startswith("a.txt.j2:3:1: error[RENDER003]")
    assert told("a\n[% set x = 1 %]").startswith("a.txt.j2:2:1: error[RENDER001]")


def test_output_up_to_the_limit_is_fine() -> None:
    """The limit is on the sum."""
    assert len(rendered("[[ var.long ]]" + "x" * (OUTPUT_LIMIT - 900_000))) == OUTPUT_LIMIT


def test_sql_takes_quoted_text_only() -> None:
    """A value cannot break out of its place in SQL or rules."""
    name = "p.sql.j2"

    assert rendered("[[ var.name | sql_ident ]] = [[ var.name | sql_text ]]", name) == "\"a'b\"\"<c\" = 'a''b\"<c'"
    assert rendered("limit [[ var.many[3] ]]", name) == "limit 3"
    assert "RENDER003" in told("[[ var.name ]]", name)
    assert "RENDER003" in told("[[ var.name | sql_text | upper ]]", name)
    assert "RENDER001" in told("[[ var.name | sql_text ]]", "p.txt.j2")
    assert rendered("[[ target | rules_text ]]", "p.rules.j2") == '"prod"'
    assert "RENDER003" in told('[[ "a\\n" | rules_text ]]', "p.rules.j2")


@given(st.text(alphabet="'\"\\ab\n$;-", max_size=12))
def test_quoting_leaves_no_way_out(text: str) -> None:
    """Every quote inside is doubled, every backslash escaped."""
    assert sql_ident(text)[1:-1].replace('""', "").count('"') == 0
    inside = sql_text(text).strip().removeprefix("E")[1:-1]
    assert inside.replace("''", "").count("'") == 0
    assert inside.replace("\\\\", "").count("\\") == 0
