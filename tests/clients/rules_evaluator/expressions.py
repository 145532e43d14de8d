"""Values of expressions: what our evaluator and Google's engine make of the same text."""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from baasctl.access.rules import requests
from baasctl.access.rules.expressions import Compiler, value_of
from baasctl.access.rules.failure import Failure
from baasctl.access.rules.requests import Request
from baasctl.access.rules.scope import Block, block_of, functions_of
from baasctl.access.rules.values import LatLng, MapDiff, Path, RulesSet, Timestamp, Value
from baasctl.access.rules.world import Documents, Frame
from baasctl.engines.rules_language import syntax
from baasctl.engines.rules_language.checking import checked
from baasctl.engines.rules_language.checking_form import check_form
from baasctl.engines.rules_language.mistake import Findings, Weight
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset
from baasctl.engines.rules_language.problem import RulesProblem
from baasctl.engines.rules_language.services import Profile
from baasctl.engines.rules_language.tokens import TokenKind, tokens
from baasctl.engines.rules_language.walking import walked
from tests.clients.rules_evaluator.emulated import Emulated, Failed, token
from tests.clients.rules_evaluator.generating import Writer, functions

CLAIMS: Final = {"admin": True, "email": "u@x.y", "email_verified": True, "firebase": {"sign_in_provider": "custom"}}
DOCUMENTS: Final[Documents] = {
    "/t/1": {
        "s": "hello",
        "n": 5,
        "f": 1.5,
        "b": True,
        "nul": None,
        "l": (1, 2, "a"),
        "tags": ("p", "q"),
        "m": {"a": 1, "b": {"c": 2}},
        "ts": Timestamp(1_709_202_030_500_000_000),
        "geo": LatLng(51.5, -0.1),
        "by": b"\x01\x02hi",
        "ref": Path(("databases", "(default)", "documents", "t", "2")),
        "owner": "u",
    },
    "/t/2": {"x": 1, "owner": "a"},
    "/u/a": {"x": "admin", "role": "admin"},
}
RULESET: Final = """rules_version = '2';
service cloud.firestore {{ match /databases/{{db}}/documents {{
{functions}
match /t/{{id}} {{ allow get: if ([request.time] is bool)
{expressions}
; }} }} }}"""
_SELDOM: Final = (
    "resource.data.l.toSet().union(['a', resource.data.n].toSet())",
    "resource.data.l.toSet().intersection([1, resource.data.n].toSet())",
    "resource.data.l.toSet().difference([1, resource.data.n].toSet())",
    "resource.data.ref is path",
    "resource.data.ts is timestamp && resource.data.geo is latlng",
    "[resource.data.b is bool, resource.data.n is vector, resource.data.by is bytes]",
    "[resource.data.l is constraint, resource.data.m is map_diff, resource.data.l.toSet() is set]",
    "existsAfter(/databases/$(db)/documents/t/2)",
    "resource.data.geo.distance(latlng.value(0, resource.data.n))",
)
"""What chance hardly ever makes of fitting types."""
_OFTEN_ENOUGH: Final = 0.02
_A_REQUEST: Final = 90
_MOST_NODES: Final = 900
_CALL: Final = 40
"""Of one request; Google's engine evaluates 1,000 at most."""


@dataclass(slots=True)
class Tally:
    """What was compared.

    Attributes:
        seen: How often each production, operator, function and method had a value that is no failure.
        disagreements: (text, ours, theirs).
    """

    compared: int = 0
    alike_in_words: int = 0
    failures: int = 0
    given_up: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    disagreements: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.compared += other.compared
        self.alike_in_words += other.alike_in_words
        self.failures += other.failures
        self.given_up += other.given_up
        self.seen += other.seen
        self.disagreements += other.disagreements


def auth_of(uid: str) -> dict[str, Value]:
    """`request.auth` of a user with the claims of all of them."""
    return {"uid": uid, "token": {"sub": uid, "user_id": uid, "iat": 1, "exp": 9_999_999_999, **CLAIMS}}


