"""A place inside rules becomes a place in the user's files."""

from __future__ import annotations

from pathlib import Path

from baasctl.model.address import Address
from baasctl.model.origin import Origin, Step
from baasctl.model.resource import Resource
from baasctl.model.span import Span
from baasctl.providers.firebase.rules.place_in_rules import about_rules
from baasctl.providers.firebase.rules.ruleset_text import file_name

YAML = Span(file="baas.yaml", line=7, column=14)
TEXT = "rules_version = '2';\n\tservice x {\n}\n"


def resource(*steps: Step) -> Resource:
    return Resource(
        address=Address("prod", "firestore_rules", ("(default)",)),
        attributes={"source": TEXT},
        origins={"/source": Origin(span=YAML, steps=steps)},
    )


def in_file(path: str) -> Resource:
    return resource(Step(how="file", what=path, span=Span(file=f"spec/{path}", line=1, column=1)))


def told(one: Resource, line: int = 2, column: int = 10) -> tuple[str, list[str]]:
    found = about_rules(one, "SPEC550", "the rules cannot be read", "Unexpected 'x'.", line=line, column=column)
    return str(found.span), found.detail.split("\n")


def test_a_file_has_the_exact_place() -> None:
    """Line and column, and the line with a caret under it; tabs are kept before it."""
    place, detail = told(in_file("rules/firestore.rules"))

    assert place == "spec/rules/firestore.rules:2:10"
    assert detail == ["Unexpected 'x'.", "\tservice x {", "\t        ^"]


def test_what_a_template_makes_has_lines_of_its_own() -> None:
    """The template is named, and the place in the text that it makes."""
    place, detail = told(in_file("firestore.rules.j2"))

    assert place == "spec/firestore.rules.j2:1:1"
    assert detail[0] == "line 2, column 10: Unexpected 'x'."


def test_a_block_in_yaml_has_the_line() -> None:
    """Its columns are indented by the YAML, so the detail says them."""
    written = resource(Step(how="written", what="", span=YAML))
    place, detail = told(written)

    assert place == "baas.yaml:9:1"
    assert detail[0] == "line 2, column 10: Unexpected 'x'."


def test_the_whole_has_the_place_of_its_name() -> None:
    """Without a line there is no caret."""
    found = about_rules(in_file("a.rules"), "SPEC551", "the rules are too large", "300,000 bytes")

    assert (str(found.span), found.detail) == ("spec/a.rules:1:1", "300,000 bytes")


def test_a_place_outside_the_text_has_no_caret() -> None:
    """Google's position is not trusted to be one."""
    assert told(in_file("a.rules"), line=99)[1] == ["Unexpected 'x'."]


def test_google_is_told_the_users_own_file_name() -> None:
    """So that the console shows it; rules written in YAML have the usual one."""
    assert file_name(in_file("rules/main.rules")) == "main.rules"
    assert file_name(in_file("rules/main.rules.j2")) == "main.rules"
    assert file_name(resource()) == "firestore.rules"
    assert Path(file_name(in_file("../x/../a.rules"))).name == "a.rules"
