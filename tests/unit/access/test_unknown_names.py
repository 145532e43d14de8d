"""What access tests name and the `access` section does not have is told at its place, before anything is tried."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from baasctl import pipeline
from baasctl.access.testing.placing import placed
from baasctl.access.testing.unknown_names import MOST_SHOWN
from baasctl.access_trials import section_for
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.run import Rendered, Run

HEAD = """baasctl: 1
targets: {mobile: {provider: firebase, project: acme-fit}}
access:
  principals: {author: {owner: authorId}}
  resources:
    posts:
      fields: {title: {type: string}, authorId: {type: user}, tags: {type: list}}
      allow: [{to: author, do: [read, write]}]
    comments:
      at: {firebase: "posts/{post}/comments"}
      fields: {text: {type: string}}
      allow: [{to: authenticated, do: read}]
    notes: {extra_fields: allow, fields: {text: {type: string}}, allow: [{to: author, do: read}]}
"""


def rendered(folder: Path, tests: str, head: str = HEAD) -> Rendered:
    (folder / "baas.yaml").write_text(f"{head}access_tests:\n  people: {{ada: {{user: ada}}}}\n{tests}")
    (one,) = pipeline.render(Run(file=folder / "baas.yaml", environment={}))
    return one


def told(folder: Path, tests: str) -> list[tuple[str, str, str]]:
    """Code, the text at the place, and the hint of each warning."""
    warnings = rendered(folder, tests).warnings
    assert {each.severity for each in warnings} <= {Severity.WARNING}
    return [(each.code, text_at(folder, each), each.hint) for each in warnings if each.code.startswith("SPEC89")]


def text_at(folder: Path, warning: Diagnostic) -> str:
    if warning.span is None:
        return ""
    line = (folder / "baas.yaml").read_text().splitlines()[warning.span.line - 1]
    return line[warning.span.column - 1 :].partition(":")[0].partition(",")[0].strip("]}")


SAYS_EXTRA = "; or say `extra_fields: allow`"
KNOWN = [
    ("given", "given: {posts/p1: {titel: x}}", "SPEC890", "titel", f"did you mean `title`?{SAYS_EXTRA}"),
    ("update", "tests: {t: [{as: ada, can: [{update posts/p1: {ttle: x}}]}]}", "SPEC890", "ttle",
     f"did you mean `title`?{SAYS_EXTRA}"),
    ("where", "tests: {t: [{as: ada, cannot: [{list posts: {where: {autor.x: 1}}}]}]}", "SPEC890", "autor.x",
     f"did you mean `authorId`?{SAYS_EXTRA}"),
    ("order", "tests: {t: [{as: ada, can: [{list posts: {order: [title, -zip]}}]}]}", "SPEC890", "-zip",
     f"known here: authorId, tags, title{SAYS_EXTRA}"),
    ("path", "tests: {t: [{as: ada, can: [{create posts/p1/comments/c: {txt: x}}]}]}", "SPEC890", "txt",
     f"did you mean `text`?{SAYS_EXTRA}"),
    ("resource", "tests: {t: [{as: ada, cannot: [get post/p1]}]}", "SPEC891", "get post/p1", "did you mean `posts`?"),
    ("below", "tests: {t: [{as: ada, cannot: [list posts/p1/comment]}]}", "SPEC891", "list posts/p1/comment",
     "did you mean `posts/p1/comments`?"),
    ("row", "given: {psts/p1: {title: x}}", "SPEC891", "psts/p1", "did you mean `posts`?"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("tests", "code", "text", "hint"), [case[1:] for case in KNOWN], ids=[case[0] for case in KNOWN]
)
def test_an_unknown_name_is_told_at_its_place(tmp_path: Path, tests: str, code: str, text: str, hint: str) -> None:
    """In rows that are there, in what a request writes and in what a query asks; with the nearest name."""
    more = "" if tests.startswith("tests") else "\n  tests: {t: [{as: ada, cannot: [get posts/p9]}]}"

    assert told(tmp_path, f"  {tests}{more}\n") == [(code, text, hint)]


@pytest.mark.parametrize(
    "request_",
    [
        {"can": [{"create posts/p1": {"title": "x", "id": "p1"}}]},
        {"cannot": [{"create posts/p1": {"isAdmin": True}}, {"update posts/p1": {"isAdmin": True}}]},
        {"can": [{"update notes/n1": {"anything": 1}}, {"list posts": {"where": {"tags.first": 1, "__name__": "p"}}}]},
        {"cannot": ["get secrets/s1", {"create secrets/s1": {"any": 1}}]},
        {"cannot": [{"list comments": {"everywhere": True, "where": {"text": "x"}}}]},
        {"can": [{"create storage:a.png": {"size": 1}}]},
    ],
    ids=["its key", "refused fields", "extra fields", "another collection", "collection group", "a file"],
)
def test_what_a_test_may_well_name_is_not_told(tmp_path: Path, request_: dict[str, Any]) -> None:
    """Fields that are to be refused, any field where they are allowed, and what nobody is to reach."""
    assert told(tmp_path, f"  tests: {{t: [{json.dumps({'as': 'ada', **request_})}]}}\n") == []


def test_a_place_is_told_once_and_not_all_of_many(tmp_path: Path) -> None:
    """Rows are shared by tests: each place is one warning; of many the first are told, and how many more there are."""
    shared = "  given: {posts/p1: {titel: x}}\n  tests: {a: [{as: ada, can: [get posts/p1, get posts/p2]}]}\n"
    assert [code for code, _, _ in told(tmp_path, shared)] == ["SPEC890"]

    requests = ", ".join(f"{{update posts/p{number}: {{titel: x}}}}" for number in range(MOST_SHOWN + 5))
    found = told(tmp_path, f"  tests: {{a: [{{as: ada, can: [{requests}]}}]}}\n")
    assert [code for code, _, _ in found] == ["SPEC892", *["SPEC890"] * MOST_SHOWN]


def test_a_request_that_should_be_allowed_is_doubted(tmp_path: Path) -> None:
    """What is unknown in the request and in its own row goes before the reason of a failure; not what others have."""
    one = rendered(tmp_path, """  given: {posts/p1: {autorId: ada}, posts/p2: {titel: x}}
  tests: {t: [{as: ada, can: [{update posts/p1: {tittle: x}}, get post/p1], cannot: [{update posts/p1: {tittle: x}}]}]}
""")  # fmt: skip

    update, get, refused = placed(one.spec.access_tests, section_for(one))

    assert update.doubts == (
        "`autorId` is no field of `posts` (did you mean `authorId`?)",
        "`tittle` is no field of `posts` (did you mean `title`?)",
    )
    assert get.doubts == ("`access` has no resource `post` (did you mean `posts`?)",)
    assert refused.doubts == ()