def compare_values(emulated: Emulated, chance: random.Random, *, mutated: float = 0.3) -> Tally:
    """One ruleset full of expressions, asked once.

    Args:
        mutated: The share of expressions of which one token is changed.
    """
    names, texts = functions(chance, 3)
    kept = list(_fitting(_expression(chance, names, mutated) for _ in range(_A_REQUEST)))
    text = _text(texts, kept)
    if _is_refused(text):
        return Tally()
    refused = emulated.release(text)
    tally = Tally()
    if refused:
        # Now and then Google's compiler itself fails (status 500, without a word).
        if "UNKNOWN" not in refused:
            tally.disagreements.append((text, "accepted", refused))
        return tally
    emulated.call("GET", f"{emulated.documents}/t/1", bearer=token("u", CLAIMS))
    theirs = emulated.values()
    tree = parse_ruleset(text)
    block, operands = _operands(tree)
    first = operands[0]
    assert isinstance(first, syntax.TypeTest)
    now = _time(first.operand, theirs)
    if now is None:
        return tally
    for node in operands[1:]:
        assert isinstance(node, syntax.TypeTest)
        assert isinstance(node.operand, syntax.ListLiteral)
        (member,) = node.operand.members
        listed = theirs.get(node.operand.start)
        if isinstance(listed, Failed) or (isinstance(listed, tuple) and len(listed) == 1):
            _compare(tally, text, block, member, listed if isinstance(listed, Failed) else listed[0], now)
    return tally


def _expression(chance: random.Random, names: dict[str, int], mutated: float) -> str:
    if chance.random() < _OFTEN_ENOUGH:
        return chance.choice(_SELDOM)
    text = Writer(chance, names).expression(None, chance.choice((1, 2, 3, 3, 4)))
    if chance.random() >= mutated:
        return text
    pieces = [token for token in tokens(text) if token.kind is not TokenKind.END]
    index = chance.randrange(len(pieces))
    piece = pieces[index]
    way = chance.randrange(3)
    if way == 0:
        return f"{text[: piece.start]} {text[piece.end :]}"
    other = pieces[chance.randrange(len(pieces))]
    if way == 1:
        return f"{text[: piece.start]} {other.text} {text[piece.end :]}"
    new = chance.choice(
        ("+", "==", "in", "&&", "||", "<", "1", "'a'", "null", "resource", "!", "-", "id", "%", "is int")
    )
    return f"{text[: piece.start]} {new} {text[piece.end :]}"


def _text(texts: str, expressions: list[str]) -> str:
    return RULESET.format(
        functions=texts, expressions="\n".join(f"|| ([{expression}] is bool)" for expression in expressions)
    )


def _is_refused(text: str) -> bool:
    return any(each.weight is Weight.ERROR for each in checked(text, Profile.EMULATOR))


def _fitting(expressions: Iterable[str]) -> Iterator[str]:
    """Those that compile and stand alone in their brackets, as many as one request evaluates."""
    nodes = 0
    for each in expressions:
        text = _text("", [each])
        try:
            tree = parse_ruleset(text)
        except RulesProblem:
            continue
        findings = Findings(text)
        check_form(tree, findings)
        if findings.has_errors:
            continue
        _, *others = _operands(tree)[1]
        # A mutant may close what is around it.
        if len(others) != 1 or not _is_alone(others[0]):
            continue
        nodes += sum(_CALL if _is_own_call(node) else 1 for node in walked(others[0]))
        if nodes > _MOST_NODES:
            return
        yield each


def _is_alone(node: syntax.Expression) -> bool:
    is_list = isinstance(node, syntax.TypeTest) and isinstance(node.operand, syntax.ListLiteral)
    return is_list and len(node.operand.members) == 1


def _is_own_call(node: syntax.Expression) -> bool:
    return isinstance(node, syntax.Call) and node.name.startswith("f") and node.name[1:].isdigit()


def _operands(tree: syntax.Ruleset) -> tuple[Block, list[syntax.Expression]]:
    (service,) = tree.services
    (outer,) = service.matches
    (match,) = outer.matches
    inside = Block(Block(None, 0, functions_of(tree.functions)), 0, functions_of(service.functions))
    block = block_of(match, block_of(outer, inside))
    node = match.allows[0].condition
    found: list[syntax.Expression] = []
    while isinstance(node, syntax.Binary) and node.operator == "||":
        found.append(node.right)
        node = node.left
    assert node is not None
    return block, [node, *reversed(found)]


