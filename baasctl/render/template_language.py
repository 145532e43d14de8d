"""The part of Jinja that `.j2` files of a spec may use: what cannot run long, grow or look behind values.

Names, members of maps, `if`, `for` over lists and maps, comparisons, a few filters and tests. No calls, no
arithmetic, no `~`, no `set`, `macro`, `include` or `import`: text grows only by being written out, and that
is counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from jinja2 import Undefined, nodes
from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import pass_context

from baasctl.model.problems import nearest
from baasctl.render.quoting import FILTERS as QUOTING

NODE_LIMIT: Final = 20_000
DEPTH_LIMIT: Final = 100
TOO_DEEP: Final = "it is nested too deeply"
TURN_LIMIT: Final = 10_000
TURNS: Final = "_turns"
FILTERS: Final = frozenset(
    {"capitalize", "count", "d", "default", "e", "escape", "first", "forceescape", "last", "length", "lower"}
    | {"title", "tojson", "trim", "upper", "urlencode"}
)
TESTS: Final = frozenset(
    {"defined", "undefined", "none", "true", "false", "boolean", "string", "number", "mapping", "sequence", "in"}
    | {"eq", "equalto", "==", "ne", "!=", "lt", "<", "gt", ">", "le", "<=", "ge", ">="}
)
_ALLOWED: Final = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem),
    *(nodes.If, nodes.For, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
    *(nodes.Filter, nodes.Test, nodes.List, nodes.Tuple),
)
_WORDS: Final = {
    nodes.Call: "calling a function",
    nodes.Assign: "`set`",
    nodes.AssignBlock: "`set`",
    nodes.Macro: "`macro`",
    nodes.CallBlock: "`call`",
    nodes.FilterBlock: "`filter` blocks",
    nodes.Include: "`include`",
    nodes.Import: "`import`",
    nodes.FromImport: "`import`",
    nodes.Extends: "`extends`",
    nodes.Block: "`block`",
    nodes.With: "`with`",
    nodes.Concat: "`~` (write the pieces one after the other)",
    nodes.Mul: "`*`",
    nodes.Pow: "`**`",
    nodes.Add: "`+` (write the pieces one after the other)",
    nodes.Mod: "`%`",
    nodes.Slice: "slices",
    nodes.Dict: "maps",
}
_LOOP: Final = frozenset({"index", "index0", "first", "last"})


class TooMuch(Exception):
    """A template wants more than its limits allow."""


def restrict(template: nodes.Template) -> None:
    """Refuse what is not part of the language, and count the turns of loops.

    Raises:
        TemplateSyntaxError: With the line of the first refused construct.
        TooMuch: More than `NODE_LIMIT` constructs, or constructs more than `DEPTH_LIMIT` deep in each other.
    """
    _refuse_depth(template)
    for number, node in enumerate(template.find_all(nodes.Node)):
        if number > NODE_LIMIT:
            raise TooMuch(f"it has more than {NODE_LIMIT:,} parts")
        refused = _refused(node)
        if refused:
            raise TemplateSyntaxError(f"{refused} is not available in templates of a spec", node.lineno)
    for loop in template.find_all(nodes.For):
        loop.iter = nodes.Filter(loop.iter, TURNS, [], [], None, None, lineno=loop.lineno)


def _refuse_depth(template: nodes.Template) -> None:
    """How deep Python itself can go depends on the process; what a template may do does not."""
    waiting: list[tuple[nodes.Node, int]] = [(template, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEPTH_LIMIT:
            raise TooMuch(TOO_DEEP)
        waiting.extend((inner, depth + 1) for inner in node.iter_child_nodes())


def _refused(node: nodes.Node) -> str:
    """What is wrong with a construct, empty when nothing is."""
    if not isinstance(node, _ALLOWED):
        return _WORDS.get(type(node), f"`{type(node).__name__.lower()}`")
    if isinstance(node, nodes.Name) and node.name.startswith("_"):
        return f"the name `{node.name}`"
    if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
        return f"the attribute `{node.attr}`"
    if isinstance(node, nodes.Filter) and node.name not in FILTERS and node.name not in QUOTING:
        return f"the filter `{node.name}`"
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        return f"the test `{node.name}`"
    return "a recursive loop" if isinstance(node, nodes.For) and node.recursive else ""


class SpecEnvironment(ImmutableSandboxedEnvironment):
    """Members of maps and lists only: there is no way from a value to its Python object."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`obj.attribute`: a member of a map, or the few facts of `loop`."""
        if isinstance(obj, LoopContext) and attribute in _LOOP:
            return getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """`obj[argument]`."""
        if isinstance(obj, Undefined):
            return obj[argument]
        if not isinstance(obj, Mapping | tuple | list):
            raise SecurityError(f"`{argument}` is asked of a value that has no members")
        try:
            return obj[argument]
        except (LookupError, TypeError):
            members = [str(key) for key in obj] if isinstance(obj, Mapping) else []
            return self.undefined(f"there is no `{argument}`; {nearest(str(argument), members)}")


@pass_context
def counted(context: Context, value: Any) -> Any:
    """The members of a list or the keys of a map, counted over all loops of one rendering.

    Raises:
        SecurityError: Neither list nor map.
        TooMuch: More than `TURN_LIMIT` turns.
    """
    if isinstance(value, Undefined):
        iter(value)
    if not isinstance(value, Mapping | tuple | list):
        raise SecurityError("`for` goes through lists and maps")
    turns = context.parent[TURNS]
    for member in value:
        turns[0] += 1
        if turns[0] > TURN_LIMIT:
            raise TooMuch(f"its loops take more than {TURN_LIMIT:,} turns")
        yield member
