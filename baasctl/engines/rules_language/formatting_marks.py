"""What the tree knows of tokens that the tokens themselves do not: which colon, brace, slash and minus is meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from baasctl.engines.rules_language import syntax
from baasctl.engines.rules_language.tokens import Token
from baasctl.engines.rules_language.walking import walked


@dataclass(slots=True)
class Marks:
    """Offsets of tokens, by what they are.

    Attributes:
        statements: First tokens of statements.
        opens, closes: Braces of blocks.
        operators: What stands between two operands, `?` and its colon included.
        signs: `!` and `-` before one operand.
        slices: Colons of `x[i:j]`.
        tight: Tokens of a path that touch the one before them.
        functions: Each function's first token, with the last one.
    """

    statements: set[int] = field(default_factory=set)
    opens: set[int] = field(default_factory=set)
    closes: set[int] = field(default_factory=set)
    operators: set[int] = field(default_factory=set)
    signs: set[int] = field(default_factory=set)
    slices: set[int] = field(default_factory=set)
    tight: set[int] = field(default_factory=set)
    functions: dict[int, int] = field(default_factory=dict)


def marks_of(ruleset: syntax.Ruleset, pieces: Sequence[Token]) -> Marks:
    """The marks of a whole ruleset."""
    marker = _Marker(pieces)
    if pieces:
        marker.found.statements.add(pieces[0].start)
    marker.functions(ruleset.functions)
    for service in ruleset.services:
        marker.block(service, behind=service.at)
        marker.functions(service.functions)
        for match in service.matches:
            marker.match(match)
    return marker.found


class _Marker:
    def __init__(self, pieces: Sequence[Token]) -> None:
        self.found = Marks()
        self._pieces = pieces
        self._index = {token.start: index for index, token in enumerate(pieces)}

    def _first(self, text: str, offset: int) -> int:
        """The first token of that text at or behind an offset that is a token's."""
        index = self._index[offset]
        while self._pieces[index].text != text:
            index += 1
        return self._pieces[index].start

    def _behind(self, offset: int) -> int:
        """The token that begins at or behind an offset which may be in white space."""
        while offset not in self._index:
            offset += 1
        return offset

    def block(self, node: syntax.Node, *, behind: int) -> None:
        """A statement with braces around its body."""
        self.found.statements.add(node.start)
        self.found.opens.add(self._first("{", behind))
        self.found.closes.add(node.end - 1)

    def match(self, match: syntax.Match) -> None:
        self.block(match, behind=self._behind(match.path[-1].end))
        self._path(match.path)
        self.functions(match.functions)
        for allow in match.allows:
            self.found.statements.add(allow.start)
            self._expressions([allow.condition] if allow.condition is not None else [])
        for inner in match.matches:
            self.match(inner)

    def functions(self, functions: Iterable[syntax.Function]) -> None:
        for function in functions:
            self.block(function, behind=function.at)
            self.found.functions[function.start] = function.end - 1
            self.found.statements.update(let.start for let in function.lets)
            result = self._index[self._behind(function.result.begin)]
            self.found.statements.add(self._pieces[result - 1].start)
            self._expressions([*(let.value for let in function.lets), function.result])

    def _expressions(self, roots: Iterable[syntax.Expression]) -> None:
        for root in roots:
            for node in walked(root):
                self._expression(node)

    def _expression(self, node: syntax.Expression) -> None:
        match node:
            case syntax.Binary() | syntax.TypeTest():
                self.found.operators.add(node.at)
            case syntax.Conditional():
                self.found.operators.update((node.at, self._first(":", self._behind(node.then.finish))))
            case syntax.Not() | syntax.Negation():
                self.found.signs.add(node.start)
            case syntax.Slice():
                place = node.first.finish if node.first is not None else self._opening(node)
                self.found.slices.add(self._first(":", self._behind(place)))
            case syntax.Path():
                self._path(node.segments)

    def _opening(self, node: syntax.Slice) -> int:
        """The bracket of a slice that begins with its colon."""
        return self._first("[", self._behind(node.of.finish))

    def _path(self, segments: Sequence[syntax.Segment]) -> None:
        for place, segment in enumerate(segments):
            index = self._index[segment.start]
            if place:
                self.found.tight.add(segment.start)
            if isinstance(segment, syntax.Wildcard):
                while self._pieces[index].end < segment.end:
                    index += 1
                    self.found.tight.add(self._pieces[index].start)
            elif isinstance(segment, syntax.ComputedSegment):
                # `/`, `$` and the parenthesis.
                self.found.tight.update(each.start for each in self._pieces[index + 1 : index + 3])