def _time(node: syntax.Expression, theirs: dict[int, Value | Failed]) -> Timestamp | None:
    """Google's time of the request; `None`: it gave up on the request, without a value for anything."""
    assert isinstance(node, syntax.ListLiteral)
    found = theirs.get(node.start)
    return found[0] if isinstance(found, tuple) and isinstance(found[0], Timestamp) else None


def _compare(
    tally: Tally, text: str, block: Block, node: syntax.Expression, theirs: Value | Failed, now: Timestamp
) -> None:
    request = Request(method="get", path="/t/1", auth=auth_of("u"), time=now)
    world = requests._world(request, DOCUMENTS, Profile.EMULATOR)
    captures = {1: {"db": "(default)"}, 2: {"id": "1"}}
    ours: Value | Failed
    try:
        ours = value_of(Compiler(block).compiled(node), Frame(world, captures))
    except Failure as failure:
        ours = Failed(str(failure))
    except Exception as error:  # noqa: BLE001  whatever it is, it is told with the expression
        tally.disagreements.append((text[node.start : node.end], repr(error), repr(theirs)))
        return
    is_unread = isinstance(theirs, Failed) and (not theirs or _is_of_document(theirs))
    if is_unread and not isinstance(ours, Failed):
        # Now and then it does not read a document that it reads elsewhere in the same request.
        tally.given_up += 1
        return
    tally.compared += 1
    tally.failures += isinstance(theirs, Failed)
    if isinstance(ours, Failed) and isinstance(theirs, Failed):
        tally.alike_in_words += ours == theirs
        return
    if same(ours, theirs):
        tally.alike_in_words += 1
        tally.seen.update(productions(node))
        return
    functions_text = text.split("documents {\n", 1)[1].split("\nmatch /t", 1)[0]
    tally.disagreements.append((f"{text[node.start : node.end]}   with {functions_text}", repr(ours), repr(theirs)))


def _is_of_document(failure: str) -> bool:
    """Whether a document could not be read, although the path is one of a document."""
    segments = re.findall(r'simple: "([^"]*)"', failure)
    is_here = segments[:3] in (["databases", "(default)", "documents"], ["databases", "", "documents"])
    of_document = segments[3:]
    is_path = is_here and len(of_document) > 0 and len(of_document) % 2 == 0 and all(of_document)
    return failure.startswith("Service call error") and is_path


def productions(node: syntax.Expression) -> Iterator[str]:
    """Names of all that an expression is made of."""
    for each in walked(node):
        yield type(each).__name__
        match each:
            case syntax.Binary():
                yield each.operator
            case syntax.TypeTest():
                yield f"is {each.type}"
            case syntax.Call():
                yield f"{each.name}()"
            case syntax.MethodCall():
                is_package = isinstance(each.of, syntax.Variable) and f"{each.of.name}.{each.name}"
                yield f"{is_package or '.' + each.name}()"


def same(ours: Value | Failed, theirs: Value | Failed) -> bool:
    """Whether two values are of one type and equal; no number is itself, but here it is."""
    if isinstance(ours, MapDiff):
        return not isinstance(theirs, Failed) or theirs.startswith("?")
    if type(ours) is not type(theirs):
        return False
    if isinstance(ours, str) and isinstance(theirs, str):
        # Half of a surrogate pair has no bytes in UTF-8: the engine's report says `?`.
        return ours.encode(errors="replace") == theirs.encode(errors="replace")
    if isinstance(ours, float) and isinstance(theirs, float):
        return ours == theirs or (math.isnan(ours) and math.isnan(theirs)) or math.isclose(ours, theirs, rel_tol=1e-14)
    if isinstance(ours, tuple) and isinstance(theirs, tuple):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(same(ours[name], theirs[name]) for name in ours)
    if isinstance(ours, RulesSet) and isinstance(theirs, RulesSet):
        return len(ours.members) == len(theirs.members) and all(
            any(same(one, other) for other in theirs.members) for one in ours.members
        )
    return bool(ours == theirs)
