"""YAML text to nodes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from baasctl.load import parse as parsing
from baasctl.load.parse import DEPTH_LIMIT, NODE_LIMIT, parse
from baasctl.load.scalars import read_plain
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.document import ListNode, MapNode, Node, ScalarNode
from baasctl.model.errors import SpecError


def told(content: bytes | str) -> str:
    with pytest.raises(SpecError) as caught:
        parse(content.encode() if isinstance(content, str) else content, "a.yaml")
    return str(caught.value)


def problems_of(text: str) -> tuple[Diagnostic, ...]:
    try:
        parse(text.encode("utf-8", "surrogatepass"), "a.yaml")
    except SpecError as error:
        return error.diagnostics
    return ()


def scalars(node: Node | None) -> Iterator[ScalarNode]:
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, MapNode):
        for entry in node:
            yield from scalars(entry.value)
    elif isinstance(node, ListNode):
        for member in node.members:
            yield from scalars(member)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("12", 12),
        ("-7", -7),
        ("+7", 7),
        ("007", 7),
        ("0o17", 15),
        ("0xfF", 255),
        ("1_000", "1_000"),
        ("12:30:00", "12:30:00"),
        ("2026-11-22", "2026-11-22"),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1.", 1.0),
        ("-.", "-."),
        ("0b11", "0b11"),
        ("+", "+"),
        ("1h", "1h"),
        ("<<", "<<"),
        ("=", "="),
    ],
)
def test_a_plain_scalar_means_what_yaml_1_2_says(text: str, value: object) -> None:
    """The core schema of YAML 1.2 decides, not YAML 1.1 and not PyYAML."""
    found = read_plain(text)

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", [".inf", "-.INF", ".nan", "1e999", "9" * 5000])
def test_a_number_that_no_json_holds_is_refused(text: str) -> None:
    """Infinity and numbers without bounds do not become text or crash."""
    assert "SPEC014" in told(f"a: {text}")


def test_every_value_knows_its_line_and_column() -> None:
    """Places are those an editor shows: 1-based, in characters, also behind umlauts and emoji."""
    node = parse('ä: "ü"\n🙂: [1,\n  zwei]\nb: |\n  text\n'.encode(), "a.yaml")

    assert [(each.span.line, each.span.column, each.value) for each in scalars(node)] == [
        (1, 4, "ü"),
        (2, 5, 1),
        (3, 3, "zwei"),
        (4, 4, "text\n"),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_and_byte_order_mark_change_nothing(end: str) -> None:
    """A file from Windows reads as the same file from elsewhere."""
    text = end.join(["a: 1", "b:", "  - x", "  - y: |", "      one", "      two", ""])

    assert list(scalars(parse(text.encode("utf-8-sig"), "a.yaml"))) == list(
        scalars(parse(text.replace("\r\n", "\n").encode(), "a.yaml"))
    )


def test_keys_are_always_text() -> None:
    """`on`, `1` and `null` are names as good as others."""
    node = parse(b"on: 1\n1: 2\nnull: 3\n2026-11-22: 4\n", "a.yaml")

    assert isinstance(node, MapNode)
    assert list(node.entries) == ["on", "1", "null", "2026-11-22"]


def test_an_alias_repeats_a_value() -> None:
    """Anchors are part of YAML; the repeated value keeps the place where it is written."""
    node = parse(b"a: &x {b: 1}\nc: *x\nd: &k key\n*k : 2\n", "a.yaml")

    assert isinstance(node, MapNode)
    assert node.get("c") == node.get("a")
    assert "key" in node.entries


@pytest.mark.parametrize("content", [b"", b"# nothing\n", b"---\n", b"null\n"])
def test_a_file_without_content_is_none(content: bytes) -> None:
    """Empty files are told apart from broken ones."""
    assert parse(content, "a.yaml") is None


def test_a_bomb_of_aliases_is_refused_before_it_grows() -> None:
    """Aliases are counted as what they expand to, without expanding them."""
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]

    assert "SPEC019" in told("\n".join(lines))


def test_nesting_is_bounded() -> None:
    """A hundred thousand brackets do not reach Python's recursion limit; neither do nested aliases."""
    assert "SPEC020" in told("[" * 100_000)
    chain = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, DEPTH_LIMIT + 5))
    assert "SPEC020" in told(chain)


def test_the_number_of_values_is_bounded() -> None:
    """A file of ten megabytes of tiny values is refused at its limit, with the place."""
    message = told("a:\n" + "- x\n" * 2_400_000)

    assert f"a.yaml:{NODE_LIMIT}:3" in message
    assert "200,000 values" in message


def test_long_text_is_not_many_values() -> None:
    """Nine megabytes of text in one scalar are one value."""
    node = parse(b"a: |\n" + b"  line of text\n" * 600_000, "a.yaml")

    assert isinstance(node, MapNode)


def test_a_byte_that_is_not_utf_8_is_shown_with_its_place() -> None:
    """Latin-1 files are told as such."""
    assert told(b"a: 1\nb: \xe4\n").startswith("a.yaml:2:4: error[SPEC010]")


def test_utf_16_is_told() -> None:
    """A file saved as Unicode by an old editor is not taken for nonsense."""
    assert "SPEC010" in told("a: 1".encode("utf-16"))


def test_the_parser_written_in_python_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without libyaml nothing changes but the speed."""
    text = b'a: &x [1, "2", three]\nb: {c: *x, d: |\n    text\n  }\n'
    fast = parse(text.replace(b"|\n    text\n  ", b"0o7"), "a.yaml")
    monkeypatch.setattr(parsing, "_LOADER", yaml.SafeLoader)

    assert parse(text.replace(b"|\n    text\n  ", b"0o7"), "a.yaml") == fast
    for broken in ("a: [${var:x}]", "a: {b: ${env:X}, c: 1}", 'a: ["x", ${secret:env:X}]'):
        assert "SPEC022" in told(broken)
    assert "SPEC020" in told("[" * 5000)


@given(st.text(max_size=80))
def test_any_text_is_read_or_told(text: str) -> None:
    """No input ends in anything but nodes or a diagnostic with a place."""
    assert all(problem.span is not None for problem in problems_of(text))


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@`,?<$ \n\t0", max_size=60))
def test_any_punctuation_is_read_or_told(text: str) -> None:
    """The same for texts full of YAML's own signs."""
    assert all(problem.span is not None for problem in problems_of(text))


def test_an_unquoted_reference_is_recognised_wherever_it_stands() -> None:
    """The most frequent mistake, in lists, maps, behind text and over several lines."""
    for text in (
        "a: [${var:x}]",
        "a: [b, ${var:x}/c]",
        "a: {b: ${env:X}}",
        'a: ["b", ${ref:functions/f.url}]',
        "a: [\n  b,\n  ${secret:env:X},\n]",
        "a: [https://${var:x}]",
    ):
        assert "SPEC022" in told(text), text


def test_a_broken_list_is_not_taken_for_a_reference() -> None:
    """The hint about quotes is given only where a reference is."""
    assert "SPEC022" not in told('a: [x, "${var:x}"\nb: 1')
    assert "SPEC022" not in told("a: [x}")


def test_the_case_files_are_read_from_this_folder() -> None:
    """A moved folder of cases would silently test nothing."""
    assert len(list((Path(__file__).parents[2] / "cases" / "spec").glob("*.yaml"))) >= 8
